//! What comes out: the same for any threads and chunks, complete, in order.

use crate::double::{photons, simple};
use chroma2::layout::{NONE, flag};
use chroma2::session::{EventOptions, Light, Recording, Results};

fn options() -> EventOptions {
    EventOptions {
        seed: 7,
        event_id: 3,
        first_index: 1000,
        photons: true,
        record: Recording { first: 4, indices: vec![5999, 1002, 4321, 4321] },
        ..Default::default()
    }
}

fn same(a: &Results, b: &Results) {
    assert_eq!(a.summary, b.summary);
    assert_eq!(a.photons, b.photons);
    let (x, y) = (a.hits.as_ref().unwrap(), b.hits.as_ref().unwrap());
    assert_eq!((&x.states, &x.channel, &x.photon, &x.event), (&y.states, &y.channel, &y.photon, &y.event));
    assert_eq!(
        (&a.records.states, &a.records.photon, &a.records.offset),
        (&b.records.states, &b.records.photon, &b.records.offset)
    );
}

#[test]
fn threads_and_chunks_cannot_be_seen() {
    let reference = simple(1, 1 << 20).submit(Light::States(photons(5000)), options()).unwrap();
    reference.wait(None).unwrap();
    for (threads, chunk) in [(1, 1), (2, 0), (2, 97), (7, 64), (7, 4999), (3, 5000)] {
        let event = simple(threads, chunk).submit(Light::States(photons(5000)), options()).unwrap();
        event.wait(None).unwrap();
        same(event.results().unwrap(), reference.results().unwrap());
    }
}

#[test]
fn recording_changes_nothing() {
    let session = simple(2, 0);
    let plain = EventOptions { record: Recording::default(), ..options() };
    let all = EventOptions { record: Recording { first: u64::MAX, indices: vec![] }, ..options() };
    let events = [plain, all].map(|options| session.submit(Light::States(photons(3000)), options).unwrap());
    events.iter().for_each(|event| event.wait(None).unwrap());
    let [plain, all] = events.each_ref().map(|event| event.results().unwrap());
    assert_eq!((plain.summary, &plain.photons), (all.summary, &all.photons));
    assert!(plain.records.photon.is_empty() && plain.records.offset == [0]);
    assert_eq!(all.records.photon.len(), 3000);
}

#[test]
fn the_account_adds_up_and_hits_come_in_order() {
    let event = simple(2, 100).submit(Light::States(photons(5000)), options()).unwrap();
    event.wait(None).unwrap();
    let results = event.results().unwrap();
    let summary = &results.summary;
    assert_eq!((summary.photons, summary.total(), summary.unfinished), (5000, 5000, 0));
    assert!(summary.surface_detect > summary.hits && summary.hits > 300);
    let (hits, states) = (results.hits.as_ref().unwrap(), results.photons.as_ref().unwrap());
    assert_eq!(hits.channel.len() as u64, summary.hits);
    assert!(hits.photon.windows(2).all(|pair| pair[0] < pair[1]));
    let mut weight = 0.0;
    for (i, &photon) in hits.photon.iter().enumerate() {
        let k = (photon - 1000) as usize;
        assert_eq!(hits.event[i], 3);
        assert_ne!(hits.states.flags[i] & flag::SURFACE_DETECT, 0);
        assert_ne!(hits.states.flags[i] & flag::CHERENKOV, 0);
        assert_eq!(hits.channel[i], hits.states.instance[i] as i32 - 3);
        assert_eq!(
            (hits.states.position[i], hits.states.time[i], hits.states.triangle[i]),
            (states.position[k], states.time[k], states.triangle[k])
        );
        weight += f64::from(hits.states.weight[i]);
    }
    assert!((summary.hit_weight() - weight).abs() < 1e-9 && summary.detected_weight() > weight);
    // Every detected photon with a channel is there.
    let detected = states.flags.iter().zip(&states.instance);
    let channels = detected.filter(|(f, i)| **f & flag::SURFACE_DETECT != 0 && **i >= 3).count();
    assert_eq!(channels, hits.photon.len());
}

