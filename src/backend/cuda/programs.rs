//! The kernels by name, with the grids that fill the device.

use super::driver::CUstream;
use super::launch::{Shape, launch};
use super::module::{Function, Module};
use super::resident;
use super::stream::Stream;
use crate::layout::{
    self, COMPACT_BLOCK, COMPACT_TILE, COPY_BLOCK, CompactJob, CopyJob, GATHER_BLOCK, GENERATE_BLOCK,
    GatherJob, GenerateJob, Kernel, MERGED_BLOCK, MergedEndsJob, MergedJob, MessagesJob, POOL_SIZE,
    PROPAGATE_BLOCK, PUT_BACK_BLOCK, PersistentJob, PropagateJob, PutBackJob, QueueServiceJob,
    QueueTransferJob, RAY_BLOCK, RayJob, ResidentJob, ResidentOrder, SCAN_BLOCK, Scene, SpawningJob,
    TRANSFER_BLOCK,
};
use crate::{Error, Result};
use std::marker::PhantomData;

/// Lanes of a warp that may still have a ray on the way when the others are served, for photons and
/// for ray queries, unless `CHROMA2_REFILL_THRESHOLD` in the environment says otherwise (0 to 31; results do
/// not depend on it). Measured: docs/notes/performance.md.
const REFILL_THRESHOLD: [u32; 2] = [16, 12];

/// Fewest photons of a launch that shares the device with another one, and with more than one (docs/performance.md).
const FEWEST_OF_TWO: u64 = 1 << 17;
const FEWEST_OF_MANY: u64 = 1 << 19;

fn refill_threshold() -> Result<[u32; 2]> {
    let Some(text) = std::env::var_os("CHROMA2_REFILL_THRESHOLD") else { return Ok(REFILL_THRESHOLD) };
    match text.to_str().and_then(|text| text.parse().ok()) {
        Some(workspaces @ 0..=31) => Ok([workspaces; 2]),
        _ => Err(Error::argument(format!(
            "CHROMA2_REFILL_THRESHOLD is {text:?} in the environment; 0 to 31 is allowed, or nothing for the best known"
        ))),
    }
}

/// A kernel that has been found, with the type of its parameter.
#[derive(Debug)]
struct Program<Job> {
    function: Function,
    job: PhantomData<fn(Job)>,
}

impl<Job: Copy> Program<Job> {
    fn new(module: &Module, kernel: Kernel<Job>) -> Result<Self> {
        Ok(Self { function: module.function(kernel.0)?, job: PhantomData })
    }

    /// Launches it on a stream. The context must be current.
    ///
    /// # Safety
    /// What the job points to on the device stays until the stream, which is alive, has done it.
    unsafe fn launch(&self, shape: Shape, stream: CUstream, job: &Job) -> Result<()> {
        // SAFETY: the kernel's parameter, as its declarations say; the caller guarantees the rest.
        unsafe { launch(&self.function, shape, stream, job) }
    }
}

/// A kernel and how many blocks of it the device runs at once.
#[derive(Debug)]
struct Persistent<Job> {
    program: Program<Job>,
    block: u32,
    /// What a block has to do at least.
    least: u32,
    most: u32,
}

impl<Job: Copy> Persistent<Job> {
    /// One in which each thread has something to do.
    fn new(module: &Module, kernel: Kernel<Job>, block: u32, processors: u32) -> Result<Self> {
        let program = Program::new(module, kernel)?;
        let most = processors.max(1) * module.resident_blocks(&program.function, block, 0)?;
        log::debug!("{:?}: {most} blocks of {block}", program.function);
        Ok(Self { program, block, least: block, most })
    }

    /// As many blocks as run at once; less where there is less to do.
    fn shape(&self, count: u64) -> Shape {
        let needed = count.div_ceil(self.least.into()).clamp(1, self.most.into());
        Shape { grid: needed as u32, block: self.block, shared: 0 }
    }

    /// Of one of so many launches of a propagation: a block has a place until its last photons have ended, and so fewer
    /// places wait for these. Few photons have all, for they are done the sooner the fewer a block has.
    fn share(&self, count: u64, sharers: u32) -> Shape {
        let all = self.shape(count);
        let most = match count {
            ..FEWEST_OF_TWO => 1,
            FEWEST_OF_TWO..FEWEST_OF_MANY => 2,
            FEWEST_OF_MANY.. => sharers.max(1),
        };
        Shape { grid: (all.grid / sharers.clamp(1, most)).max(1), ..all }
    }
}

