//! Photons per second through sessions: the reference's detectors with their sources, on one thread
//! and on all, for several sizes of chunks. `cargo bench --bench propagation`; needs the reference
//! scenes (CHROMA2_REFERENCE). CPU time is given beside the clock's, for machines that are busy.

#[path = "../tests/common/mod.rs"]
mod common;

use chroma2::backend::context::{Choice, Context};
use chroma2::backend::device::cores;
use chroma2::geometry::CommitOptions;
use chroma2::session::{EventOptions, SceneData, Session, SessionOptions, SourceSpec};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// CPU time in seconds of all threads of this process that are alive.
fn cpu_seconds() -> f64 {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let text = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("schedstat")).ok());
    text.filter_map(|text| text.split(' ').next()?.parse::<f64>().ok()).sum::<f64>() * 1e-9
}

/// Rates by the clock, the best of three events, and by CPU time, over all three.
fn rates(
    stage: &Arc<dyn SceneData>,
    source: &SourceSpec,
    threads: usize,
    chunk: u64,
    count: u64,
) -> (f64, f64) {
    let context = Context::new(Choice::Cpu, threads).expect("threads");
    let options = SessionOptions { chunk, ..SessionOptions::default() };
    let session = Session::new(context, Arc::clone(stage), options).expect("a session");
    let before = cpu_seconds();
    let mut best = 0.0f64;
    for event_id in 0..3 {
        let clock = Instant::now();
        let options = EventOptions { event_id, ..EventOptions::default() };
        let event = session.submit(source.light(count).expect("a source"), options).expect("room");
        event.wait(None).expect("an end");
        best = best.max(count as f64 / clock.elapsed().as_secs_f64());
    }
    std::thread::sleep(Duration::from_millis(20)); // the kernel counts sleeping threads exactly
    (best, 3.0 * count as f64 / (cpu_seconds() - before))
}

fn main() {
    let all = cores();
    for name in ["detector_tiny", "detector_full"] {
        let Some(reference) = common::reference::load(name) else { return };
        let source = reference.source();
        let committed = Arc::new(reference.model).commit(&CommitOptions::default()).expect("a good scene");
        let stage: Arc<dyn SceneData> = Arc::new(committed);
        let count = 1 << 18;
        for (threads, chunk) in [(1, 0), (all, 0), (1, 64), (1, 65536)] {
            let (clock, cpu) = rates(&stage, &source, threads, chunk, count);
            let chunk = if chunk == 0 { "default".to_owned() } else { chunk.to_string() };
            println!(
                "{name}, {threads} threads, chunk {chunk}: {:.0} k photons/s, {:.0} k per second of CPU",
                clock / 1e3,
                cpu / 1e3
            );
        }
        let small = rates(&stage, &source, all, 0, 1000);
        println!("{name}, events of 1000 photons one by one: {:.0} k photons/s", small.0 / 1e3);
    }
}
