//! Ray queries.

use super::Committed;
use crate::backend::cpu::{kernels, trace};
use crate::layout::RayBatch;
use crate::words;
use crate::{Error, Result, memory};
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
pub struct RayHits {
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

impl Committed {
    /// The first thing that each ray meets, in the rayon pool of the calling thread.
    pub fn closest_hits(&self, rays: &Rays) -> Result<RayHits> {
        self.closest_hits_by(rays, |batch| {
            // SAFETY: slices of as many entries as the batch counts.
            unsafe { trace::trace(kernels(), self.scene(), batch, true) };
            Ok(())
        })
    }

    /// As [`Committed::closest_hits`], where `run` does it: its batch points to arrays for all results.
    pub(crate) fn closest_hits_by(
        &self,
        rays: &Rays,
        run: impl FnOnce(&RayBatch) -> Result<()>,
    ) -> Result<RayHits> {
        let mut batch = rays.batch()?;
        let count = rays.origins.len();
        let mut hits = RayHits {
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
        unsafe { trace::trace(kernels(), self.scene(), &batch, false) };
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
