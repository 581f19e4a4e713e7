//! Results go to a function of the program, in the order of their steps, on a thread of the pipeline's own.

use super::Shared;
use super::take::{Taken, View};
use crate::runtime::periodic::Periodic;
use crate::{Error, Result};
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

/// Gets each step's result with its telemetry, which is there during the call; last of all the error that has ended the
/// pipeline.
pub type StepFunction = dyn FnMut(Result<(Taken, *const u8)>) + Send;

/// Between two looks at whether the pipeline was given up.
const LOOK: Duration = Duration::from_millis(20);

/// Starts the thread.
pub(super) fn start(shared: &Arc<Shared>, mut call: Box<StepFunction>) -> Result<Periodic> {
    let own = Arc::clone(shared);
    let mut over = false;
    // Submissions wake it.
    let thread = Periodic::start_woken("chroma2-step", move || {
        let _ = own.calling.set(std::thread::current().id()); // always the same
        while !over {
            match own.next() {
                Ok(Some(view)) => {
                    call(Ok((view.taken, view.telemetry)));
                    own.release(&mut own.taking.lock().unwrap_or_else(PoisonError::into_inner));
                }
                Ok(None) => break,
                Err(error) => {
                    over = true;
                    if !own.ended.load(Ordering::SeqCst) {
                        call(Err(error));
                    }
                }
            }
        }
        None
    })?;
    let _ = shared.caller.set(thread.wake()); // set once
    Ok(thread)
}

impl Shared {
    /// The next result; `None`: no step is on the way.
    fn next(&self) -> Result<Option<View>> {
        loop {
            let mut side = self.taking(None)?;
            match self.take(&mut side, Some(LOOK)) {
                Err(Error::Timeout(_)) => {}
                other => return other,
            }
        }
    }
}
