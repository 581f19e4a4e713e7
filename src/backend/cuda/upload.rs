//! Arrays of a scene on their way to a device: whole, or what has changed since a relative's, which are there.

use super::gpu::Gpu;
use super::memory::Buffer;
use super::stream::Stream;
use crate::backend::scene::DeviceArray;
use crate::{Error, Result, memory};
use std::ops::Range;
use std::sync::Arc;

/// Arrays on their way to a device.
pub(super) struct Upload<'a> {
    gpu: &'a Gpu,
    stream: Stream,
    /// Bytes that were sent.
    pub sent: u64,
}

impl<'a> Upload<'a> {
    /// To a device whose context is current.
    pub fn new(gpu: &'a Gpu) -> Result<Self> {
        Ok(Self { gpu, stream: Stream::new(gpu.primary())?, sent: 0 })
    }

    /// One that is new.
    pub fn whole(&mut self, array: &DeviceArray<'_>) -> Result<Buffer> {
        let buffer = Buffer::new(self.gpu.primary(), array.bytes(), array.name)?;
        let family = array.family.content.unwrap_or(&[]);
        if family.len() != array.family.bytes {
            return Err(Error::Internal(format!("{} of a relative that is not there", array.name)));
        }
        buffer.fill(family, &self.stream)?;
        buffer.fill_from(family.len(), array.own, &self.stream)?;
        self.sent += array.bytes() as u64;
        Ok(buffer)
    }

    /// One of a relative's: the same buffer where nothing has changed, else a copy that is brought up to date.
    pub fn changed(
        &mut self,
        array: &DeviceArray<'_>,
        there: &Arc<Buffer>,
        before: &DeviceArray<'_>,
    ) -> Result<Arc<Buffer>> {
        if std::ptr::eq(array.own, before.own) || array.own == before.own {
            return Ok(Arc::clone(there));
        }
        let buffer = Buffer::new(self.gpu.primary(), array.bytes(), array.name)?;
        let family = array.family.bytes;
        let same = array.own.len().min(before.own.len());
        buffer.copy(0, there, 0..family + same, &self.stream)?;
        let mut ranges = differences(&array.own[..same], &before.own[..same])?;
        if array.own.len() > same {
            memory::push(&mut ranges, same..array.own.len(), "changes of a geometry")?;
        }
        for range in ranges {
            self.sent += range.len() as u64;
            buffer.fill_from(family + range.start, &array.own[range], &self.stream)?;
        }
        self.stream.wait()?; // for the copy, where nothing follows it
        Ok(Arc::new(buffer))
    }
}

/// Bytes that are compared at a time.
const BLOCK: usize = 64;
/// So many bytes cost less than to begin another transfer.
const GAP: usize = 4096;

/// Where two lists of one length differ, in few ranges.
fn differences(one: &[u8], other: &[u8]) -> Result<Vec<Range<usize>>> {
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (block, (a, b)) in one.chunks(BLOCK).zip(other.chunks(BLOCK)).enumerate() {
        if a == b {
            continue;
        }
        let here = block * BLOCK..block * BLOCK + a.len();
        match ranges.last_mut() {
            Some(last) if here.start - last.end < GAP => last.end = here.end,
            _ => memory::push(&mut ranges, here, "changes of a geometry")?,
        }
    }
    Ok(ranges)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_few_ranges_that_hold_them_all() {
        let before = vec![7_u8; 100_001];
        for places in [vec![], vec![0], vec![100_000], vec![10, 12, 5000, 50_000, 99_999], (0..900).collect()]
        {
            let mut now = before.clone();
            places.iter().for_each(|&i| now[i] = 8);
            let ranges = differences(&now, &before).unwrap();
            let mut copy = before.clone();
            ranges.iter().for_each(|range| copy[range.clone()].copy_from_slice(&now[range.clone()]));
            assert_eq!(copy, now);
            assert!(ranges.windows(2).all(|two| two[1].start - two[0].end >= GAP));
            let bytes: usize = ranges.iter().map(Range::len).sum();
            assert!(bytes <= places.len() * (BLOCK + GAP), "{bytes} for {}", places.len());
            assert_eq!(bytes == 0, places.is_empty());
        }
    }
}
