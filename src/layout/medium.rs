//! Legs that began in one material and ended in another. Counts that devices add to are `c_ulonglong` in
//! Rust, the type of CUDA's 64-bit atomics.

use bytemuck::{Pod, Zeroable};
use std::ffi::c_ulonglong;

/// Entries of MediumChanges.
pub const MEDIUM_CHANGES: u32 = 1024;

/// How often legs began in one material and ended in another: what lies between two surfaces is of one
/// material, so volumes overlap there, a mesh is inside out, there is a gap, or a material is wrong.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct MediumChange {
    /// Hash of the four numbers below, never 0; 0: an unused entry.
    pub key: c_ulonglong,
    /// Of legs.
    pub count: c_ulonglong,
    pub material_begin: u32,
    pub material_end: u32,
    /// WIRE_BIT | plane for a wire; NONE: began within a material.
    pub instance_begin: u32,
    pub instance_end: u32,
}

/// A hash table of them, that any number of threads add to at once.
#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct MediumChanges {
    /// Of legs.
    pub total: c_ulonglong,
    /// Of these, the ones for which there was no room below.
    pub unlisted: c_ulonglong,
    pub entries: [MediumChange; MEDIUM_CHANGES as usize],
}
