//! Telemetry: what sessions do, counted and timed as they do it, and traces of single events.
//!
//! [`Telemetry`] is a session's. [`EventMeter`] and [`PartMeter`] tell it what events and their parts took, and
//! [`Snapshot`] is what a program sees of it.

mod lane;
mod latency;
mod meter;
mod snapshot;
mod stage;
mod sums;
mod text;
mod trace;
mod window;

pub use latency::{BUCKETS, Latencies};
pub use meter::{Done, EventMeter, Identity, PartMeter};
pub use snapshot::{Queue, Snapshot};
pub use stage::{OUTCOMES, Outcome, STAGES, Stage};
pub use sums::Sums;
pub use text::text;
pub use trace::{MOST_RECORDS, TraceOptions, Tracer};
pub use window::RATES;

use std::sync::MutexGuard;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use sums::{Share, Shares};
use window::Window;

/// A session's. Any number of threads may use it at once.
pub struct Telemetry {
    /// What times are counted from.
    begin: Instant,
    shares: Box<Shares>,
    times_device: AtomicBool,
    trace: Tracer,
}

impl Default for Telemetry {
    fn default() -> Self {
        Self {
            begin: Instant::now(),
            shares: Box::default(),
            times_device: AtomicBool::new(false),
            trace: Tracer::default(),
        }
    }
}

impl Telemetry {
    /// A time in ns since the begin.
    fn at(&self, time: Instant) -> u64 {
        time.saturating_duration_since(self.begin).as_nanos() as u64
    }

    /// The time now, in ns since the begin.
    fn now(&self) -> u64 {
        self.at(Instant::now())
    }

    /// The calling thread's sums.
    fn share(&self) -> MutexGuard<'_, Share> {
        self.shares.of(lane::number())
    }

    /// Traces of its events.
    pub fn trace(&self) -> &Tracer {
        &self.trace
    }

    /// Makes GPUs measure stages with their own clock, or not.
    pub fn time_device(&self, on: bool) {
        self.times_device.store(on, Ordering::Relaxed);
    }

    fn times_device(&self) -> bool {
        self.times_device.load(Ordering::Relaxed) || self.trace.is_on()
    }

    /// Counts events that were run together with others, as one.
    pub fn merged(&self, events: u64) {
        self.share().sums.merged += events;
    }

    /// Tells a trace how many events are unfinished, and how many photons they have.
    pub fn queued(&self, events: u64, photons: u64) {
        self.trace.queued(self.now(), events, photons);
    }

    /// What was done so far, the amounts of the last seconds, and how many seconds these are.
    pub fn work(&self) -> (Sums, [u64; RATES], f64) {
        let now = self.now();
        let (sums, recent) = self.shares.total(now);
        (sums, recent, Window::seconds(now))
    }
}
