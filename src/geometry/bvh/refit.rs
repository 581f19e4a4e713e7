//! The world's trees after instances have moved: the same nodes around the boxes as they are now.

use super::grid::Grid;
use super::{Bounds, DeviceWorld};
use crate::layout::{LEAF_BIT, NONE, Node8, QuantizedNode};

/// The box of a child; empty where there is none.
fn lane_box(node: &Node8, lane: usize) -> Bounds {
    Bounds { lo: [0, 1, 2].map(|axis| node.lo[axis][lane]), hi: [0, 1, 2].map(|axis| node.hi[axis][lane]) }
}

fn set_lane_box(node: &mut Node8, lane: usize, bounds: &Bounds) {
    for axis in 0..3 {
        (node.lo[axis][lane], node.hi[axis][lane]) = (bounds.lo[axis], bounds.hi[axis]);
    }
}

/// The boxes of so many instances in a world's tree; empty ones of those that are not in it.
pub(crate) fn boxes(nodes: &[Node8], instances: usize) -> Vec<Bounds> {
    let mut boxes = vec![Bounds::EMPTY; instances];
    for node in nodes {
        for lane in (0..8).filter(|&lane| node.child[lane] != NONE && node.child[lane] & LEAF_BIT != 0) {
            boxes[(node.child[lane] & !LEAF_BIT) as usize] = lane_box(node, lane);
        }
    }
    boxes
}

/// Nodes from the root (0) on, each before those below it.
fn downward(count: usize, mut below: impl FnMut(usize, &mut Vec<u32>)) -> Vec<u32> {
    let mut order = Vec::with_capacity(count);
    let mut work = if count > 0 { vec![0] } else { Vec::new() };
    while let Some(node) = work.pop() {
        order.push(node);
        below(node as usize, &mut work);
    }
    order
}

/// Puts the processor's tree around the boxes of instances.
pub(super) fn host(nodes: &mut [Node8], boxes: &[Bounds]) {
    let inner = |child: &u32| *child & LEAF_BIT == 0;
    let order =
        downward(nodes.len(), |node, work| work.extend(nodes[node].child.iter().filter(|c| inner(c))));
    let mut around = vec![Bounds::EMPTY; nodes.len()];
    for &at in order.iter().rev() {
        let node = &mut nodes[at as usize];
        for lane in 0..8 {
            let child = node.child[lane];
            if child == NONE {
                continue;
            }
            let bounds =
                if inner(&child) { around[child as usize] } else { boxes[(child & !LEAF_BIT) as usize] };
            set_lane_box(node, lane, &bounds);
            around[at as usize] = around[at as usize].join(bounds);
        }
    }
}

/// What a ray costs in a tree, as far as that depends on the boxes: the sum of their areas, after the surface
/// area heuristic. Not over the root's, which may have grown too.
pub(super) fn cost(nodes: &[Node8]) -> f64 {
    let area = |node: &Node8| -> f64 {
        let used = (0..8).filter(|&lane| node.child[lane] != NONE);
        used.map(|lane| f64::from(lane_box(node, lane).half_area())).sum()
    };
    nodes.iter().map(area).sum()
}

/// As [`host`], a device's tree, whose children stay in their slots.
pub(super) fn device(world: &mut DeviceWorld, boxes: &[Bounds]) {
    let nodes = &world.nodes;
    let order = downward(nodes.len(), |node, work| {
        let node = &nodes[node];
        work.extend((0..node.inner.count_ones()).map(|child| node.first_node + child));
    });
    let mut around = vec![Bounds::EMPTY; nodes.len()];
    for &at in order.iter().rev() {
        let node = &mut world.nodes[at as usize];
        let mut wide =
            Node8 { lo: [[f32::INFINITY; 8]; 3], hi: [[f32::NEG_INFINITY; 8]; 3], child: [NONE; 8] };
        let mut all = Bounds::EMPTY;
        for slot in 0..8 {
            if node.meta[slot] == 0 {
                continue;
            }
            let bounds = if node.inner >> slot & 1 == 1 {
                let before = (node.inner & ((1 << slot) - 1)).count_ones();
                around[(node.first_node + before) as usize]
            } else {
                let entries = (node.meta[slot] >> 5).count_ones();
                let first = node.first_leaf + u32::from(node.meta[slot] & 0x1f);
                let placed = (first..first + entries).map(|entry| world.instances[entry as usize]);
                placed.fold(Bounds::EMPTY, |all, i| all.join(boxes[i as usize]))
            };
            set_lane_box(&mut wide, slot, &bounds);
            wide.child[slot] = slot as u32;
            all = all.join(bounds);
        }
        around[at as usize] = all;
        quantize(node, &wide);
    }
}

/// Puts a node's grid and boxes around those of its slots.
fn quantize(node: &mut QuantizedNode, wide: &Node8) {
    let grid = Grid::around(wide);
    (node.origin, node.exponent) = (grid.origin, grid.exponent);
    for slot in (0..8).filter(|&slot| wide.child[slot] != NONE) {
        for axis in 0..3 {
            let (lo, hi) = grid.cells(axis, wide.lo[axis][slot], wide.hi[axis][slot]);
            (node.lo[axis][slot], node.hi[axis][slot]) = (lo, hi);
        }
    }
}
