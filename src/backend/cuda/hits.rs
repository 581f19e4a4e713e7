//! Hits that stay in the memory of a device.

use super::gpu::Gpu;
use super::memory::Buffer;
use crate::Result;
use crate::backend::hit_columns::HitColumns;
use crate::layout::{CompactJob, PhotonState};
use std::sync::Arc;

const STATE: usize = size_of::<PhotonState>();
/// Bytes of a hit: state, index, channel.
pub const HIT: usize = STATE + 8 + 4;

/// States, then indices, then channels of `count` hits.
#[derive(Debug)]
pub struct DeviceHits {
    buffer: Buffer,
    count: u64,
    gpu: Arc<Gpu>,
}

impl DeviceHits {
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
    pub fn join(gpu: &Arc<Gpu>, mut parts: Vec<Self>) -> Result<Self> {
        if parts.len() == 1 {
            return Ok(parts.remove(0));
        }
        let all = Self::new(gpu, parts.iter().map(|part| part.count).sum())?;
        gpu.with_lane(|lane| {
            let mut done = 0;
            for part in &parts {
                let (count, total) = (part.count as usize, all.count as usize);
                for (column, bytes) in [(0, STATE), (STATE, 8), (STATE + 8, 4)] {
                    let (to, from) = (column * total + bytes * done, column * count);
                    all.buffer.copy(to, &part.buffer, from..from + bytes * count, &lane.stream)?;
                }
                done += count;
            }
            lane.stream.wait() // the parts go after this
        })?;
        Ok(all)
    }

    /// Number of hits.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Number of the device in the driver's order.
    pub fn ordinal(&self) -> u32 {
        self.gpu.info().ordinal
    }

    /// Where their properties are on the device.
    pub fn columns(&self) -> HitColumns {
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
