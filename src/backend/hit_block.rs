//! Hits property by property in one piece of memory, where kernels and copies put them and programs read them.

use super::context::Charge;
use crate::Result;
use crate::layout::{HitArrays, PhotonState};
use crate::memory::{push, room};
use crate::photon::columns::{Columns, SHARE, state_columns};
use crate::photon::values::Values;
use rayon::prelude::*;
use std::any::Any;
use std::mem::MaybeUninit;
use std::sync::Arc;

/// Columns of so many hits begin at multiples of so many bytes: few hits are not to take much more than their own.
const fn align(capacity: usize) -> usize {
    if capacity < 1024 { 8 } else { 128 }
}

macro_rules! of_hits {
    ({ $($(#[$comment:meta])* $name:ident $stride:ident: $type:ty,)* }) => {
        /// Bytes of a hit.
        pub const HIT: usize = 8 + 8 + 4 $(+ size_of::<$type>())*;

        /// The columns of a piece of memory with room for so many hits, and its size in bytes.
        pub fn arrays(base: *mut u8, capacity: usize) -> (HitArrays, usize) {
            let mut end = 0_usize;
            let mut column = |bytes: usize| {
                let at = base.wrapping_add(end);
                end = (end + capacity * bytes).next_multiple_of(align(capacity));
                at
            };
            let all = HitArrays {
                photon: column(8).cast(),
                event: column(8).cast(),
                $($name: column(size_of::<$type>()).cast(),)*
                channel: column(4).cast(),
            };
            (all, end)
        }

        /// The columns from one hit on.
        fn from_hit(of: &HitArrays, first: usize) -> HitArrays {
            HitArrays {
                photon: of.photon.wrapping_add(first),
                event: of.event.wrapping_add(first),
                $($name: of.$name.wrapping_byte_add(first * size_of::<$type>()),)*
                channel: of.channel.wrapping_add(first),
            }
        }

        /// Visits two sets of columns in pairs, with the bytes of a hit in each.
        pub fn pairs(
            from: &HitArrays,
            to: &HitArrays,
            mut visit: impl FnMut(*mut u8, *mut u8, usize) -> Result<()>,
        ) -> Result<()> {
            visit(from.photon.cast(), to.photon.cast(), 8)?;
            visit(from.event.cast(), to.event.cast(), 8)?;
            $(visit(from.$name.cast(), to.$name.cast(), size_of::<$type>())?;)*
            visit(from.channel.cast(), to.channel.cast(), 4)
        }

        /// Copies hit `i` of some columns to hit `k` of others.
        ///
        /// # Safety
        /// Both are there, on the host, and nobody else uses the second.
        pub(super) unsafe fn copy_hit(from: &HitArrays, i: usize, to: &HitArrays, k: usize) {
            // SAFETY: the caller guarantees it; columns are aligned to their numbers.
            unsafe {
                to.photon.add(k).write(from.photon.add(i).read());
                to.event.add(k).write(from.event.add(i).read());
                $(to.$name.cast::<$type>().add(k).write(from.$name.cast::<$type>().add(i).read());)*
                to.channel.add(k).write(from.channel.add(i).read());
            }
        }

        /// Writes a hit to place `k` of columns.
        ///
        /// # Safety
        /// As for [`copy_hit`].
        pub(super) unsafe fn put_hit(
            to: &HitArrays,
            k: usize,
            (state, channel): (&PhotonState, i32),
            (photon, event): (u64, u64),
        ) {
            // SAFETY: as above.
            unsafe {
                to.photon.add(k).write(photon);
                to.event.add(k).write(event);
                $(to.$name.cast::<$type>().add(k).write(state.$name);)*
                to.channel.add(k).write(channel);
            }
        }

        impl HitBlock {
            /// So many hits from one on.
            ///
            /// # Safety
            /// They have been written, and nobody writes them any more.
            pub unsafe fn hits(self: &Arc<Self>, first: usize, count: usize) -> HitValues {
                let keep: Arc<dyn Any + Send + Sync> = Arc::clone(self) as _;
                let all = self.arrays(first);
                // SAFETY: the caller guarantees it; the columns are aligned.
                unsafe {
                    HitValues {
                        photon: Values::part(all.photon, count, Arc::clone(&keep)),
                        event: Values::part(all.event, count, Arc::clone(&keep)),
                        id: Values::default(),
                        channel: Values::part(all.channel, count, Arc::clone(&keep)),
                        states: Columns {
                            $($name: Values::part(all.$name.cast::<$type>(), count, Arc::clone(&keep)),)*
                        },
                    }
                }
            }
        }
    };
}

state_columns!(of_hits! {});

/// Detected photons that have a channel, in the order of their indices.
#[derive(Debug, Default)]
pub struct HitValues {
    /// Their end states.
    pub states: Columns,
    /// The channel that detected each.
    pub channel: Values<i32>,
    /// Index in the event of each.
    pub photon: Values<u64>,
    /// The event's number, for each.
    pub event: Values<u64>,
    /// Where absorptions may give several photons: whose hit each is, the photon's index or the id of a secondary one.
    /// Else empty.
    pub id: Values<u64>,
}

/// Such ids.
pub struct HitIds {
    values: Box<[u64]>,
    /// Counts its memory.
    _charge: Charge,
}

impl HitIds {
    /// With what counts their memory, 8 bytes each.
    pub fn new(values: Box<[u64]>, charge: Charge) -> Arc<Self> {
        Arc::new(Self { values, _charge: charge })
    }

    fn values(self: &Arc<Self>) -> Values<u64> {
        let keep: Arc<dyn Any + Send + Sync> = Arc::clone(self) as _;
        // SAFETY: never written again, and kept alive.
        unsafe { Values::part(self.values.as_ptr(), self.values.len(), keep) }
    }
}

/// Memory that hits may lie in, aligned to 8 bytes, as long as this is.
pub trait BlockMemory: Any + Send + Sync {
    /// Where it is.
    fn address(&self) -> *mut u8;
}

struct OnHost(Box<[MaybeUninit<u64>]>);

impl BlockMemory for OnHost {
    fn address(&self) -> *mut u8 {
        self.0.as_ptr().cast_mut().cast()
    }
}

/// Room for hits.
pub struct HitBlock {
    columns: HitArrays,
    capacity: usize,
    memory: Box<dyn BlockMemory>,
    /// Counts its memory.
    _charge: Charge,
}

// SAFETY: the pointers are to its own memory; who writes what is a matter of the methods' users.
unsafe impl Send for HitBlock {}
// SAFETY: as above.
unsafe impl Sync for HitBlock {}

impl HitBlock {
    /// Room for so many hits in memory that has it.
    pub fn within(memory: Box<dyn BlockMemory>, capacity: usize, charge: Charge) -> Arc<Self> {
        let (columns, _) = arrays(memory.address(), capacity);
        Arc::new(Self { columns, capacity, memory, _charge: charge })
    }

    /// Room for so many in the host's memory.
    pub fn on_host(capacity: usize, charge: Charge) -> Result<Arc<Self>> {
        let (_, bytes) = arrays(std::ptr::null_mut(), capacity);
        let words = bytes.div_ceil(8);
        let mut memory: Vec<MaybeUninit<u64>> = room(words, "hits")?;
        // SAFETY: there is room, and nothing needs to be initialized.
        unsafe { memory.set_len(words) };
        Ok(Self::within(Box::new(OnHost(memory.into_boxed_slice())), capacity, charge))
    }

    /// Whether a device writes to it.
    pub fn is_of_device(&self) -> bool {
        let memory: &dyn Any = &*self.memory;
        !memory.is::<OnHost>()
    }

    /// Hits that it has room for.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Its columns from one hit on.
    pub fn arrays(&self, first: usize) -> HitArrays {
        from_hit(&self.columns, first)
    }
}

/// Hits of a part of an event: some of a block.
#[derive(Clone)]
pub struct HitPart {
    /// Where they are.
    pub block: Arc<HitBlock>,
    /// The first one there.
    pub first: usize,
    /// How many, all written.
    pub count: usize,
    /// Whether the block has hits of other events, which are not to keep these.
    pub shared: bool,
    /// One for each, where absorptions may give several photons.
    pub ids: Option<Arc<HitIds>>,
}

impl HitPart {
    /// The hits.
    ///
    /// # Safety
    /// They are written, as they are once the part's work is done.
    pub unsafe fn values(&self) -> HitValues {
        let id = self.ids.as_ref().map_or_else(Values::default, HitIds::values);
        // SAFETY: the caller guarantees it.
        HitValues { id, ..unsafe { self.block.hits(self.first, self.count) } }
    }
}

/// A stretch of a column to be copied.
struct Stretch {
    from: *const u8,
    to: *mut u8,
    bytes: usize,
}

// SAFETY: stretches of memory that one thread each uses.
unsafe impl Send for Stretch {}
// SAFETY: as above.
unsafe impl Sync for Stretch {}

impl Stretch {
    fn copy(&self) {
        // SAFETY: as `join` makes them: within two blocks, neither of which is used by others meanwhile.
        unsafe { self.to.copy_from_nonoverlapping(self.from, self.bytes) };
    }
}

/// Whether parts follow each other in one block, from its start.
fn in_place(parts: &[HitPart]) -> bool {
    if parts.iter().any(|part| part.shared) {
        return false;
    }
    let mut next = 0;
    parts.iter().all(|part| {
        let follows = Arc::ptr_eq(&part.block, &parts[0].block) && part.first == next;
        next += part.count;
        follows
    })
}

/// The ids of all hits in the order of the parts.
fn join_ids(parts: &[HitPart], charge: impl Fn(u64) -> Result<Charge>) -> Result<Values<u64>> {
    let mut all: Option<Vec<u64>> = None;
    let count: usize = parts.iter().map(|part| part.count).sum();
    if let [HitPart { ids, .. }] = parts {
        return Ok(ids.as_ref().map_or_else(Values::default, HitIds::values));
    }
    for ids in parts.iter().filter_map(|part| part.ids.as_ref()) {
        if all.is_none() {
            all = Some(room(count, "ids of hits")?);
        }
        all.iter_mut().for_each(|all| all.extend_from_slice(&ids.values));
    }
    let Some(all) = all else { return Ok(Values::default()) };
    Ok(HitIds::new(all.into_boxed_slice(), charge((count * size_of::<u64>()) as u64)?).values())
}

/// All hits in the order of the parts, where the memory of their ids is counted by `charge`: where they are if they follow each other there, else copied to `room`; where
/// `parallel`, by all threads of the calling thread's pool.
pub fn join(
    parts: &[HitPart],
    parallel: bool,
    charge: impl Fn(u64) -> Result<Charge>,
    room_for: impl FnOnce(usize) -> Result<Arc<HitBlock>>,
) -> Result<HitValues> {
    let count = parts.iter().map(|part| part.count).sum();
    if count == 0 {
        return Ok(HitValues::default());
    }
    let id = join_ids(parts, charge)?;
    if in_place(parts) {
        // SAFETY: all of them are written.
        return Ok(HitValues { id, ..unsafe { parts[0].block.hits(0, count) } });
    }
    let all = room_for(count)?;
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut done = 0;
    for part in parts {
        let (from, to) = (part.block.arrays(part.first), all.arrays(done));
        pairs(&from, &to, |from, to, bytes| {
            for first in (0..part.count).step_by(SHARE) {
                let at = first * bytes;
                let bytes = SHARE.min(part.count - first) * bytes;
                push(
                    &mut stretches,
                    Stretch { from: from.wrapping_add(at), to: to.wrapping_add(at), bytes },
                    "shares of hits",
                )?;
            }
            Ok(())
        })?;
        done += part.count;
    }
    match parallel {
        false => stretches.iter().for_each(Stretch::copy),
        true => stretches.par_iter().for_each(Stretch::copy),
    }
    // SAFETY: all of them are written now.
    Ok(HitValues { id, ..unsafe { all.hits(0, count) } })
}
