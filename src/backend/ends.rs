//! End states of photons, as kernels take them: to be summed up, and the hits among them to be packed.

use super::hit_block::arrays;
use crate::layout::{CompactJob, Scene, flag};
use std::ptr::{null, null_mut};

/// What sums end states up and packs the hits among them, detected photons with a channel; without the
/// photons and any place for hits.
pub fn job(scene: &Scene) -> CompactJob {
    CompactJob {
        scene: *scene,
        photons: null(),
        count: 0,
        taken: null(),
        first_index: 0,
        mask: flag::SURFACE_DETECT,
        need_channel: 1,
        capacity: 0,
        offsets: null_mut(),
        totals: null_mut(),
        event: 0,
        hits: arrays(null_mut(), 0).0,
    }
}
