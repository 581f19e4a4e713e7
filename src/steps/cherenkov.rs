//! Cherenkov light of a material: 1 - 1/(beta n)^2 over the wavenumber 1/wavelength, to which the photon's
//! energy is proportional (Frank and Tamm; Jackson, Classical Electrodynamics, sec. 13.4).

use super::extents::{Extent, Extents};
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
    /// Of the pieces between the knots, where it does.
    extents: Extents,
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
        if !made.rising {
            made.extents = Extents::new(made.knots.len() - 1, |i| {
                let end = made.end_value(i);
                Extent { low: end, high: made.knots[i].value.max(end) }
            })?;
        }
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

    /// Value at the end of piece `i`, which rounding may put beside that of the next knot.
    fn end_value(&self, i: usize) -> f64 {
        self.at(i, self.knots[i + 1].wavenumber).0
    }

    /// Bytes of its tables.
    pub fn bytes(&self) -> usize {
        size_of_val(&self.knots[..]) + self.extents.bytes()
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

    /// What a particle of a velocity, over that of light, emits between two wavelengths: the integral over the
    /// wavenumber of 1 - 1/(beta n)^2, in 1/nm.
    pub fn amount(&self, beta: f64, wavelengths: (f64, f64)) -> Result<f64> {
        let beta = beta.min(1.0);
        match beta > 0.0 {
            true => self.ranges(slowness(beta), wavelengths, |_| Ok(())),
            false => Ok(0.0),
        }
    }

    /// Gives where a particle of a squared inverse velocity 1 / beta^2 - 1 emits between two wavelengths to `take`, with
    /// knots counted from 0, and returns how much.
    pub fn ranges(
        &self,
        slowness: f64,
        (shortest, longest): (f64, f64),
        mut take: impl FnMut(CherenkovRange) -> Result<()>,
    ) -> Result<f64> {
        let mut sum = 0.0;
        let mut close = |range: CherenkovRange| {
            let amount = amount_of(&range, slowness);
            if amount > 0.0 {
                take(CherenkovRange { before: sum, ..range })?;
                sum += amount;
            }
            Ok(())
        };
        if self.all_above(slowness, (shortest, longest)) {
            close(self.whole((shortest, longest)))?;
            return Ok(sum);
        }
        let threshold = slowness / (1.0 + slowness); // of 1 - 1/n^2
        let (low, high) = (1.0 / longest, 1.0 / shortest);
        let (first, last) = (self.knot(low), self.knot(high));
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
                    close(*range)?;
                    open = None;
                } else if rising_to_the_end && i < last {
                    i = last;
                    continue;
                }
            }
            i = self.next(i + 1, last, threshold, open.is_some());
        }
        if let Some(range) = open {
            close(range)?;
        }
        Ok(sum)
    }

    /// The next piece from `from` on where a range may end, or begin, or the last piece.
    fn next(&self, from: usize, last: usize, threshold: f64, open: bool) -> usize {
        if self.rising || from > last {
            return from;
        }
        match open {
            true => self.extents.next(from, last, |of| of.low < threshold, |i| self.end_value(i) < threshold),
            false => self.extents.next(
                from,
                last,
                |of| of.high > threshold,
                |i| self.knots[i].value.max(self.end_value(i)) > threshold,
            ),
        }
    }
}

