//! Results of events: hits, end states, recorded steps.

use super::arguments::{self, Config};
use super::event::chroma2_event;
use super::guard::guard;
use super::handle;
use super::status::chroma2_status;
use crate::photon::columns::{Property, state_columns};
use crate::session::{Columns, Event};
use crate::{Error, Result};

/// Detected photons that have a channel, in the order of their indices; one array for each property,
/// of `count` entries (vectors: 3 numbers each). NULL where count is 0.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_hits {
    /// sizeof(chroma2_hits).
    pub struct_size: usize,
    pub count: u64,
    /// The channel that detected it, 0 or more.
    pub channel: *const i32,
    /// Index in the event.
    pub photon: *const u64,
    /// The event's number.
    pub event: *const u64,
    /// mm; where it was detected.
    pub position: *const f32,
    /// Unit vectors, of the arriving photon.
    pub direction: *const f32,
    /// Unit vectors.
    pub polarization: *const f32,
    /// ns, from time_offset.
    pub time: *const f32,
    /// nm, in vacuum.
    pub wavelength: *const f32,
    /// Statistical weights, what absorption took off included (weight_mode of the event's config).
    pub weight: *const f32,
    /// Bits of chroma2_flag.
    pub flags: *const u32,
    /// Instance that was hit; with CHROMA2_WIRE_BIT: a wire plane.
    pub instance: *const u32,
    /// Triangle of its mesh, or wire of the plane.
    pub triangle: *const u32,
    /// Time in ns that the times are counted from: that of the event's config. A photon's time is
    /// time_offset + (double)time[i].
    pub time_offset: f64,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_hits {
    const NAME: &'static str = "chroma2_hits";
}

/// End states of all photons of an event, in their order: entry i is of the photon with index
/// first_index + i. One array for each property, of `count` entries (vectors: 3 numbers each). NULL
/// where count is 0.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_photon_states {
    /// sizeof(chroma2_photon_states).
    pub struct_size: usize,
    pub count: u64,
    /// mm.
    pub position: *const f32,
    /// Unit vectors.
    pub direction: *const f32,
    /// Unit vectors.
    pub polarization: *const f32,
    /// ns, from time_offset.
    pub time: *const f32,
    /// nm, in vacuum.
    pub wavelength: *const f32,
    /// Statistical weights, what absorption took off included (weight_mode of the event's config).
    pub weight: *const f32,
    /// Bits of chroma2_flag.
    pub flags: *const u32,
    /// Instance met last; with CHROMA2_WIRE_BIT: a wire plane; CHROMA2_NONE after an interaction in
    /// a material, and where none was met.
    pub instance: *const u32,
    /// Triangle of its mesh, wire of the plane, or CHROMA2_NONE.
    pub triangle: *const u32,
    /// Time in ns that the times are counted from: that of the event's config. A photon's time is
    /// time_offset + (double)time[i].
    pub time_offset: f64,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_photon_states {
    const NAME: &'static str = "chroma2_photon_states";
}

/// States of chosen photons at their start and after every step, in the order of their indices. Those
/// of chosen photon k are entries offset[k] to before offset[k + 1] of the arrays of states.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_records {
    /// sizeof(chroma2_records).
    pub struct_size: usize,
    /// Chosen photons.
    pub photon_count: u64,
    /// States of all of them together.
    pub state_count: u64,
    /// Index in the event, photon_count entries.
    pub photon: *const u64,
    /// photon_count + 1 entries.
    pub offset: *const u64,
    /// As in chroma2_photon_states, state_count entries; NULL where there is none.
    pub position: *const f32,
    pub direction: *const f32,
    pub polarization: *const f32,
    pub time: *const f32,
    pub wavelength: *const f32,
    pub weight: *const f32,
    pub flags: *const u32,
    pub instance: *const u32,
    pub triangle: *const u32,
    /// Time in ns that the times are counted from: that of the event's config. A photon's time is
    /// time_offset + (double)time[i].
    pub time_offset: f64,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_records {
    const NAME: &'static str = "chroma2_records";
}

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

fn hits(event: &Event) -> Result<chroma2_hits> {
    let hits = event.results()?.hits.as_ref().ok_or_else(|| {
        Error::InvalidState("event: was submitted without CHROMA2_WANT_HITS among what is wanted".into())
    })?;
    let of = &hits.states;
    Ok(state_columns!(columns_of! {
        of chroma2_hits {
            struct_size: 0,
            count: of.len() as u64,
            channel: start(&hits.channel),
            photon: start(&hits.photon),
            event: start(&hits.event),
            time_offset: event.time_offset(),
        }
    }))
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
