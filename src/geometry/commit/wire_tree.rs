//! The tree of wire planes that kernels/geometry/wire_tree.h walks.

use crate::geometry::bvh::Bounds;
use crate::layout::{NONE, WireNode, WirePlane};
use crate::{Result, memory};

/// So few planes are tried one after the other.
const FEW: usize = 2;

/// A tree in the order of a heap: node 1 is the root, node n has children 2n and 2n + 1, the last half are
/// leaves of one plane each, or of none. Empty for few planes.
pub(super) fn build(planes: &[WirePlane]) -> Result<Vec<WireNode>> {
    if planes.len() <= FEW {
        return Ok(Vec::new());
    }
    // A quarter more than it must have, so that planes can be parted where there is room between them.
    let leaves = (planes.len() + planes.len().div_ceil(4)).next_power_of_two();
    super::limit(2 * leaves, "wire planes")?;
    let boxes: Vec<Bounds> = planes.iter().map(|plane| padded(&bounds(plane), plane)).collect();
    let mut order: Vec<u32> = (0..planes.len() as u32).collect();
    let mut nodes = memory::filled(node(&Bounds::EMPTY, NONE), 2 * leaves, "nodes of wire planes")?;
    split(&boxes, &mut order, 1, leaves, &mut nodes);
    Ok(nodes)
}

fn node(bounds: &Bounds, axis_or_plane: u32) -> WireNode {
    WireNode { lo: bounds.lo, axis_or_plane, hi: bounds.hi, reserved: 0 }
}

/// Fills the node `at`, which has room for `leaves` planes, and all below; half of that room is each child's.
fn split(boxes: &[Bounds], planes: &mut [u32], at: usize, leaves: usize, nodes: &mut [WireNode]) {
    if planes.is_empty() {
        return; // as the nodes are made
    }
    let all = join(boxes, planes.iter());
    if leaves == 1 {
        nodes[at] = node(&all, planes[0]);
        return;
    }
    let best = (0..3).map(|axis| {
        sort(boxes, planes, axis);
        let (cost, first) = cut(boxes, planes, leaves / 2);
        (cost, axis, first)
    });
    let (_, axis, first) =
        best.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((0.0, 0, planes.len().div_ceil(2)));
    sort(boxes, planes, axis);
    // The axis by which the nearer child is told is that along which they are apart, which several cuts of
    // the same planes may not be made along.
    let apart = |first: usize, planes: &[u32]| {
        let (one, other) = (join(boxes, planes[..first].iter()), join(boxes, planes[first..].iter()));
        [0, 1, 2].map(|axis| middle(&other, axis) - middle(&one, axis))
    };
    let distances = apart(first, planes);
    let axis = (0..3).max_by(|&a, &b| distances[a].abs().total_cmp(&distances[b].abs())).unwrap_or(0);
    let first = if distances[axis] < 0.0 {
        planes.rotate_left(first);
        planes.len() - first
    } else {
        first
    };
    nodes[at] = node(&all, axis as u32);
    let (first, second) = planes.split_at_mut(first);
    split(boxes, first, 2 * at, leaves / 2, nodes);
    split(boxes, second, 2 * at + 1, leaves / 2, nodes);
}

/// Twice the middle of a box; 0 for one that is empty.
fn middle(bounds: &Bounds, axis: usize) -> f64 {
    let sum = f64::from(bounds.lo[axis]) + f64::from(bounds.hi[axis]);
    if sum.is_nan() { 0.0 } else { sum }
}

fn join<'a>(boxes: &[Bounds], planes: impl Iterator<Item = &'a u32>) -> Bounds {
    planes.fold(Bounds::EMPTY, |all, &plane| all.join(boxes[plane as usize]))
}

/// By the middles of their boxes along an axis.
fn sort(boxes: &[Bounds], planes: &mut [u32], axis: usize) {
    let middle = |plane: u32| middle(&boxes[plane as usize], axis);
    planes.sort_unstable_by(|&a, &b| middle(a).total_cmp(&middle(b)).then(a.cmp(&b)));
}

/// How many of the planes, in their order, are best the first child's, where each child has room for `most`:
/// the expected number of planes that a ray meets the boxes of (the surface area heuristic).
fn cut(boxes: &[Bounds], planes: &[u32], most: usize) -> (f64, usize) {
    let count = planes.len();
    let mut behind = vec![0.0; count + 1]; // area of the box of those from each on
    let mut all = Bounds::EMPTY;
    for i in (0..count).rev() {
        all = all.join(boxes[planes[i] as usize]);
        behind[i] = area(&all);
    }
    let (mut best, mut all) = ((f64::INFINITY, count.div_ceil(2)), Bounds::EMPTY);
    for first in 1..=count {
        all = all.join(boxes[planes[first - 1] as usize]);
        if first > most || count - first > most {
            continue;
        }
        let cost = area(&all) * first as f64 + behind[first] * (count - first) as f64;
        if cost < best.0 {
            best = (cost, first);
        }
    }
    best
}

/// Half the surface of a box that is not empty, else 0.
fn area(bounds: &Bounds) -> f64 {
    let [x, y, z] = [0, 1, 2].map(|axis| f64::from(bounds.hi[axis]) - f64::from(bounds.lo[axis]));
    if x < 0.0 { 0.0 } else { x * y + y * z + z * x }
}

/// A box around all wires of a plane.
pub(super) fn bounds(plane: &WirePlane) -> Bounds {
    let half = plane.u.map(|along| plane.radius * (1.0 - along * along).max(0.0).sqrt());
    let mut bounds = Bounds::EMPTY;
    for k in [plane.k_min, plane.k_max] {
        let along_v = plane.v0 + f64::from(k) * plane.pitch;
        for along_u in [plane.u_min, plane.u_max] {
            let centre = [0, 1, 2].map(|i| plane.origin[i] + along_u * plane.u[i] + along_v * plane.v[i]);
            for side in [-1.0, 1.0] {
                bounds.add([0, 1, 2].map(|i| (centre[i] + side * half[i]) as f32));
            }
        }
    }
    bounds
}

/// Room for the roundings of the box, and of the points at which rays meet wires.
fn padded(bounds: &Bounds, plane: &WirePlane) -> Bounds {
    let mut all = *bounds;
    for axis in 0..3 {
        let most = all.lo[axis].abs().max(all.hi[axis].abs());
        let room = 4.0 * f32::EPSILON * most + 1e-3 * plane.radius as f32;
        all.lo[axis] -= room;
        all.hi[axis] += room;
    }
    all
}
