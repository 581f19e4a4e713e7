//! What a session's events have added up to, kept by threads apart so that they do not wait for each other.

use super::latency::Latencies;
use super::stage::{OUTCOMES, STAGES, Stage};
use super::window::{RATES, Window};
use std::sync::{Mutex, MutexGuard};

/// Work done. Times are in ns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    /// By [`Stage`], by the host's clock.
    pub stages: [u64; STAGES],
    /// By [`Stage::OF_DEVICE`], by the GPU's clock.
    pub device_stages: [u64; Stage::OF_DEVICE.len()],
    /// Bytes sent to GPUs and brought from them.
    pub bytes: [u64; 2],
    /// Parts of events run by the processor and by GPUs.
    pub parts: [u64; 2],
    /// Their photons.
    pub photons: [u64; 2],
    /// Random numbers that these used.
    pub draws: u64,
    /// Hits among them.
    pub hits: u64,
    /// Secondary photons that came of them.
    pub secondaries: u64,
    /// Events by [`super::Outcome`].
    pub ended: [u64; OUTCOMES],
    /// Events that were run together with others.
    pub merged: u64,
    /// How long events took.
    pub latencies: Latencies,
}

impl Sums {
    /// Adds those of others.
    pub fn join(&mut self, other: &Self) {
        fn add<const N: usize>(to: &mut [u64; N], from: &[u64; N]) {
            for (to, from) in to.iter_mut().zip(from) {
                *to += from;
            }
        }
        add(&mut self.stages, &other.stages);
        add(&mut self.device_stages, &other.device_stages);
        add(&mut self.bytes, &other.bytes);
        add(&mut self.parts, &other.parts);
        add(&mut self.photons, &other.photons);
        add(&mut self.ended, &other.ended);
        self.draws += other.draws;
        self.hits += other.hits;
        self.secondaries += other.secondaries;
        self.merged += other.merged;
        self.latencies.join(&other.latencies);
    }
}

/// Some threads' sums, and what came in lately.
#[derive(Default)]
pub(super) struct Share {
    pub sums: Sums,
    pub window: Window,
}

/// On lines of its own.
#[derive(Default)]
#[repr(align(128))]
struct Place(Mutex<Share>);

/// Threads that may add at once without waiting.
const PLACES: usize = 16;

/// All threads' sums.
#[derive(Default)]
pub(super) struct Shares([Place; PLACES]);

impl Shares {
    /// That of a thread, by its number: a lock that others seldom hold is cheaper than a counter after another.
    pub fn of(&self, thread: u32) -> MutexGuard<'_, Share> {
        self.0[thread as usize % PLACES].0.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// All together, and the amounts of the window that ends now.
    pub fn total(&self, now: u64) -> (Sums, [u64; RATES]) {
        let (mut sums, mut recent) = (Sums::default(), [0; RATES]);
        for place in &self.0 {
            let share = place.0.lock().unwrap_or_else(|e| e.into_inner());
            sums.join(&share.sums);
            for (sum, more) in recent.iter_mut().zip(share.window.sums(now)) {
                *sum += more;
            }
        }
        (sums, recent)
    }
}
