//! Queues of the processor from Rust: order, sizes, what is refused, what waits, what is counted.

use chroma2::Error;
use chroma2::backend::context::{Choice, Context};
use chroma2::queue::{Batch, LARGEST_CAPACITY, Queue, QueueEnd};
use proptest::prelude::*;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

fn context() -> Arc<Context> {
    Context::new(Choice::Cpu, 1).expect("a context of one thread")
}

fn queue(capacity: u64, item_size: u32) -> Arc<Queue> {
    Queue::new(context(), capacity, item_size, "").expect("a small queue")
}

fn batch(bytes: &mut [u8], item_size: usize) -> Batch {
    Batch {
        data: bytes.as_mut_ptr(),
        count: (bytes.len() / item_size) as u64,
        item_size: item_size as u32,
        device: 0,
    }
}

fn attempt(queue: &Queue, side: QueueEnd, bytes: &mut [u8]) -> u64 {
    let size = queue.shape().item_size as usize;
    // SAFETY: the slice holds the batch.
    unsafe { queue.attempt(side, &batch(bytes, size)) }.expect("a good batch")
}

/// The bytes of item `number`.
fn item(number: u64, size: usize) -> impl Iterator<Item = u8> {
    (0..size as u64).map(move |i| (number.wrapping_mul(0x9e37_79b9) >> 8).wrapping_add(i * 7) as u8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// One thread: a queue is a bounded list, whatever is done with it.
    #[test]
    fn it_is_a_list(
        asked in 1_u64..70,
        size in 4_usize..=256,
        steps in prop::collection::vec((any::<bool>(), 0_usize..150), 1..60),
    ) {
        let queue = queue(asked, size as u32);
        let capacity = asked.next_power_of_two();
        let mut model = VecDeque::new();
        let (mut pushed, mut refused, mut most) = (0_u64, [0_u64; 2], 0);
        for (push, count) in steps {
            if push {
                let mut bytes: Vec<u8> = (0..count as u64).flat_map(|i| item(pushed + i, size)).collect();
                let went = attempt(&queue, QueueEnd::Push, &mut bytes);
                prop_assert_eq!(went, (capacity - model.len() as u64).min(count as u64));
                model.extend(pushed..pushed + went);
                pushed += went;
                refused[0] += count as u64 - went;
            } else {
                let mut bytes = vec![0xee; count * size];
                let went = attempt(&queue, QueueEnd::Pop, &mut bytes) as usize;
                prop_assert_eq!(went, model.len().min(count));
                let expected: Vec<u8> = model.drain(..went).flat_map(|number| item(number, size)).collect();
                prop_assert_eq!(&bytes[..went * size], &expected[..]);
                prop_assert!(bytes[went * size..].iter().all(|&byte| byte == 0xee));
                refused[1] += (count - went) as u64;
            }
            most = most.max(model.len() as u64);
            let counters = queue.counters().expect("the processor counts");
            prop_assert_eq!(counters.length, model.len() as u64);
            prop_assert_eq!([counters.pushes, counters.pops], [pushed, pushed - model.len() as u64]);
            prop_assert_eq!([counters.refused_full, counters.refused_empty], refused);
            prop_assert_eq!(counters.high_water, most);
        }
    }
}

#[test]
fn a_reset_queue_is_as_new_however_far_it_was_used() {
    for used in 0..40 {
        let queue = queue(16, 4);
        let numbers = |first: u32, count: u32| -> Vec<u8> {
            (first..first + count).flat_map(u32::to_le_bytes).collect()
        };
        for number in 0..used {
            assert_eq!(attempt(&queue, QueueEnd::Push, &mut numbers(number, 1)), 1);
            if number >= 9 {
                assert_eq!(attempt(&queue, QueueEnd::Pop, &mut [0; 4]), 1);
            }
        }
        // SAFETY: nothing else uses it.
        unsafe { queue.reset() }.expect("a reset");
        assert_eq!(queue.counters().expect("the processor counts"), Default::default());
        for lap in 0..3 {
            assert_eq!(attempt(&queue, QueueEnd::Push, &mut numbers(100 * lap, 20)), 16);
            let mut out = [0; 80];
            assert_eq!(attempt(&queue, QueueEnd::Pop, &mut out), 16);
            assert_eq!(out[..64], numbers(100 * lap, 16), "after {used}");
        }
    }
}

/// Bytes of this process that are in memory.
#[cfg(target_os = "linux")]
fn resident() -> u64 {
    let text = std::fs::read_to_string("/proc/self/statm").expect("Linux tells");
    text.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok()).expect("a number of pages") * 4096
}

