//! What an event was submitted with: for those who propagate it, and those who save it or run its photons again.

use super::batch::BatchEvent;
use super::options::EventOptions;
use super::stage::Stage;
use crate::Result;
use crate::backend::context::Charge;
use crate::backend::light::Light;
use crate::backend::task::Recording;
use crate::memory;
use std::sync::Arc;

/// An event's light and options. Any number of threads may read it at once.
pub(super) struct Kept {
    /// Its geometry.
    pub stage: Arc<Stage>,
    /// One; of a batch, those of all events.
    pub lights: Vec<Light>,
    /// Of a batch.
    pub events: Option<Vec<BatchEvent>>,
    /// As they were given.
    pub options: EventOptions,
    /// Whether the session has given it its number; those of a batch's events are counted from it then.
    pub numbered: bool,
    /// Counts the memory of the light.
    _memory: Charge,
}

impl Kept {
    /// Of one event.
    pub fn one(
        stage: &Arc<Stage>,
        light: Light,
        options: EventOptions,
        numbered: bool,
        memory: Charge,
    ) -> Result<Self> {
        let mut lights = memory::room(1, "an event")?;
        lights.push(light);
        let stage = Arc::clone(stage);
        Ok(Self { stage, lights, events: None, options, numbered, _memory: memory })
    }

    /// Of a batch.
    pub fn many(
        stage: &Arc<Stage>,
        lights: Vec<Light>,
        events: Vec<BatchEvent>,
        options: EventOptions,
        numbered: bool,
        memory: Charge,
    ) -> Self {
        let stage = Arc::clone(stage);
        Self { stage, lights, events: Some(events), options, numbered, _memory: memory }
    }

    /// Whether it reads a program's arrays.
    pub fn borrows(&self) -> bool {
        self.lights.iter().any(|light| matches!(light, Light::Borrowed(_) | Light::OnDevice(..)))
    }

    /// Whether it stays with its event after the end: where that is asked for, and where it is small in any case.
    pub fn stays(&self) -> bool {
        self.options.keep_light
            || self.events.is_none() && matches!(self.lights.first(), Some(Light::Source(..)))
    }

    /// Index of the first photon; photons of steps count from the first one of all of them.
    pub fn first_index(&self) -> u64 {
        match (self.lights.first(), &self.events) {
            (Some(Light::Steps(steps)), None) => self.options.first_index.wrapping_add(steps.first),
            _ => self.options.first_index,
        }
    }

    /// The number of an event of a batch, or of the only one, whose own is `event_id`.
    pub fn number(&self, event: &BatchEvent, event_id: u64) -> u64 {
        if self.numbered { event_id.wrapping_add(event.event_id) } else { event.event_id }
    }
}

impl EventOptions {
    /// A copy, whose memory may not be there.
    pub(super) fn copy(&self) -> Result<Self> {
        let indices = memory::copied(&self.record.indices, "photons to be recorded")?;
        Ok(Self { record: Recording { first: self.record.first, indices }, submit_turn: None, ..*self })
    }

    /// Refuses to keep what is not the library's own.
    pub(super) fn check_kept(&self, lights: &[Light]) -> Result<()> {
        let foreign = |light: &Light| matches!(light, Light::Borrowed(_) | Light::OnDevice(..));
        if self.keep_light && lights.iter().any(foreign) {
            return Err(crate::Error::argument(
                "config->keep_light is 1, but the photons' arrays are borrowed: the program has them; 0 is allowed",
            ));
        }
        Ok(())
    }
}
