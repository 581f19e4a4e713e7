//! Where a session propagates what is submitted.

use super::placement::{Place, Placement};
use super::stage::Stage;
use super::submit::{NO_DEVICE, Session};
use crate::backend::LoadedScene;
use crate::backend::light::Light;
use crate::backend::task::Wanted;
use crate::{Error, Result};

impl Session {
    /// Where the photons of an event, or of some, are propagated.
    pub(super) fn place(
        &self,
        stage: &Stage,
        lights: &[Light],
        photons: u64,
        wanted: &Wanted,
        asked: Placement,
    ) -> Result<Place> {
        let Some(processor) = stage.beside() else {
            if asked == Placement::Device {
                return Err(Error::argument(NO_DEVICE));
            }
            return Ok(Place::Processor);
        };
        let only_device =
            lights.iter().any(|light| matches!(light, Light::OnDevice(..))) || wanted.device_hits;
        match self.placer.wish(asked) {
            Placement::Device => Ok(Place::Device),
            Placement::Processor if only_device && asked == Placement::Processor => Err(Error::argument(
                "config->placement is 1 (processor), but photons or hits are to be in a GPU's memory; 0 (auto) and \
                 2 (device) are allowed",
            )),
            _ if only_device => Ok(Place::Device),
            Placement::Processor => Ok(Place::Processor),
            Placement::Auto if stage.loaded().usable().is_err() => {
                self.no_device.warn();
                Ok(Place::Processor)
            }
            Placement::Auto => {
                let part = lights.first().map_or(1, |light| processor.part(light, self.chunk));
                Ok(self.placer.choose(photons, part))
            }
        }
    }
}

impl Stage {
    /// The geometry where it is propagated, if that and its threads can be used.
    pub(super) fn runnable(&self, place: Place) -> Result<&dyn LoadedScene> {
        let loaded = self.executor(place);
        loaded.usable()?;
        loaded.workers()?.here()?;
        Ok(loaded)
    }
}
