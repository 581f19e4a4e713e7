//! Bulk materials.

use super::property;
use super::{Component, Described, Scintillation};
use crate::Result;
use crate::tables::Curve;

/// A bulk material. Curves are functions of the vacuum wavelength in nm.
#[derive(Debug, Clone, PartialEq)]
pub struct Material {
    /// For people and lookups; need not be unique.
    pub name: String,
    /// Phase refractive index, 1e-3 to 1e3. Default 1.
    pub refractive_index: Curve,
    /// Group velocity in mm/ns, 1e-3 to 1e6. Default 0: from the points of `refractive_index`.
    pub group_velocity: Curve,
    /// Absorption length in mm, above 0 (1e-30 at least). Default [`super::NO_LIMIT`].
    pub absorption_length: Curve,
    /// Rayleigh scattering length in mm, above 0 (1e-30 at least). Default [`super::NO_LIMIT`].
    pub scattering_length: Curve,
    /// Mie scattering length in mm, above 0 (1e-30 at least). Default [`super::NO_LIMIT`].
    pub mie_length: Curve,
    /// Mean cosine of the angle of Mie scattering forward, -1 to 1: g of Henyey and Greenstein. Default 0.
    pub mie_forward: Curve,
    /// The same of light that is scattered backward, of the angle to the opposite direction. Default 0.
    pub mie_backward: Curve,
    /// Share of Mie scattering that is forward. Default 1.
    pub mie_forward_ratio: Curve,
    /// What may emit light again after an absorption. Which of them absorbed is drawn by the ratio
    /// of `absorption_length` to theirs; the last one takes the remainder.
    pub components: Vec<Component>,
    /// Light of charged particles by scintillation.
    pub scintillation: Vec<Scintillation>,
    /// Mean number of its photons per MeV of visible energy, 0 or more. Default 0.
    pub scintillation_yield: f64,
    /// Birks' constant in mm/MeV, 0 or more: the visible part of an energy E over a length L is
    /// 1 / (1 + birks_constant E / L). Default 0.
    pub birks_constant: f64,
    /// Standard deviation of large numbers of its photons over that of Poisson's distribution, 0 or more. Default 1.
    pub resolution_scale: f64,
}

impl Default for Material {
    fn default() -> Self {
        let any = || Curve::Constant(0.0);
        let mut material = Self {
            name: String::new(),
            refractive_index: any(),
            absorption_length: any(),
            scattering_length: any(),
            group_velocity: any(),
            mie_length: any(),
            mie_forward: any(),
            mie_backward: any(),
            mie_forward_ratio: any(),
            components: Vec::new(),
            scintillation: Vec::new(),
            scintillation_yield: 0.0,
            birks_constant: 0.0,
            resolution_scale: 1.0,
        };
        Self::PROPERTIES.iter().for_each(|property| property.reset(&mut material));
        material
    }
}

impl Material {
    /// A material of a name, transparent and with index 1.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Bytes of its tables.
    pub(crate) fn bytes(&self) -> usize {
        property::bytes(self) + self.name.len()
    }

    /// Checks all ranges; `what` names the material in messages.
    pub fn check(&self, what: &str) -> Result<()> {
        property::check_all(self, what)
    }
}
