//! Records in memory, no more than there is room for.

use super::record::Record;
use crate::{Result, memory};
use std::collections::VecDeque;

/// Which records are lost where there are too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Full {
    /// Those that come then: what is there will be written.
    LosesNew,
    /// The oldest ones: what is there is the last that happened.
    LosesOld,
}

/// The records.
pub struct Ring {
    records: VecDeque<Record>,
    capacity: usize,
    full: Full,
}

impl Ring {
    /// Room for so many, all of it asked for at once.
    pub fn new(capacity: usize, full: Full) -> Result<Self> {
        Ok(Self { records: memory::room(capacity, "records of a trace")?.into(), capacity, full })
    }

    /// Keeps a record; false where one is lost.
    pub fn push(&mut self, record: Record) -> bool {
        let room = self.records.len() < self.capacity;
        if !room && self.full == Full::LosesOld {
            self.records.pop_front();
        }
        if room || self.full == Full::LosesOld {
            self.records.push_back(record);
        }
        room
    }

    /// Whether a writer should come soon.
    pub fn half_full(&self) -> bool {
        self.records.len() == self.capacity / 2
    }

    /// Takes all out, and leaves `empty`'s room in its place.
    pub fn take(&mut self, empty: VecDeque<Record>) -> VecDeque<Record> {
        std::mem::replace(&mut self.records, empty)
    }

    /// All of them, the oldest first.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.records.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.records.len()
    }
}
