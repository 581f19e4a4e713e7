//! Hits in the memory of a device, property by property, however they lie there.

use crate::layout::PhotonState;
use std::any::Any;
use std::fmt::Debug;
use std::mem::offset_of;

/// A property of all hits: where that of the first is, and the bytes from one to the next.
#[derive(Clone, Copy, Debug)]
pub struct Column<T> {
    /// On the device; NULL where there is no hit.
    pub first: *const T,
    /// 0 there.
    pub stride: usize,
}

impl<T> Default for Column<T> {
    fn default() -> Self {
        Self { first: std::ptr::null(), stride: 0 }
    }
}

/// As [`chroma2_device_hits`](crate::ffi::device_hits::chroma2_device_hits) says.
#[derive(Clone, Copy, Debug, Default)]
#[allow(missing_docs)]
pub struct HitColumns {
    pub channel: Column<i32>,
    pub photon: Column<u64>,
    pub position: Column<f32>,
    pub direction: Column<f32>,
    pub polarization: Column<f32>,
    pub time: Column<f32>,
    pub wavelength: Column<f32>,
    pub weight: Column<f32>,
    pub flags: Column<u32>,
    pub instance: Column<u32>,
    pub triangle: Column<u32>,
}

impl HitColumns {
    /// Of arrays of states, indices and channels.
    pub fn of(states: *const PhotonState, photon: *const u64, channel: *const i32) -> Self {
        fn of_state<T>(states: *const PhotonState, offset: usize) -> Column<T> {
            Column { first: states.wrapping_byte_add(offset).cast(), stride: size_of::<PhotonState>() }
        }
        Self {
            channel: Column { first: channel, stride: size_of::<i32>() },
            photon: Column { first: photon, stride: size_of::<u64>() },
            position: of_state(states, offset_of!(PhotonState, position)),
            direction: of_state(states, offset_of!(PhotonState, direction)),
            polarization: of_state(states, offset_of!(PhotonState, polarization)),
            time: of_state(states, offset_of!(PhotonState, time)),
            wavelength: of_state(states, offset_of!(PhotonState, wavelength)),
            weight: of_state(states, offset_of!(PhotonState, weight)),
            flags: of_state(states, offset_of!(PhotonState, flags)),
            instance: of_state(states, offset_of!(PhotonState, instance)),
            triangle: of_state(states, offset_of!(PhotonState, triangle)),
        }
    }
}

/// Hits in the memory of a device, until this is dropped.
pub trait DeviceHits: Send + Sync + Debug + Any {
    /// Number of hits.
    fn count(&self) -> u64;
    /// Place of the device in [`devices`](super::device::devices).
    fn device(&self) -> u32;
    /// Where their properties are.
    fn columns(&self) -> HitColumns;
}
