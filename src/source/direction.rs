//! Where photons of a source go.

use super::check::unit;
use crate::words::real;
use crate::{Error, Result, layout};

/// Where photons go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Emission {
    /// Everywhere alike.
    Isotropic,
    /// Around an axis (of any length but 0), evenly in solid angle between two cones.
    Cone {
        /// The axis.
        axis: [f64; 3],
        /// Inner half opening angle in radians; 0: a full cone.
        inner: f64,
        /// Outer half opening angle in radians, at most pi; 0: parallel light.
        outer: f64,
    },
}

impl Emission {
    pub(super) fn encode(&self, source: &mut layout::Source) -> Result<()> {
        if let Self::Cone { axis, inner, outer } = *self {
            if !(0.0..=std::f64::consts::PI).contains(&outer) || !(0.0..=outer).contains(&inner) {
                let (outer, inner) = (real(outer), real(inner));
                return Err(Error::argument(format!(
                    "half_angle is {outer} and inner_half_angle {inner}; 0 <= inner <= half_angle <= pi is needed"
                )));
            }
            source.directed = 1;
            source.direction = unit(axis, "direction")?;
            // 1 - cos without cancellation, for narrow cones.
            let size = |angle: f64| (2.0 * (0.5 * angle).sin().powi(2)) as f32;
            source.cone_outer = size(outer);
            source.cone_inner = size(inner);
        }
        Ok(())
    }

    /// Refuses a source without an axis; `why` says what needs one.
    pub(super) fn need_axis(&self, why: &str) -> Result<()> {
        match self {
            Self::Isotropic => Err(Error::argument(format!("direction is 0; {why}"))),
            Self::Cone { .. } => Ok(()),
        }
    }
}
