//! Batches into and out of a queue.

use super::Queue;
use super::pause::Pause;
use crate::backend::ring::{Items, QueueEnd};
use crate::layout::QueueTransferResult;
use crate::words::{are, count};
use crate::{Error, Result};
use std::ffi::c_void;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Items one after another, without gaps.
#[derive(Debug, Clone, Copy)]
pub struct Batch {
    /// The first one.
    pub data: *mut u8,
    /// Number of them.
    pub count: u64,
    /// Bytes of one; 0: what the queue's items have.
    pub item_size: u32,
    /// 0: host memory; else the place of the GPU in whose memory they are, in
    /// [`devices`](crate::backend::device::devices).
    pub device: u32,
}

impl Queue {
    fn check(&self, batch: &Batch) -> Result<()> {
        let (own, place) = (self.shape.item_size, self.device());
        if batch.item_size != 0 && batch.item_size != own {
            self.mismatched.fetch_add(1, Ordering::Relaxed);
            return Err(Error::argument(format!(
                "batch->item_size is {}; {own} is needed, as the queue's items have",
                batch.item_size
            )));
        }
        if batch.device != 0 && batch.device != place {
            let allowed =
                if place == 0 { "0 (host memory)".to_owned() } else { format!("0 (host) or {place}") };
            return Err(Error::argument(format!(
                "batch->device is {}; {allowed} is needed, as the queue is on device {place}",
                batch.device
            )));
        }
        if batch.count > 0 && batch.data.is_null() {
            return Err(Error::argument(format!("batch->data is NULL; {} needed", are(batch.count, "item"))));
        }
        let bytes = batch.count.checked_mul(own.into()).filter(|&bytes| bytes <= isize::MAX as u64);
        if bytes.is_none_or(|bytes| batch.data.addr().checked_add(bytes as usize).is_none()) {
            return Err(Error::argument(format!(
                "batch->count is {}: so many items of {own} bytes exceed the address space",
                batch.count
            )));
        }
        Ok(())
    }

    /// Moves what goes at once; how many items of the batch, from its begin.
    ///
    /// # Safety
    /// Its memory is valid: for a push to be read, for a pop to be written, by this call alone.
    pub unsafe fn attempt(&self, side: QueueEnd, batch: &Batch) -> Result<u64> {
        self.check(batch)?;
        let _inside = self.enter()?;
        // SAFETY: as the caller vouches.
        unsafe { self.go(side, batch, 0) }
    }

    /// Moves the items of a checked batch from number `first` on, as far as they go at once.
    unsafe fn go(&self, side: QueueEnd, batch: &Batch, first: u64) -> Result<u64> {
        let data = batch.data.wrapping_add(first as usize * self.shape.item_size as usize);
        let count = batch.count - first;
        if count == 0 {
            return Ok(0);
        }
        // SAFETY: as the caller vouches.
        unsafe { self.ring.attempt(side, Items { data, count, there: batch.device != 0 }) }
    }

    /// Moves all items of a batch, waiting at most `limit` (`None`: for ever) for room, or for items. How
    /// many went; less than all where the time is over.
    ///
    /// # Safety
    /// As for [`Queue::attempt`].
    pub unsafe fn transfer(&self, side: QueueEnd, batch: &Batch, limit: Option<Duration>) -> Result<u64> {
        let mut went = 0;
        // SAFETY: as the caller vouches.
        unsafe { self.transfer_counted(side, batch, limit, &mut went) }?;
        Ok(went)
    }

    /// As [`Queue::transfer`]; `went` counts what has gone where it fails too.
    ///
    /// # Safety
    /// As for [`Queue::attempt`].
    pub unsafe fn transfer_counted(
        &self,
        side: QueueEnd,
        batch: &Batch,
        limit: Option<Duration>,
        went: &mut u64,
    ) -> Result<()> {
        self.check(batch)?;
        let _inside = self.enter()?;
        // SAFETY: as the caller vouches.
        *went = unsafe { self.go(side, batch, 0) }?;
        if *went == batch.count {
            return Ok(());
        }
        let mut pause = Pause::new(limit);
        while *went < batch.count && pause.wait() {
            if self.closed.load(Ordering::Relaxed) {
                return Err(Error::InvalidState(format!(
                    "queue: was destroyed by another thread; {went} of {} had gone",
                    count(batch.count, "item")
                )));
            }
            if self.ring.blocked(side) {
                continue; // a look that counts no refusal
            }
            // SAFETY: as the caller vouches.
            let more = unsafe { self.go(side, batch, *went) }?;
            *went += more;
            if more > 0 {
                pause.restart();
            }
        }
        Ok(())
    }

    /// Moves what goes when a stream of the program comes to it; on the processor, at once. How it went
    /// is written to `result` then.
    ///
    /// # Safety
    /// `stream` is a stream of the queue's device. The queue, the batch's memory and `result` stay valid
    /// until it has done this.
    pub unsafe fn enqueue(
        &self,
        side: QueueEnd,
        batch: &Batch,
        stream: *mut c_void,
        (result, serial): (*mut QueueTransferResult, u64),
    ) -> Result<()> {
        self.check(batch)?;
        let _inside = self.enter()?;
        let items = Items { data: batch.data, count: batch.count, there: batch.device != 0 };
        // SAFETY: as the caller vouches.
        unsafe { self.ring.enqueue(side, items, stream, (result, serial)) }
    }
}
