//! A thread that does something every so often, until it is stopped.

use super::message::prepare_thread;
use super::panic::panic_text;
use super::signals::quiet;
use super::workers::become_worker;
use super::{floats, process};
use crate::{Error, Result, memory};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

#[derive(Default)]
struct State {
    begun: bool,
    stopped: bool,
    /// To be done at once.
    due: bool,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Waits for the next time, which without an interval is when it is woken; false when it is to stop.
    fn next(&self, interval: Option<Duration>) -> bool {
        let mut state = self.lock();
        let until = interval.map(|interval| Instant::now() + interval);
        loop {
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            if state.stopped {
                return false;
            }
            if std::mem::take(&mut state.due) || left == Some(Duration::ZERO) {
                return true;
            }
            state = match left {
                Some(left) => self.changed.wait_timeout(state, left).unwrap_or_else(|e| e.into_inner()).0,
                None => self.changed.wait(state).unwrap_or_else(|e| e.into_inner()),
            };
        }
    }
}

/// The thread. It is a worker in that it may not wait for events. When this is dropped the work is not running and will
/// not run again, unless the work itself drops it.
pub struct Periodic {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
    /// The process that has the thread.
    process: u32,
}

impl Periodic {
    /// Starts a thread that waits `interval`, does `work`, and so on.
    pub fn start(name: &str, interval: Duration, mut work: impl FnMut() + Send + 'static) -> Result<Self> {
        Self::start_at(name, Some(interval), move || {
            work();
            Some(interval)
        })
    }

    /// Starts a thread that does `work` when it is woken, and again after what that returns; `None`: when it is woken.
    pub fn start_woken(name: &str, work: impl FnMut() -> Option<Duration> + Send + 'static) -> Result<Self> {
        Self::start_at(name, None, work)
    }

    fn start_at(
        name: &str,
        first: Option<Duration>,
        mut work: impl FnMut() -> Option<Duration> + Send + 'static,
    ) -> Result<Self> {
        memory::room_for_threads(1)?;
        let shared = Arc::<Shared>::default();
        let own = Arc::clone(&shared);
        let serve = move || {
            become_worker();
            floats::default_for_thread();
            prepare_thread(); // the work may call the library
            own.lock().begun = true;
            own.changed.notify_all();
            let mut interval = first;
            while own.next(interval) {
                match catch_unwind(AssertUnwindSafe(&mut work)) {
                    Ok(next) => interval = next,
                    Err(panic) => log::error!("panic in a thread of the library: {}", panic_text(&*panic)),
                }
            }
        };
        let named = std::thread::Builder::new().name(name.to_owned());
        let thread = quiet(|| named.spawn(serve))
            .map_err(|e| Error::OutOfMemory(format!("the thread {name} does not start: {e}")))?;
        let started = Self { shared, thread: Some(thread), process: process::id() };
        // What a thread asks for as it begins would end the process where other requests had taken it.
        let mut state = started.shared.lock();
        while !state.begun {
            state = started.shared.changed.wait(state).unwrap_or_else(|e| e.into_inner());
        }
        drop(state);
        Ok(started)
    }
}

impl Drop for Periodic {
    fn drop(&mut self) {
        let Some(thread) = self.thread.take() else { return };
        if process::id() != self.process {
            std::mem::forget(thread); // of the parent of a fork: there is nothing to join, and the lock may be held
            return;
        }
        self.shared.lock().stopped = true;
        self.shared.changed.notify_all();
        if thread.thread().id() != std::thread::current().id() {
            let _ = thread.join(); // panics of the work were caught
        }
    }
}

/// Does a [`Periodic`]'s work at once; cheap, and held apart from it so that the work's own parts may.
#[derive(Clone)]
pub struct Wake(Arc<Shared>);

impl Wake {
    /// Makes the thread's next time now.
    pub fn now(&self) {
        self.0.lock().due = true;
        self.0.changed.notify_all();
    }
}

impl Periodic {
    /// What makes its next time come at once.
    pub fn wake(&self) -> Wake {
        Wake(Arc::clone(&self.shared))
    }
}

impl std::fmt::Debug for Wake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wake").finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Periodic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Periodic").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
    use std::sync::mpsc;

    #[test]
    fn works_again_and_again_and_never_after_its_end() {
        let count = Arc::new(AtomicU32::new(0));
        let (counted, (tell, told)) = (Arc::clone(&count), mpsc::channel());
        let periodic = Periodic::start("test", Duration::from_millis(1), move || {
            let _ = tell.send(counted.fetch_add(1, SeqCst));
            assert!(counted.load(SeqCst) != 2, "a panic does not end it");
        })
        .expect("a thread");
        let heard: Vec<u32> = told.iter().take(4).collect();
        assert_eq!(heard, [0, 1, 2, 3]);
        drop(periodic);
        let at_end = count.load(SeqCst);
        std::thread::sleep(Duration::from_millis(20));
        assert_eq!(count.load(SeqCst), at_end);
    }

    #[test]
    fn may_wait_to_be_woken() {
        let (mut times, (tell, told)) = (0, mpsc::channel());
        let periodic = Periodic::start_woken("test", move || {
            times += 1;
            let _ = tell.send(times);
            (times % 3 != 0).then_some(Duration::from_millis(1))
        })
        .expect("a thread");
        let pause = Duration::from_millis(20);
        assert!(told.recv_timeout(pause).is_err(), "it was not woken");
        for first in [1, 4] {
            periodic.wake().now();
            assert_eq!(told.iter().take(3).collect::<Vec<i32>>(), [first, first + 1, first + 2]);
            assert!(told.recv_timeout(pause).is_err(), "it waits again");
        }
    }

    #[test]
    fn may_be_woken_and_dropped_by_its_own_work() {
        let place = Arc::new(Mutex::new(None::<Periodic>));
        let (inner, (tell, told)) = (Arc::clone(&place), mpsc::channel());
        let periodic = Periodic::start("test", Duration::from_secs(1000), move || {
            drop(inner.lock().expect("no panic").take());
            let _ = tell.send(());
        })
        .expect("a thread");
        let wake = periodic.wake();
        *place.lock().expect("no panic") = Some(periodic);
        wake.now();
        told.recv().expect("it was woken");
        assert!(told.recv().is_err(), "the work is gone with its thread");
    }
}
