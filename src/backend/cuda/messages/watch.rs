//! Sees to it that a kernel that had to leave with messages unread comes again, though nobody waits for them.

use super::{CudaMessages, STAY};
use crate::Result;
use crate::layout::presence::{PRESENCE_LEAVES, PRESENCE_STAYS};
use crate::runtime::periodic::{Periodic, Wake};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Between two looks while a kernel is there: the longest that messages wait for the next one, where nobody waits for them.
const LOOK: [Duration; 2] = [Duration::from_millis(1), Duration::from_millis(20)];
/// Looks in the longest stay of a kernel.
const PART: u32 = 4;

/// The thread that looks. It rests while no kernel is there and none is needed.
#[derive(Debug)]
pub(super) struct Watch {
    rests: Arc<AtomicBool>,
    wake: Wake,
    _thread: Periodic,
}

impl Watch {
    /// One that rests.
    pub(super) fn start(messages: &Arc<CudaMessages>) -> Result<Self> {
        let interval = (messages.plan.stay.unwrap_or(STAY) / PART).clamp(LOOK[0], LOOK[1]);
        let rests = Arc::new(AtomicBool::new(true));
        let (own, messages) = (Arc::clone(&rests), Arc::downgrade(messages));
        let thread = Periodic::start_woken("chroma2-watch", move || {
            let goes_on = messages.upgrade().is_some_and(|messages| messages.watched(&own));
            goes_on.then_some(interval)
        })?;
        Ok(Self { rests, wake: thread.wake(), _thread: thread })
    }

    /// A kernel was launched.
    pub(super) fn begin(&self) {
        if self.rests.swap(false, Ordering::SeqCst) {
            self.wake.now();
        }
    }
}

impl CudaMessages {
    /// Launches a kernel that is needed; whether to look again, else it is said that nobody does.
    fn watched(&self, rests: &AtomicBool) -> bool {
        let is_there = || matches!(self.presence(), PRESENCE_STAYS | PRESENCE_LEAVES);
        let is_needed = || !self.stands() && self.has_unread();
        if !is_there() && is_needed() && self.launch().is_err() {
            return false; // for good; those who wait are told
        }
        // A kernel that was launched may have left again, with messages unread.
        let goes_on = || is_there() || is_needed();
        if goes_on() {
            return true;
        }
        rests.store(true, Ordering::SeqCst);
        goes_on() && rests.swap(false, Ordering::SeqCst) // or who has launched it wakes this thread
    }
}
