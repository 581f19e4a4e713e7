//! Calls on message queues.

use super::build::size;
use super::world::{MOST, World, ok};
use crate::driver::Input;
use chroma2::ffi::message::chroma2_message;
use chroma2::ffi::message_io::*;
use chroma2::ffi::message_queue::*;
use std::ptr::{null, null_mut};

/// Most messages of a batch, and bytes of each.
const MESSAGES: usize = 20;
const BYTES: usize = 300;

/// Gives the message back, or fails by its first byte.
unsafe extern "C" fn function(message: *mut chroma2_message) -> u32 {
    // SAFETY: the library's message, with as many bytes and as much room.
    unsafe {
        let (bytes, room) = ((*message).input_bytes, (*message).output_room);
        let input = std::slice::from_raw_parts((*message).input.cast::<u8>(), bytes as usize);
        let count = bytes.min(room);
        (*message).output.cast::<u8>().copy_from_nonoverlapping(input.as_ptr(), count as usize);
        (*message).output_bytes = count;
        u32::from(input.first().is_some_and(|first| first % 5 == 0))
    }
}

pub fn create(world: &mut World, input: &mut Input) {
    let operation = input.below(6) as u32;
    // SAFETY: all-zero is a struct of numbers and pointers.
    let mut config: chroma2_message_queue_config = unsafe { std::mem::zeroed() };
    config.struct_size = size::<chroma2_message_queue_config>(input);
    config.capacity = if input.once_in(16) { input.bits() } else { u64::from(input.byte()) };
    config.input_bytes = if input.once_in(16) { input.index() } else { input.byte().into() };
    config.output_bytes = if input.once_in(16) { input.index() } else { input.byte().into() };
    config.operation = operation;
    config.element = input.below(6) as u32;
    config.ordering = input.below(3) as u32;
    config.retries = input.byte() as u32 % 4;
    config.workers = input.byte() as u32 % 4;
    config.dead_letters = input.byte() as u64 % 5;
    config.time_limit_ns = [0, 1_000_000, u64::MAX][input.below(3)];
    if operation == 5 && !input.once_in(16) {
        config.function = Some(function);
    }
    if matches!(operation, 1 | 2 | 5) {
        config.element = 0;
    }
    if input.once_in(32) {
        config.program_bytes = input.bits();
    }
    let mut made = null_mut();
    // SAFETY: NULL or live.
    let went_well = ok(unsafe { chroma2_message_queue_create(world.context(input), &config, &mut made) });
    assert_eq!(went_well, !made.is_null());
    if went_well {
        world.message_queues.live.push(made);
        if world.message_queues.live.len() > MOST {
            let old = world.message_queues.live[0];
            assert!(ok(chroma2_message_queue_destroy(old)));
            world.message_queues.died(old);
        }
    }
}

pub fn send(world: &mut World, input: &mut Input) {
    let queue = world.message_queue(input);
    let data = [input.byte(); MESSAGES * BYTES];
    let limit = [0, 1, 100_000][input.below(3)]; // nobody else would end a longer wait
    let bytes = if input.once_in(16) { input.index() } else { input.byte().into() };
    let (mut id, mut place, mut reservation) = (u64::MAX, null_mut(), input.bits());
    // SAFETY: as many bytes as any size that is not refused.
    unsafe {
        match input.below(4) {
            0 => {
                let data = if input.once_in(32) { null() } else { data.as_ptr().cast() };
                let bytes = bytes.min(BYTES as u32);
                ok(chroma2_message_queue_enqueue(queue, data, bytes, input.bits() % 3, limit, &mut id));
            }
            1 => {
                let count = input.below(MESSAGES);
                let sizes = [u32::from(input.byte()); MESSAGES];
                let batch = chroma2_message_batch {
                    struct_size: size::<chroma2_message_batch>(input),
                    data: data.as_ptr().cast(),
                    stride: [0, 300][input.below(2)],
                    count: count as u64,
                    bytes: bytes.min(BYTES as u32),
                    reserved: 0,
                    sizes: if input.once_in(3) { sizes.as_ptr() } else { null() },
                    keys: null(),
                };
                let (mut ids, mut taken) = ([0; MESSAGES], u64::MAX);
                if ok(chroma2_message_queue_enqueue_batch(queue, &batch, limit, ids.as_mut_ptr(), &mut taken))
                {
                    assert!(taken <= count as u64);
                }
            }
            2 => {
                if ok(chroma2_message_queue_reserve(queue, limit, &mut place, &mut reservation)) {
                    assert!(!place.is_null());
                    if input.once_in(3) {
                        assert!(ok(chroma2_message_queue_cancel(queue, reservation)));
                    }
                }
                ok(chroma2_message_queue_commit(queue, reservation, bytes, 1, &mut id));
                ok(chroma2_message_queue_cancel(queue, reservation)); // committed, or known to be wrong
            }
            _ => drop(ok(chroma2_message_queue_commit(queue, reservation, bytes, 1, &mut id))),
        }
    }
}

