//! An event as the worker threads see it.

use super::batch::{BatchResults, Member, Members};
use super::event::Event;
use super::flow::Admission;
use super::hit_room::HitRoom;
use super::kept::Kept;
use super::observe::done_of;
use super::options::{Callbacks, DoneCallback};
use super::placement::Place;
use super::results::{Results, join_hits, join_records};
use super::stage::Stage;
use super::stream::{Piece, Stream};
use crate::backend::context::Charge;
use crate::backend::hit_block::HitPart;
use crate::backend::summary::Summary;
use crate::backend::task::{MakeRoom, Part, Task, TaskPart, Wanted, Watch};
use crate::layout::PropagateParams;
use crate::photon::columns::Filler;
use crate::runtime::panic::panic_text;
use crate::runtime::turns::{Priority, Ticket};
use crate::runtime::workers::Job;
use crate::telemetry::PartMeter;
use crate::words::count;
use crate::{Error, Result, memory};
use std::collections::BTreeMap;
use std::ops::Range;
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
    /// Of a batch's events.
    of_each: Vec<Summary>,
}

/// A submission that is about to start.
pub(super) struct Ready {
    pub event: Event,
    pub stage: Arc<Stage>,
    pub place: Place,
    pub admission: Admission,
    pub kept: Arc<Kept>,
    pub what: What,
    pub priority: Priority,
    pub wanted: Wanted,
    pub chunks: usize,
    /// Whether it may be propagated together with others.
    pub merges: bool,
}

impl Done {
    /// Nothing yet.
    pub fn of(what: &What) -> Result<Self> {
        let members = if let What::Many(members) = what { members.list.len() } else { 0 };
        let of_each = memory::filled(Summary::default(), members, "summaries of events")?;
        Ok(Self { of_each, ..Self::default() })
    }
}

/// One event, or several ones.
pub(super) enum What {
    One {
        params: PropagateParams,
        event_id: u64,
        /// Photons of a chunk.
        chunk: u64,
    },
    Many(Members),
}

pub(super) struct Submission {
    pub event: Arc<Event>,
    /// The geometry that it was submitted with.
    pub stage: Arc<Stage>,
    pub place: Place,
    /// Whether nothing else was on the way.
    pub alone: bool,
    pub admission: Admission,
    /// With its light.
    pub kept: Arc<Kept>,
    pub what: What,
    pub priority: Priority,
    pub wanted: Wanted,
    /// Whether they are a result.
    pub keeps_hits: bool,
    /// Where they go besides.
    pub stream: Option<Arc<Stream>>,
    pub done: Mutex<Done>,
    pub hit_room: HitRoom,
    /// With what counts their memory.
    pub photons: Option<(Filler, Charge)>,
    pub callbacks: Callbacks,
    pub reported: Mutex<u64>,
    pub failure: OnceLock<Error>,
}

