//! The tally of a slice of photons, and the picked ones. Counts that devices add to are `c_ulonglong` in
//! Rust, the type of CUDA's 64-bit atomics.

use super::{HitArrays, PhotonState, Scene};
use bytemuck::{Pod, Zeroable};
use std::ffi::c_ulonglong;

/// Threads of a block of `chroma2_compact_count` and `chroma2_compact_write`.
pub const COMPACT_BLOCK: u32 = 256;
/// Photons of a block of these.
pub const COMPACT_TILE: u32 = 4096;
/// Threads of the block of `chroma2_compact_scan`.
pub const SCAN_BLOCK: u32 = 1024;

/// Sums over photons: integers, so that their order does not matter.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Totals {
    /// No hit, bulk absorbed, detected, surface absorbed, step limit, time limit, NaN, none of these:
    /// by the lowest terminal flag.
    pub terminal: [c_ulonglong; 8],
    pub draws: c_ulonglong,
    pub found: c_ulonglong,
    /// Weights of the detected and of the found, in units of 2^-48: limb 0 + limb 1 * 2^32 +
    /// limb 2 * 2^64, each limb a signed sum.
    pub weight: [[c_ulonglong; 3]; 2],
}

/// End states to count and to pick from on a device, in three kernels one after another.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct CompactJob {
    pub scene: Scene,
    /// `count` of them.
    pub photons: *const PhotonState,
    pub count: u64,
    /// Of a propagation that may have been halted, its counter of photons taken: where that is HALTED or more, what
    /// lies in `photons` may be anything, and all count as not ended. Null: it was not.
    pub taken: *const c_ulonglong,
    /// Index in the event of the first one.
    pub first_index: u64,
    /// Picked: any of these flags.
    pub mask: u32,
    /// 1: and on an instance or wire with a channel.
    pub need_channel: u32,
    /// Of the outputs; what is beyond is left out.
    pub capacity: u64,
    /// One for each tile.
    pub offsets: *mut u64,
    /// 0 before the first kernel.
    pub totals: *mut Totals,
    /// The event's number.
    pub event: u64,
    /// `capacity` entries each.
    pub hits: HitArrays,
}
