//! Histories of a message queue, as a bounded queue that is first in, first out: with one worker, and for each key where
//! messages are ordered by keys. Searched by the checker of the queues' own tests.

#[path = "queue_check/history.rs"]
#[allow(dead_code)]
mod history;
#[path = "queue_check/search.rs"]
#[allow(dead_code)]
mod search;
mod support;

use chroma2::backend::context::{Choice, Context};
use chroma2::messages::{MessageQueue, Messages, Plan, Received, Room, Shape, User, Work};
use history::{Did, Operation, show};
use search::{Verdict, search};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use support::{compilers, root, run, scratch};

const ECHO: u32 = 1;

fn queue(threads: usize, capacity: u64, ordered: bool) -> Arc<MessageQueue> {
    let context = Context::new(Choice::Cpu, threads).expect("a context");
    let plan = Plan {
        shape: Shape::new(capacity, 8, 8).expect("a shape"),
        work: Work::Operation(ECHO, 0),
        user: User(std::ptr::null_mut()),
        retries: 0,
        idle: None,
        stay: None,
        limit: None,
        ordered,
        workers: 0,
        device: 0,
    };
    MessageQueue::new(&context, plan, 0).expect("a queue")
}

/// Tries once; whether there was room.
fn send(queue: &MessageQueue, value: u64, key: u64) -> bool {
    let messages = Messages {
        data: (&raw const value).cast(),
        stride: 8,
        count: 1,
        bytes: 8,
        sizes: std::ptr::null(),
        keys: &raw const key,
    };
    let mut taken = 0;
    // SAFETY: one message and its key.
    unsafe { queue.enqueue(&messages, Some(Duration::ZERO), std::ptr::null_mut(), &mut taken) }
        .expect("no failure");
    taken == 1
}

/// Looks once for a result: its value and key.
fn receive(queue: &MessageQueue) -> Option<(u64, u64)> {
    let (mut value, mut received) = (0u64, [Received::default()]);
    let room = Room { data: (&raw mut value).cast(), bytes: 8 };
    // SAFETY: room for one result of 8 bytes.
    let count = unsafe { queue.dequeue(room, Some(Duration::ZERO), &mut received) }.expect("no failure");
    (count == 1).then_some((value, received[0].key))
}

/// What threads did, with the keys: each of `producers` sends `each` messages, and two receive all.
fn record(queue: &MessageQueue, producers: u32, each: u64, keys: u64) -> Vec<(u64, Operation)> {
    let (clock, received) = (AtomicU64::new(0), AtomicU64::new(0));
    let tick = || clock.fetch_add(1, Ordering::SeqCst);
    let all = u64::from(producers) * each;
    let (tick, received) = (&tick, &received);
    std::thread::scope(|scope| {
        let mut threads = Vec::new();
        for thread in 0..producers {
            threads.push(scope.spawn(move || {
                let mut done = Vec::new();
                for i in 0..each {
                    let value = 1 + u64::from(thread) * each + i;
                    loop {
                        let begin = tick();
                        if send(queue, value, value % keys) {
                            let operation = Operation { thread, did: Did::Pushed(value), begin, end: tick() };
                            done.push((value % keys, operation));
                            break;
                        }
                        std::thread::yield_now();
                    }
                }
                done
            }));
        }
        for thread in producers..producers + 2 {
            threads.push(scope.spawn(move || {
                let mut done = Vec::new();
                while received.load(Ordering::SeqCst) < all {
                    let begin = tick();
                    match receive(queue) {
                        Some((value, key)) => {
                            received.fetch_add(1, Ordering::SeqCst);
                            done.push((
                                key,
                                Operation { thread, did: Did::Popped(value), begin, end: tick() },
                            ));
                        }
                        None => std::thread::yield_now(),
                    }
                }
                done
            }));
        }
        threads.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect()
    })
}

/// The histories of the keys are right.
fn check(history: &[(u64, Operation)], keys: u64, capacity: usize) {
    for key in 0..keys {
        let own: Vec<Operation> = history.iter().filter(|(of, _)| *of == key).map(|(_, one)| *one).collect();
        let verdict = search(&own, capacity);
        assert_eq!(verdict, Verdict::Linearizable, "key {key}:\n{}", show(&own));
    }
}

#[test]
fn one_worker_makes_a_queue_that_is_first_in_first_out() {
    for (round, capacity) in (0..120).zip([1, 2, 4, 8].into_iter().cycle()) {
        let queue = queue(1, capacity, false);
        let history = record(&queue, 3, 12 + round % 7, 1);
        check(&history, 1, capacity as usize);
    }
}

#[test]
fn messages_of_a_key_are_first_in_first_out_with_many_workers() {
    for (round, capacity) in (0..120).zip([2, 4, 16].into_iter().cycle()) {
        let queue = queue(3, capacity, true);
        let keys = 1 + round % 3;
        let history = record(&queue, 3, 12 + round % 7, keys);
        check(&history, keys, capacity as usize);
    }
}

#[test]
fn a_wrong_history_is_seen() {
    let operation = |thread, did, begin, end| (0, Operation { thread, did, begin, end });
    let history = [
        operation(0, Did::Pushed(1), 0, 1),
        operation(0, Did::Pushed(2), 2, 3),
        operation(1, Did::Popped(2), 4, 5),
        operation(1, Did::Popped(1), 6, 7),
    ];
    let caught = std::panic::catch_unwind(|| check(&history, 1, 4));
    assert!(caught.is_err(), "the second came out first");
}

/// The kernel's warps as threads (tests/device/messages.cpp), under ThreadSanitizer.
#[test]
fn the_kernel_has_no_races() {
    let program = scratch("message_races").join("races").display().to_string();
    let path = |name: &str| root().join(name).display().to_string();
    let mut arguments: Vec<String> =
        ["-std=c++20", "-O1", "-g", "-fsanitize=thread", "-Wno-tsan", "-pthread"]
            .into_iter()
            .chain(["-DCHROMA2_LEVEL=device", "-DCHROMA2_ONE_LANE", "-o", &program])
            .map(str::to_owned)
            .collect();
    arguments.extend(["kernels", "include", "tests/c"].map(|folder| format!("-I{}", path(folder))));
    arguments.extend(["tests/device/messages.cpp", "tests/device/message_races.cpp"].map(path));
    run(&compilers().1, &arguments, &[]);
    println!("{}", run(&program, &[] as &[&str], &[]));
}
