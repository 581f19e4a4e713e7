//! Which instances a commit finds to touch others, and what it says of them.

mod common;
mod shapes;

use chroma2::geometry::{CommitOptions, Committed, Instance, Material, Mesh, Model, PerTriangle};
use chroma2::layout::{Shell, shell_kind::*};
use common::reference::load;
use shapes::{cuboid, of, tube};
use std::f64::consts::PI;
use std::sync::Arc;

type Point = [f64; 3];

fn commit(meshes: &[Mesh], instances: &[Instance]) -> Committed {
    let mut model = Model::new();
    for name in ["air", "crystal", "glass"] {
        model.add_material(Material::new(name)).unwrap();
    }
    for mesh in meshes {
        model.add_mesh(mesh.clone()).unwrap();
    }
    model.add_instances(instances.to_vec()).unwrap();
    Arc::new(model).commit(&CommitOptions::default()).unwrap()
}

fn shells(meshes: &[Mesh], instances: &[Instance]) -> Vec<Shell> {
    commit(meshes, instances).shells().to_vec()
}

/// One instance of each mesh, where it is.
fn as_they_are(meshes: &[Mesh]) -> Vec<Shell> {
    shells(meshes, &(0..meshes.len() as u32).map(Instance::of).collect::<Vec<_>>())
}

fn kinds(shells: &[Shell]) -> Vec<u32> {
    shells.iter().map(|shell| shell.kind).collect()
}

fn ranks(shells: &[Shell]) -> Vec<u32> {
    shells.iter().map(|shell| shell.rank).collect()
}

fn at(mesh: u32, translation: Point) -> Instance {
    Instance { translation, ..Instance::of(mesh) }
}

fn turned(mut instance: Instance, about: Point, angle: f64) -> Instance {
    let norm = about.iter().map(|x| x * x).sum::<f64>().sqrt();
    let [x, y, z] = about.map(|a| a / norm);
    let ((s, c), t) = (angle.sin_cos(), 1.0 - angle.cos());
    let r = [
        t * x * x + c,
        t * x * y - s * z,
        t * x * z + s * y,
        t * x * y + s * z,
        t * y * y + c,
        t * y * z - s * x,
        t * x * z - s * y,
        t * y * z + s * x,
        t * z * z + c,
    ];
    let [u, v, w] = instance.translation;
    instance.translation = [0, 1, 2].map(|k| r[3 * k] * u + r[3 * k + 1] * v + r[3 * k + 2] * w);
    instance.rotation = r;
    instance
}

#[test]
fn boxes_with_a_common_face_are_shells() {
    for size in [5.0, 3.0, 8.0] {
        let crystal = cuboid([0.0, -5.0, -5.0], [10.0, 5.0, 5.0]);
        let window = of(2, cuboid([10.0, -size, -size], [12.0, size, size]));
        for (order, meshes) in [[crystal.clone(), window.clone()], [window, crystal]].iter().enumerate() {
            let found = as_they_are(meshes);
            assert_eq!(kinds(&found), [SHELL, SHELL], "window of {size}");
            assert_eq!(found.iter().map(|s| s.material).collect::<Vec<_>>(), [[1, 2], [2, 1]][order]);
            assert_eq!(ranks(&found), [[0, 1], [1, 0]][order]); // the crystal is larger
            assert!(found.iter().all(|s| s.tolerance > 0.0 && s.tolerance < 2e-5), "{found:?}");
        }
    }
}

#[test]
fn a_common_edge_or_corner_is_enough() {
    let cube = cuboid([-1.0; 3], [1.0; 3]);
    for place in [[2.0, 2.0, 0.5], [2.0, 2.0, 2.0], [2.0, 0.0, 0.0], [-2.0, 1.0, -2.0]] {
        let found = shells(std::slice::from_ref(&cube), &[Instance::of(0), at(0, place)]);
        assert_eq!((kinds(&found), ranks(&found)), (vec![SHELL; 2], vec![0; 2]), "{place:?}");
    }
    // An edge against a face, and edges across each other.
    let s = 2.0_f64.sqrt();
    let on_edge = turned(at(0, [1.0 + s, 0.0, 0.0]), [0.0, 0.0, 1.0], 0.0);
    let diamond =
        Instance { rotation: turned(Instance::of(0), [0.0, 0.0, 1.0], PI / 4.0).rotation, ..on_edge };
    assert_eq!(kinds(&shells(std::slice::from_ref(&cube), &[Instance::of(0), diamond])), [SHELL; 2]);
    let one = turned(Instance::of(0), [0.0, 0.0, 1.0], PI / 4.0);
    let mut other = turned(Instance::of(0), [0.0, 1.0, 0.0], PI / 4.0);
    other.translation = [2.0 * s, 0.0, 0.0];
    assert_eq!(kinds(&shells(std::slice::from_ref(&cube), &[one.clone(), other.clone()])), [SHELL; 2]);
    other.translation = [2.0 * s + 1e-4, 0.0, 0.0];
    assert!(shells(&[cube], &[one, other]).is_empty());
}

