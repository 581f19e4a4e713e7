//! What a model refuses, with which words, and that a refused change leaves it as it was.

mod shapes;

use chroma2::geometry::{
    Angular, CommitOptions, Component, DichroicAngle, Instance, Material, Mesh, Model, PerTriangle, Surface,
    SurfaceModel, WirePlane,
};
use chroma2::layout::NONE;
use chroma2::tables::{Cdf, Curve};
use std::sync::Arc;

fn points(x: &[f64], y: &[f64]) -> Curve {
    Curve::new(x, y, "test").unwrap()
}

fn model() -> Model {
    let mut model = Model::new();
    model.add_material(Material::new("water")).unwrap();
    model.add_surface(Surface::new("coat", SurfaceModel::Default)).unwrap();
    model.add_mesh(shapes::sphere(10.0, 4)).unwrap();
    model
}

/// The message of a refused change.
#[track_caller]
fn refused<T: std::fmt::Debug>(change: impl FnOnce(&mut Model) -> chroma2::Result<T>) -> String {
    let mut changed = model();
    let error = change(&mut changed).expect_err("a refusal").to_string();
    assert_eq!(format!("{changed:?}"), format!("{:?}", model()), "left changed by: {error}");
    error
}

#[track_caller]
fn assert_refused(part: &str, change: impl FnOnce(&mut Model) -> chroma2::Result<u32>) {
    let message = refused(change);
    assert!(message.contains(part), "{message}\nlacks: {part}");
}

#[test]
fn materials() {
    let check = |part: &str, change: fn(&mut Material)| {
        let mut material = Material::new("oil");
        change(&mut material);
        assert_refused(part, |model| model.add_material(material));
    };
    check("material 1 (\"oil\"): refractive_index is 0; 0.001 to 1000 is allowed", |m| {
        m.refractive_index = Curve::Constant(0.0);
    });
    check("refractive_index at 400 is -1", |m| m.refractive_index = points(&[300.0, 400.0], &[1.3, -1.0]));
    check("absorption_length (mm) is 0", |m| m.absorption_length = Curve::Constant(0.0));
    check("scattering_length (mm) is NaN", |m| m.scattering_length = Curve::Constant(f64::NAN));
    check("x must increase strictly", |m| {
        m.scattering_length = Curve::Points { x: vec![2.0, 1.0], y: vec![1.0, 1.0] };
    });
    let component = || Component {
        absorption_length: Curve::Constant(1.0),
        reemission_prob: Curve::Constant(0.5),
        wavelength_cdf: Cdf::new(&[400.0, 500.0], &[0.0, 1.0], "w").unwrap(),
        time_cdf: Cdf::new(&[0.0, 10.0], &[0.0, 1.0], "t").unwrap(),
        delay: 0.0,
        decay_time: 0.0,
        downshift_only: false,
        mean_number: 0.0,
    };
    let check = |part: &str, change: fn(&mut Component)| {
        let mut material = Material::new("oil");
        material.components = vec![component(), component()];
        change(&mut material.components[1]);
        assert_refused(part, |model| model.add_material(material));
    };
    check("reemission component 1: reemission_prob is 1.1; 0 to 1 is allowed", |c| {
        c.reemission_prob = Curve::Constant(1.1);
    });
    check("time_cdf: shortest time (ns) is -1", |c| {
        c.time_cdf = Cdf::new(&[-1.0, 10.0], &[0.0, 1.0], "t").unwrap();
    });
    check("wavelength_cdf: shortest wavelength (nm) is 0", |c| {
        c.wavelength_cdf = Cdf::new(&[0.0, 10.0], &[0.0, 1.0], "w").unwrap();
    });
    let mut unlimited = Material::new("ideal");
    unlimited.absorption_length = Curve::Constant(f64::INFINITY);
    assert_eq!(model().add_material(unlimited).unwrap(), 1);
}

