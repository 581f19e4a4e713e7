//! Calls on queues.

use super::build::{name, size};
use super::world::{MOST, World, ok};
use crate::driver::Input;
use chroma2::ffi::queue::*;
use chroma2::ffi::queue_batch::*;
use chroma2::ffi::queue_view::*;
use std::ptr::null_mut;

/// Most items of a batch.
const ITEMS: usize = 200;

pub fn create(world: &mut World, input: &mut Input) {
    let config = chroma2_queue_config {
        struct_size: size::<chroma2_queue_config>(input),
        capacity: match input.byte() {
            250.. => [0, (1 << 30) + 1, u64::MAX, 1 << 63][input.below(4)],
            small => small.into(),
        },
        item_size: if input.once_in(8) { input.index() } else { 4 + u32::from(input.byte()) },
        reserved: if input.once_in(32) { input.index() } else { 0 },
        name: name(input),
    };
    let mut made = null_mut();
    // SAFETY: NULL or live.
    let went_well = ok(unsafe { chroma2_queue_create(world.context(input), &config, &mut made) });
    assert_eq!(went_well, !made.is_null());
    if went_well {
        world.queues.live.push(made);
        if world.queues.live.len() > MOST {
            let old = world.queues.live[0];
            assert!(ok(chroma2_queue_destroy(old)));
            world.queues.died(old);
        }
    }
}

pub fn transfer(world: &mut World, input: &mut Input) {
    let queue = world.queue(input);
    let mut items = vec![input.byte(); 256 * ITEMS];
    let count = input.below(ITEMS);
    let batch = chroma2_queue_batch {
        struct_size: size::<chroma2_queue_batch>(input),
        data: if input.once_in(32) { null_mut() } else { items.as_mut_ptr().cast() },
        count: if input.once_in(32) { u64::MAX - input.bits() % 5 } else { count as u64 },
        item_size: if input.once_in(8) { input.index() } else { 0 },
        device: if input.once_in(32) { input.index() } else { 0 },
    };
    let mut went = u64::MAX;
    let limit = [0, 1, 100_000][input.below(3)]; // nobody else would end a longer wait
    let mut result = chroma2_queue_result { went: 0, refused: 0, serial: 0 };
    // SAFETY: as many items as any count that is not refused.
    let status = unsafe {
        match input.below(6) {
            0 => chroma2_queue_try_push(queue, &batch, &mut went),
            1 => chroma2_queue_try_pop(queue, &batch, &mut went),
            2 => chroma2_queue_push(queue, &batch, limit, &mut went),
            3 => chroma2_queue_pop(queue, &batch, limit, &mut went),
            4 => chroma2_queue_push_async(queue, &batch, null_mut(), 3, &mut result),
            _ => chroma2_queue_pop_async(queue, &batch, null_mut(), 3, &mut result),
        }
    };
    if ok(status) {
        assert!(went <= batch.count || (result.serial == 3 && result.went <= batch.count));
    }
}

pub fn look(world: &mut World, input: &mut Input) {
    let queue = world.queue(input);
    let mut number = 0;
    // SAFETY: all-zero structs of numbers and pointers, as large as they say.
    unsafe {
        let mut stats: chroma2_queue_stats = std::mem::zeroed();
        stats.struct_size = size_of::<chroma2_queue_stats>();
        if ok(chroma2_queue_get_stats(queue, &mut stats)) {
            assert_eq!(stats.pushes - stats.pops, stats.length, "every item is accounted for");
            assert!(stats.length <= stats.high_water);
        }
        let mut info: chroma2_queue_info = std::mem::zeroed();
        info.struct_size = size::<chroma2_queue_info>(input);
        ok(chroma2_queue_get_info(queue, &mut info));
        let mut view: chroma2_queue_view = std::mem::zeroed();
        view.struct_size = size::<chroma2_queue_view>(input);
        ok(chroma2_queue_get_view(queue, &mut view));
        match input.below(4) {
            0 if ok(chroma2_queue_drain(queue, &mut number)) => assert_eq!(number, stats.length),
            1 => drop(ok(chroma2_queue_reset(queue))),
            2 if ok(chroma2_queue_destroy(queue)) => world.queues.died(queue),
            _ => {
                if ok(chroma2_queue_get_length(queue, &mut number)) {
                    assert_eq!(number, stats.length);
                }
            }
        }
    }
}
