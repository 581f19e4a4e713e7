//! End states of photons: where they ended, and which of them are hits.

use super::chunk::{ChunkResult, Task};
use super::summary::Summary;
use crate::Result;
use crate::layout::{CompactJob, PhotonState, Scene, Totals, flag};
use crate::memory::room;
use bytemuck::Zeroable;
use std::ptr::null_mut;

/// What sums end states up and packs the hits among them, detected photons with a channel; without the
/// photons and any place for hits.
pub(super) fn job(scene: &Scene) -> CompactJob {
    CompactJob {
        scene: *scene,
        photons: std::ptr::null(),
        count: 0,
        first_index: 0,
        mask: flag::SURFACE_DETECT,
        need_channel: 1,
        capacity: 0,
        offsets: null_mut(),
        totals: null_mut(),
        states: null_mut(),
        channels: null_mut(),
        indices: null_mut(),
    }
}

impl Task<'_> {
    /// What a chunk gives whose photons, the first one of number `first_index`, ended so, but for its tracks.
    pub(super) fn count_ends(
        &self,
        ends: &[PhotonState],
        first_index: u64,
        medium_changes: u64,
    ) -> Result<ChunkResult> {
        let (photons, count, mut totals) = (ends.as_ptr(), ends.len() as u64, Totals::zeroed());
        let job = CompactJob { photons, count, first_index, totals: &mut totals, ..job(self.stage.scene()) };
        // SAFETY: the photons and the totals live here, and the scene as long as its stage.
        unsafe { (self.context.kernels().tally)(&job) };
        let summary = Summary::of(count, &totals, medium_changes);
        let mut result = ChunkResult { summary, ..Default::default() };
        if self.want_hits && totals.found > 0 {
            self.keep_hits(job, totals.found, &mut result)?;
        }
        Ok(result)
    }

    fn keep_hits(&self, job: CompactJob, found: u64, result: &mut ChunkResult) -> Result<()> {
        let count = found as usize;
        result.charge_hits(self.context, count)?;
        result.hits = room(count, "hits")?;
        result.channels = room(count, "hits")?;
        result.photons = room(count, "hits")?;
        let job = CompactJob {
            capacity: found,
            states: result.hits.as_mut_ptr(),
            channels: result.channels.as_mut_ptr(),
            indices: result.photons.as_mut_ptr(),
            ..job
        };
        // SAFETY: as for the count, which has found so many; there is room for them.
        unsafe {
            (self.context.kernels().pack_hits)(&job);
            result.hits.set_len(count);
            result.channels.set_len(count);
            result.photons.set_len(count);
        }
        Ok(())
    }
}
