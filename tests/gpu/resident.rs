//! Small events by the kernel that stays on the device: same bits, whatever else the program does with CUDA meanwhile,
//! and none of that waits for ever.

use crate::arrays::given;
use crate::rig::{Rig, Scene, photons, rig, run, scene, session};
use crate::same;
use chroma2::backend::context::{Choice, Context};
use chroma2::backend::cuda::memory::{Buffer, Pinned};
use chroma2::backend::cuda::stream::Stream;
use chroma2::geometry::{CommitOptions, Committed};
use chroma2::session::{Callbacks, Event, EventOptions, Light, Session};
use chroma2::source::Spectrum;
use std::ffi::{c_int, c_uchar};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

// What programs call, bound as the library binds it.
unsafe extern "C" {
    fn cuMemsetD8_v2(address: u64, value: c_uchar, bytes: usize) -> c_int;
    fn cuCtxSynchronize() -> c_int;
}

/// Numbers of photons: around a warp's, a block's share, and the most.
const SIZES: [u64; 8] = [1, 2, 31, 100, 1000, 3001, 10_000, 1 << 14];

fn sizes() -> impl Iterator<Item = u64> {
    let most = 10 * photons();
    SIZES.into_iter().filter(move |size| *size <= most)
}

#[test]
fn all_sizes_and_lights_give_the_same_bits() {
    let Some(rig) = rig() else { return };
    for name in ["detector_tiny", "fresnel_glass_ball", "wire_planes"] {
        let Some(scene) = scene(name) else { return };
        let [gpu, cpu] = rig.sessions(&scene, 0);
        for round in 0..3 {
            for size in sizes() {
                let options = EventOptions {
                    event_id: size + round,
                    seed: round,
                    first_index: round << 33,
                    ..scene.options.clone()
                };
                let what = format!("{name}: {size} photons, round {round}");
                let both = [&gpu, &cpu].map(|session| run(session, scene.light(size), &options));
                same::events(&what, &both[0], &both[1]);
                let given = given(size as usize);
                let both =
                    [&gpu, &cpu].map(|session| run(session, Light::Borrowed(given.arrays()), &options));
                same::events(&format!("{what}, given"), &both[0], &both[1]);
            }
        }
    }
}

#[test]
fn what_few_steps_leave_is_recorded_and_limited_as_well() {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene("detector_tiny") else { return };
    let [gpu, cpu] = rig.sessions(&scene, 0);
    for max_steps in [1, 2, 3, 7] {
        let mut options = EventOptions { max_steps, ..scene.options.clone() };
        options.record.first = 20;
        let both = [&gpu, &cpu].map(|session| run(session, scene.light(500), &options));
        same::events(&format!("{max_steps} steps"), &both[0], &both[1]);
    }
}

/// Small events one after another until it is told to stop.
fn stream(
    session: &Arc<Session>,
    scene: &Scene,
    expected: &Event,
    stop: &AtomicBool,
    longest: &AtomicU64,
) -> u64 {
    let mut count = 0;
    while !stop.load(Relaxed) {
        let begun = Instant::now();
        let event = run(session, scene.light(1000), &scene.options);
        longest.fetch_max(begun.elapsed().as_micros() as u64, Relaxed);
        same::events("beside other work", &event, expected);
        count += 1;
    }
    count
}

/// Does something a while beside a stream of small events; how long it takes at most.
fn beside(rig: &Rig, scene: &Scene, what: &str, mut act: impl FnMut()) {
    let [gpu, cpu] = rig.sessions(scene, 0);
    let expected = run(&cpu, scene.light(1000), &scene.options);
    let (stop, late) = (AtomicBool::new(false), AtomicU64::new(0));
    let mut longest = Duration::ZERO;
    let (acts, events) = std::thread::scope(|scope| {
        let thread = scope.spawn(|| stream(&gpu, scene, &expected, &stop, &late));
        let (begun, mut acts) = (Instant::now(), 0);
        while begun.elapsed() < Duration::from_millis(400) {
            let start = Instant::now();
            act();
            longest = longest.max(start.elapsed());
            acts += 1;
        }
        stop.store(true, Relaxed);
        (acts, thread.join().expect("a stream of small events"))
    });
    println!(
        "{what}: {acts} times, {longest:?} at most, beside {events} events of {} us at most",
        late.into_inner()
    );
    assert!(longest < Duration::from_secs(2), "{what} took {longest:?}");
    assert!(events > 0, "{what}: no event beside it");
}

#[test]
fn other_work_of_the_program_goes_on_beside_it() {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene("detector_tiny") else { return };
    let primary = Arc::clone(rig.primary());
    beside(&rig, &scene, "memory of the device made and freed", || {
        drop(Buffer::new(&primary, 1 << 20, "a test").expect("room"));
    });
    beside(&rig, &scene, "pinned memory made and freed", || {
        drop(Pinned::new(&primary, 1 << 20).expect("room"))
    });
    let buffer = Buffer::new(&primary, 1 << 20, "a test").expect("room");
    beside(&rig, &scene, "streams made, used and waited for", || {
        let _current = primary.enter().expect("a context");
        let stream = Stream::new(&primary).expect("a stream");
        buffer.clear(buffer.bytes(), &stream).expect("a copy");
        stream.wait().expect("its end");
    });
    beside(&rig, &scene, "the legacy stream and the whole device waited for", || {
        let _current = primary.enter().expect("a context");
        // SAFETY: memory of the device, and a context that is current.
        unsafe {
            assert_eq!(cuMemsetD8_v2(buffer.address(), 1, buffer.bytes()), 0);
            assert_eq!(cuCtxSynchronize(), 0);
        }
    });
    beside(&rig, &scene, "another context, with its module", || {
        let context = Context::new(Choice::Cuda, 2).expect("a context");
        let other = session(&context, &scene, 0);
        run(&other, scene.light(300), &scene.options);
    });
    beside(&rig, &scene, "another session, large events", {
        let other = session(&rig.gpu, &scene, 0);
        let (light, options) = (10 * photons().min(100_000), scene.options.clone());
        let scene = &scene;
        move || drop(run(&other, scene.light(light), &options))
    });
}

