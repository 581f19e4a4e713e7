//! Events: waiting, progress, the summary.

use super::arguments::{self, Config};
use super::guard::guard;
use super::handle::{self, Handle};
use super::status::chroma2_status;
use crate::session::{Event, Summary, wait_any};
use crate::{Result, memory};
use std::sync::Arc;
use std::time::Duration;

/// A bit of a photon's flags as those of chroma2_flag, outside of what enums of C can hold. Terminal: a
/// number was not finite, or a wavelength not positive.
pub const CHROMA2_FLAG_NAN_ABORT: u32 = 0x8000_0000;

/// What happened to a photon, as bits of its flags, with CHROMA2_FLAG_NAN_ABORT. The names are the
/// field's; bits 10 and 11 are for generators to set. A photon with a terminal flag has ended.
#[repr(u32)]
pub enum chroma2_flag {
    /// Terminal: left the geometry: nothing lies ahead of it. Position and time are those of its last
    /// interaction, or of its start.
    NoHit = 1 << 0,
    /// Terminal: absorbed in a material.
    BulkAbsorb = 1 << 1,
    /// Terminal: detected at a surface.
    SurfaceDetect = 1 << 2,
    /// Terminal: absorbed at a surface.
    SurfaceAbsorb = 1 << 3,
    /// Scattered in a material, by Rayleigh.
    RayleighScatter = 1 << 4,
    /// Reflected diffusely.
    ReflectDiffuse = 1 << 5,
    /// Reflected as by a mirror, at a surface or a bare boundary.
    ReflectSpecular = 1 << 6,
    /// Absorbed and emitted again by a surface.
    SurfaceReemit = 1 << 7,
    /// Went through a surface.
    SurfaceTransmit = 1 << 8,
    /// Absorbed and emitted again by a material.
    BulkReemit = 1 << 9,
    /// Began as Cherenkov light.
    Cherenkov = 1 << 10,
    /// Began as scintillation light.
    Scintillation = 1 << 11,
    /// Terminal: took the largest number of steps.
    StepLimit = 1 << 12,
    /// Terminal: came to the time limit. In flight: at the place where it was then, with the limit as its
    /// time. After a reemission whose delay passes the limit: at the place of the reemission, with its
    /// direction and wavelength, CHROMA2_FLAG_BULK_REEMIT or CHROMA2_FLAG_SURFACE_REEMIT, and the time of the
    /// emission, which is after the limit. Submitted with a later time: as it was.
    TimeLimit = 1 << 13,
    /// Scattered in a material, by Mie.
    MieScatter = 1 << 14,
    /// One that an absorption gave beside its first one, with the history of that.
    Secondary = 1 << 15,
}

/// A submission and its results: a future. Results stay until it is destroyed.
pub struct chroma2_event {
    _private: [u8; 0],
}

impl Handle for chroma2_event {
    type Object = Event;
    const NAME: &'static str = "chroma2_event";
}

/// How far an event is.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_event_progress {
    /// sizeof(chroma2_event_progress).
    pub struct_size: usize,
    /// 1 when it is finished (its callback has returned), else 0.
    pub done: u32,
    /// 0.
    pub reserved: u32,
    /// Photons submitted.
    pub photons: u64,
    /// Photons that came to their end.
    pub photons_done: u64,
    /// Nanoseconds since the submission; of a finished event, until its end.
    pub elapsed_ns: u64,
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_event_progress {
    const NAME: &'static str = "chroma2_event_progress";
}

/// The summary of an event. Each photon is in exactly one of the terminal counts (of its lowest
/// terminal flag, where it was submitted with several): with `unfinished` they add up to `photons` and
/// `secondaries`. The
/// counts are of photons, whatever their weights are. Where weights carry probabilities (weight_mode,
/// scatter_first), the expected number of detections is detected_weight, or hit_weight; surface_detect and
/// `hits` only say of how many photons these are sums.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_summary {
    /// sizeof(chroma2_summary).
    pub struct_size: usize,
    pub photons: u64,
    pub no_hit: u64,
    pub bulk_absorb: u64,
    pub surface_detect: u64,
    pub surface_absorb: u64,
    pub step_limit: u64,
    pub time_limit: u64,
    pub nan_abort: u64,
    /// Photons that a cancelled event did not get to; else 0.
    pub unfinished: u64,
    /// Detected photons that have a channel.
    pub hits: u64,
    /// Random numbers used.
    pub random_numbers: u64,
    /// Sum of the weights of the photons in surface_detect, in fixed point (2^-48), so that it does
    /// not depend on any order; weights above 2^38 count as that.
    pub detected_weight: f64,
    /// Sum of the weights of the hits, likewise.
    pub hit_weight: f64,
    /// Legs of the photons that began in one material and ended in another: 0 where the geometry is right;
    /// chroma2_session_get_medium_changes says which.
    pub medium_changes: u64,
    /// Photons that absorptions gave beside their first ones (mean_number of chroma2_reemission_config,
    /// CHROMA2_SURFACE_PROPERTY_MEAN_NUMBER): in the terminal counts, `hits` and all sums too.
    pub secondaries: u64,
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_summary {
    const NAME: &'static str = "chroma2_summary";
}

