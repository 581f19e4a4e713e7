//! Address space that a phase of work has taken in advance. Nothing is written to it; when the system
//! has no more memory for a request of that phase, part of it is given back to the system, and the
//! request is made again.

use super::short;
use super::spin::Spin;
use crate::Result;
use crate::words::one_or_many;
use std::fmt::Display;

/// Address and bytes of what is held; 0 bytes: nothing.
#[derive(Clone, Copy)]
struct Held {
    address: usize,
    bytes: usize,
}

const NOTHING: Held = Held { address: 0, bytes: 0 };
/// Phases at a time; more of them check that they could hold what they ask for, and go on without.
const MOST: usize = 64;

static ALL: Spin<[Held; MOST]> = Spin::new([NOTHING; MOST]);

/// So much is given back for a request besides its own bytes: the C library asks for parts of a MiB.
const SLACK: usize = 2 << 20;
/// Less than this is left to the reserve.
const LEAST: usize = 1 << 18;
const PAGE: usize = 1 << 16;

/// What a phase of work holds, until dropped.
#[derive(Debug)]
pub(crate) struct Hold(Option<usize>);

/// Takes `bytes` of address space, for a phase of work that needs so much at most by requests that
/// cannot fail. Fails where the system does not give them; `what` names the work.
pub(crate) fn hold(bytes: u64, what: impl Display) -> Result<Hold> {
    let asked = usize::try_from(bytes).unwrap_or(usize::MAX / 2);
    if asked < LEAST {
        return Ok(Hold(None));
    }
    let bytes = asked.next_multiple_of(PAGE);
    let address = map(bytes).ok_or_else(|| short(asked, 1, &what))?;
    if let Some(mut all) = ALL.lock()
        && let Some(place) = all.iter().position(|held| held.address == 0)
    {
        all[place] = Held { address, bytes };
        return Ok(Hold(Some(place)));
    }
    unmap(address, bytes);
    Ok(Hold(None))
}

impl Drop for Hold {
    fn drop(&mut self) {
        let Some(place) = self.0 else { return };
        if let Some(mut all) = ALL.lock() {
            let Held { address, bytes } = std::mem::replace(&mut all[place], NOTHING);
            unmap(address, bytes);
        }
    }
}

/// Makes a request of `bytes` again after each part of what is held that is given back for it.
pub(super) fn draw(bytes: usize, request: impl Fn() -> *mut u8) -> *mut u8 {
    let Some(mut all) = ALL.lock() else { return std::ptr::null_mut() };
    let part = bytes.saturating_add(SLACK).checked_next_multiple_of(PAGE).unwrap_or(usize::MAX);
    for held in all.iter_mut() {
        while held.bytes > 0 {
            let part = part.min(held.bytes);
            held.bytes -= part;
            unmap(held.address + held.bytes, part);
            let got = request();
            if !got.is_null() {
                return got;
            }
        }
    }
    std::ptr::null_mut()
}

#[cfg(unix)]
fn map(bytes: usize) -> Option<usize> {
    // Where all memory is accounted for, so is this; elsewhere it is a matter of address space.
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE;
    let protection = libc::PROT_READ | libc::PROT_WRITE;
    // SAFETY: a new mapping, which nothing refers to.
    let got = unsafe { libc::mmap(std::ptr::null_mut(), bytes, protection, flags, -1, 0) };
    (got != libc::MAP_FAILED).then(|| got.addr())
}

#[cfg(unix)]
fn unmap(address: usize, bytes: usize) {
    if bytes > 0 {
        // SAFETY: part of a mapping of ours that nothing refers to.
        unsafe { libc::munmap(std::ptr::without_provenance_mut(address), bytes) };
    }
}

#[cfg(not(unix))]
fn map(bytes: usize) -> Option<usize> {
    let mut probe: Vec<u8> = Vec::new();
    super::fallibly(|| probe.try_reserve_exact(bytes)).is_ok().then_some(PAGE)
}

#[cfg(not(unix))]
fn unmap(_: usize, _: usize) {}

/// Fails where the system has no room for so many threads' stacks and for what the C library asks for as a
/// thread begins: it ends the process where it has none for that.
pub(crate) fn room_for_threads(count: usize) -> Result<()> {
    /// Bytes of a stack, as the standard library makes it, its guard, and a thread's own objects.
    const EACH: usize = (2 << 20) + (64 << 10);
    let bytes = count.saturating_mul(EACH).saturating_add(SLACK);
    let noun = one_or_many(count, ["thread", "threads"]);
    hold(bytes as u64, format_args!("{count} {noun}")).map(drop)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// The only test that draws: holds are the process's.
    #[test]
    fn held_address_space_is_given_back_in_parts() {
        let held = hold(64 << 20, "test").unwrap();
        let place = held.0.expect("64 MiB are held");
        let bytes = || ALL.lock().unwrap()[place].bytes;
        assert_eq!(bytes(), 64 << 20);
        let one = Box::into_raw(Box::new(1_u8));
        assert_eq!(draw(10 << 20, || one), one);
        assert_eq!(bytes(), 52 << 20);
        let tries = std::cell::Cell::new(0);
        let never = || {
            tries.set(tries.get() + 1);
            std::ptr::null_mut()
        };
        assert!(draw(20 << 20, never).is_null());
        assert_eq!((tries.get(), bytes()), (3, 0)); // 22, 22 and 8 MiB
        drop(held);
        assert_eq!(ALL.lock().unwrap()[place].address, 0);
        // SAFETY: from a box, above.
        drop(unsafe { Box::from_raw(one) });
        let error = hold(1 << 60, "a commit").unwrap_err();
        assert_eq!(error.to_string(), format!("a commit: {} bytes cannot be had", 1_u64 << 60));
    }
}
