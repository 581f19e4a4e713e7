//! Message queues whose messages a kernel works on that stays on the GPU: what comes back, whatever else the program does
//! with the GPU meanwhile.

use crate::rig::{Rig, rig, run, scene, session};
use crate::same;
use chroma2::backend::context::{Choice, Context};
use chroma2::backend::cuda::memory::{Buffer, Pinned};
use chroma2::messages::{
    Counts, MessageQueue, Messages, Plan, ProgramCode, Received, Room, Shape, User, Work,
};
use std::ffi::{c_int, c_void};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

// What programs call, bound as the library binds it.
unsafe extern "C" {
    fn cuCtxSynchronize() -> c_int;
}

const LONG: Duration = Duration::from_secs(20);
/// Numbers of src/layout/messages.rs.
const ECHO: u32 = 1;
const CHECKSUM: u32 = 2;
const ADD: u32 = 3;
const REDUCE: u32 = 4;
const DONE: u32 = 0;
const FAILED: u32 = 1;
const TIMED_OUT: u32 = 2;
/// What tests/c/message_function.h does by the first byte.
const PLAIN: u8 = 0;
const FAILS: u8 = 1;
const FAILS_AT_FIRST: u8 = 2;
const UNTIL_STOPPED: u8 = 3;
const UNTIL_TOLD: u8 = 4;

fn plan(capacity: u64, input: u32, output: u32, work: Work) -> Plan {
    Plan {
        shape: Shape::new(capacity, input, output).expect("a shape"),
        work,
        user: User(std::ptr::null_mut()),
        retries: 0,
        idle: None,
        stay: None,
        limit: None,
        ordered: false,
        workers: 0,
        device: 0,
    }
}

fn made(context: &Arc<Context>, plan: Plan) -> Arc<MessageQueue> {
    MessageQueue::new(context, plan, 1000).unwrap_or_else(|e| panic!("a message queue: {e}"))
}

fn send(queue: &MessageQueue, message: &[u8], key: u64) -> u64 {
    let (mut id, mut taken) = (0, 0);
    let messages = Messages {
        data: message.as_ptr(),
        stride: message.len(),
        count: 1,
        bytes: message.len() as u32,
        sizes: std::ptr::null(),
        keys: &raw const key,
    };
    // SAFETY: a message, its key and a place for its id.
    unsafe { queue.enqueue(&messages, Some(LONG), &raw mut id, &mut taken) }.expect("enqueued");
    assert_eq!(taken, 1, "a slot was free in time");
    id
}

fn receive(queue: &MessageQueue, id: u64, out: &mut [u8]) -> Received {
    let mut received = Received::default();
    let room = Room { data: out.as_mut_ptr(), bytes: out.len() };
    // SAFETY: as much room.
    let there = unsafe { queue.result(id, room, Some(LONG), &mut received) }.expect("a result");
    assert!(there, "message {id}: no result within {LONG:?}; {:?}", queue.counts());
    received
}

/// Bytes that depend on a number.
fn bytes(number: u64, count: usize) -> Vec<u8> {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let next = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    (0..count).map(next).collect()
}

/// Numbers of an element that are neither infinite nor NaN.
fn numbers(element: u32, number: u64, count: usize) -> Vec<u8> {
    let raw = bytes(number, 4 * count);
    let values = raw.chunks_exact(4).map(|four| i32::from_le_bytes(four.try_into().expect("four bytes")));
    match element {
        1 => values.flat_map(i32::to_le_bytes).collect(),
        2 => values.flat_map(|x| (i64::from(x) << 20 ^ i64::from(x)).to_le_bytes()).collect(),
        3 => values.flat_map(|x| (x as f32 * 1.7e-5).to_le_bytes()).collect(),
        _ => values.flat_map(|x| (f64::from(x) * 3.1e-7).to_le_bytes()).collect(),
    }
}

