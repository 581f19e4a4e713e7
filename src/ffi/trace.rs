//! Traces of sessions.

use super::arguments::{self, Config};
use super::guard::guard;
use super::handle;
use super::session::chroma2_session;
use super::status::chroma2_status;
use crate::Result;
use crate::telemetry::TraceOptions;
use std::ffi::c_char;

/// How to trace. All zero but struct_size is right for most programs.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_trace_config {
    /// sizeof(chroma2_trace_config).
    pub struct_size: usize,
    /// Records that are kept in memory, about 100 bytes each, at most 16777216; 0: 65536. With a file those that are not written yet,
    /// else the last ones. Where there are more some are lost, which chroma2_telemetry tells.
    pub capacity: u64,
    /// What the trace calls the process, UTF-8; NULL: "libchroma2".
    pub name: *const c_char,
    /// 1: records have no times and no threads, and stand in the order of (event, part, stage): two runs of the same
    /// events give the same file, byte for byte, with any number of threads if chunk_photons is given. All are kept in
    /// memory until the trace is stopped, or saved.
    pub deterministic: u32,
    /// 0.
    pub reserved: u32,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_trace_config {
    const NAME: &'static str = "chroma2_trace_config";
    const RESERVED: &'static [usize] = &[std::mem::offset_of!(Self, reserved)];
}

/// # Safety
/// The pointers are NULL or NUL-terminated texts.
unsafe fn options(path: *const c_char, config: &chroma2_trace_config) -> Result<TraceOptions> {
    // SAFETY: as the caller guarantees.
    let (path, name) = unsafe {
        let path = if path.is_null() { None } else { Some(arguments::path(path, "path")?) };
        (path, arguments::text(config.name, "config->name")?)
    };
    Ok(TraceOptions {
        path: path.map(std::path::Path::to_owned),
        capacity: config.capacity,
        name: name.unwrap_or_default().to_owned(),
        clockless: arguments::switch(config.deterministic, "config->deterministic")?,
    })
}

/// Begins to trace a session's events: which thread and which GPU did what for which event when, as JSON that
/// ui.perfetto.dev and chrome://tracing show (docs/telemetry.md). The file at `path` is made, or made empty, and
/// written by a thread of the library every tenth of a second, so that it can be read when the process ends in between.
/// With `path` NULL the last records are kept in memory, for chroma2_session_trace_save. `config` may be NULL for all
/// defaults. Invalid state while another trace of the session is running; I/O where the file cannot be made; out of memory.
/// Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_session_trace_start(
    session: *const chroma2_session,
    path: *const c_char,
    config: *const chroma2_trace_config,
) -> chroma2_status {
    guard(|| {
        let session = handle::get(session, "session")?;
        // SAFETY: the caller guarantees `config`.
        let config = unsafe { arguments::config(config, "config") }?;
        // SAFETY: the caller guarantees both texts.
        session.trace_start(unsafe { options(path, &config) }?)
    })
}

/// Ends a session's trace: its file is complete then. I/O where it could not be written to its end; invalid state where
/// no trace is running. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_session_trace_stop(session: *const chroma2_session) -> chroma2_status {
    guard(|| handle::get(session, "session")?.trace_stop())
}

/// Writes what a trace without a file has kept to the file at `path`, which is made, or made empty; the trace goes on.
/// Invalid state where no such trace is running; I/O. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_session_trace_save(
    session: *const chroma2_session,
    path: *const c_char,
) -> chroma2_status {
    guard(|| {
        let session = handle::get(session, "session")?;
        // SAFETY: the caller guarantees `path`.
        session.trace_save(unsafe { arguments::path(path, "path") }?)
    })
}
