//! Events whose absorptions give several photons: in any order and cut, the same photons, all of them counted.

use crate::shapes::{of, sphere};
use chroma2::backend::context::{Choice, Context};
use chroma2::daq::{ChannelType, Daq, Part, Window};
use chroma2::geometry::{
    CommitOptions, Committed, Component, Instance, Material, Model, PerTriangle, Surface, SurfaceModel,
};
use chroma2::layout::{SECONDARY_BIT, flag};
use chroma2::session::{
    Batch, BatchEvent, Callbacks, Event, EventOptions, Hits, Light, Recording, Results, Session,
    SessionOptions, SourceSpec, Summary,
};
use chroma2::tables::{Cdf, Curve};
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock, Mutex};

const COUNT: u64 = 3000;

fn component(mean_number: f64) -> Component {
    Component {
        absorption_length: Curve::Constant(400.0),
        reemission_prob: Curve::Constant(0.7),
        wavelength_cdf: Cdf::new(&[400.0, 500.0], &[0.0, 1.0], "emission").unwrap(),
        time_cdf: Cdf::new(&[0.0, 20.0], &[0.0, 1.0], "decay").unwrap(),
        delay: 0.0,
        decay_time: 2.0,
        downshift_only: false,
        mean_number,
    }
}

/// A liquid that glows in a tank with shifting balls, of such mean numbers.
fn tank(liquid_mean: f64, ball_mean: f64) -> Committed {
    let mut model = Model::new();
    let liquid = Material {
        absorption_length: Curve::Constant(400.0),
        scattering_length: Curve::Constant(300.0),
        components: vec![component(liquid_mean)],
        ..Material::new("liquid")
    };
    let liquid = model.add_material(liquid).unwrap();
    let glass = model.add_material(Material::new("glass")).unwrap();
    let shifter = Surface {
        absorb: Curve::Constant(0.6),
        reemit: Curve::Constant(0.8),
        reflect_diffuse: Curve::Constant(0.2),
        reemission_cdf: Some(Cdf::new(&[420.0, 480.0], &[0.0, 1.0], "emission").unwrap()),
        mean_number: ball_mean,
        ..Surface::new("shifter", SurfaceModel::Wls)
    };
    let shifter = model.add_surface(shifter).unwrap();
    let wall = Surface {
        detect: Curve::Constant(0.4),
        absorb: Curve::Constant(0.1),
        reflect_diffuse: Curve::Constant(0.5),
        ..Surface::new("wall", SurfaceModel::Default)
    };
    let wall = model.add_surface(wall).unwrap();
    let mut add = |radius: f32, inner: u32, surface: u32| {
        let mut mesh = of(0, sphere(radius, 8));
        mesh.inner_material = PerTriangle::Uniform(inner);
        mesh.outer_material = PerTriangle::Uniform(liquid);
        mesh.surface = PerTriangle::Uniform(surface);
        model.add_mesh(mesh).unwrap()
    };
    let (outer, ball) = (add(1000.0, liquid, wall), add(150.0, glass, shifter));
    model.add_instance(Instance { channel: 3, ..Instance::of(outer) }).unwrap();
    for x in [-400.0, 400.0] {
        model.add_instance(Instance { translation: [x, 0.0, 0.0], ..Instance::of(ball) }).unwrap();
    }
    Arc::new(model).commit(&CommitOptions::default()).unwrap()
}

fn world() -> Arc<Committed> {
    static WORLD: LazyLock<Arc<Committed>> = LazyLock::new(|| Arc::new(tank(1.3, 2.2)));
    Arc::clone(&WORLD)
}

fn session(threads: usize, chunk: u64) -> Arc<Session> {
    let context = Context::new(Choice::Cpu, threads).unwrap();
    Session::new(context, world(), SessionOptions { chunk, ..Default::default() }).unwrap()
}

fn light(count: u64) -> Light {
    SourceSpec { position: [20.0, 30.0, 40.0], ..crate::double::flash() }.light(count).unwrap()
}

fn options() -> EventOptions {
    EventOptions {
        seed: 5,
        event_id: 9,
        first_index: 700,
        photons: true,
        record: Recording { first: 3, indices: vec![2000] },
        ..Default::default()
    }
}

fn shine(session: &Arc<Session>, count: u64, options: EventOptions) -> Arc<Event> {
    let event = session.submit(light(count), options).unwrap();
    event.wait(None).unwrap();
    event
}

fn hits(results: &Results) -> &Hits {
    results.hits.as_ref().unwrap()
}

fn same_hits(a: &Hits, b: &Hits) {
    assert_eq!((&a.id, &a.photon, &a.channel, &a.event), (&b.id, &b.photon, &b.channel, &b.event));
    assert_eq!(a.states, b.states);
}