#[test]
fn geometries_and_sources_may_change_between_events() {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene("detector_tiny") else { return };
    let [gpu, cpu] = rig.sessions(&scene, 0);
    let versions = revisions(&scene, &[3.0, -40.0]);
    for round in 0..30_u64 {
        let version = &versions[round as usize % versions.len()];
        for session in [&gpu, &cpu] {
            session.set_scene(Arc::clone(version) as _).expect("a committed geometry");
        }
        let mut source = scene.source.clone();
        source.spectrum = Spectrum::Fixed(380.0 + (round % 4) as f64 * 20.0);
        let options = EventOptions { event_id: round, ..scene.options.clone() };
        let both = [&gpu, &cpu].map(|session| run(session, source.light(700).expect("a source"), &options));
        same::events(&format!("round {round}"), &both[0], &both[1]);
    }
}

#[test]
fn it_leaves_by_itself() {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene("detector_tiny") else { return };
    let gpu = session(&rig.gpu, &scene, 0);
    for _ in 0..20 {
        run(&gpu, scene.light(1000), &scene.options);
        std::thread::sleep(Duration::from_millis(3));
        let _current = rig.primary().enter().expect("a context");
        let begun = Instant::now();
        // SAFETY: a context is current.
        assert_eq!(unsafe { cuCtxSynchronize() }, 0);
        assert!(begun.elapsed() < Duration::from_millis(50), "the device is not idle: {:?}", begun.elapsed());
    }
}

/// Revisions of a scene, which move one of its instances, the scene itself the first.
fn revisions(scene: &Scene, shifts: &[f64]) -> Vec<Arc<Committed>> {
    let mut model = (**scene.committed.model()).clone();
    let mut versions = vec![Arc::clone(&scene.committed)];
    for shift in shifts {
        model.instances[7].translation[2] += shift;
        let revises = versions.last().map(|version| &**version);
        let options = CommitOptions { revises, device: true, ..CommitOptions::default() };
        versions.push(Arc::new(Arc::new(model.clone()).commit(&options).expect("a revision")));
    }
    versions
}

/// Numbers that look random.
fn next(state: &mut usize) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *state >> 33
}

/// Events of several sizes and priorities from several threads at a time, some of them cancelled, to sessions of two
/// contexts, whose geometries change meanwhile.
#[test]
fn events_of_many_threads_do_not_disturb_each_other() {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene("detector_tiny") else { return };
    let other = Context::new(Choice::Cuda, 0).expect("another context on the GPU");
    let sessions = [session(&rig.gpu, &scene, 0), session(&other, &scene, 0)];
    let cpu = session(&rig.cpu, &scene, 0);
    let versions = revisions(&scene, &[1.0, 2.5]);
    let options = |seed: u64| EventOptions { seed, event_id: seed + 5, ..scene.options.clone() };
    let some = sizes().filter(|size| [1, 100, 1000, 3001].contains(size));
    let all: Vec<(u64, u64)> = some.flat_map(|size| (0..3).map(move |seed| (size, seed))).collect();
    let give = |version: &Arc<Committed>| -> Vec<Arc<Event>> {
        cpu.set_scene(Arc::clone(version) as _).expect("a committed geometry");
        all.iter().map(|(size, seed)| run(&cpu, scene.light(*size), &options(*seed))).collect()
    };
    let expected: Vec<_> = versions.iter().map(give).collect();
    let until = Instant::now() + Duration::from_secs(5);
    let load = |mut state: usize| {
        while Instant::now() < until {
            let which = next(&mut state) % all.len();
            let (size, seed) = all[which];
            let session = &sessions[next(&mut state) % 2];
            let stage = session.stage();
            let digest = stage.scene().digest();
            let version = versions.iter().position(|v| v.digest() == digest).expect("one of the versions");
            let options = EventOptions { priority: (next(&mut state) % 5) as i32 - 2, ..options(seed) };
            let event = session.submit_on(stage, scene.light(size), options, |_| Ok(Callbacks::default()));
            let event = event.expect("a submission");
            if next(&mut state).is_multiple_of(8) {
                event.cancel();
                continue;
            }
            crate::rig::wait(&event);
            let what = format!("{size} photons, seed {seed}, version {version}");
            same::events(&what, &event, &expected[version][which]);
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut state = 7;
            while Instant::now() < until {
                std::thread::sleep(Duration::from_millis(5));
                let version = Arc::clone(&versions[next(&mut state) % versions.len()]);
                sessions[next(&mut state) % 2].set_scene(version as _).expect("a version");
            }
        });
        let load = &load;
        (1..7).for_each(|thread| drop(scope.spawn(move || load(thread))));
    });
}
