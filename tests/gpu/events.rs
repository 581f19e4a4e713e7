//! Events of all sizes, in slices and parts, from many threads, cancelled and recorded.

use crate::rig::{photons, rig, run, scene, session, wait};
use crate::same;
use chroma2::Error;
use chroma2::session::{Event, EventOptions, Recording};
use std::sync::Arc;

#[test]
fn odd_counts() {
    let Some(rig) = rig() else { return };
    for name in ["detector_tiny", "wire_planes"] {
        let Some(scene) = scene(name) else { return };
        let sessions = rig.sessions(&scene, 0);
        for count in [0, 1, 31, 32, 33, 4095, 4096, 4097] {
            let events = sessions.each_ref().map(|s| run(s, scene.light(count), &scene.options));
            same::events(&format!("{name}, {count} photons"), &events[0], &events[1]);
        }
    }
}

#[test]
fn slices_do_not_show() {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene("detector_tiny") else { return };
    let count = photons() / 4 + 33;
    let expected = run(&session(&rig.cpu, &scene, 0), scene.light(count), &scene.options);
    for slice in [1000, 4096, 5001, 65_536, 1 << 20] {
        let gpu = session(&rig.gpu, &scene, slice);
        for repeat in 0..2 {
            let event = run(&gpu, scene.light(count), &scene.options);
            same::events(&format!("slices of {slice}, time {repeat}"), &event, &expected);
        }
    }
}

#[test]
fn parts_make_the_whole() {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene("wls_surface") else { return };
    let (gpu, cpu) = (session(&rig.gpu, &scene, 0), session(&rig.cpu, &scene, 0));
    let count = photons() / 4;
    let whole = run(&gpu, scene.light(count), &scene.options);
    let whole = whole.results().expect("an end");
    let columns = whole.photons.as_ref().expect("end states");
    let (mut first, mut hits) = (0, Vec::new());
    for size in [1, 31, 4096, 33_333, u64::MAX] {
        let size = size.min(count - first);
        let options = EventOptions { first_index: first, ..scene.options.clone() };
        let [part, reference] = [&gpu, &cpu].map(|session| run(session, scene.light(size), &options));
        let what = format!("photons {first} to {}", first + size);
        same::events(&what, &part, &reference);
        let part = part.results().expect("an end");
        let ends = part.photons.as_ref().expect("end states");
        let range = first as usize..(first + size) as usize;
        same::lists(&format!("{what}: positions"), &ends.position, &columns.position[range.clone()]);
        same::lists(&format!("{what}: flags"), &ends.flags, &columns.flags[range]);
        hits.extend_from_slice(&part.hits.as_ref().expect("hits").photon);
        first += size;
    }
    same::lists("indices of hits of all parts", &hits, &whole.hits.as_ref().expect("hits").photon);
}

#[test]
fn limits_and_weights() {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene("detector_tiny") else { return };
    let sessions = rig.sessions(&scene, 0);
    let base = &scene.options;
    let cases = [
        EventOptions { max_steps: 1, ..base.clone() },
        EventOptions { max_steps: 3, seed: 1, ..base.clone() },
        EventOptions { max_time: 5.0, ..base.clone() },
        EventOptions { weight_mode: 1, ..base.clone() },
        EventOptions { weight_mode: 2, ..base.clone() },
        EventOptions { scatter_first: 1, ..base.clone() },
        EventOptions { scatter_first: -1, ..base.clone() },
        EventOptions { first_index: u64::MAX - (1 << 40), event_id: u64::MAX, ..base.clone() },
        EventOptions { photons: false, ..base.clone() },
        EventOptions { photons: false, hits: false, ..base.clone() },
    ];
    for options in cases {
        let events = sessions.each_ref().map(|s| run(s, scene.light(50_001), &options));
        same::events(&format!("{options:?}"), &events[0], &events[1]);
    }
}

#[test]
fn sessions_and_threads_at_once() {
    let Some(rig) = rig() else { return };
    let scenes: Option<Vec<_>> = ["detector_tiny", "wire_planes", "weights"].map(scene).into_iter().collect();
    let Some(scenes) = scenes else { return };
    let second = chroma2::backend::context::Context::new(chroma2::backend::context::Choice::Cuda, 2);
    let second = second.expect("two contexts on a GPU");
    let count = photons() / 16 + 7;
    let options = |scene: &crate::rig::Scene, seed| EventOptions { seed, ..scene.options.clone() };
    let expected: Vec<[Arc<Event>; 2]> = scenes
        .iter()
        .map(|scene| {
            let cpu = session(&rig.cpu, scene, 0);
            [3, 4].map(|seed| run(&cpu, scene.light(count), &options(scene, seed)))
        })
        .collect();
    std::thread::scope(|scope| {
        for (scene, expected) in scenes.iter().zip(&expected) {
            for (context, slice) in [(&rig.gpu, 0), (&rig.gpu, 5000), (&second, 0)] {
                scope.spawn(move || {
                    let session = session(context, scene, slice);
                    for round in 0..3 {
                        let events = [3, 4].map(|seed| {
                            session.submit(scene.light(count), options(scene, seed)).expect("room")
                        });
                        for (event, expected) in events.iter().zip(expected) {
                            wait(event);
                            let what = format!("{}, round {round}, slices of {slice}", scene.name);
                            same::events(&what, event, expected);
                        }
                    }
                });
            }
        }
    });
}

#[test]
fn a_cancelled_event_ends_early_and_the_next_is_whole() {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene("detector_full") else { return };
    let [gpu, cpu] = rig.sessions(&scene, 0);
    let many = 400 * photons();
    let options = EventOptions { photons: false, hits: false, ..scene.options.clone() };
    let event = gpu.submit(scene.light(many), options).expect("room");
    event.cancel();
    let ended = event.wait(Some(std::time::Duration::from_secs(60)));
    assert!(
        matches!(ended, Err(Error::Cancelled(_))),
        "of {many} photons: {ended:?}, {:?}",
        event.progress()
    );
    let summary = event.summary().expect("the account of a cancelled event");
    assert_eq!((summary.photons, summary.total()), (many, many), "{summary:?}");
    assert!(summary.unfinished > 0, "{summary:?}");
    let events = [&gpu, &cpu].map(|session| run(session, scene.light(10_000), &scene.options));
    same::events("after a cancelled event", &events[0], &events[1]);
}

#[test]
fn steps_of_chosen_photons() {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene("detector_tiny") else { return };
    let first_index = 1_000_000_007;
    let indices = [33, 999, 65_000, 100_000, 33].map(|i| first_index + i).to_vec();
    let record = Recording { first: 5, indices };
    let options = EventOptions { record, first_index, ..scene.options.clone() };
    for slice in [0, 10_000] {
        let sessions = rig.sessions(&scene, slice);
        let events = sessions.each_ref().map(|s| run(s, scene.light(100_001), &options));
        same::events(&format!("recorded, slices of {slice}"), &events[0], &events[1]);
        let results = events[0].results().expect("an end");
        let ends = results.photons.as_ref().expect("end states");
        let records = &results.records;
        assert_eq!(records.photon.len(), 9);
        for (i, photon) in records.photon.iter().enumerate() {
            let last = records.offset[i + 1] as usize - 1;
            let end = (photon - first_index) as usize;
            let what = format!("slices of {slice}: the last step of photon {photon} and its end state");
            assert_eq!(records.states.position[last], ends.position[end], "{what}");
            assert_eq!(records.states.flags[last], ends.flags[end], "{what}");
        }
    }
}
