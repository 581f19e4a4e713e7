//! Photons run again alone: their ends and steps are those of the event.

use crate::job::{KINDS, file, given, session, source, states, submit};
use chroma2::layout::PhotonState;
use chroma2::session::{Callbacks, Event, EventOptions, Light, Numbering, Recording, SessionOptions};
use std::sync::Arc;

fn replay(event: &Event, place: u64, first: u64, count: u64) -> Arc<Event> {
    let replay = event.replay(place, first, count, |_| Ok(Callbacks::default())).unwrap();
    replay.wait(None).unwrap();
    replay
}

/// Every 97th photon of each kind of light, against the end states and the records of an event that keeps all steps.
#[test]
fn every_97th_photon_is_the_same() {
    let session = session(2, SessionOptions { chunk: 311, ..Default::default() });
    for kind in (0..KINDS - 2).filter(|kind| *kind != 2) {
        let plain = EventOptions { keep_light: true, ..Default::default() };
        let event = submit(&session, kind, &plain).unwrap();
        event.wait(None).unwrap();
        let results = event.results().unwrap();
        let photons = results.photons.as_ref().unwrap();
        let first = event.first_index();
        // The same light with every step recorded: a replay of all photons at once, and the event's own records.
        let mut steps = 0;
        for place in (0..photons.len() as u64).step_by(97) {
            let index = first + place;
            let again = replay(&event, 0, index, 1);
            let of = again.results().unwrap();
            let end = of.photons.as_ref().unwrap();
            let i = place as usize;
            assert_eq!(
                (
                    end.position[0],
                    end.direction[0],
                    end.time[0],
                    end.flags[0],
                    end.weight[0],
                    end.triangle[0]
                ),
                (
                    photons.position[i],
                    photons.direction[i],
                    photons.time[i],
                    photons.flags[i],
                    photons.weight[i],
                    photons.triangle[i]
                ),
                "kind {kind}, photon {index}"
            );
            assert_eq!(of.records.photon, [index]);
            let last = of.records.offset[1] as usize - 1;
            assert_eq!(
                (of.records.states.position[last], of.records.states.flags[last]),
                (end.position[0], end.flags[0])
            );
            steps += last;
            let hits = results.hits.as_ref().unwrap();
            let hit = hits.photon.iter().position(|photon| *photon == index);
            assert_eq!(of.hits.as_ref().unwrap().photon.len(), usize::from(hit.is_some()));
            assert!(of.hits.as_ref().unwrap().event.iter().all(|id| *id == kind));
        }
        assert!(steps > 20, "kind {kind}: {steps} steps");
    }
}

/// The steps themselves, against those that the event has recorded.
#[test]
fn steps_are_those_of_the_records() {
    let session = session(2, SessionOptions::default());
    for light in [source(3000), Light::States(states(3000))] {
        let record = Recording { first: 3000, indices: Vec::new() };
        let options = EventOptions { seed: 3, event_id: 8, record, keep_light: true, ..Default::default() };
        let event = session.submit(light, options).unwrap();
        event.wait(None).unwrap();
        let all = &event.results().unwrap().records;
        assert!(all.states.len() > 9000);
        for index in (0..3000).step_by(97) {
            let again = replay(&event, 0, index as u64, 1);
            let own = &again.results().unwrap().records;
            let range = all.offset[index] as usize..all.offset[index + 1] as usize;
            assert_eq!(own.offset, [0, range.len() as u64]);
            assert_eq!(&own.states.position[..], &all.states.position[range.clone()]);
            assert_eq!(&own.states.direction[..], &all.states.direction[range.clone()]);
            assert_eq!(&own.states.polarization[..], &all.states.polarization[range.clone()]);
            assert_eq!(&own.states.time[..], &all.states.time[range.clone()]);
            assert_eq!(&own.states.wavelength[..], &all.states.wavelength[range.clone()]);
            assert_eq!(&own.states.weight[..], &all.states.weight[range.clone()]);
            assert_eq!(&own.states.flags[..], &all.states.flags[range.clone()]);
            assert_eq!(&own.states.instance[..], &all.states.instance[range.clone()]);
            assert_eq!(&own.states.triangle[..], &all.states.triangle[range]);
        }
        // Many at once give the same, one after another.
        let again = replay(&event, 0, 100, 2000);
        let own = &again.results().unwrap().records;
        let range = all.offset[100] as usize..all.offset[2100] as usize;
        assert_eq!(&own.states.time[..], &all.states.time[range]);
    }
}

