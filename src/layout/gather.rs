//! A program's photons on a device, to be made states.

use super::PhotonState;
use std::ffi::c_void;

/// Threads of a block of `chroma2_gather`.
pub const GATHER_BLOCK: u32 = 256;

/// A program's photons on a device, to be made states. Strides are in bytes; all is aligned to 4.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct GatherJob {
    pub position: [*const c_void; 3],
    pub direction: [*const c_void; 3],
    /// Null: 0.
    pub polarization: [*const c_void; 3],
    pub wavelength: *const c_void,
    /// Null: 0.
    pub time: *const c_void,
    /// Null: 1.
    pub weight: *const c_void,
    /// Null: 0.
    pub flags: *const c_void,
    pub position_stride: u64,
    pub direction_stride: u64,
    pub polarization_stride: u64,
    pub wavelength_stride: u64,
    pub time_stride: u64,
    pub weight_stride: u64,
    pub flags_stride: u64,
    /// Of the arrays' photons.
    pub first: u64,
    pub count: u64,
    /// `count` of them.
    pub photons: *mut PhotonState,
}
