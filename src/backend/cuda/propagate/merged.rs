//! Several small events in one launch: what one costs beside its photons, all of them cost together.

use super::down::{download_changes, download_hits};
use super::packing::{Packing, part};
use super::slice::{UNFINISHED, room_for_hits};
use super::tail::take_over;
use crate::backend::cuda::gpu::Gpu;
use crate::backend::cuda::hits::{bytes_of, capacity_of};
use crate::backend::cuda::pinned_pool::Piece;
use crate::backend::cuda::scene::DeviceScene;
use crate::backend::cuda::workspace::{ASIDE, CHANGES, COUNTERS, Workspace};
use crate::backend::ends;
use crate::backend::hit_block::{BlockMemory, HIT, HitBlock, HitPart, arrays};
use crate::backend::light::Light;
use crate::backend::summary::Summary;
use crate::backend::task::{Part, Task, TaskPart, Wanted};
use crate::layout::{
    HitArrays, MOST_ASIDE, MergedEnd, MergedEndsJob, MergedJob, PhotonState, PropagateJob, PropagateParams,
    TableView,
};
use crate::telemetry::{PartMeter, Stage};
use crate::{Error, Result};
use bytemuck::Zeroable;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

const STATE: usize = size_of::<PhotonState>();
const END: usize = size_of::<MergedEnd>();

/// Most photons of an event that is propagated with others: where the device makes them, and where one thread of the
/// host does.
const MOST: u64 = 1 << 18;
const MOST_GIVEN: u64 = 1 << 14;
/// Most steps of its photons: nobody is to wait for another's endless ones.
const MOST_STEPS: u32 = 1 << 12;

/// Places for photons up to which the device puts hits where the host reads them; those of more are copied.
const DIRECT: u64 = 1 << 17;

/// Whether so many photons may be propagated with others.
pub fn merges(light: &Light, count: u64, params: &PropagateParams, wanted: &Wanted) -> bool {
    let most = match light {
        Light::Source(..) => MOST,
        Light::OnDevice(..) => return false,
        _ => MOST_GIVEN,
    };
    (1..=most).contains(&count) && params.max_steps <= MOST_STEPS && !wanted.photons && !wanted.device_hits
}

/// Events on their way together.
pub struct Merged<'a> {
    gpu: &'a Arc<Gpu>,
    scene: &'a DeviceScene,
    parts: &'a [TaskPart<'a>],
    packing: Packing<'a>,
}

/// What the device writes hits to.
struct HitPlace {
    arrays: HitArrays,
    capacity: usize,
    /// Where the host reads them; `None`: in the workspace's buffer.
    direct: Option<Arc<HitBlock>>,
}

