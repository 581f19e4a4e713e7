//! Photons to propagate on a device.

use super::{MediumChanges, PhotonState, PropagateParams, Scene, SourceBatch};
use bytemuck::{Pod, Zeroable};
use std::ffi::c_ulonglong;

/// Threads of a block of the propagation.
pub const PROPAGATE_BLOCK: u32 = 256;
/// Photons under way in a block of the propagation.
pub const POOL_SIZE: u32 = 1024;
/// Photons taken, as another stream writes it, to end a propagation.
pub const HALTED: u64 = 1u64 << 62;
/// Most photons that a launch leaves to another.
pub const MOST_ASIDE: u32 = 1u32 << 14;

/// A photon that a launch has left to another, or to the host.
#[repr(C, align(16))]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct AsidePhoton {
    /// In the job's array.
    pub number: u32,
    /// That it has made.
    pub steps: u32,
    /// In which its leg began.
    pub medium: u32,
    pub reserved: u32,
    /// As in the job's array.
    pub state: PhotonState,
}

/// Threads of a block of `chroma2_put_back`.
pub const PUT_BACK_BLOCK: u32 = 128;

/// Photons that were put aside and have ended elsewhere, on their way to the array.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct PutBackJob {
    /// `count` of them, in pinned memory.
    pub aside: *const AsidePhoton,
    pub photons: *mut PhotonState,
    pub count: u64,
}

/// Photons to propagate on a device; all pointers are to its memory.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct PropagateJob {
    pub scene: Scene,
    pub params: PropagateParams,
    pub sources: SourceBatch,
    /// One each: end states, and where they are not generated the photons.
    pub photons: *mut PhotonState,
    /// Below 2^32.
    pub count: u64,
    /// 0 before a launch.
    pub next: *mut c_ulonglong,
    /// Added to.
    pub changes: *mut MediumChanges,
    /// MOST_ASIDE entries, in pinned memory.
    pub aside: *mut AsidePhoton,
    /// Of all that were put aside; added to.
    pub aside_count: *mut c_ulonglong,
    /// 1: the photons are the first `count` of `aside`; chroma2_propagate_all.
    pub resumes: u32,
    /// 1: photons of `sources`.
    pub generate: u32,
    /// A warp serves its idle lanes when at most so many have a ray on the way, 0 to 31.
    pub refill_threshold: u32,
    /// A warp that goes on alone puts its photons aside after so many turns; 0: never.
    pub hand_over: u32,
}
