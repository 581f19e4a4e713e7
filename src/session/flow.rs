//! How much a session has to do: limit, drain, telemetry.

use super::entry::Entry;
use crate::runtime::turns::Turns;
use crate::runtime::workers::on_worker;
use crate::telemetry::Queue;
use crate::words::{count, one_or_many};
use crate::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock};
use std::time::{Duration, Instant};

/// The most unfinished events that a session may have, or the most photons of these together; an event that alone
/// has more is taken when there is no other. `None`: no limit.
pub type FlowLimit = Option<u64>;

#[derive(Default)]
struct State {
    telemetry: Queue,
    busy_since: Option<Instant>,
    /// Number of the next event.
    next: u64,
    /// Numbers of the unfinished ones.
    unfinished: BTreeSet<u64>,
    /// Submissions that wait for room: they enter by turns, so that a large one gets its room too.
    waiting: Turns<Arc<Waiting>>,
    /// Drains, by the number before which events must be finished, and one of their own.
    drains: BTreeMap<(u64, u64), Arc<Condvar>>,
    drain: u64,
    /// Whether nothing is let in any more.
    closed: bool,
}

/// A submission that waits for room. Each has a condition of its own, so that the end of an event wakes
/// those for which there is room and no others.
struct Waiting {
    photons: u64,
    entered: Condvar,
    /// Its number, once it has entered.
    number: OnceLock<u64>,
}

/// Counts what is queued and done.
#[derive(Default)]
pub(super) struct Flow {
    photons: FlowLimit,
    events: FlowLimit,
    state: Mutex<State>,
}

/// An event's place in the queue; given back with [`Admission::finish`], or by a drop when the
/// event did not come about.
pub(super) struct Admission {
    flow: Arc<Flow>,
    number: u64,
    photons: u64,
    open: bool,
}

/// Waits on a condition variable until a time, `None` for ever; false when it has passed.
pub(super) fn wait_until<'a, T>(
    condition: &Condvar,
    guard: MutexGuard<'a, T>,
    until: Option<Instant>,
) -> (MutexGuard<'a, T>, bool) {
    match until {
        None => (condition.wait(guard).unwrap_or_else(|e| e.into_inner()), true),
        Some(until) => {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return (guard, false);
            }
            (condition.wait_timeout(guard, left).unwrap_or_else(|e| e.into_inner()).0, true)
        }
    }
}

fn closed() -> Error {
    Error::InvalidState("session: is suspended; nothing can be submitted to it".into())
}

impl State {
    /// Counts an event as queued and gives its number.
    fn enter(&mut self, photons: u64) -> u64 {
        let number = self.next;
        self.next += 1;
        self.unfinished.insert(number);
        self.telemetry.events_queued += 1;
        self.telemetry.photons_queued += photons;
        self.telemetry.events_queued_max = self.telemetry.events_queued_max.max(self.telemetry.events_queued);
        self.telemetry.photons_queued_max =
            self.telemetry.photons_queued_max.max(self.telemetry.photons_queued);
        self.busy_since.get_or_insert_with(Instant::now);
        number
    }

    /// Counts a submission of so many photons as one that does not wait any more.
    fn waits_no_more(&mut self, photons: u64) {
        self.telemetry.events_waiting -= 1;
        self.telemetry.photons_waiting -= photons;
    }
}

