//! Surfaces: what happens to a photon at a boundary before refraction and reflection.

use super::check;
use super::material::wavelengths;
use crate::layout::surface_model;
use crate::tables::{Cdf, Curve};
use crate::{Error, Result};

/// Which properties of a [`Surface`] are used, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u32)]
pub enum SurfaceModel {
    /// Detection, absorption, diffuse and specular reflection, by their probabilities; the
    /// remainder passes on to the boundary between the materials.
    #[default]
    Default = surface_model::DEFAULT,
    /// A thin absorbing film of index eta + i k between the two materials.
    Complex = surface_model::COMPLEX,
    /// A wavelength shifter: absorbs and emits again.
    Wls = surface_model::WLS,
    /// Reflects and transmits by angle and wavelength.
    Dichroic = surface_model::DICHROIC,
    /// Transmits and reflects by angle.
    Angular = surface_model::ANGULAR,
}

impl SurfaceModel {
    /// The model of a number of the C API.
    pub fn from_number(number: u32) -> Option<Self> {
        [Self::Default, Self::Complex, Self::Wls, Self::Dichroic, Self::Angular]
            .into_iter()
            .find(|model| *model as u32 == number)
    }
}

/// What a [`Surface`] has, and which models use it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum SurfaceProperty {
    Detect,
    Absorb,
    Reemit,
    ReflectDiffuse,
    ReflectSpecular,
    Eta,
    K,
    Thickness,
    Transmissive,
    ReemissionCdf,
    Angular,
    Dichroic,
}

use SurfaceModel as Models;

/// Each property by its number in the C API (from ReemissionCdf on it has functions of its own), with its
/// name in messages and files and the models that use it.
pub(super) const PROPERTIES: [(SurfaceProperty, &str, &[SurfaceModel]); 12] = [
    (SurfaceProperty::Detect, "detect", &[Models::Default, Models::Complex]),
    (SurfaceProperty::Absorb, "absorb", &[Models::Default, Models::Wls]),
    (SurfaceProperty::Reemit, "reemit", &[Models::Wls]),
    (SurfaceProperty::ReflectDiffuse, "reflect_diffuse", &[Models::Default, Models::Complex, Models::Wls]),
    (SurfaceProperty::ReflectSpecular, "reflect_specular", &[Models::Default, Models::Wls]),
    (SurfaceProperty::Eta, "eta", &[Models::Complex]),
    (SurfaceProperty::K, "k", &[Models::Complex]),
    (SurfaceProperty::Thickness, "thickness", &[Models::Complex]),
    (SurfaceProperty::Transmissive, "transmissive", &[Models::Complex]),
    (SurfaceProperty::ReemissionCdf, "reemission_cdf", &[Models::Wls]),
    (SurfaceProperty::Angular, "angular", &[Models::Angular]),
    (SurfaceProperty::Dichroic, "dichroic", &[Models::Dichroic]),
];

impl SurfaceProperty {
    /// The property of a number that chroma2_geometry_set_surface_property takes.
    pub fn from_number(number: u32) -> Option<Self> {
        PROPERTIES[..Self::ReemissionCdf as usize].get(number as usize).map(|entry| entry.0)
    }

    /// Its name in messages and files.
    pub fn name(self) -> &'static str {
        PROPERTIES[self as usize].1
    }

    /// Checks the range of one that is a curve.
    pub(super) fn check(self, curve: &Curve, what: &str) -> Result<()> {
        match self {
            Self::Eta => check::curve(curve, 1e-6, 1e6, what),
            Self::K => check::curve(curve, 0.0, 1e6, what),
            _ => check::probability(curve, what),
        }
    }
}

impl SurfaceModel {
    /// Its name in messages and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Complex => "complex",
            Self::Wls => "wls",
            Self::Dichroic => "dichroic",
            Self::Angular => "angular",
        }
    }
}

/// A surface. Curves are functions of the vacuum wavelength in nm; all default to 0 but `eta` (1).
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Surface {
    /// For people and lookups; need not be unique.
    pub name: String,
    pub model: SurfaceModel,
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
    /// Probabilities by angle (angular; needed).
    pub angular: Option<Angular>,
    /// Probabilities by angle and wavelength (dichroic; one or more), by increasing angle.
    pub dichroic: Vec<DichroicAngle>,
}

/// Probabilities at angles of incidence, linear between them; what is missing to 1 is absorbed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Angular {
    /// Angles of incidence in radians, strictly increasing within [0, pi/2].
    pub angles: Vec<f64>,
    /// Probability of passing on to the boundary.
    pub transmit: Vec<f64>,
    /// Probability of specular reflection.
    pub reflect_specular: Vec<f64>,
    /// Probability of diffuse reflection.
    pub reflect_diffuse: Vec<f64>,
}

/// Probabilities at one angle of incidence; what is missing to 1 is absorbed.
#[derive(Debug, Clone, PartialEq)]
pub struct DichroicAngle {
    /// Angle of incidence in radians, in [0, pi/2].
    pub angle: f64,
    /// Probability of specular reflection.
    pub reflect: Curve,
    /// Probability of passing on to the boundary.
    pub transmit: Curve,
}

impl Default for Surface {
    fn default() -> Self {
        let zero = || Curve::Constant(0.0);
        Self {
            name: String::new(),
            model: SurfaceModel::Default,
            detect: zero(),
            absorb: zero(),
            reemit: zero(),
            reflect_diffuse: zero(),
            reflect_specular: zero(),
            eta: Curve::Constant(1.0),
            k: zero(),
            thickness: 0.0,
            transmissive: false,
            reemission_cdf: None,
            angular: None,
            dichroic: Vec::new(),
        }
    }
}

