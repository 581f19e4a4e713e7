//! Pinned host memory for results: pieces that are used again, since to make one takes as long as a million photons.

use super::memory::Pinned;
use super::primary::Primary;
use crate::backend::hit_block::BlockMemory;
use crate::{Error, Result};
use std::sync::{Arc, Mutex, MutexGuard};

/// Smallest piece; all are powers of two, and large ones multiples of a part of that.
const SMALLEST: usize = 1 << 16;
const LARGE: usize = 1 << 28;
/// Most bytes of all pieces a device, and their most part of the machine's memory.
const MOST: usize = 1 << 33;
const PART: usize = 8;

/// Bytes of memory that the machine has.
fn memory_of_machine() -> usize {
    // SAFETY: no arguments in memory.
    let [pages, size] = [libc::_SC_PHYS_PAGES, libc::_SC_PAGESIZE].map(|name| unsafe { libc::sysconf(name) });
    usize::try_from(pages).unwrap_or(0).saturating_mul(usize::try_from(size).unwrap_or(0))
}

/// Size of a piece for so many bytes.
fn size_of_piece(bytes: usize) -> usize {
    let power = bytes.max(SMALLEST).next_power_of_two();
    if power <= LARGE { power } else { bytes.next_multiple_of(power / 16) }
}

/// Pieces of a context's devices, each for any of them: all reach the pinned memory of all.
pub struct PinnedPool {
    state: Mutex<State>,
    /// Most bytes of all pieces; results beyond lie in other memory.
    most: usize,
}

#[derive(Default)]
struct State {
    /// By size.
    free: Vec<Pinned>,
    /// Of all pieces, given out or not.
    bytes: usize,
}

/// A piece until it is dropped.
pub struct Piece {
    memory: Option<Pinned>,
    pool: Arc<PinnedPool>,
}

impl PinnedPool {
    /// A pool without pieces, for so many devices.
    pub fn new(devices: usize) -> Arc<Self> {
        let most = MOST.saturating_mul(devices).min(memory_of_machine() / PART);
        Arc::new(Self { state: Mutex::default(), most })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// A piece of so many bytes or more, made by a device where there is none; `None` where there would be too much pinned
    /// memory.
    pub fn take(self: &Arc<Self>, primary: &Arc<Primary>, bytes: usize) -> Result<Option<Piece>> {
        let size = size_of_piece(bytes);
        let mut unused = Vec::new();
        let piece = |memory| Piece { memory: Some(memory), pool: Arc::clone(self) };
        {
            let mut state = self.state();
            let at = state.free.partition_point(|free| free.bytes() < size);
            // Not one that is much larger: that would be missing soon.
            if state.free.get(at).is_some_and(|free| free.bytes() <= 2 * size) {
                return Ok(Some(piece(state.free.remove(at))));
            }
            while state.bytes + size > self.most {
                let Some(other) = state.free.pop() else { return Ok(None) };
                state.bytes -= other.bytes();
                unused.push(other);
            }
            state.bytes += size;
        }
        drop(unused); // without the lock: that may take as long as a kernel
        match Pinned::raw(primary, size) {
            Ok(memory) => Ok(Some(piece(memory))),
            Err(error) => {
                self.state().bytes -= size;
                if matches!(error, Error::OutOfMemory(_)) { Ok(None) } else { Err(error) }
            }
        }
    }
}

impl BlockMemory for Piece {
    fn address(&self) -> *mut u8 {
        self.memory.as_ref().map_or(std::ptr::null_mut(), Pinned::start)
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        let Some(memory) = self.memory.take() else { return };
        if !memory.primary().is_here() {
            return; // in a child of a fork, where the lock may be held for ever
        }
        let mut state = self.pool.state();
        let at = state.free.partition_point(|free| free.bytes() < memory.bytes());
        state.free.insert(at, memory);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_not_much_larger_than_what_they_are_for() {
        for bytes in [0, 1, SMALLEST, SMALLEST + 1, LARGE - 1, LARGE, LARGE + 1, 6_000_000_000, 8_600_000_000]
        {
            let size = size_of_piece(bytes);
            assert!(size >= bytes.max(SMALLEST) && size_of_piece(size) == size, "{bytes}: {size}");
            assert!(bytes <= LARGE || size <= bytes + bytes / 8 + 1, "{bytes}: {size}");
        }
    }
}