#[test]
fn built_in_operations_give_the_same_bits() {
    let Some(rig) = rig() else { return };
    let cases = [(ECHO, 0), (CHECKSUM, 0)].into_iter().chain(
        [ADD, REDUCE].into_iter().flat_map(|operation| (1..=4).map(move |element| (operation, element))),
    );
    let mut compared = 0;
    for (operation, element) in cases {
        for (most, blocks) in [(256, 1), (4096, 0), (20_000, 3)] {
            let work = Work::Operation(operation, element);
            let queues = [&rig.gpu, &rig.cpu]
                .map(|context| made(context, Plan { workers: blocks, ..plan(64, most, most, work.clone()) }));
            for number in 0..60u64 {
                let count = (number as usize * most as usize / 59).min(most as usize);
                let message = match element {
                    0 => bytes(number, count),
                    _ => numbers(element, number, count / 16 * 2),
                };
                let results = queues.each_ref().map(|queue| {
                    let mut out = vec![0xee; most as usize];
                    let received = receive(queue, send(queue, &message, number), &mut out);
                    (received.outcome, received.code, received.bytes, received.key, out)
                });
                assert!(results[0] == results[1], "operation {operation}, element {element}, {count} bytes");
                assert_eq!((results[0].0, results[0].3), (DONE, number));
                compared += 1;
            }
        }
    }
    println!("{compared} messages of 10 operations: the same bits on the GPU and on the processor");
}

/// Threads put messages in and others collect them; what was counted.
fn exchange_all(queue: &MessageQueue, producers: u64, consumers: u64, each: u64, size: usize) -> Counts {
    let all = producers * each;
    let seen: Vec<AtomicU8> = (0..all).map(|_| AtomicU8::new(0)).collect();
    let delivered = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for producer in 0..producers {
            scope.spawn(move || {
                for first in (producer * each..(producer + 1) * each).step_by(50) {
                    let keys: Vec<u64> = (first..(first + 50).min((producer + 1) * each)).collect();
                    let data: Vec<u8> = keys.iter().flat_map(|&key| bytes(key, size)).collect();
                    let mut taken = 0;
                    let messages = Messages {
                        data: data.as_ptr(),
                        stride: size,
                        count: keys.len() as u64,
                        bytes: size as u32,
                        sizes: std::ptr::null(),
                        keys: keys.as_ptr(),
                    };
                    // SAFETY: arrays of that many.
                    unsafe { queue.enqueue(&messages, Some(LONG), std::ptr::null_mut(), &mut taken) }
                        .expect("enqueued");
                    assert_eq!(taken, keys.len() as u64);
                }
            });
        }
        for _ in 0..consumers {
            scope.spawn(|| {
                let mut received = [Received::default(); 100];
                let mut out = vec![0u8; 100 * size];
                while delivered.load(Ordering::Relaxed) < all {
                    let room = Room { data: out.as_mut_ptr(), bytes: size };
                    // SAFETY: room for 100 results.
                    let count = unsafe { queue.dequeue(room, Some(Duration::from_millis(1)), &mut received) }
                        .expect("results");
                    for (one, data) in received[..count].iter().zip(out.chunks(size)) {
                        assert_eq!((one.outcome, one.bytes as usize), (DONE, size));
                        assert!(data == bytes(one.key, size), "message {}: other bytes", one.key);
                        assert_eq!(seen[one.key as usize].fetch_add(1, Ordering::Relaxed), 0, "twice");
                    }
                    delivered.fetch_add(count as u64, Ordering::Relaxed);
                }
            });
        }
    });
    assert!(seen.iter().all(|count| count.load(Ordering::Relaxed) == 1), "each once");
    queue.counts()
}

