//! What emits light where a charged particle leaves energy.

use super::property::{self, Described, Field, Property, acts, place};
use super::{NO_LIMIT, Range};
use crate::tables::Cdf;
use crate::{Error, Result, layout};

/// One component of a material's scintillation light. The time after which a photon is emitted has the
/// density exp(-t / decay) (1 - exp(-t / rise)), of any norm, or exp(-t / decay) where the rise time is 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Scintillation {
    /// Emitted wavelength in nm, above 0.
    pub wavelength_cdf: Cdf,
    /// ns; 0: all at once.
    pub decay_time: f64,
    /// ns; 0: none.
    pub rise_time: f64,
    /// Share of the light, of any norm, 0 or more.
    pub fraction: f64,
}

const fn number(
    name: &'static str,
    unit: &'static str,
    default: f64,
    range: Range,
    field: Field<Scintillation>,
) -> Property<Scintillation> {
    Property {
        name,
        number: None,
        unit,
        default: Some(default),
        range,
        models: &[],
        idle: acts,
        always_in_digest: true,
        field,
    }
}

impl Described for Scintillation {
    type Encoded = layout::StepEmission;
    const PROPERTIES: &'static [Property<Self>] = &[
        Property {
            default: None,
            ..number(
                "wavelength_cdf",
                "nm",
                0.0,
                Range::Wavelength,
                Field::Needed(place!(wavelength_cdf), |to| &mut to.inverse_wavelength),
            )
        },
        number("decay_time", "ns", 0.0, Range::Delay, Field::Number(place!(decay_time), |to| &mut to.decay)),
        number("rise_time", "ns", 0.0, Range::Delay, Field::Number(place!(rise_time), |to| &mut to.rise)),
        number(
            "fraction",
            "",
            1.0,
            Range::Within(0.0, NO_LIMIT),
            Field::Number(place!(fraction), |to| &mut to.until),
        ),
    ];
}

impl Scintillation {
    /// One without delay and of a share of 1, to be filled.
    pub(crate) fn blank() -> Result<Self> {
        let wavelength_cdf = Cdf::new(&[1.0, 2.0], &[0.0, 1.0], "a distribution")?;
        Ok(Self { wavelength_cdf, decay_time: 0.0, rise_time: 0.0, fraction: 1.0 })
    }

    pub(super) fn bytes(&self) -> usize {
        size_of_val(self) + property::bytes(self)
    }

    pub(crate) fn check(&self, what: &str) -> Result<()> {
        property::check_all(self, what)?;
        if self.rise_time > 0.0 && self.decay_time == 0.0 {
            return Err(Error::argument(format!(
                "{what}: rise_time is {} and decay_time 0; light that rises needs a decay_time",
                self.rise_time
            )));
        }
        Ok(())
    }
}
