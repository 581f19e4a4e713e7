//! What a slice sends to the device.

use super::slice::Slice;
use crate::Result;
use crate::backend::cuda::Gpu;
use crate::backend::cuda::workspace::{PIECE, Workspace};
use crate::backend::light::Light;
use crate::backend::steps::StepLight;
use crate::layout::{PhotonState, SourceBatch, StepBatch};
use crate::tables::TableStore;
use crate::telemetry::PartMeter;
use rayon::prelude::*;

/// Photons of a piece.
const PHOTONS: usize = PIECE / size_of::<PhotonState>();
/// Photons that a thread of the host gathers at a time.
const SHARE: usize = 2048;

/// Bytes of steps that a thread of the host copies at a time.
const COPY: usize = 1 << 18;

/// Gathers given photons into pinned memory, a piece while the one before is copied.
pub(super) fn upload_states(slice: &Slice<'_>, workspace: &mut Workspace, light: &Light) -> Result<()> {
    workspace.pieces()?;
    let kernels = slice.task.context.kernels();
    let mut done = 0;
    let count = slice.count() as usize;
    for turn in 0..count.div_ceil(PHOTONS) {
        let piece = workspace.piece(turn)?;
        piece.copied.wait()?; // what was in it before is on the device
        let now = PHOTONS.min(count - done);
        let first = slice.range.start as usize + done;
        // SAFETY: the last copy from it is done.
        let states = unsafe { piece.memory.values_mut::<PhotonState>(0, now) }?;
        slice.task.context.install(|| {
            states
                .par_chunks_mut(SHARE)
                .enumerate()
                .for_each(|(i, part)| light.copy(kernels, first + i * SHARE, part));
        })?;
        let to = done * size_of::<PhotonState>();
        // SAFETY: written again only after the wait for the mark.
        unsafe { workspace.photons.upload(to, &piece.memory, 0..size_of_val(states), &workspace.stream) }?;
        piece.copied.set(&workspace.stream)?;
        slice.task.meter.sent(size_of_val(states));
        done += now;
    }
    Ok(())
}

/// Puts the tables of a source on the device, unless they are there from the slice before.
pub(super) fn upload_tables(
    (gpu, meter): (&Gpu, &PartMeter<'_>),
    workspace: &mut Workspace,
    tables: &TableStore,
    batch: &mut SourceBatch,
) -> Result<()> {
    let packed = tables.packed()?;
    gpu.outgrown().grow(&mut workspace.tables, packed.bytes.len(), "tables of a source")?;
    if workspace.tables_held != packed.bytes {
        workspace.tables_held.clear(); // not known until the copy is done
        workspace.tables.fill(&packed.bytes, &workspace.stream)?;
        meter.sent(packed.bytes.len());
        workspace.tables_held = packed.bytes;
    }
    let address = |part: usize| workspace.tables.pointer::<u8>().wrapping_add(packed.begins[part]);
    (batch.tables, batch.segments, batch.buckets) = (address(0).cast(), address(1).cast(), address(2).cast());
    Ok(())
}

/// Bytes of steps whose upload takes long.
const LONG: usize = 1 << 20;

/// Copies a part to its place among the steps; a long one through pinned memory, a piece while the one before is
/// on its way.
fn send(slice: &Slice<'_>, workspace: &mut Workspace, place: usize, part: &[u8]) -> Result<()> {
    slice.task.meter.sent(part.len());
    if part.len() <= PIECE {
        return workspace.steps.fill_from(place, part, &workspace.stream);
    }
    workspace.pieces()?;
    for (turn, bytes) in part.chunks(PIECE).enumerate() {
        let piece = workspace.piece(turn)?;
        piece.copied.wait()?; // what was in it before is on the device
        // SAFETY: the last copy from it is done.
        let to = unsafe { piece.memory.values_mut::<u8>(0, bytes.len()) }?;
        slice.task.context.install(|| {
            let parts = to.par_chunks_mut(COPY).zip(bytes.par_chunks(COPY));
            parts.for_each(|(to, from)| to.copy_from_slice(from));
        })?;
        // SAFETY: written again only after the wait for the mark.
        unsafe {
            let to = place + turn * PIECE;
            workspace.steps.upload(to, &piece.memory, 0..bytes.len(), &workspace.stream)
        }?;
        piece.copied.set(&workspace.stream)?;
    }
    Ok(())
}

/// Puts the steps of a slice on the device, with what they use.
pub(super) fn upload_steps(
    slice: &Slice<'_>,
    workspace: &mut Workspace,
    light: &StepLight,
) -> Result<StepBatch> {
    let (parts, batch) = light.part(slice.range.clone());
    let bytes: usize = parts.iter().map(|part| part.len().next_multiple_of(16)).sum();
    slice.gpu.outgrown().grow(&mut workspace.steps, bytes, "steps")?;
    // One slice after another: the first one's propagation begins the sooner.
    let _turn = (bytes > LONG).then(|| slice.gpu.upload_turn());
    let mut place = 0;
    let mut addresses = parts.map(|_| std::ptr::null_mut::<u8>());
    for (number, (part, address)) in parts.iter().zip(&mut addresses).enumerate() {
        *address = workspace.steps.pointer::<u8>().wrapping_add(place);
        if number == 0 && light.steps.is_pinned() {
            // SAFETY: of the pool; the light stays as it is until the event is done.
            unsafe { workspace.steps.upload_from(place, part, &workspace.stream) }?;
            slice.task.meter.sent(part.len());
        } else {
            send(slice, workspace, place, part)?;
        }
        place += part.len().next_multiple_of(16);
    }
    let [steps, ends, step_buckets, ranges, knots, emissions, tables, segments, buckets] = addresses;
    Ok(StepBatch {
        steps: steps.cast(),
        ends: ends.cast(),
        step_buckets: step_buckets.cast(),
        ranges: ranges.cast(),
        knots: knots.cast(),
        emissions: emissions.cast(),
        tables: tables.cast(),
        segments: segments.cast(),
        buckets: buckets.cast(),
        ..batch
    })
}