#[test]
fn each_message_of_many_threads_comes_back_once() {
    let Some(rig) = rig() else { return };
    for (capacity, blocks, size) in
        [(16, 1, 40), (256, 1, 256), (4096, 4, 64), (4096, 16, 256), (1024, 132, 1000)]
    {
        for ordered in [false, true] {
            let blocks = if ordered { 1 } else { blocks };
            let work = Work::Operation(ECHO, 0);
            let queue = made(&rig.gpu, Plan { workers: blocks, ordered, ..plan(capacity, size, size, work) });
            let begun = Instant::now();
            let counts = exchange_all(&queue, 4, 4, 20_000, size as usize);
            println!(
                "{capacity} slots, {blocks} blocks, {size} bytes, ordered {ordered}: {} messages in {:?}, {} launches",
                counts.delivered,
                begun.elapsed(),
                counts.launches
            );
            assert_eq!(
                (counts.enqueued, counts.processed, counts.delivered, counts.depth),
                (80_000, 80_000, 80_000, 0)
            );
        }
    }
}

/// Files of tests/gpu/message_function.cu, compiled, which CHROMA2_GPU_FUNCTION names without their ends; and the source
/// where NVRTC is.
fn programs() -> Vec<(&'static str, ProgramCode)> {
    let mut all = vec![("source", ProgramCode::Source(source()))];
    match std::env::var("CHROMA2_GPU_FUNCTION") {
        Ok(stem) => {
            let read = |end: &str| {
                std::fs::read(format!("{stem}{end}")).unwrap_or_else(|e| panic!("{stem}{end}: {e}"))
            };
            all.push(("PTX", ProgramCode::Ptx(read(".ptx"))));
            all.push(("fatbin", ProgramCode::Binary(read(".fatbin"))));
        }
        Err(_) => println!("CHROMA2_GPU_FUNCTION is not set: no PTX, no fatbin"),
    }
    all
}

/// The text of tests/c/message_function.h's function.
fn source() -> String {
    let header = include_str!("../c/message_function.h");
    let body =
        header.split("use({").nth(1).and_then(|rest| rest.split("\n  })").next()).expect("the function");
    let body = body.replace('\\', " ");
    format!(
        "#include <chroma2/message.h>\nextern \"C\" __device__ uint32_t chroma2_process(chroma2_message *message) {{{body}\n}}\n"
    )
}

/// A queue of a program's function; `None`, with a note, where that cannot be compiled here.
fn with_program(rig: &Rig, name: &str, plan: Plan) -> Option<Arc<MessageQueue>> {
    match MessageQueue::new(&rig.gpu, plan, 1000) {
        Ok(queue) => Some(queue),
        Err(error @ chroma2::Error::Unsupported(_)) => {
            println!("{name}: skipped: {error}");
            None
        }
        Err(error) => panic!("{name}: {error}"),
    }
}

#[test]
fn functions_of_programs_are_linked_fail_and_are_tried_again() {
    let Some(rig) = rig() else { return };
    for (name, code) in programs() {
        for blocks in [1, 4] {
            let begun = Instant::now();
            let base = plan(128, 64, 64, Work::Program(code.clone()));
            let Some(queue) = with_program(&rig, name, Plan { workers: blocks, retries: 2, ..base }) else {
                break;
            };
            println!("{name}, {blocks} blocks: linked in {:?}; {} workers", begun.elapsed(), queue.workers());
            let mut ids = Vec::new();
            for number in 0..2000u64 {
                let kind = match number % 100 {
                    3 => FAILS,
                    50..55 => FAILS_AT_FIRST,
                    _ => PLAIN,
                };
                let mut message = bytes(number, 2 + number as usize % 60);
                (message[0], message[1]) = (kind, 1 + (number % 2) as u8);
                ids.push((send(&queue, &message, number), message));
                if ids.len() == 100 {
                    for (id, message) in ids.drain(..) {
                        let mut out = [0u8; 64];
                        let received = receive(&queue, id, &mut out);
                        let fails = message[0] == FAILS;
                        let attempts = match message[0] {
                            FAILS => 3,
                            FAILS_AT_FIRST => 1 + u32::from(message[1]),
                            _ => 1,
                        };
                        assert_eq!(
                            (received.outcome, received.attempts),
                            (u32::from(fails), attempts),
                            "{name}"
                        );
                        assert_eq!(received.code, if fails { 7 } else { 0 });
                        let expected: Vec<u8> = message.iter().map(|byte| byte.wrapping_add(1)).collect();
                        assert!(fails || out[..message.len()] == expected, "{name}: other bytes");
                    }
                }
            }
            let counts = queue.counts();
            assert_eq!((counts.errors, counts.letters, counts.depth), (20, 20, 0));
            assert_eq!(FAILED, 1);
        }
    }
}

