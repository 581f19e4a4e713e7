//! Messages that come alone go through cells of their own as well, there and back. Half of each word of a cell is data, the
//! other half says whose: so the kernel may read a cell together with the word that publishes the message, and the host a
//! result whose words come in any order. Neither waits for a further way through the bus to be sure.

use super::area::Area;
use crate::layout::{LONE_BYTES, LONE_CELLS, LONE_WORDS, ResultHead};
use std::sync::atomic::{AtomicU64, Ordering, fence};

/// Words before the data: of a message its id and key, of a result its head.
const HEAD: usize = 4;

/// Who has a cell, on a line of its own.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Owner {
    /// The message's position + 1; 0: nobody.
    number: AtomicU64,
    /// Turn of the tags that its words may have.
    turn: AtomicU64,
}

/// Cells by positions: a message has that of its own or none.
#[derive(Debug, Default)]
pub struct Lone {
    owners: [Owner; LONE_CELLS as usize],
}

/// What the words of a message's cells are marked with, and the turn: tags of a turn differ, and none is 0.
fn tag(position: u64) -> (u32, u64) {
    ((position + 1) as u32, (position + 1) >> 32)
}

fn words_of(bytes: u32) -> usize {
    HEAD + bytes.div_ceil(4) as usize
}

impl Lone {
    fn owner(&self, position: u64) -> &Owner {
        &self.owners[position as usize % self.owners.len()]
    }

    /// Writes a message into its position's cell, where that is free; whether it was. [`Lone::free`] gives it up.
    pub fn put(&self, area: &Area, position: u64, [id, key]: [u64; 2], content: &[u8]) -> bool {
        let owner = self.owner(position);
        let (tag, turn) = tag(position);
        if content.len() > LONE_BYTES as usize
            || owner.number.load(Ordering::Relaxed) != 0
            || owner.number.compare_exchange(0, position + 1, Ordering::Acquire, Ordering::Relaxed).is_err()
        {
            return false;
        }
        if tag == 0 || owner.turn.swap(turn, Ordering::Relaxed) != turn {
            // Nothing may be left that looks like a later message's. The kernel may look at it even now.
            area.lone(position).into_iter().flatten().for_each(|word| word.store(0, Ordering::Relaxed));
            self.free(position);
            return false;
        }
        let [cell, _] = area.lone(position);
        let put = |place: usize, data: u32| {
            cell[place].store(u64::from(tag) << 32 | u64::from(data), Ordering::Relaxed);
        };
        for (place, data) in
            [id as u32, (id >> 32) as u32, key as u32, (key >> 32) as u32].into_iter().enumerate()
        {
            put(place, data);
        }
        let (whole, rest) = content.as_chunks::<4>();
        for (i, &bytes) in whole.iter().enumerate() {
            put(HEAD + i, u32::from_le_bytes(bytes));
        }
        if !rest.is_empty() {
            let mut bytes = [0; 4];
            bytes[..rest.len()].copy_from_slice(rest);
            put(HEAD + whole.len(), u32::from_le_bytes(bytes));
        }
        true
    }

    /// Gives a message's cells up.
    pub fn free(&self, position: u64) {
        self.owner(position).number.store(0, Ordering::Release);
    }
}

/// Whether all of a result is in a message's cell.
pub fn has_result(area: &Area, position: u64) -> bool {
    let [_, cell] = area.lone(position);
    let (tag, _) = tag(position);
    let is_there = |word: &AtomicU64| (word.load(Ordering::Relaxed) >> 32) as u32 == tag;
    if !cell[..HEAD].iter().all(is_there) {
        return false;
    }
    let all = cell[HEAD..words_of(result(area, position).bytes.min(LONE_BYTES))].iter().all(is_there);
    fence(Ordering::Acquire);
    all
}

/// What lies before a result that is in a message's cell.
pub fn result(area: &Area, position: u64) -> ResultHead {
    let [_, cell] = area.lone(position);
    let [bytes, code, outcome, attempts] =
        [0, 1, 2, 3].map(|place| cell[place].load(Ordering::Relaxed) as u32);
    ResultHead { id: 0, bytes, code, outcome, attempts, reserved: 0 }
}

