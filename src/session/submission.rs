//! An event as the worker threads see it.

use super::event::Event;
use super::flow::Admission;
use super::hit_room::HitRoom;
use super::observe::done_of;
use super::options::{Callbacks, DoneCallback};
use super::placement::Place;
use super::results::{Results, join_hits, join_records};
use crate::backend::context::Charge;
use crate::backend::hit_block::HitPart;
use crate::backend::light::Light;
use crate::backend::summary::Summary;
use crate::backend::task::{MakeRoom, Part, Task, Wanted, Watch};
use crate::layout::PropagateParams;
use crate::photon::columns::Filler;
use crate::runtime::panic::panic_text;
use crate::runtime::workers::Job;
use crate::telemetry::PartMeter;
use crate::words::count;
use crate::{Error, Result, memory};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

/// Hits that the thread of an event's only slice joins itself.
const QUICK: usize = 1 << 12;

/// Turns a panic into an error.
pub(super) fn shielded<T>(body: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|panic| {
        Err(Error::Internal(format!("panic in a worker thread: {}", panic_text(&*panic))))
    })
}

/// What the chunks that were run have added up to.
#[derive(Default)]
pub(super) struct Done {
    summary: Summary,
    /// By their number, those that have more than an summary.
    parts: BTreeMap<usize, Part>,
    hits: usize,
}

pub(super) struct Submission {
    pub event: Arc<Event>,
    pub place: Place,
    pub admission: Admission,
    pub light: Light,
    pub params: PropagateParams,
    pub event_id: u64,
    pub wanted: Wanted,
    pub chunk: u64,
    pub done: Mutex<Done>,
    pub hit_room: HitRoom,
    /// With what counts their memory.
    pub photons: Option<(Filler, Charge)>,
    pub callbacks: Callbacks,
    pub reported: Mutex<u64>,
    pub failure: OnceLock<Error>,
    /// Counts the memory of the photons.
    pub _memory: Charge,
}

impl Submission {
    /// Begins to measure a chunk of so many photons.
    pub fn meter(&self, chunk: usize, photons: u64) -> PartMeter<'_> {
        self.event.meter.part(&self.event.session.hub, chunk, photons)
    }

    pub fn task<'a>(&'a self, meter: &'a PartMeter<'a>) -> Task<'a> {
        let session = &self.event.session;
        Task {
            watch: self,
            meter,
            context: session.context(),
            scene: &**session.scene(),
            params: &self.params,
            event: self.event_id,
            light: &self.light,
            media: &session.media().counts,
            wanted: &self.wanted,
            photons: self.photons.as_ref().map(|photons| &photons.0),
        }
    }

    /// Tells the progress callback; passed over when another thread is about it, unless `last`.
    fn report(&self, last: bool) {
        let Some(progress) = &self.callbacks.progress else { return };
        let reported = if last { self.reported.lock().ok() } else { self.reported.try_lock().ok() };
        let Some(mut reported) = reported else { return };
        let done = self.event.photons_done.load(Ordering::Acquire);
        if done > *reported {
            *reported = done;
            progress(done, self.event.photons);
        }
    }

    /// Whether its end is more than a moment's work, or a program's.
    fn much_to_end(&self) -> bool {
        let callbacks = self.callbacks.done.is_some() || self.callbacks.progress.is_some();
        let done = self.done();
        callbacks || done.parts.len() > 1 || done.hits > QUICK
    }

    fn done(&self) -> MutexGuard<'_, Done> {
        self.done.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Keeps what a chunk has added.
    fn keep(&self, chunk: usize, part: Part) {
        let mut done = self.done();
        done.summary.join(&part.summary);
        done.hits += part.hits.as_ref().map_or(0, |hits| hits.count);
        if part.has_more() {
            done.parts.insert(chunk, part);
        }
    }

    /// Takes what a chunk has added.
    pub fn take(&self, chunk: usize, part: Part) {
        let session = &self.event.session;
        session.placer().done(self.place, part.summary.photons);
        if part.summary.medium_changes > 0 {
            session.media().tell(&**session.scene());
        }
        self.keep(chunk, part);
    }

    /// Ends it early with what went wrong, of which the first is told.
    pub fn fail(&self, error: Error) {
        let _ = self.failure.set(error);
        self.event.halt.store(true, Ordering::Release);
    }

    /// The summary of what was done, and the results if that is all.
    fn outcome(mut self) -> (Summary, Result<Results>, Rest) {
        let rest = Rest { event: self.event, admission: self.admission, done: self.callbacks.done };
        let done = self.done.into_inner().unwrap_or_else(|e| e.into_inner());
        let mut summary = done.summary;
        rest.event.session.placer().done(self.place, rest.event.photons - summary.photons);
        summary.skip(rest.event.photons - summary.photons);
        rest.event.photons_done.store(summary.photons - summary.unfinished, Ordering::Release);
        if let Some(error) = self.failure.take() {
            return (summary, Err(error), rest);
        }
        if done.summary.photons < rest.event.photons {
            let message = format!(
                "the event was cancelled with {} of {} not done",
                summary.unfinished,
                count(summary.photons, "photon")
            );
            return (summary, Err(Error::Cancelled(message)), rest);
        }
        let results = shielded(|| {
            let mut parts: Vec<Part> = memory::room(done.parts.len(), "results of chunks")?;
            parts.extend(done.parts.into_values());
            let context = rest.event.session.context();
            let device_hits = match self.wanted.device_hits {
                true => {
                    let mut device_parts = memory::room(parts.len(), "results of chunks")?;
                    device_parts.extend(parts.iter_mut().filter_map(|part| part.device_hits.take()));
                    Some(rest.event.session.loaded().join_hits(device_parts)?)
                }
                false => None,
            };
            let mut charge = context.charge(Results::bytes_of(&parts), "records of the event")?;
            let (photons, photons_charge) = self.photons.unzip();
            photons_charge.into_iter().for_each(|more| charge.join(more));
            Ok(Results {
                summary,
                device_hits,
                hits: self.wanted.hits.then(|| join_hits(&mut parts, context)).transpose()?,
                photons: photons.map(Filler::finish),
                records: join_records(&parts)?,
                _memory: charge,
            })
        });
        (summary, results, rest)
    }
}

