//! Absorptions that give several photons, in materials and by sheets: the processor's bits.

use crate::rig::{Scene, photons, rig, run};
use crate::same;
use chroma2::geometry::{
    CommitOptions, Component, Instance, Material, Mesh, Model, PerTriangle, Surface, SurfaceModel,
};
use chroma2::layout::MOST_SECONDARIES;
use chroma2::session::{
    Batch, BatchEvent, Callbacks, Emission, EventOptions, Light, Polarization, Shape, SourceSpec, Spectrum,
};
use chroma2::tables::{Cdf, Curve};
use std::sync::Arc;

fn cube(half: f32, inner: u32, outer: u32, surface: u32) -> Mesh {
    let corner = |i: u32| [0, 1, 2].map(|axis| if i >> axis & 1 == 1 { half } else { -half });
    let faces = [[0, 4, 6, 2], [1, 3, 7, 5], [0, 1, 5, 4], [2, 6, 7, 3], [0, 2, 3, 1], [4, 5, 7, 6]];
    Mesh {
        name: String::new(),
        vertices: (0..8).map(corner).collect(),
        triangles: faces.iter().flat_map(|&[a, b, c, d]| [[a, b, c], [a, c, d]]).collect(),
        inner_material: PerTriangle::Uniform(inner),
        outer_material: PerTriangle::Uniform(outer),
        surface: PerTriangle::Uniform(surface),
    }
}

/// A detecting cube of a glowing liquid, and in it one whose faces shift light; both of a mean number.
fn scene(mean_number: f64, downshift_only: bool) -> Scene {
    let mut model = Model::new();
    let spectrum = || Cdf::new(&[420.0, 520.0], &[0.0, 1.0], "spectrum").expect("a distribution");
    let component = Component {
        absorption_length: Curve::Constant(60.0),
        reemission_prob: Curve::Constant(0.8),
        wavelength_cdf: spectrum(),
        time_cdf: Cdf::new(&[0.0, 5.0], &[0.0, 1.0], "times").expect("a distribution"),
        delay: 0.5,
        decay_time: 3.0,
        downshift_only,
        mean_number,
    };
    let liquid = Material {
        absorption_length: Curve::Constant(60.0),
        scattering_length: Curve::Constant(90.0),
        components: vec![component],
        ..Material::new("liquid")
    };
    let liquid = model.add_material(liquid).expect("a material");
    let glass = model.add_material(Material::new("glass")).expect("a material");
    let eye = Surface { detect: Curve::Constant(0.7), ..Surface::new("eye", SurfaceModel::Default) };
    let eye = model.add_surface(eye).expect("a surface");
    let shifter = Surface {
        absorb: Curve::Constant(0.5),
        reemit: Curve::Constant(0.8),
        reemission_cdf: Some(spectrum()),
        downshift_only,
        mean_number,
        ..Surface::new("shifter", SurfaceModel::Wls)
    };
    let shifter = model.add_surface(shifter).expect("a surface");
    for (mesh, channel) in [(cube(100.0, liquid, liquid, eye), 4), (cube(30.0, glass, liquid, shifter), -1)] {
        let mesh = model.add_mesh(mesh).expect("a mesh");
        model.add_instance(Instance { channel, ..Instance::of(mesh) }).expect("an instance");
    }
    Scene {
        name: format!("mean number {mean_number}"),
        committed: Arc::new(Arc::new(model).commit(&CommitOptions::default()).expect("a good model")),
        source: SourceSpec {
            shape: Shape::Point,
            position: [1.0, 2.0, 60.0],
            emission: Emission::Isotropic,
            spectrum: Spectrum::Uniform(350.0, 450.0),
            polarization: Polarization::Random,
            time: 0.0,
            time_spread: 1.0,
            weight: 1.0,
            flags: 0,
        },
        options: EventOptions {
            seed: 3,
            event_id: 4,
            photons: true,
            max_time: 60.0,
            ..EventOptions::default()
        },
    }
}

fn compare(scene: &Scene, light: impl Fn() -> Light, options: &EventOptions) {
    let Some(rig) = rig() else { return };
    for slice in [0, 1 << 12] {
        let sessions = rig.sessions(scene, slice);
        let events = sessions.each_ref().map(|session| run(session, light(), options));
        let what = format!("{}, slices of {slice}", scene.name);
        same::events(&what, &events[0], &events[1]);
        let [gpu, cpu] = events.each_ref().map(|event| event.results().expect("an end"));
        let ids = |of: &chroma2::session::Results| of.hits.as_ref().expect("hits").id.to_vec();
        same::lists(&format!("{what}: ids"), &ids(gpu), &ids(cpu));
        let summary = gpu.summary;
        println!("{what}: {summary:?}");
        assert!(summary.secondaries > 0 && summary.total() == summary.photons + summary.secondaries);
    }
}

/// Up to a few secondary photons for each photon, in one generation and many.
#[test]
fn secondary_photons_are_the_processors() {
    let count = photons().min(1 << 18);
    for (mean, downshift_only) in [(0.9, false), (1.15, false), (3.0, true)] {
        let scene = scene(mean, downshift_only);
        compare(&scene, || scene.light(count), &scene.options);
        compare(&scene, || scene.light(count / 4), &EventOptions { weight_mode: 2, ..scene.options.clone() });
    }
}

/// Chain reactions: ended by steps, where the list is full again and again; and by the size of a generation.
#[test]
fn chains_are_the_processors() {
    let scene = scene(20.0, false);
    let steps = EventOptions { max_steps: 4, ..scene.options.clone() };
    compare(&scene, || scene.light(200), &steps);
    compare(&scene, || scene.light(3), &scene.options);
    let Some(rig) = rig() else { return };
    let [gpu, _] = rig.sessions(&scene, 0);
    let event = run(&gpu, scene.light(1), &scene.options);
    assert!(event.summary().expect("an end").step_limit > u64::from(MOST_SECONDARIES));
}

/// Small events one after another, and many of a batch, which are not propagated together with others.
#[test]
fn small_events_are_the_processors() {
    let Some(rig) = rig() else { return };
    let scene = scene(2.0, true);
    let options = EventOptions { photons: false, ..scene.options.clone() };
    let [gpu, cpu] = rig.sessions(&scene, 0);
    let event = |i: u64| BatchEvent { light: 0, range: 50 * i..50 * i + 1 + i % 50, seed: 8, event_id: i };
    let results = [&gpu, &cpu].map(|session| {
        let batch = Batch { lights: vec![scene.light(5000)], events: (0..100).map(event).collect() };
        let event =
            session.submit_batch(batch, options.clone(), |_| Ok(Callbacks::default())).expect("a batch");
        crate::rig::wait(&event);
        event
    });
    same::events("a batch", &results[0], &results[1]);
    let each = results.each_ref().map(|event| {
        let results = event.results().expect("an end");
        results.batch.as_ref().expect("a batch").summaries.clone()
    });
    same::lists("summaries of a batch", &each[0], &each[1]);
}
