//! Small events of a GPU: those that wait when a thread of it becomes free are propagated together. None waits for
//! others to come.

use super::observe::done_of;
use super::placement::Place;
use super::stage::Stage;
use super::submission::{Submission, shielded};
use super::submit::Session;
use crate::backend::task::{Part, TaskPart};
use crate::runtime::workers::Job;
use crate::telemetry::PartMeter;
use crate::{Error, Result, memory};
use std::collections::VecDeque;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Mutex, MutexGuard};

/// Most events that are propagated together.
const EVENTS: usize = 1 << 12;

#[derive(Default)]
struct Pending {
    /// With their numbers, which rise.
    events: VecDeque<(u64, Box<Submission>)>,
    /// The last number, from 1.
    last: u64,
    /// Whether a turn is queued that will take them.
    called: bool,
}

/// Those of a session and a geometry.
#[derive(Default)]
pub(super) struct Merger(Mutex<Pending>);

impl Merger {
    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.0.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Adds an event, and calls a thread if none is on its way. Gives it back where there is no memory for its place.
    pub fn add(
        session: &Arc<Session>,
        stage: &Arc<Stage>,
        event: Box<Submission>,
    ) -> std::result::Result<(), Box<Submission>> {
        let mut pending = stage.merger().pending();
        if memory::fallibly(|| pending.events.try_reserve(1)).is_err() {
            return Err(event);
        }
        pending.last += 1;
        let number = pending.last;
        event.event.standing.merging.store(number, Relaxed);
        pending.events.push_back((number, event));
        if std::mem::replace(&mut pending.called, true) {
            return Ok(());
        }
        drop(pending);
        call(session, stage);
        Ok(())
    }

    /// Takes one out, where it is still there.
    pub fn withdraw(&self, number: u64) -> Option<Box<dyn Job>> {
        let mut pending = self.pending();
        let place = pending.events.binary_search_by_key(&number, |(other, _)| *other).ok()?;
        pending.events.remove(place).map(|(_, event)| event as Box<dyn Job>)
    }

    /// Those that go together, and whether others are left, for whom another thread is to be called.
    #[allow(clippy::vec_box)] // a job is ended in its box
    fn take(&self, most: u64) -> (Vec<Box<Submission>>, bool) {
        let mut pending = self.pending();
        let (mut together, mut photons) = (Vec::new(), 0);
        while let Some((_, next)) = pending.events.front() {
            photons += next.event.photons;
            let full = together.len() == EVENTS || photons > most;
            if !together.is_empty() && (full || memory::fallibly(|| together.try_reserve(1)).is_err()) {
                break;
            }
            together.extend(pending.events.pop_front().map(|(_, event)| event));
        }
        pending.called = !pending.events.is_empty();
        let more = pending.called;
        (together, more)
    }
}

/// Calls a thread of the device; where there is no memory for that, it is this one's turn.
fn call(session: &Arc<Session>, stage: &Arc<Stage>) {
    let turn = Box::new(Turn(Arc::clone(session), Arc::clone(stage)));
    let failed = match stage.loaded().workers() {
        Ok(workers) => workers.submit(turn, 1).err(),
        Err(_) => Some(turn as Box<dyn Job>), // threads that do not start: the events say so
    };
    if let Some(turn) = failed {
        turn.run(0);
    }
}

/// A thread's turn to take what is there.
struct Turn(Arc<Session>, Arc<Stage>);

impl Job for Turn {
    fn run(&self, _: usize) {
        let Self(session, stage) = self;
        let (mut events, more) = stage.merger().take(stage.loaded().most_together());
        if more {
            call(session, stage);
        }
        let running: Vec<&Submission> =
            events.iter().map(|event| &**event).filter(|e| !e.stopped()).collect();
        match running[..] {
            [] => {}
            [one] => one.run(0),
            _ => together(session, stage, &running),
        }
        drop(running);
        events.drain(..).for_each(|event| (event as Box<dyn Job>).end());
    }

    fn stopped(&self) -> bool {
        false
    }

    fn end(self: Box<Self>) {}
}

fn propagate(session: &Session, stage: &Stage, events: &[&Submission]) -> Result<Vec<Part>> {
    memory::ready()?;
    let mut meters: Vec<PartMeter<'_>> = memory::room(events.len(), "events together")?;
    meters.extend(events.iter().map(|event| event.meter(0, event.event.photons)));
    let mut tasks: Vec<TaskPart<'_>> = memory::room(events.len(), "events together")?;
    for (event, meter) in events.iter().zip(&meters) {
        tasks.push(event.whole(meter)?);
    }
    let parts = stage.loaded().propagate_together(&tasks)?;
    if parts.len() != events.len() {
        return Err(Error::Internal(format!("{} results of {} events", parts.len(), events.len())));
    }
    drop(tasks);
    meters.into_iter().zip(&parts).for_each(|(meter, part)| meter.done(done_of(&part.summary, true)));
    session.hub.merged(events.len() as u64);
    Ok(parts)
}

/// Runs them; where there is no memory for all at once, one after another.
fn together(session: &Session, stage: &Stage, events: &[&Submission]) {
    let photons = events.iter().map(|event| event.event.photons).sum();
    let running = session.placer().begin(Place::Device);
    match shielded(|| propagate(session, stage, events)) {
        Ok(parts) => {
            running.end(photons);
            for (event, part) in events.iter().zip(parts) {
                event.take(0, part);
            }
        }
        Err(Error::OutOfMemory(_)) => {
            drop(running);
            events.iter().for_each(|event| event.run(0));
        }
        Err(error) => events.iter().for_each(|event| event.fail(error.clone())),
    }
}
