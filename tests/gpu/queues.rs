//! Queues in a GPU's memory, used by the host: small batches (a service's), large ones (launches), batches in
//! the device's memory and on a stream, many threads, memory freed meanwhile.

use crate::rig::{Rig, rig};
use chroma2::Error;
use chroma2::backend::context::Context;
use chroma2::backend::cuda::memory::{Buffer, Pinned};
use chroma2::backend::cuda::stream::Stream;
use chroma2::layout::QueueTransferResult;
use chroma2::queue::{Batch, Queue, QueueEnd};
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

fn queue(context: &Arc<Context>, capacity: u64, item_size: usize) -> Arc<Queue> {
    Queue::new(Arc::clone(context), capacity, item_size as u32, "test").expect("a queue")
}

fn batch(bytes: &mut [u8], item_size: usize) -> Batch {
    let count = (bytes.len() / item_size) as u64;
    Batch { data: bytes.as_mut_ptr(), count, item_size: item_size as u32, device: 0 }
}

fn attempt(queue: &Queue, side: QueueEnd, bytes: &mut [u8]) -> u64 {
    let size = queue.shape().item_size as usize;
    // SAFETY: the slice holds the batch.
    unsafe { queue.attempt(side, &batch(bytes, size)) }.expect("a good batch")
}

fn transfer(queue: &Queue, side: QueueEnd, bytes: &mut [u8]) {
    let batch = batch(bytes, queue.shape().item_size as usize);
    // SAFETY: the slice holds the batch.
    let went = unsafe { queue.transfer(side, &batch, Some(Duration::from_secs(60))) };
    assert_eq!(went.expect("a good batch"), batch.count, "all in a minute");
}

/// The bytes of item `number`.
fn item(number: u64, size: usize) -> impl Iterator<Item = u8> {
    (0..size as u64).map(move |i| (number.wrapping_mul(0x9e37_79b9) >> 8).wrapping_add(i * 7) as u8)
}

#[test]
fn a_queue_is_a_list() {
    let Some(rig) = rig() else { return };
    for (asked, size) in [(1000, 4), (1, 8), (5000, 20), (3000, 31), (2000, 256), (200_000, 4)] {
        let queue = queue(&rig.gpu, asked, size);
        let capacity = queue.shape().capacity;
        let mut inside = VecDeque::new();
        let (mut pushed, mut seed) = (0_u64, 12345_u64);
        let mut random = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % below
        };
        for step in 0..120 {
            let most = if step % 3 == 0 { 2 * capacity } else { 1 + capacity / 5 };
            let count = random(most + 1);
            if random(2) == 0 {
                let mut bytes: Vec<u8> = (pushed..pushed + count).flat_map(|i| item(i, size)).collect();
                let went = attempt(&queue, QueueEnd::Push, &mut bytes);
                assert_eq!(went, count.min(capacity - inside.len() as u64), "{asked} of {size}");
                inside.extend(pushed..pushed + went);
                pushed += went;
            } else {
                let mut bytes = vec![0; count as usize * size];
                let went = attempt(&queue, QueueEnd::Pop, &mut bytes) as usize;
                assert_eq!(went, inside.len().min(count as usize), "{asked} of {size}");
                let expected: Vec<u8> = inside.drain(..went).flat_map(|i| item(i, size)).collect();
                assert!(bytes[..went * size] == expected[..], "{asked} of {size}, step {step}");
            }
            if step % 40 == 39 {
                std::thread::sleep(Duration::from_millis(2)); // the services leave
            }
        }
        let counters = queue.counters().expect("counters");
        assert_eq!((counters.length, counters.pushes), (inside.len() as u64, pushed));
        assert_eq!(queue.drain().expect("a drain"), inside.len() as u64);
        // SAFETY: nothing else uses it.
        unsafe { queue.reset() }.expect("a reset");
        assert_eq!(queue.counters().expect("counters").pushes, 0);
        let mut bytes: Vec<u8> = item(7, size).collect();
        assert_eq!(attempt(&queue, QueueEnd::Push, &mut bytes), 1);
    }
}

#[test]
fn threads_exchange_every_item_once() {
    const THREADS: u64 = 4;
    const BATCHES: u64 = 300;
    let Some(rig) = rig() else { return };
    for (each, capacity) in [(100, 256), (1000, 4096), (20_000, 65_536)] {
        let queue = queue(&rig.gpu, capacity, 8);
        let batches = BATCHES.min(600_000 / each);
        let all = THREADS * batches * each;
        let seen: Vec<AtomicU64> = (0..all).map(|_| AtomicU64::new(0)).collect();
        std::thread::scope(|scope| {
            for thread in 0..THREADS {
                let (queue, seen) = (&queue, &seen);
                scope.spawn(move || {
                    for round in 0..batches {
                        let first = (thread * batches + round) * each;
                        let mut bytes: Vec<u8> = (first..first + each).flat_map(u64::to_le_bytes).collect();
                        transfer(queue, QueueEnd::Push, &mut bytes);
                    }
                });
                scope.spawn(move || {
                    let mut bytes = vec![0; each as usize * 8];
                    for _ in 0..batches {
                        transfer(queue, QueueEnd::Pop, &mut bytes);
                        for number in bytes.chunks_exact(8) {
                            let number = u64::from_le_bytes(number.try_into().expect("eight bytes"));
                            seen[number as usize].fetch_add(1, Ordering::Relaxed);
                        }
                    }
                });
            }
        });
        assert!(seen.iter().all(|count| count.load(Ordering::Relaxed) == 1), "batches of {each}");
        assert_eq!(queue.counters().expect("counters").length, 0);
    }
}

