//! Photons that absorptions give beside their first ones: lists of them, and their part of an event's account.

use super::context::{Charge, Context};
use super::ends;
use super::hit_block::{HitIds, HitPart, copy_hit, put_hit};
use super::summary::Summary;
use super::task::{Part, Task};
use crate::layout::{CompactJob, Descent, PhotonState, SecondaryList, Totals, flag};
use crate::memory::{self, room};
use crate::{Error, Result};
use bytemuck::Zeroable;
use std::sync::Arc;

/// Bytes of one.
const ENTRY: usize = size_of::<PhotonState>() + size_of::<Descent>();
/// Fewest that a list has room for, once it has one.
const FEWEST: usize = 64;

/// Secondary photons in host memory.
pub struct Secondaries {
    /// As they were emitted, or as they ended.
    pub states: Vec<PhotonState>,
    /// As many.
    pub descents: Vec<Descent>,
    capacity: usize,
    memory: Charge,
    failure: Option<Error>,
}

impl Secondaries {
    /// None yet.
    pub fn new(context: &Arc<Context>) -> Self {
        let memory = context.no_charge();
        Self { states: Vec::new(), descents: Vec::new(), capacity: 0, memory, failure: None }
    }

    /// Room for exactly so many.
    pub fn with_room(context: &Arc<Context>, count: usize) -> Result<Self> {
        let mut list = Self::new(context);
        list.resize(count)?;
        Ok(list)
    }

    /// Moves what is there to room for so many.
    fn resize(&mut self, capacity: usize) -> Result<()> {
        let more = (capacity - self.capacity) as u64 * ENTRY as u64;
        let charge = self.memory.more(more, "secondary photons")?;
        let (mut states, mut descents) =
            (room(capacity, "secondary photons")?, room(capacity, "secondary photons")?);
        states.extend_from_slice(&self.states);
        descents.extend_from_slice(&self.descents);
        (self.states, self.descents, self.capacity) = (states, descents, capacity);
        self.memory.join(charge);
        Ok(())
    }

    /// Room for `more` beside those that there are.
    fn grow(&mut self, more: usize) -> Result<()> {
        let needed = self.states.len().saturating_add(more);
        let ample = needed.max(2 * self.capacity).max(FEWEST);
        // Twice as many spare copies; where that much cannot be had, what is needed may.
        self.resize(ample).or_else(|error| if ample > needed { self.resize(needed) } else { Err(error) })
    }

    /// Adds those of another list.
    pub fn append(&mut self, other: Self) -> Result<()> {
        if self.states.is_empty() {
            *self = other;
            return Ok(());
        }
        if self.capacity - self.states.len() < other.states.len() {
            self.grow(other.states.len())?;
        }
        self.states.extend_from_slice(&other.states);
        self.descents.extend_from_slice(&other.descents);
        Ok(())
    }

    /// Runs `work` with the list as the kernels of the host take it, which add to it; fails where there was no memory for
    /// what they add.
    pub fn lend<T>(&mut self, work: impl FnOnce(*mut SecondaryList) -> T) -> Result<T> {
        let mut list = SecondaryList {
            states: self.states.as_mut_ptr(),
            descents: self.descents.as_mut_ptr(),
            capacity: self.capacity as u64,
            grow: Some(grow),
            count: self.states.len() as u64,
            owner: (&raw mut *self).cast(),
        };
        let done = work(&raw mut list);
        // SAFETY: the kernels have written so many.
        unsafe { self.set_count(list.count as usize) };
        self.failure.take().map_or(Ok(done), Err)
    }

    /// # Safety
    /// So many entries are written, within its room.
    pub unsafe fn set_count(&mut self, count: usize) {
        // SAFETY: the caller guarantees it.
        unsafe {
            self.states.set_len(count);
            self.descents.set_len(count);
        }
    }
}

/// `SecondaryList::grow` of such a list.
unsafe extern "C" fn grow(list: *mut SecondaryList, more: u64) -> u32 {
    // SAFETY: as `lend` makes it, for one thread.
    let (list, owner) = unsafe { (&mut *list, &mut *(*list).owner.cast::<Secondaries>()) };
    // SAFETY: the kernels have written so many.
    unsafe { owner.set_count(list.count as usize) };
    if let Err(error) = owner.grow(more as usize) {
        owner.failure = Some(error);
        return 0;
    }
    list.states = owner.states.as_mut_ptr();
    list.descents = owner.descents.as_mut_ptr();
    list.capacity = owner.capacity as u64;
    1
}

