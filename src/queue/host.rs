//! A queue in the memory of the host, worked on by the processor.

use super::Side;
use super::shape::{ALIGNMENT, CONTROL_BYTES, Shape};
use crate::layout::{QueueCounters, QueueMemory};
use crate::{Result, memory};
use std::alloc::{Layout, alloc_zeroed, dealloc};

// kernels/host/queue.cpp, made from the header that programs use.
unsafe extern "C" {
    fn chroma2_host_queue_push(memory: *const QueueMemory, batch: *const u8, count: u64) -> u64;
    fn chroma2_host_queue_pop(memory: *const QueueMemory, batch: *mut u8, count: u64) -> u64;
    fn chroma2_host_queue_blocked(memory: *const QueueMemory, push: u32) -> u32;
    fn chroma2_host_queue_counters(memory: *const QueueMemory, counters: *mut QueueCounters);
}

/// Reads the counters of a queue, or of a copy of them.
///
/// # Safety
/// `memory.control` points to them, in host memory.
pub(super) unsafe fn counters(memory: &QueueMemory) -> QueueCounters {
    let mut counters = QueueCounters::default();
    // SAFETY: the caller vouches for the control block; nothing else is touched.
    unsafe { chroma2_host_queue_counters(memory, &raw mut counters) };
    counters
}

/// A ring with its memory.
#[derive(Debug)]
pub(super) struct HostRing {
    start: *mut u8,
    layout: Layout,
    shape: Shape,
    memory: QueueMemory,
}

// SAFETY: all access to the memory is by the queue's own protocol.
unsafe impl Send for HostRing {}
// SAFETY: as above.
unsafe impl Sync for HostRing {}

impl HostRing {
    /// An empty one. The system gives the memory page by page, as it is used.
    pub(super) fn new(shape: Shape, what: &str) -> Result<Self> {
        let needed = Self::needed(&shape) as usize;
        let failed = || memory::short(needed, 1, what);
        let layout = Layout::from_size_align(needed, 16).map_err(|_| failed())?;
        // SAFETY: not of size 0.
        let start = memory::fallibly(|| unsafe { alloc_zeroed(layout) });
        if start.is_null() {
            return Err(failed());
        }
        let memory = shape.at(start.wrapping_add(start.align_offset(ALIGNMENT)), 0);
        Ok(Self { start, layout, shape, memory })
    }

    /// Bytes that one needs: what is allocated with a larger alignment is cleared by hand, and so used, at
    /// once.
    pub(super) fn needed(shape: &Shape) -> u64 {
        (shape.bytes(0) + ALIGNMENT) as u64
    }

    pub(super) fn memory(&self) -> &QueueMemory {
        &self.memory
    }

    pub(super) fn bytes(&self) -> u64 {
        self.layout.size() as u64
    }

    /// Moves as many items as there is room for, or are there; how many.
    ///
    /// # Safety
    /// `data` is valid for `count` items. NULL in a pop: they are thrown away.
    pub(super) unsafe fn attempt(&self, side: Side, data: *mut u8, count: u64) -> u64 {
        // SAFETY: the caller vouches for the batch; the memory is the queue's.
        unsafe {
            match side {
                Side::Push => chroma2_host_queue_push(&self.memory, data, count),
                Side::Pop => chroma2_host_queue_pop(&self.memory, data, count),
            }
        }
    }

    /// Whether it is full (push) or empty (pop).
    pub(super) fn blocked(&self, side: Side) -> bool {
        // SAFETY: the memory is the queue's.
        unsafe { chroma2_host_queue_blocked(&self.memory, (side == Side::Push).into()) != 0 }
    }

    pub(super) fn counters(&self) -> QueueCounters {
        // SAFETY: the memory is the queue's.
        unsafe { counters(&self.memory) }
    }

    /// Empties it and clears what it counted. Takes no longer than the pushes since the last time took.
    ///
    /// # Safety
    /// Nothing else uses it meanwhile.
    pub(super) unsafe fn reset(&self) {
        // Tickets begin at 0: no slot beyond the last push's has ever had another turn than its first.
        let used = self.counters().pushes.min(self.shape.capacity) as usize;
        // SAFETY: within the memory; the caller vouches for the time.
        unsafe {
            self.memory.turns.cast::<u32>().write_bytes(0, used);
            self.memory.control.cast::<u8>().write_bytes(0, CONTROL_BYTES);
        }
    }
}

impl Drop for HostRing {
    fn drop(&mut self) {
        // SAFETY: allocated with this layout.
        unsafe { dealloc(self.start, self.layout) };
    }
}
