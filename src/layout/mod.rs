//! Mirror of `kernels/layout.h` (and, in `queue`, of `kernels/queue/layout.h`), field for field;
//! `tests/layout.rs` compares them.

mod jobs;
mod queue;

pub use jobs::*;
pub use queue::*;

use bytemuck::{Pod, Zeroable};

/// "No such index" in every `u32` index below.
pub const NONE: u32 = u32::MAX;
/// Set in an instance id that names a wire plane.
pub const WIRE_BIT: u32 = 1 << 31;
/// Set in a [`Node8::child`] that names a block (BLAS) or an instance (TLAS).
pub const LEAF_BIT: u32 = 1 << 31;

/// Most nodes on the way from the root of a tree to any of its leaves.
pub const MAX_DEPTH: u32 = 24;

/// History flags of a photon; see `chroma2_flag` for their meaning.
pub mod flag {
    #![allow(missing_docs)]
    pub const NO_HIT: u32 = 1 << 0;
    pub const BULK_ABSORB: u32 = 1 << 1;
    pub const SURFACE_DETECT: u32 = 1 << 2;
    pub const SURFACE_ABSORB: u32 = 1 << 3;
    pub const RAYLEIGH_SCATTER: u32 = 1 << 4;
    pub const REFLECT_DIFFUSE: u32 = 1 << 5;
    pub const REFLECT_SPECULAR: u32 = 1 << 6;
    pub const SURFACE_REEMIT: u32 = 1 << 7;
    pub const SURFACE_TRANSMIT: u32 = 1 << 8;
    pub const BULK_REEMIT: u32 = 1 << 9;
    pub const CHERENKOV: u32 = 1 << 10;
    pub const SCINTILLATION: u32 = 1 << 11;
    pub const STEP_LIMIT: u32 = 1 << 12;
    pub const TIME_LIMIT: u32 = 1 << 13;
    pub const NAN_ABORT: u32 = 1 << 31;
    /// A photon with one of these has ended.
    pub const TERMINAL: u32 =
        NO_HIT | BULK_ABSORB | SURFACE_DETECT | SURFACE_ABSORB | STEP_LIMIT | TIME_LIMIT | NAN_ABORT;
}

/// Surface models, the values of [`Surface::model`].
pub mod surface_model {
    #![allow(missing_docs)]
    pub const DEFAULT: u32 = 0;
    pub const COMPLEX: u32 = 1;
    pub const WLS: u32 = 2;
    pub const DICHROIC: u32 = 3;
    pub const ANGULAR: u32 = 4;
}

/// Piecewise-linear function; see `layout.h`.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Table {
    pub segment_offset: u32,
    pub segment_count: u32,
    pub bucket_offset: u32,
    pub bucket_count: u32,
    pub lo: f32,
    pub hi: f32,
    pub bucket_scale: f32,
    pub value: f32,
}

/// One linear piece of a [`Table`].
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Segment {
    pub x: f32,
    pub y: f32,
    pub slope: f32,
}

/// Table indices of a material.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Material {
    pub refractive_index: u32,
    pub absorption_length: u32,
    pub scattering_length: u32,
    pub component_offset: u32,
    pub component_count: u32,
}

/// Table indices of a reemission component.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Component {
    pub absorption_length: u32,
    pub reemission_prob: u32,
    pub inverse_wavelength: u32,
    pub inverse_time: u32,
}

/// A surface: its model and table indices.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Surface {
    pub model: u32,
    pub detect: u32,
    pub absorb: u32,
    pub reemit: u32,
    pub reflect_diffuse: u32,
    pub reflect_specular: u32,
    pub eta: u32,
    pub k: u32,
    pub inverse_wavelength: u32,
    pub thickness: f32,
    pub transmissive: u32,
    pub angular_transmit: u32,
    pub angular_specular: u32,
    pub angular_diffuse: u32,
    pub dichroic_offset: u32,
    pub dichroic_count: u32,
}

/// One angle of a dichroic surface.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Dichroic {
    pub angle: f32,
    pub reflect: u32,
    pub transmit: u32,
}

/// Materials on both sides and the surface of a triangle.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Attribute {
    pub inner: u32,
    pub outer: u32,
    pub surface: u32,
}

/// Eight-wide BVH node.
#[repr(C, align(32))]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Node8 {
    pub lo: [[f32; 8]; 3],
    pub hi: [[f32; 8]; 3],
    pub child: [u32; 8],
}

/// Up to eight triangles of a leaf.
#[repr(C, align(32))]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Block8 {
    pub v: [[[f32; 8]; 3]; 3],
    pub triangle: [u32; 8],
}

/// Flag of a mesh: one attribute for all triangles.
pub const UNIFORM_MESH: u32 = 1;
/// Flag of a mesh: every edge has triangles on both sides, which run along it either way.
pub const CLOSED_MESH: u32 = 2;

/// A mesh's BLAS and attributes.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Mesh {
    pub root: u32,
    pub attribute: u32,
    /// `UNIFORM_MESH`, `CLOSED_MESH`.
    pub flags: u32,
    pub extent: f32,
}

/// Node of a device's trees: eight children on a grid.
#[repr(C, align(16))]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct QuantizedNode {
    pub origin: [f32; 3],
    pub exponent: [u8; 3],
    pub inner: u8,
    pub first_node: u32,
    pub first_leaf: u32,
    pub meta: [u8; 8],
    pub lo: [[u8; 8]; 3],
    pub hi: [[u8; 8]; 3],
}

/// A triangle on a device, in the order of its mesh's leaves.
#[repr(C, align(16))]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Facet {
    pub v0: [f32; 3],
    pub triangle: u32,
    pub v1: [f32; 3],
    pub reserved1: u32,
    pub v2: [f32; 3],
    pub reserved2: u32,
}

