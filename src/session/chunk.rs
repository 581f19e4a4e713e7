//! The work on one chunk of an event's photons.

use super::Stage;
use super::columns::Filler;
use super::input::Light;
use super::media::MediumCounts;
use super::options::Recording;
use super::summary::Summary;
use crate::Result;
use crate::layout::{PhotonState, PropagateParams};
use crate::memory::{self, room};
use crate::runtime::context::{Charge, Context};
use crate::runtime::cuda::DeviceHits;
use rayon::prelude::*;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Every state of one photon.
pub(super) struct Track {
    pub photon: u64,
    pub states: Vec<PhotonState>,
}

/// What a chunk adds to its event.
#[derive(Default)]
pub(super) struct ChunkResult {
    pub summary: Summary,
    pub hits: Vec<PhotonState>,
    pub channels: Vec<i32>,
    pub photons: Vec<u64>,
    pub tracks: Vec<Track>,
    /// Where wanted.
    pub device_hits: Option<DeviceHits>,
    /// Counts the memory of hits and tracks.
    pub memory: Vec<Charge>,
}

/// Photons after which those that are done are counted: an event tells how far it is within milliseconds.
const BIT: usize = 64;

/// Bytes of a hit in a chunk's result.
const HIT: u64 = (size_of::<PhotonState>() + size_of::<i32>() + size_of::<u64>()) as u64;

impl ChunkResult {
    /// Counts the memory of its tracks as the context's.
    pub(super) fn charge_tracks(&mut self, context: &Arc<Context>) -> Result<()> {
        let states: usize = self.tracks.iter().map(|track| track.states.len()).sum();
        if states > 0 {
            let bytes = states * size_of::<PhotonState>();
            self.memory.push(context.charge(bytes as u64, "states of recorded photons")?);
        }
        Ok(())
    }

    /// Counts the memory of so many hits as the context's.
    pub(super) fn charge_hits(&mut self, context: &Arc<Context>, count: usize) -> Result<()> {
        self.memory.push(context.charge(count as u64 * HIT, "hits")?);
        Ok(())
    }
}

impl ChunkResult {
    /// Whether there is more than the account.
    pub(super) fn has_more(&self) -> bool {
        !self.hits.is_empty() || !self.tracks.is_empty() || self.device_hits.is_some()
    }
}

/// Who waits for a task.
pub(super) trait Watch: Sync {
    /// Set by any thread to end the task early.
    fn halt(&self) -> &AtomicBool;
    /// Counts photons that came to their end.
    fn advance(&self, photons: u64);
}

/// All that a chunk's result depends on, and where end states go.
pub(super) struct Task<'a> {
    pub watch: &'a dyn Watch,
    pub context: &'a Arc<Context>,
    pub stage: &'a dyn Stage,
    pub params: &'a PropagateParams,
    pub light: &'a Light,
    pub media: &'a MediumCounts,
    pub record: &'a Recording,
    pub want_hits: bool,
    /// Of a GPU's slices only.
    #[cfg_attr(not(feature = "cuda"), expect(dead_code))]
    pub want_device_hits: bool,
    pub photons: Option<&'a Filler>,
}

