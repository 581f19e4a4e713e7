//! The last photons of a launch, which the processor takes over: few photons leave a device almost empty, since it makes
//! one lone step after another, each some twenty times as slow as the processor's.
//!
//! After how many turns warps leave their photons to it is found by trying: so that about as many are left as the
//! processor's threads do in a moment. Results do not depend on it.

use crate::Result;
use crate::backend::context::Context;
use crate::backend::cuda::gpu::Gpu;
use crate::backend::cuda::workspace::{ASIDE, Workspace};
use crate::backend::task::Task;
use crate::layout::{AsidePhoton, MOST_ASIDE, PropagateParams, PutBackJob};
use rayon::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};

/// Most photons of a launch whose last ones are taken over: of more, others are on their way meanwhile.
pub const LARGEST: u64 = 1 << 18;
/// Photons that a thread takes at a time.
const SHARE: usize = 4;
/// Photons left for each thread of the processor.
const LEFT: u64 = 16;
/// Turns to begin with, fewest and most.
const FIRST: u32 = 6;
const FEWEST: u32 = 1;
const MOST: u32 = 200;

/// After how many turns, by the logarithm of the number of photons.
pub struct Turns([AtomicU32; 64]);

impl Default for Turns {
    fn default() -> Self {
        Self(std::array::from_fn(|_| AtomicU32::new(FIRST)))
    }
}

impl Turns {
    fn of(&self, photons: u64) -> &AtomicU32 {
        &self.0[photons.max(1).ilog2() as usize]
    }

    /// For a launch of so many photons; 0: its photons are not taken over.
    pub fn get(&self, photons: u64) -> u32 {
        if photons > LARGEST { 0 } else { self.of(photons).load(Relaxed) }
    }

    /// Learns that so many were left.
    pub fn learn(&self, photons: u64, left: u64, wanted: u64) {
        let turns = self.of(photons);
        let now = turns.load(Relaxed);
        let next = match left {
            _ if left > 2 * wanted => (now + 1 + now / 8).min(MOST),
            _ if left < wanted / 2 => now.saturating_sub(1).max(FEWEST),
            _ => now,
        };
        turns.store(next, Relaxed);
    }
}

/// Waits for a propagation; how many photons it has put aside. `halted` as the task says.
fn put_aside(workspace: &mut Workspace, halted: &dyn Fn() -> bool) -> Result<u64> {
    // SAFETY: read below, after the wait.
    unsafe { workspace.counters.download(ASIDE, &workspace.totals, ASIDE..ASIDE + 8, &workspace.after) }?;
    workspace.done.set(&workspace.after)?;
    workspace.wait_done(halted)?;
    // SAFETY: the copy is done.
    Ok(unsafe { workspace.totals.values::<u64>(ASIDE, 1) }?[0])
}

/// Brings the photons that a launch has put aside to their end, where the processor does that sooner, and back to the
/// device's array. `of`: the task of a photon, with its event's parameters for photon 0 of the array, and where
/// changes of its medium are counted. `halt` gives all of them up: where some were given up alone, the device would go
/// on with the whole list, and so again with photons that are at their end.
pub fn take_over<'a>(
    gpu: &Gpu,
    workspace: &mut Workspace,
    (turns, photons): (&Turns, u64),
    context: &Arc<Context>,
    (halted, halt): (&dyn Fn() -> bool, &AtomicBool),
    of: impl Fn(u32) -> (&'a Task<'a>, PropagateParams, &'a AtomicU64) + Sync,
) -> Result<()> {
    let left = put_aside(workspace, halted)?;
    turns.learn(photons, left, LEFT * context.threads() as u64);
    if left == 0 || left > u64::from(MOST_ASIDE) || left > 8 * LEFT * context.threads() as u64 || halted() {
        return Ok(()); // the device goes on with them
    }
    // SAFETY: the propagation is done, and nothing else uses the list.
    let list = unsafe { workspace.aside.values_mut::<AsidePhoton>(0, left as usize) }?;
    let resume = |photon: &mut AsidePhoton| {
        let (task, params, changes) = of(photon.number);
        let mut found = 0;
        // SAFETY: the scene lives as long as the task, and the table takes additions from any thread.
        unsafe {
            (context.kernels().resume)(
                task.scene.scene(),
                &params,
                photon,
                1,
                task.media.table(),
                halt.as_ptr().cast(),
                &raw mut found,
            );
        }
        changes.fetch_add(found, Relaxed);
    };
    match left as usize <= SHARE {
        true => list.iter_mut().for_each(resume),
        false => context
            .install(|| list.par_chunks_mut(SHARE).for_each(|part| part.iter_mut().for_each(&resume)))?,
    }
    let job =
        PutBackJob { aside: workspace.aside.pointer(0)?, photons: workspace.photons.pointer(), count: left };
    // SAFETY: the list stays until the stream is done, as the photons do.
    unsafe { gpu.programs().put_back(&job, &workspace.after) }
}
