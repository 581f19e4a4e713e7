//! A device's primary context: shared with the program's own CUDA use, current only while we work.

use super::driver::{
    CUcontext, CUdevice, PEER_ENABLED, capture, check, cuCtxEnablePeerAccess, cuCtxPopCurrent,
    cuCtxPushCurrent, cuDeviceCanAccessPeer, cuDevicePrimaryCtxRelease, cuDevicePrimaryCtxRetain,
    cuMemGetInfo, cuThreadExchangeStreamCaptureMode,
};
use crate::backend::device::GpuInfo;
use crate::runtime::process;
use crate::runtime::signals::quiet;
use crate::{Error, Result};
use std::ffi::c_int;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A hold on a device's primary context. What lives in it (buffers, streams, modules) keeps it alive.
#[derive(Debug)]
pub struct Primary {
    context: CUcontext,
    device: CUdevice,
    ordinal: u32,
    memory: AtomicU64,
    memory_max: AtomicU64,
    /// The process that has it: the driver does not work in a child that is forked from that.
    process: u32,
}

// SAFETY: contexts may be made current on any thread.
unsafe impl Send for Primary {}
// SAFETY: as above; several threads may have one current at once.
unsafe impl Sync for Primary {}

/// A context is current on this thread until this is dropped; then the one before is again. Meanwhile the
/// thread may do what would else fail, and spoil the capture, while the program captures a stream anywhere.
#[must_use]
pub struct Current<'a> {
    /// The thread's own mode.
    mode: Option<c_int>,
    of: PhantomData<(&'a Primary, *const ())>, // stays on its thread
}

impl Primary {
    /// Retains the primary context of a device.
    pub fn retain(gpu: &GpuInfo) -> Result<Arc<Self>> {
        let mut context: CUcontext = std::ptr::null_mut();
        // The driver starts threads. SAFETY: a writable place, and a device that the driver gave.
        let code = quiet(|| unsafe { cuDevicePrimaryCtxRetain(&raw mut context, gpu.handle) });
        check(code, || format!("a context on GPU {} ({})", gpu.ordinal, gpu.name))?;
        let (memory, memory_max) = (AtomicU64::new(0), AtomicU64::new(0));
        let (device, ordinal, process) = (gpu.handle, gpu.ordinal, process::id());
        Ok(Arc::new(Self { context, device, ordinal, memory, memory_max, process }))
    }

    /// Whether this process has it, and is not a child that was forked from the one that has.
    pub(super) fn is_here(&self) -> bool {
        self.process == process::id()
    }

    /// Makes it current on this thread.
    pub fn enter(&self) -> Result<Current<'_>> {
        if !self.is_here() {
            return Err(Error::InvalidState(format!(
                "GPU {} is used by process {}, from which this one was forked: the driver does not work here",
                self.ordinal, self.process
            )));
        }
        // SAFETY: retained, so alive.
        check(unsafe { cuCtxPushCurrent(self.context) }, || format!("the context of GPU {}", self.ordinal))?;
        let mut mode = capture::RELAXED;
        // SAFETY: a place to read and write. What a driver cannot do here we do without.
        let exchanged = unsafe { cuThreadExchangeStreamCaptureMode(&raw mut mode) } == 0;
        Ok(Current { mode: exchanged.then_some(mode), of: PhantomData })
    }

    /// As the driver has it.
    pub(super) fn raw(&self) -> CUcontext {
        self.context
    }

    /// Lets copies go from and to a peer's memory directly, where the hardware can.
    pub(super) fn reach(&self, peer: &Self) -> Result<()> {
        let _current = self.enter()?;
        let mut can: c_int = 0;
        // SAFETY: a writable place, two devices of the driver, and a live context.
        unsafe {
            if cuDeviceCanAccessPeer(&raw mut can, self.device, peer.device) != 0 || can == 0 {
                return Ok(()); // the driver goes by the host
            }
            match cuCtxEnablePeerAccess(peer.context, 0) {
                0 | PEER_ENABLED => Ok(()),
                code => check(code, || format!("memory of GPU {} from GPU {}", peer.ordinal, self.ordinal)),
            }
        }
    }

    /// Number of its device.
    pub fn ordinal(&self) -> u32 {
        self.ordinal
    }

    /// Bytes of device memory that buffers hold.
    pub fn memory(&self) -> u64 {
        self.memory.load(Ordering::Relaxed)
    }

    /// The most that they held so far.
    pub fn memory_max(&self) -> u64 {
        self.memory_max.load(Ordering::Relaxed)
    }

    pub(super) fn count(&self, more: u64, less: u64) {
        let held = self.memory.fetch_add(more, Ordering::Relaxed) + more;
        self.memory_max.fetch_max(held, Ordering::Relaxed);
        self.memory.fetch_sub(less, Ordering::Relaxed);
    }

    /// Free and total bytes of the device.
    pub fn free_memory(&self) -> Result<(u64, u64)> {
        let _current = self.enter()?;
        let (mut free, mut total) = (0usize, 0usize);
        // SAFETY: two writable places.
        let code = unsafe { cuMemGetInfo(&raw mut free, &raw mut total) };
        check(code, || format!("free memory of GPU {}", self.ordinal))?;
        Ok((free as u64, total as u64))
    }
}

impl Drop for Current<'_> {
    fn drop(&mut self) {
        let mut context: CUcontext = std::ptr::null_mut();
        // SAFETY: writable places. What a lost device answers does not matter.
        unsafe {
            if let Some(mut mode) = self.mode {
                cuThreadExchangeStreamCaptureMode(&raw mut mode);
            }
            cuCtxPopCurrent(&raw mut context);
        }
    }
}

impl Drop for Primary {
    fn drop(&mut self) {
        if !self.is_here() {
            return;
        }
        // SAFETY: retained once by `retain`.
        let code = unsafe { cuDevicePrimaryCtxRelease(self.device) };
        if code != 0 {
            log::debug!("release of GPU {}: {}", self.ordinal, super::driver::describe(code));
        }
    }
}
