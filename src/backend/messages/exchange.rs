//! How messages go from producers to those who work on them and their results to consumers, without a lock.
//!
//! A message has a slot, which is taken from a queue of free ones, and a position, which is drawn when it is published.
//! Slots: EMPTY, RESERVED (a producer writes the message), READY (published; worked on from here until its result lies
//! in the slot), TAKEN (a consumer has it), EMPTY. Its id has the position and the slot, so that it is found by that.

use super::area::{Area, Shape};
use super::lone::{self, Lone};
use super::word::{DoneWord, ReadyWord, lap};
use crate::backend::context::Context;
use crate::backend::cpu::HostRing;
use crate::backend::ring::{Items, QueueEnd, Ring};
use crate::layout::{MOST_MESSAGE_SLOTS, MessageHead, ResultHead};
use crate::runtime::locks::lock;
use crate::{Error, Result, memory};
use std::any::Any;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering, fence};
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// Set in [`Exchange::tail`] when no message is published any more.
const CLOSED: u64 = 1 << 63;

/// Completions that are read at once.
pub const CHUNK: usize = 64;

const RESERVED: u64 = 1;
const READY: u64 = 2;
const TAKEN: u64 = 3;
const EMPTY: u64 = 0;

/// A value on lines of its own.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Line<T>(T);

/// What the host knows of a slot, on a line of its own.
#[derive(Debug, Default)]
#[repr(align(64))]
struct Slot {
    /// From bit 2 on the number of the message in it (its position + 1) or of the reservation; what it is.
    state: AtomicU64,
    /// When it was published, in ns since the queue was made.
    begun: AtomicU64,
    /// Who must let go of it before it is empty: 0 means one.
    holders: AtomicU32,
    /// Its message's length.
    bytes: AtomicU32,
    /// The number of its message where that is in a cell too; 0: it is not.
    lone: AtomicU64,
}

/// A message that is to be published.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Where it lies.
    pub slot: u32,
    /// Its length.
    pub bytes: u32,
    /// What its function gets to know of it, and what the order goes by.
    pub key: u64,
    /// Of those with the same one the order counts.
    pub partition: u32,
}

/// A published message that has a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posted {
    /// Its id.
    pub id: u64,
    /// Where it lies.
    pub slot: u32,
}

/// The memory of a queue and its indices. Any number of threads may use one at once.
pub struct Exchange {
    area: Area,
    slots: Box<[Slot]>,
    free: HostRing,
    /// `None`: messages lie in their slots only.
    lone: Option<Lone>,
    /// Positions drawn.
    tail: Line<AtomicU64>,
    /// The next position for those who work, on the processor.
    head: Line<AtomicU64>,
    /// Completions written, on the processor.
    ended: Line<AtomicU64>,
    /// Completions read.
    told: Line<AtomicU64>,
    /// Slots that were handed out.
    reservations: AtomicU64,
    /// Positions up to which the ring of completions has room in any case.
    limit: AtomicU64,
    /// Completions that were read and are to be told again, and how many.
    kept: Mutex<VecDeque<u64>>,
    kept_count: AtomicU64,
    created: Instant,
    gone: AtomicBool,
    /// Goes last.
    _memory: Box<dyn Any + Send + Sync>,
}

impl Exchange {
    /// An empty one in memory that is all 0.
    ///
    /// # Safety
    /// `start` is aligned to 128 bytes and has [`Shape::bytes`] bytes as long as `memory` lives.
    pub unsafe fn new(
        context: &Arc<Context>,
        shape: Shape,
        (start, memory): (*mut u8, Box<dyn Any + Send + Sync>),
        lone: Option<Lone>,
    ) -> Result<Arc<Self>> {
        let what = "config->capacity";
        let count = shape.capacity();
        let free = HostRing::new(context, crate::backend::ring::Shape::new(count as u64, 4)?)?;
        let slots = memory::collected((0..count).map(|_| Slot::default()), what)?;
        let mut kept = VecDeque::new();
        memory::tried(|| kept.try_reserve_exact(count)).map_err(|_| memory::short(count, 8, what))?;
        let made = Self {
            // SAFETY: as the caller guarantees.
            area: unsafe { Area::new(start, shape) },
            slots: slots.into_boxed_slice(),
            free,
            lone,
            tail: Line::default(),
            head: Line::default(),
            ended: Line::default(),
            told: Line::default(),
            reservations: AtomicU64::new(0),
            limit: AtomicU64::new(1 << shape.done_log2()),
            kept: Mutex::new(kept),
            kept_count: AtomicU64::new(0),
            created: Instant::now(),
            gone: AtomicBool::new(false),
            _memory: memory,
        };
        let all = memory::collected(0..count as u32, what)?;
        made.give(&all);
        Ok(Arc::new(made))
    }