#[test]
fn daughters_touch_where_they_are_flush_with_their_mothers() {
    let mother = cuboid([-10.0; 3], [10.0; 3]);
    let daughter = |top: f64| cuboid([-2.0, -2.0, -3.0], [2.0, 2.0, top]);
    assert!(as_they_are(&[mother.clone(), daughter(9.0)]).is_empty());
    let found = as_they_are(&[mother.clone(), daughter(10.0), cuboid([-9.0; 3], [-8.0; 3])]);
    assert_eq!(kinds(&found), [SHELL, SHELL, APART]);
    assert_eq!(ranks(&found)[..2], [0, 1]);
    // One that goes through its mother's wall, in the midst of a face.
    assert_eq!(kinds(&as_they_are(&[mother, daughter(12.0)])), [SHELL; 2]);
}

#[test]
fn gaps_count_from_the_tolerance_on() {
    for far in [0.0, 1e3, 1e6] {
        let cube = cuboid([-5.0; 3], [5.0; 3]);
        let places = |gap: f64| [at(0, [far; 3]), at(0, [far + 10.0 + gap, far, far])];
        let touching = shells(std::slice::from_ref(&cube), &places(0.0));
        assert_eq!(kinds(&touching), [SHELL; 2], "{far} mm from the origin");
        let both = touching.iter().map(|s| f64::from(s.tolerance)).sum::<f64>();
        assert!(both > (5.0 + far) * 2.0_f64.powi(-20) && both < 2.1 * (25.0 + far) * 2.0_f64.powi(-20));
        assert_eq!(kinds(&shells(std::slice::from_ref(&cube), &places(0.8 * both))), [SHELL; 2]);
        assert!(shells(std::slice::from_ref(&cube), &places(1.2 * both)).is_empty(), "{far} mm");
    }
}

#[test]
fn a_rod_in_a_bore_touches_in_any_phase() {
    for (segments, phase) in [(12, 0.5), (24, 0.0), (48, 0.5), (96, 0.3)] {
        let rod = |radius: f64| tube(0.0, radius, 80.0, segments, phase);
        let bore = of(2, tube(10.0, 30.0, 100.0, segments, 0.0));
        let found = as_they_are(&[bore.clone(), rod(10.0)]);
        assert_eq!((kinds(&found), ranks(&found)), (vec![SHELL; 2], vec![0, 1]));
        let arc = |radius: f64| radius * (1.0 - (PI / f64::from(segments)).cos());
        for (shell, expected) in found.iter().zip([arc(30.0), arc(10.0)]) {
            let off = f64::from(shell.tolerance) / expected - 1.0;
            assert!(off.abs() < 0.02, "{segments} segments: {} for {expected}", shell.tolerance);
        }
        let gap = arc(10.0) + arc(30.0) + arc(10.0) + 1e-3; // between corners of the bore's flats too
        assert!(as_they_are(&[bore, rod(10.0 - gap)]).is_empty(), "{segments} segments");
    }
}

#[test]
fn chords_of_spheres_are_known() {
    for rings in [6, 12, 40] {
        let ball = shapes::sphere(50.0, rings);
        let mut least = 50.0_f64;
        for triangle in 0..ball.triangles.len() {
            let corners = ball.corners(triangle).map(|c| c.map(f64::from));
            for i in 0..=10 {
                for j in 0..=10 - i {
                    let (u, v) = (f64::from(i) / 10.0, f64::from(j) / 10.0);
                    let w = 1.0 - u - v;
                    let p = [0, 1, 2].map(|k| w * corners[0][k] + u * corners[1][k] + v * corners[2][k]);
                    least = least.min(p.iter().map(|x| x * x).sum::<f64>().sqrt());
                }
            }
        }
        let found = shells(&[ball], &[Instance::of(0), at(0, [99.9, 0.0, 0.0])]);
        let ratio = f64::from(found[0].tolerance) / (50.0 - least);
        assert!((0.9..1.3).contains(&ratio), "{rings} rings: {ratio} of {}", 50.0 - least);
    }
}

