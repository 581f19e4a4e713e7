//! Messages in and results out.

use super::arguments::{self, Config};
use super::event::timeout;
use super::guard::guard;
use super::handle;
use super::message_queue::chroma2_message_queue;
use super::status::chroma2_status;
use crate::messages::{Letter, Messages, Received, Room};
use crate::{Error, Result};
use std::ffi::c_void;

pub use crate::messages::Outcome as chroma2_message_outcome;

/// Messages for one call, at any address.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_message_batch {
    /// sizeof(chroma2_message_batch).
    pub struct_size: usize,
    /// The first message. May be NULL where there is nothing to read.
    pub data: *const c_void,
    /// Bytes from one message to the next; 0: `bytes`.
    pub stride: u64,
    /// Number of messages.
    pub count: u64,
    /// Bytes of each message, where `sizes` is NULL.
    pub bytes: u32,
    /// 0.
    pub reserved: u32,
    /// Bytes of each message, `count` entries; NULL: all have `bytes`.
    pub sizes: *const u32,
    /// Keys, `count` entries; NULL: all are 0.
    pub keys: *const u64,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_message_batch {
    const NAME: &'static str = "chroma2_message_batch";
    const RESERVED: &'static [usize] = &[std::mem::offset_of!(Self, reserved)];
}

/// What came of a message. Its size and fields will not change, as arrays of it are filled.
#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct chroma2_message_result {
    /// The message's id and key.
    pub id: u64,
    pub key: u64,
    /// From the message's publication to this call, in ns.
    pub latency_ns: u64,
    /// Bytes of the result.
    pub bytes: u32,
    /// What the function has returned at last.
    pub code: u32,
    /// A chroma2_message_outcome.
    pub outcome: u32,
    /// How often it was tried, at least 1.
    pub attempts: u32,
}

const _: () = assert!(size_of::<chroma2_message_result>() == size_of::<Received>());

impl From<Received> for chroma2_message_result {
    fn from(from: Received) -> Self {
        let Received { id, key, latency_ns, bytes, code, outcome, attempts } = from;
        Self { id, key, latency_ns, bytes, code, outcome, attempts }
    }
}

/// A message that has failed.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_dead_letter {
    /// sizeof(chroma2_dead_letter).
    pub struct_size: usize,
    /// The message's id and key.
    pub id: u64,
    pub key: u64,
    /// Bytes of the message.
    pub bytes: u32,
    /// What the function has returned at last.
    pub code: u32,
    /// A chroma2_message_outcome.
    pub outcome: u32,
    /// How often it was tried.
    pub attempts: u32,
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_dead_letter {
    const NAME: &'static str = "chroma2_dead_letter";
}

/// Room for results of a caller; `room` bytes for each of so many.
fn room_of(data: *mut c_void, room: u64, count: u64) -> Result<Room> {
    if data.is_null() && room > 0 {
        return Err(Error::argument(format!(
            "data is NULL; room for {room} bytes is needed, or a room of 0"
        )));
    }
    let bytes = room.checked_mul(count).filter(|&bytes| bytes <= isize::MAX as u64);
    if bytes.is_none_or(|bytes| data.addr().checked_add(bytes as usize).is_none()) {
        return Err(Error::argument(format!(
            "room is {room}: so many bytes for each of {count} exceed the address space"
        )));
    }
    Ok(Room { data: data.cast(), bytes: room as usize })
}

