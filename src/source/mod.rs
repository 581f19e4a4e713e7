//! Photon sources: a description, its checks, and what the kernels take.
//!
//! A kind of source is a row of [`kind`], a file here, and its photons' places in kernels/source.

mod beam;
mod check;
mod direction;
mod kind;
mod line;
mod polarization;
mod spectrum;

pub use direction::Emission;
pub use kind::{Places, Shape, SourceKind};
pub use polarization::{Polarization, SourcePolarization};
pub use spectrum::{Spectrum, SpectrumKind};

use crate::backend::light::Light;
use crate::layout::{self, flag};
use crate::tables::TableStore;
use crate::{Error, Result};
use bytemuck::Zeroable;
use check::{number, vector};

/// A photon source.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct SourceSpec {
    pub shape: Shape,
    /// mm; the start of a line.
    pub position: [f64; 3],
    pub emission: Emission,
    pub spectrum: Spectrum,
    pub polarization: Polarization,
    /// ns.
    pub time: f64,
    /// Standard deviation of a Gaussian in ns; 0: none.
    pub time_spread: f64,
    pub weight: f64,
    /// History flags that the photons begin with; no terminal one.
    pub flags: u32,
}

impl SourceSpec {
    /// The light of `count` photons of this source. Fails with the field that is not as it must be.
    pub fn light(&self, count: u64) -> Result<Light> {
        let mut tables = TableStore::default();
        let wavelength = self.spectrum.table(&mut tables)?;
        if self.flags & flag::TERMINAL != 0 {
            return Err(Error::argument(format!(
                "flags is {:#x}; photons of a source may not begin with a terminal flag ({:#x})",
                self.flags,
                flag::TERMINAL
            )));
        }
        let mut source = layout::Source {
            position: vector(self.position, "position")?,
            direction: [0.0, 0.0, 1.0],
            time: number(self.time, f64::NEG_INFINITY, "time")?,
            time_spread: number(self.time_spread, 0.0, "time_spread")?,
            wavelength,
            weight: number(self.weight, 0.0, "weight")?,
            flags: self.flags,
            ..layout::Source::zeroed()
        };
        self.emission.encode(&mut source)?;
        self.shape.encode(&self.emission, &mut source)?;
        self.polarization.encode(&self.emission, &mut source)?;
        Ok(Light::Source(source, tables, count))
    }
}
