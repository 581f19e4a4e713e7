//! One slice: photons in, their propagation, their tally, what is wanted out.

use super::down::{download_changes, download_hits, download_states};
use super::secondaries::propagate_spawning;
use super::tail::take_over;
use super::up::{upload_states, upload_steps, upload_tables};
use crate::backend::context::Context;
use crate::backend::cuda::gpu::Gpu;
use crate::backend::cuda::hits::{CudaHits, bytes_of, capacity_of, place};
use crate::backend::cuda::programs::tiles;
use crate::backend::cuda::scene::DeviceScene;
use crate::backend::cuda::workspace::{ASIDE, CHANGES, COUNTERS, Workspace};
use crate::backend::ends;
use crate::backend::hit_block::{HIT, HitBlock, HitPart};
use crate::backend::light::Light;
use crate::backend::secondaries::add;
use crate::backend::summary::Summary;
use crate::backend::task::{MakeRoom, Part, Task};
use crate::layout::{
    CompactJob, GatherJob, GenerateJob, MOST_ASIDE, PhotonState, PropagateJob, PropagateParams, SourceBatch,
    Totals,
};
use crate::telemetry::Stage;
use crate::{Error, Result};
use bytemuck::Zeroable;
use std::cell::{Cell, OnceCell};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const STATE: usize = size_of::<PhotonState>();

/// Place in [`Totals::terminal`] of photons that have not ended.
pub(super) const UNFINISHED: usize = 7;

/// A thread waits awake for slices of so few photons, and so long at most.
const SHORT: u64 = 1 << 21;
const AWAKE: Duration = Duration::from_millis(10);
/// How long it sleeps between two looks at a longer one, and how often it looks how far that is.
const NAP: Duration = Duration::from_micros(200);
const LOOK: Duration = Duration::from_millis(10);

/// Hits of an event of so few photons the device puts where the program reads them, photon by photon; those of more
/// are copied, which takes longer to begin.
const DIRECT: u64 = 1 << 16;

/// Room for hits: of the device to write to at full speed, as far as there is so much of that.
pub(super) fn room_for_hits(gpu: &Gpu, context: &Arc<Context>, count: usize) -> Result<Arc<HitBlock>> {
    let charge = context.charge((count * HIT) as u64, "hits")?;
    match gpu.pinned(bytes_of(count))? {
        Some(piece) => Ok(HitBlock::within(Box::new(piece), count, charge)),
        None => HitBlock::on_host(count, charge),
    }
}

/// Hits in a block of their own.
fn own_part(count: usize, make: MakeRoom<'_>) -> Result<Option<HitPart>> {
    let part = |block| HitPart { block, first: 0, count, shared: false, ids: None };
    (count > 0).then(|| make(count).map(part)).transpose()
}

/// One on its way.
pub struct Slice<'a> {
    pub(super) gpu: &'a Arc<Gpu>,
    scene: &'a DeviceScene,
    pub(super) task: &'a Task<'a>,
    pub(super) range: Range<u64>,
    /// Photons already counted as done.
    advanced: &'a Cell<u64>,
    /// Where the device puts the hits of a small event.
    direct: OnceCell<Arc<HitBlock>>,
}

impl<'a> Slice<'a> {
    /// Photons at `range` of a task, of which `advanced` are counted as done.
    pub fn new(
        gpu: &'a Arc<Gpu>,
        scene: &'a DeviceScene,
        task: &'a Task<'a>,
        range: Range<u64>,
        advanced: &'a Cell<u64>,
    ) -> Self {
        Self { gpu, scene, task, range, advanced, direct: OnceCell::new() }
    }

    /// Number of photons.
    pub fn count(&self) -> u64 {
        self.range.end - self.range.start
    }

    fn params(&self) -> PropagateParams {
        self.task.params_at(self.range.start)
    }

