//! Ray queries.

use super::Committed;
use crate::runtime::cpu::{Kernels, kernels};
use crate::runtime::layout::RayBatch;
use crate::words;
use crate::{Error, Result, memory};
use rayon::prelude::*;
use std::ptr::{null, null_mut};

/// Rays in the world: directions of any length, distances in mm.
#[derive(Debug, Clone, Copy)]
pub struct Rays<'a> {
    /// Where they start.
    pub origins: &'a [[f32; 3]],
    /// Where they go; as many as origins. A zero or NaN direction hits nothing.
    pub directions: &'a [[f32; 3]],
    /// How far they go in mm; as many as origins, or none for no limit.
    pub max_distances: Option<&'a [f32]>,
}

/// What rays met; one entry for each ray.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hits {
    /// Distance in mm; infinite where nothing was hit.
    pub distance: Vec<f32>,
    /// Instance (with the wire bit: wire plane); `NONE` where nothing was hit.
    pub instance: Vec<u32>,
    /// Triangle of the instance's mesh (or wire of the plane); `NONE` where nothing was hit.
    pub triangle: Vec<u32>,
    /// Unit normal on the outer side; zero where nothing was hit.
    pub normal: Vec<[f32; 3]>,
    /// Weights of the second and third vertex.
    pub barycentric: Vec<[f32; 2]>,
}

const HITS: &str = "hits of rays";

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

/// A batch that may go to another thread.
struct Shared<'a>(&'a RayBatch);
// SAFETY: parts of a batch do not overlap, and whoever makes one vouches for its memory.
unsafe impl Sync for Shared<'_> {}

impl Shared<'_> {
    fn part(&self, first: u64, most: u64) -> RayBatch {
        part(self.0, first, most.min(self.0.count - first))
    }
}

impl Committed {
    /// So many rays are one task.
    pub(crate) const FEW_RAYS: u64 = CHUNK[0];

    /// Runs a batch in the rayon pool of the calling thread.
    ///
    /// # Safety
    /// The pointers of the batch are valid for its count and strides, outputs for writing and for
    /// this call alone.
    pub(crate) unsafe fn run_rays(&self, kernels: &Kernels, batch: &RayBatch, closest: bool) {
        let (shared, chunk) = (Shared(batch), chunk(batch.count));
        (0..batch.count.div_ceil(chunk)).into_par_iter().for_each_init(Vec::new, |scratch, number| {
            let part = shared.part(number * chunk, chunk);
            // SAFETY: the caller vouches for the batch.
            unsafe { self.run_part(kernels, &part, closest, scratch) }
        });
    }

    /// Runs a batch of [`Committed::FEW_RAYS`] rays at most in the calling thread, which is over before another one has
    /// woken up.
    ///
    /// # Safety
    /// As for [`Committed::run_rays`].
    pub(crate) unsafe fn run_few_rays(&self, kernels: &Kernels, batch: &RayBatch, closest: bool) {
        // SAFETY: the caller vouches for the batch.
        unsafe { self.run_part(kernels, batch, closest, &mut Vec::new()) }
    }

    /// # Safety
    /// As for [`Committed::run_rays`].
    unsafe fn run_part(&self, kernels: &Kernels, part: &RayBatch, closest: bool, scratch: &mut Vec<u64>) {
        let run = if closest { kernels.closest_hits } else { kernels.any_hits };
        let sorts = memory::fallibly(|| scratch.try_reserve_exact(2 * part.count as usize)).is_ok();
        let scratch = if sorts { scratch.as_mut_ptr() } else { null_mut() };
        // SAFETY: the scene is this object's own; the caller vouches for the batch.
        unsafe { run(self.scene(), part, scratch) }
    }

    /// The first thing that each ray meets, in the rayon pool of the calling thread.
    pub fn closest_hits(&self, rays: &Rays) -> Result<Hits> {
        self.closest_hits_by(rays, |batch| {
            // SAFETY: slices of as many entries as the batch counts.
            unsafe { self.run_rays(kernels(), batch, true) };
            Ok(())
        })
    }

    /// As [`Committed::closest_hits`], where `run` does it: its batch points to arrays for all results.
    pub(crate) fn closest_hits_by(
        &self,
        rays: &Rays,
        run: impl FnOnce(&RayBatch) -> Result<()>,
    ) -> Result<Hits> {
        let mut batch = rays.batch()?;
        let count = rays.origins.len();
        let mut hits = Hits {
            distance: memory::filled(f32::INFINITY, count, HITS)?,
            instance: memory::filled(0, count, HITS)?,
            triangle: memory::filled(0, count, HITS)?,
            normal: memory::filled([0.0; 3], count, HITS)?,
            barycentric: memory::filled([0.0; 2], count, HITS)?,
        };
        batch.distance = hits.distance.as_mut_ptr();
        batch.instance = hits.instance.as_mut_ptr();
        batch.triangle = hits.triangle.as_mut_ptr();
        batch.normal = hits.normal.as_mut_ptr().cast();
        batch.barycentric = hits.barycentric.as_mut_ptr().cast();
        run(&batch)?;
        Ok(hits)
    }

    /// Whether each ray meets anything, in the rayon pool of the calling thread.
    pub fn any_hits(&self, rays: &Rays) -> Result<Vec<bool>> {
        let mut batch = rays.batch()?;
        let mut hits = vec![0_u8; rays.origins.len()];
        batch.hit = hits.as_mut_ptr();
        // SAFETY: as above.
        unsafe { self.run_rays(kernels(), &batch, false) };
        Ok(hits.into_iter().map(|hit| hit != 0).collect())
    }
}

impl Rays<'_> {
    /// Inputs of a batch without outputs.
    fn batch(&self) -> Result<RayBatch> {
        let count = self.origins.len();
        let limits = self.max_distances.map_or(count, <[f32]>::len);
        if self.directions.len() != count || limits != count {
            return Err(Error::argument(format!(
                "rays: {}, {} and {}; as many of each are needed",
                words::count(count, "origin"),
                words::count(self.directions.len(), "direction"),
                words::count(limits, "distance")
            )));
        }
        Ok(RayBatch {
            origin: self.origins.as_ptr().cast(),
            direction: self.directions.as_ptr().cast(),
            max_distance: self.max_distances.map_or(null(), <[f32]>::as_ptr),
            origin_stride: 12,
            direction_stride: 12,
            max_distance_stride: 4,
            count: count as u64,
            distance: null_mut(),
            instance: null_mut(),
            triangle: null_mut(),
            normal: null_mut(),
            barycentric: null_mut(),
            hit: null_mut(),
        })
    }
}
