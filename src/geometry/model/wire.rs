//! Planes of parallel wires, met analytically.

use super::{LARGEST_COORDINATE, check, index, index_or_none};
use crate::runtime::layout::NONE;
use crate::{Error, Result};

/// Parallel cylinders along `u`, at `v0 + k * pitch` along `v` from `origin` for every integer k
/// for which that lies within [v_min, v_max]. Lengths in mm.
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
            check::number(value, -LARGEST_COORDINATE, LARGEST_COORDINATE, &format!("{what}: {name} (mm)"))
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
        check::number(self.radius, 1e-6, LARGEST_COORDINATE, &format!("{what}: radius (mm)"))?;
        if !(self.pitch > 2.0 * self.radius && self.pitch <= LARGEST_COORDINATE) {
            return Err(Error::argument(format!(
                "{what}: pitch is {} mm; more than two radii ({} mm) and {LARGEST_COORDINATE:e} mm at most is allowed",
                self.pitch,
                2.0 * self.radius
            )));
        }
        for (lo, hi, name) in [(self.u_min, self.u_max, "u"), (self.v_min, self.v_max, "v")] {
            if lo > hi {
                return Err(Error::argument(format!(
                    "{what}: {name}_min is {lo} mm, above {name}_max = {hi} mm"
                )));
            }
        }
        index(self.inner_material, materials, "materials", format_args!("{what}: inner_material"))?;
        index(self.outer_material, materials, "materials", format_args!("{what}: outer_material"))?;
        index_or_none(self.surface, surfaces, "surfaces", format_args!("{what}: surface"))?;
        let count = self.count(what)?;
        self.check_channels(count, what)
    }

    /// First and last number k within the range along v, as floating-point integers.
    fn numbers(&self) -> (f64, f64) {
        (((self.v_min - self.v0) / self.pitch).ceil(), ((self.v_max - self.v0) / self.pitch).floor())
    }

    fn count(&self, what: &str) -> Result<i64> {
        let (first, last) = self.numbers();
        let limit = f64::from(i32::MAX);
        if first < -limit || last > limit || last - first >= limit {
            return Err(Error::argument(format!(
                "{what}: wires {first} to {last} would be needed; numbers of magnitude {limit} and {limit} wires at most are allowed"
            )));
        }
        if last < first {
            return Err(Error::argument(format!("{what}: no wire lies between v_min and v_max")));
        }
        Ok((last - first) as i64 + 1)
    }

    fn check_channels(&self, count: i64, what: &str) -> Result<()> {
        let first = i64::from(self.first_channel);
        let last = first + i64::from(self.channel_stride) * (count - 1);
        if first < -1 || (first >= 0 && !(0..=i64::from(i32::MAX)).contains(&last)) {
            return Err(Error::argument(format!(
                "{what}: channels run from {first} to {last}; 0 to {} are allowed, or first_channel = -1 for none",
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
}