    /// Runs it. When this fails the workspace may have work that is not done.
    pub fn run(&self, workspace: &mut Workspace) -> Result<Part> {
        self.room(workspace)?;
        if self.spawns() {
            return self.run_spawning(workspace);
        }
        let hand_over = self.scene.turns.get(self.count());
        let propagation = self.propagate(workspace, !self.scene.many_unusual(), hand_over)?;
        let by_host = AtomicU64::new(0);
        if hand_over > 0 {
            self.take_over(workspace, &by_host)?;
        }
        let (mut job, mut hits) = self.count_ends(workspace)?;
        let (mut totals, mut changes) = self.totals(workspace)?;
        if !self.task.is_halted() && totals.terminal[UNFINISHED] > 0 {
            self.finish_aside(workspace, &propagation)?;
            (job, hits) = self.count_ends(workspace)?;
            (totals, changes) = self.totals(workspace)?;
        }
        if self.task.is_halted() && totals.terminal[UNFINISHED] > 0 {
            if changes > 0 {
                download_changes(self.task, workspace)?; // which clears the table
            }
            return Ok(Part::default()); // none of its photons count as done
        }
        self.task.meter.lap(Stage::Propagate);
        let summary = Summary::of(self.count(), &totals, changes + by_host.load(Ordering::Relaxed));
        let mut result = Part { summary, ..Default::default() };
        if changes > 0 {
            download_changes(self.task, workspace)?;
        }
        if self.task.wanted.hits {
            result.hits = self.hits(workspace, &mut job, (totals.found, hits))?;
        }
        if self.task.wanted.device_hits {
            result.device_hits = Some(Box::new(self.keep_hits(workspace, job, totals.found)?));
        }
        self.finish(workspace, result)
    }

    /// The same where absorptions may give several photons. These are joined with the others on the host.
    fn run_spawning(&self, workspace: &mut Workspace) -> Result<Part> {
        let Some(secondaries) = propagate_spawning(self, workspace)? else {
            download_changes(self.task, workspace)?; // which clears the table
            return Ok(Part::default());
        };
        let (mut job, hits) = self.count_ends(workspace)?;
        let (totals, changes) = self.totals(workspace)?;
        if totals.terminal[UNFINISHED] > 0 && !self.task.is_halted() {
            return Err(Error::Internal("the device has left photons".into()));
        }
        if changes > 0 {
            download_changes(self.task, workspace)?;
        }
        if totals.terminal[UNFINISHED] > 0 {
            return Ok(Part::default());
        }
        self.task.meter.lap(Stage::Propagate);
        let summary = Summary::of(self.count(), &totals, changes);
        let mut result = Part { summary, ..Default::default() };
        if self.packs() {
            result.hits = self.hits(workspace, &mut job, (totals.found, hits))?;
        }
        let make = |count: usize| room_for_hits(self.gpu, self.task.context, count);
        add(self.task, self.range.start, &secondaries, &mut result, |count| match self.task.wanted.hits {
            true => self.task.watch.room_for_hits(self.range.start, count, &make),
            false => own_part(count, &make),
        })?;
        if self.task.wanted.device_hits {
            result.device_hits =
                Some(Box::new(CudaHits::of(self.gpu, result.hits.as_ref(), &workspace.after)?));
        }
        result.hits = result.hits.filter(|_| self.task.wanted.hits);
        self.finish(workspace, result)
    }

    /// What else is wanted.
    fn finish(&self, workspace: &mut Workspace, mut result: Part) -> Result<Part> {
        if let Some(photons) = self.task.photons {
            download_states(self, workspace, photons)?;
        }
        self.task.meter.lap(Stage::Download);
        result.tracks = self.task.tracks(self.range.clone())?;
        result.charge_tracks(self.task.context)?;
        if !result.tracks.is_empty() {
            self.task.meter.lap(Stage::Propagate); // again, by the processor, keeping the steps
        }
        self.task.watch.advance(self.count() - self.advanced.get());
        Ok(result)
    }

    /// Whether absorptions may give several photons.
    fn spawns(&self) -> bool {
        self.scene.scene().spawns != 0
    }

    /// Whether the host gets hits.
    fn packs(&self) -> bool {
        self.task.wanted.hits || self.task.wanted.device_hits && self.spawns()
    }

    /// Memory on the device. Hits get room for a quarter of the photons at first.
    fn room(&self, workspace: &mut Workspace) -> Result<()> {
        let outgrown = self.gpu.outgrown();
        let count = self.count() as usize;
        outgrown.grow(&mut workspace.photons, count * STATE, "photons")?;
        outgrown.grow(&mut workspace.offsets, tiles(self.count()) as usize * 8, "offsets of hits")?;
        if self.packs() {
            let expected = count.div_ceil(4);
            let is_small = self.count() <= DIRECT && self.count() == self.task.light.count();
            let piece = if is_small { self.gpu.pinned(bytes_of(expected))? } else { None };
            if let Some(piece) = piece {
                let charge = self.task.context.charge((expected * HIT) as u64, "hits")?;
                let _ = self.direct.set(HitBlock::within(Box::new(piece), expected, charge));
            } else {
                outgrown.grow(&mut workspace.hits, bytes_of(expected), "hits")?;
            }
        }
        Ok(())
    }