    /// The memory.
    pub fn area(&self) -> &Area {
        &self.area
    }

    /// Time since it was made, in ns.
    pub fn now(&self) -> u64 {
        self.created.elapsed().as_nanos() as u64
    }

    /// The id of a message at a position.
    pub fn id(&self, position: u64, slot: u32) -> u64 {
        (position + 1) << self.area.shape().capacity_log2 | u64::from(slot)
    }

    /// The position and the slot of an id.
    fn of_id(&self, id: u64) -> Option<(u64, u32)> {
        let log2 = self.area.shape().capacity_log2;
        let position = (id >> log2).checked_sub(1)?;
        Some((position, (id & ((1 << log2) - 1)) as u32))
    }

    // Slots.

    /// Takes empty slots; how many.
    pub fn take(&self, slots: &mut [u32]) -> usize {
        let items = Items { data: slots.as_mut_ptr().cast(), count: slots.len() as u64, there: false };
        // SAFETY: as many items of 4 bytes.
        let taken = unsafe { self.free.attempt(QueueEnd::Pop, items) }.unwrap_or(0) as usize;
        for &slot in &slots[..taken] {
            self.slots[slot as usize].state.store(RESERVED, Ordering::Relaxed);
        }
        taken
    }

    /// Whether there is an empty slot, at an instant of the call.
    pub fn has_room(&self) -> bool {
        !self.free.blocked(QueueEnd::Pop)
    }

    /// Slots that are empty, about.
    pub fn room(&self) -> u64 {
        self.free.counters().map_or(0, |counters| counters.length)
    }

    /// Gives slots back, empty.
    fn give(&self, slots: &[u32]) {
        for &slot in slots {
            let known = &self.slots[slot as usize];
            let number = known.lone.load(Ordering::Relaxed);
            if let (Some(lone), true) = (&self.lone, number > 0) {
                known.lone.store(0, Ordering::Relaxed);
                lone.free(number - 1);
            }
            known.state.store(EMPTY, Ordering::Relaxed);
        }
        let data = slots.as_ptr().cast_mut().cast();
        // SAFETY: as above; a push only reads them, and there is room for all slots.
        let _ = unsafe {
            self.free.attempt(QueueEnd::Push, Items { data, count: slots.len() as u64, there: false })
        };
    }

    /// Gives up what was taken and not published.
    pub fn abandon(&self, slots: &[u32]) {
        self.give(slots);
    }

    /// Marks a slot that was taken as one that the program writes to; the number by which it is published or given up.
    pub fn hand_out(&self, slot: u32) -> u64 {
        let number = self.reservations.fetch_add(1, Ordering::Relaxed) + 1;
        self.slots[slot as usize].state.store(number << 2 | RESERVED, Ordering::Release);
        number << MOST_MESSAGE_SLOTS | u64::from(slot)
    }

    /// Ends a reservation, once: its slot.
    pub fn claim_reserved(&self, reservation: u64) -> Option<u32> {
        let slot = (reservation & ((1 << MOST_MESSAGE_SLOTS) - 1)) as u32;
        let number = reservation >> MOST_MESSAGE_SLOTS;
        let known = self.slots.get(slot as usize).filter(|_| number > 0)?;
        known
            .state
            .compare_exchange(number << 2 | RESERVED, RESERVED, Ordering::AcqRel, Ordering::Relaxed)
            .ok()
            .map(|_| slot)
    }

    // Publishing.

    /// Publishes messages that lie in their slots, in their order; the ids, which follow each other in it.
    pub fn publish(&self, entries: &[Entry], ids: &mut [u64]) -> Result<()> {
        let count = entries.len() as u64;
        let first = self.tail.0.fetch_add(count, Ordering::AcqRel);
        if first & CLOSED != 0 {
            self.tail.0.fetch_sub(count, Ordering::Relaxed);
            return Err(super::shut_down());
        }
        if first + count > self.limit.load(Ordering::Relaxed) {
            self.make_room(first + count);
        }
        let (now, log2) = (self.now(), self.area.shape().capacity_log2);
        for (i, (entry, id)) in entries.iter().zip(ids).enumerate() {
            let position = first + i as u64;
            let Entry { slot, bytes, key, partition } = *entry;
            *id = self.id(position, slot);
            let known = &self.slots[slot as usize];
            known.begun.store(now, Ordering::Relaxed);
            known.bytes.store(bytes, Ordering::Relaxed);
            known.holders.store(0, Ordering::Relaxed);
            let lone = count == 1
                && self.lone.as_ref().is_some_and(|cells| {
                    cells.put(&self.area, position, [*id, key], self.message(slot)) // the producer's slot
                });
            known.lone.store(if lone { position + 1 } else { 0 }, Ordering::Relaxed);
            known.state.store((position + 1) << 2 | READY, Ordering::Relaxed);
            // SAFETY: the producer's slot.
            unsafe { self.area.message_head(slot).write_volatile(MessageHead { id: *id, key }) };
            let word = ReadyWord { slot, bytes, partition, lone }.encode(lap(position, log2));
            self.area.ready(position).store(word, Ordering::Release);
        }
        fence(Ordering::SeqCst); // before looks at who works
        Ok(())
    }

