//! What a slice brings back: pieces, each used by the host's threads while the next one is copied.

use super::slice::Slice;
use crate::Result;
use crate::backend::cuda::hits::HIT;
use crate::backend::cuda::memory::Pinned;
use crate::backend::cuda::workspace::{CHANGES, PIECE, Workspace};
use crate::backend::task::Part;
use crate::layout::{MediumChanges, PhotonState};
use crate::memory::room;
use crate::photon::columns::{Filler, append};
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

/// Brings the hits, `count` of a buffer with room for `capacity`.
pub(super) fn download_hits(
    slice: &Slice<'_>,
    workspace: &mut Workspace,
    count: usize,
    capacity: usize,
    result: &mut Part,
) -> Result<()> {
    result.charge_hits(slice.task.context, count)?;
    result.hits = room(count, "hits")?;
    result.photons = room(count, "hits")?;
    result.channels = room(count, "hits")?;
    // Of the device's buffer and of a piece alike: states, indices, channels.
    let places = |room: usize| [(0, STATE), (room * STATE, 8), (room * (STATE + 8), 4)];
    let copy = |workspace: &Workspace, part: Range<usize>, to: &Pinned| {
        for ((from, bytes), (into, _)) in places(capacity).into_iter().zip(places(part.len())) {
            let into = into..into + part.len() * bytes;
            // SAFETY: the piece is read only after the wait for its mark.
            unsafe { workspace.hits.download(from + part.start * bytes, to, into, &workspace.after) }?;
        }
        Ok(())
    };
    in_pieces(workspace, (count, PIECE / HIT), copy, |part, from| {
        let [states, indices, channels] = places(part.len()).map(|(first, _)| first);
        // SAFETY: the copies are done.
        let (states, indices, channels) = unsafe {
            (
                from.values::<PhotonState>(states, part.len())?,
                from.values::<u64>(indices, part.len())?,
                from.values::<i32>(channels, part.len())?,
            )
        };
        slice.task.context.install(|| {
            append(&mut result.hits, states);
            append(&mut result.photons, indices);
            append(&mut result.channels, channels);
        })
    })
}

/// Brings the table of medium changes into the session's, and leaves it empty.
pub(super) fn download_changes(slice: &Slice<'_>, workspace: &mut Workspace) -> Result<()> {
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
    slice.task.media.merge(slice.task.context.kernels(), &table[0]);
    Ok(())
}

/// Brings all end states and puts them in their columns.
pub(super) fn download_states(slice: &Slice<'_>, workspace: &mut Workspace, columns: &Filler) -> Result<()> {
    let count = slice.count() as usize;
    let copy = |workspace: &Workspace, part: Range<usize>, to: &Pinned| {
        // SAFETY: the piece is read only after the wait for its mark.
        unsafe { workspace.photons.download(part.start * STATE, to, 0..part.len() * STATE, &workspace.after) }
    };
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