impl Task<'_> {
    /// Whether it is to end early.
    pub(super) fn is_halted(&self) -> bool {
        self.watch.halt().load(Ordering::Relaxed)
    }

    fn halt(&self) -> *const u8 {
        self.watch.halt().as_ptr().cast()
    }

    /// The photons at `range` of the submission before their first step.
    fn states(&self, range: Range<u64>) -> Result<Vec<PhotonState>> {
        self.light.states(range, self.context.kernels(), self.stage.scene(), self.params)
    }

    /// Propagates the photons at `range` of the submission, or the first ones of them where it is halted.
    /// Each range is to be run by one thread.
    pub(super) fn run(&self, range: Range<u64>) -> Result<ChunkResult> {
        let mut states = self.states(range.clone())?;
        let mut starts: Vec<(u64, PhotonState)> = Vec::new();
        for position in self.record.within(range.clone()) {
            let start = (position, states[(position - range.start) as usize]);
            memory::push(&mut starts, start, "photons to be recorded")?;
        }
        let params = self.params_at(range.start);
        let mut medium_changes = 0;
        let done = self.propagate(&params, &mut states, &mut medium_changes);
        states.truncate(done);
        let mut result = self.count_ends(&states, params.first_index, medium_changes)?;
        if let Some(photons) = self.photons {
            // SAFETY: this thread alone runs this range.
            unsafe { photons.write(range.start as usize, &states) };
        }
        for (position, start) in starts {
            if self.is_halted() {
                break; // nobody will see them
            }
            memory::push(&mut result.tracks, self.track(position, start)?, "recorded photons")?;
        }
        result.charge_tracks(self.context)?;
        Ok(result)
    }

    /// Runs photons to their end, the first one of number `first_index`, and counts them as done bit by
    /// bit; how many came to theirs, all but where it is halted.
    fn propagate(&self, params: &PropagateParams, states: &mut [PhotonState], changes: &mut u64) -> usize {
        let mut done = 0;
        for part in states.chunks_mut(BIT) {
            let params = PropagateParams { first_index: params.first_index + done as u64, ..*params };
            let mut found = 0;
            // SAFETY: the scene lives as long as its stage, `part` is as long as said, and the table takes
            // additions from any thread.
            let ended = unsafe {
                (self.context.kernels().propagate)(
                    self.stage.scene(),
                    &params,
                    part.as_mut_ptr(),
                    part.len() as u64,
                    self.media.table(),
                    self.halt(),
                    &raw mut found,
                )
            };
            *changes += found;
            done += ended as usize;
            self.watch.advance(ended);
            if ended < part.len() as u64 {
                break;
            }
        }
        done
    }

    /// The tracks of the chosen photons in `range`, by all threads of the context.
    #[cfg_attr(not(feature = "cuda"), expect(dead_code))]
    pub(super) fn tracks(&self, range: Range<u64>) -> Result<Vec<Track>> {
        let mut chosen: Vec<u64> = Vec::new();
        for position in self.record.within(range) {
            memory::push(&mut chosen, position, "photons to be recorded")?;
        }
        if chosen.is_empty() {
            return Ok(Vec::new());
        }
        let track = |&position: &u64| {
            let start = self.states(position..position + 1)?[0];
            self.track(position, start)
        };
        // What the loop itself asks for: lists of tracks, and one of these lists.
        let _held = memory::hold((chosen.len() * 4 * size_of::<Track>()) as u64, "recorded photons")?;
        self.context.install(|| chosen.par_iter().map(track).collect())?
    }

    pub(super) fn params_at(&self, position: u64) -> PropagateParams {
        PropagateParams { first_index: self.params.first_index + position, ..*self.params }
    }

    /// Runs a photon again, keeping its states: the same photon, since its fate is determined.
    fn track(&self, position: u64, start: PhotonState) -> Result<Track> {
        let params = self.params_at(position);
        let mut capacity = 64usize;
        loop {
            let mut states: Vec<PhotonState> = room(capacity, "steps of a recorded photon")?;
            states.resize(capacity, bytemuck::Zeroable::zeroed());
            let mut photon = start;
            // SAFETY: as for propagate; there is room for `capacity` states.
            let count = unsafe {
                (self.context.kernels().record)(
                    self.stage.scene(),
                    &params,
                    &mut photon,
                    states.as_mut_ptr(),
                    capacity as u64,
                    self.halt(),
                )
            } as usize;
            if count < capacity {
                states.truncate(count);
                states.shrink_to_fit();
                return Ok(Track { photon: params.first_index, states });
            }
            capacity = count.max(capacity) * 2; // it may have been cut
        }
    }
}
