//! The processor's part of an order: its own photons, and those that the device leaves. Any number of threads work on
//! it together, and the ends of all lie side by side.

use crate::Result;
use crate::backend::cuda::pinned_pool::Piece;
use crate::backend::hit_block::BlockMemory;
use crate::backend::task::{Part, Task};
use crate::layout::{AsidePhoton, PhotonState, PropagateParams};
use crate::telemetry::Stage;
use std::hint::spin_loop;
use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// Photons that a thread takes at a time, and of those that the device leaves.
pub const SHARE: u64 = 8;
const SHARE_LEFT: u64 = 4;
/// How long a helper waits for the device, and looks between two at the clock.
const PATIENCE: Duration = Duration::from_micros(500);
const LOOKS: u32 = 32;

/// Photons of a task, the first ones the device's.
pub struct Work<'a> {
    task: &'a Task<'a>,
    range: Range<u64>,
    params: PropagateParams,
    memory: Piece,
    by_device: u64,
    aside: *mut AsidePhoton,
    /// The first of its own that nobody has taken.
    next: AtomicU64,
    next_left: AtomicU64,
    given_up: AtomicBool,
    changes: AtomicU64,
    failure: OnceLock<crate::Error>,
}

// SAFETY: the memory is written by the device and by threads, each its own photons.
unsafe impl Sync for Work<'_> {}

impl<'a> Work<'a> {
    /// Photons at `range` of a task, of which the device gets `by_device` and puts those that it leaves at `aside`.
    pub fn new(
        task: &'a Task<'a>,
        range: Range<u64>,
        memory: Piece,
        by_device: u64,
        aside: *mut AsidePhoton,
    ) -> Self {
        Self {
            task,
            params: task.params_at(range.start),
            range,
            memory,
            by_device,
            aside,
            next: AtomicU64::new(by_device),
            next_left: AtomicU64::new(0),
            given_up: AtomicBool::new(false),
            changes: AtomicU64::new(0),
            failure: OnceLock::new(),
        }
    }

    fn count(&self) -> u64 {
        self.range.end - self.range.start
    }

    /// How many are the device's.
    pub fn by_device(&self) -> u64 {
        self.by_device
    }

    /// Where the ends of all lie.
    pub fn states(&self) -> *mut PhotonState {
        self.memory.address().cast()
    }

    /// Writes photons, as they are before their first step.
    pub fn make(&self, photons: Range<u64>) -> Result<()> {
        let (task, first) = (self.task, photons.start);
        let range = self.range.start + first..self.range.start + photons.end;
        let to = self.states().wrapping_add(first as usize);
        // SAFETY: these photons are the caller's alone, and there is room for all.
        unsafe { task.light.write_states(range, task.context.kernels(), task.scene.scene(), task.params, to) }
    }

    /// All that there is for a helper, `answered` saying how many the device has left when it has. It does not wait long:
    /// the device may have no room for the order at present.
    pub fn all(&self, answered: &dyn Fn() -> Option<u32>) {
        self.own();
        let begun = Instant::now();
        while !self.given_up.load(Relaxed) && begun.elapsed() < PATIENCE {
            for _ in 0..LOOKS {
                if let Some(left) = answered() {
                    return self.left(left);
                }
                spin_loop();
            }
        }
    }

    /// Nothing more is left to do.
    pub fn give_up(&self) {
        self.given_up.store(true, Relaxed);
    }

    /// Propagates some of the processor's own, as long as there are any.
    pub fn own(&self) {
        loop {
            let first = self.next.fetch_add(SHARE, Relaxed);
            if first >= self.count() || self.task.is_halted() {
                return;
            }
            let photons = first..self.count().min(first + SHARE);
            if let Err(error) = self.make(photons.clone()) {
                let _ = self.failure.set(error); // the first one is told
                return;
            }
            let params = self.task.params_at(self.range.start + first);
            let mut found = 0;
            // SAFETY: the scene lives as long as the task, these photons are this thread's alone, and the table takes
            // additions from any thread.
            unsafe {
                (self.task.context.kernels().propagate)(
                    self.task.scene.scene(),
                    &params,
                    self.states().wrapping_add(first as usize),
                    photons.end - first,
                    self.task.media.table(),
                    self.task.watch.halt().as_ptr().cast(),
                    &raw mut found,
                );
            }
            self.changes.fetch_add(found, Relaxed);
        }
    }

    /// Goes on with some of the `left` ones, as long as there are any.
    pub fn left(&self, left: u32) {
        loop {
            let first = self.next_left.fetch_add(SHARE_LEFT, Relaxed);
            if first >= left.into() || self.task.is_halted() {
                return;
            }
            let count = SHARE_LEFT.min(u64::from(left) - first);
            let photons = self.aside.wrapping_add(first as usize);
            let mut found = 0;
            // SAFETY: as above; the device has written them before it answered.
            unsafe {
                (self.task.context.kernels().resume)(
                    self.task.scene.scene(),
                    &self.params,
                    photons,
                    count,
                    self.task.media.table(),
                    self.task.watch.halt().as_ptr().cast(),
                    &raw mut found,
                );
                for photon in std::slice::from_raw_parts(photons, count as usize) {
                    self.states().wrapping_add(photon.number as usize).write(photon.state);
                }
            }
            self.changes.fetch_add(found, Relaxed);
        }
    }

    /// What all of them give, of which the device has found so many changes of the medium.
    pub fn finish(&self, changes: u64) -> Result<Part> {
        if let Some(error) = self.failure.get() {
            return Err(error.clone());
        }
        let task = self.task;
        // SAFETY: all have ended, and nobody writes them any more.
        let ends = unsafe { std::slice::from_raw_parts(self.states(), self.count() as usize) };
        let changes = changes + self.changes.load(Relaxed);
        let mut part = task.count_many_ends(ends, self.params.first_index, changes)?;
        if let Some(photons) = task.photons {
            // SAFETY: this thread alone runs this range.
            unsafe { photons.write(self.range.start as usize, ends) };
        }
        task.meter.lap(Stage::Tally);
        part.tracks = task.tracks(self.range.clone())?;
        part.charge_tracks(task.context)?;
        if !part.tracks.is_empty() {
            task.meter.lap(Stage::Propagate); // again, keeping the steps
        }
        task.watch.advance(self.count());
        Ok(part)
    }
}
