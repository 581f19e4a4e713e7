//! Legs that begin in one material and end in another: none where the geometry is right, and planted
//! faults by their materials and instances, for any threads, chunks and parts.

use crate::common::reference::load;
use crate::shapes::faults::{AIR, Change, WATER, many, nested, worlds};
use chroma2::backend::context::{Choice, Context};
use chroma2::geometry::{CommitOptions, Model};
use chroma2::layout::{MEDIUM_CHANGES, MediumChange, NONE, PhotonState};
use chroma2::session::{EventOptions, Light, MediumReport, Recording, Session, SessionOptions};
use std::sync::Arc;

fn session(model: &Arc<Model>, threads: usize, chunk: u64) -> Arc<Session> {
    let committed = model.commit(&CommitOptions::default()).unwrap();
    let context = Context::new(Choice::Cpu, threads).unwrap();
    Session::new(context, Arc::new(committed), SessionOptions { chunk, ..Default::default() }).unwrap()
}

fn flying(position: [f32; 3]) -> PhotonState {
    PhotonState {
        position,
        direction: [1.0, 0.0, 0.0],
        wavelength: 400.0,
        weight: 1.0,
        instance: NONE,
        triangle: NONE,
        ..bytemuck::Zeroable::zeroed()
    }
}

/// Photons that fly along x, through all of a world if nothing scatters.
fn beam(count: u64) -> Vec<PhotonState> {
    let along = |i: u64| ((i * 37) % 181) as f32 - 90.0;
    (0..count).map(|i| flying([-400.0, along(i) + 0.3, along(i * 7 + 3) - 0.2])).collect()
}

/// Runs them, the first `first` in an event of their own; gives the sum of the events' counts.
fn run(session: &Arc<Session>, light: &[PhotonState], first: usize, record: u64) -> u64 {
    let (head, tail) = light.split_at(first);
    let parts = [(0, head), (first as u64, tail)];
    let events = parts.map(|(first_index, part)| {
        let record = Recording { first: record, indices: vec![] };
        let options = EventOptions { seed: 3, event_id: 8, first_index, record, ..Default::default() };
        session.submit(Light::States(part.to_vec()), options).unwrap()
    });
    let count = |event: &Arc<chroma2::session::Event>| {
        event.wait(None).unwrap();
        event.results().unwrap().summary.medium_changes
    };
    events.iter().map(count).sum()
}

fn places(report: &MediumReport) -> Vec<(Change, u64)> {
    let place = |e: &MediumChange| [e.material_begin, e.material_end, e.instance_begin, e.instance_end];
    report.entries.iter().map(|entry| (place(entry), entry.count)).collect()
}

#[test]
fn planted_faults_are_found_and_counted() {
    const COUNT: u64 = 2000;
    for (name, model, changes) in worlds(1e30) {
        let session = session(&Arc::new(model), 2, 64);
        let total = run(&session, &beam(COUNT), 0, 0);
        let mut changes: Vec<_> = changes.into_iter().map(|change| (change, COUNT)).collect();
        changes.sort();
        let report = session.medium_changes();
        assert_eq!(places(&report), changes, "{name}");
        assert_eq!((total, report.total), (changes.len() as u64 * COUNT, total), "{name}");
        assert_eq!(report.unlisted, 0, "{name}");
    }
}

#[test]
fn threads_chunks_parts_and_recording_change_no_count() {
    let light = beam(3000);
    for (name, model, changes) in worlds(60.0) {
        let model = Arc::new(model);
        let reference = session(&model, 1, 1 << 20);
        let total = run(&reference, &light, 0, 0);
        let report = reference.medium_changes();
        assert_eq!(total, report.total, "{name}");
        assert_eq!(total > 100, !changes.is_empty(), "{name}: {report:?}");
        for (threads, chunk, first, record) in
            [(1, 1, 0, 0), (2, 0, 1234, 0), (7, 97, 1, 3000), (3, 64, 2999, 5)]
        {
            let session = session(&model, threads, chunk);
            assert_eq!(run(&session, &light, first, record), total, "{name}, {threads} threads");
            assert_eq!(session.medium_changes(), report, "{name}, {threads} threads");
        }
    }
}

#[test]
fn a_leg_after_a_scatter_began_at_no_instance() {
    let session = session(&Arc::new(nested(AIR, 60.0)), 2, 0);
    run(&session, &beam(2000), 0, 0);
    let places = places(&session.medium_changes());
    let has = |change: Change| places.iter().any(|&(place, count)| place == change && count > 10);
    assert!(
        has([AIR, WATER, 1, 0]) && has([AIR, WATER, NONE, 0]) && has([WATER, AIR, NONE, 1]),
        "{places:?}"
    );
}

#[test]
fn the_places_without_an_entry_are_counted() {
    const PLACES: u32 = 2500;
    let light: Vec<_> = (0..2 * PLACES)
        .map(|i| flying([-400.0, (i / 2 % 50) as f32 * 10.0 - 245.3, (i / 100) as f32 * 10.0 - 244.6]))
        .collect();
    let session = session(&Arc::new(many(PLACES)), 3, 100);
    assert_eq!(run(&session, &light, 0, 0), u64::from(2 * PLACES));
    let report = session.medium_changes();
    let listed: u64 = report.entries.iter().map(|entry| entry.count).sum();
    assert_eq!((report.total, report.total - listed), (u64::from(2 * PLACES), report.unlisted));
    let most = MEDIUM_CHANGES as usize;
    assert!((most * 9 / 10..=most).contains(&report.entries.len()));
    // An entry has all legs of its place.
    assert!(report.entries.iter().all(|entry| entry.count == 2 && entry.instance_end == 0));
}

/// Of the sphere of water in bulk_water the outer side is water, and of the detecting sphere around it the
/// inner side is vacuum.
#[test]
fn the_reference_scenes_are_right_but_for_one() {
    for name in [
        "angular",
        "bulk_water",
        "default_surface",
        "detector_full",
        "detector_tiny",
        "fresnel_glass_ball",
        "weights",
        "wire_planes",
        "wls_surface",
    ] {
        let Some(reference) = load(name) else { return };
        let source = reference.source();
        let session = session(&Arc::new(reference.model), 2, 0);
        let event = session.submit(source.light(30_000).unwrap(), EventOptions::default()).unwrap();
        event.wait(None).unwrap();
        let report = session.medium_changes();
        assert_eq!(event.results().unwrap().summary.medium_changes, report.total, "{name}");
        if name == "bulk_water" {
            assert!(matches!(places(&report)[0], ([0, 2, 0, 0], 10_000..)), "{report:?}");
        } else {
            assert_eq!(report.total, 0, "{name}: {report:?}");
        }
    }
}
