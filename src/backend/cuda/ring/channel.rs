//! How the host's batches come to a GPU and back: through pinned memory that the kernel reads and writes
//! by itself. An operation is one launch, and a look at a number in that memory.

use crate::backend::cpu::ring as host;
use crate::backend::cuda::gpu::Gpu;
use crate::backend::cuda::memory::{Buffer, Pinned};
use crate::backend::cuda::primary::Primary;
use crate::backend::cuda::stream::{CudaEvent, Stream};
use crate::backend::ring::{ALIGNMENT, CONTROL_BYTES, Shape};
use crate::layout::{QueueCounters, QueueMemory, QueueTransferJob, QueueTransferResult};
use crate::{Error, Result};
use std::hint::spin_loop;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Bytes of a piece; longer batches go in pieces, of which the host copies one while the kernel moves
/// the other.
const PIECE: usize = 256 << 10;
/// How long a thread looks for the end of a transfer before it sleeps.
const SPIN: Duration = Duration::from_micros(50);
/// Looks between two at the clock.
const LOOKS: u32 = 64;

/// Where the copy of the counters lies in the pinned memory; the result is at its begin.
const COUNTERS: usize = ALIGNMENT;
/// Where the pieces begin.
const PIECES: usize = (COUNTERS + CONTROL_BYTES).next_multiple_of(ALIGNMENT);

/// For one thread at a time.
#[derive(Debug)]
pub(super) struct Channel {
    /// The first field: waited for before the memory goes.
    stream: Stream,
    ended: CudaEvent,
    pinned: Pinned,
    /// Items of a piece, and their bytes.
    items: u64,
    item_size: usize,
    /// Of the last transfer.
    serial: u64,
    /// Items of pieces that were not tried after the queue had refused one before: pushes, pops.
    untried: [u64; 2],
}

impl Channel {
    pub(super) fn new(primary: &Arc<Primary>, shape: &Shape) -> Result<Self> {
        let item_size = shape.item_size as usize;
        let items = (PIECE / item_size).min(shape.capacity as usize);
        Ok(Self {
            stream: Stream::urgent(primary)?,
            ended: CudaEvent::new(primary)?,
            pinned: Pinned::new(primary, PIECES + 2 * (items * item_size).next_multiple_of(ALIGNMENT))?,
            items: items as u64,
            item_size,
            serial: 0,
            untried: [0; 2],
        })
    }

    /// Where a piece of the pinned memory begins.
    fn piece(&self, turn: u64) -> usize {
        PIECES + (turn % 2) as usize * (self.items as usize * self.item_size).next_multiple_of(ALIGNMENT)
    }

    /// Launches a transfer.
    ///
    /// # Safety
    /// The batch is memory that the device reaches, for as many items as the job says.
    unsafe fn begin(&mut self, gpu: &Gpu, job: &QueueTransferJob) -> Result<()> {
        self.serial += 1;
        let job = QueueTransferJob {
            result: self.pinned.pointer::<QueueTransferResult>(0)?,
            serial: self.serial,
            ..*job
        };
        // SAFETY: the queue's own memory; the caller vouches for the batch.
        unsafe { gpu.programs().transfer(&job, &self.stream) }
    }

    /// Waits for the transfer begun last; gives how many items went, and whether the queue refused the rest.
    fn end(&self) -> Result<(u64, bool)> {
        let result = self.pinned.pointer::<QueueTransferResult>(0)?;
        // SAFETY: pinned memory that lives as long as this, written by the device as the atomics say.
        let done = unsafe { AtomicU64::from_ptr(&raw mut (*result).serial) };
        let here = || done.load(Ordering::Acquire) == self.serial;
        if !self.spin(here) {
            self.ended.set(&self.stream)?;
            self.ended.wait()?;
            if !here() {
                return Err(Error::Device("a transfer of a queue ended without a result".into()));
            }
        }
        // SAFETY: written before the serial number.
        let result = unsafe { result.read_volatile() };
        Ok((result.went, result.refused != 0))
    }

    fn spin(&self, here: impl Fn() -> bool) -> bool {
        let start = Instant::now();
        loop {
            for _ in 0..LOOKS {
                if here() {
                    return true;
                }
                spin_loop();
            }
            if start.elapsed() > SPIN {
                return false;
            }
        }
    }

