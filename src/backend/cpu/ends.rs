//! Where a chunk's photons ended, and which of them are hits.

use crate::backend::ends::job;
use crate::backend::hit_block::{HIT, HitBlock, HitPart};
use crate::backend::summary::Summary;
use crate::backend::task::{Part, Task};
use crate::layout::{CompactJob, PhotonState, Totals};
use crate::runtime::team::lead;
use crate::{Error, Result};
use bytemuck::Zeroable;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// End states that a thread counts at a time, and pieces for which others are called.
const PIECE: usize = 512;
const FEWEST_PIECES: usize = 6;

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

    /// The same, by the threads of the context as well where there are many.
    pub fn count_many_ends(
        &self,
        ends: &[PhotonState],
        first_index: u64,
        medium_changes: u64,
    ) -> Result<Part> {
        let pieces: Vec<(u64, &[PhotonState])> = (0..).step_by(PIECE).zip(ends.chunks(PIECE)).collect();
        if pieces.len() < FEWEST_PIECES {
            return self.count_ends(ends, first_index, medium_changes);
        }
        let scene = self.scene.scene();
        let job = |number: usize| {
            let (first, photons) = pieces[number];
            let (photons, count) = (photons.as_ptr(), photons.len() as u64);
            CompactJob {
                photons,
                count,
                first_index: first_index.wrapping_add(first),
                event: self.event,
                ..job(scene)
            }
        };
        let found: Vec<OnceLock<Totals>> = pieces.iter().map(|_| OnceLock::new()).collect();
        self.share_out(pieces.len(), FEWEST_PIECES, &|number| {
            let mut totals = Totals::zeroed();
            // SAFETY: the photons and the totals live here, and the scene as long as the task.
            unsafe { (self.context.kernels().tally)(&CompactJob { totals: &raw mut totals, ..job(number) }) };
            let _ = found[number].set(totals); // each once
        })?;
        let (mut summary, mut places) = (Summary::default(), Vec::new());
        let mut hits = 0;
        for ((_, photons), totals) in pieces.iter().zip(&found) {
            let totals = totals.get().ok_or_else(|| Error::Internal("ends that were not counted".into()))?;
            summary.join(&Summary::of(photons.len() as u64, totals, 0));
            places.push((hits, totals.found));
            hits += totals.found as usize;
        }
        summary.medium_changes = medium_changes;
        let mut result = Part { summary, ..Default::default() };
        if self.wanted.hits && hits > 0 {
            let Some(part) = self.own_hits(hits)? else { return Ok(result) };
            self.share_out(pieces.len(), FEWEST_PIECES, &|number| {
                let (place, found) = places[number];
                let job = CompactJob { capacity: found, hits: part.block.arrays(place), ..job(number) };
                // SAFETY: as for the counts, which have found so many; each has its own places.
                unsafe { (self.context.kernels().pack_hits)(&job) };
            })?;
            result.hits = Some(part);
        }
        Ok(result)
    }

    /// Does numbered pieces of work by this thread, and where there are `many` by others of the context that come to
    /// help.
    pub fn share_out(&self, pieces: usize, many: usize, work: &(dyn Fn(usize) + Sync)) -> Result<()> {
        let next = AtomicUsize::new(0);
        let all = || {
            while let Some(number) =
                Some(next.fetch_add(1, Ordering::Relaxed)).filter(|&number| number < pieces)
            {
                work(number);
            }
        };
        let helpers = if pieces < many { 0 } else { self.context.threads().min(pieces) - 1 };
        lead(self.context.workers(), helpers, &all, || {
            all();
            Ok(())
        })
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
