//! Hits that stay in the memory of a device.

use super::gpu::Gpu;
use super::memory::Buffer;
use super::stream::Stream;
use crate::backend::hit_block::{HIT, HitPart, arrays, pairs};
use crate::backend::hit_columns::{DeviceHits, HitColumns};
use crate::layout::{CompactJob, HitArrays};
use crate::{Error, Result};
use std::any::Any;
use std::sync::Arc;

/// Bytes of a buffer with room for so many hits.
pub fn bytes_of(capacity: usize) -> usize {
    arrays(std::ptr::null_mut(), capacity).1
}

/// Hits that a buffer of so many bytes has room for.
pub fn capacity_of(bytes: usize) -> usize {
    let mut capacity = bytes / HIT; // or some fewer, since columns begin at even places
    while capacity > 0 && bytes_of(capacity) > bytes {
        capacity -= 1;
    }
    capacity
}

/// Columns of `count` hits.
#[derive(Debug)]
pub struct CudaHits {
    buffer: Buffer,
    count: u64,
    gpu: Arc<Gpu>,
}

impl CudaHits {
    /// Room for `count` hits.
    pub fn new(gpu: &Arc<Gpu>, count: u64) -> Result<Self> {
        let buffer = Buffer::new(gpu.primary(), bytes_of(count as usize), "hits")?;
        Ok(Self { buffer, count, gpu: Arc::clone(gpu) })
    }

    /// A copy of a part of hits on the host; waits for it.
    pub fn of(gpu: &Arc<Gpu>, part: Option<&HitPart>, stream: &Stream) -> Result<Self> {
        let all = Self::new(gpu, part.map_or(0, |part| part.count as u64))?;
        let Some(part) = part else { return Ok(all) };
        let base = all.buffer.pointer::<u8>().addr();
        pairs(&part.block.arrays(part.first), &all.arrays(), |from, to, bytes| {
            // SAFETY: so many hits are there, and written.
            let values = unsafe { std::slice::from_raw_parts(from.cast_const(), bytes * part.count) };
            all.buffer.fill_from(to.addr() - base, values, stream)
        })?;
        Ok(all)
    }

    fn arrays(&self) -> HitArrays {
        arrays(self.buffer.pointer(), self.count as usize).0
    }

    /// Makes this the place where a compaction puts the hits.
    pub fn place(&self, job: &mut CompactJob) {
        place(&self.buffer, self.count as usize, job);
    }

    /// All hits of several parts in their order, where these are: on one GPU, or on `gpu` if there are none. Waits for
    /// the copies.
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
        let gpu = ours.first().map_or(gpu, |first| &first.gpu);
        let all = Self::new(gpu, ours.iter().map(|part| part.count).sum())?;
        gpu.with_workspace(false, |workspace| {
            let mut done = 0;
            for part in &ours {
                let count = part.count as usize;
                let (from, to) = (part.arrays(), all.arrays());
                pairs(&from, &to, |from, to, bytes| {
                    let from = from.addr() - part.buffer.pointer::<u8>().addr();
                    let to = to.addr() - all.buffer.pointer::<u8>().addr() + bytes * done;
                    all.buffer.copy(to, &part.buffer, from..from + bytes * count, &workspace.stream)
                })?;
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
        HitColumns::of(&self.arrays())
    }
}

/// Makes a buffer with room for `capacity` hits the place where a compaction puts them.
pub fn place(buffer: &Buffer, capacity: usize, job: &mut CompactJob) {
    job.capacity = capacity as u64;
    job.hits = arrays(buffer.pointer(), capacity).0;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_has_room_for_what_it_was_made_for() {
        for capacity in (0..3000).chain([16_660, 1 << 20, 740_001]) {
            let bytes = bytes_of(capacity);
            assert!(capacity_of(bytes) >= capacity && bytes_of(capacity_of(bytes)) <= bytes, "{capacity}");
        }
    }
}
