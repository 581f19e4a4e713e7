//! Persistent runs on a GPU: one launch, whose blocks are the workers.

use super::{Options, Queues};
use crate::layout::PersistentState;
use crate::queue::gpu::DeviceRing;
use crate::{Error, Result};
use std::time::Duration;

/// Threads of a block.
const BLOCK: u32 = 256;
/// Blocks of a multiprocessor: other kernels, such as those that bring items, find room beside them.
const BLOCKS: u32 = 2;
/// How long a thread waits awake for the end, since its awakening takes longer than a short run.
const AWAKE: Duration = Duration::from_millis(1);

pub(super) fn run(
    queues: &Queues<'_>,
    options: &Options,
    rings: [&DeviceRing; 3],
) -> Result<(PersistentState, u32)> {
    let block = if options.block_dim == 0 { BLOCK } else { options.block_dim };
    if block % 32 != 0 {
        return Err(Error::argument(format!("block_dim is {block}; a multiple of 32 is needed on a GPU")));
    }
    let active = rings[0];
    let gpu = active.gpu();
    let grid =
        if options.grid_dim == 0 { BLOCKS * gpu.info().multiprocessors.max(1) } else { options.grid_dim };
    let state = gpu.with_lane(|lane| {
        // What the device fails at may have changed any of the queues.
        DeviceRing::tried_together(rings, || {
            let bytes = size_of::<PersistentState>();
            lane.counters.clear(bytes, &lane.stream)?;
            active.copy_head(&lane.counters, &lane.stream)?;
            let job = queues.job(options, lane.counters.pointer());
            // SAFETY: the queues' memory and the lane's, both kept until the stream has done it.
            unsafe {
                gpu.programs().run_persistent(&job, (grid, block), &lane.stream)?;
                lane.counters.download(0, &lane.totals, 0..bytes, &lane.stream)?;
            }
            lane.done.set(&lane.stream)?;
            lane.done.wait_awake(AWAKE)?;
            // SAFETY: the copy is done.
            Ok(unsafe { lane.totals.values::<PersistentState>(0, 1) }?[0])
        })
    })?;
    Ok((state, grid))
}