#[test]
fn parts_of_an_event_make_the_whole() {
    let session = simple(2, 0);
    let all = photons(3000);
    let part = |from: usize, to: usize| {
        let first_index = 1000 + from as u64;
        let options = EventOptions { first_index, record: Recording::default(), ..options() };
        let event = session.submit(Light::States(all[from..to].to_vec()), options).unwrap();
        event.wait(None).unwrap();
        event
    };
    let (whole, parts) = (part(0, 3000), [part(0, 1), part(1, 1700), part(1700, 3000)]);
    let hits = parts.each_ref().map(|part| part.results().unwrap().hits.as_ref().unwrap());
    let whole = whole.results().unwrap().hits.as_ref().unwrap();
    assert_eq!(hits.map(|hits| &hits.photon[..]).concat(), whole.photon);
    assert_eq!(hits.map(|hits| &hits.channel[..]).concat(), whole.channel);
    assert_eq!(hits.map(|hits| &hits.states.time[..]).concat(), whole.states.time[..]);
}

#[test]
fn records_hold_every_step() {
    let event = simple(2, 0).submit(Light::States(photons(5000)), options()).unwrap();
    event.wait(None).unwrap();
    let results = event.results().unwrap();
    let (records, ends) = (&results.records, results.photons.as_ref().unwrap());
    assert_eq!(records.photon, [1000, 1001, 1002, 1003, 4321, 5999]);
    assert_eq!((records.offset[0], records.offset[6] as usize), (0, records.states.len()));
    for (i, &photon) in records.photon.iter().enumerate() {
        let (first, last) = (records.offset[i] as usize, records.offset[i + 1] as usize - 1);
        let k = (photon - 1000) as usize;
        assert_eq!(records.states.position[first], [k as f32, 1.0, 2.0]);
        assert_eq!(
            (records.states.flags[last], records.states.time[last]),
            (ends.flags[k], ends.time[k]),
            "photon {photon} with {} states",
            last - first + 1
        );
    }
    assert!(records.offset.windows(2).any(|o| o[1] - o[0] > 64), "one needs more than the first guess");
}

#[test]
fn nothing_is_a_valid_event() {
    let event = simple(2, 0).submit(Light::States(vec![]), EventOptions { photons: true, ..options_of(0) });
    let event = event.unwrap();
    event.wait(None).unwrap();
    let results = event.results().unwrap();
    assert_eq!((results.summary.photons, results.summary.total()), (0, 0));
    assert!(results.hits.as_ref().unwrap().states.is_empty() && results.photons.as_ref().unwrap().is_empty());
    assert!(event.progress().done);
}

fn options_of(seed: u64) -> EventOptions {
    EventOptions { seed, ..Default::default() }
}

#[test]
fn photons_that_ended_before_are_left_as_they_were() {
    let mut light = photons(200);
    for state in &mut light {
        state.flags = flag::SURFACE_DETECT | flag::NAN_ABORT;
    }
    let event =
        simple(1, 0).submit(Light::States(light), EventOptions { photons: true, ..options_of(1) }).unwrap();
    event.wait(None).unwrap();
    let results = event.results().unwrap();
    let states = results.photons.as_ref().unwrap();
    assert!(states.flags.iter().all(|&f| f == flag::SURFACE_DETECT | flag::NAN_ABORT));
    assert!(states.instance.iter().all(|&i| i == NONE));
    assert_eq!((results.summary.surface_detect, results.summary.hits, results.summary.draws), (200, 0, 0));
}

#[test]
fn what_is_not_wanted_is_not_there() {
    let session = simple(1, 0);
    let options = EventOptions { hits: false, ..options_of(1) };
    let event = session.submit(Light::States(photons(500)), options).unwrap();
    event.wait(None).unwrap();
    let results = event.results().unwrap();
    assert!(results.hits.is_none() && results.photons.is_none() && results.summary.hits > 0);
    let used = session.context().memory();
    drop(event);
    assert!(session.context().memory() < used && session.context().memory() == 0);
}

#[test]
fn a_time_offset_moves_nothing_but_itself() {
    let session = simple(2, 100);
    let burst = EventOptions { time_offset: 1e9, ..options() };
    let events =
        [options(), burst].map(|options| session.submit(Light::States(photons(5000)), options).unwrap());
    events.iter().for_each(|event| event.wait(None).unwrap());
    let [plain, late] = &events;
    same(plain.results().unwrap(), late.results().unwrap());
    assert_eq!((plain.time_offset(), late.time_offset()), (0.0, 1e9));
}
