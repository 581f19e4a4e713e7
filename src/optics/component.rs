//! What emits light again after it has absorbed some.

use super::property::{self, Described, Field, Property, acts, place};
use super::{NO_LIMIT, Range};
use crate::tables::{Cdf, Curve};
use crate::{Result, layout};
use layout::MOST_EMITTED_MEAN;

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
    /// The same delay always, in ns, added to that.
    pub delay: f64,
    /// Mean of an exponential delay in ns, added to both; 0: none.
    pub decay_time: f64,
    /// Whether no photon is emitted with more energy than was absorbed: the spectrum is cut there, and nothing
    /// is emitted where nothing is left of it.
    pub downshift_only: bool,
    /// Mean number of photons where light is emitted, which is Poisson's; 0: exactly one.
    pub mean_number: f64,
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
            Field::Needed(place!(wavelength_cdf), |to| &mut to.emission.inverse_wavelength),
        ),
        Property {
            default: Some(0.0),
            ..row(
                "time_cdf",
                "ns",
                Range::Delay,
                Field::Needed(place!(time_cdf), |to| &mut to.emission.inverse_time),
            )
        },
        Property {
            default: Some(0.0),
            always_in_digest: false,
            ..row("delay", "ns", Range::Delay, Field::Number(place!(delay), |to| &mut to.emission.delay))
        },
        Property {
            default: Some(0.0),
            always_in_digest: false,
            ..row(
                "decay_time",
                "ns",
                Range::Delay,
                Field::Number(place!(decay_time), |to| &mut to.emission.decay_time),
            )
        },
        Property {
            default: Some(0.0),
            always_in_digest: false,
            ..row(
                "downshift_only",
                "",
                Range::Own,
                Field::Switch(place!(downshift_only), |to| &mut to.emission.beyond),
            )
        },
        Property {
            default: Some(0.0),
            always_in_digest: false,
            ..row(
                "mean_number",
                "",
                Range::Within(0.0, MOST_EMITTED_MEAN as f64),
                Field::Number(place!(mean_number), |to| &mut to.emission.mean_number),
            )
        },
    ];
}

impl Component {
    /// One that absorbs nothing, to be filled.
    pub(crate) fn blank() -> Result<Self> {
        Ok(Self {
            absorption_length: Curve::Constant(NO_LIMIT),
            reemission_prob: Curve::Constant(0.0),
            wavelength_cdf: Cdf::new(&[1.0, 2.0], &[0.0, 1.0], "a distribution")?,
            time_cdf: Self::no_delay()?,
            delay: 0.0,
            decay_time: 0.0,
            downshift_only: false,
            mean_number: 0.0,
        })
    }

    /// A delay of nothing: the shortest interval that single precision tells from 0.
    pub(crate) fn no_delay() -> Result<Cdf> {
        Cdf::new(&[0.0, f64::from(f32::MIN_POSITIVE)], &[0.0, 1.0], "time_cdf")
    }

    pub(super) fn bytes(&self) -> usize {
        size_of_val(self) + property::bytes(self)
    }

    pub(crate) fn check(&self, what: &str) -> Result<()> {
        property::check_all(self, what)
    }
}
