//! A queue's memory and counters.

use std::ffi::c_void;

/// A queue's memory (include/chroma2/device/layout.cuh).
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct QueueMemory {
    pub control: *mut c_void,
    /// One u32 for each slot.
    pub turns: *mut c_void,
    pub items: *mut c_void,
    /// A power of two.
    pub capacity: u64,
    pub capacity_log2: u32,
    /// Bytes.
    pub item_size: u32,
}

// SAFETY: the memory is shared by design: all access to it is by the queue's own protocol.
unsafe impl Send for QueueMemory {}
// SAFETY: as above.
unsafe impl Sync for QueueMemory {}

/// What a queue counted (include/chroma2/queue.h).
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
