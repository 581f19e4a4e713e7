//! Persistent runs on a GPU: one launch, whose blocks are the workers.

use super::ring::DeviceRing;
use crate::backend::persistent::PersistentRun;
use crate::backend::ring::Ring;
use crate::layout::{PersistentJob, PersistentState};
use crate::{Error, Result};
use std::any::Any;
use std::time::Duration;

/// Threads of a block.
const BLOCK: u32 = 256;
/// Blocks of a multiprocessor: other kernels, such as those that bring items, find room beside them.
const BLOCKS: u32 = 2;
/// How long a thread waits awake for the end, since its awakening takes longer than a short run.
const AWAKE: Duration = Duration::from_millis(1);

/// A ring of this backend.
fn ours(ring: &dyn Ring) -> Result<&DeviceRing> {
    let ring: &dyn Any = ring;
    ring.downcast_ref().ok_or_else(|| Error::Internal("a queue of another backend".into()))
}

/// Runs the workers.
pub fn run(run: &PersistentRun<'_>) -> Result<(PersistentState, u32)> {
    let rings = [ours(run.rings[0])?, ours(run.rings[1])?, ours(run.rings[2])?];
    let block = if run.block_dim == 0 { BLOCK } else { run.block_dim };
    if block % 32 != 0 {
        return Err(Error::argument(format!("block_dim is {block}; a multiple of 32 is needed on a GPU")));
    }
    let active = rings[0];
    let gpu = active.gpu();
    let grid = if run.grid_dim == 0 { BLOCKS * gpu.info().multiprocessors.max(1) } else { run.grid_dim };
    let state = gpu.with_workspace(false, |workspace| {
        // What the device fails at may have changed any of the queues.
        DeviceRing::tried_together(rings, || {
            let bytes = size_of::<PersistentState>();
            workspace.counters.clear(bytes, &workspace.stream)?;
            active.copy_head(&workspace.counters, &workspace.stream)?;
            let job = PersistentJob { state: workspace.counters.pointer(), ..run.job };
            // SAFETY: the queues' memory and the workspace's, both kept until the stream has done it.
            unsafe {
                gpu.programs().run_persistent(&job, (grid, block), &workspace.stream)?;
                workspace.counters.download(0, &workspace.totals, 0..bytes, &workspace.stream)?;
            }
            workspace.done.set(&workspace.stream)?;
            workspace.done.wait_awake(AWAKE)?;
            // SAFETY: the copy is done.
            Ok(unsafe { workspace.totals.values::<PersistentState>(0, 1) }?[0])
        })
    })?;
    Ok((state, grid))
}
