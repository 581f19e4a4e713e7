//! Messages of a partition one after another: one that comes while another is in hand waits in a list.

use crate::backend::messages::{Exchange, PARTITIONS, ReadyWord};
use crate::{Result, memory};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard};

const NONE: u32 = u32::MAX;

/// Messages that wait, first to last.
#[derive(Debug, Clone, Copy)]
struct List {
    busy: bool,
    first: u32,
    last: u32,
}

#[derive(Debug)]
struct Lists {
    all: Vec<List>,
    /// By slot: what waits there, and who comes next.
    waiting: Vec<(u64, ReadyWord, u32)>,
    /// Partitions with messages and nobody at work on them.
    runnable: VecDeque<u32>,
}

/// Who may be worked on.
#[derive(Debug)]
pub(super) struct Order {
    lists: Mutex<Lists>,
    has_runnable: AtomicBool,
}

impl Order {
    pub(super) fn new(capacity: usize) -> Result<Self> {
        let what = "config->capacity";
        let empty = List { busy: false, first: NONE, last: NONE };
        let word = ReadyWord { slot: 0, bytes: 0, partition: 0, lone: false };
        let lists = Lists {
            all: memory::filled(empty, PARTITIONS as usize, what)?,
            waiting: memory::filled((0, word, NONE), capacity, what)?,
            runnable: VecDeque::with_capacity(PARTITIONS as usize),
        };
        Ok(Self { lists: Mutex::new(lists), has_runnable: AtomicBool::new(false) })
    }

    fn lock(&self) -> MutexGuard<'_, Lists> {
        self.lists.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Whether messages that were held back may be worked on.
    pub(super) fn has_runnable(&self) -> bool {
        self.has_runnable.load(Ordering::Acquire)
    }

    /// The next message of a partition that nobody works on, which is busy from then on.
    pub(super) fn take(&self, exchange: &Exchange) -> Option<(u64, ReadyWord)> {
        let mut lists = self.lock();
        let taken = lists.take(exchange);
        self.has_runnable.store(!lists.runnable.is_empty(), Ordering::Release);
        taken
    }

    /// The message of a partition is done.
    pub(super) fn end(&self, partition: u32) {
        let mut lists = self.lock();
        let list = &mut lists.all[partition as usize];
        list.busy = false;
        if list.first != NONE {
            lists.runnable.push_back(partition); // once for each: there is room
        }
        self.has_runnable.store(!lists.runnable.is_empty(), Ordering::Release);
    }
}

impl Lists {
    fn take(&mut self, exchange: &Exchange) -> Option<(u64, ReadyWord)> {
        if let Some(partition) = self.runnable.pop_front() {
            let list = &mut self.all[partition as usize];
            let (position, word, next) = self.waiting[list.first as usize];
            list.first = next;
            list.busy = true;
            return Some((position, word));
        }
        while let Some((position, word)) = exchange.next() {
            let list = &mut self.all[word.partition as usize];
            if !list.busy {
                list.busy = true;
                return Some((position, word));
            }
            self.waiting[word.slot as usize] = (position, word, NONE);
            if list.first == NONE {
                list.first = word.slot;
            } else {
                self.waiting[list.last as usize].2 = word.slot;
            }
            list.last = word.slot;
        }
        None
    }
}