#[test]
fn batches_of_the_device_and_on_a_stream() {
    const COUNT: usize = 50_000;
    let Some(rig) = rig() else { return };
    let queue = queue(&rig.gpu, COUNT as u64, 4);
    let (stream, numbers) = (Stream::new(rig.primary()).expect("a stream"), 0..COUNT as u32);
    let bytes: Vec<u8> = numbers.flat_map(u32::to_le_bytes).collect();
    let [from, to] = [(); 2].map(|()| Buffer::new(rig.primary(), bytes.len(), "items").expect("memory"));
    let pinned = Pinned::new(rig.primary(), bytes.len() + 64).expect("pinned memory");
    let current = rig.primary().enter().expect("a context");
    from.fill(&bytes, &stream).expect("an upload");
    let there = |buffer: &Buffer| Batch {
        data: buffer.pointer(),
        count: COUNT as u64,
        item_size: 4,
        device: queue.device(),
    };
    let came = |buffer: &Buffer| {
        // SAFETY: waited for before it is read; nothing else uses it.
        unsafe {
            buffer.download(0, &pinned, 0..bytes.len(), &stream).expect("a download");
            stream.wait().expect("a download");
            assert!(*pinned.values::<u8>(0, bytes.len()).expect("within") == bytes[..]);
        }
    };
    // SAFETY: the buffers hold the batches.
    unsafe {
        assert_eq!(queue.attempt(QueueEnd::Push, &there(&from)).expect("a push"), COUNT as u64);
        assert_eq!(queue.attempt(QueueEnd::Pop, &there(&to)).expect("a pop"), COUNT as u64);
    }
    came(&to);
    to.clear(bytes.len(), &stream).expect("a clear");
    stream.wait().expect("a clear");
    // Ordinary memory has no business on a stream.
    let result = pinned.pointer::<QueueTransferResult>(bytes.len() - bytes.len() % 8 + 8).expect("within");
    let mut local = [0_u8; 8];
    // SAFETY: refused before anything is touched.
    let refused =
        unsafe { queue.enqueue(QueueEnd::Push, &batch(&mut local, 4), std::ptr::null_mut(), (result, 1)) };
    assert!(matches!(refused, Err(Error::InvalidArgument(_))), "{refused:?}");
    // The legacy stream: a push, then a pop of what it brought.
    let wait = |serial: u64| {
        // SAFETY: pinned memory, written as the atomics say.
        let now = unsafe { AtomicU64::from_ptr(&raw mut (*result).serial) };
        let end = Instant::now() + Duration::from_secs(20);
        while now.load(Ordering::Acquire) != serial {
            assert!(Instant::now() < end, "operation {serial} on the stream");
            std::hint::spin_loop();
        }
        // SAFETY: as above.
        unsafe { result.read_volatile() }
    };
    for round in 0..20 {
        // SAFETY: all of it stays until it was waited for.
        unsafe {
            let null = std::ptr::null_mut();
            queue.enqueue(QueueEnd::Push, &there(&from), null, (result, 2 * round + 1)).expect("a push");
            assert_eq!(wait(2 * round + 1).went, COUNT as u64);
            queue.enqueue(QueueEnd::Pop, &there(&to), null, (result, 2 * round + 2)).expect("a pop");
        }
        let ended = wait(2 * round + 2);
        assert_eq!((ended.went, ended.refused), (COUNT as u64, 0));
    }
    drop(current);
    let _current = rig.primary().enter().expect("a context");
    came(&to);
}

/// Freeing memory waits for what runs on the device, services of other queues too: they must leave.
#[test]
fn memory_is_freed_while_a_queue_is_busy() {
    let Some(rig) = rig() else { return };
    let Rig { gpu, .. } = &rig;
    let busy = queue(gpu, 4096, 4);
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let worker = scope.spawn(|| {
            let (mut bytes, mut rounds) = (vec![1; 400], 0_u64);
            while !stop.load(Ordering::Relaxed) {
                assert_eq!(attempt(&busy, QueueEnd::Push, &mut bytes), 100);
                assert_eq!(attempt(&busy, QueueEnd::Pop, &mut bytes), 100);
                rounds += 1;
            }
            rounds
        });
        let start = Instant::now();
        for _ in 0..20 {
            let other = queue(gpu, 100_000, 64);
            assert_eq!(attempt(&other, QueueEnd::Push, &mut [3; 64 * 50]), 50);
        }
        let took = start.elapsed();
        stop.store(true, Ordering::Relaxed);
        let rounds = worker.join().expect("no panic");
        println!("20 queues made and freed in {took:?} beside {rounds} round trips");
        assert!(took < Duration::from_secs(20), "{took:?}");
    });
}
