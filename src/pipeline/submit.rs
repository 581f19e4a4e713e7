//! Steps begin.

use super::take::Taken;
use super::{Mode, Pipeline, Shared};
use crate::words::count;
use crate::{Error, Result};
use std::sync::MutexGuard;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

/// Of those who submit.
#[derive(Default)]
pub(super) struct Side {
    /// The next step's block was given to the program.
    reserved: bool,
}

impl Pipeline {
    /// Waits until there is room for the next step, and gives its configuration block, to be written before it is
    /// submitted.
    pub fn reserve(&self, limit: Option<Duration>) -> Result<*mut u8> {
        let shared = &self.shared;
        let (mut side, step) = shared.with_room(limit)?;
        shared.wait_for_place(step, limit)?;
        side.reserved = true;
        Ok(shared.engine.config(step))
    }

    /// Begins a step with a configuration, which is copied, or with what was written to its block; gives its number. Waits
    /// for room.
    pub fn submit(&self, config: Option<&[u8]>, limit: Option<Duration>) -> Result<u64> {
        let (mut side, _) = self.shared.with_room(limit)?;
        self.shared.has_config(&side, config)?;
        self.shared.submit(&mut side, config, limit)
    }

    /// Begins a step and takes the result of another one: of this step where each is done when the call returns, else
    /// of the oldest one, as soon as there are as many as there are telemetry blocks.
    pub fn step(&self, config: Option<&[u8]>, telemetry: Option<&mut [u8]>) -> Result<Option<Taken>> {
        let shared = &self.shared;
        shared.no_calls("step")?;
        let mut side = shared.submitting(None)?;
        shared.has_config(&side, config)?;
        let mut taking = shared.taking(None)?;
        let full = || shared.submitted() - shared.taken() >= shared.blocks.down;
        let mut telemetry = telemetry;
        let mut take = |taking: &mut MutexGuard<'_, super::take::Side>| {
            shared.take_to(taking, telemetry.as_deref_mut(), None)
        };
        let before = if full() { take(&mut taking)? } else { None };
        if full() {
            shared.release(&mut taking); // the block that was viewed
        }
        shared.submit(&mut side, config, None)?;
        if before.is_none() && (shared.mode == Mode::Synchronous || full()) {
            return take(&mut taking);
        }
        Ok(before)
    }
}

impl Shared {
    /// The turn to submit, and the next step, when there is a telemetry block for it. Who waits for that has no turn, so that
    /// others are not held up; the program's function that gets results does not wait, since its own end makes room.
    fn with_room(&self, limit: Option<Duration>) -> Result<(MutexGuard<'_, Side>, u64)> {
        self.outside()?;
        let in_call = self.in_call();
        let has_room = || self.submitted() - self.taken() < self.blocks.down;
        let start = Instant::now();
        loop {
            let left = limit.map(|limit| limit.saturating_sub(start.elapsed()));
            let room = if in_call { Some(Duration::ZERO) } else { left };
            if !(has_room() || self.counters.waited(|| self.wait_until(room, has_room))?) {
                return Err(Error::Timeout(format!(
                    "pipeline: {} submitted and not taken, which is all that it has blocks for; results must be taken",
                    crate::words::are(self.blocks.down, "step")
                )));
            }
            let side = self.submitting(left)?;
            if has_room() {
                let step = self.submitted();
                return Ok((side, step));
            }
        }
    }

    /// Waits until the configuration block of the next step is not used any more.
    fn wait_for_place(&self, step: u64, limit: Option<Duration>) -> Result<()> {
        let at_once = || self.engine.wait_place(step, Some(Duration::ZERO));
        let place = || self.engine.wait_place(step, limit);
        if self.tried_step(step, at_once)? || self.tried_step(step, || self.counters.waited(place))? {
            return Ok(());
        }
        Err(Error::Timeout(format!(
            "pipeline: of {} none is free",
            count(self.blocks.up, "configuration block")
        )))
    }

    /// Refuses a step without a configuration.
    fn has_config(&self, side: &Side, config: Option<&[u8]>) -> Result<()> {
        self.usable()?;
        if config.is_some() || side.reserved || self.blocks.config == 0 {
            return Ok(());
        }
        Err(Error::argument(
            "config is NULL, and no configuration block was reserved; chroma2_pipeline_reserve gives one",
        ))
    }

    /// Begins the next step, which has a telemetry block and a configuration.
    pub(super) fn submit(
        &self,
        side: &mut Side,
        config: Option<&[u8]>,
        limit: Option<Duration>,
    ) -> Result<u64> {
        let step = self.submitted();
        self.wait_for_place(step, limit)?;
        if let Some(config) = config {
            let to = self.engine.config(step);
            // SAFETY: the step's own block, of this size; it may be what was given.
            unsafe { to.copy_from(config.as_ptr(), config.len()) };
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
