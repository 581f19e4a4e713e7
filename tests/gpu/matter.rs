//! Dispersion, Mie scattering, shifters, Geant4's surfaces, borders, and light of charged steps: the same bits on both.

use crate::rig::{EVENT, Rig, SEED, Scene, photons, rig, run};
use crate::same;
use chroma2::geometry::{
    BorderSurface, CommitOptions, Component, Instance, Material, Mesh, Model, PerTriangle, Scintillation,
    Surface, SurfaceModel,
};
use chroma2::layout::NONE;
use chroma2::optics::{SurfaceFinish, SurfaceType};
use chroma2::session::{Emission, EventOptions, Light, Polarization, Session, Shape, SourceSpec, Spectrum};
use chroma2::steps::{StepCommon, StepKind, StepRecord, light};
use chroma2::tables::{Cdf, Curve};
use std::sync::Arc;

fn curve(x: &[f64], y: &[f64]) -> Curve {
    Curve::new(x, y, "curve").expect("a curve")
}

fn spectrum() -> Cdf {
    Cdf::new(&[380.0, 420.0, 500.0, 600.0], &[0.0, 0.4, 1.0, 1.0], "spectrum").expect("a distribution")
}

/// Of an index that falls with the wavelength, with all that a material may do.
fn material(name: &str, scale: f64) -> Material {
    let index = [1.42, 1.385, 1.36, 1.343, 1.333, 1.328].map(|n| n * scale);
    let component = Component {
        absorption_length: Curve::Constant(900.0),
        reemission_prob: Curve::Constant(0.9),
        wavelength_cdf: spectrum(),
        time_cdf: Cdf::new(&[0.0, 10.0], &[0.0, 1.0], "times").expect("a distribution"),
        delay: 0.5,
        decay_time: 3.0,
        downshift_only: true,
        mean_number: 0.0,
    };
    Material {
        refractive_index: curve(&[200.0, 250.0, 300.0, 400.0, 550.0, 800.0], &index),
        absorption_length: Curve::Constant(900.0),
        scattering_length: Curve::Constant(1500.0),
        mie_length: Curve::Constant(700.0),
        mie_forward: curve(&[300.0, 600.0], &[0.95, 0.8]),
        mie_backward: Curve::Constant(0.3),
        mie_forward_ratio: Curve::Constant(0.7),
        components: vec![component],
        scintillation: vec![Scintillation {
            wavelength_cdf: spectrum(),
            decay_time: 5.0,
            rise_time: 0.7,
            fraction: 1.0,
        }],
        ..Material::new(name)
    }
}

/// All finishes of both models, metals and dielectrics, and a shifter with delays.
fn surfaces() -> Vec<Surface> {
    let finishes = [
        SurfaceFinish::Polished,
        SurfaceFinish::PolishedFrontPainted,
        SurfaceFinish::PolishedBackPainted,
        SurfaceFinish::Ground,
        SurfaceFinish::GroundFrontPainted,
        SurfaceFinish::GroundBackPainted,
    ];
    let rough = |model| Surface {
        reflectivity: curve(&[300.0, 600.0], &[0.9, 0.8]),
        transmittance: Curve::Constant(0.05),
        efficiency: Curve::Constant(0.3),
        specular_spike: Curve::Constant(0.1),
        specular_lobe: Curve::Constant(0.6),
        backscatter: Curve::Constant(0.1),
        gap_index: Curve::Constant(1.1),
        polish: 0.7,
        sigma_alpha: 0.2,
        surface_roughness: 40.0,
        ..Surface::new("rough", model)
    };
    let mut all = Vec::new();
    for model in [SurfaceModel::Glisur, SurfaceModel::Unified] {
        for finish in finishes {
            all.push(Surface { surface_type: SurfaceType::DielectricDielectric, finish, ..rough(model) });
        }
        for finish in [SurfaceFinish::Polished, SurfaceFinish::Ground] {
            let metal = Surface { surface_type: SurfaceType::DielectricMetal, finish, ..rough(model) };
            let index = Surface {
                real_index: Curve::Constant(1.2),
                imaginary_index: Curve::Constant(4.0),
                ..metal.clone()
            };
            all.extend([metal, index]);
        }
    }
    all.push(Surface {
        absorb: Curve::Constant(0.6),
        reemit: Curve::Constant(0.9),
        reflect_diffuse: Curve::Constant(0.2),
        reemission_cdf: Some(spectrum()),
        decay_time: 2.0,
        downshift_only: true,
        ..Surface::new("shifter", SurfaceModel::Wls)
    });
    all
}

fn cuboid(model: &mut Model, half: f32, materials: [u32; 2], surface: u32) -> u32 {
    let pick = |i: u32, axis: u32| if i >> axis & 1 == 1 { half } else { -half };
    let faces = [[0, 4, 6, 2], [1, 3, 7, 5], [0, 1, 5, 4], [2, 6, 7, 3], [0, 2, 3, 1], [4, 5, 7, 6]];
    let [inner, outer] = materials.map(PerTriangle::Uniform);
    let mesh = Mesh {
        name: String::new(),
        vertices: (0..8).map(|i| [pick(i, 0), pick(i, 1), pick(i, 2)]).collect(),
        triangles: faces.iter().flat_map(|&[a, b, c, d]| [[a, b, c], [a, c, d]]).collect(),
        inner_material: inner,
        outer_material: outer,
        surface: PerTriangle::Uniform(surface),
    };
    model.add_mesh(mesh).expect("a mesh")
}

