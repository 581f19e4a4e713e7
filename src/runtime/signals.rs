//! Signals are the program's: threads of the library take none.

/// Runs `start`, which starts threads, so that they have all signals blocked; a signal to the process is
/// then handled by one of the program's own threads, whose code expects it. Those that a fault of a
/// thread itself raises, or a profiler's clock, stay as they are: their handlers are to see the thread.
#[cfg(unix)]
pub fn quiet<T>(start: impl FnOnce() -> T) -> T {
    /// Puts the caller's mask back, in an unwinding too.
    struct Mask(libc::sigset_t);
    impl Drop for Mask {
        fn drop(&mut self) {
            // SAFETY: a mask that was in use.
            unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &raw const self.0, std::ptr::null_mut()) };
        }
    }
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
    use super::quiet;

    fn blocked() -> u64 {
        let status = std::fs::read_to_string("/proc/thread-self/status").expect("proc");
        let line = status.lines().find_map(|line| line.strip_prefix("SigBlk:")).expect("mask");
        u64::from_str_radix(line.trim(), 16).expect("hexadecimal")
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
