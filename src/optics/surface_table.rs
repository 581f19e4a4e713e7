//! The properties of surfaces.

use super::effect;
use super::property::{Described, Field, Property, acts, choice, place};
use super::surface_finish::{OTHER_FINISHES, OTHER_TYPES};
use super::{Range, Surface, SurfaceFinish, SurfaceModel, SurfaceType};
use crate::layout;

/// Properties of a surface; functions take them as uint32_t. They default to 0 where nothing else is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum SurfaceProperty {
    /// Probability; with a film (complex), of detection after absorption.
    Detect = 0,
    /// Probability of absorption (default, wls).
    Absorb = 1,
    /// Probability of emission after absorption (wls).
    Reemit = 2,
    /// Probability of diffuse reflection; with a film, of diffuse instead of specular reflection.
    ReflectDiffuse = 3,
    /// Probability of specular reflection (default, wls).
    ReflectSpecular = 4,
    /// Real part of the film's index, above 0 and by default 1 (complex).
    Eta = 5,
    /// Imaginary part of the film's index (complex).
    K = 6,
    /// Thickness of the film in nm: one value without wavelengths (complex).
    Thickness = 7,
    /// Whether light goes through the film, 0 or 1: one value without wavelengths (complex).
    Transmissive = 8,
    /// Delay of the emission in ns, the same always: one value without wavelengths (wls).
    Delay = 9,
    /// Mean of an exponential delay in ns, added to that; 0: none. One value without wavelengths (wls).
    DecayTime = 10,
    /// Whether no photon is emitted with more energy than was absorbed, 0 or 1: one value without wavelengths
    /// (wls). The spectrum is cut there; what is absorbed stays so where nothing is left of it.
    DownshiftOnly = 11,
    /// A chroma2_surface_type, by default dielectric_dielectric: one value without wavelengths (glisur and unified,
    /// as all that follow).
    Type = 12,
    /// A chroma2_surface_finish, by default polished: one value without wavelengths.
    Finish = 13,
    /// Probability, by default 1, of what is neither absorbed nor transmitted: reflection by a metal or paint,
    /// Fresnel's reflection and refraction by a dielectric.
    Reflectivity = 14,
    /// Probability to go straight on to what is beyond.
    Transmittance = 15,
    /// Probability of detection after absorption.
    Efficiency = 16,
    /// Probability of a reflection off the mean surface instead of a facet (unified, as the next two).
    SpecularSpike = 17,
    /// Probability of a reflection off a facet.
    SpecularLobe = 18,
    /// Probability of a reflection back where light came from. What these three leave of 1 is reflected
    /// diffusely.
    Backscatter = 19,
    /// Index of refraction, by default 1, of the gap between the surface and the paint behind it (back-painted).
    GapIndex = 20,
    /// Real part of a metal's index of refraction; where it or the next one is above 0 they say what a metal
    /// reflects, instead of the reflectivity (dielectric_metal).
    RealIndex = 21,
    /// Imaginary part of a metal's index of refraction (dielectric_metal).
    ImaginaryIndex = 22,
    /// From 1, by default, for no facets to 0 for the most rugged ones: one value without wavelengths (glisur).
    Polish = 23,
    /// Standard deviation of the angle between facets and surface in radians, at most pi/2: one value without
    /// wavelengths (unified).
    SigmaAlpha = 24,
    /// Height of the roughness of a dielectric in nm, which reflects light diffusely that Fresnel's boundary to a
    /// medium of lower index reflects: one value without wavelengths (dielectric_dielectric).
    SurfaceRoughness = 25,
    /// Mean number of photons, from 0 to 1000, where light is emitted after absorption: the number is Poisson's, and
    /// where it is 0 the light stays absorbed. 0: exactly one. One value without wavelengths (wls).
    MeanNumber = 26,
}

use SurfaceModel::{Angular, Complex, Default, Dichroic, Glisur, Unified, Wls};
use SurfaceProperty as Number;

/// What most rows have: a probability, 0 by default, that always acts.
const fn row(
    name: &'static str,
    number: Option<Number>,
    models: &'static [SurfaceModel],
    field: Field<Surface>,
) -> Property<Surface> {
    Property {
        name,
        number: match number {
            Some(number) => Some(number as u32),
            None => None,
        },
        unit: "",
        default: Some(0.0),
        range: Range::Probability,
        models,
        idle: acts,
        always_in_digest: true,
        field,
    }
}

