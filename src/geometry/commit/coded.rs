//! What triangles and wires are of, as the kernels read it.

use super::changes::Changes;
use super::trees::MeshTrees;
use super::{attributes, placement, wire_tree};
use crate::Result;
use crate::geometry::model::Model;
use crate::layout::{Attribute, Mesh, WireNode, WirePlane};

/// Meshes and wire planes. Revisions in which these are the same share them.
pub(super) struct Coded {
    pub meshes: Vec<Mesh>,
    pub attributes: Vec<Attribute>,
    pub attribute_index: Vec<u32>,
    pub wire_planes: Vec<WirePlane>,
    /// None for few planes.
    pub wire_nodes: Vec<WireNode>,
}

impl Coded {
    /// Those of a model; where its meshes are new, without their trees.
    pub fn of(model: &Model, changes: &Changes) -> Result<Self> {
        let known = changes.moved().map(|(before, _)| before.meshes());
        let (attributes, meshes) = attributes::encode(model, known)?;
        let (wire_planes, attributes) = placement::wire_planes(model, attributes);
        let wire_nodes = wire_tree::build(&wire_planes)?;
        let mut coded = Self {
            meshes,
            attributes: attributes.list,
            attribute_index: attributes.per_triangle,
            wire_planes,
            wire_nodes,
        };
        if let Some((before, _)) = changes.moved() {
            coded.plant(before.mesh_trees());
        }
        Ok(coded)
    }

    /// Sets where the trees of the meshes begin.
    pub fn plant(&mut self, trees: &MeshTrees) {
        for (mesh, planted) in self.meshes.iter_mut().zip(&trees.meshes) {
            mesh.root = planted.root;
            let sides = planted.bounds.lo.iter().chain(&planted.bounds.hi);
            mesh.extent =
                sides.fold(0.0, |most: f32, side| if side.is_finite() { most.max(side.abs()) } else { most });
        }
    }

    /// Bytes of its arrays.
    pub fn bytes(&self) -> usize {
        size_of_val(&self.meshes[..])
            + size_of_val(&self.attributes[..])
            + size_of_val(&self.attribute_index[..])
            + size_of_val(&self.wire_planes[..])
            + size_of_val(&self.wire_nodes[..])
    }
}
