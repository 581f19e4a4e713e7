//! How an event asks to be let into a session's queue.

use super::options::EventOptions;
use crate::runtime::turns::Priority;
use crate::{Error, Result};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

/// What a submission says at the entrance.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Its photons.
    pub photons: u64,
    pub priority: Priority,
    /// How long it waits for room; `None`: for ever.
    pub patience: Option<Duration>,
    /// Whether it goes in whatever the limits are.
    pub again: bool,
    /// As [`EventOptions::submit_turn`].
    pub turn: Option<Arc<AtomicU64>>,
}

impl EventOptions {
    /// Checks what it says.
    pub(super) fn entry(&self, photons: u64) -> Result<Entry> {
        let priority = Priority::new(self.priority).ok_or_else(|| {
            Error::argument(format!(
                "priority is {}; {} to {} are allowed",
                self.priority,
                Priority::LEAST,
                Priority::MOST
            ))
        })?;
        let patience = if self.no_wait { Some(Duration::ZERO) } else { self.submit_timeout };
        let turn = self.submit_turn.clone();
        Ok(Entry { photons, priority, patience, again: self.again, turn })
    }
}
