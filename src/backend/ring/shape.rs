//! How large a queue is, and where the parts of its memory lie.

use crate::layout::QueueMemory;
use crate::words::count;
use crate::{Error, Result};

/// Most items of a queue.
pub const LARGEST_CAPACITY: u64 = 1 << 30;
/// Fewest bytes of an item.
pub const SMALLEST_ITEM: u32 = 4;
/// Most bytes of an item.
pub const LARGEST_ITEM: u32 = 256;
/// Bytes of the counters (include/chroma2/device/layout.cuh).
pub const CONTROL_BYTES: usize = 640;

/// Parts begin at multiples of this.
pub const ALIGNMENT: usize = 256;

/// A queue's size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Items that it holds: a power of two.
    pub capacity: u64,
    /// Items that were asked for.
    pub asked: u64,
    /// Bytes of an item.
    pub item_size: u32,
}

impl Shape {
    /// Refuses what no queue can be.
    pub fn new(asked: u64, item_size: u32) -> Result<Self> {
        if !(1..=LARGEST_CAPACITY).contains(&asked) {
            return Err(Error::argument(format!(
                "capacity is {asked} items; 1 to {LARGEST_CAPACITY} are allowed"
            )));
        }
        if !(SMALLEST_ITEM..=LARGEST_ITEM).contains(&item_size) {
            return Err(Error::argument(format!(
                "item_size is {}; {SMALLEST_ITEM} to {LARGEST_ITEM} are allowed",
                count(item_size, "byte")
            )));
        }
        Ok(Self { capacity: asked.next_power_of_two(), asked, item_size })
    }

    /// Bytes from one item to the next in the ring.
    fn stride(&self) -> usize {
        self.item_size.next_multiple_of(4) as usize
    }

    fn turns_at(extra: usize) -> usize {
        (CONTROL_BYTES + extra).next_multiple_of(ALIGNMENT)
    }

    /// Bytes at the front that are 0 at first: the counters, `extra` bytes of the backend's own, the turns.
    pub fn cleared(&self, extra: usize) -> usize {
        Self::turns_at(extra) + self.capacity as usize * size_of::<u32>()
    }

    fn items_at(&self, extra: usize) -> usize {
        self.cleared(extra).next_multiple_of(ALIGNMENT)
    }

    /// Bytes in all.
    pub fn bytes(&self, extra: usize) -> usize {
        self.items_at(extra) + self.capacity as usize * self.stride()
    }

    /// A queue in memory of [`Shape::bytes`] bytes; the `extra` bytes follow the counters.
    pub fn at(&self, start: *mut u8, extra: usize) -> QueueMemory {
        QueueMemory {
            control: start.cast(),
            turns: start.wrapping_add(Self::turns_at(extra)).cast(),
            items: start.wrapping_add(self.items_at(extra)).cast(),
            capacity: self.capacity,
            capacity_log2: self.capacity.trailing_zeros(),
            item_size: self.item_size,
        }
    }
}
