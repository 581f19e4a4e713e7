//! The real kernels in a real geometry: a glowing, scattering liquid in a box of partly reflecting,
//! partly detecting balls. Threads, chunks, parts and recording change nothing.

use chroma2::backend::context::{Choice, Context};
use chroma2::geometry::{
    CommitOptions, Committed, Component, Instance, Material, Model, PerTriangle, Surface, SurfaceModel,
};
use chroma2::layout::{NONE, flag};
use chroma2::session::{
    Emission, Event, EventOptions, Light, Polarization, Recording, SceneData, Session, SessionOptions, Shape,
    SourceSpec, Spectrum,
};
use chroma2::tables::{Cdf, Curve};
use std::sync::{Arc, LazyLock};

const COUNT: u64 = 6000;

fn liquid() -> Material {
    let mut liquid = Material::new("liquid");
    liquid.refractive_index = Curve::new(&[300.0, 600.0], &[1.55, 1.45], "index").unwrap();
    liquid.absorption_length = Curve::Constant(3000.0);
    liquid.scattering_length = Curve::Constant(800.0);
    liquid.components = vec![Component {
        absorption_length: Curve::Constant(3000.0),
        reemission_prob: Curve::Constant(0.6),
        wavelength_cdf: Cdf::new(&[400.0, 500.0], &[0.0, 1.0], "emission").unwrap(),
        time_cdf: Cdf::new(&[0.0, 20.0], &[0.0, 1.0], "decay").unwrap(),
        delay: 0.0,
        decay_time: 0.0,
        downshift_only: false,
        mean_number: 0.0,
    }];
    liquid
}

pub fn world() -> Arc<dyn SceneData> {
    static WORLD: LazyLock<Arc<Committed>> = LazyLock::new(|| {
        let mut model = Model::new();
        let liquid = model.add_material(liquid()).unwrap();
        let glass = model.add_material(Material::new("glass")).unwrap();
        let mut eye = Surface::new("eye", SurfaceModel::Default);
        eye.detect = Curve::Constant(0.3);
        eye.absorb = Curve::Constant(0.1);
        eye.reflect_diffuse = Curve::Constant(0.2);
        eye.reflect_specular = Curve::Constant(0.2);
        let eye = model.add_surface(eye).unwrap();
        let mut wall = Surface::new("wall", SurfaceModel::Default);
        wall.absorb = Curve::Constant(0.2);
        wall.reflect_diffuse = Curve::Constant(0.8);
        let wall = model.add_surface(wall).unwrap();
        let ball = crate::shapes::sphere(80.0, 10);
        let ball = model
            .add_mesh(chroma2::geometry::Mesh {
                inner_material: PerTriangle::Uniform(glass),
                outer_material: PerTriangle::Uniform(liquid),
                surface: PerTriangle::Uniform(eye),
                ..ball
            })
            .unwrap();
        let tank = crate::shapes::sphere(1000.0, 12);
        let tank = model
            .add_mesh(chroma2::geometry::Mesh {
                inner_material: PerTriangle::Uniform(liquid),
                outer_material: PerTriangle::Uniform(glass),
                surface: PerTriangle::Uniform(wall),
                ..tank
            })
            .unwrap();
        model.add_instance(Instance::of(tank)).unwrap();
        for k in 0..6 {
            let mut translation = [0.0; 3];
            translation[k / 2] = if k % 2 == 0 { 500.0 } else { -500.0 };
            // The last ball is not a channel.
            let channel = if k < 5 { 10 + k as i32 } else { -1 };
            model.add_instance(Instance { translation, channel, ..Instance::of(ball) }).unwrap();
        }
        Arc::new(Arc::new(model).commit(&CommitOptions::default()).unwrap())
    });
    Arc::clone(&*WORLD) as Arc<dyn SceneData>
}

fn session(threads: usize, chunk: u64) -> Arc<Session> {
    let context = Context::new(Choice::Cpu, threads).unwrap();
    Session::new(context, world(), SessionOptions { chunk, ..Default::default() }).unwrap()
}

fn light(count: u64) -> Light {
    let spec = SourceSpec {
        shape: Shape::Point,
        position: [20.0, 30.0, 40.0],
        emission: Emission::Isotropic,
        spectrum: Spectrum::Uniform(350.0, 450.0),
        polarization: Polarization::Random,
        time: 0.0,
        time_spread: 1.0,
        weight: 1.0,
        flags: flag::SCINTILLATION,
    };
    spec.light(count).unwrap()
}

fn run(session: &Arc<Session>, light: Light, options: EventOptions) -> Arc<Event> {
    let event =
        session.submit(light, EventOptions { seed: 42, event_id: 6, photons: true, ..options }).unwrap();
    event.wait(None).unwrap();
    event
}

