//! Photons beside the first one of an absorption that gives several.

use super::{PhotonState, PropagateJob};
use bytemuck::{Pod, Zeroable};
use std::ffi::{c_ulonglong, c_void};

/// Most photons of an absorption.
pub const MOST_EMITTED: u32 = 1u32 << 11;
/// Largest mean number of them.
pub const MOST_EMITTED_MEAN: u32 = 1000;
/// Set in the ids of secondary photons, never in the index of a submitted one.
pub const SECONDARY_BIT: u64 = 1u64 << 63;
/// Most secondary photons that a submitted one may get in a generation: of one with more, no photon goes on.
pub const MOST_SECONDARIES: u32 = 1u32 << 16;

/// Where a photon comes from, and how far it is.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Descent {
    /// Its sequence of random numbers: an index in the event, or with SECONDARY_BIT a number made of its parent's, of
    /// the random numbers that this one had used, and of its place among the photons of the absorption.
    pub id: u64,
    /// The submitted photon, by its place in the array.
    pub root: u32,
    /// Absorptions that gave several, among its own and its ancestors'.
    pub generation: u32,
    /// Steps made, its ancestors' included.
    pub steps: u32,
    /// In which its leg begins.
    pub medium: u32,
}

/// Secondary photons in the order of their making, which may be any.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct SecondaryList {
    /// `capacity` entries, as of the next.
    pub states: *mut PhotonState,
    pub descents: *mut Descent,
    pub capacity: u64,
    /// On the host: makes room for `more` entries beside those that there are; 0 where there is no memory for them.
    pub grow: Option<unsafe extern "C" fn(list: *mut SecondaryList, more: u64) -> u32>,
    /// What that works on.
    pub owner: *mut c_void,
    /// Entries that there are, on the host.
    pub count: u64,
}

/// Photons to propagate on a device in a geometry where an absorption may give several; all pointers are to its memory.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct SpawningJob {
    /// Without what is said of photons put aside. Its photons are submitted ones, or the first of `list`.
    pub all: PropagateJob,
    /// One each; of submitted photons written where they start.
    pub descents: *mut Descent,
    /// What they emit: without what is for the host.
    pub list: SecondaryList,
    /// Photons that have emitted others, which stop there; how many entries photons ask for that find no room in the list,
    /// and stop before; entries that there are. Added to.
    pub counters: *mut c_ulonglong,
    /// Secondary photons that each submitted one got in the generation before; after generation 0.
    pub before: *const u32,
    /// In this one; added to.
    pub secondaries: *mut u32,
    /// Photons of others are left as they are.
    pub generation: u32,
    /// 1: photons of generation 0, which have not started.
    pub starts: u32,
}
