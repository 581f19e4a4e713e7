//! Queues: making them, what they counted, writing their view.

use super::arguments::{self, Config};
use super::context::chroma2_context;
use super::guard::guard;
use super::handle::{self, Handle};
use super::queue_view::{CHROMA2_QUEUE_VIEW_VERSION, chroma2_queue_view};
use super::status::chroma2_status;
use crate::queue::Queue;
use crate::{Error, Result};
use std::ffi::c_char;

/// Bytes of a name with its NUL.
const NAME: usize = 64;

/// A bounded queue of items of one size, first in, first out, in the memory of a context's device: that of
/// the GPU, or the host's. Any number of threads, of the library's and of a program's own kernels, may push
/// and pop at once: of two items that one thread pushes, or of two pushes of which one has returned before
/// the other begins, the first comes out first, and items of a batch come in its order. It keeps its context
/// alive. After a fork the child can only give it up.
pub struct chroma2_queue {
    _private: [u8; 0],
}

impl Handle for chroma2_queue {
    type Object = Queue;
    const NAME: &'static str = "chroma2_queue";
}

/// How to make a queue.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_queue_config {
    /// sizeof(chroma2_queue_config).
    pub struct_size: usize,
    /// Items that it must hold, 1 to 2^30; the next power of two is made.
    pub capacity: u64,
    /// Bytes of an item, 4 to 256.
    pub item_size: u32,
    /// 0.
    pub reserved: u32,
    /// What it is called in chroma2_queue_info, UTF-8 of at most 63 bytes; NULL: "".
    pub name: *const c_char,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_queue_config {
    const NAME: &'static str = "chroma2_queue_config";
    const RESERVED: &'static [usize] = &[std::mem::offset_of!(Self, reserved)];
}

/// What a queue is.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_queue_info {
    /// sizeof(chroma2_queue_info).
    pub struct_size: usize,
    /// Items that it holds.
    pub capacity: u64,
    /// Items that were asked for.
    pub asked_capacity: u64,
    /// Bytes of an item.
    pub item_size: u32,
    /// Place of its device in the list of chroma2_device_get_info.
    pub device: u32,
    /// Bytes of that device's memory.
    pub memory: u64,
    /// CHROMA2_QUEUE_VIEW_VERSION of the library.
    pub view_version: u32,
    /// 0.
    pub reserved: u32,
    /// Its name, NUL-terminated.
    pub name: [c_char; 64],
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_queue_info {
    const NAME: &'static str = "chroma2_queue_info";
}

/// What happened to a queue since it was made or reset, by the host and by kernels.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_queue_stats {
    /// sizeof(chroma2_queue_stats).
    pub struct_size: usize,
    /// Items in it, as chroma2_queue_get_length counts them.
    pub length: u64,
    /// Items that were pushed.
    pub pushes: u64,
    /// Items that were popped or drained.
    pub pops: u64,
    /// Items for which a push found no room, and those that a pop did not find; an operation that waits
    /// counts them as often as it tries.
    pub refused_full: u64,
    pub refused_empty: u64,
    /// Most items that were in it at once. On a GPU, what others popped while a push was under way may be
    /// counted as well.
    pub high_water: u64,
    /// Operations that were refused because their items had another size.
    pub mismatched: u64,
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_queue_stats {
    const NAME: &'static str = "chroma2_queue_stats";
}

fn checked_name(name: Option<&str>) -> Result<&str> {
    let name = name.unwrap_or_default();
    if name.len() >= NAME {
        return Err(Error::argument(format!(
            "name has {} bytes; at most {} are allowed",
            name.len(),
            NAME - 1
        )));
    }
    Ok(name)
}

/// Makes an empty queue. The caller owns *queue, to be given to chroma2_queue_destroy. Fails as an invalid
/// argument (the message names it), or out of memory. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_queue_create(
    context: *const chroma2_context,
    config: *const chroma2_queue_config,
    queue: *mut *mut chroma2_queue,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(queue.cast_const(), "queue")?;
        let context = handle::get(context, "context")?;
        arguments::aligned(config, "config")?;
        // SAFETY: the caller guarantees `config`.
        let config = unsafe { arguments::config(config, "config") }?;
        // SAFETY: the caller guarantees the text.
        let name = checked_name(unsafe { arguments::text(config.name, "name") }?)?;
        let made = Queue::new(context, config.capacity, config.item_size, name)?;
        // SAFETY: the caller guarantees `queue`.
        unsafe { arguments::write(queue, handle::insert(made)?, "queue") }
    })
}

