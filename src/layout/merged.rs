//! Photons of several events in one propagation on a device.

use super::{HitArrays, PhotonState, PropagateJob, PropagateParams, Scene, Source, TableView, Totals};
use bytemuck::{Pod, Zeroable};
use std::ffi::c_ulonglong;

/// The photons of an event begin at a multiple of so many; what is left of the last ones is not used.
pub const MERGED_UNIT: u32 = 32;
/// Threads of a block of `chroma2_merged_count` and `chroma2_merged_write`.
pub const MERGED_BLOCK: u32 = 128;
/// Most photons of a tile.
pub const MERGED_TILE: u32 = 1024;

/// One of the events.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct MergedEvent {
    /// `first_index` is the index in the event of photon 0 of the array, as if there were such a one.
    pub params: PropagateParams,
    /// The event's number.
    pub event: u64,
    /// Its photons in the array: the first one, and how many.
    pub first: u32,
    pub count: u32,
    pub source: Source,
    /// 1: photons of `source`; 0: they are in the array.
    pub generate: u32,
    pub reserved: u32,
}

/// Photons to propagate; all pointers are to memory of the device.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct MergedJob {
    /// Without its params, sources and what `generate` says.
    pub all: PropagateJob,
    pub events: *const MergedEvent,
    /// The number in `events` of the event that each MERGED_UNIT photons are of.
    pub owners: *const u32,
    /// Spectra of the sources.
    pub tables: TableView,
    /// Changes of the medium by event; added to.
    pub changes: *mut c_ulonglong,
}

/// Photons of an event that are looked at together when they have ended; all tiles are in the order of their photons.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct MergedTile {
    /// Its number.
    pub event: u32,
    /// In the array.
    pub first: u32,
    pub count: u32,
}

/// Where an event's photons ended.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct MergedEnd {
    pub totals: Totals,
    /// The place of its first hit among those of all.
    pub first_hit: c_ulonglong,
}

/// Tallies and hits of events that were propagated together, in three kernels one after another.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct MergedEndsJob {
    pub scene: Scene,
    pub photons: *const PhotonState,
    pub events: *const MergedEvent,
    pub tiles: *const MergedTile,
    pub tile_count: u32,
    /// Picked: any of these flags.
    pub mask: u32,
    /// 1: and on an instance or wire with a channel.
    pub need_channel: u32,
    pub reserved: u32,
    /// One for each tile.
    pub offsets: *mut u64,
    /// One for each event, 0 before the first kernel.
    pub ends: *mut MergedEnd,
    /// Of `hits`; what is beyond is left out.
    pub capacity: u64,
    /// In the order of the tiles.
    pub hits: HitArrays,
}