    /// Moves a batch that the device reaches; how many items went.
    ///
    /// # Safety
    /// As for [`Channel::begin`].
    pub(super) unsafe fn transfer(&mut self, gpu: &Gpu, job: QueueTransferJob) -> Result<u64> {
        // SAFETY: as the caller vouches.
        unsafe { self.begin(gpu, &job) }?;
        // SAFETY: as the caller vouches.
        unsafe { self.finish(gpu, job) }
    }

    /// Waits for a transfer begun, and moves what others' items that came in between had held back.
    unsafe fn finish(&mut self, gpu: &Gpu, job: QueueTransferJob) -> Result<u64> {
        let mut went = 0;
        loop {
            let (more, refused) = self.end()?;
            went += more;
            if refused || went >= job.count {
                return Ok(went);
            }
            let rest = QueueTransferJob {
                batch: job.batch.wrapping_byte_add(went as usize * self.item_size),
                count: job.count - went,
                ..job
            };
            // SAFETY: a part of the caller's.
            unsafe { self.begin(gpu, &rest) }?;
        }
    }

    /// Moves a batch of host memory by pieces; NULL in a pop: what comes is thrown away.
    ///
    /// # Safety
    /// `data` has as many items as the job says.
    pub(super) unsafe fn exchange(&mut self, gpu: &Gpu, job: QueueTransferJob, data: *mut u8) -> Result<u64> {
        let (push, all, items) = (job.push != 0, job.count, self.items);
        let turns = all.div_ceil(items);
        let count = |turn: u64| items.min(all - turn * items);
        let mut went = 0;
        // SAFETY: parts of the caller's memory, and pieces that the device has done with.
        unsafe {
            if push {
                self.copy(push, 0, data, count(0))?;
            }
            self.begin(gpu, &self.part(&job, 0, count(0))?)?;
            for turn in 0..turns {
                let more = turn + 1 < turns;
                if push && more {
                    self.copy(push, turn + 1, data, count(turn + 1))?;
                }
                let part = self.part(&job, turn, count(turn))?;
                let now = self.finish(gpu, part)?;
                went += now;
                let go_on = more && now == count(turn);
                if go_on {
                    self.begin(gpu, &self.part(&job, turn + 1, count(turn + 1))?)?;
                }
                if !push && !data.is_null() {
                    self.copy(push, turn, data, now)?;
                }
                if !go_on {
                    self.untried[usize::from(!push)] += all - (turn * items + count(turn));
                    break;
                }
            }
        }
        Ok(went)
    }

    /// A transfer of the piece of a turn.
    fn part(&self, job: &QueueTransferJob, turn: u64, count: u64) -> Result<QueueTransferJob> {
        Ok(QueueTransferJob { batch: self.pinned.pointer(self.piece(turn))?, count, ..*job })
    }

    /// Copies items of a turn to its piece or from it.
    ///
    /// # Safety
    /// `data` has them, and no transfer uses the piece.
    unsafe fn copy(&self, push: bool, turn: u64, data: *mut u8, count: u64) -> Result<()> {
        let bytes = count as usize * self.item_size;
        let data = data.wrapping_add(turn as usize * self.items as usize * self.item_size);
        // SAFETY: the caller vouches for both.
        unsafe {
            let piece = self.pinned.values_mut::<u8>(self.piece(turn), bytes)?.as_mut_ptr();
            let (from, to) = if push { (data.cast_const(), piece) } else { (piece.cast_const(), data) };
            to.copy_from_nonoverlapping(from, bytes);
        }
        Ok(())
    }

    /// What a queue of this memory counted.
    pub(super) fn counters(&mut self, queue: &Buffer, memory: &QueueMemory) -> Result<QueueCounters> {
        // SAFETY: waited for below.
        unsafe { queue.download(0, &self.pinned, COUNTERS..COUNTERS + CONTROL_BYTES, &self.stream) }?;
        self.stream.wait()?;
        let copy = QueueMemory { control: self.pinned.pointer(COUNTERS)?, ..*memory };
        // SAFETY: a copy of the counters.
        let mut counters = unsafe { host::counters(&copy) };
        counters.refused_full += self.untried[0];
        counters.refused_empty += self.untried[1];
        Ok(counters)
    }

    /// Clears the front of the queue's memory, and waits.
    pub(super) fn clear(&mut self, queue: &Buffer, bytes: usize) -> Result<()> {
        self.untried = [0; 2];
        queue.clear(bytes, &self.stream)?;
        self.stream.wait()
    }
}
