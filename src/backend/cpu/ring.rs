//! A queue in the memory of the host, worked on by the processor.

use crate::backend::context::{Charge, Context};
use crate::backend::ring::{ALIGNMENT, CONTROL_BYTES, Items, QueueEnd, Ring, Shape};
use crate::layout::{
    QueueCounters, QueueMemory, QueueTransferResult, chroma2_host_queue_blocked, chroma2_host_queue_counters,
    chroma2_host_queue_pop, chroma2_host_queue_push,
};
use crate::words::count;
use crate::{Result, memory};
use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::ffi::c_void;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Reads the counters of a queue, or of a copy of them.
///
/// # Safety
/// `memory.control` points to them, in host memory.
pub unsafe fn counters(memory: &QueueMemory) -> QueueCounters {
    let mut counters = QueueCounters::default();
    // SAFETY: the caller vouches for the control block; nothing else is touched.
    unsafe { chroma2_host_queue_counters(memory, &raw mut counters) };
    counters
}

/// A ring with its memory.
#[derive(Debug)]
pub struct HostRing {
    start: *mut u8,
    layout: Layout,
    shape: Shape,
    memory: QueueMemory,
    _charge: Charge,
}

// SAFETY: all access to the memory is by the queue's own protocol.
unsafe impl Send for HostRing {}
// SAFETY: as above.
unsafe impl Sync for HostRing {}

impl HostRing {
    /// An empty one. The system gives the memory page by page, as it is used.
    pub fn new(context: &Arc<Context>, shape: Shape) -> Result<Self> {
        let what = format!("config->capacity of {}", count(shape.capacity, "item"));
        // What is allocated with a larger alignment is cleared by hand, and so used, at once.
        let needed = shape.bytes(0) + ALIGNMENT;
        let charge = context.charge(needed as u64, &what)?;
        let failed = || memory::short(needed, 1, &what);
        let layout = Layout::from_size_align(needed, 16).map_err(|_| failed())?;
        // SAFETY: not of size 0.
        let start = memory::fallibly(|| unsafe { alloc_zeroed(layout) });
        if start.is_null() {
            return Err(failed());
        }
        let memory = shape.at(start.wrapping_add(start.align_offset(ALIGNMENT)), 0);
        Ok(Self { start, layout, shape, memory, _charge: charge })
    }
}

impl Ring for HostRing {
    fn memory(&self) -> &QueueMemory {
        &self.memory
    }

    fn bytes(&self) -> u64 {
        self.layout.size() as u64
    }

    unsafe fn attempt(&self, side: QueueEnd, items: Items) -> Result<u64> {
        // SAFETY: the caller vouches for the items; the memory is the queue's.
        Ok(unsafe {
            match side {
                QueueEnd::Push => chroma2_host_queue_push(&self.memory, items.data, items.count),
                QueueEnd::Pop => chroma2_host_queue_pop(&self.memory, items.data, items.count),
            }
        })
    }

    fn blocked(&self, side: QueueEnd) -> bool {
        // SAFETY: the memory is the queue's.
        unsafe { chroma2_host_queue_blocked(&self.memory, (side == QueueEnd::Push).into()) != 0 }
    }

    unsafe fn enqueue(
        &self,
        side: QueueEnd,
        items: Items,
        _: *mut c_void,
        (result, serial): (*mut QueueTransferResult, u64),
    ) -> Result<()> {
        // SAFETY: the caller vouches for the items and the result.
        unsafe {
            let went = self.attempt(side, items)?;
            (*result).went = went;
            (*result).refused = (went < items.count).into();
            AtomicU64::from_ptr(&raw mut (*result).serial).store(serial, Ordering::Release);
        }
        Ok(())
    }

    fn counters(&self) -> Result<QueueCounters> {
        // SAFETY: the memory is the queue's.
        Ok(unsafe { counters(&self.memory) })
    }

    fn drain(&self, count: u64) -> Result<u64> {
        // SAFETY: no memory: the items are thrown away.
        unsafe { self.attempt(QueueEnd::Pop, Items { data: std::ptr::null_mut(), count, there: false }) }
    }

    unsafe fn reset(&self) -> Result<()> {
        // Tickets begin at 0: no slot beyond the last push's has ever had another turn than its first. So it
        // takes no longer than the pushes since the last time took.
        let used = self.counters()?.pushes.min(self.shape.capacity) as usize;
        // SAFETY: within the memory; the caller vouches for the time.
        unsafe {
            self.memory.turns.cast::<u32>().write_bytes(0, used);
            self.memory.control.cast::<u8>().write_bytes(0, CONTROL_BYTES);
        }
        Ok(())
    }
}

impl Drop for HostRing {
    fn drop(&mut self) {
        // SAFETY: allocated with this layout.
        unsafe { dealloc(self.start, self.layout) };
    }
}
