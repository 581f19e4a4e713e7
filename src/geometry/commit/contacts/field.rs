//! Pairs of instances whose boxes are near to each other.

use crate::geometry::bvh::{Bounds, instance_boxes};
use crate::layout::{LEAF_BIT, Node8};
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// The world's tree and the boxes of its instances.
pub(super) struct Field<'a> {
    nodes: &'a [Node8],
    /// By instance; empty where it has no triangle.
    boxes: Vec<Bounds>,
}

/// Its first node.
const ROOT: u32 = 0;
/// So many candidates of one instance are shared among threads.
const MANY: usize = 64;
/// About so many are looked at before the search for more goes on.
const SOME: usize = 1024;

impl<'a> Field<'a> {
    /// `None` where fewer instances than `least` have triangles.
    pub fn new(nodes: &'a [Node8], instances: usize, least: usize) -> Option<Self> {
        if nodes.is_empty() {
            return None;
        }
        let boxes = instance_boxes(nodes, instances);
        let used = boxes.iter().filter(|bounds| !bounds.is_empty()).count();
        (used >= least).then_some(Self { nodes, boxes })
    }

    /// Calls `found` with the pairs whose boxes are no farther apart than their tolerances together,
    /// each once and in no order, as long as `go_on` holds.
    pub fn pairs(
        &self,
        tolerances: &[f64],
        go_on: impl Fn() -> bool + Sync,
        found: impl Fn(u32, u32) + Sync,
    ) {
        // A pair belongs to the one with more tolerance, so that small ones look no farther than they
        // must; those with the most come first.
        let order = |i: u32| (tolerances[i as usize], i);
        let before = |i: u32, j: u32| {
            let (one, other) = (order(i), order(j));
            one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)).is_lt()
        };
        let all = self.by_tolerance(tolerances);
        all.par_iter().for_each_init(
            || (Vec::new(), Vec::new()),
            |(work, near), &i| {
                if !go_on() {
                    return;
                }
                let reach = grown(&self.boxes[i as usize], 2.0 * tolerances[i as usize]);
                self.near(&reach, work, near);
                near.retain(|&j| {
                    let both = tolerances[i as usize] + tolerances[j as usize];
                    let close = || overlap(&grown(&self.boxes[i as usize], both), &self.boxes[j as usize]);
                    before(j, i) && close()
                });
                match near.len() < MANY {
                    true => near.iter().for_each(|&j| found(i, j)),
                    // A copy: the thread may take up another instance while it waits for the others.
                    false => near.clone().par_iter().filter(|_| go_on()).for_each(|&j| found(i, j)),
                }
            },
        );
    }

    /// Instances that have triangles, those of the largest tolerance first.
    fn by_tolerance(&self, tolerances: &[f64]) -> Vec<u32> {
        let mut all: Vec<u32> = (0..self.boxes.len() as u32)
            .filter(|&i| self.boxes[i as usize].lo[0] <= self.boxes[i as usize].hi[0])
            .collect();
        let tolerance = |i: u32| tolerances[i as usize];
        all.par_sort_unstable_by(|&i, &j| tolerance(j).total_cmp(&tolerance(i)).then(i.cmp(&j)));
        all
    }

    /// Which instances have a `partner` among those whose boxes are no farther from theirs than both
    /// tolerances. Each is looked at until it has one, so that many at one place, which all are partners, take
    /// no longer than as many far from each other.
    pub fn partnered(
        &self,
        tolerances: &[f64],
        wanted: impl Fn(u32) -> bool + Sync,
        partner: impl Fn(u32, u32) -> bool + Sync,
    ) -> Vec<AtomicBool> {
        let flags = || self.boxes.iter().map(|_| AtomicBool::new(false)).collect::<Vec<_>>();
        // Those that have a partner, and those that have been compared with all others.
        let (has, compared) = (flags(), flags());
        let is = |flags: &[AtomicBool], i: u32| flags[i as usize].load(Relaxed);
        let set = |flags: &[AtomicBool], i: u32| flags[i as usize].store(true, Relaxed);
        let largest = tolerances.iter().copied().fold(0.0, f64::max);
        self.by_tolerance(tolerances).par_iter().for_each_init(
            || (Vec::new(), Vec::new()),
            |(work, near), &i| {
                if is(&has, i) || !wanted(i) {
                    return;
                }
                let test = |&j: &u32| {
                    let both = tolerances[i as usize] + tolerances[j as usize];
                    let close = || overlap(&grown(&self.boxes[i as usize], both), &self.boxes[j as usize]);
                    let found = j != i && !is(&compared, j) && close() && partner(i, j);
                    if found {
                        set(&has, i);
                        set(&has, j);
                    }
                    found
                };
                let reach = grown(&self.boxes[i as usize], tolerances[i as usize] + largest);
                work.clear();
                work.push(ROOT);
                while !is(&has, i) && !work.is_empty() {
                    self.some_near(&reach, work, near);
                    let met = match near.len() < MANY {
                        true => near.iter().any(test),
                        // A copy, and another stack: the thread may take up another instance meanwhile.
                        false => {
                            let (mine, rest) = (std::mem::take(near), std::mem::take(work));
                            let met = mine.par_iter().any(test);
                            (*near, *work) = (mine, rest);
                            met
                        }
                    };
                    if met {
                        return;
                    }
                }
                // One that another has found meanwhile was not looked at to the end.
                if !is(&has, i) {
                    set(&compared, i);
                }
            },
        );
        has
    }

    /// Some of the instances whose boxes overlap a box; what is to be looked at after them stays in `work`.
    pub fn some_near(&self, reach: &Bounds, work: &mut Vec<u32>, found: &mut Vec<u32>) {
        found.clear();
        while found.len() < SOME
            && let Some(node) = work.pop()
        {
            self.visit(node, reach, work, found);
        }
    }

    fn visit(&self, node: u32, reach: &Bounds, work: &mut Vec<u32>, found: &mut Vec<u32>) {
        let node = &self.nodes[node as usize];
        for lane in overlaps(node, reach) {
            let child = node.child[lane];
            let list = if child & LEAF_BIT == 0 { &mut *work } else { &mut *found };
            list.push(child & !LEAF_BIT);
        }
    }

    /// Where to begin with [`Field::some_near`].
    pub fn root(&self) -> u32 {
        ROOT
    }

    /// The box of an instance.
    pub fn bounds(&self, i: u32) -> &Bounds {
        &self.boxes[i as usize]
    }

    /// The instances whose boxes overlap a box.
    pub fn near(&self, reach: &Bounds, work: &mut Vec<u32>, found: &mut Vec<u32>) {
        found.clear();
        work.clear();
        work.push(ROOT);
        while let Some(node) = work.pop() {
            self.visit(node, reach, work, found);
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
