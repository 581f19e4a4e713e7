//! Hits that stay in the memory of a GPU.

use super::event::chroma2_event;
use super::guard::guard;
use super::handle;
use super::read::{self, Config};
use super::status::chroma2_status;
use crate::Error;

/// State of a photon in the memory of a GPU: 64 bytes. Its size and fields will not change.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_photon_state {
    /// mm.
    pub position: [f32; 3],
    /// ns, from the event's time_offset.
    pub time: f32,
    /// Unit vector.
    pub direction: [f32; 3],
    /// nm, in vacuum.
    pub wavelength: f32,
    /// Unit vector across the direction.
    pub polarization: [f32; 3],
    /// Statistical weight.
    pub weight: f32,
    /// Bits of chroma2_flag.
    pub flags: u32,
    /// The instance met last, or CHROMA2_WIRE_BIT and a wire plane.
    pub instance: u32,
    /// The triangle of its mesh, or the wire of its plane.
    pub triangle: u32,
    /// Random numbers used.
    pub draws: u32,
}

/// Detected photons that have a channel, in the order of their indices, in the memory of a GPU: arrays of
/// `count` entries, NULL where that is 0.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_device_hits {
    /// sizeof(chroma2_device_hits).
    pub struct_size: usize,
    pub count: u64,
    /// Place of the GPU in the list of chroma2_device_info.
    pub device: u32,
    /// 0.
    pub reserved: u32,
    /// Their end states.
    pub state: *const chroma2_photon_state,
    /// Index in the event of each.
    pub photon: *const u64,
    /// The channel that detected each.
    pub channel: *const i32,
    /// Time in ns that the times are counted from: that of the event's config.
    pub time_offset: f64,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_device_hits {
    const NAME: &'static str = "chroma2_device_hits";
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
        let (state, photon, channel) = found.addresses();
        let value = chroma2_device_hits {
            struct_size: 0,
            count: found.count(),
            device: found.ordinal() + 1,
            reserved: 0,
            state: state.cast(),
            photon,
            channel,
            time_offset: event.time_offset(),
        };
        // SAFETY: the caller vouches for `hits`.
        unsafe { read::write_struct(hits, &value, "hits") }
    })
}
