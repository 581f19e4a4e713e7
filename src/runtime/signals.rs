//! Signals are the program's: threads of the library take none.

/// Puts the caller's mask back, in an unwinding too.
#[cfg(unix)]
struct Mask(libc::sigset_t);

#[cfg(unix)]
impl Drop for Mask {
    fn drop(&mut self) {
        // SAFETY: a mask that was in use.
        unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &raw const self.0, std::ptr::null_mut()) };
    }
}

/// Runs a write to a file or pipe, so that SIGXFSZ and SIGPIPE, which the system raises in the thread besides the error that
/// the write gives, do not come to the program. Those that the program had pending stay.
#[cfg(unix)]
pub fn without_write_signals<T>(write: impl FnOnce() -> T) -> T {
    // SAFETY: sets on this stack; the calls only fail for arguments that these are not.
    unsafe {
        let (mut ours, mut before, mut pending): (libc::sigset_t, libc::sigset_t, libc::sigset_t) =
            std::mem::zeroed();
        libc::sigemptyset(&raw mut ours);
        libc::sigpending(&raw mut pending);
        for signal in [libc::SIGXFSZ, libc::SIGPIPE] {
            if libc::sigismember(&raw const pending, signal) == 0 {
                libc::sigaddset(&raw mut ours, signal);
            }
        }
        libc::pthread_sigmask(libc::SIG_BLOCK, &raw const ours, &raw mut before);
        let mask = Mask(before);
        let result = write();
        take_pending(&ours);
        drop(mask);
        result
    }
}

/// Takes signals of a set that are pending, and blocked.
#[cfg(unix)]
fn take_pending(set: &libc::sigset_t) {
    // SAFETY: as above.
    unsafe {
        let mut pending: libc::sigset_t = std::mem::zeroed();
        libc::sigpending(&raw mut pending);
        for signal in [libc::SIGXFSZ, libc::SIGPIPE] {
            if libc::sigismember(set, signal) == 1 && libc::sigismember(&raw const pending, signal) == 1 {
                let mut taken = 0;
                let mut one: libc::sigset_t = std::mem::zeroed();
                libc::sigemptyset(&raw mut one);
                libc::sigaddset(&raw mut one, signal);
                libc::sigwait(&raw const one, &raw mut taken); // which is there: returns at once
            }
        }
    }
}

/// Runs a write: there are no signals here.
#[cfg(not(unix))]
pub fn without_write_signals<T>(write: impl FnOnce() -> T) -> T {
    write()
}

/// Runs `start`, which starts threads, so that they have all signals blocked; a signal to the process is
/// then handled by one of the program's own threads, whose code expects it. Those that a fault of a
/// thread itself raises, or a profiler's clock, stay as they are: their handlers are to see the thread.
#[cfg(unix)]
pub fn quiet<T>(start: impl FnOnce() -> T) -> T {
    let own = [
        libc::SIGSEGV,
        libc::SIGBUS,
        libc::SIGFPE,
        libc::SIGILL,
        libc::SIGTRAP,
        libc::SIGABRT,
        libc::SIGSYS,
        libc::SIGPROF,
    ];
    // SAFETY: sets on this stack; both calls only fail for arguments that these are not.
    let _before = unsafe {
        let (mut blocked, mut before) = (std::mem::zeroed(), std::mem::zeroed());
        libc::sigfillset(&raw mut blocked);
        for signal in own {
            libc::sigdelset(&raw mut blocked, signal);
        }
        libc::pthread_sigmask(libc::SIG_BLOCK, &raw const blocked, &raw mut before);
        Mask(before)
    };
    start()
}

/// Runs `start`: there are no signals here.
#[cfg(not(unix))]
pub fn quiet<T>(start: impl FnOnce() -> T) -> T {
    start()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::{quiet, without_write_signals};

    fn blocked() -> u64 {
        let status = std::fs::read_to_string("/proc/thread-self/status").expect("proc");
        let line = status.lines().find_map(|line| line.strip_prefix("SigBlk:")).expect("mask");
        u64::from_str_radix(line.trim(), 16).expect("hexadecimal")
    }

    #[test]
    fn writes_raise_no_signals_and_those_of_the_program_stay() {
        let before = blocked();
        let raised = without_write_signals(|| {
            // SAFETY: raises a signal that is blocked here, as a write does.
            unsafe { libc::raise(libc::SIGXFSZ) + libc::raise(libc::SIGPIPE) }
        });
        assert_eq!((raised, blocked()), (0, before), "and the process goes on");
        // One that the program has blocked and pending is its own, and comes when it lets it.
        quiet(|| {
            // SAFETY: a signal that is blocked here, and then taken.
            unsafe {
                libc::raise(libc::SIGXFSZ);
                without_write_signals(|| ());
                let (mut pending, mut taken) = (std::mem::zeroed(), 0);
                libc::sigpending(&raw mut pending);
                assert_eq!(libc::sigismember(&raw const pending, libc::SIGXFSZ), 1);
                libc::sigemptyset(&raw mut pending);
                libc::sigaddset(&raw mut pending, libc::SIGXFSZ);
                libc::sigwait(&raw const pending, &raw mut taken);
                assert_eq!(taken, libc::SIGXFSZ);
            }
        });
    }

    #[test]
    fn threads_have_signals_blocked_and_the_caller_keeps_its_mask() {
        let before = blocked();
        let inside = quiet(|| std::thread::spawn(blocked)).join().expect("no panic");
        let bit = |signal: i32| 1u64 << (signal - 1);
        for signal in [libc::SIGINT, libc::SIGTERM, libc::SIGALRM, libc::SIGUSR1, libc::SIGCHLD] {
            assert_ne!(inside & bit(signal), 0, "{signal}");
        }
        assert_eq!(inside & (bit(libc::SIGSEGV) | bit(libc::SIGPROF)), 0);
        assert_eq!(blocked(), before);
    }
}
