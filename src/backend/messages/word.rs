//! Words of the rings of messages, as kernels/messages/words.h has them. A word says by its lap whether it is of this
//! turn of the ring, so that nothing has to be cleared.

/// Bits of a slot's number, of a message's bytes and partition, and of what a completion has of its position.
const SLOT: u32 = 20;
const BYTES: u32 = 20;
const LONE: u32 = 27;
const PARTITION: u32 = 7;
const POSITION: u32 = 28;

/// Partitions of messages by their keys.
pub const PARTITIONS: u32 = 1 << PARTITION;

/// The lap of a position in a ring: 1 to 65535, so that no word is 0.
pub fn lap(position: u64, ring_log2: u32) -> u64 {
    (position >> ring_log2) % 0xffff + 1
}

fn bits(word: u64, first: u32, count: u32) -> u64 {
    word >> first & ((1 << count) - 1)
}

/// A message that may be worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadyWord {
    /// Where it lies.
    pub slot: u32,
    /// Its length.
    pub bytes: u32,
    /// Of those with the same one the order counts, where any does.
    pub partition: u32,
    /// It lies in the cell of its position too.
    pub lone: bool,
}

impl ReadyWord {
    /// As it lies in the ring.
    pub fn encode(self, lap: u64) -> u64 {
        lap << 48
            | u64::from(self.slot) << POSITION
            | u64::from(self.lone) << LONE
            | u64::from(self.bytes) << PARTITION
            | u64::from(self.partition)
    }

    /// What a word says; `None`: it is of another lap.
    pub fn decode(word: u64, lap: u64) -> Option<Self> {
        (word >> 48 == lap).then(|| Self {
            slot: bits(word, POSITION, SLOT) as u32,
            bytes: bits(word, PARTITION, BYTES) as u32,
            partition: bits(word, 0, PARTITION) as u32,
            lone: bits(word, LONE, 1) != 0,
        })
    }
}

/// A message that has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DoneWord {
    /// Where it lies.
    pub slot: u32,
    /// The lowest bits of its position.
    position: u64,
}

impl DoneWord {
    /// Of a message.
    pub fn new(slot: u32, position: u64) -> Self {
        Self { slot, position: bits(position, 0, POSITION) }
    }

    /// As it lies in the ring.
    pub fn encode(self, lap: u64) -> u64 {
        lap << 48 | u64::from(self.slot) << POSITION | self.position
    }

    /// What a word says; `None`: it is of another lap.
    pub fn decode(word: u64, lap: u64) -> Option<Self> {
        (word >> 48 == lap)
            .then(|| Self { slot: bits(word, POSITION, SLOT) as u32, position: bits(word, 0, POSITION) })
    }

    /// Whether it is of the message at a position. A word lies in the ring for less than 2^28 messages.
    pub fn is_of(self, position: u64) -> bool {
        self.position == bits(position, 0, POSITION)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_say_what_they_were_told_in_their_lap_only() {
        for (slot, bytes, partition) in [(0, 0, 0), ((1 << 20) - 1, 1 << 16, 127), (12345, 256, 31)] {
            let word = ReadyWord { slot, bytes, partition, lone: bytes == 256 };
            assert_eq!(ReadyWord::decode(word.encode(65535), 65535), Some(word));
            assert_eq!(ReadyWord::decode(word.encode(7), 8), None);
            let done = DoneWord::new(slot, 0xabc_def0_1234_5678);
            let seen = DoneWord::decode(done.encode(9), 9).unwrap();
            assert_eq!((seen, seen.slot), (done, slot));
            assert!(seen.is_of(0xabc_def0_1234_5678) && !seen.is_of(0xabc_def0_1234_5679));
            assert_eq!(DoneWord::decode(done.encode(9), 10), None);
        }
        assert_eq!((lap(0, 4), lap(15, 4), lap(16, 4)), (1, 1, 2));
        assert_eq!((lap(0xfffe << 4, 4), lap(0xffff << 4, 4)), (0xffff, 1));
    }
}
