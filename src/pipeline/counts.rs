//! What a pipeline did.

use super::Shared;
use crate::backend::pipeline::Times;
use crate::telemetry::Latencies;
use crate::{Result, memory};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A pipeline's counts.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// Steps that were submitted.
    pub submitted: u64,
    /// Whose results were taken.
    pub taken: u64,
    /// Of these, with a code that is not 0.
    pub failed: u64,
    /// Of these, how many were timed.
    pub timed: u64,
    /// Time that their uploads, kernels and downloads took, each added up.
    pub stages: [Duration; 3],
    /// Time during which at least one of them was on the way.
    pub span: Duration,
    /// Time in submissions, but for waiting, on the caller's threads.
    pub submitting: Duration,
    /// Time that callers waited for room, and for results.
    pub waiting: Duration,
    /// From a submission to the end of its step as the taker sees it.
    pub latencies: Latencies,
}

impl Counts {
    /// How much of the time that the longest stage needs at least the steps took: 1 where all else is hidden behind it.
    /// 0 where nothing was timed.
    pub fn efficiency(&self) -> f64 {
        let longest = self.stages.iter().max().copied().unwrap_or_default();
        if self.span.is_zero() { 0.0 } else { longest.as_secs_f64() / self.span.as_secs_f64() }
    }
}

/// What is counted as it happens.
pub(super) struct Counters {
    submitting: AtomicU64,
    waiting: AtomicU64,
    /// Of steps that have ended: the fields of these.
    ended: Mutex<Counts>,
    /// When each slot's step was submitted, in ns since `origin`.
    begun: Box<[AtomicU64]>,
    origin: Instant,
}

impl Counters {
    pub(super) fn new(slots: usize) -> Result<Self> {
        let begun: Vec<AtomicU64> = (0..slots).map(|_| AtomicU64::new(0)).collect();
        Ok(Self {
            submitting: AtomicU64::new(0),
            waiting: AtomicU64::new(0),
            ended: Mutex::default(),
            begun: memory::collected(begun.into_iter(), "slots")?.into_boxed_slice(),
            origin: Instant::now(),
        })
    }

    fn now(&self) -> u64 {
        self.origin.elapsed().as_nanos() as u64
    }

    /// A step begins in its slot.
    pub(super) fn begin(&self, slot: u64) -> Instant {
        let now = Instant::now();
        self.begun[slot as usize].store(now.duration_since(self.origin).as_nanos() as u64, Relaxed);
        now
    }

    /// Its submission has returned.
    pub(super) fn submitted(&self, start: Instant) {
        self.submitting.fetch_add(start.elapsed().as_nanos() as u64, Relaxed);
    }

    /// Runs a wait.
    pub(super) fn waited<T>(&self, wait: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = wait();
        self.waiting.fetch_add(start.elapsed().as_nanos() as u64, Relaxed);
        result
    }

    /// A step's end; gives the time since its submission.
    pub(super) fn ended(&self, slot: u64, code: u32, times: Option<Times>) -> Duration {
        let latency =
            Duration::from_nanos(self.now().saturating_sub(self.begun[slot as usize].load(Relaxed)));
        let mut counts = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        counts.latencies.add(latency.as_nanos() as u64);
        counts.failed += u64::from(code != 0);
        if let Some(Times { stages, span }) = times {
            counts.timed += 1;
            counts.stages.iter_mut().zip(stages).for_each(|(sum, stage)| *sum += stage);
            counts.span += span;
        }
        latency
    }
}

impl Shared {
    pub(super) fn counts(&self) -> Counts {
        let own = &self.counters;
        let nanoseconds = |count: &AtomicU64| Duration::from_nanos(count.load(Relaxed));
        let taken = self.taken(); // before the other, which it never exceeds
        Counts {
            submitted: self.submitted(),
            taken,
            submitting: nanoseconds(&own.submitting),
            waiting: nanoseconds(&own.waiting),
            ..own.ended.lock().unwrap_or_else(PoisonError::into_inner).clone()
        }
    }
}
