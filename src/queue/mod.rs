//! Queues: bounded first-in-first-out rings of fixed-size items in the memory of a context's device,
//! for the host, the library's kernels and a program's own (include/chroma2/device_queue.cuh).

mod batch;
mod pause;
pub mod persistent;

pub use crate::backend::ring::{
    CONTROL_BYTES, LARGEST_CAPACITY, LARGEST_ITEM, QueueEnd, SMALLEST_ITEM, Shape,
};
pub use batch::Batch;

use crate::backend::context::Context;
use crate::backend::ring::Ring;
use crate::layout::{QueueCounters, QueueMemory};
use crate::{Error, Result, memory};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, RwLock, RwLockReadGuard, TryLockError};

/// A queue. Any number of threads may use one at once.
#[derive(Debug)]
pub struct Queue {
    ring: Box<dyn Ring>,
    shape: Shape,
    name: String,
    /// Operations read it; a reset must be alone.
    gate: RwLock<()>,
    closed: AtomicBool,
    /// Operations of the host that were refused because their items had another size.
    mismatched: AtomicU64,
    context: Arc<Context>,
}

impl Queue {
    /// An empty queue of at least `capacity` items of `item_size` bytes, on the device of a context.
    pub fn new(context: Arc<Context>, capacity: u64, item_size: u32, name: &str) -> Result<Arc<Self>> {
        context.workers().here()?;
        memory::ready()?;
        let shape = Shape::new(capacity, item_size)?;
        let ring = context.backend().ring(&context, shape)?;
        Ok(Arc::new(Self {
            ring,
            shape,
            name: memory::text(name, "config->name")?,
            gate: RwLock::new(()),
            closed: AtomicBool::new(false),
            mismatched: AtomicU64::new(0),
            context,
        }))
    }

    /// Its size.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// What it was called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The context that it is on.
    pub fn context(&self) -> &Arc<Context> {
        &self.context
    }

    /// Where it is: addresses of the context's device.
    pub fn memory(&self) -> &QueueMemory {
        self.ring.memory()
    }

    /// Bytes of that memory.
    pub fn bytes(&self) -> u64 {
        self.ring.bytes()
    }

    /// Place of its device in [`devices`](crate::backend::device::devices).
    pub fn device(&self) -> u32 {
        self.context.device()
    }

    /// Keeps resets out while an operation runs; fails in a forked process, where one that another thread
    /// was in at the fork would never end.
    pub fn enter(&self) -> Result<RwLockReadGuard<'_, ()>> {
        self.context.workers().here()?;
        Ok(self.gate.read().unwrap_or_else(|e| e.into_inner()))
    }

    /// What it counted, and its length: exact when it is 0, and while nobody pops; what is popped and pushed
    /// during the call may be counted as well.
    pub fn counters(&self) -> Result<QueueCounters> {
        let _inside = self.enter()?;
        let mut counters = self.ring.counters()?;
        counters.mismatched += self.mismatched.load(Ordering::Relaxed);
        Ok(counters)
    }

    /// Throws as many items away as [`Queue::counters`] gives when this begins; how many.
    pub fn drain(&self) -> Result<u64> {
        let count = self.counters()?.length;
        let _inside = self.enter()?;
        self.ring.drain(count)
    }

    /// Empties it, and counts from 0 again. Invalid state while another thread is in an operation.
    ///
    /// # Safety
    /// No kernel and no view uses it meanwhile.
    pub unsafe fn reset(&self) -> Result<()> {
        self.context.workers().here()?;
        let _alone = match self.gate.try_write() {
            Ok(alone) => alone,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => {
                return Err(Error::InvalidState(
                    "queue: another thread is in an operation on it; a reset must be alone".into(),
                ));
            }
        };
        // SAFETY: as the caller vouches.
        unsafe { self.ring.reset() }?;
        self.mismatched.store(0, Ordering::Relaxed);
        Ok(())
    }

    /// Ends the operations that wait: the program has given the queue up.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Relaxed);
    }
}
