//! Events that are cancelled leave the queue where they wait for threads, rather than come to their turn there.

use super::event::Event;
use super::placement::Place;
use crate::runtime::turns::Priority;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Where an event waits for threads.
#[derive(Default)]
pub(super) struct Standing {
    /// Where it is propagated, and its rank there; `None` before it starts.
    pub at: Option<(Place, Priority)>,
    /// Its ticket in the queue of the threads; 0: it never was there.
    pub ticket: AtomicU64,
    /// Its number among the small ones of a GPU; 0: it never was one.
    pub merging: AtomicU64,
}

impl Event {
    /// Takes an event that is to end early out of the queue, and ends it: here, or on a thread of its context and before all
    /// else where functions of the program are called. Where a part of it runs, or there is no memory for that, it ends where
    /// it would.
    pub(super) fn leave_queue(&self) {
        let Some((place, priority)) = self.standing.at else { return };
        let Some(kept) = self.kept() else { return };
        let workers = self.session.context().workers();
        let Ok(queue) = kept.stage.executor(place).workers() else { return };
        // A fork's child has none of the threads, and the queue may be locked there for ever.
        if self.finished.is_open() || workers.here().is_err() || !workers.expect_end() {
            return;
        }
        let job = match self.standing.merging.load(Relaxed) {
            0 => queue.withdraw(priority, &self.standing.ticket),
            number => kept.stage.merger().withdraw(number),
        };
        match job {
            // While a file is written, the end of an event that is in it waits for that: not here.
            Some(job) if !job.calls_at_end() && !self.session.pending.is_written() => {
                workers.end_first(None);
                job.end_here();
            }
            job => workers.end_first(job),
        }
    }
}