#[test]
fn surfaces() {
    let check = |part: &str, change: fn(&mut Surface)| {
        let mut surface = Surface::new("mirror", SurfaceModel::Default);
        change(&mut surface);
        assert_refused(part, |model| model.add_surface(surface));
    };
    check("surface 1 (\"mirror\"): detect is 1.5", |s| s.detect = Curve::Constant(1.5));
    check("reflect_specular at 300 is -0.1", |s| s.reflect_specular = points(&[300.0, 400.0], &[-0.1, 0.5]));
    check("eta is 0", |s| s.eta = Curve::Constant(0.0));
    check("k is -1", |s| s.k = Curve::Constant(-1.0));
    check("thickness (nm) is -2", |s| s.thickness = -2.0);
    check("angle 1 is 0.5 after 0.5", |s| s.angular = Some(angular(&[0.5, 0.5], 0.5)));
    check("angle 1 (radians) is 2", |s| s.angular = Some(angular(&[0.5, 2.0], 0.5)));
    check("no angle is given", |s| s.angular = Some(Angular::default()));
    check("add up to 1.5 at angle 0 (0.1 rad)", |s| s.angular = Some(angular(&[0.1, 0.2], 0.75)));
    check("dichroic angle 1: reflect + transmit add up to 1.2; 1 at most", |s| {
        s.dichroic = vec![dichroic(0.0, 0.5), dichroic(1.0, 0.6)];
    });
}

fn angular(angles: &[f64], each: f64) -> Angular {
    let values = vec![each; angles.len()];
    Angular {
        angles: angles.to_vec(),
        transmit: values.clone(),
        reflect_specular: values,
        reflect_diffuse: vec![0.0; angles.len()],
    }
}

fn dichroic(angle: f64, each: f64) -> DichroicAngle {
    DichroicAngle { angle, reflect: Curve::Constant(each), transmit: Curve::Constant(each) }
}

#[test]
fn what_a_surface_model_needs_is_asked_by_the_commit() {
    let check = |part: &str, surface: Surface| {
        let mut model = model();
        model.add_surface(surface).unwrap();
        let error = Arc::new(model).commit(&CommitOptions::default()).unwrap_err().to_string();
        assert!(error.contains(part), "{error}\nlacks: {part}");
    };
    let of = |model| Surface::new("s", model);
    check("the dichroic model needs one angle", of(SurfaceModel::Dichroic));
    check("the angular model needs its angles", of(SurfaceModel::Angular));
    check("wls model needs one", Surface { reemit: Curve::Constant(0.5), ..of(SurfaceModel::Wls) });
    // The sum is largest at a point of one of the two tables, 1.1 at 350 nm.
    let sum = Surface {
        detect: points(&[300.0, 350.0, 400.0], &[0.2, 0.6, 0.2]),
        absorb: points(&[300.0, 400.0], &[0.4, 0.6]),
        ..of(SurfaceModel::Default)
    };
    check("surface 1 (\"s\"): detect + absorb + reflect_diffuse + reflect_specular add up to 1.1", sum);
    let film = Surface {
        detect: Curve::Constant(1.0),
        reflect_diffuse: Curve::Constant(1.0),
        ..of(SurfaceModel::Complex)
    };
    let mut fine = model();
    fine.add_surface(film).unwrap();
    fine.add_surface(Surface { detect: Curve::Constant(1.0 + 5e-7), ..of(SurfaceModel::Default) }).unwrap();
    Arc::new(fine).commit(&CommitOptions::default()).unwrap();
}

