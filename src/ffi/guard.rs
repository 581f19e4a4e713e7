//! The one wrapper around every body of the C ABI.

use super::status::{chroma2_status, fail};
use crate::Result;
use crate::runtime::floats::DefaultFloats;
use crate::runtime::message::prepare_thread;
use crate::runtime::panic::error_of;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `body` in the default floating-point environment; an error or a panic becomes a status with a
/// message.
pub(crate) fn guard(body: impl FnOnce() -> Result<()>) -> chroma2_status {
    if !prepare_thread() {
        return chroma2_status::OutOfMemory;
    }
    let _floats = DefaultFloats::new();
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => chroma2_status::Ok,
        Ok(Err(error)) => fail(&error),
        Err(panic) => fail(&error_of(panic)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;
    use crate::ffi::status::chroma2_last_error_message;
    use std::ffi::CStr;

    fn message() -> String {
        // SAFETY: never NULL, valid until this thread's next failure.
        unsafe { CStr::from_ptr(chroma2_last_error_message()) }.to_string_lossy().into_owned()
    }

    #[test]
    fn a_panic_becomes_a_status_with_its_text() {
        assert_eq!(guard(|| panic!("index 7 of {}", 3)), chroma2_status::Internal);
        assert_eq!(message(), "panic: index 7 of 3");
        assert_eq!(guard(|| std::panic::panic_any(5_u8)), chroma2_status::Internal);
        assert_eq!(message(), "panic: no message");
        assert_eq!(guard(|| Ok(())), chroma2_status::Ok);
    }

    #[test]
    fn an_error_keeps_its_text_without_nul_bytes() {
        assert_eq!(guard(|| Err(Error::argument("a\0b"))), chroma2_status::InvalidArgument);
        assert_eq!(message(), "ab");
    }
}
