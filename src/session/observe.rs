//! What a session tells of itself: telemetry, to a function of the program too, and traces.

use super::event::Event;
use super::results::Results;
use super::submit::Session;
use crate::backend::summary::Summary;
use crate::runtime::periodic::Periodic;
use crate::telemetry::{Done, EventMeter, Identity, Outcome, Snapshot, TraceOptions, text};
use crate::{Error, Result};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The thread that calls the program.
pub(super) type Observer = Mutex<Option<Periodic>>;

/// What a part's summary counts.
pub(super) fn done_of(summary: &Summary, on_device: bool) -> Done {
    let photons = summary.photons - summary.unfinished;
    Done { on_device, photons, draws: summary.draws, hits: summary.hits, secondaries: summary.secondaries }
}

impl Session {
    /// Begins to measure an event of `parts` parts; `device`: it goes to a GPU.
    pub(super) fn meter(&self, identity: Identity, parts: usize, device: bool) -> EventMeter {
        self.trace_queue(0, 0);
        EventMeter::new(&self.hub, identity, parts, device)
    }

    /// An event has its results, so long after its submission.
    pub(super) fn measured(&self, event: &Event, outcome: &Result<Results>, elapsed: Duration) {
        let outcome = match outcome {
            Ok(_) => Outcome::Succeeded,
            Err(Error::Cancelled(_)) => Outcome::Cancelled,
            Err(_) => Outcome::Failed,
        };
        event.meter.ended(&self.hub, outcome, elapsed);
        self.trace_queue(1, event.photons);
    }

    /// Tells a trace what is queued, less what is just leaving.
    fn trace_queue(&self, events: u64, photons: u64) {
        if self.hub.trace().is_on() {
            let now = self.flow.telemetry();
            let left = |queued: u64, less| queued.saturating_sub(less);
            self.hub.queued(left(now.events_queued, events), left(now.photons_queued, photons));
        }
    }

    /// All that it did and has to do.
    pub fn snapshot(&self) -> Snapshot {
        let queue = self.telemetry();
        let (work, recent, window) = self.hub.work();
        let (context, backend) = (self.context(), self.context().backend());
        Snapshot {
            queue,
            work,
            recent,
            window,
            memory: [context.memory(), context.memory_max()],
            device_memory: [backend.memory(), backend.memory_max()],
            trace_records: self.hub.trace().records(),
        }
    }

    /// That, in the text format of Prometheus.
    pub fn telemetry_text(&self) -> String {
        text(&self.snapshot(), &self.stage().loaded().shares())
    }

    /// Makes its GPU measure stages with its own clock, which costs it a little.
    pub fn time_device(&self, on: bool) {
        self.hub.time_device(on);
    }

    /// Calls `tell` with a snapshot, a first time after `interval` and then every so often, on a thread of the library,
    /// until the session is closed. The thread does not keep it alive.
    pub fn on_telemetry(
        self: &Arc<Self>,
        interval: Duration,
        tell: impl Fn(&Snapshot) + Send + 'static,
    ) -> Result<()> {
        let session = Arc::downgrade(self);
        let observer = Periodic::start("chroma2-tell", interval, move || {
            if let Some(session) = session.upgrade() {
                tell(&session.snapshot());
            }
        })?;
        let before = self.observer.lock().unwrap_or_else(|e| e.into_inner()).replace(observer);
        drop(before); // waits for a call, which may look at the session
        Ok(())
    }

    /// Begins a trace of its events. Those that run meanwhile are in it from now on.
    pub fn trace_start(&self, options: TraceOptions) -> Result<()> {
        self.here()?;
        self.hub.trace().start(options)
    }

    /// Ends it: its file is complete then.
    pub fn trace_stop(&self) -> Result<()> {
        self.here()?;
        self.hub.trace().stop()
    }

    /// Writes a trace that has no file to one.
    pub fn trace_save(&self, path: &Path) -> Result<()> {
        self.here()?;
        self.hub.trace().save(path)
    }

    /// Fails in a process that was forked from the session's: what it counts and traces is that one's, and may be locked
    /// here for ever.
    pub fn here(&self) -> Result<()> {
        self.context().workers().here()
    }

    /// Ends what tells of it: no function of the program is running then for that, unless this is called by it. Its
    /// events go on.
    pub fn close(&self) {
        if self.here().is_err() {
            return; // the threads are the other process's
        }
        let observer = self.observer.lock().unwrap_or_else(|e| e.into_inner()).take();
        drop(observer);
        self.hub.trace().close();
    }
}
