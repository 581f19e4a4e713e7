//! How an operation waits for room, or for items: it looks again and again, since what brings them may
//! be a kernel or a program's own thread, which wakes nobody.

use std::time::{Duration, Instant};

/// Looks between which the thread pauses: twice as long each time, since looks at the same words slow those
/// down who could change them.
const SPINS: u32 = 8;
/// Looks that let other threads run between them.
const YIELDS: u32 = 16;
/// The first and the longest sleep.
const SLEEP: [Duration; 2] = [Duration::from_micros(20), Duration::from_millis(1)];

/// Waits longer and longer, up to a deadline.
pub(super) struct Pause {
    deadline: Option<Instant>,
    looks: u32,
    sleep: Duration,
}

impl Pause {
    /// At most `limit` from now; `None`: for ever.
    pub(super) fn new(limit: Option<Duration>) -> Self {
        let deadline = limit.and_then(|limit| Instant::now().checked_add(limit)); // beyond all clocks: for ever
        Self { deadline, looks: 0, sleep: SLEEP[0] }
    }

    /// Something was transferred: the next looks are quick again.
    pub(super) fn restart(&mut self) {
        (self.looks, self.sleep) = (0, SLEEP[0]);
    }

    /// Waits a little; false when the time is over.
    pub(super) fn wait(&mut self) -> bool {
        let left = match self.deadline {
            Some(deadline) => deadline.saturating_duration_since(Instant::now()),
            None => SLEEP[1],
        };
        if left.is_zero() {
            return false;
        }
        self.looks += 1;
        if self.looks <= SPINS {
            for _ in 0..1 << self.looks {
                std::hint::spin_loop();
            }
        } else if self.looks <= SPINS + YIELDS {
            std::thread::yield_now();
        } else {
            std::thread::sleep(self.sleep.min(left));
            self.sleep = (self.sleep * 2).min(SLEEP[1]);
        }
        true
    }
}
