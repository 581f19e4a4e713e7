//! The propagation of a slice where absorptions may give several photons: a launch for each generation, and others where
//! there was no room for what it emits.

use super::slice::Slice;
use crate::backend::cuda::memory::Buffer;
use crate::backend::cuda::workspace::{ASIDE, SPAWNING, Workspace};
use crate::backend::secondaries::Secondaries;
use crate::layout::{Descent, PhotonState, PropagateJob, SecondaryList, SpawningJob, phase};
use crate::{Result, memory};

const STATE: usize = size_of::<PhotonState>();
const DESCENT: usize = size_of::<Descent>();
const ENTRY: usize = STATE + DESCENT;
/// Bytes on the device for each photon of a slice: its descent, counts of two generations, and two secondary photons.
pub(super) const PHOTON: u64 = (DESCENT + 2 * size_of::<u32>() + 2 * ENTRY) as u64;
/// Fewest secondary photons that there is room for.
const FEWEST: usize = 4096;

/// Photons of a generation on the device.
#[derive(Clone, Copy)]
struct Generation {
    photons: *mut PhotonState,
    descents: *mut Descent,
    count: u64,
}

/// Where a list with room for so many begins, and its descents.
fn parts(list: &Buffer, capacity: usize) -> (*mut PhotonState, *mut Descent) {
    (list.pointer(), list.pointer::<u8>().wrapping_add(capacity * STATE).cast())
}

/// Entries that a buffer has room for.
fn capacity_of(list: &Buffer) -> usize {
    list.bytes() / ENTRY
}

/// Runs a slice's photons to their end; what they emitted, by generation, or `None` where the task was halted.
pub(super) fn propagate_spawning(
    slice: &Slice<'_>,
    workspace: &mut Workspace,
) -> Result<Option<Vec<Secondaries>>> {
    let count = slice.count() as usize;
    let outgrown = slice.gpu.outgrown();
    let room = &mut workspace.spawning;
    outgrown.grow(&mut room.descents, count * DESCENT, "descents of photons")?;
    outgrown.grow(&mut room.counts, 2 * count * size_of::<u32>(), "counts of secondary photons")?;
    outgrown.grow(&mut room.counters, SPAWNING, "counters")?;
    outgrown.grow(&mut room.lists[0], (count / 2).max(FEWEST) * ENTRY, "secondary photons")?;
    let all = slice.prepare(workspace, 0)?;
    let room = &workspace.spawning;
    let mut now =
        Generation { photons: all.photons, descents: room.descents.pointer(), count: slice.count() };
    let mut ended: Vec<Secondaries> = Vec::new();
    for number in 0_usize.. {
        let Some(emitted) = generation(slice, workspace, &all, (number, now))? else { return Ok(None) };
        if number > 0 {
            let list = download(slice, workspace, (number - 1) % 2, now.count as usize)?;
            memory::push(&mut ended, list, "secondary photons")?;
        }
        if emitted == 0 {
            break;
        }
        let list = &workspace.spawning.lists[number % 2];
        let (photons, descents) = parts(list, capacity_of(list));
        now = Generation { photons, descents, count: emitted };
        let next = &mut workspace.spawning.lists[(number + 1) % 2];
        // A generation is mostly no larger than the one before.
        outgrown.grow(next, (emitted as usize).max(FEWEST) * ENTRY, "secondary photons")?;
    }
    workspace.timing.mark(2, &workspace.stream)?;
    workspace.propagated.set(&workspace.stream)?;
    workspace.after.follow(&workspace.propagated)?;
    Ok(Some(ended))
}

/// Runs a generation of photons to their end; how many they emitted, to the list of the generation's number.
fn generation(
    slice: &Slice<'_>,
    workspace: &mut Workspace,
    all: &PropagateJob,
    (number, photons): (usize, Generation),
) -> Result<Option<u64>> {
    let halted = || slice.task.is_halted();
    let counts = slice.count() as usize * size_of::<u32>();
    let [begun, next] = [(number + 1) % 2, number % 2].map(|half| half * counts);
    workspace.spawning.counts.clear_from(next, counts, &workspace.stream)?;
    workspace.spawning.counters.clear(SPAWNING, &workspace.stream)?;
    let mut phase = if number == 0 { phase::FIRST } else { phase::GENERATION };
    loop {
        workspace.counters.clear(ASIDE, &workspace.stream)?; // photons taken
        let room = &workspace.spawning;
        let list = &room.lists[number % 2];
        let capacity = capacity_of(list);
        let (states, descents) = parts(list, capacity);
        let at = |first: usize| room.counts.pointer::<u8>().wrapping_add(first).cast::<u32>();
        let job = SpawningJob {
            all: PropagateJob { photons: photons.photons, count: photons.count, ..*all },
            descents: photons.descents,
            list: SecondaryList {
                states,
                descents,
                capacity: capacity as u64,
                grow: None,
                owner: std::ptr::null_mut(),
                count: 0,
            },
            counters: room.counters.pointer(),
            begun: at(begun),
            secondaries: at(next),
            phase,
            reserved: 0,
        };
        // SAFETY: buffers of the workspace and of the scene, both kept until the stream is done; the counters were
        // cleared on it.
        unsafe { slice.gpu.programs().propagate_spawning(&job, &workspace.stream) }?;
        workspace.propagated.set(&workspace.stream)?;
        workspace.after.follow(&workspace.propagated)?;
        let [waiting, asked, emitted] = workspace.spawned(&halted)?;
        if halted() {
            return Ok(None);
        }
        if waiting == 0 {
            return Ok(Some(emitted));
        }
        enlarge(slice, workspace, number % 2, (emitted as usize, (emitted + asked) as usize))?;
        workspace.spawning.counters.clear(SPAWNING - size_of::<u64>(), &workspace.stream)?;
        phase = phase::GOES_ON;
    }
}

/// Moves a list's entries to room for at least so many.
fn enlarge(
    slice: &Slice<'_>,
    workspace: &mut Workspace,
    which: usize,
    (entries, needed): (usize, usize),
) -> Result<()> {
    let old = &workspace.spawning.lists[which];
    let before = capacity_of(old);
    let ample = needed.max(2 * before);
    let make =
        |capacity: usize| Buffer::new(workspace.stream.primary(), capacity * ENTRY, "secondary photons");
    let new = make(ample).or_else(|error| if ample > needed { make(needed) } else { Err(error) })?;
    let stream = &workspace.stream;
    new.copy(0, old, 0..entries * STATE, stream)?;
    let first = before * STATE;
    new.copy(capacity_of(&new) * STATE, old, first..first + entries * DESCENT, stream)?;
    stream.wait()?;
    let old = std::mem::replace(&mut workspace.spawning.lists[which], new);
    slice.gpu.outgrown().take(old);
    Ok(())
}

/// Brings photons of a list that have ended to the host.
fn download(slice: &Slice<'_>, workspace: &Workspace, which: usize, count: usize) -> Result<Secondaries> {
    let mut list = Secondaries::with_room(slice.task.context, count)?;
    let from = &workspace.spawning.lists[which];
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