/// Gives a queue up; NULL is fine. Operations of other threads that wait on it, and persistent runs, end as an
/// invalid state. Its memory goes when none of the library's calls uses it any more: kernels with its view, and what was put
/// on streams, must be done. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_queue_destroy(queue: *mut chroma2_queue) -> chroma2_status {
    guard(|| {
        if let Some(queue) = handle::release(queue, "queue")? {
            queue.close();
        }
        Ok(())
    })
}

/// Writes what a queue is; info->struct_size must be set. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_queue_get_info(
    queue: *const chroma2_queue,
    info: *mut chroma2_queue_info,
) -> chroma2_status {
    guard(|| {
        let queue = handle::get(queue, "queue")?;
        let mut name = [0; NAME];
        for (to, byte) in name.iter_mut().zip(queue.name().bytes()) {
            *to = byte as c_char;
        }
        let shape = queue.shape();
        let value = chroma2_queue_info {
            struct_size: 0,
            capacity: shape.capacity,
            asked_capacity: shape.asked,
            item_size: shape.item_size,
            device: queue.device(),
            memory: queue.bytes(),
            view_version: CHROMA2_QUEUE_VIEW_VERSION,
            reserved: 0,
            name,
        };
        // SAFETY: the caller guarantees `info`.
        unsafe { arguments::write_struct(info, &value, "info") }
    })
}

/// Writes what happened to a queue; stats->struct_size must be set. While others use it the numbers may be
/// of different instants. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_queue_get_stats(
    queue: *const chroma2_queue,
    stats: *mut chroma2_queue_stats,
) -> chroma2_status {
    guard(|| {
        let now = handle::get(queue, "queue")?.counters()?;
        let value = chroma2_queue_stats {
            struct_size: 0,
            length: now.length,
            pushes: now.pushes,
            pops: now.pops,
            refused_full: now.refused_full,
            refused_empty: now.refused_empty,
            high_water: now.high_water,
            mismatched: now.mismatched,
        };
        // SAFETY: the caller guarantees `stats`.
        unsafe { arguments::write_struct(stats, &value, "stats") }
    })
}

/// Writes the number of items in a queue. Exact when it is 0, at an instant of the call, and while nobody
/// pops; what is popped and pushed during the call may be counted as well. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_queue_get_length(
    queue: *const chroma2_queue,
    length: *mut u64,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(length.cast_const(), "length")?;
        let now = handle::get(queue, "queue")?.counters()?;
        // SAFETY: the caller guarantees `length`.
        unsafe { arguments::write(length, now.length, "length") }
    })
}

/// Throws the items of a queue away, as many as chroma2_queue_get_length gives when this begins, and writes how
/// many. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_queue_drain(
    queue: *const chroma2_queue,
    drained: *mut u64,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(drained.cast_const(), "drained")?;
        let count = handle::get(queue, "queue")?.drain()?;
        // SAFETY: the caller guarantees `drained`.
        unsafe { arguments::write(drained, count, "drained") }
    })
}

/// Empties a queue and sets what it counted to 0. Invalid state, and nothing is done, while another thread
/// is in a function on the queue; the caller sees to it that no kernel uses its view, and that nothing is on
/// a stream. One thread at a time.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_queue_reset(queue: *mut chroma2_queue) -> chroma2_status {
    guard(|| {
        let queue = handle::get(queue.cast_const(), "queue")?;
        // SAFETY: the caller guarantees kernels and streams.
        unsafe { queue.reset() }
    })
}

/// Writes a queue as kernels see it; view->struct_size must be set. Valid until the queue is destroyed. Any
/// thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_queue_get_view(
    queue: *const chroma2_queue,
    view: *mut chroma2_queue_view,
) -> chroma2_status {
    guard(|| {
        let queue = handle::get(queue, "queue")?;
        let memory = queue.memory();
        let value = chroma2_queue_view {
            struct_size: 0,
            control: memory.control,
            turns: memory.turns,
            items: memory.items,
            capacity: memory.capacity,
            capacity_log2: memory.capacity_log2,
            item_size: memory.item_size,
        };
        // SAFETY: the caller guarantees `view`.
        unsafe { arguments::write_struct(view, &value, "view") }
    })
}
