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
/// Most secondary photons of a submitted one in a generation that is propagated: a larger one ends where it began.
pub const MOST_SECONDARIES: u32 = 1u32 << 20;

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
    /// 0 of that, one more than its parent's of a secondary one.
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

/// Values of `SpawningJob::phase`.
pub mod phase {
    /// Photons of the job, from their start.
    pub const FIRST: u32 = 0;
    /// Secondary photons of a generation, as they were emitted.
    pub const GENERATION: u32 = 1;
    /// Photons of either that have not ended: there was no room for what they emit.
    pub const GOES_ON: u32 = 2;
}

/// Photons to propagate on a device in a geometry where an absorption may give several; all pointers are to its memory.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct SpawningJob {
    /// Without what is said of photons put aside. Its photons are those of a generation.
    pub all: PropagateJob,
    /// One each; written in the first phase.
    pub descents: *mut Descent,
    /// What they emit: without what is for the host.
    pub list: SecondaryList,
    /// Photons that wait for room in that, how many entries these ask for, and entries that there are; added to.
    pub counters: *mut c_ulonglong,
    /// Secondary photons of each submitted one in this generation; after the first phase.
    pub begun: *const u32,
    /// In the next one; added to.
    pub secondaries: *mut u32,
    /// One of `phase`.
    pub phase: u32,
    pub reserved: u32,
}
