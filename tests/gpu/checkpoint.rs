//! A session on the GPU that goes on on the processor, and the other way round; and the steps of photons that the GPU has
//! propagated.

use crate::rig::{Rig, Scene, photons, rig, run, scene, session, wait};
use crate::same;
use chroma2::backend::context::Context;
use chroma2::session::{Callbacks, Event, EventOptions, Light, Placement, Session, SessionOptions};
use std::path::PathBuf;
use std::sync::Arc;

/// Events whose numbers are the events' places.
fn lights(scene: &Scene) -> Vec<Light> {
    [1000, 100_000, 7, 300_000, 4096].map(|count| scene.light(count)).into()
}

fn options(scene: &Scene, place: usize) -> EventOptions {
    EventOptions { event_id: place as u64, tag: place as u64, ..scene.options.clone() }
}

fn file(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("chroma2-gpu-{}-{name}", std::process::id()))
}

/// Saves what a session on one has not done, and goes on on the other.
fn moved(scene: &Scene, from: &Arc<Context>, to: &Arc<Context>, expected: &[Arc<Event>]) {
    let path = file(&scene.name);
    let first = session(from, scene, 0);
    let endless = EventOptions { priority: 2, tag: 99, ..scene.options.clone() };
    let long = first.submit(scene.light(1 << 36), EventOptions { photons: false, ..endless }).unwrap();
    let submit = |(place, light)| first.submit(light, options(scene, place)).unwrap();
    let events: Vec<_> = lights(scene).into_iter().enumerate().map(submit).collect();
    first.suspend(&path, None).unwrap();
    assert!(long.wait(None).is_err());
    let ended: Vec<_> = events.into_iter().filter(|event| event.wait(None).is_ok()).collect();
    let mut restored = Vec::new();
    let placement = to.gpu().map_or(Placement::Auto, |_| Placement::Device);
    let config = SessionOptions { placement, ..SessionOptions::default() };
    let stage = Arc::clone(&scene.committed);
    let _second = Session::restore(Arc::clone(to), stage, config, &path, |event| {
        if event.tag() == 99 {
            event.cancel();
        } else {
            restored.push(Arc::clone(event));
        }
        Ok(Callbacks::default())
    })
    .unwrap();
    std::fs::remove_file(path).unwrap();
    assert!(!restored.is_empty());
    assert_eq!(ended.len() + restored.len(), expected.len());
    restored.iter().for_each(|event| wait(event));
    for event in ended.iter().chain(&restored) {
        let what = format!("{}, event {}", scene.name, event.tag());
        same::events(&what, event, &expected[event.tag() as usize]);
    }
}

#[test]
fn a_session_moves_between_gpu_and_processor() {
    let Some(rig) = rig() else { return };
    let Rig { gpu, cpu, .. } = &rig;
    for name in ["detector_tiny", "wls_surface"] {
        let Some(scene) = scene(name) else { return };
        let plain = session(cpu, &scene, 0);
        let one = |(place, light)| run(&plain, light, &options(&scene, place));
        let expected: Vec<_> = lights(&scene).into_iter().enumerate().map(one).collect();
        moved(&scene, gpu, cpu, &expected);
        moved(&scene, cpu, gpu, &expected);
        moved(&scene, gpu, gpu, &expected);
    }
}

#[test]
fn replays_end_as_the_photons_of_the_gpu() {
    let Some(rig) = rig() else { return };
    for name in ["detector_tiny", "wls_surface", "wire_planes", "weights"] {
        let Some(scene) = scene(name) else { return };
        let count = photons().min(1 << 17);
        let event = run(&session(&rig.gpu, &scene, 0), scene.light(count), &scene.options);
        let ends = event.results().unwrap().photons.as_ref().unwrap();
        for index in (0..count).step_by(97) {
            let again = event.replay(0, index, 1, |_| Ok(Callbacks::default())).unwrap();
            wait(&again);
            let records = &again.results().unwrap().records;
            let (last, i) = (records.states.len() - 1, index as usize);
            let own = (records.states.position[last], records.states.time[last], records.states.flags[last]);
            assert_eq!(own, (ends.position[i], ends.time[i], ends.flags[i]), "{name}, photon {index}");
            let own =
                (records.states.direction[last], records.states.weight[last], records.states.triangle[last]);
            assert_eq!(own, (ends.direction[i], ends.weight[i], ends.triangle[i]), "{name}, photon {index}");
        }
    }
}