impl<'a> Merged<'a> {
    /// Parts of events of one session that [`merges`] allows.
    pub fn new(gpu: &'a Arc<Gpu>, scene: &'a DeviceScene, parts: &'a [TaskPart<'a>]) -> Result<Self> {
        Ok(Self { gpu, scene, parts, packing: Packing::new(parts)? })
    }

    /// Any of them: they have a context and a session in common.
    fn any(&self) -> &Task<'a> {
        &self.parts[0].task
    }

    fn wants_hits(&self) -> bool {
        self.parts.iter().any(|part| part.task.wanted.hits)
    }

    /// Runs them; what each gives. When this fails the workspace may have work that is not done.
    pub fn run(&self, workspace: &mut Workspace) -> Result<Vec<Part>> {
        let mut addresses = [0; part::PARTS];
        // Not given back before the device has copied it.
        let _packed = self.upload(workspace, &mut addresses)?;
        let mut hits = self.hit_place(workspace)?;
        self.meter().lap(Stage::Upload);
        let job = self.propagate(workspace, &addresses)?;
        let mut by_host: Vec<AtomicU64> = crate::memory::room(self.parts.len(), "ends of events")?;
        by_host.resize_with(self.parts.len(), AtomicU64::default);
        if job.all.hand_over > 0 {
            self.take_over(workspace, &by_host)?;
        }
        let (mut ends, mut changes) = self.count_ends(workspace, &addresses, &hits)?;
        let unfinished = |ends: &[MergedEnd]| ends.iter().any(|end| end.totals.terminal[UNFINISHED] > 0);
        if unfinished(&ends) && !self.is_halted() {
            self.finish_aside(workspace, &job)?;
            (ends, changes) = self.count_ends(workspace, &addresses, &hits)?;
        }
        // SAFETY: the copy is done.
        if unsafe { workspace.totals.values::<u64>(CHANGES, 1) }?[0] > 0 {
            download_changes(self.any(), workspace)?; // which clears the table
        }
        changes.iter_mut().zip(&by_host).for_each(|(all, more)| *all += more.load(Ordering::Relaxed));
        if unfinished(&ends) {
            if self.is_halted() {
                return self.parts.iter().map(|_| Ok(Part::default())).collect();
            }
            return Err(Error::Internal("the device has left photons of merged events".into()));
        }
        self.meter().lap(Stage::Propagate);
        let found: u64 = ends.iter().map(|end| end.totals.found).sum();
        let block = self.hits(workspace, &addresses, &mut hits, found as usize)?;
        self.meter().lap(Stage::Download);
        self.results(&ends, &changes, block.as_ref())
    }

    /// The first event's stands for all: what they do together is to be counted once.
    fn meter(&self) -> &PartMeter<'_> {
        self.any().meter
    }

    fn is_halted(&self) -> bool {
        self.parts.iter().all(|part| part.task.is_halted())
    }

    fn pinned(&self, bytes: usize) -> Result<Piece> {
        let no_memory = || Error::OutOfMemory(format!("{bytes} bytes of pinned host memory"));
        self.gpu.pinned(bytes)?.ok_or_else(no_memory)
    }

    /// Brings all to the device: addresses of the parts.
    fn upload(&self, workspace: &mut Workspace, addresses: &mut [u64; part::PARTS]) -> Result<Piece> {
        workspace.timing.begin(self.meter(), &workspace.stream)?;
        let (parts, photons) = (self.packing.parts(), self.packing.photons as usize);
        let given = self.packing.given as usize * STATE;
        let bytes: usize = parts.iter().map(|part| part.len().next_multiple_of(16)).sum();
        let outgrown = self.gpu.outgrown();
        outgrown.grow(&mut workspace.merged, bytes, "events together")?;
        outgrown.grow(&mut workspace.photons, photons * STATE, "photons")?;
        outgrown.grow(&mut workspace.offsets, self.packing.tiles() as usize * 8, "offsets of hits")?;
        outgrown.grow(&mut workspace.ends, self.parts.len() * (END + 8), "ends of events")?;
        let packed = self.pinned(bytes + given)?;
        // SAFETY: room for so many bytes, with some content, and nobody else's.
        let all = unsafe { std::slice::from_raw_parts_mut(packed.address(), bytes + given) };
        let (of_parts, of_states) = all.split_at_mut(bytes);
        let mut place = 0;
        for (part, address) in parts.iter().zip(addresses) {
            of_parts[place..place + part.len()].copy_from_slice(part);
            *address = workspace.merged.address() + place as u64;
            place += part.len().next_multiple_of(16);
        }
        self.packing.states(bytemuck::cast_slice_mut(of_states))?;
        // SAFETY: of the pool; kept by the caller.
        unsafe {
            workspace.merged.upload_from(0, of_parts, &workspace.stream)?;
            workspace.photons.upload_from(0, of_states, &workspace.stream)?;
        }
        self.meter().sent(bytes + given);
        Ok(packed)
    }

    /// Room for hits of a quarter of the photons at first.
    fn hit_place(&self, workspace: &mut Workspace) -> Result<HitPlace> {
        if !self.wants_hits() {
            return Ok(HitPlace { arrays: arrays(std::ptr::null_mut(), 0).0, capacity: 0, direct: None });
        }
        let expected = (self.packing.photons as usize).div_ceil(4);
        if self.packing.photons <= DIRECT {
            let block = room_for_hits(self.gpu, self.any().context, expected)?;
            if block.is_of_device() {
                return Ok(HitPlace { arrays: block.arrays(0), capacity: expected, direct: Some(block) });
            }
        }
        self.gpu.outgrown().grow(&mut workspace.hits, bytes_of(expected), "hits")?;
        Ok(in_buffer(workspace))
    }

    fn propagate(&self, workspace: &mut Workspace, addresses: &[u64; part::PARTS]) -> Result<MergedJob> {
        workspace.counters.clear(COUNTERS, &workspace.stream)?;
        workspace.ends.clear(self.parts.len() * (END + 8), &workspace.stream)?;
        let changes = workspace.ends.pointer::<u8>().wrapping_add(self.parts.len() * END);
        let all = PropagateJob {
            scene: *self.scene.scene(),
            params: *self.any().params,
            sources: Zeroable::zeroed(),
            photons: workspace.photons.pointer(),
            count: self.packing.photons,
            next: workspace.next(),
            changes: workspace.changes(),
            aside: workspace.aside.pointer(0)?,
            aside_count: workspace.aside_count(),
            resumes: 0,
            generate: 0,
            refill_threshold: 0, // the device's
            hand_over: self.scene.turns.get(self.packing.photons),
        };
        let job = MergedJob {
            all,
            events: at(addresses[part::EVENTS]),
            owners: at(addresses[part::OWNERS]),
            tables: TableView {
                tables: at(addresses[part::TABLES]),
                segments: at(addresses[part::SEGMENTS]),
                buckets: at(addresses[part::BUCKETS]),
            },
            changes: changes.cast(),
        };
        self.launch(workspace, &job, self.scene.many_unusual())?;
        Ok(job)
    }

    /// Brings the last photons of the launch to their end by the processor.
    fn take_over(&self, workspace: &mut Workspace, changes: &[AtomicU64]) -> Result<()> {
        let of = |number| {
            let (place, event) = self.packing.event_of(number);
            (&self.parts[self.packing.part_at(place)].task, event.params, &changes[place])
        };
        let launch = (&self.scene.turns, self.packing.photons);
        // One that is cancelled is brought to its end with the others: its photons make few steps.
        let (never, halted) = (AtomicBool::new(false), || self.is_halted());
        take_over(self.gpu, workspace, launch, self.any().context, (&halted, &never), of)
    }

    fn launch(&self, workspace: &Workspace, job: &MergedJob, all: bool) -> Result<()> {
        workspace.timing.mark(1, &workspace.stream)?;
        // SAFETY: buffers of the workspace and of the scene, kept until the stream is done; the counters were
        // cleared on it.
        unsafe { self.gpu.programs().propagate_merged(job, all, self.gpu.sharers(0, 1), &workspace.stream) }?;
        workspace.timing.mark(2, &workspace.stream)?;
        workspace.propagated.set(&workspace.stream)?;
        workspace.after.follow(&workspace.propagated)
    }

    /// Photons that the first launch has put aside; where they are too many for that, all from the start.
    fn finish_aside(&self, workspace: &mut Workspace, first: &MergedJob) -> Result<()> {
        // SAFETY: `count_ends` has waited for the copy.
        let aside = unsafe { workspace.totals.values::<u64>(ASIDE, 1) }?[0];
        if first.all.hand_over == 0 {
            self.scene.put_aside(aside, self.packing.photons); // these are unusual, and no others
        }
        let count = self.parts.len();
        if aside > u64::from(MOST_ASIDE) {
            // With photons as they were: those of the host are sent again.
            let mut addresses = [0; part::PARTS];
            let _packed = self.upload(workspace, &mut addresses)?;
            workspace.counters.clear(workspace.counters.bytes(), &workspace.stream)?;
            workspace.ends.clear(count * (END + 8), &workspace.stream)?;
            let all = PropagateJob { hand_over: 0, ..first.all };
            self.launch(workspace, &MergedJob { all, ..*first }, true)?;
            return workspace.stream.wait(); // for the memory
        }
        workspace.timing.begin(self.meter(), &workspace.stream)?;
        workspace.counters.clear(ASIDE, &workspace.stream)?;
        workspace.ends.clear(count * END, &workspace.stream)?;
        let all = PropagateJob { count: aside, resumes: 1, hand_over: 0, ..first.all };
        self.launch(workspace, &MergedJob { all, ..*first }, true)
    }

    fn ends_job(
        &self,
        workspace: &Workspace,
        addresses: &[u64; part::PARTS],
        hits: &HitPlace,
    ) -> MergedEndsJob {
        let pick = ends::job(self.scene.scene());
        MergedEndsJob {
            scene: pick.scene,
            photons: workspace.photons.pointer(),
            events: at(addresses[part::EVENTS]),
            tiles: at(addresses[part::TILES]),
            tile_count: self.packing.tiles(),
            mask: pick.mask,
            need_channel: pick.need_channel,
            reserved: 0,
            offsets: workspace.offsets.pointer(),
            ends: workspace.ends.pointer(),
            capacity: hits.capacity as u64,
            hits: hits.arrays,
        }
    }

    /// Sums the end states up and packs the hits as far as there is room; waits for that.
    fn count_ends(
        &self,
        workspace: &mut Workspace,
        addresses: &[u64; part::PARTS],
        hits: &HitPlace,
    ) -> Result<(Vec<MergedEnd>, Vec<u64>)> {
        let job = self.ends_job(workspace, addresses, hits);
        let count = self.parts.len();
        let bytes = count * (END + 8);
        let copy = self.pinned(bytes)?;
        // SAFETY: buffers of the workspace and of the scene; the ends were cleared before. What is copied to is
        // kept until this has waited.
        unsafe {
            self.gpu.programs().count_merged(&job, hits.capacity > 0, &workspace.after)?;
            workspace.ends.download_to(0, copy.address(), bytes, &workspace.after)?;
            workspace.counters.download(0, &workspace.totals, 0..COUNTERS, &workspace.after)?;
        }
        workspace.timing.mark(3, &workspace.after)?;
        workspace.done.set(&workspace.after)?;
        workspace.wait_done(&|| self.is_halted())?;
        workspace.timing.tell(self.meter())?;
        // SAFETY: the copy is done, and any bytes are values of both types.
        let (ends, changes) = unsafe {
            let changes = copy.address().wrapping_add(count * END).cast::<u64>();
            (
                std::slice::from_raw_parts(copy.address().cast::<MergedEnd>(), count),
                std::slice::from_raw_parts(changes, count),
            )
        };
        for (place, end) in ends.iter().enumerate() {
            let photons = self.parts[self.packing.part_at(place)].count();
            let ended: u64 = end.totals.terminal.iter().sum();
            if ended != photons || end.totals.found > photons {
                return Err(Error::Internal(format!(
                    "the device counts {ended} photons and {} hits of {photons}",
                    end.totals.found
                )));
            }
        }
        let what = "ends of events";
        Ok((crate::memory::copied(ends, what)?, crate::memory::copied(changes, what)?))
    }

    /// The hits of all, where the host reads them.
    fn hits(
        &self,
        workspace: &mut Workspace,
        addresses: &[u64; part::PARTS],
        hits: &mut HitPlace,
        found: usize,
    ) -> Result<Option<Arc<HitBlock>>> {
        if !self.wants_hits() || found == 0 {
            return Ok(None);
        }
        if let Some(block) = &hits.direct
            && found <= hits.capacity
        {
            self.meter().brought(found * HIT); // by the device itself
            return Ok(Some(Arc::clone(block)));
        }
        if found > hits.capacity {
            self.gpu.outgrown().grow(&mut workspace.hits, bytes_of(found), "hits")?;
            *hits = in_buffer(workspace);
            let job = self.ends_job(workspace, addresses, hits);
            // SAFETY: as in `count_ends`, which has left the offsets.
            unsafe { self.gpu.programs().write_merged(&job, &workspace.after) }?;
        }
        let block = room_for_hits(self.gpu, self.any().context, found)?;
        let all = HitPart { block: Arc::clone(&block), first: 0, count: found, shared: false, ids: None };
        download_hits(workspace, (found, hits.capacity), &all)?;
        self.meter().brought(found * HIT);
        Ok(Some(block))
    }

    /// What each part gives, in their order.
    fn results(
        &self,
        ends: &[MergedEnd],
        changes: &[u64],
        block: Option<&Arc<HitBlock>>,
    ) -> Result<Vec<Part>> {
        let mut parts: Vec<Part> = crate::memory::room(self.parts.len(), "results of events")?;
        parts.resize_with(self.parts.len(), Part::default);
        for (place, (end, changes)) in ends.iter().zip(changes).enumerate() {
            let number = self.packing.part_at(place);
            let (of, part) = (&self.parts[number], &mut parts[number]);
            let (task, photons) = (&of.task, of.count());
            part.summary = Summary::of(photons, &end.totals, *changes);
            if task.wanted.hits && end.totals.found > 0 {
                part.hits = block.map(|block| HitPart {
                    block: Arc::clone(block),
                    first: end.first_hit as usize,
                    count: end.totals.found as usize,
                    shared: true,
                    ids: None,
                });
            }
            part.tracks = task.tracks(of.range.clone())?;
            part.charge_tracks(task.context)?;
            task.watch.advance(photons);
        }
        Ok(parts)
    }
}

fn at<T>(address: u64) -> *const T {
    std::ptr::without_provenance(address as usize)
}

/// All of the workspace's buffer of hits.
fn in_buffer(workspace: &Workspace) -> HitPlace {
    let capacity = capacity_of(workspace.hits.bytes());
    HitPlace { arrays: arrays(workspace.hits.pointer(), capacity).0, capacity, direct: None }
}