#[test]
fn threads_and_chunks_cannot_be_seen() {
    let reference = shine(&session(1, 1 << 20), COUNT, options());
    let reference = reference.results().unwrap();
    assert!(reference.summary.secondaries > COUNT / 2, "{:?}", reference.summary);
    for (threads, chunk) in [(1, 1), (2, 0), (3, 97), (2, 1500)] {
        let event = shine(&session(threads, chunk), COUNT, options());
        let results = event.results().unwrap();
        assert_eq!(results.summary, reference.summary);
        assert_eq!(results.photons, reference.photons);
        same_hits(hits(results), hits(reference));
        assert_eq!(results.records.states, reference.records.states);
    }
}

#[test]
fn the_account_adds_up_and_hits_come_in_order() {
    let event = shine(&session(2, 100), COUNT, options());
    let results = event.results().unwrap();
    let (summary, hits) = (&results.summary, hits(results));
    assert_eq!((summary.photons, summary.total()), (COUNT, COUNT + summary.secondaries));
    assert_eq!((summary.unfinished, summary.hits), (0, hits.photon.len() as u64));
    assert_eq!(summary.surface_detect, summary.hits, "all that is detected is in the channel");
    let key = |i: usize| (hits.photon[i], hits.id[i] & SECONDARY_BIT != 0, hits.id[i]);
    assert!((1..hits.photon.len()).all(|i| key(i - 1) < key(i)));
    let states = results.photons.as_ref().unwrap();
    let mut own = 0;
    for i in 0..hits.photon.len() {
        let is_secondary = hits.states.flags[i] & flag::SECONDARY != 0;
        assert_eq!(is_secondary, hits.id[i] & SECONDARY_BIT != 0);
        assert_eq!((hits.event[i], hits.channel[i]), (9, 3));
        let k = (hits.photon[i] - 700) as usize;
        if !is_secondary {
            assert_eq!((hits.id[i], hits.states.position[i]), (hits.photon[i], states.position[k]));
            own += 1;
        }
    }
    let detected = states.flags.iter().filter(|&&flags| flags & flag::SURFACE_DETECT != 0).count();
    assert_eq!((states.len() as u64, own), (COUNT, detected));
    assert!(states.flags.iter().all(|&flags| flags & flag::SECONDARY == 0 && flags & flag::TERMINAL != 0));
    // Recorded steps end as the photons do, though these waited for others.
    let records = &results.records;
    for (k, &photon) in records.photon.iter().enumerate() {
        let last = records.offset[k + 1] as usize - 1;
        assert_eq!(records.states.position[last], states.position[(photon - 700) as usize]);
        assert_eq!(records.states.flags[last], states.flags[(photon - 700) as usize]);
    }
}

/// What on_hits was given.
#[derive(Default)]
struct Got {
    ids: Vec<u64>,
    positions: Vec<[f32; 3]>,
}

#[test]
fn parts_and_batches_are_the_whole() {
    let plain = || EventOptions { photons: false, record: Recording::default(), ..options() };
    let session = session(2, 64);
    let whole = shine(&session, COUNT, plain());
    let all = hits(whole.results().unwrap());
    let event = |range: std::ops::Range<u64>| BatchEvent { light: 0, range, seed: 5, event_id: 9 };
    let events = vec![event(0..COUNT), event(0..COUNT)];
    let batch = Batch { lights: vec![light(COUNT)], events };
    let batch = session.submit_batch(batch, plain(), |_| Ok(Callbacks::default())).unwrap();
    batch.wait(None).unwrap();
    let results = batch.results().unwrap();
    let each = results.batch.as_ref().unwrap();
    assert_eq!(each.summaries, [*whole.summary().unwrap(); 2]);
    assert_eq!(each.hit_offsets, [0, all.photon.len() as u64, 2 * all.photon.len() as u64]);
    let twice = |of: &[u64]| [of, of].concat();
    assert_eq!(*hits(results).id, twice(&all.id));
    assert_eq!(*hits(results).photon, twice(&all.photon));

    let got: Arc<Mutex<Got>> = Arc::default();
    let sink = Arc::clone(&got);
    let register = move |_: &Arc<Event>| {
        let call = move |_: std::ops::Range<u64>, hits: &Hits| {
            let mut got = sink.lock().unwrap();
            got.ids.extend_from_slice(&hits.id);
            got.positions.extend_from_slice(&hits.states.position);
        };
        Ok(Callbacks { hits: Some(Box::new(call)), ..Callbacks::default() })
    };
    let stream = session.submit_with(light(COUNT), plain(), register).unwrap();
    stream.wait(None).unwrap();
    let got = got.lock().unwrap();
    assert_eq!((&got.ids[..], &got.positions[..]), (&*all.id, &*all.states.position));
}

