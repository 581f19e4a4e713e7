//! A block of the library's own for small requests that the system has no memory for. It is part of the
//! library's zeroed data: pages of it that were never used take address space only. What is given
//! back to it can be used again.

use super::spin::Spin;
use std::alloc::Layout;
use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Bytes.
pub(super) const SIZE: usize = 4 << 20;
/// Bytes of a unit that is in use or not.
const GRAIN: usize = 128;
const GRAINS: usize = SIZE / GRAIN;
/// Larger requests are not served: they would take too much at once.
pub(super) const LARGEST: usize = SIZE / 4;

#[repr(align(4096))]
struct Block(UnsafeCell<[u8; SIZE]>);
// SAFETY: each part is used by whoever it was given to.
unsafe impl Sync for Block {}

static BLOCK: Block = Block(UnsafeCell::new([0; SIZE]));
static MAP: Spin<Map> = Spin::new(Map { words: [0; GRAINS / 64] });
static USED: AtomicUsize = AtomicUsize::new(0);

/// Which grains are in use.
struct Map {
    words: [u64; GRAINS / 64],
}

impl Map {
    fn is_used(&self, grain: usize) -> bool {
        self.words[grain / 64] >> (grain % 64) & 1 != 0
    }

    fn mark(&mut self, first: usize, count: usize, used: bool) {
        for grain in first..first + count {
            let bit = 1 << (grain % 64);
            match used {
                true => self.words[grain / 64] |= bit,
                false => self.words[grain / 64] &= !bit,
            }
        }
    }

    /// The first grain of `count` free ones in a row, a multiple of `step`.
    fn find(&self, count: usize, step: usize) -> Option<usize> {
        let mut first = 0;
        while first + count <= GRAINS {
            match (first..first + count).rev().find(|&grain| self.is_used(grain)) {
                None => return Some(first),
                Some(used) => first = (used + 1).next_multiple_of(step),
            }
            if first.is_multiple_of(64) {
                // Whole words in use are passed over at once.
                while self.words.get(first / 64) == Some(&u64::MAX) {
                    first = (first + 64).next_multiple_of(step);
                }
            }
        }
        None
    }
}

fn start() -> usize {
    BLOCK.0.get().addr()
}

fn grains(size: usize) -> usize {
    size.div_ceil(GRAIN).max(1)
}

/// Bytes in use.
pub(super) fn used() -> usize {
    USED.load(Ordering::Relaxed) * GRAIN
}

/// Whether an address lies in the block.
#[inline(always)]
pub(super) fn contains(address: *mut u8) -> bool {
    address.addr().wrapping_sub(start()) < SIZE
}

/// Memory of that layout; NULL where there is not enough in a row.
pub(super) fn take(layout: Layout) -> *mut u8 {
    if layout.size() > LARGEST || layout.align() > 4096 {
        return std::ptr::null_mut();
    }
    let count = grains(layout.size());
    let Some(mut map) = MAP.lock() else { return std::ptr::null_mut() };
    let Some(first) = map.find(count, layout.align().div_ceil(GRAIN)) else { return std::ptr::null_mut() };
    map.mark(first, count, true);
    USED.fetch_add(count, Ordering::Relaxed);
    BLOCK.0.get().cast::<u8>().wrapping_add(first * GRAIN)
}

/// Gives back what [`take`] gave for a request of `size` bytes.
pub(super) fn give_back(address: *mut u8, size: usize) {
    let (first, count) = ((address.addr() - start()) / GRAIN, grains(size));
    if let Some(mut map) = MAP.lock() {
        map.mark(first, count, false);
        USED.fetch_sub(count, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(size: usize, align: usize) -> Layout {
        Layout::from_size_align(size, align).expect("a layout")
    }

    #[test]
    fn parts_are_disjoint_aligned_and_can_be_used_again() {
        let mut parts = Vec::new();
        for (size, align) in [(1, 1), (128, 8), (129, 64), (5000, 4096), (64, 256), (70_000, 16), (0, 1)] {
            let part = take(layout(size, align));
            assert!(!part.is_null() && contains(part));
            assert_eq!(part.addr() % align, 0);
            // SAFETY: so many bytes are ours.
            unsafe { part.write_bytes(parts.len() as u8 + 1, size) };
            parts.push((part, size));
        }
        assert!(used() >= 75_000);
        for (i, &(part, size)) in parts.iter().enumerate() {
            // SAFETY: as above.
            let bytes = unsafe { std::slice::from_raw_parts(part, size) };
            assert!(bytes.iter().all(|&byte| byte == i as u8 + 1));
        }
        assert!(take(layout(LARGEST + 1, 1)).is_null());
        assert!(take(layout(1, 8192)).is_null());
        let first = parts[0].0;
        parts.iter().for_each(|&(part, size)| give_back(part, size));
        assert_eq!(take(layout(1, 1)), first);
        give_back(first, 1);
        assert!(!contains(std::ptr::null_mut()) && !contains((start() + SIZE) as *mut u8));
    }

    #[test]
    fn grains_are_found_until_all_are_in_use() {
        let mut map = Map { words: [0; GRAINS / 64] };
        map.mark(0, 70, true);
        map.mark(72, 1, true);
        assert_eq!((map.find(2, 1), map.find(3, 1), map.find(1, 32)), (Some(70), Some(73), Some(96)));
        assert_eq!(map.find(GRAINS - 73, 1), Some(73));
        assert_eq!(map.find(GRAINS - 72, 1), None);
        map.mark(0, GRAINS, true);
        assert_eq!((map.find(1, 1), map.find(1, 32)), (None, None));
        map.mark(GRAINS - 1, 1, false);
        assert_eq!((map.find(1, 1), map.find(2, 1), map.find(1, 2)), (Some(GRAINS - 1), None, None));
    }
}
