//! Cherenkov light of a material: 1 - 1/(beta n)^2 over the wavenumber 1/wavelength, to which the photon's
//! energy is proportional (Frank and Tamm; Jackson, Classical Electrodynamics, sec. 13.4).

use crate::layout::{CherenkovKnot, CherenkovRange};
use crate::tables::Curve;
use crate::{Result, memory};

/// Wavelengths in nm that a table covers: all that are allowed.
const SHORTEST: f64 = 1e-3;
const LONGEST: f64 = 1e9;
/// How far 1 - 1/n^2 may be from the straight lines between the knots, of its largest size.
const ERROR: f64 = 1e-7;
/// Most halvings of a piece, and most knots of a material: tables of very many points are smooth between them, or no
/// straight lines would do.
const DEPTH: u32 = 12;
const MOST_KNOTS: usize = 1 << 22;

/// 1 / beta^2 - 1.
pub(super) fn slowness(beta: f64) -> f64 {
    (1.0 - beta) * (1.0 + beta) / (beta * beta)
}

/// 1 - 1/n^2 of a material as straight lines over the wavenumber in 1/nm, with its integral.
#[derive(Debug, Default)]
pub(super) struct Dispersion {
    pub knots: Vec<CherenkovKnot>,
    /// Shortest and longest wavelength of the index table, where it has two that differ in the index.
    pub table: Option<(f64, f64)>,
    /// Least value between these, or everywhere.
    lowest: f64,
    /// The wavelengths that this is of.
    lowest_of: (f64, f64),
    /// Whether it never falls.
    rising: bool,
}

/// What a particle emits between two wavenumbers.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Light {
    /// Where it is above the threshold, with knots of its material counted from 0.
    pub ranges: Vec<CherenkovRange>,
    /// Integral over the wavenumber of 1 - 1/(beta n)^2, in 1/nm.
    pub amount: f64,
}

impl Dispersion {
    /// Of a refractive index over the wavelength.
    pub fn new(index: &Curve) -> Result<Self> {
        let value = |wavenumber: f64| {
            let n = index.value(1.0 / wavenumber);
            (n - 1.0) * (n + 1.0) / (n * n)
        };
        let what = "a table of Cherenkov light";
        let points: &[f64] = if let Curve::Points { x, .. } = index { x } else { &[] };
        let inside = |x: &&f64| (SHORTEST..LONGEST).contains(*x) && **x > SHORTEST;
        let mut ends = memory::room(points.len() + 2, what)?;
        ends.push(1.0 / LONGEST);
        ends.extend(points.iter().rev().filter(inside).map(|x| 1.0 / x));
        ends.push(1.0 / SHORTEST);
        ends.dedup();
        let largest = ends.iter().fold(0.0, |most: f64, end| most.max(value(*end).abs()));
        let mut made = Self::default();
        made.push(ends[0], value(ends[0]), what)?;
        let depth = DEPTH.min((MOST_KNOTS / ends.len()).max(1).ilog2());
        for pair in ends.windows(2) {
            let [low, high] = [pair[0], pair[1]].map(|end| (end, value(end)));
            made.between(low, high, ERROR * largest, depth, &value)?;
        }
        made.rising = made.knots.windows(2).all(|pair| pair[0].value <= pair[1].value);
        (made.lowest, made.lowest_of) = (made.knots[0].value, (SHORTEST, LONGEST));
        let (lowest, highest) = index.range();
        if let (Curve::Points { x, .. }, true) = (index, lowest < highest) {
            let (first, last) = (x[0].max(SHORTEST), x[x.len() - 1].min(LONGEST));
            made.table = (first < last).then_some((first, last));
            let (low, high) = (1.0 / last, 1.0 / first);
            let within = made.knots.iter().filter(|knot| (low..=high).contains(&knot.wavenumber));
            made.lowest_of = (first, last);
            made.lowest = within.map(|knot| knot.value).fold(value(low).min(value(high)), f64::min);
        }
        Ok(made)
    }

    fn push(&mut self, wavenumber: f64, value: f64, what: &str) -> Result<()> {
        let integral = self
            .knots
            .last()
            .map_or(0.0, |last| last.integral + 0.5 * (wavenumber - last.wavenumber) * (last.value + value));
        memory::push(&mut self.knots, CherenkovKnot { wavenumber, integral, value }, what)
    }

    /// Adds knots after `low` up to `high`, each a wavenumber and its value, as close as it needs.
    fn between(
        &mut self,
        low: (f64, f64),
        high: (f64, f64),
        error: f64,
        depth: u32,
        value: &impl Fn(f64) -> f64,
    ) -> Result<()> {
        let at = 0.5 * (low.0 + high.0);
        let middle = (at, value(at));
        let off = (middle.1 - 0.5 * (low.1 + high.1)).abs();
        if depth == 0 || off <= error || at <= low.0 || at >= high.0 {
            return self.push(high.0, high.1, "a table of Cherenkov light");
        }
        self.between(low, middle, error, depth - 1, value)?;
        self.between(middle, high, error, depth - 1, value)
    }

