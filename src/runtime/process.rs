//! The number of the process, without a system call each time: one takes longer than all else that a small
//! call of the C API does.

use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, Ordering};

/// Where the number is kept; NULL before it is first asked for. A fork clears it for the child.
static KEPT: AtomicPtr<AtomicU32> = AtomicPtr::new(std::ptr::null_mut());
/// The system has no memory that forks clear.
static NOT_KEPT: AtomicBool = AtomicBool::new(false);
/// The process that was asked for its number first; 0: none was.
static FIRST: AtomicU32 = AtomicU32::new(0);

/// Whether this process was forked from one that had begun to use the library.
pub fn is_child() -> bool {
    let first = FIRST.load(Ordering::Relaxed);
    first != 0 && first != id()
}

/// The number of this process, after a fork too.
pub fn id() -> u32 {
    // SAFETY: NULL, or a word that stays.
    let kept = unsafe { KEPT.load(Ordering::Acquire).as_ref() };
    match kept.map(|word| word.load(Ordering::Relaxed)) {
        Some(id) if id != 0 => id,
        _ => ask(),
    }
}

#[cold]
fn ask() -> u32 {
    let id = std::process::id();
    let _ = FIRST.compare_exchange(0, id, Ordering::Relaxed, Ordering::Relaxed);
    let mut kept = KEPT.load(Ordering::Acquire);
    if kept.is_null() && !NOT_KEPT.load(Ordering::Relaxed) {
        // No lock: a fork could find it held by a thread that the child does not have.
        match cleared_by_forks() {
            Some(made) => match KEPT.compare_exchange(kept, made, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => kept = made,
                Err(other) => kept = other, // another thread was first; this page stays unused
            },
            None => NOT_KEPT.store(true, Ordering::Relaxed),
        }
    }
    // SAFETY: as above.
    if let Some(word) = unsafe { kept.as_ref() } {
        word.store(id, Ordering::Relaxed);
    }
    id
}

/// A word on a page of its own that is 0 again in a forked process, whichever way it was forked.
#[cfg(target_os = "linux")]
fn cleared_by_forks() -> Option<*mut AtomicU32> {
    use libc::{MADV_WIPEONFORK, MAP_ANONYMOUS, MAP_FAILED, MAP_PRIVATE, PROT_READ, PROT_WRITE};
    // SAFETY: a new mapping; advice on it alone.
    unsafe {
        let bytes = usize::try_from(libc::sysconf(libc::_SC_PAGESIZE)).ok()?;
        let (access, flags) = (PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS);
        let page = libc::mmap(std::ptr::null_mut(), bytes, access, flags, -1, 0);
        if page == MAP_FAILED {
            return None;
        }
        // Some emulators take any advice and follow none: one that there is not must be refused.
        let honest = libc::madvise(page, bytes, -1) != 0;
        if honest && libc::madvise(page, bytes, MADV_WIPEONFORK) == 0 {
            return Some(page.cast());
        }
        libc::munmap(page, bytes);
        None
    }
}

#[cfg(not(target_os = "linux"))]
fn cleared_by_forks() -> Option<*mut AtomicU32> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    /// Whether a child that `fork` makes knows its own number.
    fn known_to_child(fork: impl FnOnce() -> libc::pid_t) -> bool {
        let parent = id();
        let child = fork();
        assert!(child >= 0, "no process");
        if child == 0 {
            // SAFETY: these are safe in a child of a process with threads.
            unsafe {
                let own = libc::getpid() as u32;
                libc::_exit((id() != own || id() != own || own == parent || !is_child()).into());
            }
        }
        let mut status = -1;
        // SAFETY: a child of ours, and a writable place.
        assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
        status == 0
    }

    #[test]
    fn a_child_knows_its_number_however_it_was_forked() {
        assert_eq!(id(), std::process::id());
        assert_eq!(id(), std::process::id());
        assert!(!is_child());
        assert!(!KEPT.load(Ordering::Acquire).is_null() || NOT_KEPT.load(Ordering::Relaxed));
        // SAFETY: the child calls what is safe there and ends.
        assert!(known_to_child(|| unsafe { libc::fork() }));
        // SAFETY: as above; without the C library, which tells none of its handlers.
        let raw = || unsafe { libc::syscall(libc::SYS_clone, libc::SIGCHLD, 0, 0, 0, 0) };
        assert!(known_to_child(|| raw() as libc::pid_t));
        assert_eq!(id(), std::process::id());
    }
}
