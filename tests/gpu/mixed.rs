//! Random load for a while (`CHROMA2_GPU_MIXED` seconds, 5 by default): events of all sizes from several threads to two
//! sessions of two contexts on one GPU, with cancels, limited waits, priorities, callbacks and hits on the way, geometries
//! that change meanwhile, and other work on the device. Nothing is lost, hashes are right, and memory does not grow.

use crate::rig::{Rig, Scene, photons, rig, scene, session};
use chroma2::Error;
use chroma2::backend::context::{Choice, Context};
use chroma2::backend::cuda::memory::Buffer;
use chroma2::backend::cuda::stream::Stream;
use chroma2::geometry::{CommitOptions, Committed};
use chroma2::session::{Callbacks, Event, EventOptions, Placement, Session};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

const SIZES: [u64; 12] = [0, 1, 3, 40, 1000, 1000, 1000, 5000, 30_000, 131_072, 1 << 20, 10_000_000];
const SEEDS: u64 = 3;
const THREADS: u64 = 6;

/// Numbers that look random, the same ones for each thread in every run.
struct Draw(u64);

impl Draw {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }
}

fn seconds() -> u64 {
    let asked = std::env::var("CHROMA2_GPU_MIXED").ok();
    asked.map_or(5, |text| text.parse().expect("CHROMA2_GPU_MIXED is a number of seconds"))
}

/// Those that a comparison has room for.
fn sizes() -> impl Iterator<Item = u64> + Clone {
    let most = 10 * photons();
    SIZES.into_iter().filter(move |size| *size <= most)
}

/// Of all that an event gives.
fn hash(event: &Event) -> u64 {
    let results = event.results().expect("an event that was waited for");
    let mut hash =
        results.summary.draws ^ results.summary.photons << 1 ^ results.summary.surface_detect << 20;
    let hits = results.hits.as_ref().expect("hits are wanted");
    let mut add = |word: u64| hash = (hash ^ word).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(29);
    for i in 0..hits.photon.len() {
        add(hits.photon[i]);
        add(u64::from(hits.channel[i] as u32) << 32 | u64::from(hits.states.time[i].to_bits()));
    }
    hash
}

fn options(scene: &Scene, size: u64, seed: u64) -> EventOptions {
    EventOptions { seed: seed + 1, event_id: size, photons: false, ..scene.options.clone() }
}

/// What a revision's events give, by size and seed.
type Known = BTreeMap<(usize, u64, u64), u64>;

fn known(rig: &Rig, scene: &Scene, versions: &[Arc<Committed>]) -> Known {
    let cpu = session(&rig.cpu, scene, 0);
    let mut known = Known::new();
    for (i, version) in versions.iter().enumerate() {
        cpu.set_scene(Arc::clone(version) as _).expect("a committed geometry");
        for size in sizes() {
            // Large ones take the processor long: one seed of each.
            for seed in 0..if size > 200_000 { 1 } else { SEEDS } {
                let event = crate::rig::run(&cpu, scene.light(size), &options(scene, size, seed));
                known.insert((i, size, seed), hash(&event));
            }
        }
    }
    known
}

/// What all threads have done.
#[derive(Default)]
struct Count {
    submitted: AtomicU64,
    ended: AtomicU64,
    cancelled: AtomicU64,
    compared: AtomicU64,
    photons: AtomicU64,
    full: AtomicU64,
}

fn add(count: &AtomicU64, more: u64) {
    count.fetch_add(more, SeqCst);
}

/// One thread's load until the end.
fn load(
    number: u64,
    sessions: &[Arc<Session>],
    scene: &Scene,
    versions: &[Arc<Committed>],
    known: &Known,
    count: &Arc<Count>,
    until: Instant,
) {
    let (mut draw, sizes) = (Draw(number * 977 + 5), sizes().collect::<Vec<_>>());
    let mut waiting: Vec<(Arc<Event>, (usize, u64, u64))> = Vec::new();
    while Instant::now() < until {
        let session = &sessions[draw.below(sessions.len() as u64) as usize];
        let place = draw.below(sizes.len() as u64 * 40);
        // Few large ones.
        let size = sizes[if place < 2 { sizes.len() - 1 } else { place as usize % (sizes.len() - 1) }];
        let seed = if size > 200_000 { 0 } else { draw.below(SEEDS) };
        let stage = session.stage();
        let digest = stage.scene().digest();
        let version = versions.iter().position(|v| v.digest() == digest).expect("one of the versions");
        let mut options = options(scene, size, seed);
        options.priority = draw.below(5) as i32 - 2;
        options.submit_timeout = (draw.below(4) == 0).then(|| Duration::from_micros(draw.below(2000)));
        options.no_wait = draw.below(10) == 0 && options.submit_timeout.is_none();
        options.placement = [Placement::Auto, Placement::Auto, Placement::Device][draw.below(3) as usize];
        let (streams, of_end, of_hits) = (draw.below(8) == 0, Arc::clone(count), AtomicU64::new(0));
        let first = options.first_index;
        let made = session.submit_on(stage, scene.light(size), options, |_| {
            let done = Box::new(move |_: &Arc<Event>| add(&of_end.ended, 1));
            let hits = move |range: std::ops::Range<u64>, _: &chroma2::session::Hits| {
                assert_eq!(range.start, first + of_hits.swap(range.end - first, SeqCst), "hits in order");
            };
            let hits = streams.then(|| Box::new(hits) as chroma2::session::HitsCallback);
            Ok(Callbacks { done: Some(done), hits, ..Callbacks::default() })
        });
        match made {
            Ok(event) => {
                add(&count.submitted, 1);
                match draw.below(10) {
                    0 => event.cancel(),
                    1 => continue, // nobody waits for it
                    _ => {}
                }
                waiting.push((event, (version, size, seed)));
            }
            Err(Error::Timeout(_)) => add(&count.full, 1),
            Err(error) => panic!("a submission of {size}: {error}"),
        }
        while waiting.len() > 12 || waiting.len() > 3 && draw.below(2) == 0 {
            let which = draw.below(waiting.len() as u64) as usize;
            if draw.below(20) == 0 {
                waiting[which].0.cancel();
            }
            check(waiting.swap_remove(which), known, count);
        }
    }
    waiting.drain(..).for_each(|one| check(one, known, count));
}