/// Puts a message of `bytes` bytes in, waiting at most `timeout_ns` nanoseconds (0: tries once; UINT64_MAX: for ever) for
/// a free slot, and writes its id (`id` may be NULL): larger than those of all messages before it. The bytes are copied,
/// `data` may be NULL where there are none. Fails as a timeout where there is no room, as an invalid argument, as an
/// invalid state after chroma2_message_queue_shut_down, and as a device error once the GPU has failed. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_message_queue_enqueue(
    queue: *const chroma2_message_queue,
    data: *const c_void,
    bytes: u32,
    key: u64,
    timeout_ns: u64,
    id: *mut u64,
) -> chroma2_status {
    guard(|| {
        if !id.is_null() {
            arguments::aligned(id.cast_const(), "id")?;
        }
        let queue = handle::get(queue, "queue")?;
        let (data, sizes, keys) = (data.cast(), std::ptr::null(), &raw const key);
        let messages = Messages { data, stride: bytes as usize, count: 1, bytes, sizes, keys };
        let mut taken = 0;
        // SAFETY: the caller guarantees the message and the id.
        unsafe { queue.enqueue(&messages, timeout(timeout_ns), id, &mut taken) }?;
        if taken == 1 { Ok(()) } else { Err(queue.full(0, 1, timeout_ns)) }
    })
}

/// Puts messages in, in their order, waiting at most `timeout_ns` nanoseconds (0: tries once; UINT64_MAX: for ever) for
/// room for all, and writes how many were taken, from the first, and their ids (`ids`, with room for batch->count,
/// may be NULL). A timeout where those are not all; *taken and ids are written where it fails after some were taken too.
/// Messages of others may come in between. Fails as chroma2_message_queue_enqueue does. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_message_queue_enqueue_batch(
    queue: *const chroma2_message_queue,
    batch: *const chroma2_message_batch,
    timeout_ns: u64,
    ids: *mut u64,
    taken: *mut u64,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(taken.cast_const(), "taken")?;
        arguments::aligned(batch, "batch")?;
        let queue = handle::get(queue, "queue")?;
        // SAFETY: the caller guarantees `batch`.
        let batch = unsafe { arguments::config(batch, "batch") }?;
        // SAFETY: the caller guarantees the arrays, which are checked here.
        unsafe {
            if !ids.is_null() {
                arguments::slice(ids.cast_const(), batch.count, "ids")?;
            }
            if !batch.sizes.is_null() {
                arguments::slice(batch.sizes, batch.count, "batch->sizes")?;
            }
            if !batch.keys.is_null() {
                arguments::slice(batch.keys, batch.count, "batch->keys")?;
            }
        }
        let stride = if batch.stride == 0 { batch.bytes.into() } else { batch.stride };
        let messages = Messages {
            data: batch.data.cast(),
            stride: stride as usize,
            count: batch.count,
            bytes: batch.bytes,
            sizes: batch.sizes,
            keys: batch.keys,
        };
        let mut now = 0;
        // SAFETY: as above.
        let done = unsafe { queue.enqueue(&messages, timeout(timeout_ns), ids, &mut now) };
        if done.is_ok() || now > 0 {
            // SAFETY: the caller guarantees `taken`.
            unsafe { arguments::write(taken, now, "taken") }?;
        }
        done?;
        if now == batch.count { Ok(()) } else { Err(queue.full(now, batch.count, timeout_ns)) }
    })
}

/// Takes a free slot, waiting at most `timeout_ns` nanoseconds (0: tries once; UINT64_MAX: for ever) for one, and writes
/// where it is, with room for the queue's input_bytes, aligned to 16 bytes: the program writes a message there, which
/// no one copies, and gives `reservation` to chroma2_message_queue_commit or _cancel. Until then others' messages go on.
/// The place is valid until then, and as long as the queue lives. Fails as chroma2_message_queue_enqueue does. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_message_queue_reserve(
    queue: *const chroma2_message_queue,
    timeout_ns: u64,
    place: *mut *mut c_void,
    reservation: *mut u64,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(place.cast_const(), "place")?;
        arguments::aligned(reservation.cast_const(), "reservation")?;
        let queue = handle::get(queue, "queue")?;
        let Some(reserved) = queue.reserve(timeout(timeout_ns))? else {
            return Err(queue.full(0, 1, timeout_ns));
        };
        // SAFETY: the caller guarantees both.
        unsafe {
            arguments::write(place, reserved.place, "place")?;
            arguments::write(reservation, reserved.number, "reservation")
        }
    })
}

