//! A lock for the allocator, which can neither ask for memory nor rely on thread-local objects.

use std::cell::UnsafeCell;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, Ordering};

/// A value for one thread at a time.
pub(super) struct Spin<T> {
    held: AtomicBool,
    value: UnsafeCell<T>,
}

// SAFETY: the value is used by the thread that has set `held` only.
unsafe impl<T: Send> Sync for Spin<T> {}

/// More turns than any holder needs: the one in whose process a fork left the lock held never gives it back.
const TURNS: u32 = 1 << 22;

impl<T> Spin<T> {
    pub const fn new(value: T) -> Self {
        Self { held: AtomicBool::new(false), value: UnsafeCell::new(value) }
    }

    /// Waits for its turn; `None` where that never comes.
    pub fn lock(&self) -> Option<Guard<'_, T>> {
        for _ in 0..TURNS {
            if !self.held.swap(true, Ordering::Acquire) {
                return Some(Guard(self));
            }
            std::thread::yield_now();
        }
        None
    }
}

/// The value, until dropped.
pub(super) struct Guard<'a, T>(&'a Spin<T>);

impl<T> Deref for Guard<'_, T> {
    type Target = T;
    fn deref(&self) -> &T {
        // SAFETY: this thread holds the lock.
        unsafe { &*self.0.value.get() }
    }
}

impl<T> DerefMut for Guard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as above.
        unsafe { &mut *self.0.value.get() }
    }
}

impl<T> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        self.0.held.store(false, Ordering::Release);
    }
}