pub fn receive(world: &mut World, input: &mut Input) {
    let queue = world.message_queue(input);
    let mut data = [0u8; MESSAGES * BYTES];
    let room = input.below(BYTES) as u64;
    let limit = [0, 1, 100_000][input.below(3)];
    let id = if input.once_in(4) { input.bits() } else { u64::from(input.byte()) };
    let mut results = [chroma2_message_result::default(); MESSAGES];
    let (mut ids, mut count) = ([0; MESSAGES], u64::MAX);
    // SAFETY: as much room as is said; results of a fixed size.
    unsafe {
        let data = if input.once_in(32) { null_mut() } else { data.as_mut_ptr().cast() };
        let result = results.as_mut_ptr();
        match input.below(6) {
            0 => drop(ok(chroma2_message_queue_try_result(queue, id, data, room, result))),
            1 => drop(ok(chroma2_message_queue_wait_result(queue, id, data, room, limit, result))),
            2 => drop(ok(chroma2_message_queue_dequeue_any(queue, data, room, limit, result))),
            3 => {
                let most = input.below(MESSAGES) as u64;
                if ok(chroma2_message_queue_dequeue_batch(queue, data, room, result, most, limit, &mut count))
                {
                    assert!(count <= most);
                }
            }
            4 => {
                let most = input.below(MESSAGES) as u64;
                if ok(chroma2_message_queue_poll_completions(queue, ids.as_mut_ptr(), most, &mut count)) {
                    assert!(count <= most);
                }
            }
            _ => {
                let mut letter: chroma2_dead_letter = std::mem::zeroed();
                letter.struct_size = size_of::<chroma2_dead_letter>();
                ok(chroma2_message_queue_take_dead_letter(queue, data, room, &mut letter));
            }
        }
    }
}

pub fn look(world: &mut World, input: &mut Input) {
    let queue = world.message_queue(input);
    let limit = [0, 1, 1_000_000][input.below(3)];
    // SAFETY: all-zero structs of numbers, as large as they say.
    unsafe {
        let mut stats: chroma2_message_queue_stats = std::mem::zeroed();
        stats.struct_size = size_of::<chroma2_message_queue_stats>();
        if ok(chroma2_message_queue_get_stats(queue, &mut stats)) {
            assert!(stats.delivered <= stats.processed && stats.processed <= stats.enqueued, "once each");
        }
        let mut info: chroma2_message_queue_info = std::mem::zeroed();
        info.struct_size = size::<chroma2_message_queue_info>(input);
        ok(chroma2_message_queue_get_info(queue, &mut info));
        let mut running = 0;
        ok(chroma2_message_queue_is_running(queue, &mut running));
        let mut left: chroma2_message_queue_left = std::mem::zeroed();
        left.struct_size = size::<chroma2_message_queue_left>(input);
        match input.below(8) {
            0 => drop(ok(chroma2_message_queue_pause(queue, limit))),
            1 | 2 => drop(ok(chroma2_message_queue_resume(queue))),
            3 => drop(ok(chroma2_message_queue_shut_down(queue, limit, &mut left))),
            4 if ok(chroma2_message_queue_destroy(queue)) => world.message_queues.died(queue),
            _ => {}
        }
    }
}
