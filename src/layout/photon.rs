//! A photon between two steps, and what decides its fate.

use bytemuck::{Pod, Zeroable};
use std::ffi::c_void;

/// History flags of a photon; see `chroma2_flag` for their meaning. Names and bits 0 to 11 are the
/// field's (legacy Chroma), the rest are ours.
pub mod flag {
    #![allow(missing_docs)]
    pub const NO_HIT: u32 = 1u32 << 0;
    pub const BULK_ABSORB: u32 = 1u32 << 1;
    pub const SURFACE_DETECT: u32 = 1u32 << 2;
    pub const SURFACE_ABSORB: u32 = 1u32 << 3;
    pub const RAYLEIGH_SCATTER: u32 = 1u32 << 4;
    pub const REFLECT_DIFFUSE: u32 = 1u32 << 5;
    pub const REFLECT_SPECULAR: u32 = 1u32 << 6;
    pub const SURFACE_REEMIT: u32 = 1u32 << 7;
    pub const SURFACE_TRANSMIT: u32 = 1u32 << 8;
    pub const BULK_REEMIT: u32 = 1u32 << 9;
    pub const CHERENKOV: u32 = 1u32 << 10;
    pub const SCINTILLATION: u32 = 1u32 << 11;
    pub const STEP_LIMIT: u32 = 1u32 << 12;
    pub const TIME_LIMIT: u32 = 1u32 << 13;
    pub const MIE_SCATTER: u32 = 1u32 << 14;
    pub const SECONDARY: u32 = 1u32 << 15;
    pub const NAN_ABORT: u32 = 1u32 << 31;
    /// A photon with one of these has ended.
    pub const TERMINAL: u32 =
        NO_HIT | BULK_ABSORB | SURFACE_DETECT | SURFACE_ABSORB | STEP_LIMIT | TIME_LIMIT | NAN_ABORT;
}

/// Values of `PropagateParams::weight_mode`.
pub mod weight_mode {
    /// All is left to chance.
    pub const NO_WEIGHTS: u32 = 0;
    /// Absorption lowers the weight, and a surface that detects at all takes every photon, with that
    /// probability as a factor (legacy Chroma).
    pub const DETECTING: u32 = 1;
    /// Absorption lowers the weight, all else is left to chance.
    pub const SURVIVING: u32 = 2;
}

/// Values of `PropagateParams::velocity`.
pub mod velocity {
    /// The group velocity.
    pub const GROUP_VELOCITY: u32 = 0;
    /// c / refractive index.
    pub const PHASE_VELOCITY: u32 = 1;
}

/// State of a photon between two steps: 64 bytes.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct PhotonState {
    pub position: [f32; 3],
    pub time: f32,
    pub direction: [f32; 3],
    pub wavelength: f32,
    pub polarization: [f32; 3],
    pub weight: f32,
    pub flags: u32,
    /// Of the last surface met; WIRE_BIT | plane for a wire; NONE.
    pub instance: u32,
    /// Triangle in the mesh, or wire number k - k_min.
    pub triangle: u32,
    /// Random numbers used so far.
    pub draw: u32,
}

/// Where the properties of photons go, an array for each, in the order of the photons.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct HitArrays {
    /// Index in the event.
    pub photon: *mut u64,
    /// The event's number.
    pub event: *mut u64,
    pub channel: *mut i32,
    /// 3 numbers each, as the next two.
    pub position: *mut f32,
    pub direction: *mut f32,
    pub polarization: *mut f32,
    pub time: *mut f32,
    pub wavelength: *mut f32,
    pub weight: *mut f32,
    pub flags: *mut u32,
    pub instance: *mut u32,
    pub triangle: *mut u32,
}

/// Options of a propagation; part of what decides a photon's fate.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct PropagateParams {
    /// Seed and event, enciphered: rng/random.h.
    pub stream: [u32; 4],
    /// Index in the event of the first photon of the array.
    pub first_index: u64,
    pub max_steps: u32,
    /// ns.
    pub max_time: f32,
    /// NO_WEIGHTS, DETECTING or SURVIVING.
    pub weight_mode: u32,
    /// +1 force, -1 forbid a scatter on the first step, 0 neither.
    pub scatter_first: i32,
    /// At which light travels: GROUP_VELOCITY or PHASE_VELOCITY.
    pub velocity: u32,
    pub reserved: u32,
}

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
