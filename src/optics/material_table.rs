//! The properties of materials.

use super::property::{Described, Field, Place, Property, acts, place};
use super::{Material, NO_LIMIT, Range, effect};
use crate::layout;

/// Properties of a material; functions take them as uint32_t.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum MaterialProperty {
    /// Phase refractive index, 0.001 to 1000. Default 1.
    RefractiveIndex = 0,
    /// Absorption length in mm, above 0; infinity: none. Default infinity.
    AbsorptionLength = 1,
    /// Rayleigh scattering length in mm, above 0; infinity: none. Default infinity.
    ScatteringLength = 2,
    /// Group velocity in mm/ns, 0.001 to 1000000, at which light travels unless the event asks for the phase
    /// velocity. Default 0, one value without wavelengths: from the points of the refractive index, as Geant4
    /// does (c / (n + dn/dln E) between them, linear in the photon energy).
    GroupVelocity = 3,
    /// Mie scattering length in mm, above 0; infinity: none. Default infinity.
    MieLength = 4,
    /// Mean cosine of the angle of Mie scattering, -1 to 1: g of Henyey and Greenstein. Default 0.
    MieForward = 5,
    /// The same of light that is scattered backward: the mean cosine to the opposite direction. Default 0.
    MieBackward = 6,
    /// Share of Mie scattering that is forward, 0 to 1. Default 1.
    MieForwardRatio = 7,
    /// Mean number of scintillation photons per MeV of visible energy, 0 or more; one value and NULL. Default 0.
    ScintillationYield = 8,
    /// Birks' constant in mm/MeV, 0 or more: an energy E over a length L is visible as E / (1 + constant E / L);
    /// one value and NULL. Default 0.
    BirksConstant = 9,
    /// Standard deviation of numbers of scintillation photons above 10, over that of Poisson's distribution, 0
    /// or more; one value and NULL. Default 1.
    ResolutionScale = 10,
}

use MaterialProperty as Number;

/// What most rows have.
const fn row(name: &'static str, number: Number, field: Field<Material>) -> Property<Material> {
    Property {
        name,
        number: Some(number as u32),
        unit: "mm",
        default: Some(NO_LIMIT),
        range: Range::Length,
        models: &[],
        idle: acts,
        always_in_digest: true,
        field,
    }
}

/// A number that the yields of steps depend on.
const fn yields(
    name: &'static str,
    number: Number,
    unit: &'static str,
    default: f64,
    idle: fn(&Material) -> Option<&'static str>,
    at: Place<Material, f64>,
) -> Property<Material> {
    Property {
        unit,
        default: Some(default),
        idle,
        range: Range::Within(0.0, NO_LIMIT),
        always_in_digest: false,
        ..row(name, number, Field::HostNumber(at))
    }
}

impl Described for Material {
    type Encoded = layout::Material;
    const PROPERTIES: &'static [Property<Self>] = &[
        Property {
            unit: "",
            default: Some(1.0),
            range: Range::Within(1e-3, 1e3),
            ..row(
                "refractive_index",
                Number::RefractiveIndex,
                Field::Curve(place!(refractive_index), |to| &mut to.refractive_index),
            )
        },
        row(
            "absorption_length",
            Number::AbsorptionLength,
            Field::Curve(place!(absorption_length), |to| &mut to.absorption_length),
        ),
        row(
            "scattering_length",
            Number::ScatteringLength,
            Field::Curve(place!(scattering_length), |to| &mut to.scattering_length),
        ),
        yields(
            "scintillation_yield",
            Number::ScintillationYield,
            "1/MeV",
            0.0,
            effect::has_scintillation,
            place!(scintillation_yield),
        ),
        yields(
            "birks_constant",
            Number::BirksConstant,
            "mm/MeV",
            0.0,
            effect::has_yield,
            place!(birks_constant),
        ),
        yields(
            "resolution_scale",
            Number::ResolutionScale,
            "",
            1.0,
            effect::has_yield,
            place!(resolution_scale),
        ),
        Property {
            unit: "mm/ns",
            default: Some(0.0),
            range: Range::Velocity,
            always_in_digest: false,
            ..row(
                "group_velocity",
                Number::GroupVelocity,
                Field::Curve(place!(group_velocity), |to| &mut to.group_index),
            )
        },
        Property {
            always_in_digest: false,
            ..row("mie_length", Number::MieLength, Field::Curve(place!(mie_length), |to| &mut to.mie_length))
        },
        Property {
            unit: "",
            default: Some(0.0),
            range: Range::Within(-1.0, 1.0),
            always_in_digest: false,
            idle: effect::mie_forward,
            ..row(
                "mie_forward",
                Number::MieForward,
                Field::Curve(place!(mie_forward), |to| &mut to.mie_forward),
            )
        },
        Property {
            unit: "",
            default: Some(0.0),
            range: Range::Within(-1.0, 1.0),
            always_in_digest: false,
            idle: effect::mie_backward,
            ..row(
                "mie_backward",
                Number::MieBackward,
                Field::Curve(place!(mie_backward), |to| &mut to.mie_backward),
            )
        },
        Property {
            unit: "",
            default: Some(1.0),
            range: Range::Probability,
            always_in_digest: false,
            idle: effect::mie,
            ..row(
                "mie_forward_ratio",
                Number::MieForwardRatio,
                Field::Curve(place!(mie_forward_ratio), |to| &mut to.mie_forward_ratio),
            )
        },
        Property {
            name: "component",
            number: None,
            unit: "",
            default: Some(0.0),
            range: Range::Own,
            models: &[],
            idle: acts,
            always_in_digest: true,
            field: Field::Components(place!(components), |to| {
                [&mut to.component_offset, &mut to.component_count]
            }),
        },
        Property {
            name: "scintillation",
            number: None,
            unit: "",
            default: Some(0.0),
            range: Range::Own,
            models: &[],
            idle: acts,
            always_in_digest: false,
            field: Field::Scintillation(place!(scintillation)),
        },
    ];
}
