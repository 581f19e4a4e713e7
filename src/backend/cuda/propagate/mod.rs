//! Events on a GPU: slices of an event's photons go there one after another, some at a time, and give
//! what the processor's parts give, bit for bit.

mod down;
mod merged;
mod packing;
mod secondaries;
mod slice;
pub mod tail;
mod up;

pub use merged::{Merged, merges};
pub use slice::Slice;

use super::gpu::Gpu;
use crate::backend::hit_block::HIT;
use crate::backend::light::Light;
use crate::layout::PhotonState;

/// Most photons of a slice that are uploaded: the first one's upload is short.
const LARGEST_UPLOAD: u64 = 1 << 22;
/// Most photons of a slice that are made on the device, or lie there: the end of a slice, when few
/// photons are left, takes as long as half a million photons.
const LARGEST_SLICE: u64 = 1 << 24;
/// Fewest, unless a session asks for fewer or memory is scarce: a device is not filled by less.
const SMALLEST_SLICE: u64 = 1 << 20;
/// Slices are whole tiles of the compaction.
const TILE: u64 = 4096;
/// Bytes of a photon on the device: its state, and a hit's state, index and channel.
const PHOTON: u64 = (size_of::<PhotonState>() + HIT) as u64;

/// Photons of a slice of an event: an eighth of it where they are uploaded, else a third, of each of so many GPUs;
/// `asked` where that is not 0, never more than memory has room for if all slices meet on one. `spawns`: as the scene
/// has it.
pub fn slice_of(gpu: &Gpu, light: &Light, spawns: u32, asked: u64, gpus: u64) -> u64 {
    let photon = PHOTON + secondaries::bytes_per_photon(spawns) + light.device_bytes_per_photon();
    let room = (gpu.largest_slice(photon) / gpus / TILE * TILE).clamp(TILE, LARGEST_SLICE);
    let (part, most) = if light.uploaded() { (8, LARGEST_UPLOAD) } else { (3, LARGEST_SLICE) };
    match asked {
        0 => light.count().div_ceil(part * gpus).clamp(SMALLEST_SLICE, most).next_multiple_of(TILE).min(room),
        asked => asked.min(room),
    }
}

/// Most photons of events that are propagated together: they fill the device, and memory has room for them, with as much
/// again for what is in the same pieces of pinned memory.
pub fn most_together(gpu: &Gpu) -> u64 {
    gpu.largest_slice(2 * PHOTON).min(SMALLEST_SLICE)
}
