//! Calls by the destructors of thread-local objects, when a thread's own last message is gone.

use chroma2::ffi::context::chroma2_context_destroy;
use chroma2::ffi::status::{chroma2_last_error_message, chroma2_status};
use std::cell::Cell;
use std::ffi::CStr;
use std::sync::mpsc::{Sender, channel};

/// As a C++ wrapper that is thread_local and holds a handle that is dead by then.
struct Wrapper(Cell<Option<Sender<chroma2_status>>>);

impl Drop for Wrapper {
    fn drop(&mut self) {
        let status = chroma2_context_destroy(std::ptr::without_provenance_mut(0x10));
        // SAFETY: never NULL, valid until the next failure of this thread.
        let _message = unsafe { CStr::from_ptr(chroma2_last_error_message()) }; // maybe ""
        if let Some(sender) = self.0.take() {
            sender.send(status).expect("somebody listens");
        }
    }
}

thread_local! {
    static WRAPPER: Wrapper = const { Wrapper(Cell::new(None)) };
}

#[test]
fn a_failing_call_at_the_end_of_a_thread() {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        // Made before the thread's first message, and so destroyed after it.
        WRAPPER.with(|wrapper| wrapper.0.set(Some(sender)));
        assert_eq!(
            chroma2_context_destroy(std::ptr::without_provenance_mut(8)),
            chroma2_status::InvalidHandle
        );
    })
    .join()
    .unwrap();
    assert_eq!(receiver.recv().unwrap(), chroma2_status::InvalidHandle);
}
