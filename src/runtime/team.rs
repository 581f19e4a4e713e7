//! Threads that work on one thing together for a moment: a leader, and whichever of a context's workers come to help.

use super::invitation::Work;
use super::panic::panic_text;
use super::turns::Priority;
use super::workers::{Job, Workers};
use crate::{Error, Result};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

/// Set in [`Team::inside`] when nobody may come any more.
const CLOSED: u32 = 1 << 31;

struct Team {
    /// Helpers at work.
    inside: AtomicU32,
    /// Valid as long as it is not closed with nobody inside.
    work: *const (dyn Fn() + Sync),
    failure: Mutex<Option<String>>,
}

// SAFETY: the work may be called from any thread, and is only while the leader waits for that.
unsafe impl Send for Team {}
// SAFETY: as above.
unsafe impl Sync for Team {}

impl Team {
    /// A helper comes; it goes again when there is nothing left to do.
    fn help(&self) {
        if self.inside.fetch_add(1, Ordering::Acquire) & CLOSED == 0 {
            // SAFETY: not closed when this came, and the leader waits for those inside.
            let work = unsafe { &*self.work };
            if let Err(panic) = catch_unwind(AssertUnwindSafe(work)) {
                let mut failure = self.failure.lock().unwrap_or_else(|e| e.into_inner());
                failure.get_or_insert_with(|| panic_text(&*panic));
            }
        }
        self.inside.fetch_sub(1, Ordering::Release);
    }

    fn is_closed(&self) -> bool {
        self.inside.load(Ordering::Relaxed) & CLOSED != 0
    }

    /// Lets nobody in any more, and waits for those inside.
    fn close(&self) {
        self.inside.fetch_or(CLOSED, Ordering::Acquire);
        while self.inside.load(Ordering::Acquire) != CLOSED {
            std::thread::yield_now();
        }
    }
}

/// A call for helpers.
struct Call(Arc<Team>);

impl Job for Call {
    fn run(&self, _: usize) {
        self.0.help();
    }

    fn stopped(&self) -> bool {
        self.0.is_closed()
    }

    fn priority(&self) -> Priority {
        Priority::new(Priority::MOST).unwrap_or_default()
    }

    fn end(self: Box<Self>) {}
}

/// Closes it at the end, whatever the leader does.
struct Open(Arc<Team>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// Leads `work`, which helpers do at the same time: each call of it takes what is left to do and returns when that is
/// nothing. At most `helpers` workers come, none where all are busy. When this returns no helper is at it any more.
pub fn lead<T>(
    workers: &Workers,
    helpers: usize,
    work: &(dyn Fn() + Sync),
    leader: impl FnOnce() -> Result<T>,
) -> Result<T> {
    let work: *const (dyn Fn() + Sync + '_) = work;
    // SAFETY: the same pointer; it is used only while this function runs.
    let work =
        unsafe { std::mem::transmute::<*const (dyn Fn() + Sync + '_), *const (dyn Fn() + Sync)>(work) };
    let team = Arc::new(Team { inside: AtomicU32::new(0), work, failure: Mutex::default() });
    let open = Open(Arc::clone(&team));
    let help = || team.help();
    let invited: *const (dyn Fn() + Sync + '_) = &raw const help;
    // SAFETY: the same pointer; it is used only as long as the place is open.
    let invited = unsafe { std::mem::transmute::<*const (dyn Fn() + Sync + '_), Work>(invited) };
    let (looking, idle) = workers.at_leisure();
    let invites = helpers > 0 && looking > 0;
    // SAFETY: given up below, before what it refers to.
    let opened = invites.then(|| unsafe { workers.invitation().open(invited) }).flatten();
    let missing = helpers.saturating_sub(if opened.is_some() { looking } else { 0 });
    if idle && 2 * missing > helpers {
        let _ = workers.submit(Box::new(Call(Arc::clone(&team))), missing); // without memory for that: without them
    }
    let led = leader();
    drop(opened);
    drop(open);
    let failure = team.failure.lock().unwrap_or_else(|e| e.into_inner()).take();
    match failure {
        Some(text) => Err(Error::Internal(format!("panic in a worker thread: {text}"))),
        None => led,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicU64;
    use std::time::Duration;

    #[test]
    fn all_that_is_to_do_is_done_once_and_nobody_is_at_it_after_the_end() {
        let workers = Workers::new(3).unwrap();
        for round in 0..300 {
            let (next, done, inside) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
            let work = || {
                inside.fetch_add(1, Ordering::SeqCst);
                while next.fetch_add(1, Ordering::SeqCst) < 50 {
                    done.fetch_add(1, Ordering::SeqCst);
                }
                if round % 30 == 0 {
                    std::thread::sleep(Duration::from_millis(1));
                }
                inside.fetch_sub(1, Ordering::SeqCst);
            };
            let led = lead(&workers, round % 4, &work, || {
                work();
                Ok(7)
            });
            assert_eq!((led.unwrap(), done.into_inner(), inside.into_inner()), (7, 50, 0));
        }
    }

    #[test]
    fn a_panic_of_a_helper_is_an_error() {
        let workers = Workers::new(1).unwrap();
        let called = AtomicU64::new(0);
        let work = || {
            called.fetch_add(1, Ordering::SeqCst);
            panic!("on purpose");
        };
        let led = lead(&workers, 1, &work, || {
            while called.load(Ordering::SeqCst) == 0 {
                std::thread::yield_now();
            }
            Ok(())
        });
        assert!(led.unwrap_err().to_string().contains("on purpose"));
    }
}
