//! Queues in a backend's memory.

mod shape;

pub use shape::{ALIGNMENT, CONTROL_BYTES, LARGEST_CAPACITY, LARGEST_ITEM, SMALLEST_ITEM, Shape};

use crate::Result;
use crate::layout::{QueueCounters, QueueMemory, QueueTransferResult};
use std::any::Any;
use std::ffi::c_void;
use std::fmt::Debug;

/// Which end of a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueueEnd {
    /// Items go in.
    Push,
    /// Items come out.
    Pop,
}

/// Items one after another, without gaps; what they are was checked.
#[derive(Debug, Clone, Copy)]
pub struct Items {
    /// The first one.
    pub data: *mut u8,
    /// Number of them.
    pub count: u64,
    /// Whether they are in the memory of the queue's device, rather than the host's.
    pub there: bool,
}

/// A ring with its memory. Any number of threads may use one at once.
pub trait Ring: Send + Sync + Debug + Any {
    /// Where it is: addresses of its device.
    fn memory(&self) -> &QueueMemory;

    /// Bytes of that memory.
    fn bytes(&self) -> u64;

    /// Moves as many items as there is room for, or are there; how many.
    ///
    /// # Safety
    /// `items` are valid: for a push to be read, for a pop to be written, by this call alone.
    unsafe fn attempt(&self, side: QueueEnd, items: Items) -> Result<u64>;

    /// Whether it is known, without an attempt, that none would succeed now.
    fn blocked(&self, side: QueueEnd) -> bool;

    /// Moves what can be moved when a stream of the program comes to it; on the processor, at once. Writes
    /// to `result` then, the serial last.
    ///
    /// # Safety
    /// `stream` is a stream of the ring's device. The memory stays valid until it has done this.
    unsafe fn enqueue(
        &self,
        side: QueueEnd,
        items: Items,
        stream: *mut c_void,
        result: (*mut QueueTransferResult, u64),
    ) -> Result<()>;

    /// What it counted.
    fn counters(&self) -> Result<QueueCounters>;

    /// Throws up to `count` items away; how many.
    fn drain(&self, count: u64) -> Result<u64>;

    /// Empties it and clears what it counted.
    ///
    /// # Safety
    /// Nothing else uses it meanwhile.
    unsafe fn reset(&self) -> Result<()>;
}
