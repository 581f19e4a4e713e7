//! Ray queries on a device.

use super::foreign;
use super::gpu::Gpu;
use super::memory::Pinned;
use super::scene::DeviceScene;
use super::workspace::{COUNTERS, PIECE, Workspace};
use crate::Result;
use crate::layout::{RayBatch, RayJob, Totals};
use rayon::prelude::*;
use std::ops::Range;
use std::ptr::{null, null_mut};

/// Queries of fewer rays are sooner answered by the processor.
pub const FEW_RAYS: u64 = 1 << 14;

/// Rays of a piece: its outputs fill one.
const RAYS: usize = PIECE / 32;
/// Bytes of a ray on the device: origin, direction, limit, distance, instance, triangle, normal, weights.
const RAY: usize = 60;
/// Rays that a thread of the host copies at a time.
const SHARE: usize = 4096;

/// A caller's array, for several threads.
#[derive(Clone, Copy)]
struct Array<T>(T);
// SAFETY: whoever calls guarantees the memory; threads keep to their own parts of it.
unsafe impl<T> Send for Array<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for Array<T> {}

impl<T: Copy> Array<T> {
    /// A method, so that closures take the whole of it.
    fn pointer(&self) -> T {
        self.0
    }
}

impl Gpu {
    /// Traces rays of host memory; in the rayon pool of the calling thread.
    ///
    /// # Safety
    /// The pointers of the batch are valid for its count and strides, outputs for writing and for this
    /// call alone.
    pub unsafe fn trace(&self, scene: &DeviceScene, batch: &RayBatch, closest: bool) -> Result<()> {
        self.with_workspace(false, |workspace| {
            workspace.pieces()?;
            for first in (0..batch.count as usize).step_by(RAYS) {
                let part = first..(first + RAYS).min(batch.count as usize);
                // SAFETY: the caller guarantees the batch.
                unsafe { self.trace_piece(workspace, scene, batch, part, closest) }?;
            }
            Ok(())
        })
    }

    unsafe fn trace_piece(
        &self,
        workspace: &mut Workspace,
        scene: &DeviceScene,
        batch: &RayBatch,
        part: Range<usize>,
        closest: bool,
    ) -> Result<()> {
        let count = part.len();
        let room = count.next_multiple_of(64);
        self.outgrown().grow(&mut workspace.photons, room * RAY, "rays")?;
        let at = |bytes: usize| workspace.photons.pointer::<u8>().wrapping_add(room * bytes);
        let (up, down) = (&workspace.piece(0)?.memory, &workspace.piece(1)?.memory);
        let limited = !batch.max_distance.is_null();
        // SAFETY: nothing uses the pieces now; the caller guarantees the batch.
        unsafe {
            gather(up, 0, (batch.origin, batch.origin_stride, 3), part.clone())?;
            gather(up, 12 * room, (batch.direction, batch.direction_stride, 3), part.clone())?;
            if limited {
                gather(up, 24 * room, (batch.max_distance, batch.max_distance_stride, 1), part.clone())?;
            }
            let bytes = if limited { 28 } else { 24 };
            workspace.photons.upload(0, up, 0..room * bytes, &workspace.stream)?;
        }
        let wanted = |pointer: bool, bytes: usize| if pointer { at(bytes) } else { null_mut() };
        let rays = RayBatch {
            origin: at(0).cast(),
            direction: at(12).cast(),
            max_distance: if limited { at(24).cast() } else { null() },
            origin_stride: 12,
            direction_stride: 12,
            max_distance_stride: 4,
            count: count as u64,
            distance: wanted(!batch.distance.is_null(), 28).cast(),
            instance: wanted(!batch.instance.is_null(), 32).cast(),
            triangle: wanted(!batch.triangle.is_null(), 36).cast(),
            normal: wanted(!batch.normal.is_null(), 40).cast(),
            barycentric: wanted(!batch.barycentric.is_null(), 52).cast(),
            hit: wanted(!batch.hit.is_null(), 28),
        };
        // SAFETY: the workspace's buffer has room for all of them.
        unsafe { self.run_rays(workspace, scene, rays, closest) }?;
        let outputs: &[(*mut u8, usize, usize)] = if closest {
            &[
                (batch.distance.cast(), 28, 4),
                (batch.instance.cast(), 32, 4),
                (batch.triangle.cast(), 36, 4),
                (batch.normal.cast(), 40, 12),
                (batch.barycentric.cast(), 52, 8),
            ]
        } else {
            &[(batch.hit, 28, 1)]
        };
        let outputs = || outputs.iter().filter(|output| !output.0.is_null());
        for &(_, from, bytes) in outputs() {
            let to = (from - 28) * room;
            // SAFETY: read after the wait below.
            unsafe {
                workspace.photons.download(from * room, down, to..to + count * bytes, &workspace.stream)
            }?;
        }
        workspace.stream.wait()?;
        for &(to, from, bytes) in outputs() {
            // SAFETY: copied; the caller guarantees its array.
            unsafe { scatter(down, (from - 28) * room, to.wrapping_add(part.start * bytes), count * bytes) }?;
        }
        Ok(())
    }