/// As [`row`], of the models of Geant4.
const fn geant4(name: &'static str, number: Number, field: Field<Surface>) -> Property<Surface> {
    Property { always_in_digest: false, ..row(name, Some(number), &[Glisur, Unified], field) }
}

impl Described for Surface {
    type Encoded = layout::Surface;
    const PROPERTIES: &'static [Property<Self>] = &[
        Property {
            idle: effect::film_detects,
            ..row(
                "detect",
                Some(Number::Detect),
                &[Default, Complex],
                Field::Curve(place!(detect), |to| &mut to.detect),
            )
        },
        row(
            "absorb",
            Some(Number::Absorb),
            &[Default, Wls],
            Field::Curve(place!(absorb), |to| &mut to.absorb),
        ),
        Property {
            idle: effect::shifter_absorbs,
            ..row("reemit", Some(Number::Reemit), &[Wls], Field::Curve(place!(reemit), |to| &mut to.reemit))
        },
        row(
            "reflect_diffuse",
            Some(Number::ReflectDiffuse),
            &[Default, Complex, Wls],
            Field::Curve(place!(reflect_diffuse), |to| &mut to.reflect_diffuse),
        ),
        row(
            "reflect_specular",
            Some(Number::ReflectSpecular),
            &[Default, Wls],
            Field::Curve(place!(reflect_specular), |to| &mut to.reflect_specular),
        ),
        Property {
            default: Some(1.0),
            range: Range::Within(1e-6, 1e6),
            idle: effect::film_is_there,
            ..row("eta", Some(Number::Eta), &[Complex], Field::Curve(place!(eta), |to| &mut to.eta))
        },
        Property {
            range: Range::Within(0.0, 1e6),
            idle: effect::film_is_there,
            ..row("k", Some(Number::K), &[Complex], Field::Curve(place!(k), |to| &mut to.k))
        },
        Property {
            unit: "nm",
            range: Range::Within(0.0, 1e9),
            ..row(
                "thickness",
                Some(Number::Thickness),
                &[Complex],
                Field::Number(place!(thickness), |to| &mut to.thickness),
            )
        },
        Property {
            range: Range::Own,
            ..row(
                "transmissive",
                Some(Number::Transmissive),
                &[Complex],
                Field::Switch(place!(transmissive), |to| &mut to.transmissive),
            )
        },
        Property {
            unit: "nm",
            range: Range::Wavelength,
            idle: effect::shifter_emits,
            ..row(
                "reemission_cdf",
                None,
                &[Wls],
                Field::Distribution(place!(reemission_cdf), |to| &mut to.emission.inverse_wavelength),
            )
        },
        Property {
            unit: "ns",
            range: Range::Delay,
            idle: effect::shifter_emits,
            always_in_digest: false,
            ..row(
                "reemission_time_cdf",
                None,
                &[Wls],
                Field::Distribution(place!(reemission_time_cdf), |to| &mut to.emission.inverse_time),
            )
        },
        Property {
            unit: "ns",
            range: Range::Delay,
            idle: effect::shifter_emits,
            always_in_digest: false,
            ..row(
                "delay",
                Some(Number::Delay),
                &[Wls],
                Field::Number(place!(delay), |to| &mut to.emission.delay),
            )
        },
        Property {
            unit: "ns",
            range: Range::Delay,
            idle: effect::shifter_emits,
            always_in_digest: false,
            ..row(
                "decay_time",
                Some(Number::DecayTime),
                &[Wls],
                Field::Number(place!(decay_time), |to| &mut to.emission.decay_time),
            )
        },
        Property {
            range: Range::Own,
            idle: effect::shifter_emits,
            always_in_digest: false,
            ..row(
                "downshift_only",
                Some(Number::DownshiftOnly),
                &[Wls],
                Field::Switch(place!(downshift_only), |to| &mut to.emission.beyond),
            )
        },
        Property {
            range: Range::Within(0.0, layout::MOST_EMITTED_MEAN as f64),
            idle: effect::shifter_emits,
            always_in_digest: false,
            ..row(
                "mean_number",
                Some(Number::MeanNumber),
                &[Wls],
                Field::Number(place!(mean_number), |to| &mut to.emission.mean_number),
            )
        },
        Property {
            range: Range::Own,
            ..row(
                "angular",
                None,
                &[Angular],
                Field::Angular(place!(angular), |to| {
                    [&mut to.angular_transmit, &mut to.angular_specular, &mut to.angular_diffuse]
                }),
            )
        },
        Property {
            range: Range::Own,
            ..row(
                "dichroic",
                None,
                &[Dichroic],
                Field::Dichroic(place!(dichroic), |to| [&mut to.dichroic_offset, &mut to.dichroic_count]),
            )
        },
        Property {
            default: Some(SurfaceType::DielectricDielectric as u32 as f64),
            range: Range::Own,
            ..geant4(
                "type",
                Number::Type,
                Field::Choice(choice!(surface_type, SurfaceType, OTHER_TYPES), |to| &mut to.kind),
            )
        },
        Property {
            range: Range::Own,
            ..geant4(
                "finish",
                Number::Finish,
                Field::Choice(choice!(finish, SurfaceFinish, OTHER_FINISHES), |to| &mut to.finish),
            )
        },
        Property {
            default: Some(1.0),
            idle: effect::metal_has_no_index,
            ..geant4(
                "reflectivity",
                Number::Reflectivity,
                Field::Curve(place!(reflectivity), |to| &mut to.reflectivity),
            )
        },
        geant4(
            "transmittance",
            Number::Transmittance,
            Field::Curve(place!(transmittance), |to| &mut to.transmittance),
        ),
        Property {
            idle: effect::efficiency,
            ..geant4(
                "efficiency",
                Number::Efficiency,
                Field::Curve(place!(efficiency), |to| &mut to.efficiency),
            )
        },
        Property {
            models: &[Unified],
            idle: effect::facets,
            ..geant4(
                "specular_spike",
                Number::SpecularSpike,
                Field::Curve(place!(specular_spike), |to| &mut to.specular_spike),
            )
        },
        Property {
            models: &[Unified],
            idle: effect::facets,
            ..geant4(
                "specular_lobe",
                Number::SpecularLobe,
                Field::Curve(place!(specular_lobe), |to| &mut to.specular_lobe),
            )
        },
        Property {
            models: &[Unified],
            idle: effect::facets,
            ..geant4(
                "backscatter",
                Number::Backscatter,
                Field::Curve(place!(backscatter), |to| &mut to.backscatter),
            )
        },
        Property {
            default: Some(1.0),
            range: Range::Within(1e-3, 1e3),
            idle: effect::gap,
            ..geant4("gap_index", Number::GapIndex, Field::Curve(place!(gap_index), |to| &mut to.gap_index))
        },
        Property {
            range: Range::Within(0.0, 1e6),
            idle: effect::metal,
            ..geant4(
                "real_index",
                Number::RealIndex,
                Field::Curve(place!(real_index), |to| &mut to.real_index),
            )
        },
        Property {
            range: Range::Within(0.0, 1e6),
            idle: effect::metal,
            ..geant4(
                "imaginary_index",
                Number::ImaginaryIndex,
                Field::Curve(place!(imaginary_index), |to| &mut to.imaginary_index),
            )
        },
        Property {
            models: &[Glisur],
            default: Some(1.0),
            idle: effect::facets,
            ..geant4("polish", Number::Polish, Field::Number(place!(polish), |to| &mut to.polish))
        },
        Property {
            models: &[Unified],
            unit: "radians",
            range: Range::Within(0.0, std::f64::consts::FRAC_PI_2),
            idle: effect::facets,
            ..geant4(
                "sigma_alpha",
                Number::SigmaAlpha,
                Field::Number(place!(sigma_alpha), |to| &mut to.sigma_alpha),
            )
        },
        Property {
            unit: "nm",
            range: Range::Within(0.0, 1e9),
            idle: effect::dielectric,
            ..geant4(
                "surface_roughness",
                Number::SurfaceRoughness,
                Field::Number(place!(surface_roughness), |to| &mut to.surface_roughness),
            )
        },
    ];
}
