//! Hits that stay in the memory of a GPU.

use super::arguments;
use super::event::chroma2_event;
use super::guard::guard;
use super::handle;
use super::photons::chroma2_device_hits;
use super::status::chroma2_status;
use crate::Error;
use crate::photon::columns::state_columns;

/// The struct with these fields, and columns of states.
macro_rules! columns_of {
    ({ $($(#[$comment:meta])* $name:ident $stride:ident: $type:ty,)* } $of:ident $struct:ident { $($field:tt)* }) => {
        $struct { $($field)* $($name: $of.$name.first, $stride: $of.$name.stride,)* }
    };
}

/// Writes where an event's hits are in the memory of its GPU; hits->struct_size must be set. The arrays
/// belong to the event and are valid until it is destroyed. Invalid state before its end and where
/// CHROMA2_WANT_DEVICE_HITS was not among what is wanted; otherwise what a wait gives. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_event_get_device_hits(
    event: *const chroma2_event,
    hits: *mut chroma2_device_hits,
) -> chroma2_status {
    guard(|| {
        let event = handle::get(event, "event")?;
        let found = event.results()?.device_hits.as_ref().ok_or_else(|| {
            Error::InvalidState(
                "event: was submitted without CHROMA2_WANT_DEVICE_HITS among what is wanted".into(),
            )
        })?;
        let columns = found.columns();
        let value = state_columns!(columns_of! {
            columns chroma2_device_hits {
                struct_size: 0,
                count: found.count(),
                device: found.device(),
                reserved: 0,
                channel: columns.channel.first,
                channel_stride: columns.channel.stride,
                photon: columns.photon.first,
                photon_stride: columns.photon.stride,
                time_offset: event.time_offset(),
            }
        });
        // SAFETY: the caller guarantees `hits`.
        unsafe { arguments::write_struct(hits, &value, "hits") }
    })
}
