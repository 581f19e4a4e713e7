//! What an event is, and its photons run again.

use super::arguments::{self, Config};
use super::event::chroma2_event;
use super::guard::guard;
use super::handle;
use super::status::chroma2_status;
use crate::session::{Callbacks, Event};
use std::sync::Arc;

/// What an event was submitted as.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_event_info {
    /// sizeof(chroma2_event_info).
    pub struct_size: usize,
    /// Its seed; of a batch, that of its config, or of its session.
    pub seed: u64,
    /// Its number; of a batch, that of its config, or what its session has given to the first of its events.
    pub event_id: u64,
    /// Index of its first photon; of a batch, of the first photon of each event.
    pub first_index: u64,
    /// Its photons; of a batch, those of all events.
    pub photons: u64,
    /// 1; of a batch, the number of its events.
    pub events: u64,
    /// The program's own number for it.
    pub tag: u64,
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_event_info {
    const NAME: &'static str = "chroma2_event_info";
}

/// What an event is, with the size of this version.
pub(super) fn info(of: &Event) -> chroma2_event_info {
    chroma2_event_info {
        struct_size: size_of::<chroma2_event_info>(),
        seed: of.seed(),
        event_id: of.event_id(),
        first_index: of.first_index(),
        photons: of.progress().photons,
        events: of.events(),
        tag: of.tag(),
    }
}

/// Writes what an event was submitted as; info->struct_size must be set. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_event_get_info(
    event: *const chroma2_event,
    info: *mut chroma2_event_info,
) -> chroma2_status {
    guard(|| {
        let value = self::info(&*handle::get(event, "event")?);
        // SAFETY: the caller guarantees `info`.
        unsafe { arguments::write_struct(info, &value, "info") }
    })
}

/// Runs `count` photons of an event again, 1 to 1048576, from the one of index `first` in the event on, and records every step: *replay
/// is an event of the same session, which ends as any other, with the records (chroma2_event_get_records), end states and
/// hits of these photons. `place` is that of an event of a batch, else 0. The photons are the same bit for bit whatever has
/// propagated the event, and go to the processor, without waiting for room. Their numbers are the event's; in telemetry they
/// count as photons of their own. `event` is one source's, or was submitted with keep_light; before its end, after it,
/// cancelled and failed ones too. Steps of secondary photons are not recorded, and of a photon that was given with a terminal flag there are none. The caller owns *replay, to be given to chroma2_event_destroy. Invalid state where the
/// photons are not kept. (Without keep_light: submit photon k alone, with first_index k, or of steps with first_photon k and
/// photon_count 1, and record_first 1.) Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_event_replay(
    event: *const chroma2_event,
    place: u64,
    first: u64,
    count: u64,
    replay: *mut *mut chroma2_event,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(replay.cast_const(), "replay")?;
        let event = handle::get(event, "event")?;
        let made: Arc<Event> = event.replay(place, first, count, |_| Ok(Callbacks::default()))?;
        // SAFETY: the caller guarantees `replay`.
        unsafe { arguments::write(replay, handle::insert::<chroma2_event>(made)?, "replay") }
    })
}