/// Puts in the first `bytes` bytes of what was written to a reserved slot, and writes the message's id (`id` may be
/// NULL). Never waits. Fails as an invalid argument where the reservation is none any more, or where `bytes` is too
/// large (the reservation stays); and as an invalid state after chroma2_message_queue_shut_down. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_message_queue_commit(
    queue: *const chroma2_message_queue,
    reservation: u64,
    bytes: u32,
    key: u64,
    id: *mut u64,
) -> chroma2_status {
    guard(|| {
        if !id.is_null() {
            arguments::aligned(id.cast_const(), "id")?;
        }
        let now = handle::get(queue, "queue")?.commit(reservation, bytes, key)?;
        // SAFETY: the caller guarantees `id`.
        if id.is_null() { Ok(()) } else { unsafe { arguments::write(id, now, "id") } }
    })
}

/// Gives a reserved slot up. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_message_queue_cancel(
    queue: *const chroma2_message_queue,
    reservation: u64,
) -> chroma2_status {
    guard(|| handle::get(queue, "queue")?.cancel(reservation))
}

/// The body of the functions that give the result of an id.
unsafe fn of_id(
    queue: *const chroma2_message_queue,
    id: u64,
    (data, room): (*mut c_void, u64),
    timeout_ns: u64,
    result: *mut chroma2_message_result,
) -> Result<()> {
    arguments::aligned(result.cast_const(), "result")?;
    let queue = handle::get(queue, "queue")?;
    let room = room_of(data, room, 1)?;
    let mut received = Received::default();
    // SAFETY: the caller guarantees the room.
    let done = unsafe { queue.result(id, room, timeout(timeout_ns), &mut received) };
    if received.id != 0 {
        // SAFETY: the caller guarantees `result`.
        unsafe { arguments::write(result, received.into(), "result") }?;
    }
    if done? {
        Ok(())
    } else {
        Err(Error::Timeout(format!("message {id}: has no result after {timeout_ns} ns")))
    }
}

/// Collects the result of a message: writes it to `data`, with room for `room` bytes, and what came of the message to
/// *result. Each result is collected once, by this or another function. A timeout where there is none yet. Where
/// the room is too small, an invalid argument, *result is written with the result's size, and the result is kept.
/// An invalid argument where no message of the id is outstanding. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_message_queue_try_result(
    queue: *const chroma2_message_queue,
    id: u64,
    data: *mut c_void,
    room: u64,
    result: *mut chroma2_message_result,
) -> chroma2_status {
    // SAFETY: the caller guarantees the pointers.
    guard(|| unsafe { of_id(queue, id, (data, room), 0, result) })
}

/// As chroma2_message_queue_try_result, waiting at most `timeout_ns` nanoseconds (UINT64_MAX: for ever) for the result. Any
/// thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_message_queue_wait_result(
    queue: *const chroma2_message_queue,
    id: u64,
    data: *mut c_void,
    room: u64,
    timeout_ns: u64,
    result: *mut chroma2_message_result,
) -> chroma2_status {
    // SAFETY: the caller guarantees the pointers.
    guard(|| unsafe { of_id(queue, id, (data, room), timeout_ns, result) })
}

/// Writes ids of messages that have results which nobody has collected, in the order in which they ended, at most `room`,
/// and how many. Each is told once, by this or by a dequeue, to whichever thread asks first. Never waits. Any
/// thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_message_queue_poll_completions(
    queue: *const chroma2_message_queue,
    ids: *mut u64,
    room: u64,
    count: *mut u64,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(count.cast_const(), "count")?;
        let queue = handle::get(queue, "queue")?;
        // SAFETY: the caller guarantees the array.
        let ids = unsafe { arguments::slice_mut(ids, room, "ids") }?;
        let now = queue.completions(ids)? as u64;
        // SAFETY: the caller guarantees `count`.
        unsafe { arguments::write(count, now, "count") }
    })
}

