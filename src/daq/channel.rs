//! Types of channels, and the time window.

use crate::tables::Cdf;
use crate::words::real;
use crate::{Error, Result};

/// How channels answer to a hit.
#[derive(Debug, Clone, PartialEq)]
pub struct ChannelType {
    pub(super) time: Option<Cdf>,
    pub(super) charge: Option<Cdf>,
    pub(super) efficiency: f64,
    pub(super) threshold: f64,
}

/// Largest charge of one hit, in photoelectrons.
const LARGEST_CHARGE: f64 = 1e6;

impl ChannelType {
    /// A type that adds to a hit's time a delay in ns of the distribution `time` (`None`: 0), and
    /// to the channel's charge one of the distribution `charge` in photoelectrons (`None`: 1).
    /// A hit counts with probability `efficiency` times its weight; the channel fires when it has
    /// hits, and a charge of `threshold` or more.
    pub fn new(time: Option<Cdf>, charge: Option<Cdf>, efficiency: f64, threshold: f64) -> Result<Self> {
        if !(0.0..=1.0).contains(&efficiency) {
            return Err(Error::argument(format!("efficiency is {}; 0 to 1 is allowed", real(efficiency))));
        }
        if threshold.is_nan() || threshold.abs() > LARGEST_CHARGE {
            return Err(Error::argument(format!(
                "threshold is {}; photoelectrons of magnitude {LARGEST_CHARGE} at most are needed",
                real(threshold)
            )));
        }
        let ends = charge.as_ref().map_or([1.0, 1.0], |cdf| [cdf.x()[0], cdf.x()[cdf.x().len() - 1]]);
        if let Some(end) = ends.iter().find(|end| end.abs() > LARGEST_CHARGE) {
            return Err(Error::argument(format!(
                "charge distribution: goes to {}; photoelectrons of magnitude {LARGEST_CHARGE} at most are needed",
                real(*end)
            )));
        }
        Ok(Self { time, charge, efficiency, threshold })
    }
}

/// The times, delays included, at which hits are seen: from `start` to before `end`, ns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// ns.
    start: f64,
    /// ns.
    end: f64,
}

impl Default for Window {
    /// Every time.
    fn default() -> Self {
        Self { start: f64::NEG_INFINITY, end: f64::INFINITY }
    }
}

impl Window {
    /// A window from `start` to before `end`, either of which may be infinite.
    pub fn new(start: f64, end: f64) -> Result<Self> {
        if start < end {
            return Ok(Self { start, end });
        }
        let (start, end) = (real(start), real(end));
        Err(Error::argument(format!("window from {start} to {end} ns; a start before the end is needed")))
    }

    pub(super) fn contains(&self, time: f64) -> bool {
        self.start <= time && time < self.end
    }
}
