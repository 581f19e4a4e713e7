//! One slice: photons in, their propagation, their account, what is wanted out.

use super::down::{download_changes, download_hits, download_states};
use super::up::{upload_states, upload_tables};
use crate::backend::cuda::gpu::Gpu;
use crate::backend::cuda::hits::{CudaHits, HIT, place};
use crate::backend::cuda::lane::{ASIDE, CHANGES, COUNTERS, Lane};
use crate::backend::cuda::programs::tiles;
use crate::backend::cuda::scene::DeviceScene;
use crate::backend::ends;
use crate::backend::light::Light;
use crate::backend::summary::Summary;
use crate::backend::task::{Part, Task};
use crate::layout::{
    CompactJob, GatherJob, MOST_ASIDE, PhotonState, PropagateJob, PropagateParams, SourceBatch, Totals,
};
use crate::{Error, Result};
use bytemuck::Zeroable;
use std::cell::Cell;
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

const STATE: usize = size_of::<PhotonState>();

/// Place in [`Totals::terminal`] of photons that have not ended.
const UNFINISHED: usize = 7;

/// A thread waits awake for slices of so few photons, and so long at most.
const SHORT: u64 = 1 << 21;
const AWAKE: Duration = Duration::from_millis(10);
/// How long it sleeps between two looks at a longer one, and how often it looks how far that is.
const NAP: Duration = Duration::from_micros(200);
const LOOK: Duration = Duration::from_millis(10);

/// One on its way.
pub struct Slice<'a> {
    pub(super) gpu: &'a Arc<Gpu>,
    scene: &'a DeviceScene,
    pub(super) task: &'a Task<'a>,
    pub(super) range: Range<u64>,
    /// Photons already counted as done.
    advanced: Cell<u64>,
}

impl<'a> Slice<'a> {
    /// Photons at `range` of a task.
    pub fn new(gpu: &'a Arc<Gpu>, scene: &'a DeviceScene, task: &'a Task<'a>, range: Range<u64>) -> Self {
        Self { gpu, scene, task, range, advanced: Cell::new(0) }
    }

    /// Number of photons.
    pub fn count(&self) -> u64 {
        self.range.end - self.range.start
    }

    fn params(&self) -> PropagateParams {
        self.task.params_at(self.range.start)
    }

    /// Runs it. When this fails the lane may have work that is not done.
    pub fn run(&self, lane: &mut Lane) -> Result<Part> {
        self.room(lane)?;
        let propagation = self.propagate(lane, !self.scene.many_unusual())?;
        let (mut job, mut hits) = self.count_ends(lane)?;
        let (mut totals, mut changes) = self.totals(lane)?;
        if !self.task.is_halted() && totals.terminal[UNFINISHED] > 0 {
            self.finish_aside(lane, &propagation)?;
            (job, hits) = self.count_ends(lane)?;
            (totals, changes) = self.totals(lane)?;
        }
        if self.task.is_halted() && totals.terminal[UNFINISHED] > 0 {
            if changes > 0 {
                download_changes(self, lane)?; // which clears the table
            }
            return Ok(Part::default()); // none of its photons count as done
        }
        let summary = Summary::of(self.count(), &totals, changes);
        let mut result = Part { summary, ..Default::default() };
        if changes > 0 {
            download_changes(self, lane)?;
        }
        if self.task.wanted.hits {
            if totals.found > hits {
                self.write_again(lane, &mut job, totals.found)?;
            }
            download_hits(self, lane, totals.found as usize, job.capacity as usize, &mut result)?;
        }
        if self.task.wanted.device_hits {
            result.device_hits = Some(Box::new(self.keep_hits(lane, job, totals.found)?));
        }
        if let Some(photons) = self.task.photons {
            download_states(self, lane, photons)?;
        }
        result.tracks = self.task.tracks(self.range.clone())?;
        self.task.watch.advance(self.count() - self.advanced.get());
        Ok(result)
    }

    /// Memory on the device. Hits get room for a quarter of the photons at first.
    fn room(&self, lane: &mut Lane) -> Result<()> {
        let outgrown = self.gpu.outgrown();
        let count = self.count() as usize;
        outgrown.grow(&mut lane.photons, count * STATE, "photons")?;
        outgrown.grow(&mut lane.offsets, tiles(self.count()) as usize * 8, "offsets of hits")?;
        if self.task.wanted.hits {
            outgrown.grow(&mut lane.hits, count.div_ceil(4) * HIT, "hits")?;
        }
        Ok(())
    }

    /// Those that the first launch has put aside; where they are too many for that, all from the start.
    fn finish_aside(&self, lane: &mut Lane, first: &PropagateJob) -> Result<()> {
        // SAFETY: `totals` has waited for the copy.
        let aside = unsafe { lane.totals.values::<u64>(ASIDE, 1) }?[0];
        self.scene.put_aside(aside, self.count());
        if aside > u64::from(MOST_ASIDE) {
            lane.counters.clear(lane.counters.bytes(), &lane.stream)?;
            return self.propagate(lane, false).map(drop);
        }
        lane.counters.clear(ASIDE, &lane.stream)?;
        let job = PropagateJob { count: aside, resumes: 1, ..*first };
        // SAFETY: as for the first launch.
        unsafe { self.gpu.programs().propagate(&job, true, &lane.stream) }?;
        lane.propagated.set(&lane.stream)?;
        lane.after.follow(&lane.propagated)
    }

