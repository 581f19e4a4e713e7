//! The library's log, forwarded to one callback of the process.

use super::guard::guard;
use super::status::chroma2_status;
use crate::runtime::locks::{read_unless_left, write};
use crate::runtime::process;
use crate::runtime::workers::in_callback;
use crate::{Error, Result};
use log::{LevelFilter, Log, Metadata, Record};
use std::cell::Cell;
use std::ffi::{CString, c_char, c_void};
use std::sync::{OnceLock, RwLock};

/// How much a log message matters. A callback gets messages of its level and of all more severe ones, whose
/// numbers are lower.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum chroma2_log_level {
    /// No message.
    Off = 0,
    /// Something failed that no status tells.
    Error = 1,
    /// Something works, but probably not as meant.
    Warn = 2,
    /// One line for what happens rarely (a geometry was committed).
    Info = 3,
    /// For finding faults in a program that uses the library.
    Debug = 4,
    /// For finding faults in the library.
    Trace = 5,
}

/// Receives log messages: `user` as given, a chroma2_log_level, and the message, which is valid
/// during the call only. It may be called from any thread, also from several at once, and within calls of the
/// library: it may not wait for events, drain a session or wait for room, as no callback may. It must not
/// throw, and must not call chroma2_log_set_callback().
pub type chroma2_log_callback =
    Option<unsafe extern "C" fn(user: *mut c_void, level: u32, message: *const c_char)>;

#[derive(Clone, Copy)]
struct Target {
    function: unsafe extern "C" fn(*mut c_void, u32, *const c_char),
    user: *mut c_void,
}
// SAFETY: the callback's contract says any thread; `user` is only handed on.
unsafe impl Send for Target {}
// SAFETY: as above.
unsafe impl Sync for Target {}

static TARGET: RwLock<Option<Target>> = RwLock::new(None);
thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

struct Forward;

impl Log for Forward {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= log::max_level()
    }

    fn log(&self, record: &Record<'_>) {
        // A message from within the callback is dropped: it would call the callback again.
        if !self.enabled(record.metadata()) || INSIDE.get() {
            return;
        }
        let mut text = record.args().to_string().into_bytes();
        text.retain(|&byte| byte != 0);
        let text = CString::new(text).unwrap_or_default();
        // A child of a fork goes without its messages where another thread was replacing the callback.
        let Some(target) = read_unless_left(&TARGET) else { return };
        if let Some(Target { function, user }) = *target {
            INSIDE.set(true);
            // SAFETY: whoever set the callback keeps it and `user` valid until it is replaced, and
            // replacing waits for this lock.
            in_callback(|| unsafe { function(user, record.level() as u32, text.as_ptr()) });
            INSIDE.set(false);
        }
    }

    fn flush(&self) {}
}

fn install() -> Result<()> {
    static INSTALLED: OnceLock<bool> = OnceLock::new();
    if *INSTALLED.get_or_init(|| log::set_logger(&Forward).is_ok()) {
        return Ok(());
    }
    Err(Error::InvalidState("a Rust program's own logger is installed; use that one".into()))
}

fn filter(level: u32) -> Result<LevelFilter> {
    LevelFilter::iter().nth(level as usize).ok_or_else(|| {
        Error::argument(format!("level is {level}; CHROMA2_LOG_LEVEL_OFF (0) to CHROMA2_LOG_LEVEL_TRACE (5)"))
    })
}

/// Sends the library's log messages of `level` (a chroma2_log_level) and above to `callback`, with
/// `user` as its first argument; NULL (or level OFF) ends that. There is one callback in a process,
/// the last one set. Once this returns, the previous callback is not running and won't be called
/// again. The first message, at INFO, is that of chroma2_build_info().
/// Errors: an unknown level; a call from within the callback. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_log_set_callback(
    level: u32,
    callback: chroma2_log_callback,
    user: *mut c_void,
) -> chroma2_status {
    guard(|| {
        if INSIDE.get() {
            return Err(Error::InvalidState(
                "chroma2_log_set_callback was called by the log callback".into(),
            ));
        }
        let filter = filter(level)?;
        process::id(); // so that a child knows that it is one
        install()?;
        let mut target = write(&TARGET);
        *target = callback.map(|function| Target { function, user });
        log::set_max_level(if target.is_some() { filter } else { LevelFilter::Off });
        drop(target);
        log::info!("{}", super::version::build_info());
        Ok(())
    })
}
