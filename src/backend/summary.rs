//! The account of an event: where its photons ended.

use crate::layout::{PhotonState, Totals, flag};

/// Counts of an event. Each photon is in exactly one of the terminal counts (the one of its lowest
/// terminal flag, where it was submitted with several), so that these and `unfinished` add up to
/// `photons`.
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
    /// Weights of the photons counted as detected, in units of 2^-48.
    detected_weight: i128,
    /// Weights of the hits, in the same unit.
    hit_weight: i128,
}

const WEIGHT_UNIT: f64 = 1.0 / (1u64 << 48) as f64;

/// Largest weight that is summed as it is: that of 2^40 photons fits.
const LARGEST_WEIGHT: f64 = (1u64 << 38) as f64;

/// Integers add up to the same in any order, which floating-point numbers do not. NaN gives 0.
fn fixed(weight: f32) -> i128 {
    (f64::from(weight).clamp(-LARGEST_WEIGHT, LARGEST_WEIGHT) / WEIGHT_UNIT) as i128
}

impl Summary {
    /// What a device has summed up over `photons` photons.
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
            detected_weight: weight(totals.weight[0]),
            hit_weight: weight(totals.weight[1]),
        }
    }

    /// Counts a photon at its end.
    pub fn add(&mut self, state: &PhotonState) {
        self.photons += 1;
        self.draws += u64::from(state.draw);
        let ended = state.flags & flag::TERMINAL;
        match ended & ended.wrapping_neg() {
            flag::NO_HIT => self.no_hit += 1,
            flag::BULK_ABSORB => self.bulk_absorb += 1,
            flag::SURFACE_DETECT => {
                self.surface_detect += 1;
                self.detected_weight += fixed(state.weight);
            }
            flag::SURFACE_ABSORB => self.surface_absorb += 1,
            flag::STEP_LIMIT => self.step_limit += 1,
            flag::TIME_LIMIT => self.time_limit += 1,
            flag::NAN_ABORT => self.nan_abort += 1,
            _ => self.unfinished += 1,
        }
    }

    /// Counts a hit.
    pub fn add_hit(&mut self, weight: f32) {
        self.hits += 1;
        self.hit_weight += fixed(weight);
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

    /// The terminal counts and the unfinished: always `photons`.
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
    use crate::layout::{PhotonState, flag};
    use bytemuck::Zeroable;

    fn photon(flags: u32, weight: f32) -> PhotonState {
        PhotonState { flags, weight, draw: 3, ..PhotonState::zeroed() }
    }

    #[test]
    fn the_lowest_terminal_flag_counts() {
        let mut summary = Summary::default();
        summary.add(&photon(flag::BULK_ABSORB | flag::SURFACE_DETECT | flag::NAN_ABORT, 1.0));
        summary.add(&photon(flag::NAN_ABORT | flag::CHERENKOV, 1.0));
        summary.add(&photon(flag::SURFACE_DETECT, 0.25));
        summary.skip(5);
        assert_eq!((summary.bulk_absorb, summary.nan_abort, summary.surface_detect), (1, 1, 1));
        assert_eq!((summary.photons, summary.total(), summary.draws), (8, 8, 9));
        assert_eq!(summary.detected_weight(), 0.25);
    }

    #[test]
    fn weights_add_up_to_the_same_in_any_order() {
        let weights: Vec<f32> = (1..1000).map(|i| 1.0 / i as f32).collect();
        let sum = |weights: &mut dyn Iterator<Item = &f32>| {
            let mut summary = Summary::default();
            weights.for_each(|&w| summary.add(&photon(flag::SURFACE_DETECT, w)));
            summary
        };
        let (up, down) = (sum(&mut weights.iter()), sum(&mut weights.iter().rev()));
        assert_eq!(up, down);
        let want: f64 = weights.iter().map(|&w| f64::from(w)).sum();
        assert!((up.detected_weight() - want).abs() < 1e-10);
        let huge = [f32::MAX, f32::NEG_INFINITY, f32::NAN, 1.0, f32::INFINITY, -2.0];
        let (up, down) = (sum(&mut huge.iter()), sum(&mut huge.iter().rev()));
        assert_eq!((up, up.detected_weight()), (down, 2f64.powi(38) - 1.0));
    }
}