    /// Those that the first launch has put aside; where they are too many for that, all from the start.
    fn finish_aside(&self, workspace: &mut Workspace, first: &PropagateJob) -> Result<()> {
        // SAFETY: `totals` has waited for the copy.
        let aside = unsafe { workspace.totals.values::<u64>(ASIDE, 1) }?[0];
        if first.hand_over == 0 {
            self.scene.put_aside(aside, self.count()); // these are unusual, and no others
        }
        if aside > u64::from(MOST_ASIDE) {
            workspace.counters.clear(workspace.counters.bytes(), &workspace.stream)?;
            return self.propagate(workspace, false, 0).map(drop);
        }
        workspace.counters.clear(ASIDE, &workspace.stream)?;
        workspace.timing.begin(self.task.meter, &workspace.stream)?;
        workspace.timing.mark(1, &workspace.stream)?;
        let job = PropagateJob { count: aside, resumes: 1, hand_over: 0, ..*first };
        // SAFETY: as for the first launch.
        unsafe { self.gpu.programs().propagate(&job, true, self.sharers(), &workspace.stream) }?;
        workspace.timing.mark(2, &workspace.stream)?;
        workspace.propagated.set(&workspace.stream)?;
        workspace.after.follow(&workspace.propagated)
    }

    /// Brings the last photons of the launch to their end by the processor.
    fn take_over(&self, workspace: &mut Workspace, changes: &AtomicU64) -> Result<()> {
        let (task, params) = (self.task, self.params());
        let launch = (&self.scene.turns, self.count());
        let halts: (&dyn Fn() -> bool, _) = (&|| task.is_halted(), task.watch.halt());
        take_over(self.gpu, workspace, launch, task.context, halts, |_| (task, params, changes))
    }

    /// Launches that are to share the device, this one's included.
    fn sharers(&self) -> u32 {
        let (slice, all) = (self.count().max(1), self.task.light.count());
        self.gpu.sharers(self.range.start.div_ceil(slice), all.div_ceil(slice))
    }

    /// `quick`: by the kernel that leaves out what few photons need. `hand_over`: as the job has it.
    fn propagate(&self, workspace: &mut Workspace, quick: bool, hand_over: u32) -> Result<PropagateJob> {
        let job = self.prepare(workspace, hand_over)?;
        // SAFETY: buffers of the workspace and of the scene, both kept until the stream is done; the
        // counter was cleared on it.
        unsafe { self.gpu.programs().propagate(&job, !quick, self.sharers(), &workspace.stream) }?;
        workspace.timing.mark(2, &workspace.stream)?;
        workspace.propagated.set(&workspace.stream)?;
        workspace.after.follow(&workspace.propagated)?;
        Ok(job)
    }

    /// Sends the photons to the device, or what it makes them of.
    pub(super) fn prepare(&self, workspace: &mut Workspace, hand_over: u32) -> Result<PropagateJob> {
        workspace.timing.begin(self.task.meter, &workspace.stream)?;
        workspace.counters.clear(COUNTERS, &workspace.stream)?;
        let mut job = PropagateJob {
            scene: *self.scene.scene(),
            params: self.params(),
            sources: Zeroable::zeroed(),
            photons: workspace.photons.pointer(),
            count: self.count(),
            next: workspace.next(),
            changes: workspace.changes(),
            aside: workspace.aside.pointer(0)?,
            aside_count: workspace.aside_count(),
            resumes: 0,
            generate: 0,
            refill_threshold: 0, // the device's
            hand_over,
        };
        match self.task.light {
            Light::Source(source, tables, _) => {
                job.generate = 1;
                job.sources = SourceBatch { first: self.range.start, ..tables.batch_of(source) };
                upload_tables((self.gpu, self.task.meter), workspace, tables, &mut job.sources)?;
            }
            Light::Steps(light) => {
                let batch = upload_steps(self, workspace, light)?;
                let (params, photons, count) = (self.params(), workspace.photons.pointer(), self.count());
                let generate = GenerateJob { batch, params, photons, count };
                // SAFETY: buffers of the workspace, kept until the stream is done.
                unsafe { self.gpu.programs().generate_steps(&generate, &workspace.stream) }?;
            }
            Light::OnDevice(arrays, _) => {
                let (first, count) = (self.range.start, self.count());
                let gather =
                    GatherJob { first, count, photons: workspace.photons.pointer(), ..arrays.gather() };
                // SAFETY: the arrays were checked, and stay until the event is done.
                unsafe { self.gpu.programs().gather(&gather, &workspace.stream) }?;
            }
            light => upload_states(self, workspace, light)?,
        }
        self.task.meter.lap(Stage::Upload);
        workspace.timing.mark(1, &workspace.stream)?;
        Ok(job)
    }