/// What outlives the work.
struct Rest {
    event: Arc<Event>,
    admission: Admission,
    done: Option<DoneCallback>,
}

impl Watch for Submission {
    fn halt(&self) -> &AtomicBool {
        &self.event.halt
    }

    fn advance(&self, photons: u64) {
        self.event.photons_done.fetch_add(photons, Ordering::AcqRel);
        self.report(false);
    }

    fn room_for_hits(&self, position: u64, count: usize, make: MakeRoom<'_>) -> Result<Option<HitPart>> {
        let part = (position / self.chunk) as usize;
        let share = self.event.photons as f64 / self.chunk.min(self.event.photons).max(1) as f64;
        match self.hit_room.place(part, count, share, make, || self.stopped())? {
            None if count > 0 => Ok(Some(HitPart { block: make(count)?, first: 0, count, shared: false })),
            placed => Ok(placed),
        }
    }
}

impl Job for Submission {
    fn run(&self, chunk: usize) {
        if self.stopped() {
            return;
        }
        let start = chunk as u64 * self.chunk;
        let range = start..self.event.photons.min(start.saturating_add(self.chunk));
        let result = shielded(|| {
            memory::ready()?;
            let session = &self.event.session;
            let meter = self.meter(chunk, range.end - range.start);
            let executor = session.executor(self.place);
            let running = session.placer().begin(self.place);
            let part = executor.propagate(&self.task(&meter), range)?;
            running.end(part.summary.photons - part.summary.unfinished);
            meter.done(done_of(&part.summary, executor.is_device()));
            self.take(chunk, part);
            Ok(())
        });
        if let Err(error) = result {
            self.fail(error);
        }
    }

    fn stopped(&self) -> bool {
        self.event.halt.load(Ordering::Acquire)
    }

    fn end(self: Box<Self>) {
        let session = Arc::clone(&self.event.session);
        // A device's threads go on with the next part; a worker ends the event, unless that is done sooner
        // than a worker wakes up.
        if !session.executor(self.place).is_device() || !self.much_to_end() {
            return self.finish();
        }
        if let Err(job) = session.context().workers().submit(Box::new(Ended(self)), 0) {
            job.end(); // here, where there is no memory for a place in the workers' queue
        }
    }
}

/// An event of which nothing is left to run.
struct Ended(Box<Submission>);

impl Job for Ended {
    fn run(&self, _: usize) {}

    fn stopped(&self) -> bool {
        true
    }

    fn end(self: Box<Self>) {
        self.0.finish();
    }
}

impl Submission {
    fn finish(self: Box<Self>) {
        self.event.meter.ending(&self.event.session.hub);
        let told = shielded(|| {
            self.report(true);
            Ok(())
        });
        if let Err(error) = told {
            let _ = self.failure.set(error);
        }
        let (summary, outcome, rest) = self.outcome();
        let Rest { event, admission, done } = rest;
        let failed = matches!(&outcome, Err(error) if !matches!(error, Error::Cancelled(_)));
        if !failed {
            let _ = event.summary.set(summary);
        }
        let elapsed = event.submitted.elapsed();
        let _ = event.elapsed.set(elapsed);
        event.session.measured(&event, &outcome, elapsed);
        let _ = event.outcome.set(outcome);
        if let Some(done) = done {
            let called = shielded(|| {
                done(&event);
                Ok(())
            });
            if let Err(error) = called {
                log::error!("completion callback: {error}");
            }
            event.meter.called(&event.session.hub, elapsed);
        }
        // The program may end as soon as it hears of the end: hold nothing of it any more then.
        let photons = event.photons_done.load(Ordering::Acquire);
        let finished = Arc::clone(&event.finished);
        drop(event);
        admission.finish(photons, || finished.open());
    }
}
