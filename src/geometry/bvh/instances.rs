//! The tree of the world.

use super::collapse::Costs;
use super::{Bounds, BuildOptions, wide};
use crate::geometry::Mesh;
use crate::runtime::layout::{Instance, LEAF_BIT, NONE, Node8};
use rayon::prelude::*;

/// The world's nodes; leaves name instances, other children count from its own first node.
pub(crate) struct WorldTree {
    pub nodes: Vec<Node8>,
    /// Box of all instances.
    pub bounds: Bounds,
}

impl WorldTree {
    /// Makes children count from the given node on.
    pub(crate) fn relocate(&mut self, first_node: u32) {
        for child in self.nodes.iter_mut().flat_map(|node| &mut node.child) {
            if *child & LEAF_BIT == 0 {
                *child += first_node;
            }
        }
    }
}

/// Vertices of a mesh that decide the box of a rotated copy of it, and its largest coordinate.
struct Hull {
    /// By axis.
    points: [Vec<f32>; 3],
    extent: f32,
}

/// The instances that have a triangle (`mesh_bounds` not empty), and the box of each.
pub(crate) fn instance_boxes(
    meshes: &[Mesh],
    mesh_bounds: &[Bounds],
    instances: &[Instance],
) -> (Vec<u32>, Vec<Bounds>) {
    let hulls: Vec<Hull> =
        meshes.par_iter().zip(mesh_bounds).map(|(mesh, bounds)| hull(mesh, bounds)).collect();
    let used: Vec<u32> = (0..instances.len() as u32)
        .filter(|&i| !hulls[instances[i as usize].mesh as usize].points[0].is_empty())
        .collect();
    let boxes: Vec<Bounds> = used
        .par_iter()
        .map(|&i| {
            let instance = &instances[i as usize];
            placed(&hulls[instance.mesh as usize], instance)
        })
        .collect();
    (used, boxes)
}

/// Builds the world's tree. Instances of meshes without a triangle are left out.
pub(crate) fn world_tree(
    meshes: &[Mesh],
    mesh_bounds: &[Bounds],
    instances: &[Instance],
    options: &BuildOptions,
) -> WorldTree {
    let (used, boxes) = instance_boxes(meshes, mesh_bounds, instances);
    let bounds = boxes.iter().fold(Bounds::EMPTY, |all, one| all.join(*one));
    if used.is_empty() {
        return WorldTree { nodes: Vec::new(), bounds };
    }
    let mut tree = wide::build(&boxes, 1, &Costs::HOST, options);
    let leaves: Vec<u32> = (0..tree.leaf_count()).map(|leaf| used[tree.leaf(leaf)[0] as usize]).collect();
    for node in &mut tree.nodes {
        for child in node.child.iter_mut().filter(|child| **child != NONE && **child & LEAF_BIT != 0) {
            *child = LEAF_BIT | leaves[(*child & !LEAF_BIT) as usize];
        }
    }
    WorldTree { nodes: tree.nodes, bounds }
}

fn hull(mesh: &Mesh, bounds: &Bounds) -> Hull {
    let mut hull = Hull { points: Default::default(), extent: 0.0 };
    if bounds.lo[0] > bounds.hi[0] {
        return hull;
    }
    let mut used = vec![false; mesh.vertices.len()];
    for triangle in (0..mesh.triangles.len()).filter(|&triangle| !mesh.is_degenerate(triangle)) {
        mesh.triangles[triangle].iter().for_each(|&vertex| used[vertex as usize] = true);
    }
    for (vertex, _) in mesh.vertices.iter().zip(used).filter(|(_, used)| *used) {
        for (points, x) in hull.points.iter_mut().zip(vertex) {
            points.push(*x);
            hull.extent = hull.extent.max(x.abs());
        }
    }
    hull
}

/// The box of an instance, widened for what rounding in single precision does to points on their
/// way between the frames, and for the margin of the boxes within it (kernels/geometry/slab.h).
fn placed(hull: &Hull, instance: &Instance) -> Bounds {
    let [xs, ys, zs] = &hull.points;
    let largest = instance.translation.iter().fold(0.0_f32, |most, t| most.max(t.abs()));
    let pad = (largest + hull.extent) * 2.0_f32.powi(-18) + f32::MIN_POSITIVE;
    let mut bounds = Bounds::EMPTY;
    for axis in 0..3 {
        let [a, b, c] = [0, 1, 2].map(|column| instance.rotation[3 * axis + column]);
        let (mut lo, mut hi) = (f32::INFINITY, f32::NEG_INFINITY);
        for ((x, y), z) in xs.iter().zip(ys).zip(zs) {
            let along = a * x + b * y + c * z;
            // Comparisons instead of min and max: no NaN here, and these become vector instructions.
            lo = if along < lo { along } else { lo };
            hi = if along > hi { along } else { hi };
        }
        bounds.lo[axis] = lo + instance.translation[axis] - pad;
        bounds.hi[axis] = hi + instance.translation[axis] + pad;
    }
    bounds
}
