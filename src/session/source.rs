//! Photon sources: a description, its checks, and what the kernels take.

use crate::backend::light::Light;
use crate::layout::{self, flag, polarization_mode, source_type};
use crate::tables::{Cdf, TableStore};
use crate::{Error, Result};

/// Where photons begin. Lengths in mm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// One point.
    Point,
    /// A disk around the position, across the direction, evenly; 0: a point.
    Beam {
        /// Radius of the disk.
        radius: f64,
    },
    /// A straight line from the position, evenly.
    Line {
        /// Its other end.
        end: [f64; 3],
        /// Time in ns at that end; in between, it changes evenly.
        end_time: f64,
    },
}

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

fn vector(values: [f64; 3], name: &str) -> Result<[f32; 3]> {
    if values.iter().any(|v| !(*v as f32).is_finite()) {
        return Err(Error::argument(format!("{name} is {values:?}; finite numbers are needed")));
    }
    Ok(values.map(|v| v as f32))
}

fn unit(values: [f64; 3], name: &str) -> Result<[f32; 3]> {
    vector(values, name)?;
    let length = values.iter().map(|v| v * v).sum::<f64>().sqrt();
    if length < 1e-30 {
        return Err(Error::argument(format!("{name} is {values:?}; a vector other than 0 is needed")));
    }
    Ok(values.map(|v| (v / length) as f32))
}

fn number(value: f64, least: f64, name: &str) -> Result<f32> {
    if value < least || !(value as f32).is_finite() {
        let least = if least == f64::NEG_INFINITY { String::new() } else { format!(" of at least {least}") };
        return Err(Error::argument(format!("{name} is {value}; a finite number{least} is needed")));
    }
    Ok(value as f32)
}

impl Spectrum {
    fn table(&self, tables: &mut TableStore) -> Result<u32> {
        let positive = |value: f64, name: &str| {
            if value > 0.0 && (value as f32).is_finite() && value as f32 > 0.0 {
                return Ok(());
            }
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
        let any = f64::NEG_INFINITY;
        let mut source = layout::Source {
            kind: source_type::POINT,
            directed: 0,
            position: vector(self.position, "position")?,
            end: [0.0; 3],
            direction: [0.0, 0.0, 1.0],
            cone_outer: 0.0,
            cone_inner: 0.0,
            radius: 0.0,
            time: number(self.time, any, "time")?,
            time_spread: number(self.time_spread, 0.0, "time_spread")?,
            end_time: 0.0,
            wavelength,
            polarized: polarization_mode::UNPOLARIZED,
            polarization: [0.0; 3],
            weight: number(self.weight, 0.0, "weight")?,
            flags: self.flags,
        };
        self.direct(&mut source)?;
        self.shape(&mut source)?;
        self.polarize(&mut source)?;
        Ok(Light::Source(source, tables, count))
    }

    fn direct(&self, source: &mut layout::Source) -> Result<()> {
        if let Emission::Cone { axis, inner, outer } = self.emission {
            if !(0.0..=std::f64::consts::PI).contains(&outer) || !(0.0..=outer).contains(&inner) {
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

    fn shape(&self, source: &mut layout::Source) -> Result<()> {
        match self.shape {
            Shape::Point => {}
            Shape::Beam { radius } => {
                if self.emission == Emission::Isotropic {
                    return Err(Error::argument("direction is 0; a beam needs one"));
                }
                source.kind = source_type::BEAM;
                source.radius = number(radius, 0.0, "radius")?;
            }
            Shape::Line { end, end_time } => {
                source.kind = source_type::LINE;
                source.end = vector(end, "end")?;
                source.end_time = number(end_time, f64::NEG_INFINITY, "end_time")?;
            }
        }
        Ok(())
    }

    fn polarize(&self, source: &mut layout::Source) -> Result<()> {
        match self.polarization {
            Polarization::Random => {}
            Polarization::Along(wanted) => {
                source.polarized = polarization_mode::GIVEN;
                source.polarization = unit(wanted, "polarization")?;
            }
            Polarization::Radial => {
                if self.emission == Emission::Isotropic {
                    return Err(Error::argument("direction is 0; radial polarization needs an axis"));
                }
                source.polarized = polarization_mode::RADIAL;
            }
        }
        Ok(())
    }
}
