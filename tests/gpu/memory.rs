//! Too little memory on the device, and memory that comes back.

use crate::rig::{Rig, Scene, photons, rig, rounds, run, scene, session, wait};
use crate::same;
use chroma2::Error;
use chroma2::backend::context::{Choice, Context};
use chroma2::backend::cuda::Cuda;
use chroma2::backend::cuda::memory::Buffer;
use chroma2::session::EventOptions;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Bytes by which free memory may differ: the driver keeps small pools.
const SLACK: u64 = 8 << 20;

/// Waits until about so much memory is free again: the threads that serve a context end after it.
fn returns_to(rig: &Rig, free: u64, what: &str) {
    let end = Instant::now() + Duration::from_secs(20);
    while rig.free() + SLACK < free {
        let now = rig.free();
        assert!(Instant::now() < end, "{what}: {free} bytes were free, now {now}: {} less", free - now);
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn running_out_is_told_and_the_context_goes_on() {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene("detector_tiny") else { return };
    let context = Context::new(Choice::Cuda, 2).expect("another context");
    let first = session(&context, &scene, 0);
    let before = rig.free();
    let mut hog = Vec::new();
    for part in [1 << 30, 128 << 20, 16 << 20, 2 << 20] {
        while rig.free() > part + (24 << 20) {
            let bytes = ((rig.free() - (24 << 20)) / part * part) as usize;
            match Buffer::new(rig.primary(), bytes, "nothing but room") {
                Ok(buffer) => hog.push(buffer),
                Err(_) => break, // in smaller parts
            }
        }
    }
    println!("{} bytes free of {before}", rig.free());
    let count = 2 << 20;
    let event = first.submit(scene.light(count), scene.options.clone()).expect("a submission");
    let error = event.wait(Some(Duration::from_secs(60))).expect_err("an event without memory");
    println!("{error}");
    assert!(matches!(error, Error::OutOfMemory(_)), "{error:?}");
    let again = first.submit(scene.light(1), scene.options.clone());
    assert!(matches!(again, Err(Error::OutOfMemory(_))), "the session has failed for good");
    drop(hog);
    returns_to(&rig, before, "after memory was scarce");
    let second = session(&context, &scene, 0);
    let count = photons() / 4;
    let [a, b] = [&second, &session(&rig.cpu, &scene, 0)].map(|s| run(s, scene.light(count), &scene.options));
    same::events("a new session of the same context", &a, &b);
}

#[test]
fn contexts_may_go_before_their_events() {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene("wls_surface") else { return };
    let count = photons();
    let expected = run(&session(&rig.cpu, &scene, 0), scene.light(count), &scene.options);
    let mut free = 0;
    for round in 0..5 {
        if round == 1 {
            free = rig.free(); // with what the driver keeps for the kernels' stacks once they have run
        }
        let context = Context::new(Choice::Cuda, 2).expect("another context");
        let session = session(&context, &scene, 20_000 * round);
        let submit = || session.submit(scene.light(count), scene.options.clone()).expect("room");
        let (kept, forgotten) = (submit(), submit());
        drop((forgotten, session, context));
        wait(&kept);
        same::events(&format!("round {round}, without its context"), &kept, &expected);
    }
    returns_to(&rig, free, "after contexts went before their events");
}

fn one_round(scene: &Scene, count: u64, round: u64) {
    let context = Context::new(Choice::Cuda, 1).expect("another context");
    let session = session(&context, scene, 0);
    let options = EventOptions { device_hits: true, seed: round, ..scene.options.clone() };
    let event = session.submit(scene.light(count), options).expect("room");
    if round % 3 == 1 {
        event.cancel(); // whichever is first
        assert!(matches!(event.wait(None), Ok(()) | Err(Error::Cancelled(_))));
    } else {
        wait(&event);
    }
    let gpu = Cuda::of(&context).expect("a GPU");
    assert!(gpu.memory() > 0, "the context counts its memory");
    let gpu = Arc::clone(gpu);
    drop((event, session, context));
    // All but what its lanes keep for the next slice.
    assert!(gpu.memory() < 4 * (count + (1 << 20)) * 160, "{} bytes held", gpu.memory());
}

#[test]
fn nothing_leaks() {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene("detector_tiny") else { return };
    let (rounds, count) = (rounds(), photons() / 8);
    (0..10).for_each(|round| one_round(&scene, count, round));
    returns_to(&rig, rig.free(), "at first");
    std::thread::sleep(Duration::from_millis(200));
    let free = rig.free();
    (0..rounds).for_each(|round| one_round(&scene, count, round));
    returns_to(&rig, free, &format!("after {rounds} rounds"));
    println!("{rounds} rounds: {free} bytes free before, {} after", rig.free());
}
