//! Frames of the world's leaves side by side (`Frames8`), for worlds with many instances that are much smaller than their boxes:
//! wires at an angle, of which a ray meets hundreds of boxes at a place.

use crate::geometry::bvh::Bounds;
use crate::layout::{Frames8, Instance, LEAF_BIT, Mesh, NONE, Node8};
use crate::{Result, memory};

/// The box of an instance that is turned so has so many times the area of the one around its mesh.
const LARGER: f32 = 4.0;
/// One of so many instances must be one, else trying all costs more than it saves.
const SHARE: usize = 8;

/// One a node of the world's tree; none where few instances are much smaller than their boxes.
pub(super) fn of(
    world: &[Node8],
    nodes: &[Node8],
    meshes: &[Mesh],
    instances: &[Instance],
) -> Result<Vec<Frames8>> {
    let leaves = || {
        world.iter().enumerate().flat_map(|(at, node)| {
            let is_leaf = move |lane: &usize| node.child[*lane] != NONE && node.child[*lane] & LEAF_BIT != 0;
            let leaf = move |lane: usize| (at, lane, node.child[lane] & !LEAF_BIT);
            (0..8).filter(is_leaf).map(leaf)
        })
    };
    let boxes = memory::collected(meshes.iter().map(|mesh| around(nodes, mesh.root)), "boxes of meshes")?;
    let mesh = |instance: u32| &boxes[instances[instance as usize].mesh as usize];
    let slender = leaves().filter(|&(at, lane, instance)| {
        lane_box(&world[at], lane).half_area() > LARGER * mesh(instance).half_area()
    });
    if slender.count() * SHARE < instances.len().max(1) {
        return Ok(Vec::new());
    }
    let mut frames: Vec<Frames8> =
        memory::filled(bytemuck::Zeroable::zeroed(), world.len(), "frames of instances")?;
    for (at, lane, instance) in leaves() {
        let (frame, mesh, instance) = (&mut frames[at], mesh(instance), &instances[instance as usize]);
        for (to, from) in frame.rotation.iter_mut().zip(instance.rotation) {
            to[lane] = from;
        }
        frame.extent[lane] = instance.extent;
        for axis in 0..3 {
            frame.translation[axis][lane] = instance.translation[axis];
            (frame.lo[axis][lane], frame.hi[axis][lane]) = (mesh.lo[axis], mesh.hi[axis]);
        }
    }
    Ok(frames)
}

fn lane_box(node: &Node8, lane: usize) -> Bounds {
    Bounds { lo: [0, 1, 2].map(|axis| node.lo[axis][lane]), hi: [0, 1, 2].map(|axis| node.hi[axis][lane]) }
}

/// The box around a tree.
fn around(nodes: &[Node8], root: u32) -> Bounds {
    let Some(node) = nodes.get(root as usize).filter(|_| root != NONE) else { return Bounds::EMPTY };
    let used = (0..8).filter(|&lane| node.child[lane] != NONE);
    used.fold(Bounds::EMPTY, |all, lane| all.join(lane_box(node, lane)))
}
