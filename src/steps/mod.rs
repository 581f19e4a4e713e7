//! Charged particles' steps as sources of light: records, their checks, what kernels make photons from, and how
//! many photons there are.

mod check;
mod cherenkov;
mod encode;
mod encoder;
mod extents;
pub mod import;
mod materials;
mod random;
mod record;
mod yields;

pub use encode::{MOST_PHOTONS, light};
pub use materials::Materials;
pub use record::{StepCommon, StepKind, StepRecord, StepSpectrum};
pub use yields::{CountOptions, Counted, Counter};

use crate::Error;
use std::fmt::Display;

/// mm/ns.
pub(crate) const LIGHT_SPEED: f64 = 299.792_458;

/// An error with what it is of before its message.
pub(crate) fn within(error: Error, what: impl Display) -> Error {
    match error {
        Error::InvalidArgument(message) => Error::InvalidArgument(format!("{what}: {message}")),
        other => other,
    }
}
