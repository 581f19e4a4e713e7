//! How threads that look for work are called to help with something at once, without a queue and its lock.

use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

/// Set in [`Invitation::inside`] while one may come.
const OPEN: u32 = 1 << 31;

/// What helpers are to do: called by each of them, it takes what is left to do and returns when that is nothing. It must
/// not panic.
pub type Work = *const (dyn Fn() + Sync);

/// A place for one who calls, and for those who come.
#[derive(Default)]
pub struct Invitation {
    /// Helpers at work, with [`OPEN`].
    inside: AtomicU32,
    taken: AtomicBool,
    /// How often it was opened.
    round: AtomicU32,
    /// Read by those who came while it was open.
    work: UnsafeCell<Option<Work>>,
}

// SAFETY: the work is written by who has taken the place, while nobody is inside.
unsafe impl Send for Invitation {}
// SAFETY: as above.
unsafe impl Sync for Invitation {}

impl Invitation {
    /// Whether one may come who has been there in round `seen`.
    pub fn is_open(&self, seen: u32) -> bool {
        self.inside.load(Ordering::Relaxed) & OPEN != 0 && self.round.load(Ordering::Relaxed) != seen
    }

    /// Comes, if that is not over; in which round.
    pub fn accept(&self) -> u32 {
        let round = self.round.load(Ordering::Relaxed);
        if self.inside.fetch_add(1, Ordering::Acquire) & OPEN != 0 {
            // SAFETY: open when this came, so that who has opened it waits for this.
            if let Some(work) = unsafe { *self.work.get() } {
                // SAFETY: as above.
                unsafe { (*work)() };
            }
        }
        self.inside.fetch_sub(1, Ordering::Release);
        round
    }

    /// Calls those who look, where no other does, until what it gives is dropped.
    ///
    /// # Safety
    /// The work may be called until then.
    pub unsafe fn open(&self, work: Work) -> Option<Opened<'_>> {
        if self.taken.swap(true, Ordering::Acquire) {
            return None;
        }
        // SAFETY: only this thread has the place, and nobody is inside who came while it was open.
        unsafe { *self.work.get() = Some(work) };
        self.round.fetch_add(1, Ordering::Relaxed);
        self.inside.fetch_or(OPEN, Ordering::Release);
        Some(Opened(self))
    }
}

/// Until this is dropped, which waits for those who came.
pub struct Opened<'a>(&'a Invitation);

impl Drop for Opened<'_> {
    fn drop(&mut self) {
        self.0.inside.fetch_and(!OPEN, Ordering::Acquire);
        while self.0.inside.load(Ordering::Acquire) != 0 {
            std::hint::spin_loop();
        }
        self.0.taken.store(false, Ordering::Release);
    }
}