#[test]
fn a_function_that_never_returns_is_reported_and_others_go_on() {
    let Some(rig) = rig() else { return };
    let (name, code) = programs().pop().expect("one");
    let told = Pinned::new(rig.primary(), 64).expect("pinned memory");
    let flag: *mut u32 = told.pointer(0).expect("a word");
    // SAFETY: pinned memory that outlives the queues; the device reads it.
    let flag = unsafe { AtomicU32::from_ptr(flag) };
    for kind in [UNTIL_STOPPED, UNTIL_TOLD] {
        for (stuck, ordered) in [(1, false), (5, true), (40, false), (200, false)] {
            flag.store(0, Ordering::SeqCst);
            let plan = Plan {
                user: User(flag.as_ptr().cast::<c_void>()),
                limit: Some(Duration::from_millis(50)),
                workers: 1,
                ordered,
                ..plan(1024, 64, 64, Work::Program(code.clone()))
            };
            let Some(queue) = with_program(&rig, name, plan) else { return };
            let begun = Instant::now();
            let late: Vec<u64> = (0..stuck).map(|key| send(&queue, &[kind, 0, 0, 0], key)).collect();
            let rest: Vec<u64> = (0..300).map(|key| send(&queue, &[PLAIN, 5], 1000 + key)).collect();
            let mut out = [0u8; 64];
            for id in rest {
                assert_eq!(receive(&queue, id, &mut out).outcome, DONE);
            }
            let others = begun.elapsed();
            for id in late {
                assert_eq!(receive(&queue, id, &mut out).outcome, TIMED_OUT, "kind {kind}");
            }
            println!(
                "kind {kind}, {stuck} stuck, ordered {ordered}: 300 others in {others:?}, all in {:?}, {} launches",
                begun.elapsed(),
                queue.counts().launches
            );
            flag.store(1, Ordering::SeqCst);
            assert_eq!(receive(&queue, send(&queue, &[PLAIN, 5], 0), &mut out).outcome, DONE);
            drop(queue);
        }
    }
    // Nothing is left on the device that would keep it.
    let _current = rig.primary().enter().expect("current");
    // SAFETY: the context is current.
    assert_eq!(unsafe { cuCtxSynchronize() }, 0);
}

#[test]
fn messages_of_a_key_keep_their_order() {
    let Some(rig) = rig() else { return };
    let queue = made(&rig.gpu, Plan { ordered: true, ..plan(512, 2048, 2048, Work::Operation(ECHO, 0)) });
    let mut latest = [0u64; 50];
    let (mut sent, mut received) = (0u64, 0);
    let mut out = vec![0u8; 64 * 2048];
    while received < 20_000 {
        while sent < 20_000 && sent < received + 500 {
            send(&queue, &bytes(sent, 1 + sent as usize * 131 % 2048), sent * sent % 50);
            sent += 1;
        }
        let mut results = [Received::default(); 64];
        let room = Room { data: out.as_mut_ptr(), bytes: 2048 };
        // SAFETY: room for 64 results.
        let count = unsafe { queue.dequeue(room, Some(LONG), &mut results) }.expect("results");
        for one in &results[..count] {
            assert!(one.id > latest[one.key as usize], "key {}", one.key);
            latest[one.key as usize] = one.id;
        }
        received += count as u64;
    }
}

