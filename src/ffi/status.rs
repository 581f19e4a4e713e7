//! Status codes and the calling thread's last error.

use crate::Error;
use std::cell::Cell;
use std::ffi::{CStr, CString, c_char, c_void};
use std::ptr::NonNull;
use std::sync::OnceLock;

/// What a function returns. Anything but CHROMA2_STATUS_OK has a message for the calling thread in
/// chroma2_last_error_message(). Numbers are never reused.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum chroma2_status {
    /// Success.
    Ok = 0,
    /// An argument is out of range, or does not fit another; the message names it.
    InvalidArgument = 1,
    /// A handle is NULL, was destroyed, is of another type or never came from this library.
    InvalidHandle = 2,
    /// The object is in the wrong state for the call.
    InvalidState = 3,
    /// The system refused a file operation.
    Io = 10,
    /// A file's content is not what its format asks for.
    Format = 11,
    /// Memory could not be had.
    OutOfMemory = 20,
    /// This build or machine cannot do it.
    Unsupported = 21,
    /// A GPU or its driver failed; the message has the driver's error number.
    Device = 22,
    /// The time given to a wait ran out; the event goes on.
    Timeout = 30,
    /// The event was cancelled.
    Cancelled = 31,
    /// A defect of the library. The process goes on; please report it.
    Internal = 255,
}

impl From<&Error> for chroma2_status {
    fn from(error: &Error) -> Self {
        match error {
            Error::InvalidArgument(_) => Self::InvalidArgument,
            Error::InvalidHandle(_) => Self::InvalidHandle,
            Error::InvalidState(_) => Self::InvalidState,
            Error::Io(_) => Self::Io,
            Error::Format(_) => Self::Format,
            Error::OutOfMemory(_) => Self::OutOfMemory,
            Error::Unsupported(_) => Self::Unsupported,
            Error::Device(_) => Self::Device,
            Error::Timeout(_) => Self::Timeout,
            Error::Cancelled(_) => Self::Cancelled,
            Error::Internal(_) => Self::Internal,
        }
    }
}

thread_local! {
    static KNOWN: Cell<Known> = const { Cell::new(Known::No) };
}

/// Whether there is a place for a thread's message.
#[derive(Clone, Copy, PartialEq)]
enum Known {
    No,
    Yes,
    /// There was no memory for it.
    Refused,
}

unsafe extern "C" fn give_back(place: *mut c_void) {
    // SAFETY: what `place` below has made, given up by the C library when the thread ends.
    drop(unsafe { Box::from_raw(place.cast::<CString>()) });
}

/// The calling thread's message. It is kept by a key of the C library's and not in a thread-local object: for one
/// that is to be destroyed the C library notes that, and ends the process where it has no memory for the note.
fn place() -> Option<NonNull<CString>> {
    static KEY: OnceLock<Option<libc::pthread_key_t>> = OnceLock::new();
    let make = || {
        let mut key = 0;
        // SAFETY: a writable place; the library stays mapped, so that the function is there when threads end.
        (unsafe { libc::pthread_key_create(&raw mut key, Some(give_back)) } == 0).then_some(key)
    };
    let key = (*KEY.get_or_init(make))?;
    // SAFETY: a key that is never deleted.
    if let Some(known) = NonNull::new(unsafe { libc::pthread_getspecific(key) }) {
        return Some(known.cast());
    }
    let made = NonNull::from(Box::leak(Box::new(CString::default())));
    // SAFETY: as above.
    if unsafe { libc::pthread_setspecific(key, made.as_ptr().cast()) } == 0 {
        return Some(made);
    }
    // SAFETY: made above, and known to nobody.
    drop(unsafe { Box::from_raw(made.as_ptr()) });
    None
}

/// Makes a place for the calling thread's messages; whether there is one.
pub(crate) fn prepare_thread() -> bool {
    if KNOWN.get() == Known::Yes {
        return true;
    }
    let known = if place().is_some() { Known::Yes } else { Known::Refused };
    KNOWN.set(known);
    known == Known::Yes
}

/// Keeps the message for `chroma2_last_error_message` and gives the status.
pub(crate) fn fail(error: &Error) -> chroma2_status {
    let mut text = error.to_string().into_bytes();
    text.retain(|&byte| byte != 0);
    if let Some(place) = place() {
        // SAFETY: the calling thread's own, used by nothing else meanwhile.
        unsafe { *place.as_ptr() = CString::new(text).unwrap_or_default() };
    }
    error.into()
}

/// The message of the calling thread's last failure, "" where there was none. Valid until this
/// thread's next failing call; never NULL. Any thread.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_last_error_message() -> *const c_char {
    match KNOWN.get() {
        // SAFETY: as above.
        Known::Yes => place().map_or(c"".as_ptr(), |place| unsafe { place.as_ref() }.as_ptr()),
        Known::No => c"".as_ptr(),
        Known::Refused => c"the system has no memory for the first call of a thread".as_ptr(),
    }
}

/// A status in words ("invalid argument"); "unknown status" for other numbers. Static, never NULL.
/// Any thread.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_status_string(status: i32) -> *const c_char {
    let text: &CStr = match status {
        0 => c"ok",
        1 => c"invalid argument",
        2 => c"invalid handle",
        3 => c"invalid state",
        10 => c"input or output error",
        11 => c"format error",
        20 => c"out of memory",
        21 => c"unsupported",
        22 => c"device error",
        30 => c"timeout",
        31 => c"cancelled",
        255 => c"internal error",
        _ => c"unknown status",
    };
    text.as_ptr()
}