/// Collects the result of any message, of those that chroma2_message_queue_poll_completions has not told, as
/// chroma2_message_queue_wait_result does; a timeout where none has come within `timeout_ns` nanoseconds (0: only looks).
/// Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_message_queue_dequeue_any(
    queue: *const chroma2_message_queue,
    data: *mut c_void,
    room: u64,
    timeout_ns: u64,
    result: *mut chroma2_message_result,
) -> chroma2_status {
    let mut count = 0;
    // SAFETY: the caller guarantees the pointers.
    guard(|| unsafe { any(queue, (data, room), 1, timeout_ns, (result, "result"), &mut count) })
}

/// Collects results of any messages, as chroma2_message_queue_dequeue_any does: at most `most`, each to `room` bytes of
/// `data`, one after another, and to an entry of `results`; waits for the first, and writes how many. Where the room is
/// too small for one, those before it are given. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_message_queue_dequeue_batch(
    queue: *const chroma2_message_queue,
    data: *mut c_void,
    room: u64,
    results: *mut chroma2_message_result,
    most: u64,
    timeout_ns: u64,
    count: *mut u64,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(count.cast_const(), "count")?;
        let mut now = 0;
        // SAFETY: the caller guarantees the pointers.
        unsafe {
            any(queue, (data, room), most, timeout_ns, (results, "results"), &mut now)?;
            arguments::write(count, now, "count")
        }
    })
}

/// The body of the functions that give results of any messages.
unsafe fn any(
    queue: *const chroma2_message_queue,
    (data, room): (*mut c_void, u64),
    most: u64,
    timeout_ns: u64,
    (results, name): (*mut chroma2_message_result, &str),
    count: &mut u64,
) -> Result<()> {
    let queue = handle::get(queue, "queue")?;
    let room = room_of(data, room, most)?;
    if most == 0 {
        return Ok(());
    }
    arguments::aligned(results.cast_const(), name)?;
    // The two structs are the same, field for field. SAFETY: the caller guarantees the array.
    let received = unsafe { arguments::slice_mut(results.cast::<Received>(), most, name) }?;
    // SAFETY: the caller guarantees the room.
    *count = unsafe { queue.dequeue(room, timeout(timeout_ns), received) }? as u64;
    if *count == 0 {
        return Err(Error::Timeout(format!("queue: no result has come within {timeout_ns} ns")));
    }
    Ok(())
}

/// Takes the oldest message that has failed and was delivered, of those that are kept (config->dead_letters): writes it
/// to `data`, with room for `room` bytes, and what it was to *letter, whose struct_size must be set. A timeout where
/// there is none; where the room is too small, an invalid argument, *letter is written and the message is kept. Any
/// thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_message_queue_take_dead_letter(
    queue: *const chroma2_message_queue,
    data: *mut c_void,
    room: u64,
    letter: *mut chroma2_dead_letter,
) -> chroma2_status {
    guard(|| {
        // SAFETY: the caller guarantees `letter`.
        unsafe { arguments::size_to_fill(letter, "letter") }?;
        let queue = handle::get(queue, "queue")?;
        let room = room_of(data, room, 1)?;
        let mut taken = Letter { id: 0, key: 0, code: 0, outcome: 0, attempts: 0, message: Vec::new() };
        let mut bytes = 0;
        // SAFETY: the caller guarantees the room.
        let done = unsafe { queue.dead_letter(room, &mut taken, &mut bytes) };
        if taken.id != 0 {
            let Letter { id, key, code, outcome, attempts, .. } = taken;
            let value = chroma2_dead_letter { struct_size: 0, id, key, bytes, code, outcome, attempts };
            // SAFETY: the caller guarantees `letter`.
            unsafe { arguments::write_struct(letter, &value, "letter") }?;
        }
        if done? { Ok(()) } else { Err(Error::Timeout("queue: no dead letter is kept".into())) }
    })
}