/// All kernels.
#[derive(Debug)]
pub struct Programs {
    /// Without wire planes, and with.
    propagate: [Persistent<PropagateJob>; 2],
    propagate_all: Persistent<PropagateJob>,
    propagate_spawning: Persistent<SpawningJob>,
    /// Of geometries without wire planes, and of all.
    merged: [Persistent<MergedJob>; 2],
    merged_count: Program<MergedEndsJob>,
    merged_scan: Program<MergedEndsJob>,
    merged_write: Program<MergedEndsJob>,
    closest: [Persistent<RayJob>; 2],
    any: [Persistent<RayJob>; 2],
    resident: Program<ResidentJob>,
    /// Of that; 0: it is not launched.
    resident_blocks: u32,
    put_back: Persistent<PutBackJob>,
    gather: Persistent<GatherJob>,
    generate_steps: Persistent<GenerateJob>,
    transfer: Persistent<QueueTransferJob>,
    run: Program<PersistentJob>,
    service: Program<QueueServiceJob>,
    messages: Program<MessagesJob>,
    count: Program<CompactJob>,
    scan: Program<CompactJob>,
    write: Program<CompactJob>,
    copy: Persistent<CopyJob>,
    refill_threshold: [u32; 2],
}

impl Programs {
    /// Finds them in a module.
    pub(super) fn new(module: &Module, processors: u32) -> Result<Self> {
        let refill_threshold = refill_threshold()?;
        let resident_blocks = resident::blocks()?.unwrap_or(processors.max(1));
        fn propagate<Job: Copy>(
            module: &Module,
            kernel: Kernel<Job>,
            processors: u32,
        ) -> Result<Persistent<Job>> {
            // The fewer photons a warp has, the sooner it is done with them.
            Ok(Persistent { least: 1, ..Persistent::new(module, kernel, PROPAGATE_BLOCK, processors)? })
        }
        let rays = |kernel| Persistent::new(module, kernel, RAY_BLOCK, processors);
        Ok(Self {
            propagate: [
                propagate(module, layout::PROPAGATE, processors)?,
                propagate(module, layout::PROPAGATE_WIRES, processors)?,
            ],
            propagate_all: propagate(module, layout::PROPAGATE_ALL, processors)?,
            propagate_spawning: propagate(module, layout::PROPAGATE_SPAWNING, processors)?,
            merged: [
                propagate(module, layout::PROPAGATE_MERGED, processors)?,
                propagate(module, layout::PROPAGATE_MERGED_ALL, processors)?,
            ],
            merged_count: Program::new(module, layout::MERGED_COUNT)?,
            merged_scan: Program::new(module, layout::MERGED_SCAN)?,
            merged_write: Program::new(module, layout::MERGED_WRITE)?,
            closest: [rays(layout::CLOSEST_HITS)?, rays(layout::CLOSEST_HITS_WIRES)?],
            any: [rays(layout::ANY_HITS)?, rays(layout::ANY_HITS_WIRES)?],
            resident: Program::new(module, layout::RESIDENT)?,
            resident_blocks,
            put_back: Persistent::new(module, layout::PUT_BACK, PUT_BACK_BLOCK, processors)?,
            gather: Persistent::new(module, layout::GATHER, GATHER_BLOCK, processors)?,
            generate_steps: Persistent::new(module, layout::GENERATE_STEPS, GENERATE_BLOCK, processors)?,
            transfer: Persistent::new(module, layout::QUEUE_TRANSFER, TRANSFER_BLOCK, processors)?,
            run: Program::new(module, layout::RUN_PERSISTENT)?,
            service: Program::new(module, layout::QUEUE_SERVICE)?,
            messages: Program::new(module, layout::MESSAGES)?,
            count: Program::new(module, layout::COMPACT_COUNT)?,
            scan: Program::new(module, layout::COMPACT_SCAN)?,
            write: Program::new(module, layout::COMPACT_WRITE)?,
            copy: Persistent::new(module, layout::COPY, COPY_BLOCK, processors)?,
            refill_threshold,
        })
    }

    /// Runs photons to their end, on the share of the device of one of so many launches. Without `all`, those whose step needs what few photons need are put aside,
    /// for a call with `all` and `resumes`. The context must be current.
    ///
    /// # Safety
    /// The job's pointers are to memory of the device, as large as it says, that stays until the
    /// stream has done it; `next` is 0 by then.
    pub unsafe fn propagate(
        &self,
        job: &PropagateJob,
        all: bool,
        sharers: u32,
        stream: &Stream,
    ) -> Result<()> {
        let job = PropagateJob { refill_threshold: self.refill_threshold[0], ..*job };
        let kernel = if all { &self.propagate_all } else { &self.propagate[with_wires(&job.scene)] };
        // SAFETY: the kernel's parameter; the caller guarantees what it points to.
        unsafe { kernel.program.launch(kernel.share(job.count, sharers), stream.raw, &job) }
    }

