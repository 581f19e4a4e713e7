//! Results on their way out.

use super::MessageQueue;
use super::counts::Delivery;
use super::letters::Letter;
use crate::backend::messages::{CHUNK, Posted, destroyed, unknown};
use crate::layout::message_outcome;
use crate::runtime::until::until;
use crate::{Error, Result};
use std::time::Duration;

/// Results that are asked for ahead, since a device has written them past the processor's caches.
const AHEAD: usize = 3;

/// How a message ended.
#[repr(u32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Well.
    Done = message_outcome::OUTCOME_DONE,
    /// Its function has returned another code than 0, at the last attempt too.
    Failed = message_outcome::OUTCOME_FAILED,
    /// It took longer than the queue's time limit.
    TimedOut = message_outcome::OUTCOME_TIMED_OUT,
    /// Its result is longer than the queue's results may be.
    Overrun = message_outcome::OUTCOME_OVERRUN,
}

/// Memory for results.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// For the first one.
    pub data: *mut u8,
    /// Bytes from one to the next, and for each.
    pub bytes: usize,
}

/// A result, which was written to its room; as C has it.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Received {
    /// The message's.
    pub id: u64,
    /// The message's.
    pub key: u64,
    /// From the message's publication to this.
    pub latency_ns: u64,
    /// Length.
    pub bytes: u32,
    /// What the function has returned.
    pub code: u32,
    /// An [`Outcome`].
    pub outcome: u32,
    /// How often it was tried.
    pub attempts: u32,
}

/// What came of an attempt to receive a result.
enum Attempt {
    Received(Received),
    /// It needs more room than there is.
    TooLong(Received),
    /// Another has it.
    Gone,
}

/// What a wait for results that cannot come says.
fn over() -> Error {
    Error::InvalidState("queue: was shut down, and the results of all messages were collected".into())
}

impl MessageQueue {
    /// Takes a message that has a result, `now` in ns. What is received still has its slot.
    ///
    /// # Safety
    /// The room is there.
    unsafe fn receive(&self, posted: Posted, room: Room, now: u64, delivery: &mut Delivery) -> Attempt {
        let (head, slot) = (self.exchange.result(posted), posted.slot);
        let area = self.exchange.area();
        // SAFETY: the message's, as long as nobody has taken it; where another does, this is not used.
        let key = unsafe { area.message_head(slot).read_volatile() }.key;
        let mut received = Received {
            id: posted.id,
            key,
            latency_ns: 0,
            bytes: head.bytes,
            code: head.code,
            outcome: head.outcome,
            attempts: head.attempts,
        };
        if head.bytes as usize > room.bytes {
            let mine = self.exchange.find(posted.id).is_some();
            return if mine { Attempt::TooLong(received) } else { Attempt::Gone };
        }
        let Some(begun) = self.exchange.claim(posted) else { return Attempt::Gone };
        if head.bytes > 0 {
            // SAFETY: it has just been claimed; the caller guarantees the room.
            unsafe { self.exchange.copy_result(posted, room.data, head.bytes) };
        }
        let failed = head.outcome != message_outcome::OUTCOME_DONE;
        if failed {
            let Received { id, key, code, outcome, attempts, .. } = received;
            let letter = Letter { id, key, code, outcome, attempts, message: Vec::new() };
            self.letters.keep(letter, self.exchange.message(slot));
        }
        received.latency_ns = now.saturating_sub(begun);
        delivery.count += 1;
        delivery.retries += u64::from(head.attempts.saturating_sub(1));
        delivery.errors += u64::from(failed);
        delivery.latencies.add(received.latency_ns);
        Attempt::Received(received)
    }

    fn too_long(&self, received: &Received, room: Room) -> Error {
        Error::argument(format!(
            "room is {}; the result of message {} has {} bytes, and is kept",
            room.bytes, received.id, received.bytes
        ))
    }

    /// The result of a message, waiting at most so long for it; `None`: it has none yet. Where the room is too small,
    /// `received` says so and the result is kept.
    ///
    /// # Safety
    /// The room is there.
    pub unsafe fn result(
        &self,
        id: u64,
        room: Room,
        limit: Option<Duration>,
        received: &mut Received,
    ) -> Result<bool> {
        self.here()?;
        let look = || match self.exchange.find(id) {
            None => Some(None),
            Some((posted, true)) => Some(Some(posted)),
            Some((_, false)) => None,
        };
        let Some(found) = until(limit, look, || self.engine.attend())? else { return Ok(false) };
        let Some(posted) = found else { return Err(unknown(id)) };
        let mut delivery = Delivery::default();
        // SAFETY: as the caller guarantees.
        match unsafe { self.receive(posted, room, self.exchange.now(), &mut delivery) } {
            Attempt::Received(now) => {
                *received = now;
                self.exchange.release(&mut [posted.slot]);
                self.counters.deliver(&delivery);
                self.exchange.pass_taken();
                Ok(true)
            }
            Attempt::TooLong(now) => {
                *received = now;
                Err(self.too_long(&now, room))
            }
            Attempt::Gone => Err(unknown(id)),
        }
    }

    /// Whether no result can come any more.
    fn is_over(&self) -> bool {
        self.exchange.is_closed() && self.counters.delivered() >= self.exchange.published()
    }

