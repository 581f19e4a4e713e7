//! Panics that were caught.

use crate::Error;

/// The text of a panic's payload.
pub(crate) fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}

/// The error of a caught panic: what [`super::locks`] unwinds with, or an internal one.
pub(crate) fn error_of(panic: Box<dyn std::any::Any + Send>) -> Error {
    match panic.downcast::<Error>() {
        Ok(error) => *error,
        Err(panic) => Error::Internal(format!("panic: {}", panic_text(&*panic))),
    }
}
