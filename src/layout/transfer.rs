//! Batches into queues and out of them on a device.

use super::QueueMemory;
use std::ffi::c_void;

/// Threads of a block of `chroma2_queue_transfer` and `chroma2_queue_service`.
pub const TRANSFER_BLOCK: u32 = 1024;
/// Bytes of a batch that a block fetches ahead.
pub const TRANSFER_STAGE: u32 = 32768;
/// Most rows of tickets of a transfer.
pub const QUEUE_SEGMENTS: u32 = 8;

/// Tickets of a transfer, in a row.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct QueueSegment {
    pub first: u64,
    pub count: u64,
}

/// What the blocks of a transfer share; 0 before and after.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct QueueTransferState {
    /// Blocks that have begun.
    pub arrived: u32,
    /// And that have ended.
    pub left: u32,
    /// 1: the segments are known.
    pub ready: u32,
    pub segments: u32,
    /// Item to be taken next.
    pub next: u64,
    /// Items with a ticket.
    pub went: u64,
    /// 1: the queue was full, or empty, before the rest.
    pub refused: u64,
    pub segment: [QueueSegment; QUEUE_SEGMENTS as usize],
}

/// How a transfer ended; host memory that the device writes, or the device's.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct QueueTransferResult {
    pub went: u64,
    /// 1: the queue was full, or empty; 0: the rest can be tried at once.
    pub refused: u64,
    /// The job's, written last.
    pub serial: u64,
}

/// Moves a batch into a queue or out of it, in the batch's order.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct QueueTransferJob {
    pub queue: QueueMemory,
    /// `item_size` bytes an item, one after another; host memory or the device's.
    pub batch: *mut c_void,
    /// At least 1.
    pub count: u64,
    pub state: *mut QueueTransferState,
    pub result: *mut QueueTransferResult,
    pub serial: u64,
    /// 1: into the queue.
    pub push: u32,
    pub reserved: u32,
}
