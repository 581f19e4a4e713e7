//! Small batches of the host without a launch each: a block on the device looks for requests in pinned
//! memory and answers there. It leaves when it has had nothing to do for a while, and is launched again.

use crate::Result;
use crate::backend::cuda::gpu::Gpu;
use crate::backend::cuda::memory::Pinned;
use crate::backend::cuda::primary::Primary;
use crate::backend::cuda::stayer::{Stayer, place};
use crate::backend::cuda::stream::Stream;
use crate::backend::ring::QueueEnd;
use crate::layout::{QueueMemory, QueueOrder, QueueRequest, QueueServiceJob, TRANSFER_STAGE};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering, fence};

/// Where the parts of the pinned memory begin: what each side writes is on lines of its own.
const ANSWER: usize = 256;
const GONE: usize = 512;
const STAGES: usize = 768;
const STAGE: usize = TRANSFER_STAGE as usize;
/// About 0.1 ms.
const IDLE_CYCLES: u64 = 200_000;
const WORDS: usize = size_of::<QueueOrder>() / 4;
const _: () = assert!(WORDS <= 28, "an order fills the words of a request between its numbers");

/// One side's service, for one thread at a time.
#[derive(Debug)]
pub(super) struct Service {
    /// The first field: waited for before the memory goes.
    stayer: Stayer,
    pinned: Pinned,
    side: QueueEnd,
    serial: u32,
}

impl Service {
    pub(super) fn new(primary: &Arc<Primary>, side: QueueEnd) -> Result<Self> {
        Ok(Self {
            stayer: Stayer::new(primary, "a queue's service")?,
            pinned: Pinned::new(primary, STAGES + 2 * STAGE)?,
            side,
            serial: 0,
        })
    }

    /// Moves a batch of at most [`TRANSFER_STAGE`] bytes; how many items were transferred, and whether the queue refused
    /// the rest.
    ///
    /// # Safety
    /// `data` has `count` items.
    pub(super) unsafe fn transfer(
        &mut self,
        gpu: &Gpu,
        queue: &QueueMemory,
        data: *mut u8,
        count: u64,
    ) -> Result<(u64, bool)> {
        let item = queue.item_size as usize;
        // A push may still be read when it has been answered, but not after the next answer.
        let stage = STAGES + (self.serial % 2) as usize * STAGE;
        // SAFETY: a stage that the device has done with; the caller guarantees the batch.
        let place = unsafe { self.pinned.values_mut::<u8>(stage, count as usize * item) }?.as_mut_ptr();
        if self.side == QueueEnd::Push {
            // SAFETY: as above.
            unsafe { place.copy_from_nonoverlapping(data, count as usize * item) };
        }
        let push = (self.side == QueueEnd::Push).into();
        let batch = self.pinned.pointer(stage)?;
        let order = QueueOrder { queue: *queue, batch, count, push, reserved: [0; 11] };
        let answer = self.ask(gpu, &order)?;
        let transferred = answer & 0x7fff_ffff;
        if self.side == QueueEnd::Pop {
            // SAFETY: the device has written so many; as above.
            unsafe { data.copy_from_nonoverlapping(place, transferred as usize * item) };
        }
        Ok((transferred, answer >> 31 & 1 != 0))
    }

    /// Waits until the block has left the device.
    pub(super) fn quiet(&mut self) -> Result<()> {
        self.stayer.quiet()
    }

    fn ask(&mut self, gpu: &Gpu, order: &QueueOrder) -> Result<u64> {
        let served = self.serial;
        self.serial = served.wrapping_add(1);
        self.post(order)?;
        // SAFETY: pinned memory that lives as long as this.
        let (answer, gone) =
            unsafe { (place(self.pinned.pointer(ANSWER)?), place(self.pinned.pointer(GONE)?)) };
        let job = QueueServiceJob {
            request: self.pinned.pointer::<QueueRequest>(0)?.cast_const(),
            answer: self.pinned.pointer(ANSWER)?,
            gone: self.pinned.pointer(GONE)?,
            launch: 0,
            idle_cycles: IDLE_CYCLES,
            served: served.into(),
        };
        let start = |stream: &Stream, launch: u64| {
            // SAFETY: pinned memory that stays until the stream has done it.
            unsafe { gpu.programs().serve(&QueueServiceJob { launch, ..job }, stream) }
        };
        let serial = u64::from(self.serial);
        let answered = || Some(answer.load(Ordering::Acquire)).filter(|now| now >> 32 == serial);
        self.stayer.ask(gone, answered, &start)
    }

    /// Writes a request, words first and numbers last.
    fn post(&self, order: &QueueOrder) -> Result<()> {
        // SAFETY: plain words without padding.
        let words = unsafe { &*(&raw const *order).cast::<[u32; WORDS]>() };
        let request = self.pinned.pointer::<u32>(0)?;
        // SAFETY: 32 words of the pinned memory, which the device reads as the atomics say.
        let at = |i: usize| unsafe { AtomicU32::from_ptr(request.add(i)) };
        for (i, &word) in words.iter().enumerate() {
            at(i + i / 7).store(word, Ordering::Relaxed);
        }
        fence(Ordering::Release);
        for i in 0..4 {
            at(8 * i + 7).store(self.serial, Ordering::Release);
        }
        Ok(())
    }
}
