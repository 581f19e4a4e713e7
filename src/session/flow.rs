//! How much a session has to do: limit, drain, telemetry.

use crate::runtime::workers::on_worker;
use crate::{Error, Result};
use std::collections::BTreeSet;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// The most photons that unfinished events of a session may have together; an event that alone has
/// more is taken when there is no other. `None`: no limit.
pub type FlowLimit = Option<u64>;

/// What a session did and has to do.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Telemetry {
    /// Events submitted and not finished.
    pub events_queued: u64,
    /// Their photons.
    pub photons_queued: u64,
    /// Events finished, cancelled ones included.
    pub events_done: u64,
    /// Their photons that came to an end.
    pub photons_done: u64,
    /// Time during which there was an unfinished event.
    pub busy: Duration,
}

#[derive(Default)]
struct State {
    telemetry: Telemetry,
    busy_since: Option<Instant>,
    /// Number of the next event.
    next: u64,
    /// Numbers of the unfinished ones.
    unfinished: BTreeSet<u64>,
    /// Submissions that had to wait for room, and those of them that got it: they go in by turns, so
    /// that a large one gets its room too.
    waited: u64,
    let_in: u64,
}

/// Counts what is queued and done.
#[derive(Default)]
pub(super) struct Flow {
    limit: FlowLimit,
    state: Mutex<State>,
    changed: Condvar,
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

impl Flow {
    pub(super) fn new(limit: FlowLimit) -> Arc<Self> {
        Arc::new(Self { limit, ..Self::default() })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Whether an event of so many photons may go in, as far as room goes.
    fn has_room(&self, state: &State, photons: u64) -> bool {
        let queued = state.telemetry.photons_queued;
        self.limit.is_none_or(|limit| queued.saturating_add(photons) <= limit)
            || state.telemetry.events_queued == 0
    }

    /// Takes an event in when there is room for it and no other waits for some.
    pub(super) fn admit(self: &Arc<Self>, photons: u64, no_wait: bool) -> Result<Admission> {
        let mut state = self.lock();
        if state.waited > state.let_in || !self.has_room(&state, photons) {
            if no_wait || on_worker() {
                return Err(Error::Timeout(format!(
                    "the session's queue is full: {} photons of {} allowed are in it, {} submissions wait \
                     for room, and this event has {photons} photons; a callback may not wait for room",
                    state.telemetry.photons_queued,
                    self.limit.unwrap_or(u64::MAX),
                    state.waited - state.let_in
                )));
            }
            let turn = state.waited;
            state.waited += 1;
            while state.let_in < turn || !self.has_room(&state, photons) {
                state = wait_until(&self.changed, state, None).0;
            }
            state.let_in += 1;
            self.changed.notify_all(); // there may be room for the next one too
        }
        let number = state.next;
        state.next += 1;
        state.unfinished.insert(number);
        state.telemetry.events_queued += 1;
        state.telemetry.photons_queued += photons;
        state.busy_since.get_or_insert_with(Instant::now);
        Ok(Admission { flow: Arc::clone(self), number, photons, open: true })
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
        while state.unfinished.first().is_some_and(|&number| number < end) {
            let (next, in_time) = wait_until(&self.changed, state, until);
            state = next;
            if !in_time {
                let left = state.unfinished.range(..end).count();
                return Err(Error::Timeout(format!("{left} events of the session are not finished")));
            }
        }
        Ok(())
    }

    pub(super) fn telemetry(&self) -> Telemetry {
        let state = self.lock();
        let since = state.busy_since.map_or(Duration::ZERO, |since| since.elapsed());
        Telemetry { busy: state.telemetry.busy + since, ..state.telemetry }
    }
}

impl Admission {
    /// Ends the event's stay; `announce` runs at the same moment, so that who hears of it finds the
    /// counts up to date.
    pub(super) fn finish(mut self, photons_done: u64, announce: impl FnOnce()) {
        self.leave(|telemetry| {
            telemetry.events_done += 1;
            telemetry.photons_done += photons_done;
            announce();
        });
    }

    fn leave(&mut self, also: impl FnOnce(&mut Telemetry)) {
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
        drop(state);
        self.flow.changed.notify_all();
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        self.leave(|_| ());
    }
}
