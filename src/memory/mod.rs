//! Memory that may not be there.
//!
//! What grows with a caller's data is asked for by the functions here, which fail with
//! [`Error::OutOfMemory`]. What is small, or is asked for by code that cannot fail (standard
//! collections, parallel loops, messages), may draw on a [`reserve`] of the library's own once the
//! system has no more; while much of it is in use [`ready`] refuses to begin anything. Phases of work whose
//! needs can be bounded beforehand [`hold`] as much address space, which such requests may use then.

mod allocator;
mod hold;
mod reserve;
mod spin;

pub(crate) use hold::{hold, room_for_threads};

use crate::{Error, Result};
use std::cell::Cell;
use std::collections::TryReserveError;
use std::fmt::Display;

/// Bytes of the reserve.
pub const RESERVE: usize = reserve::SIZE;

thread_local! {
    /// Whether the calling thread can do without what it asks for.
    static FALLIBLE: Cell<bool> = const { Cell::new(false) };
    /// Requests of lists that it is granted.
    static GRANTED: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// For tests: refuses what lists of the calling thread ask for after so many requests (`usize::MAX`: never).
#[doc(hidden)]
pub fn grant(requests: usize) {
    GRANTED.set(requests);
}

/// Runs a list's request.
pub(crate) fn tried(
    request: impl FnOnce() -> std::result::Result<(), TryReserveError>,
) -> std::result::Result<(), TryReserveError> {
    match GRANTED.get() {
        usize::MAX => fallibly(request),
        0 => Vec::<u8>::new().try_reserve(usize::MAX), // an error, which has no other maker
        left => {
            GRANTED.set(left - 1);
            fallibly(request)
        }
    }
}

/// Runs requests that may fail: these leave the reserve alone.
pub(crate) fn fallibly<T>(request: impl FnOnce() -> T) -> T {
    struct Back(bool);
    impl Drop for Back {
        fn drop(&mut self) {
            FALLIBLE.set(self.0);
        }
    }
    let _back = Back(FALLIBLE.replace(true));
    request()
}

/// Fails while so much of the reserve is in use that the rest should be left to what is under way.
pub(crate) fn ready() -> Result<()> {
    let used = reserve::used();
    if used <= RESERVE / 4 {
        return Ok(());
    }
    Err(Error::OutOfMemory(format!(
        "the system gives no more memory, and {used} bytes of the library's reserve of {RESERVE} are in use"
    )))
}

/// What could not be had: `count` times `size` bytes for `what`.
#[cold]
pub(crate) fn short(count: usize, size: usize, what: impl Display) -> Error {
    match count.checked_mul(size) {
        Some(bytes) if size == 1 => {
            Error::OutOfMemory(format!("{what}: {} cannot be had", crate::words::count(bytes, "byte")))
        }
        Some(bytes) => {
            Error::OutOfMemory(format!("{what}: {bytes} bytes ({count} times {size}) cannot be had"))
        }
        None => Error::OutOfMemory(format!("{what}: {count} times {size} bytes cannot be had")),
    }
}

/// An empty list with room for `count` entries.
pub(crate) fn room<T>(count: usize, what: impl Display) -> Result<Vec<T>> {
    let mut list = Vec::new();
    match tried(|| list.try_reserve_exact(count)) {
        Ok(()) => Ok(list),
        Err(_) => Err(short(count, size_of::<T>(), what)),
    }
}

/// Room for `more` entries at the end of a list that grows step by step.
pub(crate) fn grow<T>(list: &mut Vec<T>, more: usize, what: impl Display) -> Result<()> {
    if list.capacity() - list.len() >= more {
        return Ok(());
    }
    // Twice the length spares copies; where that much cannot be had, what is needed may.
    if tried(|| list.try_reserve(more).or_else(|_| list.try_reserve_exact(more))).is_err() {
        return Err(short(list.len().saturating_add(more), size_of::<T>(), what));
    }
    Ok(())
}

/// Adds an entry to a list.
pub(crate) fn push<T>(list: &mut Vec<T>, entry: T, what: impl Display) -> Result<()> {
    grow(list, 1, what)?;
    list.push(entry);
    Ok(())
}

/// A copy of a list.
pub(crate) fn copied<T: Copy>(from: &[T], what: impl Display) -> Result<Vec<T>> {
    let mut list = room(from.len(), what)?;
    list.extend_from_slice(from);
    Ok(list)
}

/// A list of equal entries.
pub(crate) fn filled<T: Clone>(entry: T, count: usize, what: impl Display) -> Result<Vec<T>> {
    let mut list = room(count, what)?;
    list.resize(count, entry);
    Ok(list)
}

/// What an iterator of known length gives.
pub(crate) fn collected<T>(from: impl ExactSizeIterator<Item = T>, what: impl Display) -> Result<Vec<T>> {
    let mut list = room(from.len(), what)?;
    list.extend(from);
    Ok(list)
}

/// What a parallel iterator of known length gives.
pub(crate) fn collected_by_all<T: Send>(
    from: impl rayon::iter::IndexedParallelIterator<Item = T>,
    what: impl Display,
) -> Result<Vec<T>> {
    let mut list = room(from.len(), what)?;
    from.collect_into_vec(&mut list); // which has the room
    Ok(list)
}

/// Zeros.
pub(crate) fn zeroed<T: bytemuck::Zeroable>(count: usize, what: impl Display) -> Result<Box<[T]>> {
    fallibly(|| bytemuck::allocation::try_zeroed_slice_box(count))
        .map_err(|()| short(count, size_of::<T>(), what))
}

/// A copy of a text.
pub(crate) fn text(from: &str, what: impl Display) -> Result<String> {
    let mut text = String::new();
    tried(|| text.try_reserve_exact(from.len())).map_err(|_| short(from.len(), 1, what))?;
    text.push_str(from);
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_had_is_an_error_with_the_bytes() {
        let error = room::<[f32; 3]>(1 << 58, "config->vertices").unwrap_err();
        assert!(matches!(error, Error::OutOfMemory(_)));
        let bytes = 12_usize << 58;
        assert_eq!(
            error.to_string(),
            format!("config->vertices: {bytes} bytes ({} times 12) cannot be had", 1_usize << 58)
        );
        let error = filled(0_u64, usize::MAX / 2, "x").unwrap_err();
        assert_eq!(error.to_string(), format!("x: {} times 8 bytes cannot be had", usize::MAX / 2));
        let mut list = vec![1_u8; 3];
        assert!(grow(&mut list, usize::MAX - 3, "list").is_err());
        assert_eq!(list, [1; 3]);
        assert!(zeroed::<u64>(1 << 59, "zeros").is_err());
        assert!(!FALLIBLE.get());
    }

    #[test]
    fn what_can_be_had_is_what_was_asked_for() {
        let mut list = copied(&[1, 2, 3], "").unwrap();
        push(&mut list, 4, "").unwrap();
        assert_eq!(list, [1, 2, 3, 4]);
        assert_eq!(collected((0..5).map(|i| i * i), "").unwrap(), [0, 1, 4, 9, 16]);
        assert_eq!(filled(7_u8, 2, "").unwrap(), [7, 7]);
        assert_eq!(text("ab", "").unwrap(), "ab");
        assert_eq!(&*zeroed::<u32>(2, "").unwrap(), [0, 0]);
        use rayon::iter::{IntoParallelIterator, ParallelIterator};
        assert_eq!(collected_by_all((0..1000).into_par_iter().map(|i| 2 * i), "").unwrap()[999], 1998);
    }
}
