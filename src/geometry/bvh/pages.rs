//! Memory for large arrays that are read in no order.

use crate::memory;

/// An empty list with room for `capacity` entries. Where it is large, Linux is asked for pages of
/// 2 MiB: with small ones, most reads of a large tree would also miss the translation cache.
pub(crate) fn with_capacity<T>(capacity: usize) -> Vec<T> {
    let mut list: Vec<T> = Vec::new();
    if memory::fallibly(|| list.try_reserve_exact(capacity)).is_err() {
        return list; // it grows as it is filled
    }
    #[cfg(target_os = "linux")]
    advise(list.as_ptr().cast(), capacity * size_of::<T>());
    list
}

/// Smaller arrays gain too little for the memory that they may take.
#[cfg(target_os = "linux")]
const LARGE: usize = 4 << 20;

#[cfg(target_os = "linux")]
fn advise(start: *const u8, bytes: usize) {
    use std::ffi::{c_int, c_void};
    unsafe extern "C" {
        fn madvise(start: *mut c_void, bytes: usize, advice: c_int) -> c_int;
    }
    const MADV_HUGEPAGE: c_int = 14;
    const PAGE: usize = 2 << 20;
    let skip = start.align_offset(PAGE);
    if bytes >= LARGE {
        // SAFETY: whole pages within memory of ours, whose contents stay. Where it fails, pages stay small.
        unsafe {
            madvise(
                start.wrapping_add(skip).cast_mut().cast(),
                bytes.saturating_sub(skip) / PAGE * PAGE,
                MADV_HUGEPAGE,
            )
        };
    }
}
