//! Photons made on the fly.

use super::{Segment, Table};
use bytemuck::{Pod, Zeroable};

/// Values of `Source::kind`.
pub mod source_type {
    #![allow(missing_docs)]
    pub const POINT: u32 = 0;
    pub const BEAM: u32 = 1;
    pub const LINE: u32 = 2;
}

/// Values of `Source::polarized`.
pub mod polarization_mode {
    /// Random.
    pub const UNPOLARIZED: u32 = 0;
    /// Along `Source::polarization` as far as the direction allows.
    pub const GIVEN: u32 = 1;
    /// In the plane of the direction and the source's axis, as Cherenkov light is.
    pub const RADIAL: u32 = 2;
}

/// A photon source.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Source {
    /// POINT, BEAM or LINE.
    pub kind: u32,
    /// 1: around `direction`, between the two cones; 0: isotropic.
    pub directed: u32,
    /// Of a line: its start.
    pub position: [f32; 3],
    /// Of a line.
    pub end: [f32; 3],
    /// Unit axis of the disk and of the cones.
    pub direction: [f32; 3],
    /// 1 - cosine of the outer half opening angle, 0 to 2; 0: parallel.
    pub cone_outer: f32,
    /// Of the inner one (0: a full cone; `cone_outer`: its mantle).
    pub cone_inner: f32,
    /// Of a beam's disk of origin, mm.
    pub radius: f32,
    /// ns.
    pub time: f32,
    /// Standard deviation of a Gaussian, ns; 0: none.
    pub time_spread: f32,
    /// Of a line: time at its end, ns.
    pub end_time: f32,
    /// Table of u in (0,1).
    pub wavelength: u32,
    /// UNPOLARIZED, GIVEN or RADIAL.
    pub polarized: u32,
    pub polarization: [f32; 3],
    pub weight: f32,
    /// Initial history flags.
    pub flags: u32,
}

/// Sources in the order of their photons. A photon's position is its place among those of all.
#[repr(C)]
#[derive(Debug, Clone, Copy, Zeroable)]
#[allow(missing_docs)]
pub struct SourceBatch {
    /// The only one.
    pub only: Source,
    /// Where there are several.
    pub sources: *const Source,
    /// Of these, the position after each one's last photon.
    pub ends: *const u64,
    /// Their spectra, as the next two.
    pub tables: *const Table,
    pub segments: *const Segment,
    pub buckets: *const u32,
    /// Position of the array's first photon.
    pub first: u64,
    /// Of sources.
    pub count: u32,
    pub reserved: u32,
}
