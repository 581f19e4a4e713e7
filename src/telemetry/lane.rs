//! Threads by number.

use std::cell::Cell;
use std::sync::atomic::{AtomicU32, Ordering};

/// The calling thread's number in this process, from 1, given at its first call.
pub(super) fn number() -> u32 {
    thread_local! {
        static NUMBER: Cell<u32> = const { Cell::new(0) };
    }
    static NEXT: AtomicU32 = AtomicU32::new(1);
    if NUMBER.get() == 0 {
        NUMBER.set(NEXT.fetch_add(1, Ordering::Relaxed));
    }
    NUMBER.get()
}

/// Its name.
pub(super) fn name() -> String {
    std::thread::current().name().unwrap_or("a thread").to_owned()
}
