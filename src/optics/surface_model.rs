//! How surfaces treat light.

use super::surface::Surface;
use super::surface_table::SurfaceProperty as P;
use crate::layout::surface_model;
use crate::named::Named;
use crate::{Error, Result};

/// How a surface treats light; functions take it as uint32_t.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u32)]
pub enum SurfaceModel {
    /// Detects, absorbs, reflects diffusely and specularly, by probabilities that add up to 1 at
    /// most; the rest passes on to the boundary between the materials.
    #[default]
    Default = surface_model::DEFAULT,
    /// A thin film of index eta + i k and a thickness between the materials.
    Complex = surface_model::COMPLEX,
    /// A wavelength shifter: absorbs and emits again, or reflects, or transmits.
    Wls = surface_model::WLS,
    /// Reflects and transmits by angle and wavelength; the rest is absorbed.
    Dichroic = surface_model::DICHROIC,
    /// Transmits and reflects by angle; the rest is absorbed.
    Angular = surface_model::ANGULAR,
    /// Geant4's surface of this name: a chroma2_surface_type, a chroma2_surface_finish, and facets that
    /// `polish` tilts, which reflect as mirrors.
    Glisur = surface_model::GLISUR,
    /// Geant4's surface of this name: as glisur, with facets that `sigma_alpha` tilts, which reflect as
    /// mirrors, back, or diffusely, by probabilities.
    Unified = surface_model::UNIFIED,
}

impl Named for SurfaceModel {
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Default, "default"),
        (Self::Complex, "complex"),
        (Self::Wls, "wls"),
        (Self::Dichroic, "dichroic"),
        (Self::Angular, "angular"),
        (Self::Glisur, "glisur"),
        (Self::Unified, "unified"),
    ];

    fn number(self) -> u32 {
        self as u32
    }
}

impl SurfaceModel {
    /// Checks that a surface has what its model needs, beyond the ranges of each property.
    pub(super) fn check(self, surface: &Surface, what: &str) -> Result<()> {
        let needs = |fault: &str| Err(Error::argument(format!("{what}: {fault}")));
        match self {
            Self::Default => {
                surface.check_sum(&[P::Detect, P::Absorb, P::ReflectDiffuse, P::ReflectSpecular], what)
            }
            Self::Complex => Ok(()),
            Self::Wls if surface.reemission_cdf.is_none() && surface.reemit.range().1 > 0.0 => {
                needs("reemit is above 0 without a reemission_cdf; the wls model needs one")
            }
            Self::Wls => surface.check_sum(&[P::Absorb, P::ReflectDiffuse, P::ReflectSpecular], what),
            Self::Dichroic if surface.dichroic.is_empty() => {
                needs("the dichroic model needs one angle or more")
            }
            Self::Angular if surface.angular.is_none() => needs("the angular model needs its angles"),
            Self::Dichroic | Self::Angular => Ok(()),
            Self::Glisur | Self::Unified if surface.is_metal() && surface.finish.is_painted() => {
                needs(&format!(
                    "finish is {}, a paint on a dielectric; with the type dielectric_metal, polished and ground are allowed",
                    surface.finish.name()
                ))
            }
            Self::Glisur | Self::Unified => {
                if !surface.has_metal_index() {
                    surface.check_sum(&[P::Reflectivity, P::Transmittance], what)?;
                }
                surface.check_sum(&[P::SpecularSpike, P::SpecularLobe, P::Backscatter], what)
            }
        }
    }
}
