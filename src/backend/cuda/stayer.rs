//! Kernels that stay on the device for a while: they look for requests in pinned memory, answer there and leave when
//! there is nothing to do, so that a request needs no launch. One that comes when they have left launches them again.

use super::primary::Primary;
use super::stream::Stream;
use crate::{Error, Result};
use std::hint::spin_loop;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Looks for an answer until a thread sleeps between them.
const SPINS: u32 = 20_000;
/// Looks between two at the stream.
const LOOKS: u32 = 1000;

/// One of them, for one thread at a time. Dropping it waits until it has left.
#[derive(Debug)]
pub struct Stayer {
    stream: Stream,
    /// Number of the last launch.
    launch: u64,
    /// What it does, in messages.
    name: &'static str,
}

/// Where it says that it has left: the number of its launch.
///
/// # Safety
/// A place in pinned memory, aligned, that lives as long as what is given.
pub unsafe fn place<'a>(place: *mut u64) -> &'a AtomicU64 {
    // SAFETY: as the caller guarantees; the device writes it as atomics do.
    unsafe { AtomicU64::from_ptr(place) }
}

impl Stayer {
    /// One that was not launched yet.
    pub fn new(primary: &Arc<Primary>, name: &'static str) -> Result<Self> {
        Ok(Self { stream: Stream::urgent(primary)?, launch: 0, name })
    }

    /// Whether it is not on the device, or on its way there.
    pub fn is_absent(&self, gone: &AtomicU64) -> bool {
        gone.load(Ordering::Acquire) == self.launch
    }

    /// Number of its last launch.
    pub fn launched(&self) -> u64 {
        self.launch
    }

    /// Waits until it has left the device.
    pub fn quiet(&self) -> Result<()> {
        self.stream.wait()
    }

    /// Launches it where it is absent: `start` gets the stream, with the context current, and the number of the launch.
    pub fn call(&mut self, gone: &AtomicU64, start: &dyn Fn(&Stream, u64) -> Result<()>) -> Result<()> {
        if self.is_absent(gone) {
            let _current = self.stream.primary().enter()?;
            start(&self.stream, self.launch + 1)?;
            self.launch += 1;
        }
        Ok(())
    }

    /// Waits for the answer to a request that was made, launching it as often as it has left without having seen that.
    pub fn ask<T>(
        &mut self,
        gone: &AtomicU64,
        answer: impl Fn() -> Option<T>,
        start: &dyn Fn(&Stream, u64) -> Result<()>,
    ) -> Result<T> {
        for look in 0u32.. {
            if let Some(answer) = answer() {
                return Ok(answer);
            }
            // What it does see it answers before it leaves.
            if self.is_absent(gone) && answer().is_none() {
                self.call(gone, start)?;
            }
            if look % LOOKS == LOOKS - 1 && self.is_lost(gone)? {
                break;
            }
            if look < SPINS {
                spin_loop();
            } else {
                std::thread::sleep(Duration::from_micros(20)); // the device has no room for it
            }
        }
        Err(Error::Device(format!("{} did not answer", self.name)))
    }

    /// Gives it another stream, where the old one has a kernel that does not end: the old one.
    pub fn renew(&mut self) -> Result<Stream> {
        let new = Stream::urgent(self.stream.primary())?;
        Ok(std::mem::replace(&mut self.stream, new))
    }

    /// Whether all of it has left the device. The context must be current.
    pub fn has_ended(&self) -> bool {
        self.stream.idle().unwrap_or(true)
    }

    /// Fails where it has ended and said nothing, and where the device has failed under it.
    pub fn attend(&self, gone: &AtomicU64) -> Result<()> {
        if self.is_lost(gone)? {
            return Err(Error::Device(format!("{} did not answer", self.name)));
        }
        Ok(())
    }

    /// Whether it has ended and said nothing.
    fn is_lost(&self, gone: &AtomicU64) -> Result<bool> {
        let _current = self.stream.primary().enter()?;
        Ok(self.stream.idle()? && !self.is_absent(gone))
    }
}
