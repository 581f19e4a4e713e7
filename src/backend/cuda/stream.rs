//! Streams and events.

use super::driver::{
    CAPTURE_IMPLICIT, CUcontext, CUevent, CUstream, EVENT_BLOCKING_SYNC, EVENT_DISABLE_TIMING,
    EVENT_EXTERNAL, NOT_READY, STREAM_NON_BLOCKING, capture, check, cuCtxGetStreamPriorityRange,
    cuEventCreate, cuEventDestroy, cuEventElapsedTime, cuEventQuery, cuEventRecord, cuEventRecordWithFlags,
    cuEventSynchronize, cuStreamCreateWithPriority, cuStreamDestroy, cuStreamGetCtx, cuStreamIsCapturing,
    cuStreamQuery, cuStreamSynchronize, cuStreamWaitEvent,
};
use super::primary::Primary;
use crate::{Error, Result};
use std::ffi::{c_int, c_uint};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Work in order, independent of other streams and of the program's.
#[derive(Debug)]
pub struct Stream {
    pub(super) raw: CUstream,
    primary: Arc<Primary>,
    /// The program's: it is neither waited for at the end nor destroyed.
    adopted: bool,
}

// SAFETY: the driver's handles may be used by any thread with their context current.
unsafe impl Send for Stream {}
// SAFETY: as above.
unsafe impl Sync for Stream {}

impl Stream {
    /// A stream that does not wait for the legacy stream.
    pub fn new(primary: &Arc<Primary>) -> Result<Self> {
        Self::with(primary, |_| 0)
    }

    /// One whose kernels go before those of other streams that wait for room.
    pub fn urgent(primary: &Arc<Primary>) -> Result<Self> {
        Self::with(primary, |greatest| greatest)
    }

    fn with(primary: &Arc<Primary>, priority: impl Fn(c_int) -> c_int) -> Result<Self> {
        let _current = primary.enter()?;
        let mut raw: CUstream = std::ptr::null_mut();
        let (mut least, mut greatest) = (0, 0);
        // SAFETY: writable places.
        let code = unsafe {
            match cuCtxGetStreamPriorityRange(&raw mut least, &raw mut greatest) {
                0 => cuStreamCreateWithPriority(&raw mut raw, STREAM_NON_BLOCKING, priority(greatest)),
                code => code,
            }
        };
        check(code, || format!("a stream of GPU {}", primary.ordinal()))?;
        Ok(Self { raw, primary: Arc::clone(primary), adopted: false })
    }

    /// The program's own.
    ///
    /// # Safety
    /// It lives as long as this.
    pub unsafe fn adopt(primary: &Arc<Primary>, raw: CUstream, what: &str) -> Result<Self> {
        let _current = primary.enter()?;
        let mut of: CUcontext = std::ptr::null_mut();
        // SAFETY: the caller guarantees the stream; a writable place.
        let code = unsafe { cuStreamGetCtx(raw, &raw mut of) };
        check(code, || format!("{what}: its context"))?;
        if of != primary.raw() {
            return Err(Error::argument(format!(
                "{what} is a stream of another context than the primary one of GPU {}",
                primary.ordinal()
            )));
        }
        Ok(Self { raw, primary: Arc::clone(primary), adopted: true })
    }

    /// Whether it is the program's own.
    pub fn is_adopted(&self) -> bool {
        self.adopted
    }

    /// The context that it works in.
    pub fn primary(&self) -> &Arc<Primary> {
        &self.primary
    }

    /// Makes what it is given from now on wait for a mark. The context must be current.
    pub fn follow(&self, mark: &CudaEvent) -> Result<()> {
        // SAFETY: both alive.
        let code = unsafe { cuStreamWaitEvent(self.raw, mark.raw, 0) };
        check(code, || format!("a stream of GPU {}", self.primary.ordinal()))
    }

    /// Whether all of its work is done; tells what went wrong in it so far. The context must be current.
    pub fn idle(&self) -> Result<bool> {
        // SAFETY: alive.
        match unsafe { cuStreamQuery(self.raw) } {
            NOT_READY => Ok(false),
            code => check(code, || format!("work on GPU {}", self.primary.ordinal())).map(|()| true),
        }
    }

    /// Waits until all of its work is done; tells what went wrong in it. The context must be current.
    pub fn wait(&self) -> Result<()> {
        // SAFETY: alive.
        check(unsafe { cuStreamSynchronize(self.raw) }, || format!("work on GPU {}", self.primary.ordinal()))
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        if self.adopted {
            return;
        }
        if let Ok(_current) = self.primary.enter() {
            // SAFETY: alive; after this nothing runs on it.
            unsafe {
                cuStreamSynchronize(self.raw);
                cuStreamDestroy(self.raw);
            }
        }
    }
}

/// Whether what is put on a stream of the program becomes a part of a graph, to be done again and again. Fails
/// where nothing can be put on it. The context must be current.
///
/// # Safety
/// The stream is alive.
pub unsafe fn captured(stream: CUstream) -> Result<bool> {
    let refused = |why: &str| Err(Error::InvalidState(format!("stream: {why}")));
    let mut status = capture::NONE;
    // SAFETY: the caller guarantees the stream; a writable place.
    match unsafe { cuStreamIsCapturing(stream, &raw mut status) } {
        CAPTURE_IMPLICIT => {
            refused("is the legacy one, while another that it waits for is captured into a graph")
        }
        0 if status == capture::NONE => Ok(false),
        0 if status == capture::ACTIVE => Ok(true),
        0 => refused("its capture into a graph has failed; it must be ended first"),
        code => check(code, || "stream: whether it is captured".into()).map(|()| false),
    }
}