/// Photons of a batch's events, by their hits; numbers are the events' own, also where the session gave them.
#[test]
fn events_of_batches() {
    let numbering = Some(Numbering { seed: 77, next: 40 });
    for (kind, numbered) in [(7, false), (8, false), (7, true)] {
        let numbering = numbering.filter(|_| numbered);
        let session = session(2, SessionOptions { numbering, ..Default::default() });
        let options = EventOptions { keep_light: true, ..Default::default() };
        let event = if numbered {
            let lights = vec![source(400), source(500)];
            let of = |i: usize| chroma2::session::BatchEvent {
                light: i,
                range: 0..lights[i].count(),
                seed: 0,
                event_id: i as u64,
            };
            let events = (0..2).map(of).collect();
            let batch = chroma2::session::Batch { lights, events };
            session.submit_batch(batch, options, |_| Ok(Callbacks::default())).unwrap()
        } else {
            submit(&session, kind, &options).unwrap()
        };
        event.wait(None).unwrap();
        let of = given(&event);
        let (_, offsets) = of.batch.as_ref().unwrap();
        let mut tried = 0;
        for hit in (0..of.hits.1.len()).step_by(31) {
            let place = offsets.partition_point(|offset| *offset <= hit as u64) as u64 - 1;
            let again = replay(&event, place, of.hits.2[hit], 1);
            let own = given(&again);
            assert_eq!(
                (own.hits.1[0], own.hits.2[0], own.hits.3[0]),
                (of.hits.1[hit], of.hits.2[hit], of.hits.3[hit])
            );
            assert_eq!(
                (own.hits.0.position[0], own.hits.0.time[0], own.hits.0.flags[0]),
                (of.hits.0.position[hit], of.hits.0.time[hit], of.hits.0.flags[hit])
            );
            tried += 1;
        }
        assert!(tried > 5, "{tried}");
        let refused = |place, first, count| {
            event.replay(place, first, count, |_| Ok(Callbacks::default())).err().unwrap().to_string()
        };
        assert!(refused(event.events(), 0, 1).starts_with(&format!("place is {};", event.events())));
        assert!(refused(0, event.first_index(), 1 << 40).starts_with("first is "));
        assert!(refused(0, event.first_index(), 0).contains("and count 0;"));
    }
}

#[test]
fn light_stays_where_it_is_asked_for_or_small() {
    let session = session(1, SessionOptions::default());
    let before = session.context().memory();
    let tries = [
        (Light::States(states(2000)), false, false),
        (Light::States(states(2000)), true, true),
        (source(100), false, true),
    ];
    for (light, keep_light, stays) in tries {
        let options = EventOptions { keep_light, hits: false, ..Default::default() };
        let event = session.submit(light, options).unwrap();
        event.wait(None).unwrap();
        let held = session.context().memory() - before;
        let arrays = keep_light && held >= 2000 * size_of::<PhotonState>() as u64;
        assert!(arrays == keep_light && (arrays || held < 20_000), "{held} bytes");
        let again = event.replay(0, 0, 1, |_| Ok(Callbacks::default()));
        assert_eq!(again.is_ok(), stays);
        match again {
            Ok(again) => again.wait(None).unwrap(),
            Err(error) => assert!(error.to_string().contains("without keep_light"), "{error}"),
        }
    }
    let borrowed = submit(&session, 2, &EventOptions::default()).unwrap();
    borrowed.wait(None).unwrap();
    drop(borrowed);
    session.drain(None).unwrap();
    assert_eq!(session.context().memory(), before);
}

/// An event that was cut short, and one of a session that goes on elsewhere.
#[test]
fn cancelled_and_restored_events() {
    let path = file("replayed");
    let first = session(1, SessionOptions::default());
    let long =
        first.submit(source(1 << 22), EventOptions { seed: 4, photons: true, ..Default::default() }).unwrap();
    let many = long.replay(0, 0, 1 << 21, |_| Ok(Callbacks::default()));
    assert!(many.err().unwrap().to_string().starts_with("count is 2097152; at most 1048576"));
    let early = replay(&long, 0, 1 << 21, 3); // of which the event knows nothing yet
    first.suspend(&path, None).unwrap();
    assert!(long.wait(None).is_err());
    let mut restored = Vec::new();
    let options = SessionOptions::default();
    let second = chroma2::session::Session::restore(
        crate::job::context(2),
        crate::job::scene(),
        options,
        &path,
        |event| {
            restored.push(Arc::clone(event));
            Ok(Callbacks::default())
        },
    )
    .unwrap();
    let late = replay(&restored[0], 0, 1 << 21, 3);
    assert_eq!(given(&early), given(&late));
    restored[0].cancel();
    second.drain(None).unwrap();
}