/// The integral over a range that is above the threshold.
pub(super) fn amount_of(range: &CherenkovRange, slowness: f64) -> f64 {
    (1.0 + slowness) * (range.high_integral - range.low_integral) - slowness * (range.high - range.low)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same, piece by piece.
    fn one_by_one(of: &Dispersion, slowness: f64, (shortest, longest): (f64, f64)) -> Vec<CherenkovRange> {
        let threshold = slowness / (1.0 + slowness);
        let (low, high) = (1.0 / longest, 1.0 / shortest);
        let (first, last) = (of.knot(low), of.knot(high));
        let mut found: Vec<CherenkovRange> = Vec::new();
        let mut open: Option<CherenkovRange> = None;
        for i in first..=last {
            let (from, to) = (of.knots[i].wavenumber.max(low), of.knots[i + 1].wavenumber.min(high));
            let ((value, integral), (end_value, end_integral)) = (of.at(i, from), of.at(i, to));
            let share = (threshold - value) / (end_value - value);
            let crossing = (from + share * (to - from)).clamp(from, to);
            if open.is_none() && end_value.max(value) > threshold && from < to {
                let low = if value >= threshold { from } else { crossing };
                let low_integral = if value >= threshold { integral } else { of.at(i, low).1 };
                let first_knot = i as u32;
                open = Some(CherenkovRange { low, low_integral, first_knot, ..bytemuck::Zeroable::zeroed() });
            }
            let Some(range) = &mut open else { continue };
            (range.high, range.high_integral, range.last_knot) = (to, end_integral, i as u32);
            if end_value < threshold {
                let ends_here = if value > threshold { crossing } else { from };
                (range.high, range.high_integral) = (ends_here, of.at(i, ends_here).1);
                found.extend(open.take());
            }
        }
        found.extend(open);
        let mut sum = 0.0;
        found.retain_mut(|range| {
            let amount = amount_of(range, slowness);
            range.before = sum;
            sum += amount.max(0.0);
            amount > 0.0
        });
        found
    }

    fn zigzag(points: usize, seed: f64) -> Vec<(f64, f64)> {
        let height = |i: usize| ((i as f64 * 0.618_034 + seed) * 7.3).fract();
        (0..points).map(|i| (200.0 + 0.25 * i as f64, 1.3 + 0.1 * height(i))).collect()
    }

    #[test]
    fn ranges_are_those_found_piece_by_piece() {
        let hills = vec![(200.0, 1.30), (260.0, 1.38), (330.0, 1.31), (400.0, 1.37), (500.0, 1.32)];
        let water = vec![(200.0, 1.42), (300.0, 1.36), (400.0, 1.343), (800.0, 1.328)];
        let falling = water.iter().map(|(x, n)| (1000.0 - x, *n)).rev().collect();
        let steps = (0..40).map(|i| (300.0 + f64::from(i), if i % 8 < 4 { 1.3 } else { 1.4 })).collect();
        let level = vec![(300.0, 1.35), (400.0, 1.35)];
        let (mut compared, mut most) = (0, 0);
        for (number, points) in
            [hills, water, falling, steps, level, zigzag(20, 0.1), zigzag(300, 0.2)].into_iter().enumerate()
        {
            let (x, y): (Vec<f64>, Vec<f64>) = points.into_iter().unzip();
            let of = Dispersion::new(&Curve::new(&x, &y, "index").unwrap()).unwrap();
            let (first, last) = (x[0], x[x.len() - 1]);
            let knot = |share: f64| &of.knots[(share * (of.knots.len() - 1) as f64) as usize];
            for i in 0..400 {
                let share = (f64::from(i) * 0.618_034).fract();
                // Thresholds anywhere, at a knot, and beside the end of a piece.
                let threshold = match i % 4 {
                    0 | 1 => 0.35 + 0.16 * share,
                    2 => knot(share).value,
                    _ => of.end_value((share * (of.knots.len() - 2) as f64) as usize),
                };
                let slowness = threshold / (1.0 - threshold);
                let range = match i % 3 {
                    0 => (first, last),
                    1 => (first + 0.4 * share * (last - first), last - 0.4 * share * (last - first)),
                    _ => (1.0 / knot(0.9).wavenumber, 1.0 / knot(0.1 + 0.5 * share).wavenumber),
                };
                let expected = one_by_one(&of, slowness, range);
                let mut found = Vec::new();
                let amount = of.ranges(slowness, range, |range| {
                    found.push(range);
                    Ok(())
                });
                let last = found.last().map_or(0.0, |last| last.before + amount_of(last, slowness));
                assert_eq!(amount.unwrap().to_bits(), last.to_bits());
                // One that is above everywhere is taken whole, whose integrals may be of other knots.
                if !of.all_above(slowness, range) {
                    let bytes = bytemuck::cast_slice::<CherenkovRange, u8>;
                    assert!(
                        bytes(&found) == bytes(&expected),
                        "curve {number}, case {i}: {found:?} {expected:?}"
                    );
                    (compared, most) = (compared + 1, most.max(found.len()));
                }
            }
        }
        assert!(compared > 1000 && most > 50, "{compared} compared, up to {most} ranges");
    }
}
