//! The properties of surfaces.

use super::effect;
use super::property::{Described, Field, Property, acts, place};
use super::{Range, Surface, SurfaceModel};
use crate::layout;

/// Properties of a surface; functions take them as uint32_t. All default to 0 but eta (1).
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
    /// Real part of the film's index, above 0 (complex).
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
}

use SurfaceModel::{Angular, Complex, Default, Dichroic, Wls};
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
    ];
}
