//! Functions of one variable.

use bytemuck::{Pod, Zeroable};

/// Piecewise-linear function of one variable; it may jump between segments (inverse CDFs do).
/// value(x) = segment.y + (x - segment.x) * segment.slope in the last segment with segment.x <= x,
/// x clamped to lo and hi. Buckets map equal intervals between these to a segment at or before it.
#[repr(C, align(16))]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Table {
    pub segment_offset: u32,
    /// 0: the constant `value`.
    pub segment_count: u32,
    pub bucket_offset: u32,
    pub bucket_count: u32,
    pub lo: f32,
    pub hi: f32,
    /// Buckets per unit of x.
    pub bucket_scale: f32,
    pub value: f32,
}

/// One linear piece of a Table.
#[repr(C, align(16))]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Segment {
    pub x: f32,
    pub y: f32,
    pub slope: f32,
    /// `x` of the next one; infinite: there is none.
    pub next: f32,
}

/// Tables with their arrays: those of a scene, the spectrum of a photon source, the distributions of a
/// readout.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct TableView {
    pub tables: *const Table,
    pub segments: *const Segment,
    pub buckets: *const u32,
}
