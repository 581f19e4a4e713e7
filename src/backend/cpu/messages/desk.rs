//! What a thread has in hand, so that others can see it, and report a message whose time is over.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

/// No message; a message that was given up, and of which that was said.
const NONE: u64 = 0;
const GIVEN_UP: u64 = u64::MAX;
const REPORTED: u64 = u64::MAX - 1;

/// A thread's place.
#[derive(Debug, Default)]
#[repr(align(128))]
pub(super) struct Desk {
    taken: AtomicBool,
    /// Whether it is about to take a message, or has one.
    reaches: AtomicBool,
    /// The id of what it has.
    id: AtomicU64,
    /// Since when.
    since: AtomicU64,
    /// Its partition.
    partition: AtomicU32,
    /// 1: its time is over.
    stop: AtomicU32,
}

impl Desk {
    /// Takes the place, if nobody has it.
    pub(super) fn sit(&self) -> bool {
        !self.taken.swap(true, Ordering::AcqRel)
    }

    /// Leaves it.
    pub(super) fn rise(&self) {
        self.taken.store(false, Ordering::Release);
    }

    /// Says that a message may be taken from now on, or that none is in hand any more.
    pub(super) fn reach(&self, reaches: bool) {
        self.reaches.store(reaches, Ordering::SeqCst);
    }

    /// A message is in hand.
    pub(super) fn begin(&self, id: u64, partition: u32, now: u64) {
        self.stop.store(0, Ordering::Relaxed);
        self.since.store(now, Ordering::Relaxed);
        self.partition.store(partition, Ordering::Relaxed);
        self.id.store(id, Ordering::Release);
    }

    /// It is done; false: it was given up meanwhile, and that was said.
    pub(super) fn end(&self, id: u64) -> bool {
        let own = self.id.compare_exchange(id, NONE, Ordering::AcqRel, Ordering::Acquire).is_ok();
        if !own {
            while self.id.load(Ordering::Acquire) != REPORTED {
                std::hint::spin_loop(); // who has given it up is about to say so
            }
            self.id.store(NONE, Ordering::Release);
        }
        own
    }

    /// The message in hand and its partition, if it is there for longer than so long.
    pub(super) fn overdue(&self, now: u64, limit: u64) -> Option<(u64, u32)> {
        let id = self.id.load(Ordering::Acquire);
        let since = self.since.load(Ordering::Relaxed);
        let partition = self.partition.load(Ordering::Relaxed);
        (!matches!(id, NONE | GIVEN_UP | REPORTED) && now.saturating_sub(since) > limit)
            .then_some((id, partition))
    }

    /// Gives a message up, if it is still in hand, and asks its function to return. [`Desk::reported`] is to follow.
    pub(super) fn give_up(&self, id: u64) -> bool {
        let given = self.id.compare_exchange(id, GIVEN_UP, Ordering::AcqRel, Ordering::Relaxed).is_ok();
        if given {
            self.stop.store(1, Ordering::Release);
        }
        given
    }

    /// It was said that the message was given up.
    pub(super) fn reported(&self) {
        self.id.store(REPORTED, Ordering::Release);
    }

    /// Whether there is nothing in hand that others wait for.
    pub(super) fn is_quiet(&self) -> bool {
        !self.reaches.load(Ordering::SeqCst) || matches!(self.id.load(Ordering::Acquire), GIVEN_UP | REPORTED)
    }

    /// Where the function sees that its time is over.
    pub(super) fn stop(&self) -> *const u32 {
        self.stop.as_ptr()
    }

    /// Whether it is.
    pub(super) fn is_asked_to_stop(&self) -> bool {
        self.stop.load(Ordering::Acquire) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_either_done_or_given_up() {
        let desk = Desk::default();
        assert!(desk.sit() && !desk.sit() && desk.is_quiet());
        desk.reach(true);
        desk.begin(7, 3, 100);
        assert!(!desk.is_quiet() && desk.overdue(150, 50).is_none() && desk.overdue(151, 50) == Some((7, 3)));
        assert!(desk.end(7) && !desk.give_up(7) && desk.overdue(1000, 50).is_none());
        desk.begin(8, 0, 100);
        assert!(desk.give_up(8) && desk.is_asked_to_stop() && desk.is_quiet());
        desk.reported();
        assert!(!desk.end(8));
        desk.begin(9, 0, 200);
        assert!(!desk.is_asked_to_stop() && desk.end(9));
        desk.rise();
        assert!(desk.sit());
    }
}
