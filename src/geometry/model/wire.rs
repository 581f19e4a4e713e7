//! Planes of parallel wires, met analytically.

use super::{LARGEST_COORDINATE, index, index_or_none};
use crate::layout::NONE;
use crate::optics::number;
use crate::words::real;
use crate::{Error, Result};

/// Parallel cylinders along `u`, at `v0 + k * pitch` along `v` from `origin` for every integer k
/// for which that lies within [v_min, v_max], beyond which rounding may put it. Lengths in mm.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct WirePlane {
    pub origin: [f64; 3],
    /// Direction of the wires; with `v` orthonormal within 1e-4, and made exactly so.
    pub u: [f64; 3],
    /// Direction from wire to wire.
    pub v: [f64; 3],
    /// Distance between the axes of neighbours, more than two radii.
    pub pitch: f64,
    pub radius: f64,
    /// Where wires begin, along `u` from `origin`.
    pub u_min: f64,
    /// Where wires end.
    pub u_max: f64,
    pub v_min: f64,
    pub v_max: f64,
    pub v0: f64,
    /// Surface of the wires, or `NONE`.
    pub surface: u32,
    pub inner_material: u32,
    pub outer_material: u32,
    /// Channel of the first wire; -1: wires have none.
    pub first_channel: i32,
    /// Added for every further wire.
    pub channel_stride: i32,
}

impl Default for WirePlane {
    fn default() -> Self {
        Self {
            origin: [0.0; 3],
            u: [1.0, 0.0, 0.0],
            v: [0.0, 1.0, 0.0],
            pitch: 0.0,
            radius: 0.0,
            u_min: 0.0,
            u_max: 0.0,
            v_min: 0.0,
            v_max: 0.0,
            v0: 0.0,
            surface: NONE,
            inner_material: 0,
            outer_material: 0,
            first_channel: -1,
            channel_stride: 0,
        }
    }
}

/// An end of the range that is so near to a wire, in units of the lengths that both are computed from,
/// is taken to lie on it: 32 roundings in double precision. Neither 0.1 nor 0.3 is a floating-point
/// number, and the quotient of their nearest ones lies below 3.
const ROUNDING: f64 = 3.6e-15;

/// The frame and the numbers of the wires of a plane.
pub(crate) struct Wires {
    pub u: [f64; 3],
    pub v: [f64; 3],
    pub w: [f64; 3],
    pub k_min: i32,
    pub k_max: i32,
}

