//! Events on a GPU: slices of an event's photons go there one after another, some at a time, and give
//! what the processor's chunks give, bit for bit.

mod down;
mod slice;
mod up;

use super::Stage;
use super::chunk::{ChunkResult, Task};
use super::input::PhotonArrays;
use super::options::EventOptions;
use crate::runtime::context::Context;
use crate::runtime::cuda::hits::HIT;
use crate::runtime::cuda::{DeviceHits, DeviceScene, Gpu, is_of_device};
use crate::runtime::layout::PhotonState;
use crate::runtime::workers::Workers;
use crate::{Error, Result};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

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

/// What a session has on a GPU.
pub(super) struct Engine {
    gpu: Arc<Gpu>,
    scene: Arc<DeviceScene>,
    broken: OnceLock<Error>,
}

impl Engine {
    /// Puts a geometry on the GPU of a context; `None` where it has none, or the stage is no geometry.
    pub(super) fn new(context: &Arc<Context>, stage: &Arc<dyn Stage>) -> Result<Option<Self>> {
        let Some(gpu) = context.gpu() else { return Ok(None) };
        let Some(committed) = Arc::clone(stage).geometry() else { return Ok(None) };
        let scene = gpu.scene(context, &committed)?;
        gpu.threads()?;
        Ok(Some(Self { gpu: Arc::clone(gpu), scene, broken: OnceLock::new() }))
    }

    /// What made it unusable.
    pub(super) fn usable(&self) -> Result<()> {
        match self.broken.get() {
            Some(error) => Err(error.clone()),
            None => Ok(()),
        }
    }

    /// The threads that run slices.
    pub(super) fn threads(&self) -> Result<&Workers> {
        self.gpu.threads()
    }

    /// Photons of a slice of an event of `count`: an eighth of it where they are uploaded, else a third;
    /// `asked` where that is not 0, never more than memory has room for.
    pub(super) fn slice_of(&self, count: u64, uploaded: bool, asked: u64) -> u64 {
        let room = (self.gpu.largest_slice(PHOTON) / TILE * TILE).clamp(TILE, LARGEST_SLICE);
        let (part, most) = if uploaded { (8, LARGEST_UPLOAD) } else { (3, LARGEST_SLICE) };
        match asked {
            0 => count.div_ceil(part).clamp(SMALLEST_SLICE, most).next_multiple_of(TILE).min(room),
            asked => asked.min(room),
        }
    }

    /// Its place in the list of devices.
    pub(super) fn place(&self) -> u32 {
        self.gpu.info().ordinal + 1
    }

    /// Refuses arrays that are not in this GPU's memory, and records of their photons.
    pub(super) fn admits(&self, arrays: &PhotonArrays, options: &EventOptions) -> Result<()> {
        if options.record.first > 0 || !options.record.indices.is_empty() {
            let (first, count) = (options.record.first, options.record.indices.len());
            return Err(Error::argument(format!(
                "config->record_first is {first} and record_count {count}; 0 is allowed where photons->device \
                 is not 0: steps are recorded of photons in host memory only"
            )));
        }
        arrays.extents(|address, bytes, what| {
            if address % 4 != 0 || bytes % 4 != 0 {
                return Err(Error::argument(format!(
                    "{what}: address and stride must be multiples of 4 in a GPU's memory"
                )));
            }
            self.gpu.check_memory(address, bytes, what)
        })
    }

    /// All hits on the device.
    pub(super) fn join(&self, parts: Vec<DeviceHits>) -> Result<DeviceHits> {
        DeviceHits::join(&self.gpu, parts)
    }

    /// Propagates the photons at `range` of the submission; a failure of the device is for ever.
    pub(super) fn run(&self, task: &Task<'_>, range: Range<u64>) -> Result<ChunkResult> {
        self.usable()?;
        let result = self.gpu.with_lane(|lane| slice::Slice::new(self, task, range).run(lane));
        if let Err(error) = &result
            && is_of_device(error)
        {
            let _ = self.broken.set(error.clone()); // the first one is kept
        }
        result
    }
}
