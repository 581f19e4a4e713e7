//! Which step a photon is of.

use super::arguments;
use super::event::chroma2_event;
use super::guard::guard;
use super::handle;
use super::status::chroma2_status;

/// Tells the steps of photons of an event that was submitted as steps, with CHROMA2_WANT_STEPS among what is wanted:
/// `photons` has `count` indices in the event, as hits and records have them and end states from first_index on
/// (first_index + first_photon where a part was submitted). steps[i] becomes the number of the step in the list that was
/// submitted, ids[i] its id; each may be NULL. Whether a photon was absorbed and emitted again on its way is in its
/// flags (CHROMA2_FLAG_BULK_REEMIT, CHROMA2_FLAG_SURFACE_REEMIT). Nothing is written when it fails: as an invalid state
/// where this was not wanted, as an invalid argument for an index that the event does not have. It need not be finished.
/// Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_event_find_steps(
    event: *const chroma2_event,
    photons: *const u64,
    count: u64,
    steps: *mut u64,
    ids: *mut u64,
) -> chroma2_status {
    guard(|| {
        let event = handle::get(event, "event")?;
        // SAFETY: the caller guarantees the arrays.
        let photons = unsafe { arguments::slice(photons, count, "photons") }?;
        for (array, name) in [(steps, "steps"), (ids, "ids")] {
            if count > 0 && !array.is_null() {
                arguments::aligned(array.cast_const(), name)?;
            }
        }
        event.steps_of(photons, |i, step, id| {
            // SAFETY: the caller guarantees `count` writable entries, and i is below that.
            unsafe {
                if !steps.is_null() {
                    steps.add(i).write(step);
                }
                if !ids.is_null() {
                    ids.add(i).write(id);
                }
            }
        })
    })
}
