//! Hits in the memory of a device, property by property, however they lie there.

use crate::layout::HitArrays;
use crate::photon::columns::{Property, state_columns};
use std::any::Any;
use std::fmt::Debug;

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

macro_rules! hit_columns {
    ({ $($(#[$comment:meta])* $name:ident $stride:ident: $type:ty,)* }) => {
        /// As [`chroma2_device_hits`](crate::ffi::photons::chroma2_device_hits) says.
        #[derive(Clone, Copy, Debug, Default)]
        pub struct HitColumns {
            /// The channel that detected each.
            pub channel: Column<i32>,
            /// Index in the event of each.
            pub photon: Column<u64>,
            $($(#[$comment])* pub $name: Column<<$type as Property>::Number>,)*
        }

        impl HitColumns {
            /// Of arrays without gaps.
            pub fn of(arrays: &HitArrays) -> Self {
                Self {
                    channel: Column { first: arrays.channel, stride: size_of::<i32>() },
                    photon: Column { first: arrays.photon, stride: size_of::<u64>() },
                    $($name: Column { first: arrays.$name, stride: size_of::<$type>() },)*
                }
            }
        }
    };
}

state_columns!(hit_columns! {});

/// Hits in the memory of a device, until this is dropped.
pub trait DeviceHits: Send + Sync + Debug + Any {
    /// Number of hits.
    fn count(&self) -> u64;
    /// Place of the device in [`devices`](super::device::devices).
    fn device(&self) -> u32;
    /// Where their properties are.
    fn columns(&self) -> HitColumns;
}
