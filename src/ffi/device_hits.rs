//! Hits that stay in the memory of a GPU.

use super::arguments::{self, Config};
use super::event::chroma2_event;
use super::guard::guard;
use super::handle;
use super::status::chroma2_status;
use crate::Error;
use crate::photon::columns::state_columns;

/// Detected photons that have a channel, in the order of their indices, in the memory of a GPU: a column
/// for each property, of `count` entries, whose stride is the number of bytes from one entry to the next.
/// Read entry i of `time` as *(const float *)((const char *)time + i * time_stride), and do not rely on
/// how the columns lie among each other: it may change. chroma2_photons takes columns like these: to
/// propagate the hits further, submit them with other flags (NULL, say: those here say that they have ended),
/// `borrow` 1 and the same time_offset. NULL where count is 0.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_device_hits {
    /// sizeof(chroma2_device_hits).
    pub struct_size: usize,
    pub count: u64,
    /// Place of the GPU in the list of chroma2_device_get_info.
    pub device: u32,
    /// 0.
    pub reserved: u32,
    /// The channel that detected each.
    pub channel: *const i32,
    pub channel_stride: usize,
    /// Index in the event of each.
    pub photon: *const u64,
    pub photon_stride: usize,
    /// mm; 3 numbers each.
    pub position: *const f32,
    pub position_stride: usize,
    /// Unit vectors; 3 numbers each.
    pub direction: *const f32,
    pub direction_stride: usize,
    /// Unit vectors across the direction; 3 numbers each.
    pub polarization: *const f32,
    pub polarization_stride: usize,
    /// ns, from time_offset.
    pub time: *const f32,
    pub time_stride: usize,
    /// nm, in vacuum.
    pub wavelength: *const f32,
    pub wavelength_stride: usize,
    /// Statistical weights.
    pub weight: *const f32,
    pub weight_stride: usize,
    /// Bits of chroma2_flag.
    pub flags: *const u32,
    pub flags_stride: usize,
    /// Instance that was hit; with CHROMA2_WIRE_BIT: a wire plane.
    pub instance: *const u32,
    pub instance_stride: usize,
    /// Triangle of its mesh, or wire of the plane.
    pub triangle: *const u32,
    pub triangle_stride: usize,
    /// Time in ns that the times are counted from: that of the event's config.
    pub time_offset: f64,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_device_hits {
    const NAME: &'static str = "chroma2_device_hits";
}

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
