//! Pairs of instances whose boxes are near to each other.

use crate::geometry::bvh::Bounds;
use crate::runtime::layout::{LEAF_BIT, NONE, Node8};
use rayon::prelude::*;

/// The world's tree and the boxes of its instances.
pub(super) struct Field<'a> {
    nodes: &'a [Node8],
    root: u32,
    /// By instance; empty where it has no triangle.
    boxes: Vec<Bounds>,
}

/// So many candidates of one instance are shared among threads.
const MANY: usize = 64;

impl<'a> Field<'a> {
    /// `None` where there are not two instances.
    pub fn new(nodes: &'a [Node8], root: u32, instances: usize) -> Option<Self> {
        if root == NONE {
            return None;
        }
        let mut boxes = vec![Bounds::EMPTY; instances];
        let (mut work, mut used) = (vec![root], 0);
        while let Some(node) = work.pop() {
            let node = &nodes[node as usize];
            for lane in (0..8).filter(|&lane| node.child[lane] != NONE) {
                let child = node.child[lane];
                if child & LEAF_BIT == 0 {
                    work.push(child);
                    continue;
                }
                boxes[(child & !LEAF_BIT) as usize] = lane_box(node, lane);
                used += 1;
            }
        }
        (used > 1).then_some(Self { nodes, root, boxes })
    }

    /// Calls `found` with the pairs whose boxes are no farther apart than their tolerances together,
    /// each once and in no order. Only instances that `wanted` names take part.
    pub fn pairs(
        &self,
        tolerances: &[f64],
        wanted: impl Fn(u32) -> bool + Sync,
        found: impl Fn(u32, u32) + Sync,
    ) {
        // A pair belongs to the one with more tolerance, so that small ones look no farther than they
        // must; those with the most come first.
        let order = |i: u32| (tolerances[i as usize], i);
        let before = |i: u32, j: u32| {
            let (one, other) = (order(i), order(j));
            one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)).is_lt()
        };
        let mut all: Vec<u32> = (0..self.boxes.len() as u32)
            .filter(|&i| self.boxes[i as usize].lo[0] <= self.boxes[i as usize].hi[0])
            .collect();
        all.par_sort_unstable_by(|&i, &j| order(j).0.total_cmp(&order(i).0).then(i.cmp(&j)));
        all.par_iter().for_each_init(
            || (Vec::new(), Vec::new()),
            |(work, near), &i| {
                if !wanted(i) {
                    return;
                }
                let reach = grown(&self.boxes[i as usize], 2.0 * tolerances[i as usize]);
                self.near(&reach, work, near);
                near.retain(|&j| {
                    let both = tolerances[i as usize] + tolerances[j as usize];
                    let close = || overlap(&grown(&self.boxes[i as usize], both), &self.boxes[j as usize]);
                    before(j, i) && wanted(j) && close()
                });
                match near.len() < MANY {
                    true => near.iter().for_each(|&j| found(i, j)),
                    // A copy: the thread may take up another instance while it waits for the others.
                    false => near.clone().par_iter().for_each(|&j| found(i, j)),
                }
            },
        );
    }

    /// The instances whose boxes overlap a box.
    pub fn near(&self, reach: &Bounds, work: &mut Vec<u32>, found: &mut Vec<u32>) {
        found.clear();
        work.clear();
        work.push(self.root);
        while let Some(node) = work.pop() {
            let node = &self.nodes[node as usize];
            for lane in overlaps(node, reach) {
                let child = node.child[lane];
                let list = if child & LEAF_BIT == 0 { &mut *work } else { &mut *found };
                list.push(child & !LEAF_BIT);
            }
        }
    }
}

#[inline]
pub(super) fn lane_box(node: &Node8, lane: usize) -> Bounds {
    let (lo, hi) = (&node.lo, &node.hi);
    Bounds { lo: [lo[0][lane], lo[1][lane], lo[2][lane]], hi: [hi[0][lane], hi[1][lane], hi[2][lane]] }
}

/// The lanes whose boxes overlap a box; empty ones never do.
#[inline]
pub(super) fn overlaps(node: &Node8, other: &Bounds) -> impl Iterator<Item = usize> + use<> {
    let mut meets = [u32::MAX; 8];
    for axis in 0..3 {
        let (lo, hi) = (other.lo[axis], other.hi[axis]);
        for (lane, meets) in meets.iter_mut().enumerate() {
            *meets &= mask((node.lo[axis][lane] <= hi) & (node.hi[axis][lane] >= lo));
        }
    }
    set(&meets)
}

/// All bits or none: numbers as wide as those compared become vector instructions.
#[inline]
pub(super) fn mask(set: bool) -> u32 {
    u32::from(set).wrapping_neg()
}

/// The lanes that are not 0.
#[inline]
pub(super) fn set(lanes: &[u32; 8]) -> impl Iterator<Item = usize> + use<> {
    let mut bits = (0..8).fold(0, |bits, lane| bits | lanes[lane] & 1 << lane);
    std::iter::from_fn(move || {
        let lane = bits.trailing_zeros() as usize;
        bits &= bits.wrapping_sub(1);
        (lane < 8).then_some(lane)
    })
}

#[inline]
pub(super) fn overlap(a: &Bounds, b: &Bounds) -> bool {
    let along = |axis: usize| (a.lo[axis] <= b.hi[axis]) & (a.hi[axis] >= b.lo[axis]);
    along(0) & along(1) & along(2)
}

/// A box larger by a length on each side, rounded outward.
#[inline]
pub(super) fn grown(bounds: &Bounds, by: f64) -> Bounds {
    let mut grown = *bounds;
    for axis in 0..3 {
        grown.lo[axis] = ((f64::from(bounds.lo[axis]) - by) as f32).next_down();
        grown.hi[axis] = ((f64::from(bounds.hi[axis]) + by) as f32).next_up();
    }
    grown
}
