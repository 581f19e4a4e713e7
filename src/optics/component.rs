//! What emits light again after it has absorbed some.

use super::property::{self, Described, Field, Property, acts, place};
use super::{NO_LIMIT, Range};
use crate::tables::{Cdf, Curve};
use crate::{Result, layout};

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

/// What the rows have in common: all must be given.
const fn row(
    name: &'static str,
    unit: &'static str,
    range: Range,
    field: Field<Component>,
) -> Property<Component> {
    Property {
        name,
        number: None,
        unit,
        default: None,
        range,
        models: &[],
        idle: acts,
        always_in_digest: true,
        field,
    }
}

impl Described for Component {
    type Encoded = layout::Component;
    const PROPERTIES: &'static [Property<Self>] = &[
        row(
            "absorption_length",
            "mm",
            Range::Length,
            Field::Curve(place!(absorption_length), |to| &mut to.absorption_length),
        ),
        row(
            "reemission_prob",
            "",
            Range::Probability,
            Field::Curve(place!(reemission_prob), |to| &mut to.reemission_prob),
        ),
        row(
            "wavelength_cdf",
            "nm",
            Range::Wavelength,
            Field::Needed(place!(wavelength_cdf), |to| &mut to.inverse_wavelength),
        ),
        row("time_cdf", "ns", Range::Delay, Field::Needed(place!(time_cdf), |to| &mut to.inverse_time)),
    ];
}

impl Component {
    /// One that absorbs nothing, to be filled.
    pub(crate) fn blank() -> Result<Self> {
        let any = Cdf::new(&[1.0, 2.0], &[0.0, 1.0], "a distribution")?;
        Ok(Self {
            absorption_length: Curve::Constant(NO_LIMIT),
            reemission_prob: Curve::Constant(0.0),
            wavelength_cdf: any.clone(),
            time_cdf: any,
        })
    }

    pub(super) fn bytes(&self) -> usize {
        size_of_val(self) + property::bytes(self)
    }

    pub(crate) fn check(&self, what: &str) -> Result<()> {
        property::check_all(self, what)
    }
}