impl Surface {
    /// A surface of a name and model that does nothing yet.
    pub fn new(name: impl Into<String>, model: SurfaceModel) -> Self {
        Self { name: name.into(), model, ..Self::default() }
    }

    /// Bytes of its tables.
    pub(crate) fn bytes(&self) -> usize {
        let s = self;
        let curves = [&s.detect, &s.absorb, &s.reemit, &s.reflect_diffuse, &s.reflect_specular, &s.eta, &s.k];
        let curves: usize = curves.iter().map(|curve| curve.bytes()).sum();
        let cdf = s.reemission_cdf.as_ref().map_or(0, Cdf::bytes);
        let angular = s.angular.as_ref().map_or(0, |angular| 4 * size_of_val(&angular.angles[..]));
        let dichroic = s.dichroic.iter().map(|d| size_of_val(d) + d.reflect.bytes() + d.transmit.bytes());
        curves + cdf + angular + dichroic.sum::<usize>() + s.name.len()
    }

    /// Checks ranges of each property, whether the model uses it or not, and what the model needs:
    /// sums of probabilities, tables by angle, a reemission spectrum. `what` names the surface.
    pub fn check(&self, what: &str) -> Result<()> {
        self.check_ranges(what)?;
        let (detect, absorb) = (("detect", &self.detect), ("absorb", &self.absorb));
        let diffuse = ("reflect_diffuse", &self.reflect_diffuse);
        let specular = ("reflect_specular", &self.reflect_specular);
        match self.model {
            SurfaceModel::Default => check::sum(&[detect, absorb, diffuse, specular], what),
            SurfaceModel::Complex => Ok(()),
            SurfaceModel::Wls => {
                if self.reemission_cdf.is_none() && self.reemit.range().1 > 0.0 {
                    return Err(Error::argument(format!(
                        "{what}: reemit is above 0 without a reemission_cdf; the wls model needs one"
                    )));
                }
                check::sum(&[absorb, diffuse, specular], what)
            }
            SurfaceModel::Dichroic if self.dichroic.is_empty() => {
                Err(Error::argument(format!("{what}: the dichroic model needs one angle or more")))
            }
            SurfaceModel::Angular if self.angular.is_none() => {
                Err(Error::argument(format!("{what}: the angular model needs its angles")))
            }
            SurfaceModel::Dichroic | SurfaceModel::Angular => Ok(()),
        }
    }

    /// Checks the range of each property alone; a surface under construction meets this.
    pub fn check_ranges(&self, what: &str) -> Result<()> {
        for (property, name, _) in PROPERTIES {
            if let Some(curve) = self.curve(property) {
                property.check(curve, &format!("{what}: {name}"))?;
            }
        }
        check::number(self.thickness, 0.0, 1e9, &format!("{what}: thickness (nm)"))?;
        if let Some(cdf) = &self.reemission_cdf {
            wavelengths(cdf, &format!("{what}: reemission_cdf"))?;
        }
        if let Some(angular) = &self.angular {
            angular.check(&format!("{what}: angular"))?;
        }
        if !self.dichroic.is_empty() {
            check::angles(self.dichroic.iter().map(|entry| &entry.angle), &format!("{what}: dichroic"))?;
        }
        for (i, entry) in self.dichroic.iter().enumerate() {
            entry.check(&format!("{what}: dichroic angle {i}"))?;
        }
        Ok(())
    }

    pub(super) fn curve(&self, property: SurfaceProperty) -> Option<&Curve> {
        Some(match property {
            SurfaceProperty::Detect => &self.detect,
            SurfaceProperty::Absorb => &self.absorb,
            SurfaceProperty::Reemit => &self.reemit,
            SurfaceProperty::ReflectDiffuse => &self.reflect_diffuse,
            SurfaceProperty::ReflectSpecular => &self.reflect_specular,
            SurfaceProperty::Eta => &self.eta,
            SurfaceProperty::K => &self.k,
            _ => return None,
        })
    }

    pub(super) fn curve_mut(&mut self, property: SurfaceProperty) -> Option<&mut Curve> {
        Some(match property {
            SurfaceProperty::Detect => &mut self.detect,
            SurfaceProperty::Absorb => &mut self.absorb,
            SurfaceProperty::Reemit => &mut self.reemit,
            SurfaceProperty::ReflectDiffuse => &mut self.reflect_diffuse,
            SurfaceProperty::ReflectSpecular => &mut self.reflect_specular,
            SurfaceProperty::Eta => &mut self.eta,
            SurfaceProperty::K => &mut self.k,
            _ => return None,
        })
    }
}

impl DichroicAngle {
    pub(super) fn check(&self, what: &str) -> Result<()> {
        check::probability(&self.reflect, &format!("{what}: reflect"))?;
        check::probability(&self.transmit, &format!("{what}: transmit"))?;
        check::sum(&[("reflect", &self.reflect), ("transmit", &self.transmit)], what)
    }
}

impl Angular {
    pub(super) fn check(&self, what: &str) -> Result<()> {
        check::angles(self.angles.iter(), what)?;
        let columns = [
            ("transmit", &self.transmit),
            ("reflect_specular", &self.reflect_specular),
            ("reflect_diffuse", &self.reflect_diffuse),
        ];
        for (name, values) in columns {
            let curve = Curve::new(&self.angles, values, &format!("{what}: {name}"))?;
            check::probability(&curve, &format!("{what}: {name}"))?;
        }
        for (i, angle) in self.angles.iter().enumerate() {
            let total: f64 = columns.iter().map(|(_, values)| values[i]).sum();
            if total > 1.0 + 1e-6 {
                return Err(Error::argument(format!(
                    "{what}: transmit + reflect_specular + reflect_diffuse add up to {total} at angle {i} ({angle} rad); 1 at most is allowed"
                )));
            }
        }
        Ok(())
    }
}