    /// `quick`: by the kernel that leaves out what few photons need.
    fn propagate(&self, lane: &mut Lane, quick: bool) -> Result<PropagateJob> {
        lane.counters.clear(COUNTERS, &lane.stream)?;
        let mut job = PropagateJob {
            scene: *self.scene.scene(),
            params: self.params(),
            sources: Zeroable::zeroed(),
            photons: lane.photons.pointer(),
            count: self.count(),
            next: lane.next(),
            changes: lane.changes(),
            aside: lane.aside.pointer(),
            aside_count: lane.aside_count(),
            resumes: 0,
            generate: 0,
            linger: 0, // the device's
            reserved: 0,
        };
        match self.task.light {
            Light::Source(source, tables, _) => {
                job.generate = 1;
                job.sources = SourceBatch { first: self.range.start, ..tables.batch_of(source) };
                upload_tables(self.gpu, lane, tables, &mut job.sources)?;
            }
            Light::OnDevice(arrays, _) => {
                let (first, count) = (self.range.start, self.count());
                let gather = GatherJob { first, count, photons: lane.photons.pointer(), ..arrays.gather() };
                // SAFETY: the arrays were checked, and stay until the event is done.
                unsafe { self.gpu.programs().gather(&gather, &lane.stream) }?;
            }
            light => upload_states(self, lane, light)?,
        }
        // SAFETY: buffers of the lane and of the scene, both kept until the stream is done; the
        // counter was cleared on it.
        unsafe { self.gpu.programs().propagate(&job, !quick, &lane.stream) }?;
        lane.propagated.set(&lane.stream)?;
        lane.after.follow(&lane.propagated)?;
        Ok(job)
    }

    /// Sums the end states up and packs the hits as far as there is room, of which it gives the size.
    fn count_ends(&self, lane: &Lane) -> Result<(CompactJob, u64)> {
        let mut job = CompactJob {
            photons: lane.photons.pointer(),
            count: self.count(),
            first_index: self.params().first_index,
            offsets: lane.offsets.pointer(),
            totals: lane.counters.pointer(),
            ..ends::job(self.scene.scene())
        };
        if self.task.wanted.hits {
            place(&lane.hits, lane.hits.bytes() / HIT, &mut job);
        }
        let write = self.task.wanted.hits || self.task.wanted.device_hits;
        // SAFETY: buffers of the lane and of the scene; the totals were cleared before the propagation.
        unsafe { self.gpu.programs().count(&job, write, &lane.after) }?;
        let capacity = job.capacity;
        Ok((job, capacity))
    }

    /// Packs the hits again, with room for all of them.
    fn write_again(&self, lane: &mut Lane, job: &mut CompactJob, found: u64) -> Result<()> {
        let bytes = found.max(self.count() / 2) as usize * HIT; // the next slice will have as many
        self.gpu.outgrown().grow(&mut lane.hits, bytes, "hits")?;
        place(&lane.hits, lane.hits.bytes() / HIT, job);
        // SAFETY: as in `count_ends`, which has left the offsets.
        unsafe { self.gpu.programs().write(job, &lane.after) }
    }

    /// The hits in memory of their own.
    fn keep_hits(&self, lane: &Lane, mut job: CompactJob, found: u64) -> Result<CudaHits> {
        let hits = CudaHits::new(self.gpu, found)?;
        if found > 0 {
            hits.place(&mut job);
            // SAFETY: as in `count_ends`, which has left the offsets.
            unsafe { self.gpu.programs().write(&job, &lane.after) }?;
            lane.after.wait()?; // whoever gets them may use another stream
        }
        Ok(hits)
    }

    /// Waits for the account. Counts photons as done meanwhile, and ends the propagation where the task is
    /// halted.
    fn watch(&self, lane: &mut Lane) -> Result<()> {
        let begun = Instant::now();
        let mut looked = begun;
        while !lane.done.reached()? {
            if self.task.is_halted() {
                // Again and again: what clears the counters of this slice may have to wait for others to end.
                lane.halt()?;
            } else if self.count() <= SHORT && begun.elapsed() < AWAKE {
                std::thread::yield_now();
                continue;
            } else if looked.elapsed() >= LOOK {
                let started = lane.peek()?.min(self.count());
                let done = started.saturating_sub(self.gpu.programs().under_way());
                self.task.watch.advance(done.saturating_sub(self.advanced.get()));
                self.advanced.set(done.max(self.advanced.get()));
                looked = Instant::now();
            }
            std::thread::sleep(NAP);
        }
        Ok(())
    }

    /// The account, when the device is done with it, and the number of medium changes.
    fn totals(&self, lane: &mut Lane) -> Result<(Totals, u64)> {
        // SAFETY: read below, after the wait.
        unsafe { lane.counters.download(0, &lane.totals, 0..COUNTERS, &lane.after) }?;
        lane.done.set(&lane.after)?;
        self.watch(lane)?;
        // SAFETY: the copy is done.
        let (totals, changes) =
            unsafe { (lane.totals.values::<Totals>(0, 1)?[0], lane.totals.values::<u64>(CHANGES, 1)?[0]) };
        let ended: u64 = totals.terminal.iter().sum();
        if ended != self.count() || totals.found > self.count() {
            return Err(Error::Internal(format!(
                "the device counts {ended} photons and {} hits of {}",
                totals.found,
                self.count()
            )));
        }
        Ok((totals, changes))
    }
}
