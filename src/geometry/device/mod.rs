//! A committed geometry as devices read it: the same triangles and instances in trees of quantized
//! nodes (kernels/layout.h), with all that the photons' physics looks up.

mod grid;
mod quantize;

use super::Committed;
use super::bvh::{self, Bounds, BuildOptions, Costs, Solid};
use crate::runtime::layout::{Facet, Instance, LEAF_BIT, Mesh, NONE, Placement, QuantizedNode, Scene};
use crate::{Error, Result};
use quantize::{MAX_LEAF, QuantizedTree, quantize};
use rayon::prelude::*;
use std::sync::Arc;

/// Arrays to put on a device. Their addresses there make a [`Scene`]; whatever keeps them alive
/// must also keep this, whose committed geometry names the channels.
pub struct DeviceGeometry {
    committed: Arc<Committed>,
    quantized: Vec<QuantizedNode>,
    facets: Vec<Facet>,
    placements: Vec<Placement>,
    instances: Vec<Instance>,
    meshes: Vec<Mesh>,
    root: u32,
}

/// Number of arrays of [`DeviceGeometry::arrays`].
pub const ARRAYS: usize = 16;

impl DeviceGeometry {
    /// Builds the trees; in the rayon pool of the calling thread.
    pub fn new(committed: &Arc<Committed>, options: &BuildOptions) -> Result<Self> {
        let model = committed.model();
        let parts: Vec<(QuantizedTree, Vec<Facet>, Bounds)> =
            model.meshes.par_iter().map(|mesh| mesh_tree(mesh, options)).collect();
        let bounds: Vec<Bounds> = parts.iter().map(|part| part.2).collect();
        let (mut quantized, mut facets, mut meshes) = (Vec::new(), Vec::new(), committed.meshes().to_vec());
        for ((tree, part, _), mesh) in parts.into_iter().zip(&mut meshes) {
            mesh.root = if tree.nodes.is_empty() { NONE } else { quantized.len() as u32 };
            append(&mut quantized, tree.nodes, facets.len() as u32);
            facets.extend_from_slice(&part);
        }
        let mut instances = committed.instances().to_vec();
        instances.iter_mut().for_each(|instance| instance.root = meshes[instance.mesh as usize].root);
        let (used, boxes) = bvh::instance_boxes(&model.meshes, &bounds, &instances);
        let placement = |&i: &u32| {
            let Instance { rotation, translation, root, extent, .. } = instances[i as usize];
            Placement { rotation, translation, instance: i, root, extent, reserved: 0 }
        };
        let (root, placements) = match &used[..] {
            [] => (NONE, Vec::new()),
            [only] => (LEAF_BIT, vec![placement(only)]),
            _ => {
                let tree = quantize(&bvh::wide_tree(&boxes, 1, &Costs::DEVICE, options));
                let root = quantized.len() as u32;
                append(&mut quantized, tree.nodes, 0);
                let order = tree.entries.iter().map(|&entry| &used[entry as usize]);
                (root, order.map(placement).collect())
            }
        };
        if quantized.len().max(facets.len()) >= 1 << 31 {
            let needed = quantized.len().max(facets.len());
            return Err(Error::argument(format!("triangles: {needed} on a device; 2^31 - 1 are allowed")));
        }
        Ok(Self { committed: Arc::clone(committed), quantized, facets, placements, instances, meshes, root })
    }

    /// What to put on the device: name and bytes of each array, in the order that
    /// [`DeviceGeometry::scene`] takes their addresses in. Some may be empty.
    pub fn arrays(&self) -> [(&'static str, &[u8]); ARRAYS] {
        let c = self.committed.device_arrays();
        [
            ("nodes", bytemuck::cast_slice(&self.quantized)),
            ("triangles", bytemuck::cast_slice(&self.facets)),
            ("placements", bytemuck::cast_slice(&self.placements)),
            ("instances", bytemuck::cast_slice(&self.instances)),
            ("meshes", bytemuck::cast_slice(&self.meshes)),
            ("attributes", c[0]),
            ("attributes of triangles", c[1]),
            ("wire planes", c[2]),
            ("materials", c[3]),
            ("reemission components", c[4]),
            ("surfaces", c[5]),
            ("dichroic surfaces", c[6]),
            ("tables", c[7]),
            ("table segments", c[8]),
            ("table buckets", c[9]),
            ("shells", bytemuck::cast_slice(self.committed.shells())),
        ]
    }

    /// Bytes of all arrays.
    pub fn bytes(&self) -> u64 {
        self.arrays().iter().map(|(_, bytes)| bytes.len() as u64).sum()
    }

    /// The geometry that this is of.
    pub fn committed(&self) -> &Arc<Committed> {
        &self.committed
    }

    /// What device kernels take, from the arrays' device addresses.
    pub fn scene(&self, addresses: &[u64; ARRAYS]) -> Scene {
        let a = addresses;
        Scene {
            nodes: std::ptr::null(),
            blocks: std::ptr::null(),
            quantized: a[0] as *const _,
            facets: a[1] as *const _,
            placements: a[2] as *const _,
            instances: a[3] as *const _,
            meshes: a[4] as *const _,
            attributes: a[5] as *const _,
            attribute_index: a[6] as *const _,
            wire_planes: a[7] as *const _,
            materials: a[8] as *const _,
            components: a[9] as *const _,
            surfaces: a[10] as *const _,
            dichroic: a[11] as *const _,
            tables: a[12] as *const _,
            segments: a[13] as *const _,
            buckets: a[14] as *const _,
            shells: if self.committed.shells().is_empty() { std::ptr::null() } else { a[15] as *const _ },
            tlas_root: self.root,
            ..*self.committed.scene()
        }
    }
}

/// Appends a tree's nodes, whose children and entries then count from where those begin.
fn append(all: &mut Vec<QuantizedNode>, nodes: Vec<QuantizedNode>, first_leaf: u32) {
    let first_node = all.len() as u32;
    all.extend(nodes.into_iter().map(|node| QuantizedNode {
        first_node: node.first_node + first_node,
        first_leaf: node.first_leaf + first_leaf,
        ..node
    }));
}

fn mesh_tree(mesh: &super::Mesh, options: &BuildOptions) -> (QuantizedTree, Vec<Facet>, Bounds) {
    let Solid { triangles, boxes, .. } = bvh::solid(mesh);
    let bounds = boxes.iter().fold(Bounds::EMPTY, |all, one| all.join(*one));
    if triangles.is_empty() {
        return (QuantizedTree { nodes: Vec::new(), entries: Vec::new() }, Vec::new(), bounds);
    }
    let tree = quantize(&bvh::wide_tree(&boxes, MAX_LEAF.min(options.max_leaf), &Costs::DEVICE, options));
    let facet = |&entry: &u32| {
        let triangle = triangles[entry as usize];
        let [v0, v1, v2] = mesh.corners(triangle as usize);
        Facet { v0, triangle, v1, reserved1: 0, v2, reserved2: 0 }
    };
    let facets = tree.entries.iter().map(facet).collect();
    (tree, facets, bounds)
}
