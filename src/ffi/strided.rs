//! Arrays from C whose entries lie a stride apart.

use super::arguments;
use crate::words;
use crate::{Error, Result, memory};

/// Checks an array of `count` entries of N values that begin `stride` bytes apart (0: no gaps);
/// gives the stride. The array may be NULL only where `count` is 0.
pub(super) fn check<T, const N: usize>(
    pointer: *const T,
    stride: usize,
    count: u64,
    what: &str,
) -> Result<usize> {
    let entry = size_of::<[T; N]>();
    let stride = if stride == 0 { entry } else { stride };
    if count == 0 {
        return Ok(stride);
    }
    arguments::aligned(pointer, what)?;
    if stride < entry || stride % align_of::<T>() != 0 {
        return Err(Error::argument(format!(
            "{what}: the stride is {}; a multiple of {} of at least {entry}, or 0 for no gaps, is needed",
            words::count(stride, "byte"),
            align_of::<T>()
        )));
    }
    if count.checked_mul(stride as u64).is_none_or(|bytes| bytes > isize::MAX as u64) {
        return Err(Error::argument(format!("{what}: {count} entries exceed the address space")));
    }
    Ok(stride)
}

/// Copies an array of `count` entries of N values that begin `stride` bytes apart (0: no gaps).
///
/// # Safety
/// `pointer` is NULL or points to that many readable entries.
pub(super) unsafe fn copy<T: Copy, const N: usize>(
    pointer: *const T,
    stride: usize,
    count: u64,
    what: &str,
) -> Result<Vec<[T; N]>> {
    let stride = check::<T, N>(pointer, stride, count, what)?;
    let count = count as usize;
    let mut out = memory::room(count, what)?;
    // SAFETY: checked above; the caller guarantees the memory.
    out.extend((0..count).map(|i| unsafe { pointer.byte_add(i * stride).cast::<[T; N]>().read() }));
    Ok(out)
}
