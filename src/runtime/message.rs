//! The calling thread's last message.

use std::cell::Cell;
use std::ffi::{CString, c_char, c_void};
use std::ptr::NonNull;
use std::sync::OnceLock;

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

/// Keeps a message, without its NUL bytes.
pub(crate) fn keep(text: String) {
    let mut text = text.into_bytes();
    text.retain(|&byte| byte != 0);
    if let Some(place) = place() {
        // SAFETY: the calling thread's own, used by nothing else meanwhile.
        unsafe { *place.as_ptr() = CString::new(text).unwrap_or_default() };
    }
}

/// The last one kept, "" where there is none; valid until this thread keeps another, never NULL.
pub(crate) fn last() -> *const c_char {
    match KNOWN.get() {
        // SAFETY: as above.
        Known::Yes => place().map_or(c"".as_ptr(), |place| unsafe { place.as_ref() }.as_ptr()),
        Known::No => c"".as_ptr(),
        Known::Refused => c"the system has no memory for the first call of a thread".as_ptr(),
    }
}
