//! What happened to a queue's messages.

use super::MessageQueue;
use crate::telemetry::{BUCKETS, Latencies};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Numbers of messages since the queue was made.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    /// Published.
    pub enqueued: u64,
    /// Worked on to their end.
    pub processed: u64,
    /// Whose results were given to the program.
    pub delivered: u64,
    /// For which there was no room, each time that it was looked for.
    pub refused: u64,
    /// Further attempts after failures, of what was delivered.
    pub retries: u64,
    /// Delivered whose outcome was no success.
    pub errors: u64,
    /// Slots in use.
    pub depth: u64,
    /// How often those who work have come.
    pub launches: u64,
    /// Dead letters that are kept, and that there was no room for.
    pub letters: u64,
    /// As above.
    pub letters_lost: u64,
    /// From publication to delivery.
    pub latencies: Latencies,
}

/// Counted by those who deliver; on lines of their own.
#[derive(Debug, Default)]
#[repr(align(128))]
pub(super) struct Counters {
    delivered: AtomicU64,
    retries: AtomicU64,
    errors: AtomicU64,
    latencies: [AtomicU64; BUCKETS],
    nanoseconds: AtomicU64,
    pub(super) refused: Refused,
}

/// Results that one call delivers.
#[derive(Debug, Default)]
pub(super) struct Delivery {
    pub(super) count: u64,
    pub(super) retries: u64,
    pub(super) errors: u64,
    pub(super) latencies: Latencies,
}

/// Counted by those who publish.
#[derive(Debug, Default)]
#[repr(align(128))]
pub(super) struct Refused(pub(super) AtomicU64);

impl Counters {
    /// Results that were delivered.
    pub(super) fn delivered(&self) -> u64 {
        self.delivered.load(Relaxed)
    }

    /// Results are delivered.
    pub(super) fn deliver(&self, delivery: &Delivery) {
        let Delivery { count, retries, errors, latencies } = delivery;
        self.delivered.fetch_add(*count, Relaxed);
        self.nanoseconds.fetch_add(latencies.sum, Relaxed);
        let few = [(&self.retries, *retries), (&self.errors, *errors)];
        let all = self.latencies.iter().zip(latencies.buckets).chain(few);
        for (to, more) in all.filter(|(_, more)| *more > 0) {
            to.fetch_add(more, Relaxed);
        }
    }
}

impl MessageQueue {
    /// What happened so far. While others use it the numbers may be of different instants.
    pub fn counts(&self) -> Counts {
        let counters = &self.counters;
        let mut latencies = Latencies { sum: counters.nanoseconds.load(Relaxed), ..Latencies::default() };
        for (to, from) in latencies.buckets.iter_mut().zip(&counters.latencies) {
            *to = from.load(Relaxed);
        }
        let (letters, letters_lost) = self.letters.counts();
        Counts {
            delivered: counters.delivered.load(Relaxed),
            retries: counters.retries.load(Relaxed),
            errors: counters.errors.load(Relaxed),
            processed: self.exchange.processed(),
            enqueued: self.exchange.published(),
            refused: counters.refused.0.load(Relaxed),
            depth: (self.shape().capacity() as u64).saturating_sub(self.exchange.room()),
            launches: self.engine.launches(),
            letters,
            letters_lost,
            latencies,
        }
    }
}
