//! A committed geometry as the kernels see it.

use super::{
    Attribute, Block8, Border, Component, Dichroic, Facet, Frames8, Instance, Material, Mesh, Node8,
    Placement, QuantizedNode, Segment, Shell, Surface, Surrounding, Table, WireNode, WirePlane,
};

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
    /// This and the next two: on a device, in place of nodes and blocks.
    pub quantized: *const QuantizedNode,
    pub facets: *const Facet,
    pub placements: *const Placement,
    /// One an instance; null: no two instances touch.
    pub shells: *const Shell,
    /// Sorted by both instances, NONE first of those that light comes from.
    pub borders: *const Border,
    /// Of NONE, of each instance, and one more; where there are borders.
    pub surroundings: *const Surrounding,
    /// NONE: no instance; on a device, with LEAF_BIT: the only placement.
    pub tlas_root: u32,
    pub wire_plane_count: u32,
    /// Largest absolute world coordinate of any instance.
    pub extent: f32,
    /// From this number on nodes of wire planes are leaves; 0: there are no nodes.
    pub wire_leaves: u32,
    pub border_count: u32,
    /// Largest mean number of photons of an absorption that may give several, rounded up; 0: none may.
    pub spawns: u32,
    /// Of the world's tree, whose children count from here; on a device they are among `quantized`.
    pub world_nodes: *const Node8,
    /// One a node of the world's tree; null: few of its boxes are much larger than what they hold.
    pub frames: *const Frames8,
    /// More than what may lie between the planes of facets that are met together, but for some offsets, mm.
    pub together: f32,
    pub reserved: u32,
}

// SAFETY: the pointers of a Scene are only read, and its arrays are frozen.
unsafe impl Send for Scene {}
// SAFETY: as above.
unsafe impl Sync for Scene {}
