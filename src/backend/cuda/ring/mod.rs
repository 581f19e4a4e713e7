//! A queue in the memory of a GPU. The host's operations are kernels on a stream of the queue's own.

mod channel;
mod service;
mod streams;

use crate::backend::cuda::gpu::Gpu;
use crate::backend::cuda::memory::Buffer;
use crate::backend::cuda::stream::{Stream, captured};
use crate::backend::ring::{CONTROL_BYTES, Items, QueueEnd, Ring, Shape};
use crate::layout::{
    QueueCounters, QueueMemory, QueueTransferJob, QueueTransferResult, QueueTransferState, TRANSFER_STAGE,
};
use crate::words::count;
use crate::{Error, Result};
use channel::Channel;
use service::Service;
use std::ffi::c_void;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use streams::Streams;

/// Transfers that run at once: the host's, and one for each stream of the program.
const STATES: usize = 1 + streams::MOST;
/// Where the number of pops lies in the counters (include/chroma2/device/layout.cuh).
const HEAD: usize = 128;
/// Bytes of the memory that they share among their blocks.
const EXTRA: usize = STATES * size_of::<QueueTransferState>();

/// A ring with its memory.
#[derive(Debug)]
pub struct DeviceRing {
    /// Its stream is waited for before the memory goes.
    channel: Mutex<Channel>,
    /// For small batches: pushes, pops.
    services: [Mutex<Service>; 2],
    streams: Mutex<Streams>,
    /// What made it unusable.
    broken: OnceLock<Error>,
    memory: QueueMemory,
    shape: Shape,
    buffer: Buffer,
    gpu: Arc<Gpu>,
}

impl DeviceRing {
    /// An empty one.
    pub fn new(gpu: &Arc<Gpu>, shape: Shape) -> Result<Self> {
        let primary = gpu.primary();
        let buffer = Buffer::new(
            primary,
            shape.bytes(EXTRA),
            &format!("a queue of {}", count(shape.capacity, "item")),
        )?;
        let channel = Channel::new(primary, &shape)?;
        let services = [Service::new(primary, QueueEnd::Push)?, Service::new(primary, QueueEnd::Pop)?];
        let memory = shape.at(buffer.pointer(), EXTRA);
        let ring = Self {
            channel: Mutex::new(channel),
            services: services.map(Mutex::new),
            streams: Mutex::default(),
            broken: OnceLock::new(),
            memory,
            shape,
            buffer,
            gpu: Arc::clone(gpu),
        };
        ring.clear()?;
        Ok(ring)
    }

    fn lock(&self) -> MutexGuard<'_, Channel> {
        self.channel.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// The device.
    pub fn gpu(&self) -> &Arc<Gpu> {
        &self.gpu
    }

    /// Runs work of which a failure is the queue's last.
    fn tried<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        Self::tried_together([self], work)
    }

    /// As [`DeviceRing::tried`], for work on several queues.
    pub fn tried_together<T, const N: usize>(
        rings: [&Self; N],
        work: impl FnOnce() -> Result<T>,
    ) -> Result<T> {
        if let Some(error) = rings.iter().find_map(|ring| ring.broken.get()) {
            return Err(error.clone());
        }
        work().inspect_err(|error| {
            for ring in rings {
                let _ = ring.broken.set(error.clone()); // another thread's is as good
            }
        })
    }

    /// As [`DeviceRing::tried`], with the context current.
    fn guarded<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let _current = self.gpu.primary().enter()?;
        self.tried(work)
    }

    /// Runs work of the host alone.
    fn with_channel<T>(&self, work: impl FnOnce(&mut Channel) -> Result<T>) -> Result<T> {
        let mut channel = self.lock();
        self.guarded(|| work(&mut channel))
    }

    fn service(&self, side: QueueEnd) -> MutexGuard<'_, Service> {
        self.services[side as usize].lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Moves a small batch of host memory; how many items went.
    ///
    /// # Safety
    /// `data` has `count` items.
    unsafe fn small(&self, side: QueueEnd, data: *mut u8, count: u64) -> Result<u64> {
        let mut service = self.service(side);
        self.tried(|| {
            let mut went = 0;
            loop {
                let rest = data.wrapping_add(went as usize * self.shape.item_size as usize);
                // SAFETY: a part of the caller's.
                let (more, refused) =
                    unsafe { service.transfer(&self.gpu, &self.memory, rest, count - went) }?;
                went += more;
                if refused || went >= count {
                    return Ok(went);
                }
            }
        })
    }

    /// Copies the number of pops to the begin of a buffer. The context must be current.
    pub fn copy_head(&self, to: &Buffer, stream: &Stream) -> Result<()> {
        to.copy(0, &self.buffer, HEAD..HEAD + 8, stream)
    }

    /// What a transfer needs to be told, all but where its result goes.
    fn job(&self, side: QueueEnd, batch: *mut u8, count: u64, state: usize) -> QueueTransferJob {
        let states = self.buffer.pointer::<u8>().wrapping_add(CONTROL_BYTES).cast::<QueueTransferState>();
        QueueTransferJob {
            queue: self.memory,
            batch: batch.cast(),
            count,
            state: states.wrapping_add(state),
            result: std::ptr::null_mut(),
            serial: 0,
            push: (side == QueueEnd::Push).into(),
            reserved: 0,
        }
    }

    /// Empties it.
    fn clear(&self) -> Result<()> {
        for side in [QueueEnd::Push, QueueEnd::Pop] {
            let mut service = self.service(side);
            self.guarded(|| service.quiet())?;
        }
        self.with_channel(|channel| channel.clear(&self.buffer, self.shape.cleared(EXTRA)))
    }
}

