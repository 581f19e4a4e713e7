//! Messages on their way in.

use super::{MessageQueue, stop};
use crate::backend::messages::{Entry, PARTITIONS, destroyed, shut_down};
use crate::runtime::until::until;
use crate::words::{are, count};
use crate::{Error, Result};
use std::ffi::c_void;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Messages that are published together.
const CHUNK: usize = 64;

/// Messages of a program, for one call.
#[derive(Debug, Clone, Copy)]
pub struct Messages {
    /// The first one.
    pub data: *const u8,
    /// Bytes from one to the next.
    pub stride: usize,
    /// Number of them.
    pub count: u64,
    /// Bytes of each.
    pub bytes: u32,
    /// Bytes of each, where they differ; else NULL.
    pub sizes: *const u32,
    /// Keys; NULL: 0.
    pub keys: *const u64,
}

/// A slot that the program writes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reservation {
    /// Where, for as many bytes as a message may have.
    pub place: *mut c_void,
    /// What it is published or given up by.
    pub number: u64,
}

impl Messages {
    /// # Safety
    /// The arrays are as the caller of the C API guarantees.
    unsafe fn bytes_of(&self, i: u64) -> u32 {
        // SAFETY: as the caller guarantees.
        if self.sizes.is_null() { self.bytes } else { unsafe { self.sizes.add(i as usize).read_unaligned() } }
    }

    /// # Safety
    /// As above.
    unsafe fn key_of(&self, i: u64) -> u64 {
        // SAFETY: as the caller guarantees.
        if self.keys.is_null() { 0 } else { unsafe { self.keys.add(i as usize).read_unaligned() } }
    }
}

/// The partition of a key.
fn partition(key: u64) -> u32 {
    // Fibonacci hashing: keys that count up spread.
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 57) as u32 % PARTITIONS
}

impl MessageQueue {
    fn check_bytes(&self, bytes: u32, what: impl FnOnce() -> String) -> Result<()> {
        let room = self.shape().input_bytes;
        if bytes <= room {
            return Ok(());
        }
        Err(Error::argument(format!("{} is {bytes}; the queue's slots have room for {room}", what())))
    }

    /// Refuses messages that no slot has room for, or that are not there.
    ///
    /// # Safety
    /// Sizes are as many as there are messages.
    unsafe fn check(&self, messages: &Messages) -> Result<()> {
        self.check_bytes(if messages.sizes.is_null() { messages.bytes } else { 0 }, || "bytes".into())?;
        let mut any = messages.sizes.is_null() && messages.bytes > 0 && messages.count > 0;
        if !messages.sizes.is_null() {
            for i in 0..messages.count {
                // SAFETY: as the caller guarantees.
                let bytes = unsafe { messages.bytes_of(i) };
                self.check_bytes(bytes, || format!("sizes[{i}]"))?;
                any |= bytes > 0;
            }
        }
        if any && messages.data.is_null() {
            return Err(Error::argument(format!("data is NULL; {} needed", are(messages.count, "message"))));
        }
        let whole = (messages.count as usize).checked_mul(messages.stride);
        if whole.is_none_or(|bytes| messages.data.addr().checked_add(bytes).is_none()) {
            return Err(Error::argument(format!(
                "count is {}: so many messages of {} bytes exceed the address space",
                messages.count, messages.stride
            )));
        }
        Ok(())
    }

    /// Takes slots, waiting at most so long for the first; how many.
    fn slots(&self, slots: &mut [u32], limit: Option<Duration>) -> Result<usize> {
        let taken = self.exchange.take(slots);
        if taken > 0 {
            return Ok(taken);
        }
        self.counters.refused.0.fetch_add(1, Ordering::Relaxed);
        let look = || {
            if self.exchange.is_closed() {
                return Some(Err(if self.is_ended() { destroyed() } else { shut_down() }));
            }
            if !self.exchange.has_room() {
                return None;
            }
            let taken = self.exchange.take(slots);
            (taken > 0).then_some(Ok(taken))
        };
        until(limit, look, || self.engine.attend())?.unwrap_or(Ok(0))
    }

