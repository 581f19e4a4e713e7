//! The memory of a message queue that its producers, those who work and its consumers share: cells of lone messages, two
//! rings of words, the slots of messages and those of results. On a device it is pinned, and the device reads and writes it where it lies.

use crate::layout::{
    DONE_LAPS, LONE_CELLS, LONE_WORDS, MOST_MESSAGE, MOST_MESSAGE_SLOTS, MessageHead, ResultHead,
};
use crate::{Error, Result};
use std::ffi::c_void;
use std::sync::atomic::AtomicU64;

/// Slots begin at multiples of this: a line of a device's cache.
const LINE: usize = 128;
/// Bytes of words that a backend has for itself, at the begin.
const OWN: usize = 1024;
/// Bytes of a cell of a lone message, and of all these.
const CELL: usize = size_of::<u64>() * LONE_WORDS as usize;
const CELLS: usize = CELL * LONE_CELLS as usize;

/// How large a message queue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Slots, as a power of two.
    pub capacity_log2: u32,
    /// Most bytes of a message.
    pub input_bytes: u32,
    /// Most bytes of a result.
    pub output_bytes: u32,
}

impl Shape {
    /// Refuses what no message queue can be.
    pub fn new(capacity: u64, input_bytes: u32, output_bytes: u32) -> Result<Self> {
        let most = 1u64 << MOST_MESSAGE_SLOTS;
        if !(1..=most).contains(&capacity) {
            return Err(Error::argument(format!(
                "config->capacity is {capacity} slots; 1 to {most} are allowed"
            )));
        }
        for (name, bytes) in [("input_bytes", input_bytes), ("output_bytes", output_bytes)] {
            if !(1..=MOST_MESSAGE).contains(&bytes) {
                return Err(Error::argument(format!(
                    "config->{name} is {bytes}; 1 to {MOST_MESSAGE} are allowed"
                )));
            }
        }
        Ok(Self { capacity_log2: capacity.next_power_of_two().ilog2(), input_bytes, output_bytes })
    }

    /// Slots.
    pub fn capacity(&self) -> usize {
        1 << self.capacity_log2
    }

    /// Words of the ring of completions, as a power of two.
    pub fn done_log2(&self) -> u32 {
        self.capacity_log2 + DONE_LAPS
    }

    /// Bytes from slot to slot of messages, and of results.
    pub fn strides(&self) -> [usize; 2] {
        [
            (size_of::<MessageHead>() + self.input_bytes as usize).next_multiple_of(LINE),
            (size_of::<ResultHead>() + self.output_bytes as usize).next_multiple_of(LINE),
        ]
    }

    /// Where the parts begin: words ready, words done, messages, results; and the end.
    fn parts(&self) -> [usize; 5] {
        let [input, output] = self.strides();
        let ready = OWN + 2 * CELLS;
        let done = ready + (size_of::<u64>() << self.capacity_log2).next_multiple_of(LINE);
        let inputs = done + (size_of::<u64>() << self.done_log2()).next_multiple_of(LINE);
        let outputs = inputs + (input << self.capacity_log2);
        [ready, done, inputs, outputs, outputs + (output << self.capacity_log2)]
    }

    /// Bytes of the whole.
    pub fn bytes(&self) -> usize {
        self.parts()[4]
    }
}

/// The memory of a shape at an address, which is aligned to 128 bytes and all 0 at first.
#[derive(Debug, Clone, Copy)]
pub struct Area {
    start: *mut u8,
    shape: Shape,
    /// As the shape says.
    parts: [usize; 5],
    strides: [usize; 2],
}

// SAFETY: words are atomic; who uses a slot when is said by the protocol of `Exchange`.
unsafe impl Send for Area {}
// SAFETY: as above.
unsafe impl Sync for Area {}

