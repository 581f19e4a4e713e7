//! Bulk materials.

use super::check;
use crate::Result;
use crate::tables::{Cdf, Curve};

/// The length, in mm, that stands for "never": longer ones, infinity too, are taken as this.
pub const NO_LIMIT: f64 = 1e30;

/// Shortest length that single precision keeps well apart from 0, in mm.
const SHORTEST: f64 = 1e-30;

/// A bulk material. Curves are functions of the vacuum wavelength in nm.
#[derive(Debug, Clone, PartialEq)]
pub struct Material {
    /// For people and lookups; need not be unique.
    pub name: String,
    /// Phase refractive index, 1e-3 to 1e3. Default 1.
    pub refractive_index: Curve,
    /// Absorption length in mm, above 0 (1e-30 at least). Default [`NO_LIMIT`].
    pub absorption_length: Curve,
    /// Rayleigh scattering length in mm, above 0 (1e-30 at least). Default [`NO_LIMIT`].
    pub scattering_length: Curve,
    /// What may emit light again after an absorption. Which of them absorbed is drawn by the ratio
    /// of `absorption_length` to theirs; the last one takes the remainder.
    pub components: Vec<Component>,
}

/// Properties of a [`Material`] that are curves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum MaterialProperty {
    RefractiveIndex,
    AbsorptionLength,
    ScatteringLength,
}

impl MaterialProperty {
    /// The property of a number of the C API.
    pub fn from_number(number: u32) -> Option<Self> {
        [Self::RefractiveIndex, Self::AbsorptionLength, Self::ScatteringLength].get(number as usize).copied()
    }

    /// Its name in messages and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::RefractiveIndex => "refractive_index",
            Self::AbsorptionLength => "absorption_length",
            Self::ScatteringLength => "scattering_length",
        }
    }

    pub(super) fn check(self, curve: &Curve, what: &str) -> Result<()> {
        let what = format!("{what}: {}", self.name());
        match self {
            Self::RefractiveIndex => check::curve(curve, 1e-3, 1e3, &what),
            Self::AbsorptionLength | Self::ScatteringLength => length(curve, &format!("{what} (mm)")),
        }
    }
}

/// One fluorescent component of a material.
#[derive(Debug, Clone, PartialEq)]
pub struct Component {
    /// Its own absorption length in mm.
    pub absorption_length: Curve,
    /// Probability of reemission after an absorption.
    pub reemission_prob: Curve,
    /// Emitted wavelength in nm, above 0.
    pub wavelength_cdf: Cdf,
    /// Delay of the emission in ns, 0 or more.
    pub time_cdf: Cdf,
}

impl Default for Material {
    fn default() -> Self {
        Self {
            name: String::new(),
            refractive_index: Curve::Constant(1.0),
            absorption_length: Curve::Constant(NO_LIMIT),
            scattering_length: Curve::Constant(NO_LIMIT),
            components: Vec::new(),
        }
    }
}

impl Material {
    /// A material of a name, transparent and with index 1.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Bytes of its tables.
    pub(crate) fn bytes(&self) -> usize {
        let curves = [&self.refractive_index, &self.absorption_length, &self.scattering_length];
        let component = |c: &Component| {
            let curves = c.absorption_length.bytes() + c.reemission_prob.bytes();
            size_of_val(c) + curves + c.wavelength_cdf.bytes() + c.time_cdf.bytes()
        };
        let components: usize = self.components.iter().map(component).sum();
        curves.iter().map(|curve| curve.bytes()).sum::<usize>() + components + self.name.len()
    }

    /// Checks all ranges; `what` names the material in messages.
    pub fn check(&self, what: &str) -> Result<()> {
        MaterialProperty::RefractiveIndex.check(&self.refractive_index, what)?;
        MaterialProperty::AbsorptionLength.check(&self.absorption_length, what)?;
        MaterialProperty::ScatteringLength.check(&self.scattering_length, what)?;
        for (i, component) in self.components.iter().enumerate() {
            component.check(&format!("{what}: reemission component {i}"))?;
        }
        Ok(())
    }

    pub(super) fn curve_mut(&mut self, property: MaterialProperty) -> &mut Curve {
        match property {
            MaterialProperty::RefractiveIndex => &mut self.refractive_index,
            MaterialProperty::AbsorptionLength => &mut self.absorption_length,
            MaterialProperty::ScatteringLength => &mut self.scattering_length,
        }
    }
}

impl Component {
    pub(super) fn check(&self, what: &str) -> Result<()> {
        length(&self.absorption_length, &format!("{what}: absorption_length (mm)"))?;
        check::probability(&self.reemission_prob, &format!("{what}: reemission_prob"))?;
        wavelengths(&self.wavelength_cdf, &format!("{what}: wavelength_cdf"))?;
        check::number(self.time_cdf.x()[0], 0.0, NO_LIMIT, &format!("{what}: time_cdf: shortest time (ns)"))
    }
}

fn length(curve: &Curve, what: &str) -> Result<()> {
    check::curve(curve, SHORTEST, f64::INFINITY, what)
}

/// Checks that a distribution of wavelengths is of positive ones.
pub(super) fn wavelengths(cdf: &Cdf, what: &str) -> Result<()> {
    check::number(cdf.x()[0], 1e-3, 1e9, &format!("{what}: shortest wavelength (nm)"))?;
    check::number(cdf.x()[cdf.x().len() - 1], 1e-3, 1e9, &format!("{what}: longest wavelength (nm)"))
}
