//! The tree of wire planes that kernels/geometry/wire_tree.h walks.

use crate::Result;
use crate::geometry::bvh::Bounds;
use crate::runtime::layout::{NONE, WireNode, WirePlane};

/// So few planes are tried one after the other.
const FEW: usize = 2;

/// A balanced tree in the order of a heap: node 1 is the root, node n has children 2n and 2n + 1, the last
/// half are leaves of one plane each, or of none. Empty for few planes.
pub(super) fn build(planes: &[WirePlane]) -> Result<Vec<WireNode>> {
    if planes.len() <= FEW {
        return Ok(Vec::new());
    }
    let leaves = planes.len().next_power_of_two();
    super::limit(2 * leaves, "wire planes")?;
    let boxes: Vec<Bounds> = planes.iter().map(|plane| padded(&bounds(plane), plane)).collect();
    let mut order: Vec<u32> = (0..planes.len() as u32).collect();
    let mut nodes = vec![node(&Bounds::EMPTY, NONE); 2 * leaves];
    split(&boxes, &mut order, 1, leaves, &mut nodes);
    Ok(nodes)
}

fn node(bounds: &Bounds, axis_or_plane: u32) -> WireNode {
    WireNode { lo: bounds.lo, axis_or_plane, hi: bounds.hi, reserved: 0 }
}

/// Fills the node `at`, which has room for `leaves` planes, and all below. Half of that room is the first
/// child's, so that the tree is as deep as it has to be and no deeper.
fn split(boxes: &[Bounds], planes: &mut [u32], at: usize, leaves: usize, nodes: &mut [WireNode]) {
    let all = planes.iter().fold(Bounds::EMPTY, |all, &plane| all.join(boxes[plane as usize]));
    if leaves == 1 {
        nodes[at] = node(&all, planes.first().copied().unwrap_or(NONE));
        return;
    }
    if planes.is_empty() {
        return; // as the nodes are made
    }
    let middle = |plane: u32, axis: usize| {
        let b = &boxes[plane as usize];
        f64::from(b.lo[axis]) + f64::from(b.hi[axis])
    };
    let spread = |axis: usize| {
        let ends = planes.iter().map(|&plane| middle(plane, axis));
        let (lo, hi) = ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), x| (lo.min(x), hi.max(x)));
        hi - lo
    };
    let axis = (0..3).max_by(|&a, &b| spread(a).total_cmp(&spread(b))).unwrap_or(0);
    planes.sort_unstable_by(|&a, &b| middle(a, axis).total_cmp(&middle(b, axis)).then(a.cmp(&b)));
    nodes[at] = node(&all, axis as u32);
    let (first, second) = planes.split_at_mut(planes.len().div_ceil(2));
    split(boxes, first, 2 * at, leaves / 2, nodes);
    split(boxes, second, 2 * at + 1, leaves / 2, nodes);
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
