//! The tree of the world.

use super::collapse::{self, Costs, Root, Trees};
use super::hull::Hull;
use super::quantize::Quantized;
use super::wide::{Planned, Wide};
use super::{Bounds, BuildOptions, Shuffler, Wanted, balanced, binary};
use crate::geometry::Mesh;
use crate::layout::{Instance, LEAF_BIT, MAX_DEPTH, NONE, Node8, QuantizedNode};
use rayon::prelude::*;

/// The world's trees.
pub(crate) struct World {
    /// Leaves name instances, other children count from the first node here.
    pub nodes: Vec<Node8>,
    /// The same for a device, where it is wanted.
    pub device: Option<DeviceWorld>,
    /// Box of all instances.
    pub bounds: Bounds,
}

/// The world's tree on a device.
pub(crate) struct DeviceWorld {
    /// They and their leaves count from the first ones here; none where there is one instance or none.
    pub nodes: Vec<QuantizedNode>,
    /// The instances of all leaves.
    pub instances: Vec<u32>,
}

impl World {
    /// Makes children count from the given node on.
    pub(crate) fn relocate(&mut self, first_node: u32) {
        for child in self.nodes.iter_mut().flat_map(|node| &mut node.child) {
            if *child & LEAF_BIT == 0 {
                *child += first_node;
            }
        }
    }
}

/// The instances that have a triangle (`mesh_bounds` not empty), and the box of each.
fn instance_boxes(
    meshes: &[Mesh],
    mesh_bounds: &[Bounds],
    instances: &[Instance],
) -> (Vec<u32>, Vec<Bounds>) {
    let mut turned = vec![0; meshes.len()];
    instances.iter().filter(|one| !is_upright(one)).for_each(|one| turned[one.mesh as usize] += 1);
    let hull = |mesh: usize| Hull::new(&meshes[mesh], &mesh_bounds[mesh], turned[mesh]);
    let hulls: Vec<Hull> = (0..meshes.len()).into_par_iter().map(hull).collect();
    let used: Vec<u32> = (0..instances.len() as u32)
        .filter(|&i| !hulls[instances[i as usize].mesh as usize].is_empty())
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

/// Builds the world's trees. Instances of meshes without a triangle are left out.
pub(crate) fn world(
    meshes: &[Mesh],
    mesh_bounds: &[Bounds],
    instances: &[Instance],
    options: &BuildOptions,
    wanted: Wanted,
) -> World {
    let (used, boxes) = instance_boxes(meshes, mesh_bounds, instances);
    let bounds = boxes.iter().fold(Bounds::EMPTY, |all, one| all.join(*one));
    let mut world = World { nodes: Vec::new(), device: None, bounds };
    if used.is_empty() {
        world.device = wanted.device.then(|| DeviceWorld { nodes: Vec::new(), instances: used });
        return world;
    }
    let mut tree = (binary::build_whole(&boxes, options), options.balanced);
    let mut make = |costs: &Costs| {
        wide(&tree.0, tree.1, costs, options).unwrap_or_else(|| {
            tree = (balanced::build(&boxes), true);
            wide(&tree.0, tree.1, costs, options).expect("eight halves a level: 11 levels for 2^31")
        })
    };
    if wanted.host {
        let made = make(&Costs::HOST);
        world.nodes = made.nodes;
        for node in &mut world.nodes {
            for child in node.child.iter_mut().filter(|child| **child != NONE && **child & LEAF_BIT != 0) {
                let leaf = (*child & !LEAF_BIT) as usize;
                let [primitive] = made.primitives[made.leaf_begin[leaf] as usize..][..1] else { continue };
                *child = LEAF_BIT | used[primitive as usize];
            }
        }
    }
    if wanted.device {
        let mut quantized = Quantized::default();
        let instances = if used.len() > 1 {
            quantized.add_whole(&make(&Costs::DEVICE), 0);
            quantized.entries.iter().map(|&primitive| used[primitive as usize]).collect()
        } else {
            used
        };
        world.device = Some(DeviceWorld { nodes: quantized.nodes, instances });
    }
    world
}

/// A wide tree with one primitive in each leaf, or `None` where it would be too deep.
fn wide(tree: &[binary::Node], even: bool, costs: &Costs, options: &BuildOptions) -> Option<Wide> {
    let plans = collapse::plan(tree, 1, costs, even, &Trees::NONE);
    let planned = Planned { tree, plans: &plans, trees: Trees::NONE, most_depth: MAX_DEPTH };
    let mut wide = Wide::default();
    let _: Root = planned.emit(0, &mut options.shuffle.map(Shuffler), &mut wide)?;
    Some(wide)
}

/// Whether an instance's axes are its mesh's.
fn is_upright(instance: &Instance) -> bool {
    instance.rotation == [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]
}

/// The box of an instance, widened for what rounding in single precision does to points on their
/// way between the frames, and for the margin of the boxes within it (kernels/geometry/slab.h).
fn placed(hull: &Hull, instance: &Instance) -> Bounds {
    let largest = instance.translation.iter().fold(0.0_f32, |most, t| most.max(t.abs()));
    let pad = (largest + hull.extent) * 2.0_f32.powi(-18) + f32::MIN_POSITIVE;
    let mut bounds = Bounds::EMPTY;
    for axis in 0..3 {
        let row = [0, 1, 2].map(|column| instance.rotation[3 * axis + column]);
        let (lo, hi) = hull.span(row);
        bounds.lo[axis] = lo + instance.translation[axis] - pad;
        bounds.hi[axis] = hi + instance.translation[axis] + pad;
    }
    bounds
}
