//! Ray queries on the processor.

use super::kernels::Kernels;
use crate::layout::{RayBatch, Scene};
use crate::memory;
use rayon::prelude::*;
use std::ptr::null_mut;

/// Fewest and most rays of a task. The kernels sort those of a task (16 bytes each), which pays the
/// more the more there are, up to about the most.
const CHUNK: [u64; 2] = [4096, 1 << 17];

/// Rays of a task: at least four tasks a thread, to share work well.
fn chunk(count: u64) -> u64 {
    (count / (4 * rayon::current_num_threads() as u64)).clamp(CHUNK[0], CHUNK[1])
}

/// Where the rays of a batch from `first` on are found.
fn part(batch: &RayBatch, first: u64, count: u64) -> RayBatch {
    fn offset<T>(pointer: *const T, bytes: u64) -> *const T {
        if pointer.is_null() { pointer } else { pointer.wrapping_byte_add(bytes as usize) }
    }
    fn skip<T>(pointer: *mut T, entries: u64) -> *mut T {
        if pointer.is_null() { pointer } else { pointer.wrapping_add(entries as usize) }
    }
    RayBatch {
        origin: offset(batch.origin, first * batch.origin_stride),
        direction: offset(batch.direction, first * batch.direction_stride),
        max_distance: offset(batch.max_distance, first * batch.max_distance_stride),
        count,
        distance: skip(batch.distance, first),
        instance: skip(batch.instance, first),
        triangle: skip(batch.triangle, first),
        normal: skip(batch.normal, 3 * first),
        barycentric: skip(batch.barycentric, 2 * first),
        hit: skip(batch.hit, first),
        ..*batch
    }
}

/// A batch that may go to other threads.
pub struct Shared<'a>(pub &'a RayBatch);
// SAFETY: it is only read, parts of it do not overlap, and whoever makes one guarantees its memory.
unsafe impl Send for Shared<'_> {}
// SAFETY: as above.
unsafe impl Sync for Shared<'_> {}

impl Shared<'_> {
    /// A method, so that closures take the whole of it.
    pub fn batch(&self) -> &RayBatch {
        self.0
    }

    fn part(&self, first: u64, most: u64) -> RayBatch {
        part(self.0, first, most.min(self.0.count - first))
    }
}

/// So many rays are one task, which is over before another thread has woken up.
pub const FEW_RAYS: u64 = CHUNK[0];

/// Runs a batch in the rayon pool of the calling thread.
///
/// # Safety
/// The scene is alive. The pointers of the batch are valid for its count and strides, outputs for writing
/// and for this call alone.
pub unsafe fn trace(kernels: &Kernels, scene: &Scene, batch: &RayBatch, closest: bool) {
    let (shared, chunk) = (Shared(batch), chunk(batch.count));
    (0..batch.count.div_ceil(chunk)).into_par_iter().for_each_init(Vec::new, |scratch, number| {
        let part = shared.part(number * chunk, chunk);
        // SAFETY: the caller guarantees the batch.
        unsafe { trace_part(kernels, scene, &part, closest, scratch) }
    });
}

/// Runs a batch of [`FEW_RAYS`] rays at most in the calling thread.
///
/// # Safety
/// As for [`trace`].
pub unsafe fn trace_few(kernels: &Kernels, scene: &Scene, batch: &RayBatch, closest: bool) {
    // SAFETY: the caller guarantees the batch.
    unsafe { trace_part(kernels, scene, batch, closest, &mut Vec::new()) }
}

/// # Safety
/// As for [`trace`].
unsafe fn trace_part(
    kernels: &Kernels,
    scene: &Scene,
    part: &RayBatch,
    closest: bool,
    scratch: &mut Vec<u64>,
) {
    let run = if closest { kernels.closest_hits } else { kernels.any_hits };
    let sorts = memory::fallibly(|| scratch.try_reserve_exact(2 * part.count as usize)).is_ok();
    let scratch = if sorts { scratch.as_mut_ptr() } else { null_mut() };
    // SAFETY: the caller guarantees the scene and the batch.
    unsafe { run(scene, part, scratch) }
}