    /// Runs photons to their end where absorptions may give several, as far as there is room for these. The context must
    /// be current.
    ///
    /// # Safety
    /// As for [`Programs::propagate`].
    pub unsafe fn propagate_spawning(&self, job: &SpawningJob, stream: &Stream) -> Result<()> {
        let all = PropagateJob { refill_threshold: self.refill_threshold[0], ..job.all };
        let kernel = &self.propagate_spawning;
        // SAFETY: as above.
        unsafe { kernel.program.launch(kernel.shape(all.count), stream.raw, &SpawningJob { all, ..*job }) }
    }

    /// As [`Programs::propagate`], photons of several events; those of geometries with wire planes with `all` in any
    /// case.
    ///
    /// # Safety
    /// As for [`Programs::propagate`].
    pub unsafe fn propagate_merged(
        &self,
        job: &MergedJob,
        all: bool,
        sharers: u32,
        stream: &Stream,
    ) -> Result<()> {
        let all = all || with_wires(&job.all.scene) != 0;
        let count = job.all.count;
        let job =
            MergedJob { all: PropagateJob { refill_threshold: self.refill_threshold[0], ..job.all }, ..*job };
        let kernel = &self.merged[usize::from(all)];
        // SAFETY: as above.
        unsafe { kernel.program.launch(kernel.share(count, sharers), stream.raw, &job) }
    }

    /// Sums end states of several events up, and where `write` is set packs the picked ones. The context must be
    /// current.
    ///
    /// # Safety
    /// As for [`Programs::count`].
    pub unsafe fn count_merged(&self, job: &MergedEndsJob, write: bool, stream: &Stream) -> Result<()> {
        let tiles = Shape { grid: job.tile_count, block: MERGED_BLOCK, shared: 0 };
        let one = Shape { grid: 1, block: SCAN_BLOCK, shared: 0 };
        // SAFETY: as above.
        unsafe {
            self.merged_count.launch(tiles, stream.raw, job)?;
            if !write {
                return Ok(());
            }
            self.merged_scan.launch(one, stream.raw, job)?;
            self.merged_write.launch(tiles, stream.raw, job)
        }
    }

    /// Packs the picked ones again, after [`Programs::count_merged`] with `write` set.
    ///
    /// # Safety
    /// As for [`Programs::propagate`].
    pub unsafe fn write_merged(&self, job: &MergedEndsJob, stream: &Stream) -> Result<()> {
        let tiles = Shape { grid: job.tile_count, block: MERGED_BLOCK, shared: 0 };
        // SAFETY: as above.
        unsafe { self.merged_write.launch(tiles, stream.raw, job) }
    }

    /// Whether the kernel that stays may be launched.
    pub fn may_stay(&self) -> bool {
        self.resident_blocks > 0
    }

    /// An order for it, with what is the device's matter.
    pub fn ordered(&self, order: ResidentOrder) -> ResidentOrder {
        let job = PropagateJob { refill_threshold: self.refill_threshold[0], ..order.job };
        ResidentOrder { job, ..order }
    }

    /// Launches it. The context must be current.
    ///
    /// # Safety
    /// As for [`Programs::propagate`], with pinned memory; also for what its orders point to, until they are answered.
    pub unsafe fn stay(&self, job: &ResidentJob, stream: &Stream) -> Result<()> {
        let shape = Shape { grid: self.resident_blocks, block: PROPAGATE_BLOCK, shared: 0 };
        // SAFETY: as above.
        unsafe { self.resident.launch(shape, stream.raw, job) }
    }

    /// Most photons that a propagation has started and not ended at a time.
    pub fn under_way(&self) -> u64 {
        u64::from(self.propagate.iter().map(|one| one.most).fold(self.propagate_all.most, u32::max))
            * u64::from(POOL_SIZE)
    }

    /// Puts photons that the host has brought to their end into their array. The context must be current.
    ///
    /// # Safety
    /// As for [`Programs::propagate`].
    pub unsafe fn put_back(&self, job: &PutBackJob, stream: &Stream) -> Result<()> {
        // SAFETY: as above.
        unsafe { self.put_back.program.launch(self.put_back.shape(job.count), stream.raw, job) }
    }

    /// Makes states of a program's photons. The context must be current.
    ///
    /// # Safety
    /// As for [`Programs::propagate`].
    pub unsafe fn gather(&self, job: &GatherJob, stream: &Stream) -> Result<()> {
        // SAFETY: as above.
        unsafe { self.gather.program.launch(self.gather.shape(job.count), stream.raw, job) }
    }

    /// Makes photons of steps. The context must be current.
    ///
    /// # Safety
    /// As for [`Programs::propagate`].
    pub unsafe fn generate_steps(&self, job: &GenerateJob, stream: &Stream) -> Result<()> {
        let kernel = &self.generate_steps;
        // SAFETY: as above.
        unsafe { kernel.program.launch(kernel.shape(job.count), stream.raw, job) }
    }

