//! Wavelengths of a source.

use crate::named::Named;
use crate::tables::{self, Cdf, TableStore};
use crate::words::real;
use crate::{Error, Result};
use std::ops::RangeInclusive;

/// How the table of a source's spectrum is meant. Structs take it as uint32_t.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum SpectrumKind {
    /// Relative densities per nm at the wavelengths, of any norm, 0 or more: linear between the wavelengths
    /// and 0 beyond them, so that 0 at 400 nm and 1 at 500 nm have a mean of 466.7 nm. Cumulative values
    /// are right to 10^-6. At most 524288 wavelengths.
    Density = 0,
    /// Cumulative distribution at the wavelengths, from 0 to 1 (within 10^-6), linear between them: the
    /// density is level there. At most 1048576 wavelengths.
    Cdf = 1,
}

impl Named for SpectrumKind {
    const ALL: &'static [(Self, &'static str)] = &[(Self::Density, "density"), (Self::Cdf, "cumulative")];

    fn number(self) -> u32 {
        self as u32
    }
}

impl SpectrumKind {
    /// How many points a table may have.
    pub(crate) fn counts(self) -> RangeInclusive<u64> {
        match self {
            Self::Density => tables::DENSITY,
            Self::Cdf => tables::DISTRIBUTION,
        }
    }

    /// Bytes of the distribution of a table with so many points, at most.
    pub(crate) fn bytes(self, count: u64) -> u64 {
        let points = match self {
            Self::Density => Cdf::most_points(count) + count, // which it keeps, too
            Self::Cdf => count,
        };
        points * 2 * size_of::<f64>() as u64
    }

    /// The distribution of a table.
    pub fn distribution(self, x: &[f64], y: &[f64], what: &str) -> Result<Cdf> {
        match self {
            Self::Density => Cdf::from_density(x, y, what),
            Self::Cdf => Cdf::new(x, y, what),
        }
    }
}

/// Wavelengths in nm.
#[derive(Debug, Clone, PartialEq)]
pub enum Spectrum {
    /// One.
    Fixed(f64),
    /// Evenly between two.
    Uniform(f64, f64),
    /// A distribution.
    Table(Cdf),
}

impl Spectrum {
    pub(super) fn table(&self, tables: &mut TableStore) -> Result<u32> {
        let positive = |value: f64, name: &str| {
            if value > 0.0 && (value as f32).is_finite() && value as f32 > 0.0 {
                return Ok(());
            }
            let value = real(value);
            Err(Error::argument(format!("{name} is {value}; a positive wavelength in nm is needed")))
        };
        match self {
            Self::Fixed(wavelength) => {
                positive(*wavelength, "wavelength")?;
                Ok(tables.constant(*wavelength))
            }
            Self::Uniform(from, to) => {
                positive(*from, "wavelength")?;
                positive(*to, "wavelength_end")?;
                if from >= to {
                    let (from, to) = (real(*from), real(*to));
                    return Err(Error::argument(format!(
                        "wavelength_end is {to}; more than the wavelength {from} is needed"
                    )));
                }
                tables.inverse_cdf(&Cdf::new(&[*from, *to], &[0.0, 1.0], "wavelength range")?)
            }
            Self::Table(cdf) => {
                positive(cdf.x()[0], "first wavelength of the spectrum")?;
                tables.inverse_cdf(cdf)
            }
        }
    }
}
