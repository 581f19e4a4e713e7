//! The end of an event, for those who wait for it: alone, or for the first end of several.

use super::flow::wait_until;
use crate::runtime::awake::{self, SHORT};
use crate::runtime::locks::lock;
use crate::{Result, memory};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Instant;

/// Opens once, for ever.
#[derive(Default)]
pub(super) struct Latch {
    state: Mutex<State>,
    opened: Condvar,
    /// As the state says, for those who look.
    is_open: AtomicBool,
}

#[derive(Default)]
struct State {
    open: bool,
    /// Those who wait for the first of several, in the order of their addresses, and which of the several this is.
    waiting: Vec<(Arc<First>, usize)>,
}

impl State {
    /// The place of one who waits, or where it would be.
    fn place(&self, first: &Arc<First>) -> std::result::Result<usize, usize> {
        self.waiting.binary_search_by_key(&Arc::as_ptr(first), |(other, _)| Arc::as_ptr(other))
    }
}

impl Latch {
    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// Wakes all who wait.
    pub fn open(&self) {
        let mut state = self.lock();
        state.open = true;
        self.is_open.store(true, Ordering::Release);
        for (first, number) in &state.waiting {
            first.tell(*number);
        }
        drop(state);
        self.opened.notify_all();
    }

    /// Whether it has opened.
    pub fn is_open(&self) -> bool {
        self.is_open.load(Ordering::Acquire)
    }

    /// Waits until it opens, `None` for ever; false when the time has passed.
    pub fn wait(&self, until: Option<Instant>) -> bool {
        let left = until.map_or(SHORT, |until| SHORT.min(until.saturating_duration_since(Instant::now())));
        if awake::look(left, || self.is_open()) {
            return true;
        }
        let mut state = self.lock();
        while !state.open {
            let (next, in_time) = wait_until(&self.opened, state, until);
            state = next;
            if !in_time {
                return state.open;
            }
        }
        true
    }

    /// Has `first` told that number `number` has opened, now if it has, until [`Latch::forget`]. Where it is
    /// told of this latch already: its number there, and nothing is changed.
    pub fn tell(&self, first: &Arc<First>, number: usize) -> Result<Option<usize>> {
        let mut state = self.lock();
        let place = match state.place(first) {
            Ok(place) => return Ok(Some(state.waiting[place].1)),
            Err(place) => place,
        };
        memory::grow(&mut state.waiting, 1, "those who wait for an event")?;
        state.waiting.insert(place, (Arc::clone(first), number));
        if state.open {
            first.tell(number);
        }
        Ok(None)
    }

    /// Ends that.
    pub fn forget(&self, first: &Arc<First>) {
        let mut state = self.lock();
        if let Ok(place) = state.place(first) {
            state.waiting.remove(place);
        }
    }
}

/// Waits for the first of several latches.
#[derive(Default)]
pub(super) struct First {
    lowest: Mutex<Option<usize>>,
    told: Condvar,
}

impl First {
    fn lock(&self) -> MutexGuard<'_, Option<usize>> {
        self.lowest.lock().unwrap_or_else(|e| e.into_inner())
    }

    fn tell(&self, number: usize) {
        let mut lowest = self.lock();
        *lowest = Some(lowest.map_or(number, |other| other.min(number)));
        self.told.notify_one();
    }

    /// The lowest number that it was told.
    pub fn lowest(&self) -> Option<usize> {
        *self.lock()
    }

    /// The same, when there is one or the time has passed.
    pub fn wait(&self, until: Option<Instant>) -> Option<usize> {
        let mut lowest = self.lock();
        while lowest.is_none() {
            let (next, in_time) = wait_until(&self.told, lowest, until);
            lowest = next;
            if !in_time {
                break;
            }
        }
        *lowest
    }
}
