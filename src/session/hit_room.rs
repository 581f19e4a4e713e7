//! Where the hits of an event's parts go: one block, so that nothing is joined at the end.

use crate::Result;
use crate::backend::hit_block::{HitBlock, HitPart};
use crate::backend::task::MakeRoom;
use std::sync::Arc;

/// Parts whose numbers of hits are told in order have their places in one block; from the first one on that is not,
/// or does not fit, each part keeps its own.
#[derive(Default)]
pub(super) struct HitRoom {
    block: Option<Arc<HitBlock>>,
    /// The part whose place is known: that after the last one.
    next: usize,
    /// Where it is.
    first: usize,
    closed: bool,
}

impl HitRoom {
    /// The place of a part's hits. The event has `share` times the photons of a part: the first one that has hits tells
    /// how many to expect.
    pub fn place(
        &mut self,
        part: usize,
        count: usize,
        share: f64,
        make: MakeRoom<'_>,
    ) -> Result<Option<HitPart>> {
        if self.closed || part != self.next {
            self.closed = true;
            return Ok(None);
        }
        self.next += 1;
        if count == 0 {
            return Ok(None);
        }
        if self.block.is_none() {
            let left = (share - part as f64).max(1.0);
            let spare = if left > 1.0 { 1.0625 * left * count as f64 + 1024.0 } else { count as f64 };
            self.block = Some(make(spare as usize)?);
        }
        let Some(block) = self.block.as_ref().filter(|block| self.first + count <= block.capacity()) else {
            self.closed = true;
            return Ok(None);
        };
        let place = HitPart { block: Arc::clone(block), first: self.first, count };
        self.first += count;
        Ok(Some(place))
    }
}
