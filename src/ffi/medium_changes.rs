//! Legs of photons that began in one material and ended in another.

use super::arguments::{self, Config};
use super::guard::guard;
use super::handle;
use super::session::chroma2_session;
use super::status::chroma2_status;
use crate::Result;
use crate::layout::MediumChange;

/// How often a leg of a photon (its way between two interactions) began in one material and ended at a
/// surface that has another on that side, by materials and instances, over all events of a session. A
/// right geometry has none; else volumes overlap, a mesh is inside out, there is a gap between volumes
/// that should touch, or a material is wrong. A leg that meets nothing does not count, nor does a photon's
/// first one.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_medium_changes {
    /// sizeof(chroma2_medium_changes).
    pub struct_size: usize,
    /// Written: legs, those of all entries and the unlisted ones.
    pub total: u64,
    /// Written: legs whose materials and instances have no entry because there are too many.
    pub unlisted: u64,
    /// Written: entries that there are, at most 1024.
    pub count: u64,
    /// Entries that each array below has room for; the first ones are written, the most frequent first.
    pub capacity: u64,
    /// Arrays to be written to; each may be NULL. The material in which the leg began.
    pub material_begin: *mut u32,
    /// The material on the side of the surface at which it ended.
    pub material_end: *mut u32,
    /// The instance at whose surface it began; with CHROMA2_WIRE_BIT: a wire plane; CHROMA2_NONE: it began
    /// where the photon scattered or was emitted again.
    pub instance_begin: *mut u32,
    /// The instance at whose surface it ended; with CHROMA2_WIRE_BIT: a wire plane.
    pub instance_end: *mut u32,
    /// Legs of the entry.
    pub legs: *mut u64,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_medium_changes {
    const NAME: &'static str = "chroma2_medium_changes";
}

/// Writes a column, where it is wanted.
///
/// # Safety
/// `to` is NULL or has room for all entries.
unsafe fn column<T>(
    to: *mut T,
    entries: &[MediumChange],
    value: fn(&MediumChange) -> T,
    argument: &str,
) -> Result<()> {
    if to.is_null() {
        return Ok(());
    }
    // SAFETY: the caller guarantees the room.
    let to = unsafe { arguments::slice_mut(to, entries.len() as u64, argument) }?;
    to.iter_mut().zip(entries).for_each(|(to, entry)| *to = value(entry));
    Ok(())
}

/// Writes which legs of a session's photons began in one material and ended in another, of all events so
/// far; changes->struct_size must be set. With all else 0 it writes the counts only; an event's own total
/// is in its summary. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_session_get_medium_changes(
    session: *const chroma2_session,
    changes: *mut chroma2_medium_changes,
) -> chroma2_status {
    guard(|| {
        let report = handle::get(session, "session")?.medium_changes();
        arguments::aligned(changes.cast_const(), "changes")?;
        // SAFETY: the caller guarantees `changes`.
        let mut value = unsafe { arguments::config(changes.cast_const(), "changes") }?;
        let fit = report.entries.len().min(usize::try_from(value.capacity).unwrap_or(usize::MAX));
        let entries = &report.entries[..fit];
        // SAFETY: the caller guarantees arrays of so many entries.
        unsafe {
            column(value.material_begin, entries, |e| e.material_begin, "changes->material_begin")?;
            column(value.material_end, entries, |e| e.material_end, "changes->material_end")?;
            column(value.instance_begin, entries, |e| e.instance_begin, "changes->instance_begin")?;
            column(value.instance_end, entries, |e| e.instance_end, "changes->instance_end")?;
            column(value.legs, entries, |e| e.count, "changes->legs")?;
        }
        (value.total, value.unlisted) = (report.total, report.unlisted);
        value.count = report.entries.len() as u64;
        // SAFETY: the caller guarantees `changes`.
        unsafe { arguments::write_struct(changes, &value, "changes") }
    })
}
