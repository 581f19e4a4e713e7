//! Results are taken, in the order of their steps.

use super::{Pipeline, Shared};
use crate::{Error, Result};
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Of those who take results.
#[derive(Default)]
pub(super) struct Side {
    /// The program looks at the oldest step's block.
    held: bool,
}

/// What is known of a step that is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Its number.
    pub step: u64,
    /// 0, or what the kernel says.
    pub code: u32,
    /// Since its submission.
    pub latency: Duration,
}

/// A step's telemetry where it is.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// Of the step.
    pub taken: Taken,
    /// Its block, until the next call that takes something or finds no step on the way.
    pub telemetry: *const u8,
}

impl Pipeline {
    /// Waits for the oldest step and takes its telemetry; `None`: no step is on the way.
    pub fn wait(&self, telemetry: Option<&mut [u8]>, limit: Option<Duration>) -> Result<Option<Taken>> {
        self.shared.no_calls("wait")?;
        let mut side = self.shared.taking(limit)?;
        self.shared.take_to(&mut side, telemetry, limit)
    }

    /// Gives the block back that [`Pipeline::view`] has given.
    pub fn release(&self) -> Result<()> {
        let mut side = self.shared.taking(None)?;
        self.shared.release(&mut side);
        Ok(())
    }

    /// As [`Pipeline::wait`]; the telemetry stays where it is until the next call that takes something or finds no step
    /// on the way, or [`Pipeline::release`].
    pub fn view(&self, limit: Option<Duration>) -> Result<Option<View>> {
        self.shared.no_calls("view")?;
        let mut side = self.shared.taking(limit)?;
        self.shared.take(&mut side, limit)
    }
}

impl Shared {
    pub(super) fn no_calls(&self, name: &str) -> Result<()> {
        if !self.calls {
            return Ok(());
        }
        Err(Error::InvalidState(format!(
            "pipeline: has an on_step, which gets the results; chroma2_pipeline_{name} takes none"
        )))
    }

    /// Gives the block back that the program has looked at.
    pub(super) fn release(&self, side: &mut Side) {
        if std::mem::take(&mut side.held) {
            self.taken.fetch_add(1, Ordering::AcqRel);
            self.tell();
        }
    }

    /// Waits for the oldest step, whose block is held from then on; the one that was held before is given back then, and where no step is on the way.
    pub(super) fn take(&self, side: &mut Side, limit: Option<Duration>) -> Result<Option<View>> {
        let step = self.taken() + u64::from(side.held);
        if step >= self.submitted() {
            self.usable()?;
            self.release(side); // else who looks until there are no more would wait for room for ever
            return Ok(None);
        }
        let wait = || self.engine.wait(step, limit);
        if !self.tried_step(step, || self.counters.waited(wait))? {
            return Err(Error::Timeout(format!("pipeline: step {step} is on the way")));
        }
        let code = self.engine.code(step);
        let times = self.tried_step(step, || self.engine.times(step))?;
        let latency = self.counters.ended(step % self.blocks.down, code, times);
        self.release(side);
        side.held = true;
        Ok(Some(View { taken: Taken { step, code, latency }, telemetry: self.engine.telemetry(step) }))
    }

    /// As [`Shared::take`], to memory of the program.
    pub(super) fn take_to(
        &self,
        side: &mut Side,
        telemetry: Option<&mut [u8]>,
        limit: Option<Duration>,
    ) -> Result<Option<Taken>> {
        let Some(view) = self.take(side, limit)? else { return Ok(None) };
        if let Some(to) = telemetry {
            // SAFETY: a block of this size, of a step that is done; it is held.
            unsafe { to.as_mut_ptr().copy_from_nonoverlapping(view.telemetry, to.len()) };
        }
        self.release(side);
        Ok(Some(view.taken))
    }
}