#[test]
fn the_kernel_leaves_when_there_is_nothing_to_do_and_comes_again() {
    let Some(rig) = rig() else { return };
    let work = Work::Operation(ECHO, 0);
    let queue = made(&rig.gpu, Plan { idle: Some(Duration::from_micros(300)), ..plan(64, 64, 64, work) });
    let mut out = [0u8; 64];
    for number in 0..100u64 {
        receive(&queue, send(&queue, &bytes(number, 64), 0), &mut out);
        std::thread::sleep(Duration::from_millis(2));
    }
    let launches = queue.counts().launches;
    println!("100 messages, 2 ms apart, an idle time of 0.3 ms: {launches} launches");
    assert!((90..=101).contains(&launches));
    // Messages that nobody waits for are worked on as well.
    let before = queue.counts().processed;
    for number in 0..50 {
        send(&queue, &bytes(number, 64), 0);
        std::thread::sleep(Duration::from_micros(290 + number));
    }
    let begun = Instant::now();
    while queue.counts().processed < before + 50 && begun.elapsed() < LONG {
        std::thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(queue.counts().processed, before + 50, "all without a call that waits");
    let _current = rig.primary().enter().expect("current");
    let begun = Instant::now();
    // SAFETY: the context is current.
    assert_eq!(unsafe { cuCtxSynchronize() }, 0);
    println!("then the whole GPU is idle within {:?}", begun.elapsed());
    assert!(begun.elapsed() < Duration::from_secs(1));
}

#[test]
fn what_waits_for_the_whole_gpu_does_not_wait_for_ever_under_load() {
    let Some(rig) = rig() else { return };
    let queue = made(&rig.gpu, plan(1024, 256, 256, Work::Operation(ECHO, 0)));
    let stop = AtomicBool::new(false);
    let mut longest = [Duration::ZERO; 2];
    let (messages, acts) = std::thread::scope(|scope| {
        let load = scope.spawn(|| {
            let (mut out, mut count) = ([0u8; 256], 0u64);
            let mut ids = Vec::new();
            while !stop.load(Ordering::Relaxed) {
                ids.extend((0..100).map(|number| send(&queue, &bytes(number, 256), 0)));
                for id in ids.drain(..) {
                    receive(&queue, id, &mut out);
                    count += 1;
                }
            }
            count
        });
        let (begun, mut acts) = (Instant::now(), 0);
        while begun.elapsed() < Duration::from_secs(1) {
            let _current = rig.primary().enter().expect("current");
            let start = Instant::now();
            drop(Buffer::new(rig.primary(), 1 << 20, "a test").expect("memory"));
            longest[0] = longest[0].max(start.elapsed());
            let start = Instant::now();
            // SAFETY: the context is current.
            assert_eq!(unsafe { cuCtxSynchronize() }, 0);
            longest[1] = longest[1].max(start.elapsed());
            acts += 1;
        }
        stop.store(true, Ordering::Relaxed);
        (load.join().expect("messages"), acts)
    });
    println!(
        "{acts} times, beside {messages} messages: memory made and freed in {:?} at most, the whole GPU waited for in {:?} at \
         most; {} launches",
        longest[0],
        longest[1],
        queue.counts().launches
    );
    assert!(longest.iter().all(|time| *time < Duration::from_secs(5)));
}

#[test]
fn photons_beside_messages_have_the_same_bits() {
    let Some(rig) = rig() else { return };
    let Some(scene) = scene("detector_tiny") else { return };
    let [gpu, cpu] = rig.sessions(&scene, 0);
    let expected = run(&cpu, scene.light(200_000), &scene.options);
    let queue = made(&rig.gpu, plan(1024, 256, 256, Work::Operation(CHECKSUM, 0)));
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let load = scope.spawn(|| {
            let mut out = [0u8; 256];
            let mut count = 0;
            while !stop.load(Ordering::Relaxed) {
                receive(&queue, send(&queue, &bytes(count, 200), 0), &mut out);
                count += 1;
            }
            count
        });
        for _ in 0..20 {
            let event = run(&gpu, scene.light(200_000), &scene.options);
            same::events("beside messages", &event, &expected);
        }
        stop.store(true, Ordering::Relaxed);
        println!("20 events of 200000 photons beside {} messages", load.join().expect("messages"));
    });
    drop(session(&rig.gpu, &scene, 0));
}