impl Area {
    /// # Safety
    /// There are [`Shape::bytes`] bytes, for as long as this is used.
    pub unsafe fn new(start: *mut u8, shape: Shape) -> Self {
        Self { start, shape, parts: shape.parts(), strides: shape.strides() }
    }

    /// Its size.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    fn place<T>(&self, at: usize) -> *mut T {
        self.start.wrapping_add(at).cast()
    }

    fn word(&self, at: usize) -> &AtomicU64 {
        // SAFETY: aligned, within the memory, and atomic for all who use it.
        unsafe { AtomicU64::from_ptr(self.place(at)) }
    }

    /// One of four words of the backend, each on lines of its own.
    pub fn own(&self, which: usize) -> &AtomicU64 {
        self.word(which % 4 * (OWN / 4))
    }

    /// The word of a message's position.
    pub fn ready(&self, position: u64) -> &AtomicU64 {
        let place = position as usize & (self.shape.capacity() - 1);
        self.word(self.parts[0] + size_of::<u64>() * place)
    }

    /// The word of a completion's position.
    pub fn done(&self, position: u64) -> &AtomicU64 {
        let place = position as usize & ((1 << self.shape.done_log2()) - 1);
        self.word(self.parts[1] + size_of::<u64>() * place)
    }

    /// The cells of a lone message at a position, and of its result.
    pub fn lone(&self, position: u64) -> [&[AtomicU64]; 2] {
        let cell = position as usize % LONE_CELLS as usize;
        [OWN, OWN + CELLS].map(|first| {
            // SAFETY: aligned, within the memory, and atomic for all who use it.
            unsafe {
                std::slice::from_raw_parts(self.place::<AtomicU64>(first + CELL * cell), LONE_WORDS as usize)
            }
        })
    }

    /// What lies before a message.
    pub fn message_head(&self, slot: u32) -> *mut MessageHead {
        self.place(self.parts[2] + slot as usize * self.strides[0])
    }

    /// A message.
    pub fn message(&self, slot: u32) -> *mut c_void {
        self.message_head(slot).wrapping_add(1).cast()
    }

    /// What lies before a result.
    pub fn result_head(&self, slot: u32) -> *mut ResultHead {
        self.place(self.parts[3] + slot as usize * self.strides[1])
    }

    /// The id of the result in a slot, which is there when this is the message's.
    pub fn result_id(&self, slot: u32) -> &AtomicU64 {
        // SAFETY: as for `word`; the first field.
        unsafe { AtomicU64::from_ptr(self.result_head(slot).cast()) }
    }

    /// A result.
    pub fn result(&self, slot: u32) -> *mut c_void {
        self.result_head(slot).wrapping_add(1).cast()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_lie_behind_each_other_on_lines_of_their_own() {
        for (capacity, input, output) in [(1, 1, 1), (3, 256, 8), (4096, 65536, 65536)] {
            let shape = Shape::new(capacity, input, output).unwrap();
            let parts = shape.parts();
            assert!(parts.is_sorted() && parts.iter().all(|part| part % LINE == 0), "{parts:?}");
            assert!(
                shape.capacity() as u64 >= capacity && shape.strides().iter().all(|bytes| bytes % LINE == 0)
            );
            // SAFETY: addresses only.
            let area = unsafe { Area::new(std::ptr::without_provenance_mut(1 << 20), shape) };
            let last = shape.capacity() as u32 - 1;
            let end = |pointer: *mut c_void, bytes: u32| pointer.addr() - (1 << 20) + bytes as usize;
            assert!(end(area.message(last), input) <= parts[3] && end(area.result(last), output) <= parts[4]);
        }
        for (capacity, input, output, part) in [
            (0, 1, 1, "capacity is 0"),
            ((1 << 20) + 1, 1, 1, "capacity is 1048577"),
            (1, 0, 1, "input_bytes is 0"),
            (1, 1, 65537, "output_bytes is 65537"),
        ] {
            let error = Shape::new(capacity, input, output).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }
}
