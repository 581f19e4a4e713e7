//! Piecewise-linear tables: optical properties over the wavelength and sampled distributions.
//!
//! [`Curve`] and [`Cdf`] are what a user gives, checked and in double precision; [`TableStore`]
//! turns them into the single-precision arrays that the kernels read.

mod cdf;
mod curve;
mod store;

pub use cdf::{Cdf, DENSITY_ERROR};
pub use curve::Curve;
pub use store::TableStore;

use crate::words;
use crate::{Error, Result};
use std::ops::RangeInclusive;

/// Largest magnitude of a table's x and y: their differences stay finite in single precision.
pub const LARGEST: f64 = 1e30;
/// Most points of one table.
pub const MOST_POINTS: usize = 1 << 20;
/// Most points of a density: with those that are put between them they are no more than [`MOST_POINTS`],
/// since the shares p of the pieces add up to 1, and the sum of 500 sqrt(p) over n of them to 500 sqrt(n).
pub const MOST_DENSITIES: usize = 1 << 19;

/// Numbers of points that curves, distributions and densities may have.
pub(crate) const CURVE: RangeInclusive<u64> = 1..=MOST_POINTS as u64;
pub(crate) const DISTRIBUTION: RangeInclusive<u64> = 2..=MOST_POINTS as u64;
pub(crate) const DENSITY: RangeInclusive<u64> = 2..=MOST_DENSITIES as u64;

/// Checks the number of points of a table before any of them is looked at.
pub(crate) fn check_count(count: u64, allowed: RangeInclusive<u64>, what: &str) -> Result<()> {
    if allowed.contains(&count) {
        return Ok(());
    }
    let (least, most) = allowed.into_inner();
    Err(Error::argument(format!(
        "{what}: {}; from {least} to {most} are allowed",
        words::count(count, "point")
    )))
}

/// Checks what curves and distributions have in common; x strictly increasing.
fn check_points(x: &[f64], y: &[f64], allowed: RangeInclusive<u64>, what: &str) -> Result<()> {
    if x.len() != y.len() {
        return Err(Error::argument(format!(
            "{what}: {} x values and {} y values; as many of both are needed",
            x.len(),
            y.len()
        )));
    }
    check_count(x.len() as u64, allowed, what)?;
    for (name, values) in [("x", x), ("y", y)] {
        if let Some(i) = values.iter().position(|v| v.is_nan() || v.abs() > LARGEST) {
            return Err(Error::argument(format!(
                "{what}: {name}[{i}] is {}; a number of magnitude {LARGEST:e} at most is needed",
                words::real(values[i])
            )));
        }
    }
    if let Some(i) = x.windows(2).position(|pair| pair[0] >= pair[1]) {
        return Err(Error::argument(format!(
            "{what}: x[{}] = {} follows x[{i}] = {}; x must increase strictly",
            i + 1,
            words::real(x[i + 1]),
            words::real(x[i])
        )));
    }
    Ok(())
}