#[test]
fn every_secondary_photon_has_a_readout_of_its_own() {
    let plain = EventOptions { photons: false, record: Recording::default(), ..options() };
    let event = shine(&session(2, 0), 20_000, plain);
    let all = hits(event.results().unwrap());
    let mut daq = Daq::new(Window::default());
    daq.add_type(ChannelType::new(None, None, 0.5, 0.0).unwrap()).unwrap();
    daq.set_channels(vec![0; 4]).unwrap();
    let count = |hits: &Hits| daq.run(&[Part { seed: 5, time_offset: 0.0, hits }], 0).unwrap().hits[3];
    let accepted = f64::from(count(all));
    let n = all.photon.len() as f64;
    assert!((accepted - n / 2.0).abs() < 5.0 * (n / 4.0).sqrt(), "{accepted} of {n}");
    // Two of a photon: both, one, or none, as by chance.
    let mut both = [0.0; 3];
    let pairs: Vec<usize> = (1..all.photon.len()).filter(|&i| all.photon[i] == all.photon[i - 1]).collect();
    for pair in pairs.iter().step_by(2) {
        let part = |of: &[u64]| of[pair - 1..=*pair].to_vec();
        let two = Hits {
            channel: vec![3; 2].into(),
            photon: part(&all.photon).into(),
            event: part(&all.event).into(),
            id: part(&all.id).into(),
            states: chroma2::session::Columns {
                time: vec![0.0; 2].into(),
                weight: vec![1.0; 2].into(),
                flags: vec![0; 2].into(),
                ..Default::default()
            },
        };
        both[count(&two) as usize] += 1.0;
    }
    let pairs = both.iter().sum::<f64>();
    for (number, share) in [0.25, 0.5, 0.25].into_iter().enumerate() {
        let off = (both[number] - share * pairs).abs() / (share * (1.0 - share) * pairs).sqrt();
        assert!(pairs > 500.0 && off < 5.0, "{both:?}");
    }
}

#[test]
fn ids_are_no_indices() {
    let session = session(1, 0);
    let last = EventOptions { first_index: SECONDARY_BIT - 10, ..Default::default() };
    let event = shine(&session, 10, last.clone());
    assert_eq!(event.summary().unwrap().photons, 10);
    let error = session.submit(light(11), last).err().unwrap().to_string();
    assert!(error.contains("first_index is 9223372036854775798; with 11 photons in a geometry"), "{error}");
    assert!(error.contains("at most 2^63"), "{error}");
}

/// Where there is no memory for a chain reaction the event says so, and the session goes on.
#[test]
fn memory_for_secondary_photons_may_be_missing() {
    let glowing = Arc::new(tank(40.0, 40.0));
    let context = Context::limited(Choice::Cpu, 0, 2, 4 << 20).unwrap();
    let session = Session::new(context, glowing, SessionOptions::default()).unwrap();
    let event = session.submit(light(1000), EventOptions::default()).unwrap();
    let error = event.wait(None).unwrap_err().to_string();
    assert!(error.contains("secondary photons") && error.contains("memory_limit is 4194304"), "{error}");
    let event = shine(&session, 10, EventOptions { max_steps: 1, ..Default::default() });
    assert_eq!(event.summary().unwrap().total(), 10 + event.summary().unwrap().secondaries);
}

#[test]
fn an_event_is_cancelled_among_its_secondary_photons() {
    let glowing = Arc::new(tank(1.5, 1.5));
    let context = Context::new(Choice::Cpu, 2).unwrap();
    let session = Session::new(context, glowing, SessionOptions::default()).unwrap();
    let event = session.submit(light(1 << 22), EventOptions::default()).unwrap();
    while event.progress().photons_done == 0 {
        std::thread::yield_now();
    }
    event.cancel();
    event.wait(None).unwrap_err();
    let summary: Summary = *event.summary().unwrap();
    assert!(summary.unfinished > 0 && summary.photons == 1 << 22);
    assert_eq!(summary.total(), summary.photons + summary.secondaries);
    assert_eq!(event.progress().photons_done, summary.photons - summary.unfinished);
}

/// What has no mean number keeps its digest; one changes it, and is kept by a scene file.
#[test]
fn a_mean_number_is_part_of_a_geometry() {
    let digests: BTreeSet<_> =
        [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 2.0)].map(|(a, b)| tank(a, b).digest()).into();
    assert_eq!(digests.len(), 4);
    let mut model = Model::new();
    let too_many = Material { components: vec![component(1000.5)], ..Material::new("oil") };
    let error = model.add_material(too_many).err().unwrap().to_string();
    assert!(error.contains("mean_number is 1000.5; 0 to 1000 is allowed"), "{error}");
}