    /// Lets nothing be published any more; how many messages were.
    pub fn close(&self) -> u64 {
        self.tail.0.fetch_or(CLOSED, Ordering::AcqRel);
        self.published()
    }

    /// Whether it is closed.
    pub fn is_closed(&self) -> bool {
        self.tail.0.load(Ordering::Acquire) & CLOSED != 0
    }

    /// Messages that were published.
    pub fn published(&self) -> u64 {
        self.tail.0.load(Ordering::Acquire) & !CLOSED
    }

    /// Reads completions until the ring has room for those of all messages up to a position; those that nobody has taken
    /// are kept.
    fn make_room(&self, end: u64) {
        let mut kept = lock(&self.kept);
        let laps = 1u64 << self.area.shape().done_log2();
        loop {
            let limit = self.told.0.load(Ordering::Acquire) + laps;
            self.limit.fetch_max(limit, Ordering::Relaxed);
            if limit >= end || self.gone.load(Ordering::Relaxed) {
                return;
            }
            let mut posted = [Posted { id: 0, slot: 0 }];
            if self.read(&mut posted) == 0 {
                std::hint::spin_loop(); // what has ended long ago is about to be told
                continue;
            }
            self.purge(&mut kept);
            kept.push_back(posted[0].id);
            self.kept_count.store(kept.len() as u64, Ordering::Release);
        }
    }

    // Work, on the processor.

    /// Whether there is a message to be worked on.
    pub fn is_ready(&self) -> bool {
        let position = self.head.0.load(Ordering::Acquire);
        let word = self.area.ready(position).load(Ordering::Acquire);
        ReadyWord::decode(word, lap(position, self.area.shape().capacity_log2)).is_some()
    }

    /// Takes the next message.
    pub fn next(&self) -> Option<(u64, ReadyWord)> {
        let mut position = self.head.0.load(Ordering::Acquire);
        loop {
            let word = self.area.ready(position).load(Ordering::Acquire);
            let lap = lap(position, self.area.shape().capacity_log2);
            let Some(word) = ReadyWord::decode(word, lap) else {
                // Another may have taken it, and the ring gone round, in between.
                let now = self.head.0.load(Ordering::Acquire);
                if now == position {
                    return None;
                }
                position = now;
                continue;
            };
            match self.head.0.compare_exchange_weak(
                position,
                position + 1,
                Ordering::AcqRel,
                Ordering::Acquire,
            ) {
                Ok(_) => return Some((position, word)),
                Err(now) => position = now,
            }
        }
    }

    /// Says how a message has ended, whose result lies in its slot.
    pub fn complete(&self, Posted { id, slot }: Posted, head: ResultHead) {
        let place = self.area.result_head(slot);
        let Some((position, _)) = self.of_id(id) else { return };
        // SAFETY: the worker's slot; its id is written last, as others wait for that.
        unsafe {
            (&raw mut (*place).bytes).write(head.bytes);
            (&raw mut (*place).code).write(head.code);
            (&raw mut (*place).outcome).write(head.outcome);
            (&raw mut (*place).attempts).write(head.attempts);
        }
        self.area.result_id(slot).store(id, Ordering::Release);
        let place = self.ended.0.fetch_add(1, Ordering::AcqRel);
        let word = DoneWord::new(slot, position).encode(lap(place, self.area.shape().done_log2()));
        self.area.done(place).store(word, Ordering::Release);
    }

    /// Messages that those who work on the processor have taken.
    pub fn begun(&self) -> u64 {
        self.head.0.load(Ordering::Acquire)
    }

    /// Keeps a slot until so many have let go of it by [`Exchange::release`].
    pub fn hold(&self, slot: u32, holders: u32) {
        self.slots[slot as usize].holders.store(holders, Ordering::Release);
    }