/// A plate with one rounded edge: the flats beside the rounding are not chords of anything.
#[test]
fn flats_beside_a_rounding_do_not_count() {
    let mut outline: Vec<[f64; 2]> = vec![[0.0, 0.0], [1000.0, 0.0]];
    outline.extend((0..=8).map(|i| {
        let (s, c) = (PI / 2.0 * f64::from(i) / 8.0).sin_cos();
        [999.0 + c, 9.0 + s]
    }));
    outline.push([0.0, 10.0]);
    let n = outline.len() as u32;
    let mut vertices: Vec<[f32; 3]> = Vec::new();
    for z in [0.0, 500.0] {
        vertices.extend(outline.iter().map(|[x, y]| [*x as f32, *y as f32, z]));
    }
    let mut triangles = Vec::new();
    for i in 0..n {
        let next = (i + 1) % n;
        triangles.extend([[i, next, n + next], [i, n + next, n + i]]);
    }
    for i in 1..n - 1 {
        triangles.extend([[0, i + 1, i], [n, n + i, n + i + 1]]);
    }
    let found =
        shells(&[shapes::bare("plate", vertices, triangles)], &[Instance::of(0), at(0, [0.0, -10.0, 0.0])]);
    assert_eq!(kinds(&found), [SHELL; 2]);
    let arc = 1.0 - (PI / 32.0).cos();
    assert!(f64::from(found[0].tolerance) < 3.0 * arc + 2e-3, "{} for {arc}", found[0].tolerance);
}

#[test]
fn rows_of_crystals_touch_all_along() {
    let crystal = cuboid([-10.0, -10.0, 0.0], [10.0, 10.0, 150.0]);
    let rows = |pitch: f64| -> Vec<Instance> {
        let place = |i: u32| [f64::from(i % 30) * pitch - 300.0, f64::from(i / 30) * pitch, 7.7];
        (0..900).map(|i| turned(at(0, place(i)), [0.2, 1.0, -0.7], 0.8)).collect()
    };
    let found = shells(std::slice::from_ref(&crystal), &rows(20.0));
    assert!(found.len() == 900 && found.iter().all(|s| s.kind == SHELL && s.rank == 0));
    assert!(shells(&[crystal], &rows(20.01)).is_empty());
}

#[test]
fn what_has_no_inside_is_a_sheet() {
    let window = cuboid([0.0; 3], [5.0; 3]);
    let beside = |change: fn(&mut Mesh)| {
        let mut other = cuboid([5.0, 0.0, 0.0], [10.0, 5.0, 5.0]);
        change(&mut other);
        kinds(&as_they_are(&[window.clone(), other]))
    };
    assert_eq!(beside(|_| ()), [SHELL, SHELL]);
    assert_eq!(beside(|mesh| mesh.triangles.truncate(11)), [SHELL, SHEET]);
    assert_eq!(beside(|mesh| mesh.triangles[3].swap(0, 1)), [SHELL, SHEET]);
    assert_eq!(beside(|mesh| mesh.triangles.iter_mut().for_each(|t| t.swap(0, 1))), [SHELL, SHEET]);
    let two = |mesh: &mut Mesh| mesh.inner_material = PerTriangle::Each((0..12).map(|i| i / 6).collect());
    assert_eq!(beside(two), [SHELL, SHEET]);
    // Outer materials and surfaces have no say, and neither have repeated vertices.
    let outer = |mesh: &mut Mesh| mesh.outer_material = PerTriangle::Each((0..12).map(|i| i / 6).collect());
    assert_eq!(beside(outer), [SHELL, SHELL]);
    let split = |mesh: &mut Mesh| {
        mesh.vertices = (0..12).flat_map(|i| mesh.corners(i)).collect();
        mesh.triangles = (0..12).map(|i| [3 * i, 3 * i + 1, 3 * i + 2]).collect();
    };
    assert_eq!(beside(split), [SHELL, SHELL]);
}

