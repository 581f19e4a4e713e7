//! Photons to be propagated, and what comes of them.

use super::context::{Charge, Context};
use super::hit_block::{HitBlock, HitPart};
use super::hit_columns::DeviceHits;
use super::light::Light;
use super::media::MediumCounts;
use super::scene::SceneData;
use super::summary::Summary;
use crate::layout::{PhotonState, PropagateParams};
use crate::photon::columns::Filler;
use crate::telemetry::PartMeter;
use crate::{Result, memory};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Photons whose every step is kept.
#[derive(Debug, Clone, Default)]
pub struct Recording {
    /// This many photons from the first on.
    pub first: u64,
    /// Further ones, by their index in the event; in any order.
    pub indices: Vec<u64>,
}

impl Recording {
    /// Turns indices into sorted positions in the submission, without those that are there already.
    pub fn settle(&mut self, first_index: u64, count: u64) {
        self.first = self.first.min(count);
        self.indices.iter_mut().for_each(|index| *index -= first_index);
        self.indices.retain(|&position| position >= self.first);
        self.indices.sort_unstable();
        self.indices.dedup();
    }

    /// The chosen positions in a range, ascending; after `settle`.
    pub fn within(&self, range: Range<u64>) -> impl Iterator<Item = u64> {
        let from = self.indices.partition_point(|&p| p < range.start);
        let to = self.indices.partition_point(|&p| p < range.end);
        (range.start..range.end.min(self.first)).chain(self.indices[from..to].iter().copied())
    }
}

/// What is wanted of an event beside its summary.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Hits.
    pub hits: bool,
    /// Hits in the memory of the session's GPU.
    pub device_hits: bool,
    /// End states of all photons.
    pub photons: bool,
    /// Photons whose every step is wanted.
    pub record: Recording,
}

/// Every state of one photon.
pub struct Track {
    /// Its index in the event.
    pub photon: u64,
    /// At its start and after every step.
    pub states: Vec<PhotonState>,
}

/// What a part of the work adds to its event.
#[derive(Default)]
pub struct Part {
    /// Where its photons ended.
    pub summary: Summary,
    /// Hits, where there are any and they are wanted.
    pub hits: Option<HitPart>,
    /// Of recorded photons.
    pub tracks: Vec<Track>,
    /// Where wanted.
    pub device_hits: Option<Box<dyn DeviceHits>>,
    /// Counts the memory of tracks.
    pub memory: Vec<Charge>,
}

impl Part {
    /// Counts the memory of its tracks as the context's.
    pub fn charge_tracks(&mut self, context: &Arc<Context>) -> Result<()> {
        let states: usize = self.tracks.iter().map(|track| track.states.len()).sum();
        if states > 0 {
            let bytes = states * size_of::<PhotonState>();
            self.memory.push(context.charge(bytes as u64, "states of recorded photons")?);
        }
        Ok(())
    }

    /// Whether there is more than the summary.
    pub fn has_more(&self) -> bool {
        self.hits.is_some() || !self.tracks.is_empty() || self.device_hits.is_some()
    }
}

/// Room for hits: makes that for so many.
pub type MakeRoom<'a> = &'a dyn Fn(usize) -> Result<Arc<HitBlock>>;

/// Who waits for a task.
pub trait Watch: Sync {
    /// Set by any thread to end the task early.
    fn halt(&self) -> &AtomicBool;
    /// Counts photons that came to their end.
    fn advance(&self, photons: u64);
    /// Room for the `count` hits of the part that begins at a position: in a block of the whole event if it is known
    /// where there, else in one of their own. To be called once for each part, with 0 too.
    fn room_for_hits(&self, position: u64, count: usize, make: MakeRoom<'_>) -> Result<Option<HitPart>>;
}

/// All that a part's result depends on, and where end states go.
pub struct Task<'a> {
    /// Who waits for it.
    pub watch: &'a dyn Watch,
    /// What the part at hand takes.
    pub meter: &'a PartMeter<'a>,
    /// Whose threads and memory are used.
    pub context: &'a Arc<Context>,
    /// In host memory.
    pub scene: &'a dyn SceneData,
    /// Of the submission's first photon.
    pub params: &'a PropagateParams,
    /// Whether it goes before others that wait for a device.
    pub urgent: bool,
    /// The event's number.
    pub event: u64,
    /// The photons.
    pub light: &'a Light,
    /// Where changes of the medium are counted.
    pub media: &'a MediumCounts,
    /// What is wanted.
    pub wanted: &'a Wanted,
    /// Where end states go, where they are wanted.
    pub photons: Option<&'a Filler>,
}

/// Some photons of a task.
pub struct TaskPart<'a> {
    /// Whose.
    pub task: Task<'a>,
    /// Their positions.
    pub range: Range<u64>,
}

impl TaskPart<'_> {
    /// Number of photons.
    pub fn count(&self) -> u64 {
        self.range.end - self.range.start
    }
}

impl Task<'_> {
    /// Whether it is to end early.
    pub fn is_halted(&self) -> bool {
        self.watch.halt().load(Ordering::Relaxed)
    }

    /// The parameters of the photons from `position` of the submission on.
    pub fn params_at(&self, position: u64) -> PropagateParams {
        PropagateParams { first_index: self.params.first_index.wrapping_add(position), ..*self.params }
    }

    /// Positions in `range` of the photons to be recorded.
    pub fn recorded(&self, range: Range<u64>) -> Result<Vec<u64>> {
        let mut chosen: Vec<u64> = Vec::new();
        for position in self.wanted.record.within(range) {
            memory::push(&mut chosen, position, "photons to be recorded")?;
        }
        Ok(chosen)
    }
}