#[test]
fn pauses_and_the_end() {
    let Some(rig) = rig() else { return };
    let queue = made(&rig.gpu, plan(256, 64, 64, Work::Operation(ECHO, 0)));
    let mut out = [0u8; 64];
    for round in 0..50u64 {
        let ids: Vec<u64> = (0..round % 7).map(|number| send(&queue, &bytes(number, 64), 0)).collect();
        assert!(queue.pause(Some(LONG)).expect("paused"), "quiet in time");
        let later: Vec<u64> = (0..50).map(|number| send(&queue, &bytes(number, 64), 0)).collect();
        let before = queue.counts().processed;
        std::thread::sleep(Duration::from_millis(1));
        assert_eq!(queue.counts().processed, before, "nothing is begun in a pause");
        queue.resume().expect("resumed");
        for id in ids.into_iter().chain(later) {
            receive(&queue, id, &mut out);
        }
    }
    for number in 0..200 {
        send(&queue, &bytes(number, 64), 0);
    }
    let left = queue.shut_down(Some(LONG)).expect("shut down");
    assert_eq!((left.unprocessed, left.undelivered), (0, 200));
    drop(queue);
    for round in 0..20u64 {
        let queue = made(&rig.gpu, plan(256, 64, 64, Work::Operation(ECHO, 0)));
        for number in 0..round * 12 {
            send(&queue, &bytes(number, 64), 0);
        }
        drop(queue); // with messages under way
    }
}

/// The child of the next test.
#[test]
#[ignore = "runs until it is killed"]
fn runs_until_it_is_killed() {
    let context = Context::new(Choice::Cuda, 2).expect("a GPU");
    let queue = made(&context, plan(1024, 256, 256, Work::Operation(ECHO, 0)));
    println!("ready");
    let mut out = [0u8; 256];
    for number in 0.. {
        receive(&queue, send(&queue, &bytes(number, 256), 0), &mut out);
    }
}

#[test]
fn a_process_that_is_killed_leaves_the_gpu_to_others() {
    let Some(rig) = rig() else { return };
    let own = std::env::current_exe().expect("this program");
    for _ in 0..3 {
        let mut child = std::process::Command::new(&own)
            .args(["messages::runs_until_it_is_killed", "--exact", "--ignored", "--nocapture"])
            .stdout(std::process::Stdio::piped())
            .spawn()
            .expect("a child");
        let mut lines =
            std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().expect("its output")));
        assert!(lines.any(|line| line.is_ok_and(|line| line.contains("ready"))), "it begins");
        std::thread::sleep(Duration::from_millis(100));
        child.kill().expect("killed");
        child.wait().expect("its end");
        let queue = made(&rig.gpu, plan(64, 64, 64, Work::Operation(ECHO, 0)));
        let begun = Instant::now();
        let mut out = [0u8; 64];
        receive(&queue, send(&queue, &bytes(1, 64), 0), &mut out);
        println!("after a kill: the first message of another process in {:?}", begun.elapsed());
    }
}

#[test]
fn round_trips_take_microseconds() {
    let Some(rig) = rig() else { return };
    for size in [8, 64, 256, 1024] {
        let queue = made(&rig.gpu, plan(64, size, size, Work::Operation(ECHO, 0)));
        let (message, mut out) = (bytes(7, size as usize), vec![0u8; size as usize]);
        let mut times: Vec<u64> = (0..5000)
            .map(|_| {
                let start = Instant::now();
                receive(&queue, send(&queue, &message, 0), &mut out);
                start.elapsed().as_nanos() as u64
            })
            .collect();
        times.sort_unstable();
        println!(
            "{size} bytes: {} ns at least, {} median, {} at 99 %, {} at most",
            times[0], times[2500], times[4950], times[4999]
        );
        assert!(times[2500] < 1_000_000, "a median of a millisecond and more is no polling kernel's");
    }
}
