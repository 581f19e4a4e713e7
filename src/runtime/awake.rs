//! Waiting awake: what takes microseconds is over before a thread that sleeps for it has been woken up. On a
//! machine that is busy it only takes cores away from others, so that it is left for a while when a thread notices that.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How long who waits for an event, or for the next job, looks before it sleeps: about what an event of some thousand
/// photons takes, to which the awakening of its threads, one after another, would add as much.
pub const SHORT: Duration = Duration::from_micros(200);
/// A thread that was not running for so long had its core taken away.
const GONE: Duration = Duration::from_micros(20);
/// For how long nobody looks then.
const PAUSE: Duration = Duration::from_millis(100);
/// Cores that are left to others.
const SPARE: usize = 2;

/// Microseconds since the first call.
fn now() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_micros() as u64
}

static LOOKING: AtomicUsize = AtomicUsize::new(0);
static BUSY_UNTIL: AtomicU64 = AtomicU64::new(0);

fn most() -> usize {
    static MOST: OnceLock<usize> = OnceLock::new();
    *MOST.get_or_init(|| {
        std::thread::available_parallelism().map_or(1, std::num::NonZero::get).saturating_sub(SPARE)
    })
}

/// Waits awake until `ready`, `time` at most, and says whether it is; only looks once where the machine has no core
/// for that.
pub fn look(time: Duration, ready: impl Fn() -> bool) -> bool {
    if ready() {
        return true;
    }
    if BUSY_UNTIL.load(Ordering::Relaxed) > now() {
        return false;
    }
    let others = LOOKING.fetch_add(1, Ordering::Relaxed);
    let found = others < most() && keep_looking(time, ready);
    LOOKING.fetch_sub(1, Ordering::Relaxed);
    found
}

fn keep_looking(time: Duration, ready: impl Fn() -> bool) -> bool {
    let start = Instant::now();
    let mut last = start;
    loop {
        std::hint::spin_loop();
        if ready() {
            return true;
        }
        let time_now = Instant::now();
        if time_now - last > GONE {
            BUSY_UNTIL.store(now() + PAUSE.as_micros() as u64, Ordering::Relaxed);
            return ready();
        }
        if time_now - start >= time {
            return false;
        }
        last = time_now;
    }
}

/// Whether threads look at present, so that one need not be woken up.
pub fn may_look() -> bool {
    most() > 0 && BUSY_UNTIL.load(Ordering::Relaxed) <= now()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn what_comes_soon_is_found_and_what_does_not_is_given_up() {
        assert!(look(Duration::ZERO, || true));
        let start = Instant::now();
        assert!(!look(Duration::from_micros(100), || false));
        assert!(start.elapsed() < Duration::from_secs(5));
        let calls = Cell::new(0);
        let third = || {
            calls.set(calls.get() + 1);
            calls.get() >= 3
        };
        assert_eq!(look(Duration::from_secs(1), third), calls.get() >= 3);
        assert_eq!(LOOKING.load(Ordering::Relaxed), 0);
    }
}
