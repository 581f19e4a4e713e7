//! The tree of a mesh.

use super::collapse::Costs;
use super::{Bounds, BuildOptions, wide};
use crate::geometry::Mesh;
use crate::runtime::layout::{Block8, LEAF_BIT, NONE, Node8};
use rayon::prelude::*;

/// Nodes and blocks of one mesh; children count from its own first node and block.
pub(crate) struct MeshTree {
    pub nodes: Vec<Node8>,
    pub blocks: Vec<Block8>,
    /// Triangles that are in no block, in order.
    pub degenerate: Vec<u32>,
    /// Box of the triangles in blocks.
    pub bounds: Bounds,
}

impl MeshTree {
    /// Makes children count from the given node and block on.
    pub(crate) fn relocate(&mut self, first_node: u32, first_block: u32) {
        let children = self.nodes.iter_mut().flat_map(|node| &mut node.child);
        for child in children.filter(|child| **child != NONE) {
            *child += if *child & LEAF_BIT == 0 { first_node } else { first_block };
        }
    }
}

/// The triangles of a mesh that have an area, and those that have none, in order.
pub(crate) struct Solid {
    pub triangles: Vec<u32>,
    /// Of each of them.
    pub boxes: Vec<Bounds>,
    pub degenerate: Vec<u32>,
}

pub(crate) fn solid(mesh: &Mesh) -> Solid {
    let all = 0..mesh.triangles.len() as u32;
    let (degenerate, triangles): (Vec<u32>, Vec<u32>) =
        all.into_par_iter().partition(|&triangle| mesh.is_degenerate(triangle as usize));
    let boxes: Vec<Bounds> = triangles
        .par_iter()
        .map(|&triangle| {
            let mut bounds = Bounds::EMPTY;
            mesh.corners(triangle as usize).into_iter().for_each(|corner| bounds.add(corner));
            bounds
        })
        .collect();
    Solid { triangles, boxes, degenerate }
}

/// Builds the tree of a mesh that has been checked; no nodes where no triangle has an area.
pub(crate) fn mesh_tree(mesh: &Mesh, options: &BuildOptions) -> MeshTree {
    let Solid { triangles: solid, boxes, degenerate } = solid(mesh);
    let bounds = boxes.iter().fold(Bounds::EMPTY, |all, one| all.join(*one));
    if solid.is_empty() {
        return MeshTree { nodes: Vec::new(), blocks: Vec::new(), degenerate, bounds };
    }
    let tree = wide::build(&boxes, options.max_leaf.clamp(1, 8), &Costs::HOST, options);
    let blocks = (0..tree.leaf_count())
        .into_par_iter()
        .map(|leaf| block(mesh, tree.leaf(leaf).iter().map(|&i| solid[i as usize])))
        .collect();
    MeshTree { nodes: tree.nodes, blocks, degenerate, bounds }
}

/// A block of triangles; lanes to spare repeat the last one.
fn block(mesh: &Mesh, triangles: impl ExactSizeIterator<Item = u32>) -> Block8 {
    let mut block = Block8 { v: [[[0.0; 8]; 3]; 3], triangle: [0; 8] };
    let count = triangles.len();
    for (lane, triangle) in triangles.enumerate() {
        let corners = mesh.corners(triangle as usize);
        for lane in lane..if lane + 1 == count { 8 } else { lane + 1 } {
            block.triangle[lane] = triangle;
            for (to, corner) in block.v.iter_mut().zip(corners) {
                for axis in 0..3 {
                    to[axis][lane] = corner[axis];
                }
            }
        }
    }
    block
}