impl Flow {
    pub(super) fn new(photons: FlowLimit, events: FlowLimit) -> Arc<Self> {
        Arc::new(Self { photons, events, ..Self::default() })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Whether an event of so many photons may go in, as far as room goes.
    fn has_room(&self, state: &State, photons: u64) -> bool {
        let Queue { photons_queued, events_queued, .. } = state.telemetry;
        let photons_fit = |limit| photons_queued.saturating_add(photons) <= limit;
        events_queued == 0
            || self.photons.is_none_or(photons_fit) && self.events.is_none_or(|limit| events_queued < limit)
    }

    /// That there is no room.
    fn full(&self, state: &State, photons: u64) -> String {
        let Queue { photons_queued, events_queued, .. } = state.telemetry;
        let of = |queued, noun, limit: FlowLimit| {
            limit.map(|limit| {
                format!(
                    "{} of {limit} allowed {} in it",
                    count(queued, noun),
                    one_or_many(queued, ["is", "are"])
                )
            })
        };
        let limits = [of(photons_queued, "photon", self.photons), of(events_queued, "event", self.events)];
        let limits: Vec<_> = limits.into_iter().flatten().collect();
        let waiting = state.waiting.len();
        format!(
            "the session's queue is full: {}, {} {} for room, and this event has {}",
            limits.join(", "),
            count(waiting, "submission"),
            one_or_many(waiting, ["waits", "wait"]),
            count(photons, "photon"),
        )
    }

    /// Takes an event in when there is room for it and nobody waits for some whose turn is before its own.
    pub(super) fn admit(self: &Arc<Self>, entry: &Entry) -> Result<Admission> {
        let Entry { photons, priority, patience, again, .. } = *entry;
        let before = entry.turn.as_ref().map_or(0, |turn| turn.load(Relaxed));
        let mut state = self.lock();
        let number = if again {
            state.enter(photons)
        } else if state.closed {
            return Err(closed());
        } else if state.waiting.goes_first(priority, before) && self.has_room(&state, photons) {
            state.waiting.pass(priority);
            state.enter(photons)
        } else if on_worker() {
            let full = self.full(&state, photons);
            return Err(Error::Timeout(format!("{full}; a callback may not wait for room")));
        } else if patience.is_some_and(|patience| patience.is_zero()) {
            return Err(Error::Timeout(self.full(&state, photons)));
        } else {
            let until = patience.and_then(|patience| Instant::now().checked_add(patience));
            let own = Arc::new(Waiting { photons, entered: Condvar::new(), number: OnceLock::new() });
            let Ok(ticket) = state.waiting.push_at(priority, before, Arc::clone(&own)) else {
                return Err(Error::OutOfMemory("a place among those that wait for room".into()));
            };
            state.telemetry.waits += u64::from(before != ticket);
            state.telemetry.events_waiting += 1;
            state.telemetry.photons_waiting += photons;
            let since = Instant::now();
            let number = loop {
                let (next, in_time) = wait_until(&own.entered, state, until);
                state = next;
                if let Some(&number) = own.number.get() {
                    break Some(number);
                }
                if !in_time || state.closed {
                    break None;
                }
            };
            state.telemetry.waited += since.elapsed();
            let Some(number) = number else {
                if state.waiting.remove(priority, ticket).is_some() {
                    state.waits_no_more(photons);
                }
                if let Some(turn) = &entry.turn {
                    turn.store(ticket, Relaxed);
                }
                self.wake(&mut state); // there may be room for who came after it
                if state.closed {
                    return Err(closed());
                }
                let waited = patience.unwrap_or_default();
                return Err(Error::Timeout(format!(
                    "{}; it has waited for {waited:?}",
                    self.full(&state, photons)
                )));
            };
            number
        };
        drop(state);
        Ok(Admission { flow: Arc::clone(self), number, photons, open: true })
    }

    /// Lets those in for which there is room now, and wakes them and the drains that are over.
    fn wake(&self, state: &mut State) {
        while let Some(first) = state.waiting.first()
            && self.has_room(state, first.photons)
        {
            let Some((_, first)) = state.waiting.take(|_| true) else { break };
            state.waits_no_more(first.photons);
            let _ = first.number.set(state.enter(first.photons)); // set once, here
            first.entered.notify_one();
        }
        let finished = state.unfinished.first().copied().unwrap_or(u64::MAX);
        while let Some(drain) = state.drains.first_entry()
            && drain.key().0 <= finished
        {
            drain.remove().notify_one();
        }
    }

    /// Lets nothing in from now on, not what waits for room either.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        while let Some((_, waiting)) = state.waiting.take(|_| true) {
            state.waits_no_more(waiting.photons);
            waiting.entered.notify_one();
        }
    }

    /// Waits until the events submitted so far are finished; those that come later don't matter.
    pub(super) fn drain(&self, timeout: Option<Duration>) -> Result<()> {
        if on_worker() {
            return Err(Error::InvalidState(
                "a callback may not drain a session: it could wait for itself".into(),
            ));
        }
        let until = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut state = self.lock();
        let end = state.next;
        let key = (end, state.drain);
        state.drain += 1;
        while state.unfinished.first().is_some_and(|&number| number < end) {
            let over = Arc::clone(state.drains.entry(key).or_default());
            let (next, in_time) = wait_until(&over, state, until);
            state = next;
            if !in_time {
                state.drains.remove(&key);
                let left = state.unfinished.range(..end).count();
                let events = if left == 1 { "event of the session is" } else { "events of the session are" };
                return Err(Error::Timeout(format!("{left} {events} not finished")));
            }
        }
        state.drains.remove(&key);
        Ok(())
    }

    pub(super) fn telemetry(&self) -> Queue {
        let state = self.lock();
        let since = state.busy_since.map_or(Duration::ZERO, |since| since.elapsed());
        Queue { busy: state.telemetry.busy + since, ..state.telemetry }
    }
}

impl Admission {
    /// The event's place among all of the session.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Ends the event's stay; `announce` runs at the same moment, so that who hears of it finds the
    /// counts up to date.
    pub(super) fn finish(mut self, photons_done: u64, announce: impl FnOnce()) {
        self.leave(|telemetry| {
            telemetry.events_done += 1;
            telemetry.photons_done += photons_done;
            announce();
        });
    }

    fn leave(&mut self, also: impl FnOnce(&mut Queue)) {
        if !std::mem::replace(&mut self.open, false) {
            return;
        }
        let mut state = self.flow.lock();
        state.telemetry.events_queued -= 1;
        state.telemetry.photons_queued -= self.photons;
        state.unfinished.remove(&self.number);
        if state.telemetry.events_queued == 0 {
            let since = state.busy_since.take().map_or(Duration::ZERO, |since| since.elapsed());
            state.telemetry.busy += since;
        }
        also(&mut state.telemetry);
        self.flow.wake(&mut state);
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        self.leave(|_| ());
    }
}
