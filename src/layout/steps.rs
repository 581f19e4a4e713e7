//! Photons of charged particles' steps.

use super::{PhotonState, PropagateParams, Segment, Table};
use bytemuck::{Pod, Zeroable};

/// Values of `Step::kind`.
pub mod step_kind {
    #![allow(missing_docs)]
    pub const STEP_POINT: u32 = 0;
    pub const STEP_CHERENKOV: u32 = 1;
    pub const STEP_SCINTILLATION: u32 = 2;
}

/// Threads of a block of `chroma2_generate_steps`.
pub const GENERATE_BLOCK: u32 = 256;

/// A step whose photons are to be made.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Step {
    pub position: [f32; 3],
    /// At its start, ns.
    pub time: f32,
    /// From its start to its end, mm.
    pub displacement: [f32; 3],
    /// Its length over the velocity at its start, ns.
    pub duration: f32,
    /// Half the change of the velocity, over that at the start: at a share f of the step f duration /
    /// (1 + f slowing) has gone by.
    pub slowing: f32,
    /// Share of the photons that begin along the step; of a scintillation the others begin at its end, of a
    /// point at its start.
    pub along: f32,
    /// Density of photons at its start over the mean one, 0 to 2; it changes evenly.
    pub tilt: f32,
    pub weight: f32,
    /// STEP_POINT, STEP_CHERENKOV or STEP_SCINTILLATION.
    pub kind: u32,
    /// Initial history flags.
    pub flags: u32,
    /// Cherenkov: its first range of wavenumbers; else its first emission.
    pub first_part: u32,
    pub part_count: u32,
    /// Cherenkov: 1 / beta^2 - 1.
    pub slowness: f64,
}

/// Wavelengths and times of scintillation light, or of a point's.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct StepEmission {
    /// Table of u in (0,1): inverse of the wavelength CDF.
    pub inverse_wavelength: u32,
    /// Means of two exponential delays that add up, ns; 0: none.
    pub decay: f32,
    pub rise: f32,
    /// Share of a step's photons that this emission and those before it have.
    pub until: f32,
}

/// A point of a material's table for Cherenkov light; in between, 1 - 1/n^2 is linear in the wavenumber
/// 1/wavelength.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct CherenkovKnot {
    /// 1/nm; ascending within a material.
    pub wavenumber: f64,
    /// Of 1 - 1/n^2 over the wavenumber, from the material's first knot on.
    pub integral: f64,
    /// 1 - 1/n^2.
    pub value: f64,
}

/// Wavenumbers between which a particle is above the threshold, all of it.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct CherenkovRange {
    pub low: f64,
    pub high: f64,
    /// As `CherenkovKnot::integral`, at both ends.
    pub low_integral: f64,
    pub high_integral: f64,
    /// Of the light of the step's ranges before this one.
    pub before: f64,
    /// The knots at or before the two ends; each has one after it.
    pub first_knot: u32,
    pub last_knot: u32,
}

/// Steps in the order of their photons. A photon's place is its number among those of all steps.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct StepBatch {
    /// From number `first_step` on.
    pub steps: *const Step,
    /// Of these, the place after each one's last photon.
    pub ends: *const u64,
    /// From number `first_bucket` on: the step of the photon at place b << shift, and one more.
    pub step_buckets: *const u32,
    pub ranges: *const CherenkovRange,
    pub knots: *const CherenkovKnot,
    pub emissions: *const StepEmission,
    /// Their spectra, as the next two.
    pub tables: *const Table,
    pub segments: *const Segment,
    pub buckets: *const u32,
    /// Place of the array's first photon.
    pub first: u64,
    pub first_bucket: u64,
    pub first_step: u32,
    pub shift: u32,
}

/// Photons of steps to be made on a device; all pointers are to its memory.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct GenerateJob {
    pub batch: StepBatch,
    pub params: PropagateParams,
    /// `count` of them.
    pub photons: *mut PhotonState,
    pub count: u64,
}