    /// Lets go of slots whose messages are over; of some of them others may have to let go as well.
    pub fn release(&self, slots: &mut [u32]) {
        let mut count = 0;
        for i in 0..slots.len() {
            let holders = &self.slots[slots[i] as usize].holders;
            if holders.load(Ordering::Acquire) <= 1 || holders.fetch_sub(1, Ordering::AcqRel) == 1 {
                slots[count] = slots[i];
                count += 1;
            }
        }
        if count > 0 {
            self.give(&slots[..count]);
        }
    }

    // Results.

    /// The published message of an id that nobody has taken, and whether it has a result; `None`: there is none.
    pub fn find(&self, id: u64) -> Option<(Posted, bool)> {
        let (position, slot) = self.of_id(id)?;
        let known = self.slots.get(slot as usize)?;
        let here = known.state.load(Ordering::Acquire) == (position + 1) << 2 | READY;
        here.then(|| (Posted { id, slot }, self.has_result(slot, id)))
    }

    /// Whether a message has a result, in its slot or in its cell.
    pub fn has_result(&self, slot: u32, id: u64) -> bool {
        self.is_in_slot(slot, id)
            || self.lone_position(slot, id).is_some_and(|position| lone::has_result(&self.area, position))
    }

    fn is_in_slot(&self, slot: u32, id: u64) -> bool {
        self.area.result_id(slot).load(Ordering::Acquire) == id
    }

    /// The position of a message that has a cell.
    fn lone_position(&self, slot: u32, id: u64) -> Option<u64> {
        let (position, _) = self.of_id(id)?;
        let number = self.slots[slot as usize].lone.load(Ordering::Relaxed);
        (number == position + 1).then_some(position)
    }

    /// What lies before the result of a message that has one.
    pub fn result(&self, Posted { id, slot }: Posted) -> ResultHead {
        if !self.is_in_slot(slot, id)
            && let Some(position) = self.lone_position(slot, id)
        {
            return lone::result(&self.area, position);
        }
        // SAFETY: written before its id, and then by nobody until the slot is empty.
        unsafe { self.area.result_head(slot).read_volatile() }
    }

    /// Copies a result of so many bytes, of a message that the caller has claimed.
    ///
    /// # Safety
    /// There is room for it.
    pub unsafe fn copy_result(&self, Posted { id, slot }: Posted, to: *mut u8, bytes: u32) {
        match self.lone_position(slot, id) {
            // SAFETY: as the caller guarantees.
            Some(position) if !self.is_in_slot(slot, id) => unsafe {
                lone::copy(&self.area, position, to, bytes)
            },
            // SAFETY: as above; the slot is the caller's.
            _ => unsafe { to.copy_from_nonoverlapping(self.area.result(slot).cast::<u8>(), bytes as usize) },
        }
    }

    /// Takes a message with its result, which one consumer can; when it was published. It lets go of the slot by
    /// [`Exchange::release`].
    pub fn claim(&self, posted: Posted) -> Option<u64> {
        let (position, slot) = self.of_id(posted.id)?;
        let known = &self.slots[slot as usize];
        let number = (position + 1) << 2;
        let begun = known.begun.load(Ordering::Relaxed);
        known
            .state
            .compare_exchange(number | READY, number | TAKEN, Ordering::AcqRel, Ordering::Relaxed)
            .ok()
            .map(|_| begun)
    }

    /// The message in a slot that the caller has claimed.
    pub fn message(&self, slot: u32) -> &[u8] {
        let bytes = self.slots[slot as usize].bytes.load(Ordering::Relaxed) as usize;
        // SAFETY: nobody writes it before the slot is empty.
        unsafe { std::slice::from_raw_parts(self.area.message(slot).cast(), bytes) }
    }

    /// The next completions of messages that nobody has taken, once for each: into the begin of `posted`, which is of at
    /// most [`CHUNK`]; how many, more than 0 where there are some.
    fn read(&self, posted: &mut [Posted]) -> usize {
        let log2 = self.area.shape().done_log2();
        let mut words = [DoneWord::new(0, 0); CHUNK];
        let mut first = self.told.0.load(Ordering::Acquire);
        loop {
            let mut count = 0;
            while count < posted.len().min(CHUNK) {
                let place = first + count as u64;
                let word = self.area.done(place).load(Ordering::Acquire);
                let Some(word) = DoneWord::decode(word, lap(place, log2)) else { break };
                words[count] = word;
                count += 1;
            }
            if count == 0 {
                // Others may have read, and the ring gone round, in between.
                let now = self.told.0.load(Ordering::Acquire);
                if now == first {
                    return 0;
                }
                first = now;
                continue;
            }
            let end = first + count as u64;
            if let Err(now) =
                self.told.0.compare_exchange_weak(first, end, Ordering::AcqRel, Ordering::Acquire)
            {
                first = now;
                continue;
            }
            // Those that were taken by their ids are passed over.
            let mut live = 0;
            for one in words[..count].iter().filter_map(|&word| self.live(word)) {
                posted[live] = one;
                live += 1;
            }
            if live > 0 {
                return live;
            }
            first = end;
        }
    }