impl Submission {
    /// Begins to measure a chunk of so many photons.
    pub fn meter(&self, chunk: usize, photons: u64) -> PartMeter<'_> {
        let of = match &self.what {
            What::One { .. } => None,
            What::Many(members) => members.events_of(chunk),
        };
        self.event.meter.part(&self.event.session.hub, chunk, photons, of)
    }

    fn task_of<'a>(
        &'a self,
        light: usize,
        params: &'a PropagateParams,
        event_id: u64,
        meter: &'a PartMeter<'a>,
    ) -> Task<'a> {
        let session = &self.event.session;
        Task {
            watch: self,
            meter,
            context: session.context(),
            scene: &**self.stage.scene(),
            params,
            urgent: self.priority > Priority::default(),
            event: event_id,
            light: &self.kept.lights[light],
            media: &session.media().counts,
            wanted: &self.wanted,
            photons: self.photons.as_ref().map(|photons| &photons.0),
        }
    }

    /// Number of photons of a chunk.
    fn size(&self, chunk: usize) -> u64 {
        match &self.what {
            What::One { chunk: size, .. } => {
                self.event.photons.saturating_sub(chunk as u64 * size).min(*size)
            }
            What::Many(members) => {
                let shares = &members.shares[members.chunks[chunk].clone()];
                shares.iter().map(|share| share.range.end - share.range.start).sum()
            }
        }
    }

    /// The photons of a chunk: of one event, or of several ones.
    fn parts<'a>(&'a self, chunk: usize, meter: &'a PartMeter<'a>) -> Result<Vec<TaskPart<'a>>> {
        match &self.what {
            What::One { params, event_id, chunk: size } => {
                let start = chunk as u64 * size;
                let range = start..start + self.size(chunk);
                let mut parts = memory::room(1, "a chunk")?;
                parts.push(TaskPart { task: self.task_of(0, params, *event_id, meter), range });
                Ok(parts)
            }
            What::Many(members) => {
                let shares = &members.shares[members.chunks[chunk].clone()];
                let mut parts = memory::room(shares.len(), "a chunk of a batch")?;
                parts.extend(shares.iter().map(|share| {
                    let Member { light, params, event_id } = &members.list[share.member];
                    let task = self.task_of(*light, params, *event_id, meter);
                    TaskPart { task, range: share.range.clone() }
                }));
                Ok(parts)
            }
        }
    }

    /// All photons of one event, for a propagation with others.
    pub fn whole<'a>(&'a self, meter: &'a PartMeter<'a>) -> Result<TaskPart<'a>> {
        let mut parts = self.parts(0, meter)?;
        match (parts.pop(), parts.is_empty()) {
            (Some(part), true) => Ok(part),
            _ => Err(Error::Internal("a batch among events together".into())),
        }
    }

    /// Propagates a chunk; how many photons came to their end.
    fn propagate(&self, chunk: usize) -> Result<u64> {
        let loaded = self.stage.executor(self.place);
        let meter = self.meter(chunk, self.size(chunk));
        let parts = self.parts(chunk, &meter)?;
        let first = match &self.what {
            What::One { .. } => chunk,
            What::Many(members) => members.chunks[chunk].start,
        };
        let mut sum = Summary::default();
        if parts.len() > 1 && loaded.is_device() {
            for (i, mut part) in loaded.propagate_together(&parts)?.into_iter().enumerate() {
                if let Some(hits) = &mut part.hits {
                    hits.shared = false; // with others of this batch
                }
                sum.join(&part.summary);
                self.take(first + i, part);
            }
        } else {
            for (i, TaskPart { task, range }) in parts.into_iter().enumerate() {
                let part = loaded.propagate(&task, range)?;
                sum.join(&part.summary);
                self.take(first + i, part);
            }
        }
        meter.done(done_of(&sum, loaded.is_device()));
        Ok(sum.photons - sum.unfinished)
    }

    /// Tells the progress callback; passed over when another thread is about it, unless `last`.
    fn report(&self, last: bool) {
        let Some(progress) = &self.callbacks.progress else { return };
        let reported = if last { self.reported.lock().ok() } else { self.reported.try_lock().ok() };
        let Some(mut reported) = reported else { return };
        let done = self.event.photons_done.load(Ordering::Acquire);
        if done > *reported {
            *reported = done;
            let call = || progress(done, self.event.photons);
            self.event.meter.call(&self.event.session.hub, None, call);
        }
    }

    /// Whether functions of the program are called at its end.
    fn calls(&self) -> bool {
        self.callbacks.done.is_some() || self.callbacks.progress.is_some() || self.stream.is_some()
    }

    /// Whether its end is more than a moment's work, or a program's.
    fn much_to_end(&self) -> bool {
        let done = self.done();
        self.calls() || done.parts.len() > 1 || done.hits > QUICK
    }

    fn done(&self) -> MutexGuard<'_, Done> {
        self.done.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Keeps what a part has added, and tells the program of its hits.
    fn keep(&self, number: usize, mut part: Part) {
        let piece = self.stream.as_ref().zip(self.indices(number)).map(|(_, indices)| {
            let done = part.summary.photons;
            let hits = if self.keeps_hits { part.hits.clone() } else { part.hits.take() };
            let whole = done == indices.end - indices.start;
            Piece { photons: indices.start..indices.start + done, hits, whole }
        });
        self.sum_up(number, part);
        if let Some((stream, piece)) = self.stream.as_ref().zip(piece) {
            stream.add(number, piece);
        }
    }

    /// Indices of the photons of a chunk; `None` of a batch, whose events have each their own.
    fn indices(&self, chunk: usize) -> Option<Range<u64>> {
        let What::One { params, chunk: size, .. } = &self.what else { return None };
        let start = chunk as u64 * size;
        let end = self.event.photons.min(start.saturating_add(*size));
        Some(params.first_index + start..params.first_index + end)
    }

    fn sum_up(&self, number: usize, part: Part) {
        let mut done = self.done();
        done.summary.join(&part.summary);
        if let What::Many(members) = &self.what
            && let Some(summary) = done.of_each.get_mut(members.shares[number].member)
        {
            summary.join(&part.summary);
        }
        done.hits += part.hits.as_ref().map_or(0, |hits| hits.count);
        if part.has_more() {
            done.parts.insert(number, part);
        }
    }

    /// Takes what a part has added, by its number.
    pub fn take(&self, number: usize, part: Part) {
        let session = &self.event.session;
        session.placer().done(self.place, part.summary.photons);
        if part.summary.medium_changes > 0 {
            session.media().tell(&**self.stage.scene());
        }
        self.keep(number, part);
    }

    /// Ends it early with what went wrong, of which the first is told.
    pub fn fail(&self, error: Error) {
        let _ = self.failure.set(error);
        self.event.cancel();
    }

    /// The summary of what was done, and the results if that is all.
    fn outcome(mut self) -> (Summary, Result<Results>, Rest) {
        let rest = Rest { event: self.event, admission: self.admission, done: self.callbacks.done };
        let done = self.done.into_inner().unwrap_or_else(|e| e.into_inner());
        let mut summary = done.summary;
        rest.event.session.placer().done(self.place, rest.event.photons - summary.photons);
        summary.skip(rest.event.photons - summary.photons);
        rest.event.photons_done.store(summary.photons - summary.unfinished, Ordering::Release);
        let told = self.stream.and_then(|stream| stream.failure.get().cloned());
        if let Some(error) = self.failure.take().or(told) {
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
                    Some(self.stage.loaded().join_hits(device_parts)?)
                }
                false => None,
            };
            let mut charge = context.charge(Results::bytes_of(&parts), "records of the event")?;
            let (photons, photons_charge) = self.photons.unzip();
            photons_charge.into_iter().for_each(|more| charge.join(more));
            Ok(Results {
                summary,
                device_hits,
                hits: self.keeps_hits.then(|| join_hits(&mut parts, context)).transpose()?,
                photons: photons.map(Filler::finish),
                records: join_records(&parts)?,
                batch: match self.what {
                    What::One { .. } => None,
                    What::Many(_) => Some(BatchResults::new(done.of_each)?),
                },
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
        let own = |count: usize| {
            Ok(Some(HitPart { block: make(count)?, first: 0, count, shared: false, ids: None }))
        };
        let chunk = match &self.what {
            What::One { chunk, .. } if self.keeps_hits => chunk,
            _ => return if count > 0 { own(count) } else { Ok(None) },
        };
        let part = (position / chunk) as usize;
        let share = self.event.photons as f64 / (*chunk).min(self.event.photons).max(1) as f64;
        match self.hit_room.place(part, count, share, make, || self.stopped())? {
            None if count > 0 => own(count),
            placed => Ok(placed),
        }
    }
}