#[cfg(target_os = "linux")]
#[test]
fn a_reset_does_not_touch_what_was_never_used() {
    let queue = queue(1 << 28, 4); // a GiB of turns
    assert_eq!(attempt(&queue, QueueEnd::Push, &mut [7; 40]), 10);
    let before = resident();
    // SAFETY: nothing else uses it.
    unsafe { queue.reset() }.expect("a reset");
    assert!(resident() < before + (1 << 29), "{} bytes more", resident() - before);
    assert_eq!(attempt(&queue, QueueEnd::Pop, &mut [0; 4]), 0);
}

#[test]
fn what_no_queue_can_be_is_refused() {
    for (capacity, size, part) in [
        (0, 8, "capacity is 0"),
        (LARGEST_CAPACITY + 1, 8, "1 to 1073741824 are allowed"),
        (u64::MAX, 8, "capacity is 18446744073709551615"),
        (8, 3, "item_size is 3 bytes; 4 to 256 are allowed"),
        (8, 257, "item_size is 257"),
    ] {
        let error = Queue::new(context(), capacity, size, "").expect_err("no queue");
        assert!(matches!(&error, Error::InvalidArgument(text) if text.contains(part)), "{error}");
    }
}

#[test]
fn a_wait_ends_with_room_or_with_time() {
    let queue = queue(4, 8);
    let mut bytes = [1_u8; 48];
    let all = batch(&mut bytes, 8);
    let start = Instant::now();
    // SAFETY: the array holds the batch.
    let went = unsafe { queue.transfer(QueueEnd::Push, &all, Some(Duration::from_millis(20))) };
    assert_eq!(went.expect("a timeout is no error here"), 4);
    assert!(start.elapsed() >= Duration::from_millis(20));
    std::thread::scope(|scope| {
        let pushing = scope.spawn(|| {
            let mut more = [2_u8; 24];
            let batch = batch(&mut more, 8);
            // SAFETY: the array holds the batch.
            unsafe { queue.transfer(QueueEnd::Push, &batch, None) }
        });
        let mut out = [0_u8; 56];
        let batch = batch(&mut out, 8);
        // SAFETY: the array holds the batch.
        let popped = unsafe { queue.transfer(QueueEnd::Pop, &batch, None) };
        assert_eq!(popped.expect("seven items come"), 7);
        assert_eq!(pushing.join().expect("no panic").expect("room comes"), 3);
        assert!(out[..32].iter().all(|&byte| byte == 1) && out[32..].iter().all(|&byte| byte == 2));
    });
}

#[test]
fn one_slot_is_used_again_and_again() {
    let queue = queue(1, 4);
    for number in 0..100_000_u32 {
        let mut bytes = number.to_le_bytes();
        assert_eq!(attempt(&queue, QueueEnd::Push, &mut bytes), 1);
        assert_eq!(attempt(&queue, QueueEnd::Push, &mut bytes), 0);
        let mut out = [0; 4];
        assert_eq!(attempt(&queue, QueueEnd::Pop, &mut out), 1);
        assert_eq!(u32::from_le_bytes(out), number);
    }
}

#[test]
fn draining_beside_producers_and_consumers_accounts_for_every_item() {
    const EACH: u64 = 20_000;
    let queue = queue(256, 4);
    let (mut drained, mut popped) = (0, 0);
    std::thread::scope(|scope| {
        let producers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    for _ in 0..EACH / 100 {
                        let mut bytes = [7_u8; 400];
                        let batch = batch(&mut bytes, 4);
                        // SAFETY: the array holds the batch.
                        let went = unsafe { queue.transfer(QueueEnd::Push, &batch, None) };
                        assert_eq!(went.expect("room comes"), 100);
                    }
                })
            })
            .collect();
        let consumer = scope.spawn(|| {
            let mut popped = 0;
            for _ in 0..2000 {
                popped += attempt(&queue, QueueEnd::Pop, &mut [0_u8; 40]);
            }
            popped
        });
        while producers.iter().any(|thread| !thread.is_finished()) {
            drained += queue.drain().expect("the processor drains");
            std::thread::yield_now();
        }
        popped += consumer.join().expect("no panic");
    });
    drained += queue.drain().expect("the processor drains");
    let counters = queue.counters().expect("the processor counts");
    assert_eq!(drained + popped, 2 * EACH);
    assert_eq!((counters.pushes, counters.pops, counters.length), (2 * EACH, 2 * EACH, 0));
}
