//! Which numbers a property may be.

use super::check;
use crate::tables::{Cdf, Curve};
use crate::{Result, memory};

/// The length, in mm, that stands for "never": longer ones, infinity too, are taken as this.
pub const NO_LIMIT: f64 = 1e30;

/// Shortest length that single precision keeps well apart from 0, in mm.
const SHORTEST: f64 = 1e-30;

/// What is allowed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Range {
    /// From 0 to 1, or above by rounding.
    Probability,
    /// Above 0 (1e-30 mm at least), infinity too.
    Length,
    /// Of light, in mm/ns: one value of 0 (none of its own), or above 0 everywhere.
    Velocity,
    /// From one number to another.
    Within(f64, f64),
    /// Of a distribution: wavelengths above 0, in nm.
    Wavelength,
    /// Of a distribution: times of 0 or more, in ns.
    Delay,
    /// What the kind of the property says: 0 and 1, or checks of its own.
    Own,
}

impl Range {
    /// Ends of the range of numbers.
    fn ends(self) -> (f64, f64) {
        match self {
            Self::Probability => (0.0, 1.0),
            Self::Length => (SHORTEST, f64::INFINITY),
            Self::Within(lo, hi) => (lo, hi),
            Self::Velocity => (1e-3, 1e6),
            Self::Wavelength => (1e-3, 1e9),
            Self::Delay => (0.0, NO_LIMIT),
            Self::Own => (f64::NEG_INFINITY, f64::INFINITY),
        }
    }

    pub(super) fn check_number(self, value: f64, what: &str) -> Result<()> {
        let (lo, hi) = self.ends();
        check::number(value, lo, hi, what)
    }

    pub(super) fn check(self, curve: &Curve, what: &str) -> Result<()> {
        let (lo, hi) = self.ends();
        match self {
            Self::Probability => check::probability(curve, what),
            Self::Velocity if *curve == Curve::Constant(0.0) => Ok(()),
            _ => check::curve(curve, lo, hi, what),
        }
    }

    pub(crate) fn check_distribution(self, cdf: &Cdf, what: &str) -> Result<()> {
        let (first, last) = (cdf.x()[0], cdf.x()[cdf.x().len() - 1]);
        match self {
            Self::Delay => self.check_number(first, &format!("{what}: shortest time (ns)")),
            _ => {
                self.check_number(first, &format!("{what}: shortest wavelength (nm)"))?;
                self.check_number(last, &format!("{what}: longest wavelength (nm)"))
            }
        }
    }

    /// A curve as the kernels take it: without what rounding has put above a probability of 1, and without
    /// infinite lengths.
    pub(crate) fn bring_into(self, curve: &Curve) -> Result<Curve> {
        let (lo, hi) = match self {
            Self::Length => (0.0, NO_LIMIT),
            _ => self.ends(),
        };
        Ok(match curve {
            Curve::Constant(value) => Curve::Constant(value.clamp(lo, hi)),
            Curve::Points { x, y } => Curve::Points {
                x: memory::copied(x, "a table")?,
                y: memory::collected(y.iter().map(|value| value.clamp(lo, hi)), "a table")?,
            },
        })
    }
}
