//! Looks at the clock for messages whose time is over.

use super::Pumps;
use crate::Result;
use crate::runtime::periodic::Periodic;
use std::sync::{Mutex, Weak};
use std::time::Duration;

/// The thread that looks, where there is a limit.
#[derive(Debug, Default)]
pub(super) struct Watch(Mutex<Option<Periodic>>);

impl Watch {
    /// Looks a few times in each time limit, in ns.
    pub(super) fn start(&self, pumps: Weak<Pumps>, limit: u64) -> Result<()> {
        let interval =
            Duration::from_nanos(limit / 4).clamp(Duration::from_millis(1), Duration::from_secs(1));
        let look = move || {
            if let Some(pumps) = pumps.upgrade() {
                pumps.look_at_clock(limit);
            }
        };
        let made = Periodic::start("chroma2-watch", interval, look)?;
        *self.0.lock().unwrap_or_else(|e| e.into_inner()) = Some(made);
        Ok(())
    }

    /// Ends that.
    pub(super) fn stop(&self) {
        let thread = self.0.lock().unwrap_or_else(|e| e.into_inner()).take();
        drop(thread);
    }
}
