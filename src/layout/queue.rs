//! Mirror of `kernels/queue/layout.h`.

use bytemuck::{Pod, Zeroable};
use std::ffi::c_void;

/// Threads of a block of `chroma2_queue_transfer`.
pub const TRANSFER_BLOCK: u32 = 1024;
/// Most rows of tickets of a transfer.
pub const QUEUE_SEGMENTS: u32 = 8;

/// A queue's memory; see `layout.h`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct QueueMemory {
    pub control: *mut c_void,
    pub turns: *mut c_void,
    pub items: *mut c_void,
    pub capacity: u64,
    pub capacity_log2: u32,
    pub item_size: u32,
}

// SAFETY: the memory is shared by design: all access to it is by the queue's own protocol.
unsafe impl Send for QueueMemory {}
// SAFETY: as above.
unsafe impl Sync for QueueMemory {}

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
    pub arrived: u32,
    pub left: u32,
    pub ready: u32,
    pub segments: u32,
    pub next: u64,
    pub went: u64,
    pub refused: u64,
    pub segment: [QueueSegment; QUEUE_SEGMENTS as usize],
}

/// How a transfer ended; see `layout.h`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct QueueTransferResult {
    pub went: u64,
    pub refused: u64,
    pub serial: u64,
}

/// A batch to be moved into a queue or out of it; see `layout.h`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct QueueTransferJob {
    pub queue: QueueMemory,
    pub batch: *mut c_void,
    pub count: u64,
    pub state: *mut QueueTransferState,
    pub result: *mut QueueTransferResult,
    pub serial: u64,
    pub push: u32,
    pub reserved: u32,
}

/// What a queue counted.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct QueueCounters {
    pub length: u64,
    pub pushes: u64,
    pub pops: u64,
    pub refused_full: u64,
    pub refused_empty: u64,
    pub high_water: u64,
    pub mismatched: u64,
}

/// What the workers of a persistent run share; see `layout.h`.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct PersistentState {
    pub start: u64,
    pub hands: u64,
    pub finished: u64,
    pub spawned: u64,
    pub moved: u64,
    pub iterations: u64,
    pub idle_polls: u64,
    pub stop: u32,
    pub left: u32,
}

/// A persistent run; see `layout.h`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct PersistentJob {
    pub active: QueueMemory,
    pub spawn: QueueMemory,
    pub finished: QueueMemory,
    pub state: *mut PersistentState,
    pub max_iterations: u64,
    pub idle_threshold: u64,
    pub spawn_interval: u64,
    pub increment: u64,
    pub compact_below: u64,
}

/// Bytes of a batch that a block fetches ahead.
pub const TRANSFER_STAGE: usize = 32768;

/// A request as it lies in memory; see `layout.h`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct QueueRequest {
    pub word: [u32; 32],
}

/// What a service is asked to do; see `layout.h`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct QueueOrder {
    pub queue: QueueMemory,
    pub batch: *mut c_void,
    pub count: u64,
    pub push: u32,
    pub reserved: [u32; 11],
}

/// A launch of a service; see `layout.h`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct QueueServiceJob {
    pub request: *const QueueRequest,
    pub answer: *mut u64,
    pub gone: *mut u64,
    pub launch: u64,
    pub idle_cycles: u64,
    pub served: u64,
}