#[test]
fn meshes() {
    let check = |part: &str, change: fn(&mut Mesh)| {
        let mut mesh = shapes::sphere(10.0, 4);
        change(&mut mesh);
        assert_refused(part, |model| model.add_mesh(mesh));
    };
    check("mesh 1 (\"sphere\"): vertex 3 is (0, inf, 0) mm", |m| m.vertices[3] = [0.0, f32::INFINITY, 0.0]);
    check("vertex 0 is (NaN", |m| m.vertices[0][0] = f32::NAN);
    check("vertex 1 is (20000000", |m| m.vertices[1][0] = 2e7);
    check("triangle 2 is (1, 99999, 3), but there are", |m| m.triangles[2] = [1, 99_999, 3]);
    check("inner_material is 1; materials 0 to 0 exist", |m| m.inner_material = PerTriangle::Uniform(1));
    check("outer_material has 2 entries for", |m| m.outer_material = PerTriangle::Each(vec![0, 0]));
    check("surface of triangle 5 is 9; surfaces 0 to 0 exist", |m| {
        let mut each = vec![NONE; m.triangles.len()];
        each[5] = 9;
        m.surface = PerTriangle::Each(each);
    });
    check("inner_material is 4294967295", |m| m.inner_material = PerTriangle::Uniform(NONE));
}

#[test]
fn instances_are_all_added_or_none() {
    let message = refused(|model| {
        model.add_instances(vec![Instance::of(0), Instance { channel: -5, ..Instance::of(0) }])
    });
    assert!(message.contains("instance 1: channel is -5"), "{message}");
    let mut model = model();
    assert_eq!(model.add_instances(vec![Instance::of(0); 3]).unwrap(), 0);
    assert_eq!(model.add_instance(Instance::of(0)).unwrap(), 3);
}

#[test]
fn wire_planes() {
    let plane =
        WirePlane { pitch: 3.0, radius: 0.1, u_max: 10.0, v_max: 10.0, surface: 0, ..WirePlane::default() };
    assert_eq!(model().add_wire_plane(plane.clone()).unwrap(), 0);
    let check = |part: &str, change: fn(&mut WirePlane)| {
        let mut changed = plane.clone();
        change(&mut changed);
        assert_refused(part, |model| model.add_wire_plane(changed));
    };
    check("wire plane 0: origin y (mm) is NaN", |w| w.origin[1] = f64::NAN);
    check("are not orthonormal within 1e-4", |w| w.u = [1.0, 0.1, 0.0]);
    check("radius (mm) is 0", |w| w.radius = 0.0);
    check("pitch is 0.2 mm; more than two radii", |w| w.pitch = 0.2);
    check("u_max is 10 mm; more than u_min = 11 mm is needed", |w| w.u_min = 11.0);
    check("u_max is 0 mm; more than u_min = 0 mm is needed", |w| w.u_max = 0.0);
    check("v_max is 10 mm; v_min = 11 mm or more is needed", |w| w.v_min = 11.0);
    check("v_min is 1 mm and v_max 2 mm; a wire must lie between them", |w| (w.v_min, w.v_max) = (1.0, 2.0));
    check("surface is 4; surfaces 0 to 0 exist", |w| w.surface = 4);
    check("inner_material is 3", |w| w.inner_material = 3);
    check("channels run from 5 to -10", |w| (w.first_channel, w.channel_stride) = (5, -5));
    check("2147483647 wires at most", |w| (w.pitch, w.radius, w.v_min, w.v_max) = (3e-3, 1e-6, -1e7, 1e7));
}

#[test]
fn entries_pushed_by_hand_are_checked_by_the_commit() {
    let check = |part: &str, change: fn(&mut Model)| {
        let mut model = model();
        change(&mut model);
        let error = Arc::new(model).commit(&CommitOptions::default()).unwrap_err().to_string();
        assert!(error.contains(part), "{error}\nlacks: {part}");
    };
    check("instance 0: mesh is 7", |m| m.instances.push(Instance::of(7)));
    check("materials yet", |m| m.materials.clear());
    check("mesh 0 (\"sphere\"): surface is 5", |m| m.meshes[0].surface = PerTriangle::Uniform(5));
    check("wire plane 0: radius", |m| m.wire_planes.push(WirePlane::default()));
    check("detect is 3", |m| m.surfaces[0].detect = Curve::Constant(3.0));
}
