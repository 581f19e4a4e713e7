//! Buffers that workspaces have outgrown, kept until nothing runs: to free one makes the driver wait for every
//! kernel of the device, and until then it answers nobody, not even who wants to end one of them.

use super::memory::Buffer;
use super::primary::Primary;
use crate::{Error, Result};
use std::sync::{Arc, Mutex, MutexGuard};

/// Of all workspaces of a device.
#[derive(Debug)]
pub struct Outgrown {
    primary: Arc<Primary>,
    /// Most bytes that are kept.
    most: u64,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    buffers: Vec<Buffer>,
    bytes: u64,
    /// Workspaces in use.
    running: usize,
    /// Small events on their way without one.
    small: usize,
}

/// Says that a workspace is in use, or that a small event is on its way without one, until this is dropped.
pub struct Running<'a> {
    of: &'a Outgrown,
    small: bool,
}

impl Kept {
    /// Whether nothing runs.
    fn is_idle(&self) -> bool {
        self.running + self.small == 0
    }
}

impl Outgrown {
    /// Keeps at most `most` bytes.
    pub fn new(primary: &Arc<Primary>, most: u64) -> Arc<Self> {
        Arc::new(Self { primary: Arc::clone(primary), most, kept: Mutex::default() })
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Frees what is kept; whether that was anything.
    fn free(&self) -> bool {
        let buffers = {
            let mut kept = self.kept();
            kept.bytes = 0;
            std::mem::take(&mut kept.buffers)
        };
        !buffers.is_empty() // freed without the lock: that may take as long as a kernel
    }

    /// Keeps a buffer; whether that is more than should be kept.
    fn keep(&self, buffer: Buffer) -> bool {
        let mut kept = self.kept();
        kept.bytes += buffer.bytes() as u64;
        kept.buffers.push(buffer);
        kept.bytes > self.most
    }

    /// A workspace is in use.
    pub fn run(&self) -> Running<'_> {
        self.kept().running += 1;
        Running { of: self, small: false }
    }

    /// A small event is on its way without a workspace.
    pub fn run_small(&self) -> Running<'_> {
        self.kept().small += 1;
        Running { of: self, small: true }
    }

    /// How many workspaces are in use.
    pub fn running(&self) -> u64 {
        self.kept().running as u64
    }

    /// Frees a buffer that nothing uses any more, now or when nothing runs.
    pub fn release(&self, buffer: Buffer) {
        let idle = self.kept().is_idle();
        if !idle && buffer.bytes() > 0 && self.keep(buffer) {
            self.free();
        }
    }

    /// Makes a buffer hold at least so many bytes; what was in it is lost. No stream has anything to do
    /// with it. `what` it is for, in messages.
    pub fn grow(&self, buffer: &mut Buffer, bytes: usize, what: &str) -> Result<()> {
        if buffer.bytes() >= bytes {
            return Ok(());
        }
        let old = std::mem::replace(buffer, Buffer::new(&self.primary, 0, what)?);
        self.release(old);
        *buffer = match Buffer::new(&self.primary, bytes, what) {
            // Both may not fit.
            Err(Error::OutOfMemory(_)) if self.free() => Buffer::new(&self.primary, bytes, what)?,
            made => made?,
        };
        Ok(())
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let last = {
            let mut kept = self.of.kept();
            match self.small {
                true => kept.small -= 1,
                false => kept.running -= 1,
            }
            kept.is_idle() && !kept.buffers.is_empty()
        };
        if last {
            self.of.free();
        }
    }
}
