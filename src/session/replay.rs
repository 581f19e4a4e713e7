//! Photons of an event run again, with all of their steps.

use super::batch::BatchEvent;
use super::event::Event;
use super::kept::Kept;
use super::options::{Callbacks, EventOptions};
use super::placement::Placement;
use crate::backend::cpu::random::stream;
use crate::backend::light::Light;
use crate::backend::task::Recording;
use crate::words::count;
use crate::{Error, Result};
use std::sync::Arc;

/// Most photons of a replay, all of whose states are kept.
pub const MOST_REPLAYED: u64 = 1 << 20;

impl Kept {
    /// An event of a batch, or the only one.
    fn member(&self, place: u64) -> Result<BatchEvent> {
        let known = match &self.events {
            Some(events) => events.get(place as usize).cloned(),
            None => self.lights.first().filter(|_| place == 0).map(|light| BatchEvent {
                light: 0,
                range: 0..light.count(),
                seed: self.options.seed,
                // Counted from the event's own where the session has given that.
                event_id: if self.numbered { 0 } else { self.options.event_id },
            }),
        };
        known.ok_or_else(|| {
            let all = self.events.as_ref().map_or(1, Vec::len);
            Error::argument(format!("place is {place}; there {} in it", are(all)))
        })
    }
}

fn are(events: usize) -> String {
    format!("{} {}", if events == 1 { "is" } else { "are" }, count(events, "event"))
}

impl Event {
    /// Runs `photons` of its photons again, the first of index `first`, of the event at `place` of a batch (0: the only
    /// one), on the processor, and records all of their steps: an event of the session, with the same numbers, which also
    /// has their hits and end states. It goes in whatever the session's limits are. `register`: as for a submission.
    pub fn replay(
        &self,
        place: u64,
        first: u64,
        photons: u64,
        register: impl FnOnce(&Arc<Event>) -> Result<Callbacks>,
    ) -> Result<Arc<Event>> {
        let kept = self.kept().filter(|kept| kept.stays()).ok_or_else(|| {
            Error::InvalidState("event: was submitted without keep_light, and is not of one source".into())
        })?;
        let member = kept.member(place)?;
        let event_id = kept.number(&member, self.event_id());
        let BatchEvent { light, range, seed, .. } = member;
        let light = &kept.lights[light];
        let options = kept.options.copy()?;
        let (begin, all) = (self.first_index(), range.end - range.start);
        if photons == 0 || first < begin || first - begin >= all || photons > all - (first - begin) {
            return Err(Error::argument(format!(
                "first is {first} and count {photons}; the event has photons {begin} to before {}",
                begin + all
            )));
        }
        if photons > MOST_REPLAYED {
            return Err(Error::argument(format!(
                "count is {photons}; at most {MOST_REPLAYED} photons are run again at once"
            )));
        }
        let options = EventOptions {
            seed,
            event_id,
            record: Recording::default(),
            steps: false,
            device_hits: false,
            keep_light: false,
            ..options
        };
        let mut params = options.clone().check(0)?;
        params.stream = stream(seed, event_id);
        params.first_index = begin.wrapping_sub(range.start); // that of the light's first photon
        let from = range.start + (first - begin);
        let session = self.session();
        let charge =
            session.context().charge(photons * size_of::<crate::layout::PhotonState>() as u64, "photons")?;
        let states = light.states(
            from..from + photons,
            session.context().kernels(),
            kept.stage.scene().scene(),
            &params,
        )?;
        drop(charge); // the submission counts them
        let options = EventOptions {
            first_index: first,
            hits: true,
            photons: true,
            record: Recording { first: photons, indices: Vec::new() },
            placement: Placement::Processor,
            again: true,
            ..options
        };
        session.submit_on(Arc::clone(&kept.stage), Light::States(states), options, register)
    }
}
