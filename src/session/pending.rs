//! Events of a session that are not finished, as checkpoints find them, and the numbers that it gives to events.

use super::event::Event;
use super::kept::Kept;
use super::options::EventOptions;
use super::submission::What;
use crate::backend::cpu::random::stream;
use crate::layout::PropagateParams;
use crate::runtime::locks::lock;
use crate::words::count;
use crate::{Error, Result};
use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};

/// Numbers that a session gives to its events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbering {
    /// Of all events.
    pub seed: u64,
    /// That of the next event.
    pub next: u64,
}

/// An event that is not finished.
struct Entry {
    event: Arc<Event>,
    /// Whether the program is being told of its end.
    ending: bool,
    /// Whether a suspension has saved it.
    saved: bool,
}

/// A file that is being written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Writing {
    /// Events go on.
    Checkpoint,
    /// They end where they are.
    Suspension,
}

#[derive(Default)]
struct State {
    /// By their place among all of the session.
    events: BTreeMap<u64, Entry>,
    next: u64,
    writing: Option<Writing>,
    suspended: bool,
}

/// Those of a session.
#[derive(Default)]
pub(super) struct Pending {
    state: Mutex<State>,
    /// Tells that a file is written.
    written: Condvar,
    /// The seed, where it numbers events.
    seed: Option<u64>,
}

/// What a file is to have; it is being written as long as this is.
pub(super) struct Snapshot<'a> {
    pending: &'a Pending,
    /// With their light, which an event that ends meanwhile gives up.
    pub events: Vec<(Arc<Event>, Arc<Kept>)>,
    pub numbering: Option<Numbering>,
}

fn is_suspended() -> Error {
    Error::InvalidState("session: is suspended; its checkpoint goes on as another session".into())
}

impl Pending {
    pub fn new(numbering: Option<Numbering>) -> Self {
        let next = numbering.map_or(0, |numbering| numbering.next);
        let state = Mutex::new(State { next, ..State::default() });
        Self { state, seed: numbering.map(|numbering| numbering.seed), ..Self::default() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// Waits while a file of some kind is written.
    fn while_writing<'a>(
        &self,
        mut state: MutexGuard<'a, State>,
        of: impl Fn(Writing) -> bool,
    ) -> MutexGuard<'a, State> {
        while state.writing.is_some_and(&of) {
            state = self.written.wait(state).unwrap_or_else(|e| e.into_inner());
        }
        state
    }

    /// Whether a file is being written.
    pub fn is_written(&self) -> bool {
        self.lock().writing.is_some()
    }

    /// The numbers that events get, where they do.
    pub fn numbering(&self) -> Option<Numbering> {
        self.seed.map(|seed| Numbering { seed, next: self.lock().next })
    }

    /// Whether an event is to get its number here; then it has the session's seed from now on.
    pub fn numbers(&self, options: &mut EventOptions) -> Result<bool> {
        let Some(seed) = self.seed.filter(|_| !options.again) else { return Ok(false) };
        for (name, value) in [("seed", options.seed), ("event_id", options.event_id)] {
            if value != 0 {
                return Err(Error::argument(format!(
                    "config->{name} is {value}, but the session numbers its events; 0 is allowed"
                )));
            }
        }
        options.seed = seed;
        Ok(true)
    }

    /// Takes an event in that is about to start, and gives it its number.
    pub fn enter(&self, place: u64, event: &Arc<Event>, kept: &Kept, what: &mut What) -> Result<()> {
        let mut state = self.while_writing(self.lock(), |writing| writing == Writing::Suspension);
        if state.suspended {
            return Err(is_suspended());
        }
        if kept.numbered {
            let (seed, first) = (event.seed, state.next);
            let number = |params: &mut PropagateParams, event_id: &mut u64, id: u64| {
                params.stream = stream(seed, id);
                *event_id = id;
            };
            let count = match what {
                What::One { params, event_id, .. } => {
                    number(params, event_id, first);
                    1
                }
                What::Many(members) => {
                    for (i, member) in members.list.iter_mut().enumerate() {
                        number(&mut member.params, &mut member.event_id, first.wrapping_add(i as u64));
                    }
                    members.list.len() as u64
                }
            };
            event.event_id.store(first, Ordering::Release);
            event.meter.number(first);
            state.next = first.wrapping_add(count);
        }
        state.events.insert(place, Entry { event: Arc::clone(event), ending: false, saved: false });
        Ok(())
    }

    /// Takes an event out that did not start after all.
    pub fn withdraw(&self, place: u64) {
        self.lock().events.remove(&place);
    }

    /// An event has nothing left to run. Whether it was saved and is to end as cancelled; else the program hears of its
    /// results.
    pub fn ending(&self, place: u64) -> bool {
        let mut state = self.while_writing(self.lock(), |writing| writing == Writing::Suspension);
        let Some(entry) = state.events.get_mut(&place) else { return false };
        entry.ending = true;
        entry.saved
    }

    /// The program knows of an event's end, and may do with `borrows` arrays of its own what it likes.
    pub fn leave(&self, place: u64, borrows: bool) {
        let mut state = self.while_writing(self.lock(), |_| borrows);
        let entry = state.events.remove(&place);
        drop(state);
        drop(entry);
    }

    /// What a file is to have, after others are written.
    pub fn snapshot(&self, kind: Writing) -> Result<Snapshot<'_>> {
        let mut state = self.while_writing(self.lock(), |_| true);
        if state.suspended {
            return Err(is_suspended());
        }
        let mut events = crate::memory::room(state.events.len(), "events of a checkpoint")?;
        let suspends = kind == Writing::Suspension;
        // One that is cancelled, or has failed, has an end of its own. The results of one that is ending reach the program:
        // in a suspension it waits for that, else it may come to an end before they are safe.
        let wanted = |entry: &Entry| {
            let halted = entry.event.halt.load(Ordering::Acquire);
            if entry.ending { !suspends && !halted } else { !halted }
        };
        for entry in state.events.values_mut() {
            if wanted(entry) {
                let no_light = || Error::Internal("an event without its light".into());
                events.push((Arc::clone(&entry.event), entry.event.kept().ok_or_else(no_light)?));
                entry.saved = suspends;
            }
        }
        state.writing = Some(kind);
        let numbering = self.seed.map(|seed| Numbering { seed, next: state.next });
        drop(state);
        log::debug!("checkpoint: {}", count(events.len(), "event"));
        Ok(Snapshot { pending: self, events, numbering })
    }
}

impl Snapshot<'_> {
    /// The file of a suspension is safe: nothing is submitted from now on.
    pub fn suspend(&self) {
        self.pending.lock().suspended = true;
    }
}

impl Drop for Snapshot<'_> {
    fn drop(&mut self) {
        let mut state = self.pending.lock();
        if !state.suspended {
            state.events.values_mut().for_each(|entry| entry.saved = false);
        }
        state.writing = None;
        drop(state);
        self.pending.written.notify_all();
    }
}