#[test]
fn triangles_without_area_may_close_a_mesh() {
    // A corner of the neighbour lies on an edge: the triangle between them has no area.
    let mut mesh = cuboid([0.0; 3], [4.0; 3]);
    mesh.vertices.push([2.0, 0.0, 0.0]); // on the edge from 0 to 4
    let split = mesh.triangles.iter().position(|t| *t == [0, 4, 5]).unwrap();
    mesh.triangles[split] = [0, 8, 5];
    mesh.triangles.push([8, 4, 5]);
    let open = mesh.clone();
    mesh.triangles.push([0, 4, 8]);
    let found = |mesh: Mesh| kinds(&shells(&[mesh], &[Instance::of(0), at(0, [4.0, 0.0, 0.0])]));
    assert!(found(open).is_empty()); // sheets that touch nothing but sheets are as apart
    assert_eq!(found(mesh), [SHELL; 2]);
}

#[test]
fn order_does_not_matter() {
    let meshes = [
        cuboid([0.0; 3], [10.0; 3]),
        cuboid([10.0, 2.0, 2.0], [14.0, 6.0, 6.0]),
        of(2, tube(0.0, 2.0, 6.0, 16, 0.0)),
        shapes::sphere(3.0, 8),
        shapes::grid(3, 4.0),
    ];
    let mut places: Vec<Instance> = Vec::new();
    for i in 0..60_u32 {
        let far = [f64::from(i % 5), f64::from(i / 5 % 4), f64::from(i / 20)];
        let place = turned(at(i % 5, far.map(|x| 10.0 * x)), [1.0, f64::from(i), 0.3], f64::from(i % 3));
        places.push(place);
    }
    let plain = shells(&meshes, &places);
    let touching = plain.iter().filter(|s| s.kind != APART).count();
    assert!((10..=59).contains(&touching), "{touching} touch");
    let order = [3, 0, 4, 2, 1]; // new mesh i was order[i]
    let other_meshes: Vec<Mesh> = order.iter().map(|&i| meshes[i].clone()).collect();
    let moved = |p: &Instance| {
        let mesh = order.iter().position(|&i| i == p.mesh as usize).unwrap() as u32;
        Instance { mesh, ..p.clone() }
    };
    let other: Vec<Instance> = places.iter().rev().map(moved).collect();
    let mut back = shells(&other_meshes, &other);
    back.reverse();
    assert_eq!(back, plain);
}

#[test]
fn detectors_of_the_reference_pay_nothing() {
    let commit = |name| Some(Arc::new(load(name)?.model).commit(&CommitOptions::default()).unwrap());
    let Some(tiny) = commit("detector_tiny") else { return };
    assert!(tiny.shells().is_empty() && tiny.scene().shells.is_null());
    // Two tubes of 267 mm on the axis of an end of the tank are 257 mm apart, but have several inner materials.
    let full = commit("detector_full").unwrap();
    assert!(full.shells().is_empty() && full.scene().shells.is_null());
}

/// Bodies with room all around them, however coarse they are: an air gap is an air gap.
#[test]
fn coarse_round_bodies_keep_thin_gaps() {
    let rod = |z: f64| {
        let mut rod = tube(0.0, 50.0, 100.0, 8, 0.5);
        rod.vertices.iter_mut().for_each(|v| v[2] += z as f32);
        rod
    };
    let inradius = 50.0 * (PI / 8.0).cos();
    for gap in [0.01, 0.3, 3.0] {
        // Side by side, and with their flat ends.
        let beside = at(0, [2.0 * inradius + gap, 0.0, 0.0]);
        assert!(shells(&[rod(0.0)], &[Instance::of(0), beside]).is_empty(), "{gap} mm beside");
        assert!(as_they_are(&[rod(0.0), rod(100.0 + gap)]).is_empty(), "{gap} mm behind");
    }
    // Both flush on a table: they touch that, but not at an angle.
    let table = cuboid([-100.0, -100.0, -70.0], [300.0, 100.0, -50.0]);
    let found = shells(
        &[rod(0.0), table],
        &[Instance::of(0), at(0, [2.0 * inradius + 0.3, 0.0, 0.0]), Instance::of(1)],
    );
    assert_eq!(kinds(&found), [SHELL; 3]);
    assert!(found.iter().all(|shell| shell.tolerance < 1e-3), "{found:?}");
    // A wall of a sphere in a sphere.
    assert!(as_they_are(&[shapes::sphere(50.0, 12), shapes::sphere(49.8, 12)]).is_empty());
}