/// A mark in a stream that threads can wait for, asleep.
#[derive(Debug)]
pub struct CudaEvent {
    raw: CUevent,
    primary: Arc<Primary>,
}

// SAFETY: as for Stream.
unsafe impl Send for CudaEvent {}
// SAFETY: as for Stream.
unsafe impl Sync for CudaEvent {}

impl CudaEvent {
    /// A mark that nothing has set: waits for it return at once.
    pub fn new(primary: &Arc<Primary>) -> Result<Self> {
        Self::with(primary, EVENT_BLOCKING_SYNC | EVENT_DISABLE_TIMING)
    }

    /// One that keeps the time at which the device comes to it, for [`CudaEvent::since`].
    pub fn timed(primary: &Arc<Primary>) -> Result<Self> {
        Self::with(primary, EVENT_BLOCKING_SYNC)
    }

    /// As [`CudaEvent::new`] and, where `timed`, [`CudaEvent::timed`], for threads that look at it again and again: that costs
    /// the device no interrupt, but [`CudaEvent::wait`] does not sleep.
    pub fn awake(primary: &Arc<Primary>, timed: bool) -> Result<Self> {
        Self::with(primary, if timed { 0 } else { EVENT_DISABLE_TIMING })
    }

    fn with(primary: &Arc<Primary>, flags: c_uint) -> Result<Self> {
        let _current = primary.enter()?;
        let mut raw: CUevent = std::ptr::null_mut();
        // SAFETY: a writable place.
        let code = unsafe { cuEventCreate(&raw mut raw, flags) };
        check(code, || format!("an event of GPU {}", primary.ordinal()))?;
        Ok(Self { raw, primary: Arc::clone(primary) })
    }

    /// The context that it is in.
    pub fn primary(&self) -> &Arc<Primary> {
        &self.primary
    }

    /// Sets it after what the stream has to do now. The context must be current.
    pub fn set(&self, stream: &Stream) -> Result<()> {
        // SAFETY: both alive.
        let code = unsafe { cuEventRecord(self.raw, stream.raw) };
        check(code, || format!("an event of GPU {}", self.primary.ordinal()))
    }

    /// As [`CudaEvent::set`] on a stream that is captured: each launch of the graph sets it. The context must be current.
    pub fn set_by_graph(&self, stream: &Stream) -> Result<()> {
        // SAFETY: both alive.
        let code = unsafe { cuEventRecordWithFlags(self.raw, stream.raw, EVENT_EXTERNAL) };
        check(code, || format!("an event of a graph for GPU {}", self.primary.ordinal()))
    }

    /// As [`Stream::follow`] on a stream that is captured: each launch of the graph waits for what sets the mark then. The
    /// context must be current.
    pub fn hold_graph(&self, stream: &Stream) -> Result<()> {
        // SAFETY: both alive.
        let code = unsafe { cuStreamWaitEvent(stream.raw, self.raw, EVENT_EXTERNAL) };
        check(code, || format!("a graph for GPU {}", self.primary.ordinal()))
    }

    /// Whether the stream has come to it. The context must be current.
    pub fn reached(&self) -> Result<bool> {
        // SAFETY: alive.
        match unsafe { cuEventQuery(self.raw) } {
            NOT_READY => Ok(false),
            code => self.checked(code).map(|()| true),
        }
    }

    /// Waits for that, awake, `most` at most: a thread's awakening takes longer than the end of a small
    /// event. The context must be current.
    pub fn reached_within(&self, most: Duration) -> Result<bool> {
        let until = Instant::now() + most;
        while Instant::now() < until {
            if self.reached()? {
                return Ok(true);
            }
            std::thread::yield_now();
        }
        Ok(false)
    }

    /// As [`CudaEvent::wait`], awake for the first part of that. The context must be current.
    pub fn wait_awake(&self, awake: Duration) -> Result<()> {
        if self.reached_within(awake)? { Ok(()) } else { self.wait() }
    }

    /// Waits until the stream has come to it. The context must be current.
    pub fn wait(&self) -> Result<()> {
        // SAFETY: alive.
        self.checked(unsafe { cuEventSynchronize(self.raw) })
    }

    /// How long after another mark the device came to this one; both are timed, and were reached. The context must be
    /// current.
    pub fn since(&self, start: &Self) -> Result<Duration> {
        let mut milliseconds = 0.0f32;
        // SAFETY: both alive, and a writable place.
        self.checked(unsafe { cuEventElapsedTime(&raw mut milliseconds, start.raw, self.raw) })?;
        Ok(Duration::from_secs_f64(f64::from(milliseconds.max(0.0)) * 1e-3))
    }

    fn checked(&self, code: c_int) -> Result<()> {
        check(code, || format!("work on GPU {}", self.primary.ordinal()))
    }
}

impl Drop for CudaEvent {
    fn drop(&mut self) {
        if let Ok(_current) = self.primary.enter() {
            // SAFETY: alive; the driver keeps it until the stream has passed it.
            unsafe { cuEventDestroy(self.raw) };
        }
    }
}