fn dot(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

impl WirePlane {
    pub(super) fn check(&self, materials: usize, surfaces: usize, what: &str) -> Result<()> {
        let size = |value, name: &str| {
            number(value, -LARGEST_COORDINATE, LARGEST_COORDINATE, &format!("{what}: {name} (mm)"))
        };
        for (value, name) in self.origin.into_iter().zip(["origin x", "origin y", "origin z"]) {
            size(value, name)?;
        }
        let ends = [
            (self.u_min, "u_min"),
            (self.u_max, "u_max"),
            (self.v_min, "v_min"),
            (self.v_max, "v_max"),
            (self.v0, "v0"),
        ];
        for (value, name) in ends {
            size(value, name)?;
        }
        let off = [(&self.u, &self.u, 1.0), (&self.v, &self.v, 1.0), (&self.u, &self.v, 0.0)]
            .map(|(a, b, wanted)| (dot(a, b) - wanted).abs());
        if !off.iter().all(|error| *error <= 1e-4) {
            return Err(Error::argument(format!(
                "{what}: u = {:?} and v = {:?} are not orthonormal within 1e-4",
                self.u, self.v
            )));
        }
        number(self.radius, 1e-6, LARGEST_COORDINATE, &format!("{what}: radius (mm)"))?;
        if !(self.pitch > 2.0 * self.radius && self.pitch <= LARGEST_COORDINATE) {
            return Err(Error::argument(format!(
                "{what}: pitch is {} mm; more than two radii ({} mm) and {LARGEST_COORDINATE:e} mm at most is allowed",
                real(self.pitch),
                real(2.0 * self.radius)
            )));
        }
        if self.u_min >= self.u_max {
            let (lo, hi) = (real(self.u_min), real(self.u_max));
            return Err(Error::argument(format!(
                "{what}: u_max is {hi} mm; more than u_min = {lo} mm is needed"
            )));
        }
        if self.v_min > self.v_max {
            let (lo, hi) = (real(self.v_min), real(self.v_max));
            return Err(Error::argument(format!(
                "{what}: v_max is {hi} mm; v_min = {lo} mm or more is needed"
            )));
        }
        index(self.inner_material, materials, "materials", format_args!("{what}: inner_material"))?;
        index(self.outer_material, materials, "materials", format_args!("{what}: outer_material"))?;
        index_or_none(self.surface, surfaces, "surfaces", format_args!("{what}: surface"))?;
        let count = self.count(what)?;
        self.check_channels(count, what)
    }

    /// First and last number k within the range along v, as floating-point integers.
    fn numbers(&self) -> (f64, f64) {
        let number = |end: f64, within: fn(f64) -> f64| {
            let number = (end - self.v0) / self.pitch;
            // Relative errors of the pitch grow with the number, so they are within this sum too.
            let slack = ROUNDING * (end.abs() + self.v0.abs()) / self.pitch;
            let nearest = number.round();
            if (number - nearest).abs() <= slack { nearest } else { within(number) }
        };
        (number(self.v_min, f64::ceil), number(self.v_max, f64::floor))
    }

    /// How many wires there are; the plane has been checked.
    pub fn wire_count(&self) -> u32 {
        let (first, last) = self.numbers();
        (last - first) as u32 + 1
    }

    fn count(&self, what: &str) -> Result<i64> {
        let (first, last) = self.numbers();
        let limit = f64::from(i32::MAX);
        if first < -limit || last > limit || last - first >= limit {
            return Err(Error::argument(format!(
                "{what}: wires {} to {} would be needed; numbers of magnitude {limit} and {limit} wires at most are allowed",
                real(first),
                real(last)
            )));
        }
        if last < first {
            return Err(Error::argument(format!(
                "{what}: v_min is {} mm and v_max {} mm; a wire must lie between them, at v0 = {} mm plus a \
                 multiple of the pitch, {} mm",
                real(self.v_min),
                real(self.v_max),
                real(self.v0),
                real(self.pitch)
            )));
        }
        Ok((last - first) as i64 + 1)
    }

    fn check_channels(&self, count: i64, what: &str) -> Result<()> {
        let first = i64::from(self.first_channel);
        let last = first + i64::from(self.channel_stride) * (count - 1);
        if first < -1 || (first >= 0 && !(0..=i64::from(i32::MAX)).contains(&last)) {
            return Err(Error::argument(format!(
                "{what}: channels run from {first} to {last}; 0 to {} are allowed, or none at all",
                i32::MAX
            )));
        }
        Ok(())
    }

    /// Frame and numbers; the plane has been checked.
    pub(crate) fn wires(&self) -> Wires {
        let unit = |a: [f64; 3]| {
            let length = dot(&a, &a);
            // What is a unit vector to rounding stays as it is.
            if (length - 1.0).abs() < 1e-15 { a } else { a.map(|x| x / length.sqrt()) }
        };
        let u = unit(self.u);
        let along = dot(&u, &self.v);
        let v = unit([0, 1, 2].map(|i| self.v[i] - along * u[i]));
        let w = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
        let (first, last) = self.numbers();
        Wires { u, v, w, k_min: first as i32, k_max: last as i32 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wires_within_the_range_are_numbered_and_the_frame_is_made_exact() {
        let plane = WirePlane {
            u: [0.8660254, 0.5, 0.0],
            v: [-0.5, 0.8660254, 0.00001],
            pitch: 3.0,
            radius: 0.4,
            v_min: -1500.0,
            v_max: 1500.0,
            v0: 0.7,
            ..WirePlane::default()
        };
        let wires = plane.wires();
        assert_eq!((wires.k_min, wires.k_max), (-500, 499)); // -1499.3 and 1497.7 mm
        let frame = [wires.u, wires.v, wires.w];
        for (i, a) in frame.iter().enumerate() {
            for (j, b) in frame.iter().enumerate() {
                assert!((dot(a, b) - f64::from(u8::from(i == j))).abs() < 1e-15);
            }
        }
        assert!(wires.w[2] > 0.999);
        let ends = WirePlane { v0: 0.0, v_min: -3.0, v_max: 6.0, ..plane };
        assert_eq!((ends.wires().k_min, ends.wires().k_max), (-1, 2)); // the ends belong to it
    }
    /// Ends written as decimals, or computed, that lie on wires or a thousandth of a pitch off.
    #[test]
    fn ends_are_on_wires_where_their_decimals_are() {
        let mut state = 1_u64;
        let mut below = |limit: i64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as i64 % limit
        };
        for case in 0..100_000 {
            let digits = below(5) as usize;
            let scale = 10_f64.powi(digits as i32 + 3);
            // All in thousandths of the last digit.
            let (pitch, v0) = (1000 * (1 + below(10_000)), 1000 * (below(2_000_001) - 1_000_000));
            let (first, wires) = (below(4001) - 2000, below(5000));
            let off = |choice: i64| [0, 0, pitch / 1000, -pitch / 1000][choice as usize];
            let lo = v0 + first * pitch + off(below(4));
            let hi = v0 + (first + wires) * pitch + off(below(4));
            let expected = (hi - v0).div_euclid(pitch) + (v0 - lo).div_euclid(pitch) + 1;
            if expected < 1 {
                continue;
            }
            let decimal = |number: i64| number as f64 / scale;
            let exact = WirePlane {
                pitch: decimal(pitch),
                radius: decimal(pitch) / 8.0,
                v0: decimal(v0),
                v_min: decimal(lo),
                v_max: decimal(hi),
                ..WirePlane::default()
            };
            let computed = |number: i64| exact.v0 + (number - v0) as f64 / pitch as f64 * exact.pitch;
            let other = WirePlane { v_min: computed(lo), v_max: computed(hi), ..exact.clone() };
            for plane in [exact, other] {
                assert_eq!(i64::from(plane.wire_count()), expected, "case {case}: {plane:?}");
            }
        }
    }
}