    /// Traces rays of this device's memory, and waits. Fails for what is not.
    ///
    /// # Safety
    /// Nothing else uses the outputs meanwhile, and the inputs are filled.
    pub unsafe fn trace_there(&self, scene: &DeviceScene, batch: &RayBatch, closest: bool) -> Result<()> {
        let count = batch.count;
        if count == 0 {
            return Ok(());
        }
        let checked = |pointer: *const u8, stride: u64, bytes: u64, what: &str| {
            if pointer.is_null() {
                return Ok(());
            }
            foreign::check(self.primary(), pointer.addr() as u64, (count - 1) * stride + bytes, what)
        };
        checked(batch.origin.cast(), batch.origin_stride, 12, "rays->origins")?;
        checked(batch.direction.cast(), batch.direction_stride, 12, "rays->directions")?;
        checked(batch.max_distance.cast(), batch.max_distance_stride, 4, "rays->max_distances")?;
        checked(batch.distance.cast(), 4, 4, "hits->distances")?;
        checked(batch.instance.cast(), 4, 4, "hits->instances")?;
        checked(batch.triangle.cast(), 4, 4, "hits->triangles")?;
        checked(batch.normal.cast(), 12, 12, "hits->normals")?;
        checked(batch.barycentric.cast(), 8, 8, "hits->barycentrics")?;
        checked(batch.hit, 1, 1, "hit")?;
        self.with_workspace(false, |workspace| {
            // SAFETY: memory of the device as large as needed.
            unsafe { self.run_rays(workspace, scene, *batch, closest) }?;
            workspace.stream.wait()
        })
    }

    unsafe fn run_rays(
        &self,
        workspace: &Workspace,
        scene: &DeviceScene,
        rays: RayBatch,
        closest: bool,
    ) -> Result<()> {
        workspace.counters.clear(COUNTERS, &workspace.stream)?;
        let next = workspace.counters.pointer::<u8>().wrapping_add(size_of::<Totals>()).cast();
        let job = RayJob { scene: *scene.scene(), rays, next, refill_threshold: 0, reserved: 0 };
        // SAFETY: the caller guarantees the rays; the scene and the counter are there.
        unsafe { self.programs().rays(&job, closest, &workspace.stream) }
    }
}

/// Packs `words` words of each of a caller's strided entries at byte `to` of pinned memory.
///
/// # Safety
/// The entries are readable, and nothing else uses the memory.
unsafe fn gather(
    memory: &Pinned,
    to: usize,
    (from, stride, words): (*const f32, u64, usize),
    part: Range<usize>,
) -> Result<()> {
    // SAFETY: the caller guarantees it.
    let packed = unsafe { memory.values_mut::<u32>(to, part.len() * words) }?;
    let from = Array(from);
    packed.par_chunks_mut(SHARE * words).enumerate().for_each(|(share, packed)| {
        for (i, entry) in packed.chunks_exact_mut(words).enumerate() {
            let entry_at =
                from.pointer().wrapping_byte_add((part.start + share * SHARE + i) * stride as usize);
            for (k, word) in entry.iter_mut().enumerate() {
                // SAFETY: the caller guarantees the entries.
                *word = unsafe { entry_at.wrapping_add(k).cast::<u32>().read_unaligned() };
            }
        }
    });
    Ok(())
}

/// Copies bytes of pinned memory to a caller's array.
///
/// # Safety
/// The array has room, for this call alone, and nothing writes the memory.
unsafe fn scatter(memory: &Pinned, from: usize, to: *mut u8, bytes: usize) -> Result<()> {
    // SAFETY: the caller guarantees it.
    let source = unsafe { memory.values::<u8>(from, bytes) }?;
    let to = Array(to);
    source.par_chunks(SHARE * 16).enumerate().for_each(|(i, part)| {
        // SAFETY: parts do not overlap, and the caller guarantees the array.
        unsafe {
            to.pointer().wrapping_add(i * SHARE * 16).copy_from_nonoverlapping(part.as_ptr(), part.len())
        };
    });
    Ok(())
}