#[test]
fn threads_chunks_and_recording_change_nothing() {
    let reference = run(&session(1, 1 << 20), light(COUNT), EventOptions::default());
    let reference = reference.results().unwrap();
    let summary = &reference.summary;
    assert_eq!((summary.total(), summary.unfinished, summary.nan_abort), (COUNT, 0, 0));
    for (count, what) in [
        (summary.bulk_absorb, "absorbed"),
        (summary.surface_absorb, "absorbed at surfaces"),
        (summary.surface_detect, "detected"),
        (summary.surface_detect - summary.hits, "detected without a channel"),
    ] {
        assert!(count > 10, "{count} photons are {what}");
    }
    for bit in [flag::RAYLEIGH_SCATTER, flag::BULK_REEMIT, flag::REFLECT_DIFFUSE, flag::REFLECT_SPECULAR] {
        let states = reference.photons.as_ref().unwrap();
        assert!(states.flags.iter().filter(|&&flags| flags & bit != 0).count() > 100, "flag {bit:#x}");
    }
    for (threads, chunk, first) in [(1, 7, 0), (2, 0, 100), (7, 129, COUNT), (3, 1, 1)] {
        let record = Recording { first, indices: vec![COUNT - 1] };
        let event =
            run(&session(threads, chunk), light(COUNT), EventOptions { record, ..Default::default() });
        let results = event.results().unwrap();
        assert_eq!((&results.summary, &results.photons), (summary, &reference.photons));
        let (hits, wanted) = (results.hits.as_ref().unwrap(), reference.hits.as_ref().unwrap());
        assert_eq!(
            (&hits.states, &hits.channel, &hits.photon),
            (&wanted.states, &wanted.channel, &wanted.photon)
        );
    }
}

#[test]
fn records_end_as_their_photons_do() {
    let record = Recording { first: 500, indices: vec![] };
    let options = EventOptions { record, max_steps: 100, max_time: 60.0, ..Default::default() };
    let event = run(&session(2, 0), light(500), options);
    let results = event.results().unwrap();
    let (records, ends) = (&results.records, results.photons.as_ref().unwrap());
    let flags = &records.states.flags;
    assert!(results.summary.time_limit > 10, "{:?}", results.summary);
    for k in 0..500 {
        let states = records.offset[k] as usize..records.offset[k + 1] as usize;
        let last = states.end - 1;
        assert_eq!((records.photon[k], flags[states.start]), (k as u64, flag::SCINTILLATION));
        assert_eq!(records.states.position[last], ends.position[k]);
        assert_eq!((records.states.time[last], flags[last]), (ends.time[k], ends.flags[k]));
        let times = &records.states.time[states];
        assert!(times.windows(2).all(|pair| pair[0] <= pair[1]), "{times:?}");
    }
}

#[test]
fn channels_are_those_of_the_instances() {
    let event = run(&session(2, 0), light(COUNT), EventOptions::default());
    let hits = event.results().unwrap().hits.as_ref().unwrap();
    for channel in 10..15 {
        assert!(hits.channel.iter().filter(|&&c| c == channel).count() > 20, "channel {channel}");
    }
    // Instance 0 is the tank.
    assert!(hits.channel.iter().zip(&hits.states.instance).all(|(c, i)| *c == *i as i32 + 9));
}

#[test]
fn numbers_that_make_no_sense_end_as_such() {
    let mut states = crate::double::photons(9);
    states[0].wavelength = 0.0;
    states[1].wavelength = f32::NAN;
    states[2].wavelength = -400.0;
    states[3].position[1] = f32::INFINITY;
    states[4].direction = [f32::NAN; 3];
    states[5].time = f32::NAN;
    states[6].weight = f32::INFINITY;
    states[7].direction = [0.0; 3];
    let event = run(&session(1, 0), Light::States(states), EventOptions::default());
    let results = event.results().unwrap();
    assert_eq!((results.summary.nan_abort, results.summary.total()), (8, 9), "{:?}", results.summary);
    let flags = &results.photons.as_ref().unwrap().flags;
    assert!(flags[..8].iter().all(|f| f & flag::NAN_ABORT != 0) && flags[8] & flag::NAN_ABORT == 0);
}

#[test]
fn polarization_that_is_not_given_is_made() {
    let mut states = crate::double::photons(2000);
    for state in &mut states {
        (state.position, state.polarization) = ([0.0; 3], [0.0; 3]);
        (state.time, state.instance) = (0.0, NONE);
    }
    let record = Recording { first: 2000, indices: vec![] };
    let event = run(&session(1, 0), Light::States(states), EventOptions { record, ..Default::default() });
    let ends = event.results().unwrap().photons.as_ref().unwrap();
    let squares = ends.polarization.iter().map(|p| p.iter().map(|v| v * v).sum::<f32>());
    assert!(squares.clone().all(|square| (square - 1.0).abs() < 1e-5));
    let across = ends.polarization.iter().zip(&ends.direction);
    assert!(across.clone().all(|(p, d)| p.iter().zip(d).map(|(p, d)| p * d).sum::<f32>().abs() < 1e-5));
}
