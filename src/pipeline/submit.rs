//! Steps begin.

use super::take::Taken;
use super::{Mode, Pipeline, Shared};
use crate::runtime::workers::on_worker;
use crate::words::count;
use crate::{Error, Result};
use std::sync::MutexGuard;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Of those who submit.
#[derive(Default)]
pub(super) struct Side {
    /// The next step's block was given to the program.
    reserved: bool,
}

impl Pipeline {
    /// Waits until the next step's configuration block is free, and gives it, to be written before it is submitted.
    pub fn reserve(&self, limit: Option<Duration>) -> Result<*mut u8> {
        let shared = &self.shared;
        let mut side = shared.submitting(limit)?;
        let step = shared.submitted();
        shared.wait_for_room(step, limit)?;
        side.reserved = true;
        Ok(shared.engine.config(step))
    }

    /// Begins a step with a configuration, which is copied, or with what was written to its block; gives its number. Waits
    /// for room.
    pub fn submit(&self, config: Option<&[u8]>, limit: Option<Duration>) -> Result<u64> {
        let mut side = self.shared.submitting(limit)?;
        self.shared.submit(&mut side, config, limit)
    }

    /// Begins a step and takes the result of another one: of this step where each is done when the call returns, else
    /// of the oldest one, as soon as there are as many as there are telemetry blocks.
    pub fn step(&self, config: Option<&[u8]>, telemetry: Option<&mut [u8]>) -> Result<Option<Taken>> {
        let shared = &self.shared;
        shared.no_calls("step")?;
        let mut side = shared.submitting(None)?;
        let mut taking = shared.taking(None)?;
        shared.release(&mut taking);
        let full = || shared.submitted() - shared.taken() >= shared.blocks.down;
        let mut telemetry = telemetry;
        let mut take =
            |taking: &mut MutexGuard<'_, super::take::Side>| shared.take_to(taking, telemetry.take(), None);
        let before = if full() { take(&mut taking)? } else { None };
        shared.submit(&mut side, config, None)?;
        if before.is_none() && (shared.mode == Mode::Synchronous || full()) {
            return take(&mut taking);
        }
        Ok(before)
    }
}

impl Shared {
    /// Waits until a step, the next one, has its blocks.
    fn wait_for_room(&self, step: u64, limit: Option<Duration>) -> Result<()> {
        let has_room = || step - self.taken() < self.blocks.down;
        let limit = if self.calls && on_worker() { Some(Duration::ZERO) } else { limit }; // its own end makes room
        let found = has_room() || self.counters.waited(|| self.wait_until(limit, has_room))?;
        if !found {
            return Err(Error::Timeout(format!(
                "pipeline: {} on the way or not taken, which is all that it has blocks for",
                crate::words::are(self.blocks.down, "step")
            )));
        }
        let place = || self.engine.wait_place(step, limit);
        if !self.tried_step(step, || self.counters.waited(place))? {
            return Err(Error::Timeout(format!(
                "pipeline: all {} are in use",
                count(self.blocks.up, "configuration block")
            )));
        }
        Ok(())
    }

    pub(super) fn submit(
        &self,
        side: &mut Side,
        config: Option<&[u8]>,
        limit: Option<Duration>,
    ) -> Result<u64> {
        self.usable()?;
        if config.is_none() && !side.reserved && self.blocks.config > 0 {
            return Err(Error::argument(
                "config is NULL, and no configuration block was reserved; chroma2_pipeline_reserve gives one",
            ));
        }
        let step = self.submitted();
        self.wait_for_room(step, limit)?;
        if let Some(config) = config {
            let to = self.engine.config(step);
            // SAFETY: the step's own block, of this size.
            unsafe { to.copy_from_nonoverlapping(config.as_ptr(), config.len()) };
        }
        let start = self.counters.begin(step % self.blocks.down);
        self.tried_step(step, || self.engine.submit(step))?;
        side.reserved = false;
        self.submitted.store(step + 1, Ordering::Release);
        self.counters.submitted(start);
        self.tell();
        if self.mode == Mode::Synchronous {
            let done = || self.engine.wait(step, None);
            self.tried_step(step, || self.counters.waited(done))?;
        }
        Ok(step)
    }
}
