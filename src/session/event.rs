//! An event: what was submitted, seen from outside.

use super::kept::Kept;
use super::latch::Latch;
use super::leave::Standing;
use super::results::Results;
use super::steps::Lineage;
use super::submit::Session;
use crate::backend::summary::Summary;
use crate::runtime::locks::lock;
use crate::runtime::workers::on_worker;
use crate::telemetry::EventMeter;
use crate::words::{count, one_or_many};
use crate::{Error, Result};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

/// How far an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Whether it is finished, callback included.
    pub done: bool,
    /// Photons submitted.
    pub photons: u64,
    /// Photons that came to their end.
    pub photons_done: u64,
    /// Time since the submission; of a finished event, until its end.
    pub elapsed: Duration,
}

/// A submission and its results, which are there for as long as the event is. Any number of threads
/// may use one at once. It goes on when all who know of it are gone.
pub struct Event {
    /// Kept alive.
    pub(super) session: Arc<Session>,
    pub(super) seed: u64,
    /// Of a batch, where the session has given it: that of its first event.
    pub(super) event_id: AtomicU64,
    pub(super) tag: u64,
    /// Index of its first photon; of a batch, of each event's.
    first_index: u64,
    /// How many it has.
    events: u64,
    pub(super) time_offset: f64,
    pub(super) lineage: Option<Lineage>,
    pub(super) photons: u64,
    pub(super) photons_done: AtomicU64,
    /// Set to end it early: it was cancelled, or a part of it has failed.
    pub(super) halt: AtomicBool,
    /// Its light, until the end or as long as it stays.
    kept: Mutex<Option<Arc<Kept>>>,
    /// Where it waits for threads.
    pub(super) standing: Standing,
    pub(super) submitted: Instant,
    pub(super) meter: EventMeter,
    pub(super) elapsed: OnceLock<Duration>,
    pub(super) summary: OnceLock<Summary>,
    pub(super) outcome: OnceLock<Result<Results>>,
    pub(super) finished: Arc<Latch>,
}

impl Event {
    pub(super) fn new(
        session: Arc<Session>,
        kept: Arc<Kept>,
        photons: u64,
        lineage: Option<Lineage>,
        meter: EventMeter,
    ) -> Self {
        let options = &kept.options;
        Self {
            session,
            seed: options.seed,
            event_id: AtomicU64::new(options.event_id),
            tag: options.tag,
            first_index: kept.first_index(),
            events: kept.events.as_ref().map_or(1, Vec::len) as u64,
            time_offset: options.time_offset,
            kept: Mutex::new(Some(kept)),
            lineage,
            photons,
            photons_done: AtomicU64::new(0),
            halt: AtomicBool::new(false),
            standing: Standing::default(),
            submitted: meter.submitted(),
            meter,
            elapsed: OnceLock::new(),
            summary: OnceLock::new(),
            outcome: OnceLock::new(),
            finished: Arc::default(),
        }
    }

    /// The session that it was submitted to.
    pub fn session(&self) -> &Arc<Session> {
        &self.session
    }

    /// The seed that it was submitted with.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Its number; of a batch that has been given its numbers by the session, the first of these, and of another one what
    /// the batch's options say.
    pub fn event_id(&self) -> u64 {
        self.event_id.load(Ordering::Acquire)
    }

    /// The program's own number for it.
    pub fn tag(&self) -> u64 {
        self.tag
    }

    /// Index of its first photon; of a batch, of each event's.
    pub fn first_index(&self) -> u64 {
        self.first_index
    }

    /// How many events it has: 1, or those of a batch.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// Ends it with an error before it has begun.
    pub(super) fn abandon(&self, error: Error) {
        let _ = self.outcome.set(Err(error));
        self.finished.open();
    }

    /// What it was submitted with, if that is still there.
    pub(super) fn kept(&self) -> Option<Arc<Kept>> {
        lock(&self.kept).clone()
    }

    /// Gives that up, unless it is to stay.
    pub(super) fn give_up_light(&self) {
        let mut kept = lock(&self.kept);
        let gone = if kept.as_ref().is_some_and(|kept| kept.stays()) { None } else { kept.take() };
        drop(kept);
        drop(gone);
    }

    /// Time in ns that its photons' times are counted from.
    pub fn time_offset(&self) -> f64 {
        self.time_offset
    }

    /// Waits until the event is finished, at most `timeout` (`None`: for ever), and says how it
    /// ended: `Cancelled`, or what went wrong. `Timeout` where it goes on. In its own callback
    /// it returns at once; a callback may not wait for other events.
    pub fn wait(&self, timeout: Option<Duration>) -> Result<()> {
        if on_worker() {
            return match self.outcome.get() {
                Some(outcome) => outcome.as_ref().map(|_| ()).map_err(Clone::clone),
                None => Err(Error::InvalidState(
                    "a callback may not wait for another event: it could wait for itself".into(),
                )),
            };
        }
        if !self.finished.is_open() {
            self.session.context().workers().here()?;
        }
        let until = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        if !self.finished.wait(until) {
            let progress = self.progress();
            return Err(Error::Timeout(format!(
                "the event is not finished: {} of {} {} done",
                progress.photons_done,
                count(progress.photons, "photon"),
                one_or_many(progress.photons_done, ["is", "are"])
            )));
        }
        self.results().map(|_| ())
    }

    /// How far it is.
    pub fn progress(&self) -> Progress {
        Progress {
            done: self.finished.is_open(),
            photons: self.photons,
            photons_done: self.photons_done.load(Ordering::Acquire),
            elapsed: self.elapsed.get().copied().unwrap_or_else(|| self.submitted.elapsed()),
        }
    }

    /// Asks for an early end, within milliseconds and however many events wait before it: photons on the way are given
    /// up, and the event ends as cancelled unless all of its photons were done.
    pub fn cancel(&self) {
        self.halt.store(true, Ordering::Release);
        self.leave_queue();
    }

    /// The results; fails with what went wrong, and as `InvalidState` before the end.
    pub fn results(&self) -> Result<&Results> {
        match self.outcome.get() {
            Some(Ok(results)) => Ok(results),
            Some(Err(error)) => Err(error.clone()),
            None => Err(not_finished()),
        }
    }

    /// The summary, of a cancelled event too.
    pub fn summary(&self) -> Result<&Summary> {
        match (self.summary.get(), self.outcome.get()) {
            (_, None) => Err(not_finished()),
            (Some(summary), _) => Ok(summary),
            (None, Some(outcome)) => outcome.as_ref().map(|results| &results.summary).map_err(Clone::clone),
        }
    }
}

fn not_finished() -> Error {
    Error::InvalidState("the event is not finished; wait for it first".into())
}
