//! Photons propagated by one thread of the processor.

use crate::Result;
use crate::backend::secondaries::add;
use crate::backend::task::{Part, Task, Track};
use crate::layout::{PhotonState, PropagateParams};
use crate::memory::{self, room};
use crate::telemetry::Stage;
use rayon::prelude::*;
use std::ops::Range;

/// Photons after which those that are done are counted: an event tells how far it is within milliseconds.
pub(super) const BIT: usize = 64;

impl Task<'_> {
    pub(super) fn halt(&self) -> *const u8 {
        self.watch.halt().as_ptr().cast()
    }

    /// The photons at `range` of the submission before their first step.
    fn states(&self, range: Range<u64>) -> Result<Vec<PhotonState>> {
        self.light.states(range, self.context.kernels(), self.scene.scene(), self.params)
    }

    /// Propagates the photons at `range` of the submission, or the first ones of them where it is halted.
    /// Each range is to be run by one thread.
    pub fn run(&self, range: Range<u64>) -> Result<Part> {
        let mut states = self.states(range.clone())?;
        self.meter.lap(Stage::Upload);
        let mut starts: Vec<(u64, PhotonState)> = Vec::new();
        for position in self.wanted.record.within(range.clone()) {
            let start = (position, states[(position - range.start) as usize]);
            memory::push(&mut starts, start, "photons to be recorded")?;
        }
        let params = self.params_at(range.start);
        let mut medium_changes = 0;
        let secondaries = match self.scene.scene().spawns {
            0 => {
                let done = self.propagate(&params, &mut states, &mut medium_changes);
                states.truncate(done);
                None
            }
            _ => {
                let ended = self.propagate_spawning(&params, &mut states, &mut medium_changes)?;
                states.truncate(if ended.is_some() { states.len() } else { 0 });
                ended
            }
        };
        self.meter.lap(Stage::Propagate);
        let mut result = self.count_ends(&states, params.first_index, medium_changes)?;
        if let Some(secondaries) = secondaries {
            add(self, range.start, &secondaries, &mut result, |count| self.own_hits(count))?;
        }
        if let Some(photons) = self.photons {
            // SAFETY: this thread alone runs this range.
            unsafe { photons.write(range.start as usize, &states) };
        }
        self.meter.lap(Stage::Tally);
        let recorded = !starts.is_empty();
        for (position, start) in starts {
            if self.is_halted() {
                break; // nobody will see them
            }
            memory::push(&mut result.tracks, self.track(position, start)?, "recorded photons")?;
        }
        result.charge_tracks(self.context)?;
        if recorded {
            self.meter.lap(Stage::Propagate); // again, keeping the steps
        }
        Ok(result)
    }

    /// Runs photons to their end, the first one of number `first_index`, and counts them as done bit by
    /// bit; how many came to theirs, all but where it is halted.
    fn propagate(&self, params: &PropagateParams, states: &mut [PhotonState], changes: &mut u64) -> usize {
        let mut done = 0;
        for part in states.chunks_mut(BIT) {
            let params = PropagateParams { first_index: params.first_index + done as u64, ..*params };
            let mut found = 0;
            // SAFETY: the scene lives as long as the task, `part` is as long as said, and the table takes
            // additions from any thread.
            let ended = unsafe {
                (self.context.kernels().propagate)(
                    self.scene.scene(),
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
    pub fn tracks(&self, range: Range<u64>) -> Result<Vec<Track>> {
        let chosen = self.recorded(range)?;
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
                    self.scene.scene(),
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