impl Job for Submission {
    fn run(&self, chunk: usize) {
        if self.stopped() {
            return;
        }
        let result = shielded(|| {
            memory::ready()?;
            let session = &self.event.session;
            let running = session.placer().begin(self.place);
            running.end(self.propagate(chunk)?);
            Ok(())
        });
        if let Err(error) = result {
            self.fail(error);
        }
    }

    fn stopped(&self) -> bool {
        self.event.halt.load(Ordering::Acquire)
    }

    fn priority(&self) -> Priority {
        self.priority
    }

    fn ready(&self, chunk: usize) -> bool {
        self.stream.as_ref().is_none_or(|stream| stream.ready(chunk))
    }

    fn queued(&self, ticket: Ticket) {
        self.event.standing.ticket.store(ticket, Ordering::Relaxed);
    }

    fn calls_at_end(&self) -> bool {
        self.calls()
    }

    fn end_here(self: Box<Self>) {
        self.finish();
    }

    fn end(self: Box<Self>) {
        let session = Arc::clone(&self.event.session);
        // A device's threads go on with the next part; a worker ends the event, unless that is done sooner
        // than a worker wakes up.
        if !self.stage.executor(self.place).is_device() || !self.much_to_end() {
            return self.finish();
        }
        if self.stopped() && session.context().workers().expect_end() {
            return session.context().workers().end_first(Some(self));
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

    fn priority(&self) -> Priority {
        self.0.priority
    }

    fn end(self: Box<Self>) {
        self.0.finish();
    }
}

impl Submission {
    fn finish(mut self: Box<Self>) {
        let (session, place) = (Arc::clone(&self.event.session), self.admission.number());
        let placed = self.alone.then_some(self.place);
        let borrows = self.kept.borrows();
        if session.pending.ending(place) {
            self.failure = OnceLock::from(Error::Cancelled(
                "the session was suspended, and the event is in its checkpoint".into(),
            ));
        }
        let told = shielded(|| {
            self.stream.iter().for_each(|stream| stream.finish());
            self.report(true);
            Ok(())
        });
        if let Err(error) = told {
            let _ = self.failure.set(error);
        }
        self.event.meter.ending(&self.event.session.hub);
        let (summary, outcome, rest) = self.outcome();
        let Rest { event, admission, done } = rest;
        let failed = matches!(&outcome, Err(error) if !matches!(error, Error::Cancelled(_)));
        if !failed {
            let _ = event.summary.set(summary);
        }
        let elapsed = event.submitted.elapsed();
        let _ = event.elapsed.set(elapsed);
        if let Some(place) = placed.filter(|_| outcome.is_ok()) {
            session.placer().learn_alone(place, event.photons, elapsed);
        }
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
        session.pending.leave(place, borrows);
        event.give_up_light();
        drop((event, session));
        admission.finish(photons, || finished.open());
    }
}
