//! The summary of an event: where its photons ended.

use crate::layout::Totals;

/// Counts of an event. Each photon, submitted or secondary, is in exactly one of the terminal counts (the one of its
/// lowest terminal flag, where it was submitted with several), so that these and `unfinished` add up to
/// `photons` and `secondaries`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Summary {
    pub photons: u64,
    pub no_hit: u64,
    pub bulk_absorb: u64,
    pub surface_detect: u64,
    pub surface_absorb: u64,
    pub step_limit: u64,
    pub time_limit: u64,
    pub nan_abort: u64,
    /// Photons that a cancelled event did not get to.
    pub unfinished: u64,
    /// Detected photons with a channel.
    pub hits: u64,
    /// Random numbers used.
    pub draws: u64,
    /// Legs that began in one material and ended in another.
    pub medium_changes: u64,
    /// Photons that absorptions gave beside their first ones.
    pub secondaries: u64,
    /// Weights of the photons counted as detected, in units of 2^-48.
    detected_weight: i128,
    /// Weights of the hits, in the same unit.
    hit_weight: i128,
}

const WEIGHT_UNIT: f64 = 1.0 / (1u64 << 48) as f64;

impl Summary {
    /// What kernels have summed up over `photons` photons.
    pub fn of(photons: u64, totals: &Totals, medium_changes: u64) -> Self {
        let t = &totals.terminal;
        let weight = |limbs: [u64; 3]| {
            let signed = limbs.map(|limb| i128::from(limb as i64));
            signed[0] + (signed[1] << 32) + (signed[2] << 64)
        };
        Self {
            photons,
            no_hit: t[0],
            bulk_absorb: t[1],
            surface_detect: t[2],
            surface_absorb: t[3],
            step_limit: t[4],
            time_limit: t[5],
            nan_abort: t[6],
            unfinished: t[7],
            hits: totals.found,
            draws: totals.draws,
            medium_changes,
            secondaries: 0,
            detected_weight: weight(totals.weight[0]),
            hit_weight: weight(totals.weight[1]),
        }
    }

    /// What kernels have summed up over so many secondary photons.
    pub fn of_secondaries(count: u64, totals: &Totals) -> Self {
        Self { secondaries: count, ..Self::of(0, totals, 0) }
    }

    /// Counts photons that were never started.
    pub fn skip(&mut self, photons: u64) {
        self.photons += photons;
        self.unfinished += photons;
    }

    /// Adds another part of the event.
    pub fn join(&mut self, other: &Self) {
        self.photons += other.photons;
        self.no_hit += other.no_hit;
        self.bulk_absorb += other.bulk_absorb;
        self.surface_detect += other.surface_detect;
        self.surface_absorb += other.surface_absorb;
        self.step_limit += other.step_limit;
        self.time_limit += other.time_limit;
        self.nan_abort += other.nan_abort;
        self.unfinished += other.unfinished;
        self.hits += other.hits;
        self.draws += other.draws;
        self.medium_changes += other.medium_changes;
        self.secondaries += other.secondaries;
        self.detected_weight += other.detected_weight;
        self.hit_weight += other.hit_weight;
    }

    /// Sum of the weights of the photons counted as detected, exact to 2^-48 a photon; a weight
    /// above 2^38 counts as that.
    pub fn detected_weight(&self) -> f64 {
        self.detected_weight as f64 * WEIGHT_UNIT
    }

    /// Sum of the weights of the hits, likewise.
    pub fn hit_weight(&self) -> f64 {
        self.hit_weight as f64 * WEIGHT_UNIT
    }

    /// The terminal counts and the unfinished: always `photons` and `secondaries`.
    pub fn total(&self) -> u64 {
        self.no_hit
            + self.bulk_absorb
            + self.surface_detect
            + self.surface_absorb
            + self.step_limit
            + self.time_limit
            + self.nan_abort
            + self.unfinished
    }
}

#[cfg(test)]
mod tests {
    use super::Summary;
    use crate::backend::cpu::kernels;
    use crate::layout::{CompactJob, PhotonState, Totals, flag};
    use bytemuck::Zeroable;

    fn photon(flags: u32, weight: f32) -> PhotonState {
        PhotonState { flags, weight, draw: 3, ..PhotonState::zeroed() }
    }

    /// What the kernels make of photons of which none is picked.
    fn of(photons: &[PhotonState]) -> Summary {
        let mut totals = Totals::zeroed();
        // SAFETY: null pointers, which are not looked at, and numbers.
        let nothing: CompactJob = unsafe { std::mem::zeroed() };
        let (photons, count) = (photons.as_ptr(), photons.len() as u64);
        let job = CompactJob { photons, count, totals: &mut totals, ..nothing };
        // SAFETY: the photons and the totals live here.
        unsafe { (kernels().tally)(&job) };
        Summary::of(count, &totals, 0)
    }

    #[test]
    fn the_lowest_terminal_flag_counts() {
        let mut summary = of(&[
            photon(flag::BULK_ABSORB | flag::SURFACE_DETECT | flag::NAN_ABORT, 1.0),
            photon(flag::NAN_ABORT | flag::CHERENKOV, 1.0),
            photon(flag::SURFACE_DETECT, 0.25),
        ]);
        summary.skip(5);
        assert_eq!((summary.bulk_absorb, summary.nan_abort, summary.surface_detect), (1, 1, 1));
        assert_eq!((summary.photons, summary.total(), summary.draws), (8, 8, 9));
        assert_eq!(summary.detected_weight(), 0.25);
    }

    #[test]
    fn weights_add_up_to_the_same_in_any_order() {
        let sums = |weights: &[f32]| {
            let mut photons: Vec<_> = weights.iter().map(|&w| photon(flag::SURFACE_DETECT, w)).collect();
            let up = of(&photons);
            photons.reverse();
            assert_eq!(up, of(&photons));
            let mut parts = Summary::default();
            photons.iter().for_each(|one| parts.join(&of(std::slice::from_ref(one))));
            assert_eq!(up, parts);
            up.detected_weight()
        };
        let weights: Vec<f32> = (1..1000).map(|i| 1.0 / i as f32).collect();
        let want: f64 = weights.iter().map(|&w| f64::from(w)).sum();
        assert!((sums(&weights) - want).abs() < 1e-10);
        let huge = [f32::MAX, f32::NEG_INFINITY, f32::NAN, 1.0, f32::INFINITY, -2.0];
        assert_eq!(sums(&huge), 2f64.powi(38) - 1.0);
    }
}