/// An instance on a device, in the order of the world's leaves.
#[repr(C, align(16))]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Placement {
    pub rotation: [f32; 9],
    pub translation: [f32; 3],
    pub instance: u32,
    pub root: u32,
    pub extent: f32,
    pub reserved: u32,
}

/// A placed mesh.
#[repr(C, align(16))]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Instance {
    pub rotation: [f32; 9],
    pub translation: [f32; 3],
    pub mesh: u32,
    pub channel: i32,
    /// Node of its mesh's tree.
    pub root: u32,
    /// Largest absolute coordinate of its mesh.
    pub extent: f32,
}

/// What an instance is where instances touch.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Shell {
    pub kind: u32,
    pub rank: u32,
    pub material: u32,
    pub tolerance: f32,
}

/// Values of [`Shell::kind`].
pub mod shell_kind {
    #![allow(missing_docs)]
    pub const APART: u32 = 0;
    pub const SHEET: u32 = 1;
    pub const SHELL: u32 = 2;
}

/// Parallel analytic wires.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct WirePlane {
    pub origin: [f64; 3],
    pub u: [f64; 3],
    pub v: [f64; 3],
    pub w: [f64; 3],
    pub pitch: f64,
    pub radius: f64,
    pub u_min: f64,
    pub u_max: f64,
    pub v0: f64,
    pub k_min: i32,
    pub k_max: i32,
    pub attribute: u32,
    pub first_channel: i32,
    pub channel_stride: i32,
    pub reserved: u32,
}

/// A box around wire planes: a node of their tree, in the order of a heap from 1 on.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct WireNode {
    pub lo: [f32; 3],
    pub axis_or_plane: u32,
    pub hi: [f32; 3],
    pub reserved: u32,
}

/// Everything that the kernels read; pointers into arrays owned by a committed geometry.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct Scene {
    pub nodes: *const Node8,
    pub blocks: *const Block8,
    pub meshes: *const Mesh,
    pub instances: *const Instance,
    pub attributes: *const Attribute,
    pub attribute_index: *const u32,
    pub wire_planes: *const WirePlane,
    pub wire_nodes: *const WireNode,
    pub materials: *const Material,
    pub components: *const Component,
    pub surfaces: *const Surface,
    pub dichroic: *const Dichroic,
    pub tables: *const Table,
    pub segments: *const Segment,
    pub buckets: *const u32,
    pub quantized: *const QuantizedNode,
    pub facets: *const Facet,
    pub placements: *const Placement,
    pub shells: *const Shell,
    pub tlas_root: u32,
    pub wire_plane_count: u32,
    pub extent: f32,
    pub wire_leaves: u32,
}

/// State of a photon between two steps.
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
    pub instance: u32,
    pub triangle: u32,
    pub draw: u32,
}

/// Options of a propagation; part of what decides a photon's fate.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct PropagateParams {
    pub stream: [u32; 4],
    pub first_index: u64,
    pub max_steps: u32,
    pub max_time: f32,
    pub use_weights: u32,
    pub scatter_first: i32,
}

/// How often legs began in one material and ended in another; see `layout.h`.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct MediumChange {
    pub key: u64,
    pub count: u64,
    pub material_begin: u32,
    pub material_end: u32,
    pub instance_begin: u32,
    pub instance_end: u32,
}

/// Entries of [`MediumChanges`].
pub const MEDIUM_CHANGES: usize = 1024;

/// A hash table of them.
#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct MediumChanges {
    pub total: u64,
    pub unlisted: u64,
    pub entries: [MediumChange; MEDIUM_CHANGES],
}

/// Values of [`PropagateParams::use_weights`].
pub mod weight_mode {
    #![allow(missing_docs)]
    pub const NO_WEIGHTS: u32 = 0;
    pub const DETECTING: u32 = 1;
    pub const SURVIVING: u32 = 2;
}

/// Values of [`Source::kind`].
pub mod source_type {
    #![allow(missing_docs)]
    pub const POINT: u32 = 0;
    pub const BEAM: u32 = 1;
    pub const LINE: u32 = 2;
}

/// Values of [`Source::polarized`].
pub mod polarization_mode {
    #![allow(missing_docs)]
    pub const UNPOLARIZED: u32 = 0;
    pub const GIVEN: u32 = 1;
    pub const RADIAL: u32 = 2;
}

/// A photon source; see `layout.h`.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Source {
    pub kind: u32,
    pub directed: u32,
    pub position: [f32; 3],
    pub end: [f32; 3],
    pub direction: [f32; 3],
    pub cone_outer: f32,
    pub cone_inner: f32,
    pub radius: f32,
    pub time: f32,
    pub time_spread: f32,
    pub end_time: f32,
    pub wavelength: u32,
    pub polarized: u32,
    pub polarization: [f32; 3],
    pub weight: f32,
    pub flags: u32,
}

/// Rays in, hits out; strides in bytes, null outputs are skipped.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct RayBatch {
    pub origin: *const f32,
    pub direction: *const f32,
    pub max_distance: *const f32,
    pub origin_stride: u64,
    pub direction_stride: u64,
    pub max_distance_stride: u64,
    pub count: u64,
    pub distance: *mut f32,
    pub instance: *mut u32,
    pub triangle: *mut u32,
    pub normal: *mut f32,
    pub barycentric: *mut f32,
    pub hit: *mut u8,
}

// SAFETY: the pointers of a Scene are only read, and its arrays are frozen.
unsafe impl Send for Scene {}
// SAFETY: as above.
unsafe impl Sync for Scene {}