fn check((event, what): (Arc<Event>, (usize, u64, u64)), known: &Known, count: &Count) {
    while let Err(error) = event.wait(Some(Duration::from_micros(300))) {
        match error {
            Error::Timeout(_) => continue,
            Error::Cancelled(_) => return add(&count.cancelled, 1),
            error => panic!("{what:?}: {error}"),
        }
    }
    if hash(&event) != known[&what] {
        let results = event.results().expect("results");
        let others: Vec<_> = known.iter().filter(|(_, hash_of)| **hash_of == hash(&event)).collect();
        panic!(
            "{what:?}: {:?}, {} hits; as {others:?}",
            results.summary,
            results.hits.as_ref().map_or(0, |hits| hits.photon.len())
        );
    }
    add(&count.compared, 1);
    add(&count.photons, what.1);
}

/// Bytes of memory of the process.
fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").expect("a process on Linux");
    text.split_whitespace().nth(1).and_then(|pages| pages.parse::<u64>().ok()).expect("pages") * 4096
}

#[test]
fn mixed_load_loses_nothing() {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene("detector_tiny") else { return };
    let mut model = (**scene.committed.model()).clone();
    let mut versions = vec![Arc::clone(&scene.committed)];
    for shift in [1.0, 2.5] {
        model.instances[7].translation[2] += shift;
        let options = CommitOptions {
            revises: versions.last().map(|v| &**v),
            device: true,
            ..CommitOptions::default()
        };
        versions.push(Arc::new(Arc::new(model.clone()).commit(&options).expect("a revision")));
    }
    let known = known(&rig, &scene, &versions);
    let second = Context::new(Choice::Cuda, 0).expect("another context on the GPU");
    let limited = |context: &Arc<Context>| {
        let limit = chroma2::session::SessionOptions {
            limit: Some(30_000_000),
            events: Some(400),
            ..Default::default()
        };
        Session::new(Arc::clone(context), Arc::clone(&scene.committed) as _, limit).expect("a session")
    };
    let sessions = [limited(&rig.gpu), limited(&second)];
    let (count, over) = (Arc::new(Count::default()), AtomicBool::new(false));
    let half = Mutex::new(0);
    let begun = Instant::now();
    let until = begun + Duration::from_secs(seconds());
    std::thread::scope(|scope| {
        let (sessions, versions, scene, known, over, half, count) =
            (&sessions, &versions, &scene, &known, &over, &half, &count);
        scope.spawn(move || {
            let mut draw = Draw(3);
            while !over.load(SeqCst) {
                std::thread::sleep(Duration::from_millis(5 + draw.below(40)));
                let version = &versions[draw.below(versions.len() as u64) as usize];
                sessions[draw.below(2) as usize].set_scene(Arc::clone(version) as _).expect("a version");
                if begun.elapsed().as_secs() * 2 >= seconds() && *half.lock().expect("a number") == 0 {
                    *half.lock().expect("a number") = resident();
                }
            }
        });
        let primary = rig.primary();
        scope.spawn(move || {
            let mut draw = Draw(4);
            let stream = Stream::new(primary).expect("a stream");
            while !over.load(SeqCst) {
                let bytes = 1 << (10 + draw.below(14));
                let buffer = Buffer::new(primary, bytes, "other work").expect("memory of the device");
                let _current = primary.enter().expect("the device");
                buffer.fill(&vec![7; bytes], &stream).expect("an upload");
            }
        });
        let threads: Vec<_> = (0..THREADS)
            .map(|number| scope.spawn(move || load(number, sessions, scene, versions, known, count, until)))
            .collect();
        let ended: Vec<_> = threads.into_iter().map(|thread| thread.join()).collect();
        over.store(true, SeqCst);
        assert!(ended.iter().all(Result::is_ok), "a thread has failed");
    });
    for session in &sessions {
        session.drain(Some(Duration::from_secs(60))).expect("all events end");
    }
    let [submitted, ended] = [&count.submitted, &count.ended].map(|n| n.load(SeqCst));
    assert_eq!(submitted, ended, "each event has called its function once");
    let counted: u64 = sessions.iter().map(|session| session.telemetry().events_done).sum();
    assert_eq!(counted, submitted, "the telemetry has all");
    println!(
        "{submitted} events in {:.0} s, {} compared ({} photons), {} cancelled, {} times no room; {} MB, {} MB at half time",
        begun.elapsed().as_secs_f64(),
        count.compared.load(SeqCst),
        count.photons.load(SeqCst),
        count.cancelled.load(SeqCst),
        count.full.load(SeqCst),
        resident() >> 20,
        *half.lock().expect("a number") >> 20,
    );
    assert!(count.compared.load(SeqCst) > submitted / 3, "most are compared");
    drop(sessions);
    assert!(second.memory() < 1 << 20, "{} bytes are counted still", second.memory());
}
