//! Trees of boxes. The processor's have float boxes and leaves of up to eight triangles side by side; a
//! device's are the same trees in less memory.

use bytemuck::{Pod, Zeroable};

/// Set in a `Node8::child` that names a leaf: a block (a mesh's tree) or an instance (the world's).
pub const LEAF_BIT: u32 = 1u32 << 31;
/// Most nodes on the way from the root of a tree to any of its leaves.
pub const MAX_DEPTH: u32 = 24;

/// Eight children; an empty one has lo = +inf and hi = -inf in every axis.
#[repr(C, align(32))]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Node8 {
    pub lo: [[f32; 8]; 3],
    pub hi: [[f32; 8]; 3],
    /// With LEAF_BIT: a leaf, else a node.
    pub child: [u32; 8],
}

/// Of a node of the world's tree on the processor: frames of the instances that are its leaves, and boxes there, so that a ray
/// is tried against all at once. Other lanes are zero.
#[repr(C, align(32))]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Frames8 {
    /// As an Instance's, by lane.
    pub rotation: [[f32; 8]; 9],
    pub translation: [[f32; 8]; 3],
    pub extent: [f32; 8],
    /// Around the instance's mesh, in its frame.
    pub lo: [[f32; 8]; 3],
    pub hi: [[f32; 8]; 3],
}

/// Up to eight triangles of a leaf; unused lanes repeat a used one.
#[repr(C, align(32))]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Block8 {
    /// By vertex, axis, lane.
    pub v: [[[f32; 8]; 3]; 3],
    pub triangle: [u32; 8],
}

/// Node of a device's trees: eight children in slots; slot s lies towards the corner of the node whose
/// bits (x 1, y 2, z 4) are s, so that a ray's octant orders the visit. Boxes on a grid:
/// origin + q * 2^(exponent - 127).
#[repr(C, align(16))]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct QuantizedNode {
    pub origin: [f32; 3],
    pub exponent: [u8; 3],
    /// Bit s: slot s is a node.
    pub inner: u8,
    /// Of its nodes, which lie one after another in the order of their slots.
    pub first_node: u32,
    /// Of its leaves' entries: a Facet in a mesh's tree, a Placement in the world's.
    pub first_leaf: u32,
    /// Node: 0x20 | 24 + slot. Leaf: first entry | (1, 3 or 7 for 1, 2 or 3 entries) << 5. Empty: 0.
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

/// What a ray needs of an instance on a device, in the order of the world's leaves.
#[repr(C, align(16))]
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct Placement {
    pub rotation: [f32; 9],
    pub translation: [f32; 3],
    pub instance: u32,
    /// QuantizedNode of its mesh's tree.
    pub root: u32,
    pub extent: f32,
    pub reserved: u32,
}
