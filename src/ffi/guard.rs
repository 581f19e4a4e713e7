//! The one wrapper around every body of the C ABI.

use super::status::{chroma2_status, fail};
use crate::{Error, Result};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `body`; an error or a panic becomes a status with a message.
pub(crate) fn guard(body: impl FnOnce() -> Result<()>) -> chroma2_status {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => chroma2_status::Ok,
        Ok(Err(error)) => fail(&error),
        Err(panic) => fail(&Error::Internal(format!("panic: {}", panic_text(&*panic)))),
    }
}

/// The text of a panic's payload.
pub(crate) fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}
