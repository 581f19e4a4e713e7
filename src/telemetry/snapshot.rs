//! What a program sees of a session's work.

use super::sums::Sums;
use super::window::RATES;
use std::time::Duration;

/// What a session's queue has and has had.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Queue {
    /// Events submitted and not finished.
    pub events_queued: u64,
    /// Their photons.
    pub photons_queued: u64,
    /// Events finished, cancelled and failed ones included.
    pub events_done: u64,
    /// Photons of those that came to their end.
    pub photons_done: u64,
    /// Time during which there was an unfinished event.
    pub busy: Duration,
    /// The most events that were unfinished at a time.
    pub events_queued_max: u64,
    /// The most photons that unfinished events had together.
    pub photons_queued_max: u64,
    /// Submissions that waited for room.
    pub waits: u64,
    /// How long they did, together.
    pub waited: Duration,
    /// Submissions that wait for room now; a batch is one.
    pub events_waiting: u64,
    /// Their photons.
    pub photons_waiting: u64,
}

/// A session at one time. Its parts are read one after another: while events run they may be apart by what ends
/// meanwhile.
#[derive(Debug, Clone, Copy, Default)]
pub struct Snapshot {
    /// Its queue.
    pub queue: Queue,
    /// Work done.
    pub work: Sums,
    /// Photons, random numbers and hits of the last seconds.
    pub recent: [u64; RATES],
    /// How many seconds these are.
    pub window: f64,
    /// Bytes of host memory in use by the session's context, and the most so far.
    pub memory: [u64; 2],
    /// Bytes of its GPU's memory, likewise.
    pub device_memory: [u64; 2],
    /// Records of traces: kept, and lost where there was no room.
    pub trace_records: [u64; 2],
}

impl Snapshot {
    /// Photons a second of the time during which there was an unfinished event.
    pub fn photons_per_second(&self) -> f64 {
        rate(self.queue.photons_done, self.queue.busy.as_secs_f64())
    }

    /// Amounts of the last seconds, a second.
    pub fn rates(&self) -> [f64; RATES] {
        self.recent.map(|amount| rate(amount, self.window))
    }
}

fn rate(amount: u64, seconds: f64) -> f64 {
    if seconds > 0.0 { amount as f64 / seconds } else { 0.0 }
}
