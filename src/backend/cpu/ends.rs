//! Where a chunk's photons ended, and which of them are hits.

use crate::Result;
use crate::backend::ends::job;
use crate::backend::hit_block::{HIT, HitBlock, HitPart};
use crate::backend::summary::Summary;
use crate::backend::task::{Part, Task};
use crate::layout::{CompactJob, PhotonState, Totals};
use bytemuck::Zeroable;

impl Task<'_> {
    /// What a chunk gives whose photons, the first one of number `first_index`, ended so, but for its tracks.
    pub fn count_ends(&self, ends: &[PhotonState], first_index: u64, medium_changes: u64) -> Result<Part> {
        let (photons, count, mut totals) = (ends.as_ptr(), ends.len() as u64, Totals::zeroed());
        let job = CompactJob { photons, count, first_index, totals: &mut totals, ..job(self.scene.scene()) };
        // SAFETY: the photons and the totals live here, and the scene as long as the task.
        unsafe { (self.context.kernels().tally)(&job) };
        let summary = Summary::of(count, &totals, medium_changes);
        let mut result = Part { summary, ..Default::default() };
        if self.wanted.hits && totals.found > 0 {
            self.keep_hits(job, totals.found, &mut result)?;
        }
        Ok(result)
    }

    /// Room for a chunk's hits.
    pub(super) fn own_hits(&self, count: usize) -> Result<Option<HitPart>> {
        if count == 0 {
            return Ok(None);
        }
        let block = HitBlock::on_host(count, self.context.charge((count * HIT) as u64, "hits")?)?;
        Ok(Some(HitPart { block, first: 0, count, shared: false, ids: None }))
    }

    fn keep_hits(&self, job: CompactJob, found: u64, result: &mut Part) -> Result<()> {
        let Some(part) = self.own_hits(found as usize)? else { return Ok(()) };
        let job = CompactJob { capacity: found, event: self.event, hits: part.block.arrays(0), ..job };
        // SAFETY: as for the count, which has found so many; there is room for them.
        unsafe { (self.context.kernels().pack_hits)(&job) };
        result.hits = Some(part);
        Ok(())
    }
}
