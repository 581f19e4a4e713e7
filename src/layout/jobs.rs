//! What kernels for photons and rays are launched with; see `kernels/layout.h`.

use super::{MediumChanges, PhotonState, PropagateParams, RayBatch, Scene, Segment, Source, Table};
use bytemuck::{Pod, Zeroable};
use std::ffi::c_void;

/// Sources in the order of their photons; see `layout.h`.
#[repr(C)]
#[derive(Debug, Clone, Copy, Zeroable)]
#[allow(missing_docs)]
pub struct SourceBatch {
    pub only: Source,
    pub sources: *const Source,
    pub ends: *const u64,
    pub tables: *const Table,
    pub segments: *const Segment,
    pub buckets: *const u32,
    pub first: u64,
    pub count: u32,
    pub reserved: u32,
}

/// Photons to propagate on a device; all pointers are to its memory.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct PropagateJob {
    pub scene: Scene,
    pub params: PropagateParams,
    pub sources: SourceBatch,
    pub photons: *mut PhotonState,
    pub count: u64,
    pub next: *mut u64,
    pub changes: *mut MediumChanges,
    pub aside: *mut AsidePhoton,
    pub aside_count: *mut u64,
    pub resumes: u32,
    pub generate: u32,
    pub linger: u32,
    pub reserved: u32,
}

/// A photon that a launch has left to another; see `layout.h`.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct AsidePhoton {
    pub number: u32,
    pub steps: u32,
    pub medium: u32,
}

/// Most photons that a launch leaves to another.
pub const MOST_ASIDE: u32 = 1 << 13;

/// Ray queries on a device; all pointers are to its memory.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct RayJob {
    pub scene: Scene,
    pub rays: RayBatch,
    pub next: *mut u64,
    pub linger: u32,
    pub reserved: u32,
}

/// A program's photons on a device, to be made states; see `layout.h`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct GatherJob {
    pub position: [*const c_void; 3],
    pub direction: [*const c_void; 3],
    pub polarization: [*const c_void; 3],
    pub wavelength: *const c_void,
    pub time: *const c_void,
    pub weight: *const c_void,
    pub flags: *const c_void,
    pub position_stride: u64,
    pub direction_stride: u64,
    pub polarization_stride: u64,
    pub wavelength_stride: u64,
    pub time_stride: u64,
    pub weight_stride: u64,
    pub flags_stride: u64,
    pub first: u64,
    pub count: u64,
    pub photons: *mut PhotonState,
}

/// Sums over photons on a device; see `layout.h`.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Totals {
    pub terminal: [u64; 8],
    pub draws: u64,
    pub found: u64,
    pub weight: [[u64; 3]; 2],
}

/// End states to count and to pick from on a device.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct CompactJob {
    pub scene: Scene,
    pub photons: *const PhotonState,
    pub count: u64,
    pub first_index: u64,
    pub mask: u32,
    pub need_channel: u32,
    pub capacity: u64,
    pub offsets: *mut u64,
    pub totals: *mut Totals,
    pub states: *mut PhotonState,
    pub channels: *mut i32,
    pub indices: *mut u64,
}

/// Threads of a block of `chroma2_propagate`.
pub const PROPAGATE_BLOCK: u32 = 256;
/// Photons under way in a block of the propagation.
pub const POOL_SIZE: u32 = 1024;
/// Photons taken, as another stream writes it, to end a propagation.
pub const HALTED: u64 = 1 << 62;
/// Threads of a block of ray queries.
pub const RAY_BLOCK: u32 = 128;
/// Threads of a block of `chroma2_gather`.
pub const GATHER_BLOCK: u32 = 256;
/// Threads of a block of `chroma2_compact_count` and `chroma2_compact_write`.
pub const COMPACT_BLOCK: u32 = 256;
/// Photons of a block of these.
pub const COMPACT_TILE: u32 = 4096;
/// Threads of the block of `chroma2_compact_scan`.
pub const SCAN_BLOCK: u32 = 1024;