pub(super) fn summary(of: &Summary) -> chroma2_summary {
    chroma2_summary {
        struct_size: 0,
        photons: of.photons,
        no_hit: of.no_hit,
        bulk_absorb: of.bulk_absorb,
        surface_detect: of.surface_detect,
        surface_absorb: of.surface_absorb,
        step_limit: of.step_limit,
        time_limit: of.time_limit,
        nan_abort: of.nan_abort,
        unfinished: of.unfinished,
        hits: of.hits,
        random_numbers: of.draws,
        detected_weight: of.detected_weight(),
        hit_weight: of.hit_weight(),
        medium_changes: of.medium_changes,
        secondaries: of.secondaries,
    }
}

/// A time limit from C: UINT64_MAX is none.
pub(super) fn timeout(nanoseconds: u64) -> Option<Duration> {
    (nanoseconds != u64::MAX).then(|| Duration::from_nanos(nanoseconds))
}

/// Waits until an event is finished, at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for
/// ever). OK when it ended well; cancelled, or the status of what went wrong with it; timeout while it
/// goes on. In its own completion callback it returns at once; a callback that waits for another event
/// gets an invalid state. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_event_wait(event: *const chroma2_event, timeout_ns: u64) -> chroma2_status {
    guard(|| handle::get(event, "event")?.wait(timeout(timeout_ns)))
}

/// The events behind handles.
fn all(handles: &[*mut chroma2_event]) -> Result<Vec<Arc<Event>>> {
    let mut events = memory::room(handles.len(), "events")?;
    for (i, handle) in handles.iter().enumerate() {
        let found = handle::get(handle.cast_const(), "events");
        // A name of its own only where it is needed.
        events.push(found.or_else(|_| handle::get(handle.cast_const(), &format!("events[{i}]")))?);
    }
    Ok(events)
}

/// Waits until one of several events is finished, at most `timeout_ns` nanoseconds (0: only looks; UINT64_MAX: for
/// ever), and writes its place in `events` to *index: of several that are finished, the lowest. How it ended is
/// told by its own chroma2_event_wait, which returns at once. The `count` events may be of any sessions and
/// contexts; each is there once, and all of them live. Timeout while none is finished. In a callback it does not
/// wait, and fails as an invalid state where none is finished; in its own completion callback an event is.
/// The end of an event wakes those that wait for it, and costs the same however many others they wait for.
/// Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_event_wait_any(
    events: *const *mut chroma2_event,
    count: u64,
    timeout_ns: u64,
    index: *mut u64,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(index.cast_const(), "index")?;
        arguments::limit(count, arguments::MOST, "count")?;
        // SAFETY: the caller guarantees `count` handles.
        let events = all(unsafe { arguments::slice(events, count, "events") }?)?;
        let finished = wait_any(&events, timeout(timeout_ns))?;
        // SAFETY: the caller guarantees `index`.
        unsafe { arguments::write(index, finished as u64, "index") }
    })
}

/// Writes how far an event is, without waiting; progress->struct_size must be set. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_event_poll(
    event: *const chroma2_event,
    progress: *mut chroma2_event_progress,
) -> chroma2_status {
    guard(|| {
        let now = handle::get(event, "event")?.progress();
        let value = chroma2_event_progress {
            struct_size: 0,
            done: now.done.into(),
            reserved: 0,
            photons: now.photons,
            photons_done: now.photons_done,
            elapsed_ns: now.elapsed.as_nanos().min(u64::MAX.into()) as u64,
        };
        // SAFETY: the caller guarantees `progress`.
        unsafe { arguments::write_struct(progress, &value, "progress") }
    })
}

/// Asks an event to end early and returns at once. Photons not yet begun are left and those on the way are
/// given up, so that it ends within milliseconds however large it is: as cancelled, with a summary and no
/// other results, unless all its photons were done. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_event_cancel(event: *const chroma2_event) -> chroma2_status {
    guard(|| {
        handle::get(event, "event")?.cancel();
        Ok(())
    })
}

/// Writes the summary of a finished event, cancelled ones included; summary->struct_size must be set. Of one
/// that has failed there is none: the call fails as its wait does.
/// Invalid state before its end. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_event_get_summary(
    event: *const chroma2_event,
    summary: *mut chroma2_summary,
) -> chroma2_status {
    guard(|| {
        let event = handle::get(event, "event")?;
        let value = self::summary(event.summary()?);
        // SAFETY: the caller guarantees `summary`.
        unsafe { arguments::write_struct(summary, &value, "summary") }
    })
}

/// Gives an event and its results up; NULL is fine. An event that is not finished goes on to its end,
/// callbacks and borrowed arrays included: cancel it and wait for it first where that is not wanted.
/// Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_event_destroy(event: *mut chroma2_event) -> chroma2_status {
    guard(|| handle::release(event, "event").map(drop))
}