    /// Sums the end states up and packs the hits as far as there is room, of which it gives the size.
    fn count_ends(&self, workspace: &Workspace) -> Result<(CompactJob, u64)> {
        let mut job = CompactJob {
            photons: workspace.photons.pointer(),
            count: self.count(),
            taken: workspace.next(),
            first_index: self.params().first_index,
            offsets: workspace.offsets.pointer(),
            totals: workspace.counters.pointer(),
            ..ends::job(self.scene.scene())
        };
        job.event = self.task.event;
        match self.direct.get() {
            Some(block) => (job.capacity, job.hits) = (block.capacity() as u64, block.arrays(0)),
            None if self.packs() => {
                place(&workspace.hits, capacity_of(workspace.hits.bytes()), &mut job);
            }
            None => {}
        }
        let write = self.task.wanted.hits || self.task.wanted.device_hits;
        // SAFETY: buffers of the workspace and of the scene; the totals were cleared before the propagation.
        unsafe { self.gpu.programs().count(&job, write, &workspace.after) }?;
        let capacity = job.capacity;
        Ok((job, capacity))
    }

    /// The hits, `found` of which the first `packed` at most are.
    fn hits(
        &self,
        workspace: &mut Workspace,
        job: &mut CompactJob,
        (found, packed): (u64, u64),
    ) -> Result<Option<HitPart>> {
        let count = found as usize;
        if let Some(block) = self.direct.get()
            && found <= packed
        {
            self.task.meter.brought(count * HIT); // by the device itself
            return Ok((count > 0).then(|| HitPart {
                block: Arc::clone(block),
                first: 0,
                count,
                shared: false,
                ids: None,
            }));
        }
        if found > packed {
            let room = count.max(self.count() as usize / 2); // the next slice will have as many
            self.gpu.outgrown().grow(&mut workspace.hits, bytes_of(room), "hits")?;
            place(&workspace.hits, capacity_of(workspace.hits.bytes()), job);
            // SAFETY: as in `count_ends`, which has left the offsets.
            unsafe { self.gpu.programs().write(job, &workspace.after) }?;
        }
        let make = |count: usize| room_for_hits(self.gpu, self.task.context, count);
        let part = match self.spawns() {
            true => own_part(count, &make)?, // those of secondary photons come among them
            false => self.task.watch.room_for_hits(self.range.start, count, &make)?,
        };
        if let Some(part) = &part {
            download_hits(workspace, (count, job.capacity as usize), part)?;
            self.task.meter.brought(count * HIT);
        }
        Ok(part)
    }

    /// The hits in memory of their own.
    fn keep_hits(&self, workspace: &Workspace, mut job: CompactJob, found: u64) -> Result<CudaHits> {
        let hits = CudaHits::new(self.gpu, found)?;
        if found > 0 {
            hits.place(&mut job);
            // SAFETY: as in `count_ends`, which has left the offsets.
            unsafe { self.gpu.programs().write(&job, &workspace.after) }?;
            workspace.after.wait()?; // whoever gets them may use another stream
        }
        Ok(hits)
    }

    /// Waits for the tally. Counts photons as done meanwhile, and ends the propagation where the task is
    /// halted.
    fn watch(&self, workspace: &mut Workspace) -> Result<()> {
        let begun = Instant::now();
        let mut looked = begun;
        while !workspace.done.reached()? {
            if self.task.is_halted() {
                // Again and again: what clears the counters of this slice may have to wait for others to end.
                workspace.halt()?;
            } else if self.count() <= SHORT && begun.elapsed() < AWAKE {
                std::thread::yield_now();
                continue;
            } else if looked.elapsed() >= LOOK {
                let started = workspace.peek()?.min(self.count());
                let done = started.saturating_sub(self.gpu.programs().under_way());
                self.task.watch.advance(done.saturating_sub(self.advanced.get()));
                self.advanced.set(done.max(self.advanced.get()));
                looked = Instant::now();
            }
            std::thread::sleep(NAP);
        }
        Ok(())
    }

    /// The tally, when the device is done with it, and the number of medium changes.
    fn totals(&self, workspace: &mut Workspace) -> Result<(Totals, u64)> {
        // SAFETY: read below, after the wait.
        unsafe { workspace.counters.download(0, &workspace.totals, 0..COUNTERS, &workspace.after) }?;
        workspace.timing.mark(3, &workspace.after)?;
        workspace.done.set(&workspace.after)?;
        self.watch(workspace)?;
        workspace.timing.tell(self.task.meter)?;
        // SAFETY: the copy is done.
        let (totals, changes) = unsafe {
            (workspace.totals.values::<Totals>(0, 1)?[0], workspace.totals.values::<u64>(CHANGES, 1)?[0])
        };
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
