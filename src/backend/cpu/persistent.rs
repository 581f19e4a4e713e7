//! Persistent runs on the processor: the context's threads are the workers.

use crate::Result;
use crate::backend::context::Context;
use crate::backend::persistent::PersistentRun;
use crate::layout::{HOST_BATCH, PersistentJob, PersistentState, chroma2_host_run_persistent};
use std::sync::atomic::AtomicBool;

/// A job for threads, and whether the program has given its queues up.
struct Shared<'a>(&'a PersistentJob, [*mut bool; 3]);

// SAFETY: the memory that it points to is changed by atomic operations alone.
unsafe impl Sync for Shared<'_> {}

impl Shared<'_> {
    /// One worker.
    ///
    /// # Safety
    /// The job's queues and state are alive.
    unsafe fn work(&self, batch: u32) {
        // SAFETY: as the caller vouches.
        unsafe { chroma2_host_run_persistent(self.0, self.1.as_ptr(), batch) }
    }
}

/// Runs the workers.
pub fn run(context: &Context, run: &PersistentRun<'_>) -> Result<(PersistentState, u32)> {
    let mut state = PersistentState { start: run.rings[0].counters()?.pops, ..Default::default() };
    let job = PersistentJob { state: &raw mut state, ..run.job };
    let threads = context.threads() as u32;
    let workers = if run.grid_dim == 0 { threads } else { run.grid_dim.min(threads) };
    let batch = if run.block_dim == 0 { HOST_BATCH } else { run.block_dim };
    let shared = &Shared(&job, run.closed.map(AtomicBool::as_ptr));
    context.install(|| {
        rayon::scope(|scope| {
            for _ in 0..workers {
                // SAFETY: the queues are the caller's, the state is above; both outlive the scope.
                scope.spawn(move |_| unsafe { shared.work(batch) });
            }
        });
    })?;
    Ok((state, workers))
}
