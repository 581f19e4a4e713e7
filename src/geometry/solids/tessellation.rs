//! How finely curved surfaces become facets.

use crate::words::real;
use std::f64::consts::PI;

/// The fewest segments of a full circle.
const FEWEST: u32 = 16;
/// The most segments of a full circle.
const MOST: u32 = 16384;
/// The most triangles of one solid, before booleans.
pub(super) const MOST_TRIANGLES: usize = 8_000_000;
/// A point of a circle this close to the next, as a part of a segment, is left out, which makes a segment
/// longer.
pub(super) const NEAR: f64 = 1e-3;

/// How finely curved surfaces become facets.
///
/// A full circle has 8 * 2^k segments: as few as keep within the chord, at least 16. This depends on the
/// radius alone, and points of a circle are at multiples of the step, counted from the x axis, and at the
/// ends of a section. So surfaces of one radius have the same facets, and circles of several radii about one
/// axis do not cross however close they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tessellation {
    /// The largest distance of the mesh from the solid's surface, in mm. A solid that would need more than
    /// 16384 segments a turn or 8 million triangles is an error.
    pub chord: f64,
    /// Whether radii grow a little, so that the facets enclose the solid's volume. Otherwise vertices are on
    /// the surface.
    pub keep_volume: bool,
}

impl Default for Tessellation {
    /// 0.05 mm: a tube of 25 mm has 64 segments, a sphere of 10 m has 1.8 million triangles.
    fn default() -> Self {
        Self { chord: 0.05, keep_volume: false }
    }
}

impl Tessellation {
    /// An error if the chord is not a length.
    pub(super) fn check(&self) -> Result<(), String> {
        if self.chord > 0.0 && self.chord.is_finite() {
            return Ok(());
        }
        Err(format!("chord is {}, must be above 0 mm", self.chord))
    }

    /// Segments of a full circle of this radius.
    pub(super) fn segments(&self, r: f64) -> Result<u32, String> {
        self.segments_within(r, self.chord)
    }

    /// The same for surfaces that are curved both ways, where the distances of both add up.
    pub(super) fn segments_both_ways(&self, r: f64) -> Result<u32, String> {
        self.segments_within(r, 0.5 * self.chord)
    }

    fn segments_within(&self, r: f64, chord: f64) -> Result<u32, String> {
        let mut n = FEWEST;
        while sagitta(r, PI / f64::from(n) * (1.0 + NEAR)) > chord {
            n *= 2;
            if n > MOST {
                return Err(format!(
                    "a circle of {r} mm needs more than {MOST} segments to be within a chord of {} mm",
                    real(self.chord)
                ));
            }
        }
        Ok(n)
    }

    /// What radii are multiplied by, for a circle of so many segments.
    pub(super) fn growth(&self, segments: u32) -> f64 {
        if !self.keep_volume {
            return 1.0;
        }
        let step = 2.0 * PI / f64::from(segments);
        (step / step.sin()).sqrt()
    }
}

/// The distance of an arc's middle from its chord; the angle is half of the arc's.
pub(super) fn sagitta(r: f64, half: f64) -> f64 {
    // 1 - cos, without cancellation.
    2.0 * r * (0.5 * half).sin().powi(2)
}

/// An error where a solid would have too many triangles.
pub(super) fn check_triangles(expected: f64) -> Result<(), String> {
    if expected <= MOST_TRIANGLES as f64 {
        return Ok(());
    }
    Err(format!(
        "the chord is so small that there would be {expected:.0} triangles, at most {MOST_TRIANGLES} are allowed"
    ))
}
