//! Locks that a child of a fork may find held for ever, by a thread that it does not have.

use super::process;
use crate::Error;
use std::sync::{
    Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, TryLockError, TryLockResult,
};
use std::time::{Duration, Instant};

/// How long a child waits: its own threads give a lock back much sooner.
const LIMIT: Duration = Duration::from_millis(300);
/// Between two looks.
const PAUSE: Duration = Duration::from_micros(100);

/// The guard, if it can be had now; what a panic has left behind is taken as it is.
fn had<G>(tried: TryLockResult<G>) -> Option<G> {
    match tried {
        Ok(guard) => Some(guard),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

/// Looks again and again, for a limited time.
fn soon<G>(attempt: impl Fn() -> TryLockResult<G>) -> Option<G> {
    let end = Instant::now() + LIMIT;
    loop {
        if let Some(guard) = had(attempt()) {
            return Some(guard);
        }
        if Instant::now() >= end {
            return None;
        }
        std::thread::sleep(PAUSE);
    }
}

fn left_held() -> Error {
    Error::InvalidState(format!(
        "this process ({}) was forked while another thread used what this call needs; it stays in use here",
        process::id()
    ))
}

/// Waits for a lock; in a child for a limited time, after which it unwinds to the call of the C API, which gives the
/// error as its status: [`super::panic::error_of`].
#[cold]
fn contended<G>(
    attempt: impl Fn() -> TryLockResult<G>,
    wait: impl FnOnce() -> Result<G, PoisonError<G>>,
) -> G {
    if !process::is_child() {
        return wait().unwrap_or_else(PoisonError::into_inner);
    }
    soon(attempt).unwrap_or_else(|| std::panic::resume_unwind(Box::new(left_held())))
}

/// Locks a mutex.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    had(mutex.try_lock()).unwrap_or_else(|| contended(|| mutex.try_lock(), || mutex.lock()))
}

/// Locks for reading.
pub fn read<T>(lock: &RwLock<T>) -> RwLockReadGuard<'_, T> {
    had(lock.try_read()).unwrap_or_else(|| contended(|| lock.try_read(), || lock.read()))
}

/// Locks for writing.
pub fn write<T>(lock: &RwLock<T>) -> RwLockWriteGuard<'_, T> {
    had(lock.try_write()).unwrap_or_else(|| contended(|| lock.try_write(), || lock.write()))
}

/// Locks a mutex, where that is not left held by a fork; does not unwind.
pub fn lock_unless_left<T>(mutex: &Mutex<T>) -> Option<MutexGuard<'_, T>> {
    match had(mutex.try_lock()) {
        None if process::is_child() => soon(|| mutex.try_lock()),
        None => Some(mutex.lock().unwrap_or_else(PoisonError::into_inner)),
        guard => guard,
    }
}

/// As [`lock_unless_left`], for reading.
pub fn read_unless_left<T>(lock: &RwLock<T>) -> Option<RwLockReadGuard<'_, T>> {
    match had(lock.try_read()) {
        None if process::is_child() => soon(|| lock.try_read()),
        None => Some(lock.read().unwrap_or_else(PoisonError::into_inner)),
        guard => guard,
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use crate::runtime::panic::error_of;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::mpsc::channel;

    /// Runs `body` in a child that is forked while another thread holds both locks; whether it gave true.
    fn in_child(body: impl FnOnce(&Mutex<u8>, &RwLock<u8>) -> bool) -> bool {
        process::id();
        let (mutex, lock) = (Mutex::new(1), RwLock::new(2));
        let ((tell, told), (end, ended)) = (channel(), channel::<()>());
        std::thread::scope(|scope| {
            let (held, locked) = (&mutex, &lock);
            scope.spawn(move || {
                let _held = (held.lock(), locked.write());
                tell.send(()).expect("heard");
                let _ = ended.recv();
            });
            told.recv().expect("told");
            // SAFETY: the child calls what needs no other thread, and ends.
            let child = unsafe { libc::fork() };
            if child == 0 {
                let good = catch_unwind(AssertUnwindSafe(|| body(&mutex, &lock))).unwrap_or(false);
                // SAFETY: ends the child, without what the parent does at its end.
                unsafe { libc::_exit((!good).into()) };
            }
            drop(end);
            let mut status = -1;
            // SAFETY: a child of ours, and a writable place.
            assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
            status == 0
        })
    }

    #[test]
    fn a_child_gets_an_error_for_what_was_held_at_its_fork() {
        assert!(in_child(|mutex, lock| {
            let start = Instant::now();
            let told = |attempt: &dyn Fn()| match catch_unwind(AssertUnwindSafe(attempt)) {
                Err(payload) => error_of(payload).to_string().contains("was forked while another thread"),
                Ok(()) => false,
            };
            told(&|| drop(super::lock(mutex)))
                && told(&|| drop(read(lock)))
                && told(&|| drop(write(lock)))
                && lock_unless_left(mutex).is_none()
                && read_unless_left(lock).is_none()
                && start.elapsed() < 6 * LIMIT
        }));
    }

    #[test]
    fn others_wait_their_turn() {
        let mutex = Mutex::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..1000).for_each(|_| *super::lock(&mutex) += 1));
            }
        });
        assert_eq!(*lock_unless_left(&mutex).expect("no fork"), 4000);
        let lock = RwLock::new(5);
        assert_eq!((*read(&lock), read_unless_left(&lock).map(|value| *value)), (5, Some(5)));
        *write(&lock) = 6;
        assert_eq!(*read(&lock), 6);
    }
}
