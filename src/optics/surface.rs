//! Surfaces: what happens to a photon at a boundary before refraction and reflection.

use super::angles::{Angular, DichroicAngle};
use super::property::{self, Field};
use super::{Described, SurfaceFinish, SurfaceModel, SurfaceProperty, SurfaceType, check, effect};
use crate::tables::{Cdf, Curve};
use crate::{Error, Result};

/// A surface. Curves are functions of the vacuum wavelength in nm. Defaults are those of the table of properties:
/// 0 where it says nothing else.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Surface {
    /// For people and lookups; need not be unique.
    pub name: String,
    pub model: SurfaceModel,
    /// The surface that stands for it to light that comes from the inner side, [`NONE`](crate::layout::NONE) for a
    /// bare boundary; `None`: itself.
    pub inner_side: Option<u32>,
    /// Probability; with a film, of detection after absorption.
    pub detect: Curve,
    /// Probability of absorption (default, wls).
    pub absorb: Curve,
    /// Probability of emission after absorption (wls).
    pub reemit: Curve,
    /// Probability; with a film, of diffuse instead of specular reflection.
    pub reflect_diffuse: Curve,
    /// Probability of specular reflection (default, wls).
    pub reflect_specular: Curve,
    /// Real part of the film's index, above 0 (complex).
    pub eta: Curve,
    /// Imaginary part of the film's index (complex).
    pub k: Curve,
    /// Thickness of the film in nm (complex).
    pub thickness: f64,
    /// Whether light goes through the film (complex).
    pub transmissive: bool,
    /// Emitted wavelength in nm (wls; needed where `reemit` is above 0).
    pub reemission_cdf: Option<Cdf>,
    /// Delay of the emission in ns, 0 or more (wls). Default: none.
    pub reemission_time_cdf: Option<Cdf>,
    /// The same delay always, in ns, added to that (wls).
    pub delay: f64,
    /// Mean of an exponential delay in ns, added to both; 0: none (wls).
    pub decay_time: f64,
    /// Whether no photon is emitted with more energy than was absorbed: the spectrum is cut there, and what is
    /// absorbed stays so where nothing is left of it (wls).
    pub downshift_only: bool,
    /// Mean number of photons where light is emitted, which is Poisson's; 0: exactly one (wls).
    pub mean_number: f64,
    /// Probabilities by angle (angular; needed).
    pub angular: Option<Angular>,
    /// Probabilities by angle and wavelength (dichroic; one or more), by increasing angle.
    pub dichroic: Vec<DichroicAngle>,
    /// What is beyond (glisur and unified, as all that follow; names and meaning are Geant4's).
    pub surface_type: SurfaceType,
    /// How it is worked and painted.
    pub finish: SurfaceFinish,
    /// Probability of what is neither absorbed nor transmitted: reflection by a metal or paint, Fresnel's
    /// reflection and refraction by a dielectric.
    pub reflectivity: Curve,
    /// Probability to go on straight beyond.
    pub transmittance: Curve,
    /// Probability of detection after absorption.
    pub efficiency: Curve,
    /// Probability of a reflection off the mean surface instead of a facet (unified, as the next two).
    pub specular_spike: Curve,
    /// Probability of a reflection off a facet.
    pub specular_lobe: Curve,
    /// Probability of a reflection back; the rest is diffuse.
    pub backscatter: Curve,
    /// Index of refraction between surface and paint (back-painted).
    pub gap_index: Curve,
    /// Real part of a metal's index.
    pub real_index: Curve,
    /// Imaginary part of a metal's index.
    pub imaginary_index: Curve,
    /// From 1 for no facets to 0 for facets all around (glisur).
    pub polish: f64,
    /// Standard deviation of the tilt of facets in radians (unified).
    pub sigma_alpha: f64,
    /// Of a dielectric, in nm.
    pub surface_roughness: f64,
}

impl Default for Surface {
    fn default() -> Self {
        let any = || Curve::Constant(0.0);
        let mut surface = Self {
            name: String::new(),
            model: SurfaceModel::Default,
            inner_side: None,
            detect: any(),
            absorb: any(),
            reemit: any(),
            reflect_diffuse: any(),
            reflect_specular: any(),
            eta: any(),
            k: any(),
            thickness: 0.0,
            transmissive: false,
            reemission_cdf: None,
            reemission_time_cdf: None,
            delay: 0.0,
            decay_time: 0.0,
            downshift_only: false,
            mean_number: 0.0,
            angular: None,
            dichroic: Vec::new(),
            surface_type: SurfaceType::DielectricDielectric,
            finish: SurfaceFinish::Polished,
            reflectivity: any(),
            transmittance: any(),
            efficiency: any(),
            specular_spike: any(),
            specular_lobe: any(),
            backscatter: any(),
            gap_index: any(),
            real_index: any(),
            imaginary_index: any(),
            polish: 0.0,
            sigma_alpha: 0.0,
            surface_roughness: 0.0,
        };
        Self::PROPERTIES.iter().for_each(|property| property.reset(&mut surface));
        surface
    }
}

impl Surface {
    /// A surface of a name and model that does nothing yet.
    pub fn new(name: impl Into<String>, model: SurfaceModel) -> Self {
        Self { name: name.into(), model, ..Self::default() }
    }

    /// Bytes of its tables.
    pub(crate) fn bytes(&self) -> usize {
        property::bytes(self) + self.name.len()
    }

    /// Checks ranges of each property, whether the model uses it or not, and what the model needs:
    /// sums of probabilities, tables by angle, a reemission spectrum. `what` names the surface.
    pub fn check(&self, what: &str) -> Result<()> {
        self.check_ranges(what)?;
        self.model.check(self, what)
    }

    /// Checks the range of each property alone; a surface under construction meets this.
    pub fn check_ranges(&self, what: &str) -> Result<()> {
        property::check_all(self, what)
    }

    /// Whether light may be detected at it.
    pub(crate) fn detects(&self) -> bool {
        let by = |number: SurfaceProperty, curve: &Curve| {
            let row = Self::PROPERTIES.iter().find(|p| p.number == Some(number as u32));
            row.is_some_and(|row| row.models.contains(&self.model)) && curve.range().1 > 0.0
        };
        by(SurfaceProperty::Detect, &self.detect)
            || by(SurfaceProperty::Efficiency, &self.efficiency) && effect::efficiency(self).is_none()
    }

    /// Whether a metal is beyond.
    pub(super) fn is_metal(&self) -> bool {
        self.surface_type == SurfaceType::DielectricMetal
    }

    /// Whether a metal's index says somewhere what it reflects.
    pub(super) fn has_metal_index(&self) -> bool {
        self.is_metal() && (self.real_index.range().1 > 0.0 || self.imaginary_index.range().1 > 0.0)
    }

    /// Whether it is made of facets.
    pub(super) fn has_facets(&self) -> bool {
        self.finish == SurfaceFinish::Ground || self.finish.is_back_painted()
    }

    /// Checks that probabilities add up to 1 at most.
    pub(super) fn check_sum(&self, parts: &[SurfaceProperty], what: &str) -> Result<()> {
        let part = |number: &SurfaceProperty| {
            let property = property::Property::of_number(*number as u32, "property")?;
            match &property.field {
                Field::Curve(place, _) => Ok((property.name, (place.get)(self))),
                _ => Err(Error::Internal(format!("{}: no function of the wavelength", property.name))),
            }
        };
        check::sum(&parts.iter().map(part).collect::<Result<Vec<_>>>()?, what)
    }
}
