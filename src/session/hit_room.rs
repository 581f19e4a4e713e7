//! Where the hits of an event's parts go: one block, so that nothing is joined at the end.
//!
//! A part's place is known when the parts before it have said how many hits they have. Parts are begun in their order, each by
//! a thread of its own, so that who waits for them waits for threads that run.

use crate::Result;
use crate::backend::hit_block::{HitBlock, HitPart};
use crate::backend::task::MakeRoom;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// How often who waits for parts before its own looks whether these will not come.
const LOOK: Duration = Duration::from_millis(1);

/// The places of an event's parts.
#[derive(Default)]
pub(super) struct HitRoom {
    places: Mutex<Places>,
    said: Condvar,
}

impl HitRoom {
    /// The place of a part's hits, after those of the parts before it, for which it waits; `None`: there is no
    /// place, since `stopped` says that these will not come, or since they did not leave room. The event has `share`
    /// times the photons of a part.
    pub fn place(
        &self,
        part: usize,
        count: usize,
        share: f64,
        make: MakeRoom<'_>,
        stopped: impl Fn() -> bool,
    ) -> Result<Option<HitPart>> {
        let mut places = self.places.lock().unwrap_or_else(|e| e.into_inner());
        while places.next < part {
            if stopped() {
                return Ok(None);
            }
            places = self.said.wait_timeout(places, LOOK).unwrap_or_else(|e| e.into_inner()).0;
        }
        if places.next > part {
            return Ok(None); // it has had one on a device that failed, and runs again
        }
        let placed = places.place(part, count, share, make);
        drop(places);
        self.said.notify_all();
        placed
    }
}

/// Places in one block; from the first part on that does not fit, each has its own.
#[derive(Default)]
struct Places {
    block: Option<Arc<HitBlock>>,
    /// The part whose place is known: that after the last one.
    next: usize,
    /// Where it is.
    first: usize,
    closed: bool,
}

impl Places {
    /// The first part that has hits tells how many to expect.
    fn place(
        &mut self,
        part: usize,
        count: usize,
        share: f64,
        make: MakeRoom<'_>,
    ) -> Result<Option<HitPart>> {
        self.next = part + 1;
        if self.closed || count == 0 {
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
        let place = HitPart { block: Arc::clone(block), first: self.first, count, shared: false, ids: None };
        self.first += count;
        Ok(Some(place))
    }
}
