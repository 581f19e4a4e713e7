//! Pauses, and the end.

use super::MessageQueue;
use crate::runtime::until::until;
use crate::{Error, Result};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// What a queue is about to do.
#[derive(Debug, Default)]
pub(super) struct Stopping {
    paused: AtomicBool,
    /// The program has given the queue up.
    pub(super) ended: AtomicBool,
}

/// What was left when a queue was shut down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Left {
    /// Messages that were not worked on to their end.
    pub unprocessed: u64,
    /// Results that nobody has collected.
    pub undelivered: u64,
}

/// For messages: why nothing goes on.
pub(super) fn note(stopping: &Stopping) -> &'static str {
    if stopping.paused.load(Ordering::Relaxed) { "; the queue is paused" } else { "" }
}

impl MessageQueue {
    /// Begins no more messages, and waits at most so long until none is in hand; whether none is.
    pub fn pause(&self, limit: Option<Duration>) -> Result<bool> {
        self.here()?;
        self.stopping.paused.store(true, Ordering::SeqCst);
        self.engine.pause(true)?;
        let quiet = until(limit, || self.engine.is_quiet().then_some(()), || Ok::<_, Error>(()))?;
        Ok(quiet.is_some())
    }

    /// Whether it is paused.
    pub fn is_paused(&self) -> bool {
        self.stopping.paused.load(Ordering::SeqCst)
    }

    /// Goes on after a pause.
    pub fn resume(&self) -> Result<()> {
        self.here()?;
        self.stopping.paused.store(false, Ordering::SeqCst);
        self.engine.pause(false)
    }

    /// Whether messages are taken and worked on: neither paused, nor shut down, nor failed.
    pub fn is_running(&self) -> Result<bool> {
        self.here()?;
        let stands = self.stopping.paused.load(Ordering::SeqCst) || self.exchange.is_closed();
        Ok(!stands && self.engine.attend().is_ok())
    }

    /// Takes no more messages, and waits at most so long until those that were taken have ended; what is left then.
    pub fn shut_down(&self, limit: Option<Duration>) -> Result<Left> {
        self.here()?;
        let all = self.exchange.close();
        let done = || (self.exchange.processed() >= all).then_some(());
        let waited = if self.stopping.paused.load(Ordering::SeqCst) {
            done(); // what is paused does not end
            Ok(None)
        } else {
            until(limit, done, || self.engine.attend())
        };
        let processed = self.exchange.processed().min(all);
        let left = Left {
            unprocessed: all - processed,
            undelivered: processed.saturating_sub(self.counts().delivered),
        };
        waited.map(|_| left)
    }
}
