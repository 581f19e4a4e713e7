//! Batches into and out of queues.

use super::arguments::{self, Config};
use super::event::timeout;
use super::guard::guard;
use super::handle;
use super::queue::chroma2_queue;
use super::status::chroma2_status;
use crate::layout::QueueTransferResult;
use crate::queue::{Batch, QueueEnd};
use crate::words::{self, one_or_many};
use crate::{Error, Result};
use std::ffi::c_void;

/// Items, one after another without gaps, at any address.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_queue_batch {
    /// sizeof(chroma2_queue_batch).
    pub struct_size: usize,
    /// The first item: read by a push, written by a pop. May be NULL where count is 0.
    pub data: *mut c_void,
    /// Number of items.
    pub count: u64,
    /// Bytes of an item, those of the queue's; 0: not checked.
    pub item_size: u32,
    /// 0: host memory. Otherwise the memory of the GPU at this place in the list of chroma2_device_get_info,
    /// which is that of the queue; what fills it is done (synchronize its stream), unless the operation is
    /// put on that stream.
    pub device: u32,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_queue_batch {
    const NAME: &'static str = "chroma2_queue_batch";
}

/// What an operation on a stream did: 24 bytes of the GPU's memory, or of pinned host memory. Its size and
/// fields will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_queue_result {
    /// Items transferred, from the batch's begin.
    pub transferred: u64,
    /// 1: the queue was full, or empty, before the rest; 0: there is no rest, or others came in between and
    /// it can be tried at once.
    pub refused: u64,
    /// The caller's number, written last: with a number that was not there before, a thread of the host can
    /// wait for it in pinned memory.
    pub serial: u64,
}

const _: () = assert!(size_of::<chroma2_queue_result>() == size_of::<QueueTransferResult>());

unsafe fn batch(from: *const chroma2_queue_batch) -> Result<Batch> {
    arguments::aligned(from, "batch")?;
    // SAFETY: the caller guarantees it.
    let batch = unsafe { arguments::config(from, "batch") }?;
    Ok(Batch {
        data: batch.data.cast(),
        count: batch.count,
        item_size: batch.item_size,
        device: batch.device,
    })
}

/// The body of the operations that tell how many items were transferred; `wait`: at most so many nanoseconds, for all.
unsafe fn synchronous(
    side: QueueEnd,
    queue: *const chroma2_queue,
    items: *const chroma2_queue_batch,
    wait: Option<u64>,
    (count, name): (*mut u64, &str),
) -> Result<()> {
    arguments::aligned(count.cast_const(), name)?;
    let queue = handle::get(queue, "queue")?;
    // SAFETY: the caller guarantees the batch and its memory.
    let batch = unsafe { batch(items) }?;
    let (all, mut transferred) = (batch.count, 0);
    // SAFETY: as above.
    let done = unsafe {
        match wait {
            None => queue.attempt(side, &batch).map(|now| transferred = now),
            Some(limit) => queue.transfer_counted(side, &batch, timeout(limit), &mut transferred),
        }
    };
    if done.is_ok() || transferred > 0 {
        // SAFETY: the caller guarantees `count`.
        unsafe { arguments::write(count, transferred, name) }?;
    }
    done?;
    match wait {
        Some(limit) if transferred < all => Err(Error::Timeout(format!(
            "queue: {transferred} of {} {} {name} within {limit} ns; then it was {}",
            words::count(all, "item"),
            one_or_many(transferred, ["was", "were"]),
            if side == QueueEnd::Push { "full" } else { "empty" }
        ))),
        _ => Ok(()),
    }
}

/// Pushes the items of a batch for which there is room, and writes how many were transferred, from its
/// begin: all, unless the queue was full at an instant of the call. Fails as an invalid argument (the message
/// names it), and as a device error once the GPU has failed. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_queue_try_push(
    queue: *const chroma2_queue,
    batch: *const chroma2_queue_batch,
    pushed: *mut u64,
) -> chroma2_status {
    // SAFETY: the caller guarantees the pointers.
    guard(|| unsafe { synchronous(QueueEnd::Push, queue, batch, None, (pushed, "pushed")) })
}