    /// Publishes messages, waiting at most so long for room for all; how many were, from the first, with their ids.
    /// `taken` counts them where it fails too.
    ///
    /// # Safety
    /// The messages are there, and `ids` has room for as many, or is NULL.
    pub unsafe fn enqueue(
        &self,
        messages: &Messages,
        limit: Option<Duration>,
        ids: *mut u64,
        taken: &mut u64,
    ) -> Result<()> {
        self.here()?;
        // SAFETY: as the caller guarantees.
        unsafe { self.check(messages) }?;
        if self.exchange.is_closed() {
            return Err(shut_down());
        }
        let end = limit.and_then(|limit| std::time::Instant::now().checked_add(limit));
        let (mut slots, mut own) = ([0u32; CHUNK], [0u64; CHUNK]);
        while *taken < messages.count {
            let wanted = (messages.count - *taken).min(CHUNK as u64) as usize;
            let left = match end {
                Some(end) if *taken > 0 => Some(end.saturating_duration_since(std::time::Instant::now())),
                _ => limit,
            };
            let here = self.slots(&mut slots[..wanted], left)?;
            if here == 0 {
                return Ok(());
            }
            let empty = Entry { slot: 0, bytes: 0, key: 0, partition: 0 };
            let mut entries = [empty; CHUNK];
            for (i, (entry, &slot)) in entries.iter_mut().zip(&slots[..here]).enumerate() {
                let which = *taken + i as u64;
                // SAFETY: as the caller guarantees; the slot is this thread's.
                unsafe {
                    let (bytes, key) = (messages.bytes_of(which), messages.key_of(which));
                    let from = messages.data.wrapping_add(which as usize * messages.stride);
                    if bytes > 0 {
                        let to = self.exchange.area().message(slot).cast::<u8>();
                        to.copy_from_nonoverlapping(from, bytes as usize);
                    }
                    *entry = Entry { slot, bytes, key, partition: partition(key) };
                }
            }
            if let Err(error) = self.exchange.publish(&entries[..here], &mut own[..here]) {
                self.exchange.abandon(&slots[..here]);
                return Err(error);
            }
            if !ids.is_null() {
                // SAFETY: as the caller guarantees.
                unsafe { ids.add(*taken as usize).copy_from_nonoverlapping(own.as_ptr(), here) };
            }
            *taken += here as u64;
            self.engine.nudge()?;
        }
        Ok(())
    }

    /// A slot to be written to, waiting at most so long for one; `None`: there was none.
    pub fn reserve(&self, limit: Option<Duration>) -> Result<Option<Reservation>> {
        self.here()?;
        if self.exchange.is_closed() {
            return Err(shut_down());
        }
        let mut slot = [0];
        if self.slots(&mut slot, limit)? == 0 {
            return Ok(None);
        }
        let number = self.exchange.hand_out(slot[0]);
        Ok(Some(Reservation { place: self.exchange.area().message(slot[0]), number }))
    }

    fn reserved(&self, reservation: u64) -> Result<u32> {
        self.exchange.claim_reserved(reservation).ok_or_else(|| {
            Error::argument(format!(
                "reservation is {reservation}, which is none: it was committed or cancelled, or never given"
            ))
        })
    }

    /// Publishes the first bytes of what was written to a reserved slot; the id.
    pub fn commit(&self, reservation: u64, bytes: u32, key: u64) -> Result<u64> {
        self.here()?;
        self.check_bytes(bytes, || "bytes".into())?;
        let slot = self.reserved(reservation)?;
        let mut id = [0];
        let entry = Entry { slot, bytes, key, partition: partition(key) };
        if let Err(error) = self.exchange.publish(&[entry], &mut id) {
            self.exchange.abandon(&[slot]);
            return Err(error);
        }
        self.engine.nudge()?;
        Ok(id[0])
    }

    /// Gives a reserved slot up.
    pub fn cancel(&self, reservation: u64) -> Result<()> {
        self.here()?;
        let slot = self.reserved(reservation)?;
        self.exchange.abandon(&[slot]);
        Ok(())
    }

    /// The timeout of a producer.
    pub fn full(&self, taken: u64, all: u64, nanoseconds: u64) -> Error {
        Error::Timeout(format!(
            "queue: {taken} of {} taken within {nanoseconds} ns; all {} of the queue are in use: results hold theirs \
             until they are collected{}",
            are(all, "message"),
            count(self.shape().capacity(), "slot"),
            stop::note(&self.stopping)
        ))
    }
}
