//! Directions about z in which the points of circles are.

use super::check;
use super::tessellation::NEAR;
use std::f64::consts::{FRAC_PI_4, TAU};

/// A part of a turn about z, or all of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Turn {
    Full,
    /// From an angle to a larger one, in turns.
    Section(f64, f64),
    /// Sides of equal angle: start, angle of a side in rad, how many, and whether they are a full turn.
    Sides(f64, f64, u32, bool),
}

/// A direction: its place, in turns or sides, and the cosine and the sine.
#[derive(Debug, Clone, Copy)]
pub(super) struct Direction {
    pub(super) place: f64,
    pub(super) cos: f64,
    pub(super) sin: f64,
}

/// The smallest angle of a section.
const SMALLEST: f64 = 1e-9;

impl Turn {
    /// From the angles of a solid, in rad.
    pub(super) fn new(start: f64, delta: f64) -> Result<Self, String> {
        check::angle("start", start)?;
        check::angle("delta", delta)?;
        if !(delta > SMALLEST) {
            return Err(format!("delta is {delta}, must be above 0"));
        }
        if delta >= TAU - SMALLEST {
            return Ok(Self::Full);
        }
        let start = (start / TAU).rem_euclid(1.0);
        Ok(Self::Section(start, start + delta / TAU))
    }

    pub(super) fn is_full(self) -> bool {
        matches!(self, Self::Full | Self::Sides(_, _, _, true))
    }

    /// Points of a circle of so many segments; those of a full turn do not repeat the first at the end.
    pub(super) fn directions(self, segments: u32) -> Vec<Direction> {
        let n = f64::from(segments);
        match self {
            Self::Full => (0..segments).map(|k| direction(f64::from(k) / n)).collect(),
            Self::Section(start, end) => {
                let (first, last) =
                    ((start * n + NEAR).floor() as i64 + 1, (end * n - NEAR).ceil() as i64 - 1);
                let inner = (first..=last).map(|k| direction(k as f64 / n));
                [direction(start)].into_iter().chain(inner).chain([direction(end)]).collect()
            }
            Self::Sides(start, side, count, full) => (0..count + u32::from(!full))
                .map(|k| {
                    let at = direction((start + side * f64::from(k)) / TAU);
                    Direction { place: f64::from(k), ..at }
                })
                .collect(),
        }
    }

    /// Where the second copy of a full turn's first point is.
    pub(super) fn period(self) -> f64 {
        match self {
            Self::Full | Self::Section(..) => 1.0,
            Self::Sides(_, _, count, _) => f64::from(count),
        }
    }

    /// How many points a circle of so many segments has, about.
    pub(super) fn about(self, segments: u32) -> f64 {
        match self {
            Self::Full => f64::from(segments),
            Self::Section(start, end) => f64::from(segments) * (end - start) + 2.0,
            Self::Sides(_, _, count, _) => f64::from(count) + 1.0,
        }
    }

    /// The angle in rad.
    pub(super) fn delta(self) -> f64 {
        match self {
            Self::Full => TAU,
            Self::Section(start, end) => (end - start) * TAU,
            Self::Sides(_, side, count, _) => side * f64::from(count),
        }
    }
}

/// A direction of a place in turns. What is symmetric about the axes and diagonals is so to the last bit.
fn direction(place: f64) -> Direction {
    let eighths = 8.0 * place;
    // Angles of a description are in rad or degrees: what rounding moved off an axis is put back.
    let whole = eighths.round();
    let eighths = if (eighths - whole).abs() < 1e-10 { whole } else { eighths };
    let octant = eighths.floor();
    let within = eighths - octant;
    let number = octant.rem_euclid(8.0) as u32;
    let from = if number.is_multiple_of(2) { within } else { 1.0 - within };
    let (s, c) = if from == 1.0 {
        (std::f64::consts::FRAC_1_SQRT_2, std::f64::consts::FRAC_1_SQRT_2)
    } else {
        (from * FRAC_PI_4).sin_cos()
    };
    let (cos, sin) = match number {
        0 => (c, s),
        1 => (s, c),
        2 => (-s, c),
        3 => (-c, s),
        4 => (-c, -s),
        5 => (-s, -c),
        6 => (s, -c),
        _ => (c, -s),
    };
    Direction { place, cos, sin }
}
