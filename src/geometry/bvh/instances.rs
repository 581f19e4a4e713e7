//! The tree of the world.

use super::collapse::{self, Costs, Root, Trees};
use super::hull::Hull;
use super::quantize::Quantized;
use super::refit;
use super::wide::{Planned, Wide};
use super::{Bounds, BuildOptions, Shuffler, Wanted, balanced, binary};
use crate::geometry::SharedMesh;
use crate::layout::{Instance, LEAF_BIT, MAX_DEPTH, NONE, Node8, QuantizedNode};
use rayon::prelude::*;
use std::sync::OnceLock;

/// The world's trees.
pub(crate) struct World {
    /// Children count from here, leaves name instances; empty where no instance has a triangle.
    pub nodes: Vec<Node8>,
    /// The same for a device, where it is wanted.
    pub device: OnceLock<DeviceWorld>,
    /// Box of all instances.
    pub bounds: Bounds,
    /// What rays through the nodes cost when these were built; see [`refit::cost`].
    pub built: f64,
}

impl World {
    /// Trees that have been built.
    pub(crate) fn of(nodes: Vec<Node8>, device: OnceLock<DeviceWorld>, bounds: Bounds) -> Self {
        let built = refit::cost(&nodes);
        Self { nodes, device, bounds, built }
    }
}

/// The world's tree on a device.
#[derive(Clone)]
pub(crate) struct DeviceWorld {
    /// They and their leaves count from the first ones here; none where there is one instance or none.
    pub nodes: Vec<QuantizedNode>,
    /// The instances of all leaves.
    pub instances: Vec<u32>,
}

/// Boxes of these instances, as far as they have a triangle.
fn boxes_of(
    meshes: &[SharedMesh],
    mesh_bounds: &[Bounds],
    instances: &[Instance],
    which: &[u32],
) -> Vec<Bounds> {
    let mut turned = vec![None; meshes.len()];
    for &i in which {
        let one = &instances[i as usize];
        *turned[one.mesh as usize].get_or_insert(0) += usize::from(!is_upright(one));
    }
    let hull = |mesh: usize| turned[mesh].map(|count| Hull::new(&meshes[mesh], &mesh_bounds[mesh], count));
    let hulls: Vec<Option<Hull>> = (0..meshes.len()).into_par_iter().map(hull).collect();
    let place = |&i: &u32| {
        let instance = &instances[i as usize];
        match &hulls[instance.mesh as usize] {
            Some(hull) if !hull.is_empty() => placed(hull, instance),
            _ => Bounds::EMPTY,
        }
    };
    which.par_iter().map(place).collect()
}

/// Builds the world's trees. Instances of meshes without a triangle are left out.
pub(crate) fn world(
    meshes: &[SharedMesh],
    mesh_bounds: &[Bounds],
    instances: &[Instance],
    options: &BuildOptions,
    wanted: Wanted,
) -> World {
    let all: Vec<u32> = (0..instances.len() as u32).collect();
    build(&boxes_of(meshes, mesh_bounds, instances, &all), options, wanted)
}

/// The trees of a world of which some instances have moved or are new: those that are there around the boxes as
/// they are now, or new ones where these would be slower.
pub(crate) fn revised(
    before: &World,
    (meshes, mesh_bounds): (&[SharedMesh], &[Bounds]),
    (instances, moved): (&[Instance], &[u32]),
    options: &BuildOptions,
    wanted: Wanted,
) -> World {
    let mut boxes = refit::boxes(&before.nodes, instances.len());
    let now = boxes_of(meshes, mesh_bounds, instances, moved);
    let mut same = true; // instances in the tree
    for (&i, now) in moved.iter().zip(now) {
        let one = &mut boxes[i as usize];
        same &= one.is_empty() == now.is_empty();
        *one = now;
    }
    let mut nodes = before.nodes.clone();
    if !same || nodes.is_empty() {
        return build(&boxes, options, wanted);
    }
    refit::host(&mut nodes, &boxes);
    if refit::cost(&nodes) > WORSE * before.built {
        return build(&boxes, options, wanted);
    }
    let device = OnceLock::new();
    if wanted.device
        && let Some(there) = before.device.get()
    {
        let mut world = there.clone();
        refit::device(&mut world, &boxes);
        let _ = device.set(world);
    }
    let bounds = boxes.iter().fold(Bounds::EMPTY, |all, one| all.join(*one));
    World { nodes, device, bounds, built: before.built }
}

/// A tree whose rays cost so many times what they did is built again.
const WORSE: f64 = 1.05;

/// Builds trees over the boxes of all instances; empty ones are left out.
fn build(all: &[Bounds], options: &BuildOptions, wanted: Wanted) -> World {
    let used: Vec<u32> = (0..all.len() as u32).filter(|&i| !all[i as usize].is_empty()).collect();
    let boxes: Vec<Bounds> = used.iter().map(|&i| all[i as usize]).collect();
    let bounds = boxes.iter().fold(Bounds::EMPTY, |all, one| all.join(*one));
    let (mut nodes, device) = (Vec::new(), OnceLock::new());
    if used.is_empty() {
        if wanted.device {
            let _ = device.set(DeviceWorld { nodes: Vec::new(), instances: used });
        }
        return World::of(nodes, device, bounds);
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
        nodes = made.nodes;
        for node in &mut nodes {
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
        let _ = device.set(DeviceWorld { nodes: quantized.nodes, instances });
    }
    World::of(nodes, device, bounds)
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
