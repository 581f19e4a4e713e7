//! Streams of a context's GPUs, by what they are for.

use super::arguments::{self, Config};
use super::context::chroma2_context;
use super::event::timeout;
use super::guard::guard;
use super::handle::{self, Handle};
use super::status::chroma2_status;
use crate::backend::context::Context;
use crate::backend::streams::{HeldStream, Purpose, StreamHold, StreamUse};
use crate::named::Named;
use crate::{Error, Result};
use std::ffi::c_void;
use std::sync::Arc;
use std::time::Duration;

pub use crate::backend::streams::Purpose as chroma2_stream_purpose;
pub use crate::backend::streams::Urgency as chroma2_stream_urgency;

/// A hold on a stream of a GPU: one of the context's pool, which grows and shrinks with what is held, or the program's
/// own. It keeps its context alive. Pipelines take streams of the same pool.
pub struct chroma2_stream {
    _private: [u8; 0],
}

/// A stream with what it belongs to.
pub struct LentStream {
    /// Given up before its context.
    pub hold: StreamHold,
    context: Arc<Context>,
}

impl Handle for chroma2_stream {
    type Object = LentStream;
    const NAME: &'static str = "chroma2_stream";
}

/// Which stream is wanted.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_stream_config {
    /// sizeof(chroma2_stream_config).
    pub struct_size: usize,
    /// A chroma2_stream_purpose.
    pub purpose: u32,
    /// A chroma2_stream_urgency; 0 for a stream of the program's.
    pub urgency: u32,
    /// Place of the GPU in the list of chroma2_device_get_info, one of the context's; 0: its first.
    pub device: u32,
    /// 1: `stream` is the program's own stream, which is adopted; 0: one of the pool.
    pub adopt: u32,
    /// The program's CUstream or cudaStream_t, of the GPU's primary context, which lives as long as the handle. NULL is
    /// the legacy default stream where `adopt` is 1.
    pub stream: *mut c_void,
}

// SAFETY: a pointer and numbers without padding, struct_size first.
unsafe impl Config for chroma2_stream_config {
    const NAME: &'static str = "chroma2_stream_config";
}

/// What a stream is.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_stream_info {
    /// sizeof(chroma2_stream_info).
    pub struct_size: usize,
    /// It as the driver has it, a CUstream, to be used until the handle is destroyed.
    pub stream: *mut c_void,
    /// A chroma2_stream_purpose.
    pub purpose: u32,
    /// Place of its GPU in the list of chroma2_device_get_info.
    pub device: u32,
    /// 1: it is the program's own.
    pub adopted: u32,
    /// 1: others hold it too, since the pool has given all that it may.
    pub shared: u32,
}

// SAFETY: a pointer and numbers without padding, struct_size first.
unsafe impl Config for chroma2_stream_info {
    const NAME: &'static str = "chroma2_stream_info";
}

/// What the streams of a purpose did since the context was made; what the program itself puts on them is not known here.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_stream_use {
    /// sizeof(chroma2_stream_use).
    pub struct_size: usize,
    /// Streams of the pool that are there now, and the most that were.
    pub streams: u64,
    pub streams_max: u64,
    /// Holds on them now: handles, and those of pipelines.
    pub lent: u64,
    /// Kernels that were launched on them, a graph as one.
    pub launches: u64,
    /// Copies, and their bytes.
    pub copies: u64,
    pub bytes: u64,
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_stream_use {
    const NAME: &'static str = "chroma2_stream_use";
}

/// Writes 1 where the context has streams, 0 on the processor. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_context_has_stream_management(
    context: *const chroma2_context,
    has: *mut u32,
) -> chroma2_status {
    guard(|| {
        let context = handle::get(context, "context")?;
        // SAFETY: the caller guarantees `has`.
        unsafe { arguments::write(has, context.backend().has_streams().into(), "has") }
    })
}

