//! The library's allocator: the system's, and where that has no more memory, for requests that cannot
//! fail, the reserve and what is held. The way that all requests take costs one comparison more.

use super::{FALLIBLE, hold, reserve};
use std::alloc::{GlobalAlloc, Layout, System};

struct Allocator;

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

/// Requests up to this size are served by the reserve first: what is held would be given back in parts much larger.
const SMALL: usize = 1 << 16;

// SAFETY: memory is the system's or the reserve's, which are told apart by its address.
unsafe impl GlobalAlloc for Allocator {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the same conditions.
        let got = unsafe { System.alloc(layout) };
        if got.is_null() { elsewhere(layout) } else { got }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the same conditions.
        let got = unsafe { System.alloc_zeroed(layout) };
        if !got.is_null() {
            return got;
        }
        let got = elsewhere(layout);
        if !got.is_null() {
            // SAFETY: so many bytes are there.
            unsafe { got.write_bytes(0, layout.size()) };
        }
        got
    }

    #[inline]
    unsafe fn dealloc(&self, address: *mut u8, layout: Layout) {
        if reserve::contains(address) {
            return reserve::give_back(address, layout.size());
        }
        // SAFETY: the system gave it, with that layout.
        unsafe { System.dealloc(address, layout) }
    }

    #[inline]
    unsafe fn realloc(&self, address: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if !reserve::contains(address) {
            // SAFETY: the system gave it, with that layout.
            let got = unsafe { System.realloc(address, layout, size) };
            if !got.is_null() {
                return got;
            }
        }
        // SAFETY: the same conditions.
        unsafe { moved(self, address, layout, size) }
    }
}

/// # Safety
/// As for `realloc`.
#[cold]
unsafe fn moved(allocator: &Allocator, address: *mut u8, layout: Layout, size: usize) -> *mut u8 {
    // SAFETY: `size` is as for `realloc`; both blocks are as large as their layouts.
    unsafe {
        let to = allocator.alloc(Layout::from_size_align_unchecked(size, layout.align()));
        if !to.is_null() {
            to.copy_from_nonoverlapping(address, size.min(layout.size()));
            allocator.dealloc(address, layout);
        }
        to
    }
}

/// Memory for a request that the system could not serve.
#[cold]
#[inline(never)]
fn elsewhere(layout: Layout) -> *mut u8 {
    if FALLIBLE.get() {
        return std::ptr::null_mut();
    }
    if layout.size() <= SMALL {
        let got = reserve::take(layout);
        if !got.is_null() {
            return got;
        }
    }
    // SAFETY: a layout that was asked for is not of size 0.
    let got = hold::draw(layout.size(), || unsafe { System.alloc(layout) });
    if !got.is_null() || layout.size() <= SMALL { got } else { reserve::take(layout) }
}
