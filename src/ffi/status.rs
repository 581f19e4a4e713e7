//! Status codes and the calling thread's last error.

use crate::Error;
use crate::runtime::message;
use std::ffi::{CStr, c_char};

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
    /// The time given was over before the operation was done, or there was no room and no time was given.
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

/// Keeps the message for `chroma2_last_error_message` and gives the status.
pub(crate) fn fail(error: &Error) -> chroma2_status {
    message::keep(error.to_string());
    error.into()
}

/// The message of the calling thread's last failure, "" where there was none. Valid until this
/// thread's next failing call; never NULL. Any thread.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_last_error_message() -> *const c_char {
    message::last()
}

/// A status in words ("invalid argument"); "unknown status" for other numbers. Static, never NULL.
/// Any thread.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_status_string(status: i32) -> *const c_char {
    use chroma2_status as S;
    const TEXTS: [(S, &CStr); 12] = [
        (S::Ok, c"ok"),
        (S::InvalidArgument, c"invalid argument"),
        (S::InvalidHandle, c"invalid handle"),
        (S::InvalidState, c"invalid state"),
        (S::Io, c"input or output error"),
        (S::Format, c"format error"),
        (S::OutOfMemory, c"out of memory"),
        (S::Unsupported, c"unsupported"),
        (S::Device, c"device error"),
        (S::Timeout, c"timeout"),
        (S::Cancelled, c"cancelled"),
        (S::Internal, c"internal error"),
    ];
    let found = TEXTS.iter().find(|(known, _)| *known as i32 == status);
    let text = found.map_or(c"unknown status", |(_, text)| text);
    text.as_ptr()
}