    /// Results of any messages, as they come: waits at most so long for the first. How many; less than asked for where
    /// there are no more. Where the room is too small for the first, `received[0]` says so and the result is kept.
    ///
    /// # Safety
    /// There is room for as many results as `received` has entries.
    pub unsafe fn dequeue(
        &self,
        room: Room,
        limit: Option<Duration>,
        received: &mut [Received],
    ) -> Result<usize> {
        self.here()?;
        let (mut count, mut failed) = (0, None);
        let mut posted = [Posted { id: 0, slot: 0 }; CHUNK];
        while count < received.len() && failed.is_none() {
            let most = CHUNK.min(received.len() - count);
            let mut look = || match self.exchange.next_done(&mut posted[..most]) {
                0 if self.is_over() => Some(0),
                found => (found > 0).then_some(found),
            };
            let found = match (look(), count) {
                (Some(found), _) => found,
                (None, 0) => match until(limit, look, || self.engine.attend())? {
                    Some(found) => found,
                    None => break,
                },
                _ => break,
            };
            match (found, count) {
                (0, 0) => return Err(if self.is_ended() { destroyed() } else { over() }),
                (0, _) => break,
                _ => {}
            }
            // SAFETY: as the caller guarantees.
            failed = unsafe { self.collect(&posted[..found], room, received, &mut count) };
        }
        match failed {
            Some(now) if count == 0 => {
                received[0] = now;
                Err(self.too_long(&now, room))
            }
            _ => Ok(count),
        }
    }

    /// Receives results that were told, behind `count` others; the first that is too long, which is told again with
    /// those behind it.
    ///
    /// # Safety
    /// As for [`MessageQueue::dequeue`].
    unsafe fn collect(
        &self,
        posted: &[Posted],
        room: Room,
        received: &mut [Received],
        count: &mut usize,
    ) -> Option<Received> {
        let now = self.exchange.now();
        let (mut slots, mut taken) = ([0u32; CHUNK], 0);
        let (mut delivery, mut failed) = (Delivery::default(), None);
        for (i, &one) in posted.iter().enumerate() {
            if let Some(&soon) = posted.get(i + AHEAD) {
                self.exchange.prefetch(soon);
            }
            while !self.exchange.has_result(one.slot, one.id) && self.exchange.find(one.id).is_some() {
                std::hint::spin_loop(); // on its way through the bus
            }
            let here = Room { data: room.data.wrapping_add(*count * room.bytes), bytes: room.bytes };
            // SAFETY: as the caller guarantees.
            match unsafe { self.receive(one, here, now, &mut delivery) } {
                Attempt::Received(now) => {
                    received[*count] = now;
                    *count += 1;
                    slots[taken] = one.slot;
                    taken += 1;
                }
                Attempt::Gone => {}
                Attempt::TooLong(now) => {
                    failed = Some(now);
                    posted[i..].iter().rev().for_each(|&one| self.exchange.tell_again(one));
                    break;
                }
            }
        }
        if taken > 0 {
            self.exchange.release(&mut slots[..taken]);
            self.counters.deliver(&delivery);
        }
        failed
    }

    /// Ids of messages that have results which nobody has collected, each told once; how many.
    pub fn completions(&self, ids: &mut [u64]) -> Result<usize> {
        self.here()?;
        let mut count = 0;
        let mut posted = [Posted { id: 0, slot: 0 }; CHUNK];
        while count < ids.len() {
            let most = CHUNK.min(ids.len() - count);
            let found = self.exchange.next_done(&mut posted[..most]);
            if found == 0 {
                break;
            }
            for (id, posted) in ids[count..].iter_mut().zip(&posted[..found]) {
                *id = posted.id;
            }
            count += found;
        }
        if count == 0 && !ids.is_empty() {
            self.engine.attend()?;
        }
        Ok(count)
    }

    /// The oldest message that has failed, with its content in the room; `None`: there is none. Where the room is too
    /// small, `letter` says so and it is kept.
    ///
    /// # Safety
    /// The room is there.
    pub unsafe fn dead_letter(&self, room: Room, letter: &mut Letter, bytes: &mut u32) -> Result<bool> {
        self.here()?;
        let taken = self.letters.take(|first| {
            if first.message.len() <= room.bytes {
                return Ok(());
            }
            let Letter { id, key, code, outcome, attempts, ref message } = *first;
            *letter = Letter { id, key, code, outcome, attempts, message: Vec::new() };
            *bytes = message.len() as u32;
            Err((first.id, first.message.len()))
        });
        match taken {
            Ok(None) => Ok(false),
            Ok(Some(taken)) => {
                if !taken.message.is_empty() {
                    // SAFETY: as the caller guarantees.
                    unsafe {
                        room.data.copy_from_nonoverlapping(taken.message.as_ptr(), taken.message.len())
                    };
                }
                *bytes = taken.message.len() as u32;
                *letter = taken;
                Ok(true)
            }
            Err((id, bytes)) => Err(Error::argument(format!(
                "room is {}; message {id}, which has failed, has {bytes} bytes, and is kept",
                room.bytes
            ))),
        }
    }
}
