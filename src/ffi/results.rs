//! Results of events: hits, end states, recorded steps.

use super::arguments;
use super::event::chroma2_event;
use super::guard::guard;
use super::handle;
use super::photons::{chroma2_hits, chroma2_photon_states, chroma2_records};
use super::status::chroma2_status;
use crate::photon::columns::{Property, state_columns};
use crate::session::{Columns, Event, Hits};
use crate::{Error, Result};

/// The start of an array, NULL of an empty one.
fn start<T>(values: &[T]) -> *const T {
    if values.is_empty() { std::ptr::null() } else { values.as_ptr() }
}

/// The first number of a property.
fn first<T: Property>(values: &[T]) -> *const T::Number {
    start(values).cast()
}

/// A struct with these fields, and columns of states.
macro_rules! columns_of {
    ({ $($(#[$comment:meta])* $name:ident $stride:ident: $type:ty,)* } $of:ident $struct:ident { $($field:tt)* }) => {
        $struct { $($field)* $($name: first(&$of.$name),)* }
    };
}

fn states(of: &Columns, time_offset: f64) -> chroma2_photon_states {
    state_columns!(columns_of! {
        of chroma2_photon_states { struct_size: 0, count: of.len() as u64, time_offset, }
    })
}

/// Where hits are.
pub(super) fn hits_of(hits: &Hits, time_offset: f64) -> chroma2_hits {
    let of = &hits.states;
    state_columns!(columns_of! {
        of chroma2_hits {
            struct_size: 0,
            count: of.len() as u64,
            channel: start(&hits.channel),
            photon: start(&hits.photon),
            event: start(&hits.event),
            time_offset,
            id: start(&hits.id),
        }
    })
}

fn hits(event: &Event) -> Result<chroma2_hits> {
    let hits = event.results()?.hits.as_ref().ok_or_else(|| {
        Error::InvalidState("event: was submitted without CHROMA2_WANT_HITS among what is wanted".into())
    })?;
    Ok(hits_of(hits, event.time_offset()))
}

/// Writes where an event's hits are; hits->struct_size must be set. The arrays belong to the event and
/// are valid until it is destroyed. Invalid state before its end and where hits were not wanted;
/// otherwise what a wait gives. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_event_get_hits(
    event: *const chroma2_event,
    hits: *mut chroma2_hits,
) -> chroma2_status {
    guard(|| {
        let event = handle::get(event, "event")?;
        // SAFETY: the caller guarantees `hits`.
        unsafe { arguments::write_struct(hits, &self::hits(&event)?, "hits") }
    })
}

/// Writes where the end states of an event's photons are; photons->struct_size must be set. The arrays
/// belong to the event and are valid until it is destroyed. Invalid state before its end and where
/// they were not wanted; otherwise what a wait gives. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_event_get_photons(
    event: *const chroma2_event,
    photons: *mut chroma2_photon_states,
) -> chroma2_status {
    guard(|| {
        let event = handle::get(event, "event")?;
        let columns = event.results()?.photons.as_ref().ok_or_else(|| {
            Error::InvalidState(
                "event: was submitted without CHROMA2_WANT_PHOTONS among what is wanted".into(),
            )
        })?;
        // SAFETY: the caller guarantees `photons`.
        unsafe { arguments::write_struct(photons, &states(columns, event.time_offset()), "photons") }
    })
}

/// Writes where the steps of an event's chosen photons are; records->struct_size must be set. The
/// arrays belong to the event and are valid until it is destroyed. Invalid state before its end;
/// otherwise what a wait gives. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_event_get_records(
    event: *const chroma2_event,
    records: *mut chroma2_records,
) -> chroma2_status {
    guard(|| {
        let event = handle::get(event, "event")?;
        let from = &event.results()?.records;
        let of = &from.states;
        let value = state_columns!(columns_of! {
            of chroma2_records {
                struct_size: 0,
                photon_count: from.photon.len() as u64,
                state_count: of.len() as u64,
                photon: start(&from.photon),
                offset: start(&from.offset),
                time_offset: event.time_offset(),
            }
        });
        // SAFETY: the caller guarantees `records`.
        unsafe { arguments::write_struct(records, &value, "records") }
    })
}
