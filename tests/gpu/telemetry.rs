//! What sessions on a GPU tell of themselves: slices, bytes, times by both clocks, traces.

use crate::rig::{photons, rig, run, scene, session};
use chroma2::session::{EventOptions, Light};
use chroma2::telemetry::{Stage, TraceOptions};
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;

const STATE: u64 = size_of::<chroma2::layout::PhotonState>() as u64;
const HIT: u64 = chroma2::backend::hit_block::HIT as u64;

#[test]
fn counts_and_bytes_are_those_of_the_slices() {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene("detector_tiny") else { return };
    let (count, slice) = (photons(), photons() / 4);
    let session = session(&rig.gpu, &scene, slice);
    let light = scene.light(count);
    let start = light.states(
        0..count,
        rig.cpu.kernels(),
        chroma2::session::SceneData::scene(&*scene.committed),
        &params(),
    );
    let options = EventOptions { photons: false, ..scene.options.clone() };
    let event = run(&session, Light::States(start.expect("memory")), &options);
    let summary = *event.summary().expect("an end");
    session.drain(None).expect("an end");
    let now = session.snapshot();
    assert_eq!((now.work.parts, now.work.photons), ([0, 4], [0, count]));
    assert_eq!((now.work.draws, now.work.hits), (summary.draws, summary.hits));
    assert_eq!(now.work.bytes, [count * STATE, summary.hits * HIT]);
    assert_eq!(now.work.device_stages, [0; 3], "nobody asked for them");
    let time = |stage: Stage| Duration::from_nanos(now.work.stages[stage as usize]);
    for stage in [Stage::Queue, Stage::Upload, Stage::Propagate, Stage::Download, Stage::Join] {
        assert!(time(stage) > Duration::ZERO, "{stage:?}: {:?}", now.work.stages);
    }
    assert!(now.device_memory[0] > 0 && now.device_memory[1] >= now.device_memory[0]);

    // A source is made there: its tables go once, end states come all.
    let before = now.work;
    let event = run(&session, scene.light(count), &EventOptions { photons: true, ..options });
    let hits = event.summary().expect("an end").hits;
    session.drain(None).expect("an end");
    let work = session.snapshot().work;
    assert!(work.bytes[0] - before.bytes[0] < 1 << 20);
    assert_eq!(work.bytes[1] - before.bytes[1], count * STATE + hits * HIT);
}

fn params() -> chroma2::layout::PropagateParams {
    bytemuck::Zeroable::zeroed()
}

#[test]
fn the_gpus_clock_agrees_with_the_hosts() {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene("detector_tiny") else { return };
    let session = session(&rig.gpu, &scene, 0);
    let options = EventOptions { photons: false, ..scene.options.clone() };
    let count = photons();
    run(&session, scene.light(count), &options); // the first one is slow
    session.time_device(true);
    let before = session.snapshot().work;
    let event = run(&session, scene.light(count), &options);
    session.drain(None).expect("an end");
    let (work, elapsed) = (session.snapshot().work, event.progress().elapsed);
    let took: Vec<Duration> = work
        .device_stages
        .iter()
        .zip(before.device_stages)
        .map(|(a, b)| Duration::from_nanos(a - b))
        .collect();
    println!("by the GPU's clock {took:?} of {elapsed:?}");
    assert_eq!(work.parts[1] - before.parts[1], 1);
    // One slice: what the device did lies within the event, and is most of the time that a thread waited for it.
    assert!(took.iter().sum::<Duration>() <= elapsed + Duration::from_micros(10));
    let propagate = Stage::Propagate as usize;
    let waited = Duration::from_nanos(work.stages[propagate] - before.stages[propagate]);
    assert!(took[1] + took[2] <= waited + Duration::from_micros(100), "{took:?}, {waited:?}");
    assert!(2 * (took[1] + took[2]) >= waited, "{took:?}, {waited:?}");
    assert!(took[1] > took[2] && took[2] > Duration::ZERO);

    session.time_device(false);
    let before = session.snapshot().work;
    run(&session, scene.light(count), &options);
    session.drain(None).expect("an end");
    assert_eq!(session.snapshot().work.device_stages, before.device_stages);
}

#[test]
fn traces_show_the_gpus_stages_too() {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene("detector_tiny") else { return };
    let path = std::env::temp_dir().join(format!("chroma2-gpu-trace-{}.json", std::process::id()));
    let session = session(&rig.gpu, &scene, photons() / 4);
    let options = EventOptions { photons: false, ..scene.options.clone() };
    session
        .trace_start(TraceOptions { path: Some(path.clone()), ..TraceOptions::default() })
        .expect("a file");
    for event_id in 0..3 {
        run(&session, scene.light(photons()), &EventOptions { event_id, ..options.clone() });
    }
    session.drain(None).expect("an end");
    session.trace_stop().expect("a whole file");
    let text = std::fs::read_to_string(&path).expect("the file");
    let all: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    for (category, names) in
        [("stage", ["upload", "propagate", "download"]), ("device", ["upload", "propagate", "tally"])]
    {
        let spans: BTreeSet<(u64, u64, &str)> = all
            .iter()
            .filter(|object| {
                object["cat"] == category && object["ph"] == "X" && object["args"]["part"].is_u64()
            })
            .map(|span| {
                let number = |key: &str| span["args"][key].as_u64().expect("a number");
                (number("event"), number("part"), span["name"].as_str().expect("a name"))
            })
            .collect();
        let expected =
            (0..3).flat_map(|event| (0..4).flat_map(move |part| names.map(|name| (event, part, name))));
        assert_eq!(spans, expected.collect(), "{category}");
    }
    println!("trace: {}", path.display());
    if std::env::var_os("CHROMA2_KEEP_TRACE").is_none() {
        let _ = std::fs::remove_file(&path);
    }
}
