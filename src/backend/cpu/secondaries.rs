//! Chunks of a geometry where an absorption may give several photons: generation after generation.

use super::chunk::BIT;
use crate::backend::secondaries::Secondaries;
use crate::backend::task::Task;
use crate::layout::{Descent, MOST_SECONDARIES, NONE, PhotonState, PropagateParams, flag};
use crate::{Result, memory};

impl Task<'_> {
    /// As `propagate`; all that were emitted beside the submitted photons, by generation, or `None` where it was
    /// halted.
    pub(super) fn propagate_spawning(
        &self,
        params: &PropagateParams,
        states: &mut [PhotonState],
        changes: &mut u64,
    ) -> Result<Option<Vec<Secondaries>>> {
        let root = |i: usize| Descent {
            id: params.first_index + i as u64,
            root: i as u32,
            generation: 0,
            steps: 0,
            medium: NONE,
        };
        let roots = memory::collected((0..states.len()).map(root), "photons of a chunk")?;
        let (mut ended, count) = (Vec::new(), states.len());
        let Some(mut next) = self.generation(params, states, &roots, changes)? else { return Ok(None) };
        while !next.states.is_empty() {
            end_large(count, &mut next)?;
            let Secondaries { states, descents, .. } = &mut next;
            let Some(then) = self.generation(params, states, descents, changes)? else { return Ok(None) };
            memory::push(&mut ended, std::mem::replace(&mut next, then), "secondary photons")?;
        }
        Ok(Some(ended))
    }

    /// Runs photons of a generation to their end; what they emit, or `None` where it is halted. Counts submitted ones as done
    /// bit by bit.
    fn generation(
        &self,
        params: &PropagateParams,
        states: &mut [PhotonState],
        descents: &[Descent],
        changes: &mut u64,
    ) -> Result<Option<Secondaries>> {
        let mut emitted = Secondaries::new(self.context);
        for (states, descents) in states.chunks_mut(BIT).zip(descents.chunks(BIT)) {
            let mut found = 0;
            // SAFETY: as in `propagate`, with a list of this thread.
            let ended = emitted.lend(|list| unsafe {
                (self.context.kernels().propagate_spawning)(
                    self.scene.scene(),
                    params,
                    states.as_mut_ptr(),
                    descents.as_ptr(),
                    states.len() as u64,
                    list,
                    self.media.table(),
                    self.halt(),
                    &raw mut found,
                )
            })?;
            *changes += found;
            if descents[0].generation == 0 {
                self.watch.advance(ended);
            }
            if ended < states.len() as u64 {
                return Ok(None);
            }
        }
        Ok(Some(emitted))
    }
}

/// Ends the photons of a generation that has more than MOST_SECONDARIES of one of `roots` submitted photons.
fn end_large(roots: usize, generation: &mut Secondaries) -> Result<()> {
    if generation.states.len() <= MOST_SECONDARIES as usize {
        return Ok(());
    }
    let mut counts = memory::zeroed::<u32>(roots, "photons of a chunk")?;
    generation.descents.iter().for_each(|descent| counts[descent.root as usize] += 1);
    for (state, descent) in generation.states.iter_mut().zip(&generation.descents) {
        if counts[descent.root as usize] > MOST_SECONDARIES {
            state.flags |= flag::STEP_LIMIT;
        }
    }
    Ok(())
}
