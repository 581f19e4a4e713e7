//! Chunks of a geometry where an absorption may give several photons: generation after generation.

use super::chunk::BIT;
use crate::backend::secondaries::Secondaries;
use crate::backend::task::Task;
use crate::layout::{Descent, MOST_SECONDARIES, NONE, PhotonState, PropagateParams, flag};
use crate::{Result, memory};

impl Task<'_> {
    /// As `propagate`; all that were emitted beside the submitted photons, or `None` where it was halted.
    pub(super) fn propagate_spawning(
        &self,
        params: &PropagateParams,
        states: &mut [PhotonState],
        changes: &mut u64,
    ) -> Result<Option<Secondaries>> {
        let root = |i: usize| Descent {
            id: params.first_index + i as u64,
            root: i as u32,
            generation: 0,
            steps: 0,
            medium: NONE,
        };
        let mut roots = memory::collected((0..states.len()).map(root), "photons of a chunk")?;
        let mut all = Secondaries::new(self.context);
        for number in 0_u32.. {
            let mut emitted = Secondaries::new(self.context);
            let Secondaries { states: others, descents, .. } = &mut all;
            for (states, descents) in [(&mut *states, &mut *roots), (&mut **others, &mut **descents)] {
                if !self.generation(params, number, (states, descents), &mut emitted, changes)? {
                    return Ok(None);
                }
            }
            if emitted.states.is_empty() {
                break; // and so nobody has stopped
            }
            let large = large(roots.len(), &emitted)?;
            all.append(emitted)?;
            if let Some(large) = large {
                end(&large, states, &roots);
                end(&large, &mut all.states, &all.descents);
            }
        }
        Ok(Some(all))
    }

    /// Runs those of some photons that are of a generation, and that `emitted` gets what they emit; false where it is
    /// halted. Counts submitted ones as done bit by bit when they have come that far for the first time.
    fn generation(
        &self,
        params: &PropagateParams,
        number: u32,
        (states, descents): (&mut [PhotonState], &mut [Descent]),
        emitted: &mut Secondaries,
        changes: &mut u64,
    ) -> Result<bool> {
        for (states, descents) in states.chunks_mut(BIT).zip(descents.chunks_mut(BIT)) {
            let mut found = 0;
            // SAFETY: as in `propagate`, with a list of this thread.
            let ended = emitted.lend(|list| unsafe {
                (self.context.kernels().propagate_spawning)(
                    self.scene.scene(),
                    params,
                    states.as_mut_ptr(),
                    descents.as_mut_ptr(),
                    states.len() as u64,
                    number,
                    list,
                    self.media.table(),
                    self.halt(),
                    &raw mut found,
                )
            })?;
            *changes += found;
            if number == 0 {
                self.watch.advance(ended);
            }
            if ended < states.len() as u64 {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Which of `roots` submitted photons got more than MOST_SECONDARIES; `None`: no one.
fn large(roots: usize, emitted: &Secondaries) -> Result<Option<Box<[bool]>>> {
    if emitted.states.len() <= MOST_SECONDARIES as usize {
        return Ok(None);
    }
    let mut counts = memory::zeroed::<u32>(roots, "photons of a chunk")?;
    emitted.descents.iter().for_each(|descent| counts[descent.root as usize] += 1);
    let large = counts.iter().map(|&count| count > MOST_SECONDARIES);
    Ok(Some(memory::collected(large, "photons of a chunk")?.into_boxed_slice()))
}

/// Ends what comes of such photons.
fn end(large: &[bool], states: &mut [PhotonState], descents: &[Descent]) {
    for (state, descent) in states.iter_mut().zip(descents) {
        if large[descent.root as usize] && state.flags & flag::TERMINAL == 0 {
            state.flags |= flag::STEP_LIMIT;
        }
    }
}