/// A black box full of blocks, one for each surface.
fn scene() -> Scene {
    let mut model = Model::new();
    let water = model.add_material(material("water", 1.0)).expect("a material");
    let glass = model.add_material(material("glass", 1.1)).expect("a material");
    let surfaces = surfaces();
    let all: Vec<u32> = surfaces.into_iter().map(|s| model.add_surface(s).expect("a surface")).collect();
    let black = Surface { absorb: Curve::Constant(1.0), ..Surface::new("black", SurfaceModel::Default) };
    let black = model.add_surface(black).expect("a surface");
    let world = cuboid(&mut model, 600.0, [water, water], black);
    model.add_instance(Instance::of(world)).expect("an instance");
    let at = |i: usize| [i % 3, i / 3 % 3, i / 9].map(|k| 180.0 * (k as f64 - 1.0) + 17.0);
    let mut places = all.iter().enumerate().filter(|(i, _)| *i != 13).map(|(i, surface)| (at(i), *surface));
    let mut instances = Vec::new();
    for (translation, surface) in places.by_ref() {
        let block = cuboid(&mut model, 60.0, [glass, water], surface);
        let instance = Instance { translation, channel: instances.len() as i32, ..Instance::of(block) };
        instances.push(model.add_instance(instance).expect("an instance"));
    }
    // Two blocks that touch, with borders of their own in both directions.
    let [a, b] = [0.0, 80.0].map(|x| {
        let block = cuboid(&mut model, 40.0, [glass, water], NONE);
        let instance = Instance { translation: [x - 480.0, 400.0, -400.0], ..Instance::of(block) };
        model.add_instance(instance).expect("an instance")
    });
    model.add_border_surface(BorderSurface { from: a, into: b, surface: all[3] }).expect("a border");
    model.add_border_surface(BorderSurface { from: b, into: a, surface: all[10] }).expect("a border");
    // And blocks that touch nothing, by themselves and by their mesh.
    for (i, surface) in [(2, all[0]), (5, all[11])] {
        model.add_border_surface(BorderSurface { from: 0, into: instances[i], surface }).expect("a border");
    }
    let block = model.instances[instances[8] as usize].mesh;
    let border = BorderSurface { from: block, into: world, surface: all[4] };
    model.add_mesh_border_surface(border).expect("a border of meshes");
    let committed = Arc::new(model).commit(&CommitOptions::default()).expect("a valid scene");
    let source = SourceSpec {
        position: [-90.0, 90.0, 100.0],
        spectrum: Spectrum::Uniform(300.0, 650.0),
        shape: Shape::Point,
        emission: Emission::Isotropic,
        polarization: Polarization::Random,
        time: 0.0,
        time_spread: 0.0,
        weight: 1.0,
        flags: 0,
    };
    let options = EventOptions { seed: SEED, event_id: EVENT, photons: true, ..EventOptions::default() };
    Scene { name: "matter".into(), committed: Arc::new(committed), source, options }
}

#[test]
fn matter_is_the_same() {
    let Some(rig) = rig() else { return };
    let scene = scene();
    let sessions = rig.sessions(&scene, 0);
    for (i, (weight_mode, velocity)) in [(0, 0), (0, 1), (1, 0), (2, 0)].into_iter().enumerate() {
        let options = EventOptions { weight_mode, velocity, seed: i as u64, ..scene.options.clone() };
        let count = if i == 0 { photons() } else { photons() / 8 };
        let events = sessions.each_ref().map(|s| run(s, scene.light(count), &options));
        println!("{:?}", events[0].summary().expect("an end"));
        same::events(&format!("matter, weights {weight_mode}, velocity {velocity}"), &events[0], &events[1]);
    }
}

/// Steps of all kinds, of some photons each.
fn steps(session: &Session, count: u64, each: u64) -> Light {
    let materials = session.materials().expect("materials");
    let record = |i: u64| {
        let kind = [StepKind::Cherenkov, StepKind::Scintillation, StepKind::Cherenkov][i as usize % 3];
        let part = i as f64 / count as f64;
        Ok(StepRecord {
            id: 7 * i,
            count: 1 + (i * 31) % each,
            kind,
            material: 0,
            position: [-500.0 + 1000.0 * part, 290.0, 30.0 * (i % 9) as f64],
            time: part,
            displacement: [0.5, 0.2 - 0.01 * (i % 7) as f64, 0.1],
            velocity: 299.0 - 20.0 * part,
            end_velocity: 298.5 - 20.0 * part,
            charge: -1.0,
            ..StepRecord::default()
        })
    };
    light(&materials, session.context(), &StepCommon::default(), count, record, true).expect("steps")
}

fn of_steps(rig: &Rig, count: u64, each: u64) {
    let scene = scene();
    let options = EventOptions { steps: true, ..scene.options.clone() };
    for slice in [0, 5001] {
        let sessions = rig.sessions(&scene, slice);
        let events = sessions.each_ref().map(|s| run(s, steps(s, count, each), &options));
        same::events(&format!("{count} steps, slices of {slice}"), &events[0], &events[1]);
        let hits = events[0].results().expect("an end").hits.as_ref().expect("hits");
        let [mut ours, mut theirs] = [Vec::new(), Vec::new()];
        events[0].steps_of(&hits.photon, |_, step, id| ours.push((step, id))).expect("lineage");
        events[1].steps_of(&hits.photon, |_, step, id| theirs.push((step, id))).expect("lineage");
        assert!(!ours.is_empty() && ours == theirs && ours.iter().all(|(step, id)| *id == 7 * step));
    }
}

#[test]
fn light_of_steps_is_the_same() {
    let Some(rig) = rig() else { return };
    of_steps(&rig, 1000, 1000);
    of_steps(&rig, 50_000, 20);
}
