//! What a slice brings back: pieces, each used by the host's threads while the next one is copied.

use super::slice::Slice;
use crate::Result;
use crate::backend::cuda::memory::Pinned;
use crate::backend::cuda::workspace::{CHANGES, PIECE, Workspace};
use crate::backend::hit_block::{HitPart, arrays, pairs};
use crate::backend::task::Task;
use crate::layout::{MediumChanges, PhotonState};
use crate::photon::columns::Filler;
use rayon::prelude::*;
use std::ops::Range;

const STATE: usize = size_of::<PhotonState>();
/// Values that a thread of the host copies at a time.
const SHARE: usize = 4096;

/// Brings `count` items in pieces of `most`: `copy` asks for some of them, `take` gets them.
fn in_pieces(
    workspace: &mut Workspace,
    (count, most): (usize, usize),
    copy: impl Fn(&Workspace, Range<usize>, &Pinned) -> Result<()>,
    mut take: impl FnMut(Range<usize>, &Pinned) -> Result<()>,
) -> Result<()> {
    if count == 0 {
        return Ok(());
    }
    workspace.pieces()?;
    let part = |turn: usize| turn * most..count.min((turn + 1) * most);
    let turns = count.div_ceil(most);
    for turn in 0..=turns {
        if turn < turns {
            let piece = workspace.piece(turn)?; // free: taken two turns ago
            copy(workspace, part(turn), &piece.memory)?;
            piece.copied.set(&workspace.after)?;
        }
        if turn > 0 {
            let piece = workspace.piece(turn - 1)?;
            piece.copied.wait()?;
            take(part(turn - 1), &piece.memory)?;
        }
    }
    Ok(())
}

/// Brings the hits, `count` of a buffer with room for `capacity`, to their place in the event.
pub(super) fn download_hits(
    workspace: &Workspace,
    (count, capacity): (usize, usize),
    part: &HitPart,
) -> Result<()> {
    let base = workspace.hits.pointer::<u8>();
    let (from, _) = arrays(base, capacity);
    let copied = pairs(&from, &part.block.arrays(part.first), |from, to, bytes| {
        let first = from.addr() - base.addr();
        // SAFETY: the part has room for so many, and is this slice's alone until it has waited.
        unsafe { workspace.hits.download_to(first, to, count * bytes, &workspace.after) }
    });
    workspace.after.wait().and(copied) // in any case, since the part may be dropped
}

/// Brings the table of medium changes into the session's, and leaves it empty.
pub(super) fn download_changes(task: &Task<'_>, workspace: &mut Workspace) -> Result<()> {
    const TABLE: usize = size_of::<MediumChanges>();
    workspace.pieces()?;
    let piece = workspace.piece(0)?;
    piece.copied.wait()?;
    // SAFETY: read below, after the wait.
    unsafe { workspace.counters.download(CHANGES, &piece.memory, 0..TABLE, &workspace.after) }?;
    workspace.counters.clear(CHANGES + TABLE, &workspace.after)?;
    workspace.after.wait()?;
    // SAFETY: the copy is done.
    let table = unsafe { piece.memory.values::<MediumChanges>(0, 1) }?;
    task.meter.brought(TABLE);
    task.media.merge(task.context.kernels(), &table[0]);
    Ok(())
}

/// Brings all end states and puts them in their columns.
pub(super) fn download_states(slice: &Slice<'_>, workspace: &mut Workspace, columns: &Filler) -> Result<()> {
    let count = slice.count() as usize;
    let copy = |workspace: &Workspace, part: Range<usize>, to: &Pinned| {
        // SAFETY: the piece is read only after the wait for its mark.
        unsafe { workspace.photons.download(part.start * STATE, to, 0..part.len() * STATE, &workspace.after) }
    };
    slice.task.meter.brought(count * STATE);
    in_pieces(workspace, (count, PIECE / STATE), copy, |part, from| {
        // SAFETY: the copy is done.
        let states = unsafe { from.values::<PhotonState>(0, part.len()) }?;
        let first = slice.range.start as usize + part.start;
        slice.task.context.install(|| {
            states.par_chunks(SHARE).enumerate().for_each(|(i, share)| {
                // SAFETY: this slice alone has these photons, and this share is one thread's.
                unsafe { columns.write(first + i * SHARE, share) };
            });
        })
    })
}
