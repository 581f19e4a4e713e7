//! Steps whose photons are made where they are propagated.

use super::context::Charge;
use super::staged::Staged;
use crate::layout::{CherenkovKnot, CherenkovRange, Step, StepBatch, StepEmission};
use crate::tables::TableStore;
use crate::{Result, memory};
#[cfg(feature = "cuda")]
use std::ops::Range;
use std::sync::Arc;

/// Where the steps of photons are found.
#[derive(Debug, Default)]
pub struct Places {
    /// Of each step, the place after its last photon.
    pub ends: Vec<u64>,
    /// The step of the photon at each place that is a multiple of 2^`shift`, and of the last one.
    buckets: Vec<u32>,
    shift: u32,
}

/// Most bytes of `Places` for one step.
pub const PLACE: u64 = 16;

impl Places {
    /// From the steps' ends, of which the last is above 0.
    pub fn new(ends: Vec<u64>) -> Result<Self> {
        let total = ends.last().copied().unwrap_or(0);
        // Between one and two steps of the mean size in a bucket.
        let shift = (total / ends.len().max(1) as u64).max(1).ilog2();
        let count = (total.saturating_sub(1) >> shift) + 2;
        let mut buckets = memory::room(count as usize, "places of steps")?;
        let mut step = 0;
        for bucket in 0..count {
            let place = (bucket << shift).min(total.saturating_sub(1));
            while step + 1 < ends.len() && ends[step] <= place {
                step += 1;
            }
            buckets.push(step as u32);
        }
        Ok(Self { ends, buckets, shift })
    }

    /// Number of all photons.
    pub fn total(&self) -> u64 {
        self.ends.last().copied().unwrap_or(0)
    }

    /// The step of the photon at a place below the total.
    pub fn step(&self, place: u64) -> usize {
        let bucket = (place >> self.shift) as usize;
        let (low, high) = (self.buckets[bucket] as usize, self.buckets[bucket + 1] as usize);
        low + self.ends[low..high].partition_point(|end| *end <= place)
    }
}

/// What tells the steps of photons.
#[derive(Debug)]
pub struct Origins {
    /// The photons of each step.
    pub places: Arc<Places>,
    /// Program's numbers of the steps.
    pub ids: Vec<u64>,
    /// Counts the memory of both.
    pub memory: Charge,
}

/// The photons of steps, or those from `first` on: `count` of them.
#[derive(Debug)]
pub struct StepLight {
    /// One each.
    pub steps: Staged<Step>,
    /// The photons of each.
    pub places: Arc<Places>,
    /// Of Cherenkov steps.
    pub ranges: Vec<CherenkovRange>,
    /// Of all materials, one after another.
    pub knots: Arc<Vec<CherenkovKnot>>,
    /// Of the other steps.
    pub emissions: Vec<StepEmission>,
    /// Their wavelengths.
    pub spectra: Arc<TableStore>,
    /// Place of the first photon.
    pub first: u64,
    /// Photons from there on.
    pub count: u64,
    /// What tells the steps of photons, where wanted.
    pub origins: Option<Arc<Origins>>,
    /// Counts the memory.
    pub memory: Vec<Charge>,
}

impl StepLight {
    /// Number of photons.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Bytes on a device for a photon, about.
    pub(super) fn bytes_per_photon(&self) -> u64 {
        let step = size_of::<Step>() as u64 + PLACE;
        (self.steps.len() as u64 * step).div_ceil(self.places.total().max(1))
    }

    /// What kernels take in host memory, for photons from position `first` of the submission on; valid as long
    /// as this.
    pub(super) fn batch(&self, first: u64) -> StepBatch {
        let (places, spectra) = (&self.places, &self.spectra);
        StepBatch {
            steps: self.steps.as_ptr(),
            ends: places.ends.as_ptr(),
            step_buckets: places.buckets.as_ptr(),
            ranges: self.ranges.as_ptr(),
            knots: self.knots.as_ptr(),
            emissions: self.emissions.as_ptr(),
            tables: spectra.tables.as_ptr(),
            segments: spectra.segments.as_ptr(),
            buckets: spectra.buckets.as_ptr(),
            first: self.first + first,
            first_bucket: 0,
            first_step: 0,
            shift: places.shift,
        }
    }

    /// The arrays that the photons at `range` of the submission need, in the order of [`StepBatch`], and the
    /// numbers of what kernels take; there is at least one photon.
    #[cfg(feature = "cuda")]
    pub(super) fn part(&self, range: Range<u64>) -> ([&[u8]; 9], StepBatch) {
        use bytemuck::cast_slice;
        let (places, spectra) = (&self.places, &self.spectra);
        let place = |position: u64| ((self.first + position) >> places.shift) as usize;
        let buckets = place(range.start)..place(range.end - 1) + 2;
        // The search may look at any step from the first bucket's to the last one's.
        let first = places.buckets[buckets.start] as usize;
        let steps = first..places.buckets[buckets.end - 1] as usize + 1;
        let batch = StepBatch {
            first_bucket: buckets.start as u64,
            first_step: first as u32,
            ..self.batch(range.start)
        };
        let parts = [
            cast_slice(&self.steps[steps.clone()]),
            cast_slice(&places.ends[steps]),
            cast_slice(&places.buckets[buckets]),
            cast_slice(&self.ranges),
            cast_slice(&self.knots),
            cast_slice(&self.emissions),
            cast_slice(&spectra.tables),
            cast_slice(&spectra.segments),
            cast_slice(&spectra.buckets),
        ];
        (parts, batch)
    }
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn every_photon_finds_its_step() {
        for counts in [&[1u64][..], &[0, 3, 0, 0, 1000, 1, 1, 1, 0], &[5; 40], &[1 << 20, 0, 1, 1, 1, 1, 1]] {
            let mut end = 0;
            let ends: Vec<u64> = counts
                .iter()
                .map(|count| {
                    end += count;
                    end
                })
                .collect();
            let places = Places::new(ends.clone()).unwrap();
            for place in (0..end).filter(|place| *place < 2000 || end - place < 2000) {
                assert_eq!(
                    places.step(place),
                    ends.partition_point(|end| *end <= place),
                    "{counts:?} {place}"
                );
            }
        }
    }
}