    /// Traces rays: the closest hits, or whether there is any. The context must be current.
    ///
    /// # Safety
    /// As for [`Programs::propagate`].
    pub unsafe fn rays(&self, job: &RayJob, closest: bool, stream: &Stream) -> Result<()> {
        let kernel = &(if closest { &self.closest } else { &self.any })[with_wires(&job.scene)];
        let job = RayJob { refill_threshold: self.refill_threshold[1], ..*job };
        // SAFETY: as above.
        unsafe { kernel.program.launch(kernel.shape(job.rays.count), stream.raw, &job) }
    }

    /// Moves a batch into a queue or out of it. The context must be current.
    ///
    /// # Safety
    /// As for [`Programs::propagate`]; no other transfer uses the job's state meanwhile.
    pub unsafe fn transfer(&self, job: &QueueTransferJob, stream: &Stream) -> Result<()> {
        // SAFETY: as above.
        unsafe { self.transfer_on(job, stream.raw, true) }
    }

    /// As [`Programs::transfer`], on any stream of the context; without `many`, by one block, which does
    /// not use the job's state.
    ///
    /// # Safety
    /// As for [`Programs::transfer`].
    pub unsafe fn transfer_on(&self, job: &QueueTransferJob, stream: CUstream, many: bool) -> Result<()> {
        let shape = self.transfer.shape(if many { job.count } else { 1 });
        // SAFETY: as above.
        unsafe { self.transfer.program.launch(shape, stream, job) }
    }

    /// Runs workers until nothing is outstanding: so many blocks of so many threads. The context must be
    /// current.
    ///
    /// # Safety
    /// As for [`Programs::propagate`].
    pub unsafe fn run_persistent(
        &self,
        job: &PersistentJob,
        (grid, block): (u32, u32),
        stream: &Stream,
    ) -> Result<()> {
        // SAFETY: as above.
        unsafe { self.run.launch(Shape { grid, block, shared: 0 }, stream.raw, job) }
    }

    /// Copies a small block of memory, pinned or of the device. The context must be current.
    ///
    /// # Safety
    /// As for [`Programs::propagate`]; both are aligned to a unit.
    pub unsafe fn copy(&self, job: &CopyJob, stream: &Stream) -> Result<()> {
        // SAFETY: as above.
        unsafe { self.copy.program.launch(self.copy.shape(job.units), stream.raw, job) }
    }

    /// The kernel of message queues with built-in operations.
    pub fn messages(&self) -> Function {
        self.messages.function
    }

    /// Starts the service of a queue's small batches. The context must be current.
    ///
    /// # Safety
    /// As for [`Programs::propagate`], with pinned memory.
    pub unsafe fn serve(&self, job: &QueueServiceJob, stream: &Stream) -> Result<()> {
        let shape = Shape { grid: 1, block: TRANSFER_BLOCK, shared: 0 };
        // SAFETY: as above.
        unsafe { self.service.launch(shape, stream.raw, job) }
    }

    /// Sums end states up, and where `write` is set packs the picked ones. The context must be current.
    ///
    /// # Safety
    /// As for [`Programs::propagate`]; the totals are 0 by then.
    pub unsafe fn count(&self, job: &CompactJob, write: bool, stream: &Stream) -> Result<()> {
        let tiles = Shape { grid: tiles(job.count), block: COMPACT_BLOCK, shared: 0 };
        // SAFETY: as above.
        unsafe { self.count.launch(tiles, stream.raw, job) }?;
        if !write {
            return Ok(());
        }
        let one = Shape { grid: 1, block: SCAN_BLOCK, shared: 0 };
        // SAFETY: as above.
        unsafe { self.scan.launch(one, stream.raw, job) }?;
        // SAFETY: as above.
        unsafe { self.write(job, stream) }
    }

    /// Packs the picked ones again, after [`Programs::count`] with `write` set.
    ///
    /// # Safety
    /// As for [`Programs::propagate`].
    pub unsafe fn write(&self, job: &CompactJob, stream: &Stream) -> Result<()> {
        let tiles = Shape { grid: tiles(job.count), block: COMPACT_BLOCK, shared: 0 };
        // SAFETY: as above.
        unsafe { self.write.launch(tiles, stream.raw, job) }
    }
}

/// Which of two kernels a geometry is for.
fn with_wires(scene: &Scene) -> usize {
    usize::from(scene.wire_plane_count != 0)
}

/// Blocks of the compaction for `count` photons.
pub fn tiles(count: u64) -> u32 {
    count.div_ceil(COMPACT_TILE.into()).max(1) as u32
}
