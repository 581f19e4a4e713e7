//! How photons of a source are polarized.

use super::Emission;
use super::check::unit;
use crate::Result;
use crate::layout::{self, polarization_mode};
use crate::named::Named;

/// How the photons of a source are polarized. Structs take it as uint32_t.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum SourcePolarization {
    /// Any way across the direction.
    Random = polarization_mode::UNPOLARIZED,
    /// Along `polarization`, as far as the direction allows.
    Along = polarization_mode::GIVEN,
    /// In the plane of the photon's direction and `direction`, as Cherenkov light is.
    Radial = polarization_mode::RADIAL,
}

impl Named for SourcePolarization {
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::Random, "random"), (Self::Along, "along"), (Self::Radial, "radial")];

    fn number(self) -> u32 {
        self as u32
    }
}

/// How photons are polarized; always across their direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Polarization {
    /// Any way.
    Random,
    /// Along a vector, as far as the direction allows.
    Along([f64; 3]),
    /// In the plane of direction and axis, as Cherenkov light is.
    Radial,
}

impl Polarization {
    /// What a mode means with a vector that is given.
    pub fn of(mode: SourcePolarization, wanted: [f64; 3]) -> Self {
        match mode {
            SourcePolarization::Random => Self::Random,
            SourcePolarization::Along => Self::Along(wanted),
            SourcePolarization::Radial => Self::Radial,
        }
    }

    pub(super) fn encode(&self, emission: &Emission, source: &mut layout::Source) -> Result<()> {
        let mode = match *self {
            Self::Random => SourcePolarization::Random,
            Self::Along(wanted) => {
                source.polarization = unit(wanted, "polarization")?;
                SourcePolarization::Along
            }
            Self::Radial => {
                emission.need_axis("radial polarization needs an axis")?;
                SourcePolarization::Radial
            }
        };
        source.polarized = mode.number();
        Ok(())
    }
}