/// A secondary photon that is a hit: in the order of hits, which does not depend on how they were found.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    root: u32,
    id: u64,
    channel: i32,
    /// Its place.
    entry: usize,
}

/// Adds secondary photons that have ended, all that there were, to the result of a part of photons from position `first` of
/// the task on. Hits are in the order of their submitted photons; of one, its own comes first, then those of secondary
/// ones by their ids. `place` is where all hits of the part go, and is asked where any are wanted.
pub fn add(
    task: &Task<'_>,
    first: u64,
    ended: &Secondaries,
    part: &mut Part,
    place: impl FnOnce(usize) -> Result<Option<HitPart>>,
) -> Result<()> {
    let mut totals = Totals::zeroed();
    let (photons, count) = (ended.states.as_ptr(), ended.states.len() as u64);
    let job = CompactJob { photons, count, totals: &mut totals, ..ends::job(task.scene.scene()) };
    // SAFETY: the photons and the totals live here, and the scene as long as the task.
    unsafe { (task.context.kernels().tally)(&job) };
    part.summary.join(&Summary::of_secondaries(count, &totals));
    if !(task.wanted.hits || task.wanted.device_hits) {
        return Ok(());
    }
    let count = totals.found as usize;
    let _memory = task.context.charge((count * size_of::<Found>()) as u64, "hits of secondary photons")?;
    let found = found(task, ended, count)?;
    let submitted = part.hits.take();
    let count = submitted.as_ref().map_or(0, |part| part.count) + found.len();
    let Some(mut all) = place(count)? else { return Ok(()) };
    join(task, first, submitted.as_ref(), (ended, &found), &mut all)?;
    part.hits = Some(all);
    Ok(())
}

/// Those that are hits, in their order.
fn found(task: &Task<'_>, ended: &Secondaries, count: usize) -> Result<Vec<Found>> {
    let mut found: Vec<Found> = room(count, "hits of secondary photons")?;
    for (entry, (state, descent)) in ended.states.iter().zip(&ended.descents).enumerate() {
        if state.flags & flag::SURFACE_DETECT == 0 {
            continue;
        }
        // SAFETY: the scene lives as long as the task, and has what its photons have met.
        let channel =
            unsafe { (task.context.kernels().channel)(task.scene.scene(), state.instance, state.triangle) };
        if channel >= 0 {
            let Descent { root, id, .. } = *descent;
            memory::push(&mut found, Found { root, id, channel, entry }, "hits of secondary photons")?;
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// Hits of submitted photons, and of secondary ones behind the hit of their submitted photon, to their place.
fn join(
    task: &Task<'_>,
    first: u64,
    submitted: Option<&HitPart>,
    (ended, found): (&Secondaries, &[Found]),
    part: &mut HitPart,
) -> Result<()> {
    let charge = task.context.charge((part.count * size_of::<u64>()) as u64, "ids of hits")?;
    let mut ids = memory::zeroed::<u64>(part.count, "ids of hits")?;
    let own = submitted.map_or(0, |part| part.count);
    let to = part.block.arrays(part.first);
    let from = submitted.map(|part| part.block.arrays(part.first));
    let index = task.params_at(first).first_index;
    let (mut i, mut found) = (0, found.iter().peekable());
    for (k, id) in ids.iter_mut().enumerate() {
        // SAFETY: hits of the first block are written, and there are so many; the second has room for all.
        unsafe {
            let next = from.as_ref().filter(|_| i < own).map(|from| (from, from.photon.add(i).read()));
            match (next, found.peek()) {
                (Some((from, photon)), next)
                    if next.is_none_or(|next| photon <= index + u64::from(next.root)) =>
                {
                    copy_hit(from, i, &to, k);
                    *id = photon;
                    i += 1;
                }
                _ => {
                    let Some(next) = found.next() else {
                        return Err(Error::Internal("a hit of secondary photons is missing".into()));
                    };
                    let state = &ended.states[next.entry];
                    put_hit(&to, k, (state, next.channel), (index + u64::from(next.root), task.event));
                    *id = next.id;
                }
            }
        }
    }
    part.ids = Some(HitIds::new(ids, charge));
    Ok(())
}
