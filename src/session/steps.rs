//! Events of charged particles' steps.

use super::event::Event;
use super::options::EventOptions;
use crate::backend::light::Light;
use crate::backend::steps::Origins;
use crate::{Error, Result};
use std::ops::Range;
use std::sync::Arc;

/// What tells the steps of an event's photons.
pub(super) struct Lineage {
    origins: Arc<Origins>,
    /// Index in the event of the first photon of all steps.
    base: u64,
    /// Indices of the event's photons.
    indices: Range<u64>,
}

impl Lineage {
    /// Of a submission, where it is wanted. The photons of steps count from the first one of all of them: those
    /// that a part begins with have their index.
    pub fn of(light: &Light, options: &mut EventOptions) -> Result<Option<Self>> {
        let Light::Steps(steps) = light else {
            if options.steps {
                return Err(Error::argument(
                    "config->want has CHROMA2_WANT_STEPS, but the photons are not of steps",
                ));
            }
            return Ok(None);
        };
        let base = options.first_index;
        options.first_index = base.checked_add(steps.first).ok_or_else(|| {
            Error::argument(format!(
                "first_index is {base}; with steps->first_photon {}, the sum may be at most 2^64 - 1",
                steps.first
            ))
        })?;
        let indices = options.first_index..options.first_index.saturating_add(steps.count);
        Ok(steps.origins.clone().map(|origins| Self { origins, base, indices }))
    }
}

impl Event {
    /// Tells the steps of photons, by their indices in the event: `tell` gets the photon's place in the list, its
    /// step's number and the program's number for that.
    pub fn steps_of(&self, photons: &[u64], mut tell: impl FnMut(usize, u64, u64)) -> Result<()> {
        let lineage = self.lineage.as_ref().ok_or_else(|| {
            Error::InvalidState("event: was submitted without CHROMA2_WANT_STEPS among what is wanted".into())
        })?;
        for (i, index) in photons.iter().enumerate() {
            if !lineage.indices.contains(index) {
                let Range { start, end } = lineage.indices;
                return Err(Error::argument(format!(
                    "photons[{i}] is {index}; the event has photons {start} to before {end}"
                )));
            }
        }
        for (i, index) in photons.iter().enumerate() {
            let step = lineage.origins.places.step(index - lineage.base);
            tell(i, step as u64, lineage.origins.ids[step]);
        }
        Ok(())
    }
}
