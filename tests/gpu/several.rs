//! A context on several GPUs against the processor.

use crate::rig::{photons, rig, run, scene, session};
use crate::same;
use chroma2::backend::context::{Choice, Context, Gpus};
use chroma2::session::EventOptions;

/// Slices of a tenth of an event, and many small events, some of which are propagated together.
#[test]
fn several_gpus_give_the_same_bits() {
    let Some(rig) = rig() else { return };
    let several = match Context::spread(Choice::Cuda, Gpus::First(None), 0, 0) {
        Ok(several) if several.backend().devices().len() > 1 => several,
        Ok(_) => return eprintln!("skipped: there is one GPU"),
        Err(error) => panic!("all GPUs: {error}"),
    };
    for name in ["detector_tiny", "detector_full"] {
        let Some(scene) = scene(name) else { return };
        let (count, cpu) = (photons(), session(&rig.cpu, &scene, 0));
        let gpus = session(&several, &scene, count / 10);
        let event = run(&gpus, scene.light(count), &scene.options);
        same::events(name, &event, &run(&cpu, scene.light(count), &scene.options));

        let gpus = session(&several, &scene, 0);
        let options =
            |i: u64| EventOptions { event_id: i, photons: i.is_multiple_of(3), ..scene.options.clone() };
        let size = |i: u64| 1 + (i * 7919) % 20_000;
        let submit = |i: u64| gpus.submit(scene.light(size(i)), options(i)).expect("a submission");
        let events: Vec<_> = (0..200).map(submit).collect();
        for (i, event) in (0..).zip(&events) {
            event.wait(None).expect("an event");
            let expected = run(&cpu, scene.light(size(i)), &options(i));
            same::events(&format!("{name}, event {i}"), event, &expected);
        }
        let text = gpus.telemetry_text();
        let shares = text.lines().filter(|line| line.starts_with("chroma2_gpu_photons_total{"));
        assert_eq!(shares.clone().count(), several.backend().devices().len(), "{text}");
        shares.for_each(|share| assert!(!share.ends_with(" 0"), "{share}"));
    }
}
