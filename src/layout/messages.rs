//! Message queues: slots in host memory that a kernel which stays on a device, or the processor's threads, serve.

use std::ffi::{c_ulonglong, c_void};

/// Most warps of a block that work on messages; another one looks for these.
pub const MESSAGE_WORKERS: u32 = 31;
/// Most bytes of a message, and of its result.
pub const MOST_MESSAGE: u32 = 1u32 << 16;
/// Most slots of a queue, as a power of two.
pub const MOST_MESSAGE_SLOTS: u32 = 20;
/// The ring of completions is so many times as long as that of messages, as a power of two.
pub const DONE_LAPS: u32 = 2;
/// Cells for messages that come alone, a power of two.
pub const LONE_CELLS: u32 = 8;
/// Words of such a cell, each with its tag in the upper half.
pub const LONE_WORDS: u32 = 128;
/// Most bytes of a message, or of a result, in such a cell, behind four words of its head.
pub const LONE_BYTES: u32 = 496;
/// Bytes of a worker's scratch memory.
pub const MESSAGE_SCRATCH: u32 = 256;

/// What is done to messages.
pub mod message_operation {
    /// The result is the message.
    pub const OPERATION_ECHO: u32 = 1;
    /// 8 bytes that depend on all of the message's.
    pub const OPERATION_CHECKSUM: u32 = 2;
    /// The first half of the elements plus the second.
    pub const OPERATION_ADD: u32 = 3;
    /// The sum of all elements.
    pub const OPERATION_REDUCE: u32 = 4;
    /// A function of the program.
    pub const OPERATION_FUNCTION: u32 = 5;
}

/// Elements of messages.
pub mod message_element {
    /// 32-bit integers, with or without a sign.
    pub const ELEMENT_INT32: u32 = 1;
    /// 64-bit integers, with or without a sign.
    pub const ELEMENT_INT64: u32 = 2;
    /// Single precision.
    pub const ELEMENT_FLOAT32: u32 = 3;
    /// Double precision.
    pub const ELEMENT_FLOAT64: u32 = 4;
}

/// How a message ended.
pub mod message_outcome {
    /// Well.
    pub const OUTCOME_DONE: u32 = 0;
    /// Its function has returned another code than 0.
    pub const OUTCOME_FAILED: u32 = 1;
    /// Its time limit was over.
    pub const OUTCOME_TIMED_OUT: u32 = 2;
    /// Its result is longer than the slot has room for.
    pub const OUTCOME_OVERRUN: u32 = 3;
}

/// What a kernel that stays says of itself, in the lowest two bits beside the launch's number.
pub mod presence {
    /// It has left, or was never launched.
    pub const PRESENCE_GONE: u64 = 0;
    /// It looks for messages, or is on its way.
    pub const PRESENCE_STAYS: u64 = 1;
    /// It is about to leave.
    pub const PRESENCE_LEAVES: u64 = 2;
    /// It has left, but for warps whose function does not return.
    pub const PRESENCE_STUCK: u64 = 3;
}

/// What the host asks of it, in the lowest two bits beside the launch's number.
pub mod message_request {
    /// To leave when there is nothing to do.
    pub const REQUEST_LEAVE: u64 = 1;
    /// To begin no more messages, and leave.
    pub const REQUEST_STOP: u64 = 2;
}

/// A message as its function sees it (include/chroma2/message.h).
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct Message {
    pub struct_size: u64,
    pub id: u64,
    pub key: u64,
    pub input: *const c_void,
    pub output: *mut c_void,
    pub user: *mut c_void,
    pub stop: *const u32,
    pub input_bytes: u32,
    pub output_room: u32,
    pub output_bytes: u32,
    pub attempt: u32,
    pub lane: u32,
    pub lanes: u32,
}

/// What lies before a message in its slot.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct MessageHead {
    pub id: u64,
    pub key: u64,
}

/// What lies before a result in its slot.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
#[allow(missing_docs)]
pub struct ResultHead {
    /// The message's, written last.
    pub id: u64,
    pub bytes: u32,
    pub code: u32,
    pub outcome: u32,
    pub attempts: u32,
    pub reserved: u64,
}

/// What launches of the kernel share, in the device's memory; 0 before the first.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct MessagesControl {
    /// Position of the first message that nobody has begun.
    pub next: u64,
    /// Messages that have ended.
    pub completed: c_ulonglong,
    /// Messages that the first block has left to any block, and those that blocks have taken of them; where messages are
    /// ordered, those that a launch has left to the next.
    pub offered: c_ulonglong,
    pub claimed: c_ulonglong,
    /// Twice the launch, plus 1 when its blocks are to leave.
    pub state: u64,
    /// Blocks but the first that may be at work.
    pub active: u32,
    /// 1: a warp of such a block does not return.
    pub stuck: u32,
}

/// A launch of the kernel that serves messages. Slots, rings and words are in the host's memory.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct MessagesJob {
    /// A word for each message in the order of their positions: from bit 48 the lap, from 28 the slot, 27: it lies in its
    /// position's cell too, from 7 the bytes, and its partition.
    pub ready: *const u64,
    /// Cells of messages that come alone, and of their results.
    pub lone_in: *const u64,
    pub lone_out: *mut u64,
    /// A word for each message that has ended: from bit 48 the lap, from 28 the slot, and the message's position.
    pub done: *mut u64,
    pub input: *const u8,
    pub output: *mut u8,
    /// See `presence`.
    pub presence: *mut u64,
    /// `launch` when it has left.
    pub gone: *mut u64,
    /// Position of the first message that it has not begun, when it has left.
    pub unread: *mut u64,
    /// See `message_request`.
    pub request: *const u64,
    pub control: *mut MessagesControl,
    /// In the device's memory, a word for each slot: messages left to any block, and who follows whom in a partition.
    pub surplus: *mut u64,
    pub links: *mut u64,
    pub user: *mut c_void,
    /// Number of this launch, not 0.
    pub launch: u64,
    /// Without a message, and since its begin, after which it leaves; how long a message may take (0: any time).
    pub idle_ns: u64,
    pub stay_ns: u64,
    pub limit_ns: u64,
    /// Bytes from slot to slot.
    pub input_stride: u32,
    pub output_stride: u32,
    pub output_room: u32,
    /// Of a worker's memory, and where results begin there.
    pub stage_bytes: u32,
    pub stage_output: u32,
    /// Of slots, and of the ring of completions.
    pub capacity_log2: u32,
    pub done_log2: u32,
    /// Warps of a block that work on messages.
    pub workers: u32,
    pub retries: u32,
    pub operation: u32,
    pub element: u32,
    /// 1: those of a partition one after another.
    pub ordered: u32,
}