/// Pops up to as many items as a batch has room for, and writes how many were transferred: all, unless the
/// queue was empty at an instant of the call. Fails as chroma2_queue_try_push does. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_queue_try_pop(
    queue: *const chroma2_queue,
    batch: *const chroma2_queue_batch,
    popped: *mut u64,
) -> chroma2_status {
    // SAFETY: the caller guarantees the pointers.
    guard(|| unsafe { synchronous(QueueEnd::Pop, queue, batch, None, (popped, "popped")) })
}

/// Pushes all items of a batch, waiting for room at most `timeout_ns` nanoseconds (0: tries once;
/// UINT64_MAX: for ever), and writes how many were transferred, where it fails after some were too; a timeout
/// where those are not all. Items of others may come in between those of a batch that waits. Fails as
/// chroma2_queue_try_push does. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_queue_push(
    queue: *const chroma2_queue,
    batch: *const chroma2_queue_batch,
    timeout_ns: u64,
    pushed: *mut u64,
) -> chroma2_status {
    // SAFETY: the caller guarantees the pointers.
    guard(|| unsafe { synchronous(QueueEnd::Push, queue, batch, Some(timeout_ns), (pushed, "pushed")) })
}

/// Pops as many items as a batch has room for, waiting for them at most `timeout_ns` nanoseconds (0: tries
/// once; UINT64_MAX: for ever), and writes how many were transferred, where it fails after some were too; a
/// timeout where those are not all. Fails as chroma2_queue_try_push does. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_queue_pop(
    queue: *const chroma2_queue,
    batch: *const chroma2_queue_batch,
    timeout_ns: u64,
    popped: *mut u64,
) -> chroma2_status {
    // SAFETY: the caller guarantees the pointers.
    guard(|| unsafe { synchronous(QueueEnd::Pop, queue, batch, Some(timeout_ns), (popped, "popped")) })
}

/// The body of the operations on a stream.
unsafe fn on_stream(
    side: QueueEnd,
    queue: *const chroma2_queue,
    items: *const chroma2_queue_batch,
    stream: *mut c_void,
    (result, serial): (*mut chroma2_queue_result, u64),
) -> Result<()> {
    arguments::aligned(result.cast_const(), "result")?;
    let queue = handle::get(queue, "queue")?;
    // SAFETY: the caller guarantees the stream and for all memory.
    unsafe { queue.enqueue(side, &batch(items)?, stream, (result.cast(), serial)) }
}

/// Puts a push on a stream (a CUstream, or cudaStream_t, of the queue's GPU; NULL: the legacy stream) and
/// returns: what has room when the stream comes to it goes, and *result is written with `serial`. The items
/// and *result are in the memory of the queue's GPU, or in pinned host memory; they, the queue and the stream
/// must stay until it is done. A queue of the CPU backend does it before this returns.
///
/// On a stream that is captured into a graph it becomes a node of the graph: each launch pushes what is in the
/// batch's memory then, and writes *result with the same `serial`; all of that must stay as long as the graph
/// may be launched. Launches may overlap with each other and with all else on the queue (with a *result that
/// they share, which of them it is of is not known). One block does the work there, so a large batch takes
/// longer than on a stream. Invalid state on a stream whose capture has failed, and on the legacy stream while
/// one that it waits for is captured. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_queue_push_async(
    queue: *const chroma2_queue,
    batch: *const chroma2_queue_batch,
    stream: *mut c_void,
    serial: u64,
    result: *mut chroma2_queue_result,
) -> chroma2_status {
    // SAFETY: the caller guarantees the pointers.
    guard(|| unsafe { on_stream(QueueEnd::Push, queue, batch, stream, (result, serial)) })
}

/// Puts a pop on a stream, as chroma2_queue_push_async does a push. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_queue_pop_async(
    queue: *const chroma2_queue,
    batch: *const chroma2_queue_batch,
    stream: *mut c_void,
    serial: u64,
    result: *mut chroma2_queue_result,
) -> chroma2_status {
    // SAFETY: the caller guarantees the pointers.
    guard(|| unsafe { on_stream(QueueEnd::Pop, queue, batch, stream, (result, serial)) })
}
