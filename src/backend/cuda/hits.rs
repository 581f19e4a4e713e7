//! Hits that stay in the memory of a device.

use super::gpu::Gpu;
use super::memory::Buffer;
use crate::backend::hit_columns::{DeviceHits, HitColumns};
use crate::layout::{CompactJob, PhotonState};
use crate::{Error, Result};
use std::any::Any;
use std::sync::Arc;

const STATE: usize = size_of::<PhotonState>();
/// Bytes of a hit: state, index, channel.
pub const HIT: usize = STATE + 8 + 4;

/// States, then indices, then channels of `count` hits.
#[derive(Debug)]
pub struct CudaHits {
    buffer: Buffer,
    count: u64,
    gpu: Arc<Gpu>,
}

impl CudaHits {
    /// Room for `count` hits.
    pub fn new(gpu: &Arc<Gpu>, count: u64) -> Result<Self> {
        let buffer = Buffer::new(gpu.primary(), count as usize * HIT, "hits")?;
        Ok(Self { buffer, count, gpu: Arc::clone(gpu) })
    }

    /// Makes this the place where a compaction puts the hits.
    pub fn place(&self, job: &mut CompactJob) {
        place(&self.buffer, self.count as usize, job);
    }

    /// All hits of several parts in their order; waits for the copies.
    pub fn join(gpu: &Arc<Gpu>, parts: Vec<Box<dyn DeviceHits>>) -> Result<Box<dyn DeviceHits>> {
        let mut ours = Vec::with_capacity(parts.len());
        for part in parts {
            let part: Box<dyn Any> = part;
            let part = part.downcast::<Self>();
            ours.push(part.map_err(|_| Error::Internal("hits of another backend".into()))?);
        }
        if ours.len() == 1 {
            return Ok(ours.remove(0));
        }
        let all = Self::new(gpu, ours.iter().map(|part| part.count).sum())?;
        gpu.with_workspace(|workspace| {
            let mut done = 0;
            for part in &ours {
                let (count, total) = (part.count as usize, all.count as usize);
                for (column, bytes) in [(0, STATE), (STATE, 8), (STATE + 8, 4)] {
                    let (to, from) = (column * total + bytes * done, column * count);
                    all.buffer.copy(to, &part.buffer, from..from + bytes * count, &workspace.stream)?;
                }
                done += count;
            }
            workspace.stream.wait() // the parts go after this
        })?;
        Ok(Box::new(all))
    }
}

impl DeviceHits for CudaHits {
    fn count(&self) -> u64 {
        self.count
    }

    fn device(&self) -> u32 {
        self.gpu.info().ordinal + 1
    }

    fn columns(&self) -> HitColumns {
        if self.count == 0 {
            return HitColumns::default();
        }
        let states = self.buffer.pointer::<u8>().cast_const();
        let after = |bytes: usize| states.wrapping_add(self.count as usize * bytes);
        HitColumns::of(states.cast(), after(STATE).cast(), after(STATE + 8).cast())
    }
}

/// Makes a buffer with room for `capacity` hits the place where a compaction puts them.
pub fn place(buffer: &Buffer, capacity: usize, job: &mut CompactJob) {
    let at = |bytes: usize| buffer.pointer::<u8>().wrapping_add(capacity * bytes);
    job.capacity = capacity as u64;
    job.states = at(0).cast();
    job.indices = at(STATE).cast();
    job.channels = at(STATE + 8).cast();
}
