//! The propagation of a slice where absorptions may give several photons: launches for each generation, and others where
//! there was no room for what it emits.

use super::slice::Slice;
use crate::backend::cuda::memory::Buffer;
use crate::backend::cuda::workspace::{ASIDE, SPAWNING, Workspace};
use crate::backend::secondaries::Secondaries;
use crate::layout::{Descent, PhotonState, PropagateJob, SecondaryList, SpawningJob};
use crate::{Error, Result};

const STATE: usize = size_of::<PhotonState>();
const DESCENT: usize = size_of::<Descent>();
const ENTRY: usize = STATE + DESCENT;
/// Fewest secondary photons that there is room for.
const FEWEST: usize = 4096;

/// Bytes on the device for each photon of a slice, where absorptions give up to so many in the mean: its descent, counts
/// of two generations, and a generation of secondary photons, with as much again while the list grows.
pub(super) fn bytes_per_photon(mean: u32) -> u64 {
    match mean {
        0 => 0,
        mean => (DESCENT + 2 * size_of::<u32>()) as u64 + 2 * u64::from(mean) * ENTRY as u64,
    }
}

/// Entries that a list has room for.
fn capacity_of(list: &Buffer) -> usize {
    list.bytes() / ENTRY
}

/// Runs a slice's photons to their end; what they emitted, or `None` where the task was halted.
pub(super) fn propagate_spawning(
    slice: &Slice<'_>,
    workspace: &mut Workspace,
) -> Result<Option<Secondaries>> {
    let count = slice.count() as usize;
    let half = count * size_of::<u32>();
    let outgrown = slice.gpu.outgrown();
    let room = &mut workspace.spawning;
    outgrown.grow(&mut room.descents, count * DESCENT, "descents of photons")?;
    outgrown.grow(&mut room.counts, 2 * half, "counts of secondary photons")?;
    outgrown.grow(&mut room.counters, SPAWNING, "counters")?;
    outgrown.grow(&mut room.list, (count / 2).max(FEWEST) * ENTRY, "secondary photons")?;
    let all = slice.prepare(workspace, 0)?;
    workspace.spawning.counters.clear(SPAWNING, &workspace.stream)?;
    let mut secondaries = 0; // of earlier generations
    for generation in 0_u32.. {
        // Counts of the generation before are kept.
        workspace.spawning.counts.clear_from(generation as usize % 2 * half, half, &workspace.stream)?;
        workspace.spawning.counters.clear(size_of::<u64>(), &workspace.stream)?;
        let mut starts = generation == 0;
        let (going, emitted) = loop {
            launch(slice, workspace, &all, (generation, starts, None))?;
            if secondaries > 0 {
                launch(slice, workspace, &all, (generation, false, Some(secondaries)))?;
            }
            starts = false;
            let [going, asked, emitted] = workspace.spawned(&|| slice.task.is_halted())?;
            if slice.task.is_halted() {
                return Ok(None);
            }
            if asked == 0 {
                break (going, emitted);
            }
            enlarge(slice, workspace, (emitted as usize, (emitted + asked) as usize))?;
            // That nobody asks for more.
            workspace.spawning.counters.clear_from(size_of::<u64>(), size_of::<u64>(), &workspace.stream)?;
        };
        if going == 0 && emitted == secondaries {
            break;
        }
        secondaries = emitted;
    }
    workspace.timing.mark(2, &workspace.stream)?;
    workspace.propagated.set(&workspace.stream)?;
    workspace.after.follow(&workspace.propagated)?;
    download(slice, workspace, secondaries as usize).map(Some)
}

/// Goes on with the photons of a generation: of the slice, or the first of the list, so many.
fn launch(
    slice: &Slice<'_>,
    workspace: &Workspace,
    all: &PropagateJob,
    (generation, starts, secondaries): (u32, bool, Option<u64>),
) -> Result<()> {
    let room = &workspace.spawning;
    let capacity = capacity_of(&room.list);
    let states: *mut PhotonState = room.list.pointer();
    let descents = room.list.pointer::<u8>().wrapping_add(capacity * STATE).cast::<Descent>();
    let half = |of: u32| room.counts.pointer::<u32>().wrapping_add(of as usize % 2 * slice.count() as usize);
    let list = SecondaryList {
        states,
        descents,
        capacity: capacity as u64,
        grow: None,
        owner: std::ptr::null_mut(),
        count: 0,
    };
    let job = SpawningJob {
        all: PropagateJob {
            photons: secondaries.map_or(all.photons, |_| states),
            count: secondaries.unwrap_or(all.count),
            ..*all
        },
        descents: secondaries.map_or(room.descents.pointer(), |_| descents),
        list,
        counters: room.counters.pointer(),
        before: half(generation + 1),
        secondaries: half(generation),
        generation,
        starts: starts.into(),
    };
    workspace.counters.clear(ASIDE, &workspace.stream)?; // photons taken
    // SAFETY: buffers of the workspace and of the scene, both kept until the stream is done; the counters were
    // cleared on it.
    unsafe { slice.gpu.programs().propagate_spawning(&job, &workspace.stream) }?;
    workspace.propagated.set(&workspace.stream)?;
    workspace.after.follow(&workspace.propagated)
}

/// Moves the list's entries to room for at least so many.
fn enlarge(slice: &Slice<'_>, workspace: &mut Workspace, (entries, needed): (usize, usize)) -> Result<()> {
    let old = &workspace.spawning.list;
    let before = capacity_of(old);
    let ample = needed.max(2 * before);
    let make =
        |capacity: usize| Buffer::new(workspace.stream.primary(), capacity * ENTRY, "secondary photons");
    let new = make(ample).or_else(|error| if ample > needed { make(needed) } else { Err(error) });
    let new = new.map_err(|error| match error {
        // Not the device's failure, but of what the event asks for.
        Error::OutOfMemory(_) => Error::OutOfMemory(format!(
            "secondary photons: {} bytes, {needed} times {ENTRY}, cannot be had on GPU {}; slices of fewer photons \
             (chunk_photons of the session) need less",
            needed * ENTRY,
            slice.gpu.info().ordinal
        )),
        other => other,
    })?;
    let stream = &workspace.stream;
    new.copy(0, old, 0..entries * STATE, stream)?;
    let first = before * STATE;
    new.copy(capacity_of(&new) * STATE, old, first..first + entries * DESCENT, stream)?;
    stream.wait()?;
    let old = std::mem::replace(&mut workspace.spawning.list, new);
    slice.gpu.outgrown().release(old);
    Ok(())
}

/// Brings secondary photons that have ended to the host.
fn download(slice: &Slice<'_>, workspace: &Workspace, count: usize) -> Result<Secondaries> {
    let mut list = Secondaries::with_room(slice.task.context, count)?;
    let from = &workspace.spawning.list;
    let (states, descents) = (list.states.as_mut_ptr().cast(), list.descents.as_mut_ptr().cast());
    let first = capacity_of(from) * STATE;
    // SAFETY: there is room for so many, which this thread alone has until it has waited.
    let copied = unsafe {
        let one = from.download_to(0, states, count * STATE, &workspace.after);
        one.and_then(|()| from.download_to(first, descents, count * DESCENT, &workspace.after))
    };
    workspace.after.wait().and(copied)?;
    // SAFETY: the copies are done.
    unsafe { list.set_count(count) };
    slice.task.meter.brought(count * ENTRY);
    Ok(list)
}
