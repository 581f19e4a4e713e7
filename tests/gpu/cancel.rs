//! Events on a GPU end soon after they are cancelled, tell meanwhile how far they are, and leave nothing
//! behind for those that follow.

use crate::rig::{rig, run, scene, session};
use crate::same;
use chroma2::Error;
use chroma2::session::{Event, EventOptions};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Far above what it takes; docs/performance.md has the figures.
const SOON: Duration = Duration::from_secs(1);

fn cancel(event: &Arc<Event>) -> u64 {
    let begin = Instant::now();
    event.cancel();
    assert!(matches!(event.wait(None), Err(Error::Cancelled(_))));
    assert!(begin.elapsed() < SOON, "{:?}", begin.elapsed());
    let summary = event.summary().expect("an account");
    assert_eq!(summary.total(), summary.photons);
    assert_eq!(event.progress().photons_done, summary.photons - summary.unfinished);
    summary.photons - summary.unfinished
}

#[test]
fn large_events_end_soon_and_those_after_them_are_right() {
    let Some(rig) = rig() else { return };
    for name in ["detector_tiny", "wls_surface"] {
        let Some(scene) = scene(name) else { return };
        let [gpu, cpu] = rig.sessions(&scene, 0);
        let expected = run(&cpu, scene.light(100_003), &scene.options);
        let options = EventOptions { photons: false, ..scene.options.clone() };
        for pause in [0, 1, 10, 60, 300] {
            let event = gpu.submit(scene.light(1 << 40), options.clone()).expect("room");
            let begin = Instant::now();
            let mut seen = 0;
            while begin.elapsed() < Duration::from_millis(pause) {
                let now = event.progress().photons_done;
                assert!(now >= seen, "{name}: {now} after {seen}");
                seen = now;
                std::thread::sleep(Duration::from_millis(1));
            }
            assert!(pause < 300 || seen > 0, "{name}: nothing is done after {pause} ms");
            cancel(&event);
            let after = run(&gpu, scene.light(100_003), &scene.options);
            same::events(&format!("{name}, after a cancel at {pause} ms"), &after, &expected);
        }
    }
}

/// What an earlier event has left in the device's memory is never taken for photons of one that was ended
/// before it had started them.
#[test]
fn events_that_end_at_once_have_no_photons_of_others() {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene("detector_tiny") else { return };
    let [gpu, cpu] = rig.sessions(&scene, 0);
    let count = 100_003;
    run(&gpu, scene.light(count), &scene.options);
    for seed in 0..100 {
        let options = EventOptions { seed, ..scene.options.clone() };
        let event = gpu.submit(scene.light(count), options.clone()).expect("room");
        std::thread::sleep(Duration::from_micros(10 * seed));
        event.cancel();
        match event.wait(None) {
            Err(Error::Cancelled(_)) => assert!(event.summary().expect("a summary").unfinished > 0),
            Err(error) => panic!("{error}"),
            Ok(()) => {
                let expected = run(&cpu, scene.light(count), &options);
                same::events(
                    &format!("an event that was done before its cancel, seed {seed}"),
                    &event,
                    &expected,
                );
            }
        }
    }
}

/// Photons that would make four billion steps each.
#[test]
fn photons_that_go_on_for_ever_are_given_up() {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene("wls_surface") else { return };
    let gpu = session(&rig.gpu, &scene, 0);
    for count in [1, 1000, 100_000, 10_000_000] {
        let options =
            EventOptions { max_steps: u32::MAX, scatter_first: 0, photons: false, ..scene.options.clone() };
        let event = gpu.submit(scene.light(count), options).expect("room");
        std::thread::sleep(Duration::from_millis(20));
        if !event.progress().done {
            event.cancel();
        }
        let begin = Instant::now();
        let ended = event.wait(None);
        assert!(matches!(ended, Ok(()) | Err(Error::Cancelled(_))), "{ended:?}");
        assert!(begin.elapsed() < SOON, "{count}: {:?}", begin.elapsed());
    }
}