    /// The message of a completion, if nobody has taken it.
    fn live(&self, word: DoneWord) -> Option<Posted> {
        let state = self.slots.get(word.slot as usize)?.state.load(Ordering::Acquire);
        let position = (state >> 2).checked_sub(1)?;
        (state & 3 == READY && word.is_of(position))
            .then(|| Posted { id: self.id(position, word.slot), slot: word.slot })
    }

    /// The next messages with results that nobody has taken, as [`Exchange::tell_again`] and those who work have told them;
    /// each once, until it is told again. How many; results may come a moment later than this.
    pub fn next_done(&self, posted: &mut [Posted]) -> usize {
        if self.kept_count.load(Ordering::Acquire) > 0 {
            let mut kept = lock(&self.kept);
            while let Some(id) = kept.pop_front() {
                self.kept_count.store(kept.len() as u64, Ordering::Release);
                if let (Some((found, _)), Some(place)) = (self.find(id), posted.first_mut()) {
                    *place = found;
                    return 1;
                }
            }
        }
        self.read(posted)
    }

    /// Asks the processor for a result that is read soon.
    pub fn prefetch(&self, posted: Posted) {
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
            const LINES: usize = 6;
            let first = self.area.result_head(posted.slot).cast::<i8>();
            let lines = (size_of::<ResultHead>() + self.area.shape().output_bytes as usize).div_ceil(64);
            for line in 0..lines.min(LINES) {
                // SAFETY: has no effect but on caches.
                unsafe { _mm_prefetch::<_MM_HINT_T0>(first.wrapping_add(64 * line)) };
            }
        }
        #[cfg(not(target_arch = "x86_64"))]
        let _ = posted;
    }

    /// Has [`Exchange::next_done`] give a message again, before others.
    pub fn tell_again(&self, posted: Posted) {
        let mut kept = lock(&self.kept);
        self.purge(&mut kept);
        kept.push_front(posted.id);
        self.kept_count.store(kept.len() as u64, Ordering::Release);
    }

    /// Makes room for one more id among those that are kept, of which those that were taken need none.
    fn purge(&self, kept: &mut VecDeque<u64>) {
        if kept.len() == self.slots.len() {
            kept.retain(|&id| self.find(id).is_some());
        }
    }

    /// Passes over completions of messages that were taken by their ids, so that they do not fill the ring: up to two.
    pub fn pass_taken(&self) {
        let log2 = self.area.shape().done_log2();
        for _ in 0..2 {
            let place = self.told.0.load(Ordering::Acquire);
            let word = self.area.done(place).load(Ordering::Acquire);
            match DoneWord::decode(word, lap(place, log2)) {
                Some(word) if self.live(word).is_none() => {
                    let _ =
                        self.told.0.compare_exchange(place, place + 1, Ordering::AcqRel, Ordering::Relaxed);
                }
                _ => return,
            }
        }
    }

    /// Messages that have ended, at an instant of the call.
    pub fn processed(&self) -> u64 {
        let (log2, told) = (self.area.shape().done_log2(), self.told.0.load(Ordering::Acquire));
        let known = |place: u64| {
            DoneWord::decode(self.area.done(place).load(Ordering::Acquire), lap(place, log2)).is_some()
        };
        // Words are written one after another, but for a moment: what is beyond the first that is missing counts later.
        let mut end = told;
        while end < told + (1 << log2) && known(end) {
            end += 1;
        }
        end
    }

    /// Ends waits for what does not come any more.
    pub fn give_up(&self) {
        self.gone.store(true, Ordering::Relaxed);
    }
}

impl std::fmt::Debug for Exchange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Exchange").field("shape", self.area.shape()).finish_non_exhaustive()
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        self.give_up();
    }
}

/// What a failed wait says.
pub fn unknown(id: u64) -> Error {
    Error::argument(format!(
        "id is {id}, of which no message is outstanding: it was never given, or its result was delivered"
    ))
}