/// Copies the begin of such a result.
///
/// # Safety
/// There is room for it.
pub unsafe fn copy(area: &Area, position: u64, to: *mut u8, bytes: u32) {
    let [_, cell] = area.lone(position);
    for (i, word) in cell[HEAD..words_of(bytes.min(LONE_BYTES))].iter().enumerate() {
        let data = (word.load(Ordering::Relaxed) as u32).to_le_bytes();
        let count = (bytes as usize - 4 * i).min(4);
        // SAFETY: as the caller guarantees.
        unsafe { to.add(4 * i).copy_from_nonoverlapping(data.as_ptr(), count) };
    }
}

const _: () = assert!(LONE_BYTES as usize == 4 * (LONE_WORDS as usize - HEAD));

#[cfg(test)]
mod tests {
    use super::super::area::Shape;
    use super::*;

    fn in_memory(work: impl FnOnce(Area, &Lone)) {
        let shape = Shape::new(16, 600, 600).unwrap();
        let mut memory = vec![0u128; shape.bytes().div_ceil(16)];
        // SAFETY: words need 8 bytes, and there are as many.
        work(unsafe { Area::new(memory.as_mut_ptr().cast(), shape) }, &Lone::default());
    }

    /// Answers as the kernel does, word by word from the last; whether a reader takes the answer for whole before that.
    fn answer(area: &Area, position: u64, content: &[u8]) -> bool {
        let [_, cell] = area.lone(position);
        let mut data = vec![content.len() as u32, 7, 1, 3];
        data.extend(content.chunks(4).map(|bytes| {
            let mut word = [0; 4];
            word[..bytes.len()].copy_from_slice(bytes);
            u32::from_le_bytes(word)
        }));
        let mut early = false;
        for (place, &word) in data.iter().enumerate().rev() {
            early |= has_result(area, position);
            cell[place].store(u64::from(tag(position).0) << 32 | u64::from(word), Ordering::Relaxed);
        }
        early
    }

    #[test]
    fn results_are_there_when_their_last_word_is() {
        in_memory(|area, lone| {
            for position in 0..100u64 {
                let length = [0, 1, 3, 4, 255, 256, LONE_BYTES as usize][position as usize % 7];
                let content: Vec<u8> = (0..length).map(|i| (i as u64 * 7 + position) as u8).collect();
                assert!(lone.put(&area, position, [position << 4, 5], &content));
                assert!(!lone.put(&area, position + u64::from(LONE_CELLS), [0, 0], &[]), "another's");
                assert!(!answer(&area, position, &content) && has_result(&area, position));
                let (head, mut out) = (result(&area, position), vec![0; length]);
                assert_eq!((head.bytes, head.code, head.outcome, head.attempts), (length as u32, 7, 1, 3));
                // SAFETY: as long as it.
                unsafe { copy(&area, position, out.as_mut_ptr(), head.bytes) };
                assert_eq!(out, content);
                lone.free(position);
            }
            assert!(!lone.put(&area, 100, [0, 0], &[0; LONE_BYTES as usize + 1]), "too long");
        });
    }

    #[test]
    fn no_tag_is_met_again() {
        in_memory(|area, lone| {
            let (cells, old) = (u64::from(LONE_CELLS), 3u64);
            assert!(lone.put(&area, old, [1, 2], &[9; 400]) && !answer(&area, old, &[9; 400]));
            lone.free(old);
            let later = old + (1 << 32); // with the same tag
            assert!(!lone.put(&area, later, [1, 2], &[]), "the first of its turn is not put there");
            assert!(area.lone(later).into_iter().flatten().all(|word| word.load(Ordering::Relaxed) == 0));
            assert!(!has_result(&area, later));
            assert!(lone.put(&area, later + cells, [1, 2], &[]));
            let without = (1u64 << 32) - 1;
            assert_eq!(tag(without).0, 0);
            assert!(!lone.put(&area, without, [1, 2], &[]));
        });
    }
}