    /// The knot at or before a wavenumber that has another one after it.
    fn knot(&self, wavenumber: f64) -> usize {
        let after = self.knots.partition_point(|knot| knot.wavenumber <= wavenumber);
        after.clamp(1, self.knots.len() - 1) - 1
    }

    /// Value and integral at a wavenumber after knot `i`.
    fn at(&self, i: usize, wavenumber: f64) -> (f64, f64) {
        let (knot, next) = (&self.knots[i], &self.knots[i + 1]);
        let step = wavenumber - knot.wavenumber;
        let value = knot.value + step * ((next.value - knot.value) / (next.wavenumber - knot.wavenumber));
        (value, knot.integral + 0.5 * step * (knot.value + value))
    }

    /// Whether a particle is for sure above the threshold between two wavelengths.
    pub fn all_above(&self, slowness: f64, (shortest, longest): (f64, f64)) -> bool {
        let (least, most) = self.lowest_of;
        least <= shortest && longest <= most && self.lowest > slowness / (1.0 + slowness)
    }

    /// All between two wavelengths, with knots counted from 0.
    pub fn whole(&self, (shortest, longest): (f64, f64)) -> CherenkovRange {
        let (low, high) = (1.0 / longest, 1.0 / shortest);
        let (first, last) = (self.knot(low), self.knot(high));
        CherenkovRange {
            low,
            high,
            low_integral: self.at(first, low).1,
            high_integral: self.at(last, high).1,
            before: 0.0,
            first_knot: first as u32,
            last_knot: last as u32,
        }
    }

    /// What a particle of a velocity, over that of light, emits between two wavelengths.
    pub fn amount(&self, beta: f64, wavelengths: (f64, f64)) -> Result<f64> {
        let beta = beta.min(1.0);
        match beta > 0.0 {
            true => Ok(self.light(slowness(beta), wavelengths)?.amount),
            false => Ok(0.0),
        }
    }

    /// What a particle of a squared inverse velocity 1 / beta^2 - 1 emits between two wavelengths.
    pub fn light(&self, slowness: f64, (shortest, longest): (f64, f64)) -> Result<Light> {
        let threshold = slowness / (1.0 + slowness); // of 1 - 1/n^2
        let (low, high) = (1.0 / longest, 1.0 / shortest);
        let (first, last) = (self.knot(low), self.knot(high));
        let mut light = Light::default();
        if self.all_above(slowness, (shortest, longest)) {
            light.close(self.whole((shortest, longest)), slowness)?;
            return Ok(light);
        }
        // Where the index rises with the energy, all above one place.
        let begin = match self.rising {
            true => {
                let above = self.knots[first..=last].partition_point(|knot| knot.value <= threshold);
                (first + above).saturating_sub(1).max(first)
            }
            false => first,
        };
        let rising_to_the_end = self.rising && self.knots[last].value > threshold && begin < last;
        let mut open: Option<CherenkovRange> = None;
        let mut i = begin;
        while i <= last {
            let from = self.knots[i].wavenumber.max(low);
            let to = self.knots[i + 1].wavenumber.min(high);
            let ((value, integral), (end_value, end_integral)) = (self.at(i, from), self.at(i, to));
            let crossing = || {
                let share = (threshold - value) / (end_value - value);
                let place = (from + share * (to - from)).clamp(from, to);
                (place, self.at(i, place).1)
            };
            if open.is_none() && end_value.max(value) > threshold && from < to {
                let (place, integral) = if value >= threshold { (from, integral) } else { crossing() };
                open = Some(CherenkovRange {
                    low: place,
                    low_integral: integral,
                    first_knot: i as u32,
                    ..bytemuck::Zeroable::zeroed()
                });
            }
            if let Some(range) = &mut open {
                (range.high, range.high_integral, range.last_knot) = (to, end_integral, i as u32);
                if end_value < threshold {
                    (range.high, range.high_integral) =
                        if value > threshold { crossing() } else { (from, integral) };
                    light.close(*range, slowness)?;
                    open = None;
                } else if rising_to_the_end && i < last {
                    i = last;
                    continue;
                }
            }
            i += 1;
        }
        if let Some(range) = open {
            light.close(range, slowness)?;
        }
        Ok(light)
    }
}

/// The integral over a range that is above the threshold.
pub(super) fn amount_of(range: &CherenkovRange, slowness: f64) -> f64 {
    (1.0 + slowness) * (range.high_integral - range.low_integral) - slowness * (range.high - range.low)
}

impl Light {
    fn close(&mut self, range: CherenkovRange, slowness: f64) -> Result<()> {
        let amount = amount_of(&range, slowness);
        if amount > 0.0 {
            let range = CherenkovRange { before: self.amount, ..range };
            memory::push(&mut self.ranges, range, "ranges of Cherenkov light")?;
            self.amount += amount;
        }
        Ok(())
    }
}
