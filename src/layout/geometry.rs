//! Meshes, their instances, and wire planes.

use bytemuck::{Pod, Zeroable};

/// Flag of a mesh: one attribute for all triangles.
pub const UNIFORM_MESH: u32 = 1;
/// Flag of a mesh: every edge has triangles on both sides, which run along it either way.
pub const CLOSED_MESH: u32 = 2;

/// Values of `Shell::kind`.
pub mod shell_kind {
    /// No other instance is near.
    pub const APART: u32 = 0;
    /// Touches one, but is not closed or has no one inner material.
    pub const SHEET: u32 = 1;
    /// Touches one; closed with normals outward, of one inner material.
    pub const SHELL: u32 = 2;
    /// No other instance is near, but it has a part in a pair with a surface of its own; closed as a SHELL.
    pub const BORDERED: u32 = 4;
}

/// A mesh's tree and attributes.
#[repr(C, align(16))]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Mesh {
    /// Node of its tree; NONE: no triangle.
    pub root: u32,
    /// Uniform: index of the attribute; else of the first triangle's entry in `Scene::attribute_index`.
    pub attribute: u32,
    /// UNIFORM_MESH, CLOSED_MESH.
    pub flags: u32,
    /// Largest absolute coordinate.
    pub extent: f32,
}

/// A placed mesh, 64 bytes: point in the world = rotation * point in the mesh + translation.
#[repr(C, align(16))]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Instance {
    /// Row-major.
    pub rotation: [f32; 9],
    pub translation: [f32; 3],
    pub mesh: u32,
    /// -1: none.
    pub channel: i32,
    /// Node of its mesh's tree.
    pub root: u32,
    /// Largest absolute coordinate of its mesh.
    pub extent: f32,
}

/// What an instance is to photons where instances touch or overlap. One for each instance.
#[repr(C, align(16))]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Shell {
    /// APART, SHEET, SHELL or BORDERED.
    pub kind: u32,
    /// Deeper: higher.
    pub rank: u32,
    /// Inside, where it is a SHELL; of a SHEET: where it is closed and inside out, else NONE.
    pub material: u32,
    /// How far its faces may lie from those of the smooth body, mm.
    pub tolerance: f32,
}

/// A surface for light that goes from one instance into another. NONE: no instance.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Border {
    pub from: u32,
    pub into: u32,
    pub surface: u32,
}

/// What is around an instance, and where its pairs are.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Surrounding {
    /// NONE: nothing.
    pub instance: u32,
    /// The first border of light that comes from it; the next entry has the one after the last.
    pub first_border: u32,
}

/// Parallel cylinders along u at k * pitch + v0 along v, k_min <= k <= k_max.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct WirePlane {
    pub origin: [f64; 3],
    /// Orthonormal, as v; w = u x v.
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
    /// Channel of wire k_min; -1: none.
    pub first_channel: i32,
    /// Added for every further wire.
    pub channel_stride: i32,
    pub reserved: u32,
}

/// A box around wire planes: a node of their tree, in the order of a heap from 1 on.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct WireNode {
    pub lo: [f32; 3],
    /// Along which its children are apart; of a leaf: the plane; NONE: nothing is in it.
    pub axis_or_plane: u32,
    pub hi: [f32; 3],
    pub reserved: u32,
}