impl Ring for DeviceRing {
    fn memory(&self) -> &QueueMemory {
        &self.memory
    }

    fn bytes(&self) -> u64 {
        self.buffer.bytes() as u64
    }

    unsafe fn attempt(&self, side: QueueEnd, items: Items) -> Result<u64> {
        let Items { data, count, there } = items;
        let job = self.job(side, data, count, 0);
        if !there && count <= u64::from(TRANSFER_STAGE / self.shape.item_size) {
            // SAFETY: as the caller vouches.
            return unsafe { self.small(side, data, count) };
        }
        if !there {
            // SAFETY: as the caller vouches.
            return self.with_channel(|channel| unsafe { channel.exchange(&self.gpu, job, data) });
        }
        let bytes = count * u64::from(self.shape.item_size);
        self.gpu.check_memory(data.addr() as u64, bytes, "batch->data")?;
        // SAFETY: memory of the device, of that size.
        self.with_channel(|channel| unsafe { channel.transfer(&self.gpu, job) })
    }

    fn blocked(&self, _: QueueEnd) -> bool {
        false
    }

    unsafe fn enqueue(
        &self,
        side: QueueEnd,
        items: Items,
        stream: *mut c_void,
        (result, serial): (*mut QueueTransferResult, u64),
    ) -> Result<()> {
        if let Some(error) = self.broken.get() {
            return Err(error.clone());
        }
        let bytes = items.count * u64::from(self.shape.item_size);
        let data = match (items.count, items.there) {
            (0, _) => 0,
            (_, false) => self.gpu.check_pinned(items.data.addr() as u64, bytes, "batch->data")?,
            _ => {
                self.gpu.check_memory(items.data.addr() as u64, bytes, "batch->data")?;
                items.data.addr() as u64
            }
        };
        let result = self.gpu.check_reachable(
            result.addr() as u64,
            size_of::<QueueTransferResult>() as u64,
            "result",
        )?;
        let _current = self.gpu.primary().enter()?;
        // SAFETY: the caller vouches for the stream.
        let state = if unsafe { captured(stream.cast()) }? {
            None // launches of its graph may overlap with each other, and with what is put on the stream later
        } else {
            self.streams.lock().unwrap_or_else(|e| e.into_inner()).state(stream)
        };
        let address = |at: u64| std::ptr::without_provenance_mut::<u8>(at as usize);
        let job = self.job(side, address(data), items.count, state.unwrap_or_default());
        let job = QueueTransferJob { result: address(result).cast(), serial, ..job };
        // SAFETY: checked memory; the state is this stream's alone, or not used.
        unsafe { self.gpu.programs().transfer_on(&job, stream.cast(), state.is_some()) }
    }

    fn counters(&self) -> Result<QueueCounters> {
        self.with_channel(|channel| channel.counters(&self.buffer, &self.memory))
    }

    fn drain(&self, count: u64) -> Result<u64> {
        if count == 0 {
            return Ok(0);
        }
        let job = self.job(QueueEnd::Pop, std::ptr::null_mut(), count, 0);
        // SAFETY: what comes is left where it comes to.
        self.with_channel(|channel| unsafe { channel.exchange(&self.gpu, job, std::ptr::null_mut()) })
    }

    unsafe fn reset(&self) -> Result<()> {
        self.clear()
    }
}