/// Writes what the context's streams of a purpose (a chroma2_stream_purpose) did on a device (0: its first);
/// use->struct_size must be set. Unsupported on the processor. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_context_get_stream_use(
    context: *const chroma2_context,
    device: u32,
    purpose: u32,
    r#use: *mut chroma2_stream_use,
) -> chroma2_status {
    guard(|| {
        let context = handle::get(context, "context")?;
        context.check_own_device(device, "device")?;
        let purpose = Purpose::from_number(purpose, "purpose")?;
        let StreamUse { streams, streams_max, lent, launches, copies, bytes } =
            context.backend().stream_use(device, purpose)?;
        let value =
            chroma2_stream_use { struct_size: 0, streams, streams_max, lent, launches, copies, bytes };
        // SAFETY: the caller guarantees `use`.
        unsafe { arguments::write_struct(r#use, &value, "use") }
    })
}

/// Lends a stream, or adopts the program's own. The caller owns *stream, to be given to chroma2_stream_destroy. Streams
/// do not wait for the legacy default stream. Unsupported on the processor. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_stream_create(
    context: *const chroma2_context,
    config: *const chroma2_stream_config,
    stream: *mut *mut chroma2_stream,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(stream.cast_const(), "stream")?;
        let context = handle::get(context, "context")?;
        arguments::aligned(config, "config")?;
        // SAFETY: the caller guarantees `config`.
        let config = unsafe { arguments::config(config, "config") }?;
        context.check_own_device(config.device, "config->device")?;
        let purpose = Purpose::from_number(config.purpose, "config->purpose")?;
        let urgency = chroma2_stream_urgency::from_number(config.urgency, "config->urgency")?;
        let backend = context.backend();
        let hold = if arguments::switch(config.adopt, "config->adopt")? {
            arguments::unused(config.urgency, "config->urgency", "the stream has its own")?;
            // SAFETY: the caller guarantees its stream.
            unsafe { backend.adopt_stream(config.device, config.stream.expose_provenance(), purpose) }?
        } else {
            arguments::unused(config.stream.addr(), "config->stream", "config->adopt is 0")?;
            backend.lend_stream(config.device, purpose, urgency)?
        };
        let made = handle::insert(Arc::new(LentStream { hold, context }))?;
        // SAFETY: the caller guarantees `stream`.
        unsafe { arguments::write(stream, made, "stream") }
    })
}

/// Gives a stream up; NULL is fine. What was put on it goes on; one of the pool is used again when it is done, and
/// pipelines that it was given to keep it. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_stream_destroy(stream: *mut chroma2_stream) -> chroma2_status {
    guard(|| handle::release(stream, "stream").map(drop))
}

/// Writes what a stream is; info->struct_size must be set. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_stream_get_info(
    stream: *const chroma2_stream,
    info: *mut chroma2_stream_info,
) -> chroma2_status {
    guard(|| {
        let LentStream { hold, .. } = &*handle::get(stream, "stream")?;
        let value = chroma2_stream_info {
            struct_size: 0,
            stream: std::ptr::with_exposed_provenance_mut(hold.address()),
            purpose: hold.purpose().number(),
            device: hold.device(),
            adopted: hold.is_adopted().into(),
            shared: hold.is_shared().into(),
        };
        // SAFETY: the caller guarantees `info`.
        unsafe { arguments::write_struct(info, &value, "info") }
    })
}

/// Waits at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for ever) until all that a stream was given is done.
/// Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_stream_wait(stream: *const chroma2_stream, timeout_ns: u64) -> chroma2_status {
    guard(|| wait(&*handle::get(stream, "stream")?.hold, timeout(timeout_ns)))
}

fn wait(stream: &dyn HeldStream, limit: Option<Duration>) -> Result<()> {
    if stream.wait(limit)? {
        return Ok(());
    }
    Err(Error::Timeout("stream: has work to do".into()))
}

/// Copies `bytes` bytes on a stream, between any memory: of a GPU, of another one (directly, where the hardware can), pinned,
/// or the host's other memory, which makes the call wait. Both are there until the stream has done it. Memory that the
/// driver knows is checked for its size. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_stream_copy(
    stream: *const chroma2_stream,
    to: *mut c_void,
    from: *const c_void,
    bytes: u64,
) -> chroma2_status {
    guard(|| {
        let LentStream { hold, context } = &*handle::get(stream, "stream")?;
        context.workers().here()?;
        if bytes == 0 {
            return Ok(());
        }
        for (pointer, name) in [(to.cast_const(), "to"), (from, "from")] {
            if pointer.is_null() {
                return Err(Error::argument(format!("{name} is NULL; a pointer is needed")));
            }
        }
        arguments::limit(bytes, i64::MAX as u64, "bytes")?;
        // SAFETY: the caller guarantees both.
        unsafe { hold.copy(to.expose_provenance() as u64, from.expose_provenance() as u64, bytes as usize) }
    })
}
