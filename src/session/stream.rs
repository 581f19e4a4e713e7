//! Hits of an event for the program while the event runs: part by part, in the order of the photons.

use super::event::Event;
use super::placement::Place;
use super::stage::Stage;
use super::submission::shielded;
use crate::backend::hit_block::{HitPart, HitValues};
use crate::runtime::turns::Priority;
use crate::runtime::workers::Job;
use crate::{Error, Result};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, Weak};

/// Called with photons, by their indices in the event, and the hits among them.
pub type HitsCallback = Box<dyn Fn(Range<u64>, &HitValues) + Send + Sync>;

/// The photons of a part that came to their end, and the hits among them.
pub(super) struct Piece {
    pub photons: Range<u64>,
    pub hits: Option<HitPart>,
    /// Whether these are all of the part's photons.
    pub whole: bool,
}

#[derive(Default)]
struct State {
    /// By their number, those that the program did not get yet.
    pieces: BTreeMap<usize, Piece>,
    /// Whether a thread gives them to the program.
    giving: bool,
    /// Whether a job is queued that will.
    queued: bool,
    /// Whether there is a gap behind what the program has.
    over: bool,
}

/// Parts on their way to the program.
pub(super) struct Stream {
    event: Arc<Event>,
    stage: Arc<Stage>,
    place: Place,
    priority: Priority,
    call: HitsCallback,
    state: Mutex<State>,
    /// Tells that no thread gives any more.
    idle: Condvar,
    /// Number of the part that the program gets next.
    next: AtomicUsize,
    /// Parts that may be under way or kept ahead of that one.
    ahead: usize,
    /// Whether a part was kept from its begin since then.
    held: AtomicBool,
    /// What went wrong in the program's function.
    pub failure: OnceLock<Error>,
}

impl Stream {
    /// Parts of an event that is propagated so, by so many threads.
    pub fn new(
        event: &Arc<Event>,
        (stage, place): (&Arc<Stage>, Place),
        call: HitsCallback,
        priority: Priority,
        threads: usize,
    ) -> Arc<Self> {
        Arc::new(Self {
            event: Arc::clone(event),
            stage: Arc::clone(stage),
            place,
            priority,
            call,
            state: Mutex::default(),
            idle: Condvar::new(),
            next: AtomicUsize::new(0),
            ahead: 2 * threads + 2, // enough that a part which takes longer than others holds nobody up
            held: AtomicBool::new(false),
            failure: OnceLock::new(),
        })
    }

    /// Whether a part may begin: where the program takes its hits more slowly than they are made, the event waits, so
    /// that they do not pile up.
    pub fn ready(&self, part: usize) -> bool {
        if part < self.next.load(Ordering::SeqCst) + self.ahead {
            return true;
        }
        // In this order: the program's progress after the second look finds the mark.
        self.held.store(true, Ordering::SeqCst);
        part < self.next.load(Ordering::SeqCst) + self.ahead
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Has threads look again for parts that may begin now, or will not any more.
    fn release(&self) {
        if self.held.swap(false, Ordering::SeqCst)
            && let Ok(workers) = self.stage.executor(self.place).workers()
        {
            workers.wake();
        }
    }

    /// Takes what a part has given, and gives the program what follows without a gap: on this thread, or on one of
    /// the context's where this one serves a device.
    pub fn add(self: &Arc<Self>, part: usize, piece: Piece) {
        let mut state = self.lock();
        if !state.over {
            state.pieces.insert(part, piece);
        }
        let is_next = state.pieces.contains_key(&self.next.load(Ordering::SeqCst));
        if !is_next || state.giving || state.queued {
            return; // who gives looks again
        }
        let session = self.event.session();
        if self.stage.executor(self.place).is_device() {
            state.queued = true;
            drop(state);
            let job = Box::new(Give(Arc::downgrade(self), self.priority));
            if session.context().workers().submit(job, 0).is_ok() {
                return;
            }
            state = self.lock(); // no memory for a place in the workers' queue
            state.queued = false;
            if state.giving {
                return;
            }
        }
        drop(self.give(state));
    }

    /// Gives the rest, after the last part; after this the program hears of no more.
    pub fn finish(&self) {
        let mut state = self.lock();
        while state.giving {
            state = self.idle.wait(state).unwrap_or_else(|e| e.into_inner());
        }
        let mut state = self.give(state);
        state.over = true;
    }

    /// Gives what is there, in its order, up to a gap.
    fn give<'a>(&'a self, mut state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        state.giving = true;
        while !state.over
            && let Some(piece) = state.pieces.remove(&self.next.load(Ordering::SeqCst))
        {
            drop(state);
            let whole = piece.whole;
            let told = self.tell(self.next.load(Ordering::SeqCst), piece);
            state = self.lock();
            if let Err(error) = told {
                let _ = self.failure.set(error); // the first one is told
                self.event.cancel();
                state.over = true;
            }
            state.over |= !whole;
            self.next.fetch_add(1, Ordering::SeqCst);
            self.release();
        }
        if state.over {
            state.pieces.clear();
        }
        state.giving = false;
        self.idle.notify_all();
        state
    }

    fn tell(&self, part: usize, piece: Piece) -> Result<()> {
        if piece.photons.is_empty() {
            return Ok(());
        }
        let hits = piece.hits.map_or_else(HitValues::default, |hits| {
            // SAFETY: the part is done.
            unsafe { hits.values() }
        });
        shielded(|| {
            let photons = piece.photons.end - piece.photons.start;
            let call = || (self.call)(piece.photons, &hits);
            self.event.meter.call(&self.event.session.hub, Some((part, photons)), call);
            Ok(())
        })
    }
}

/// Gives a device's parts to the program, on a thread of the context.
struct Give(Weak<Stream>, Priority);

impl Job for Give {
    fn run(&self, _: usize) {}

    fn stopped(&self) -> bool {
        true
    }

    fn priority(&self) -> Priority {
        self.1
    }

    fn end(self: Box<Self>) {
        let Some(stream) = self.0.upgrade() else { return };
        let mut state = stream.lock();
        state.queued = false;
        if !state.giving {
            drop(stream.give(state));
        }
    }
}
