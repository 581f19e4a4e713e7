//! Binary trees by agglomerative clustering after Meister and Bittner (2018), "Parallel
//! Locally-Ordered Clustering for Bounding Volume Hierarchy Construction", in one thread and with a
//! bounded number of rounds.
//!
//! Boxes stand in Morton order. In each round each finds the neighbour that it makes the smallest
//! box with, and those that have found each other become one. Where they don't (among nested boxes
//! each prefers a smaller one, which prefers a still smaller one), all pair up with who stands next.

use super::Bounds;
use super::binary::{Kind, Node};

/// At least this part of all must be paired in a round, or all are.
const FEWEST: usize = 16;

/// Rounds that look at the next neighbours only; most pairs are found then, and cheaply.
const NEAR_ROUNDS: usize = 2;

/// Boxes at a time: they stay in the nearest cache.
const TILE: usize = 512;

/// Boxes that are in no pair yet, one list for each number: loops over these become vector code.
struct Clusters {
    lo: [Vec<f32>; 3],
    hi: [Vec<f32>; 3],
    /// By how much a pair costs more than its area. Without it, equal boxes at equal distances would
    /// hardly ever agree on who pairs with whom.
    weight: Vec<f32>,
    kind: Vec<Kind>,
    count: usize,
}

/// Up to a thousandth, at random by a number (a round of MurmurHash3's finalizer).
fn weight(kind: Kind) -> f32 {
    let number = match kind {
        Kind::Leaf { primitive } => primitive,
        Kind::Inner { left } => !left,
    };
    let mixed = (number ^ number >> 16).wrapping_mul(0x85eb_ca6b);
    0.5 + 1e-3 * ((mixed ^ mixed >> 13) >> 8 & 0xffff) as f32 / 65536.0
}

impl Clusters {
    fn new(boxes: &[Bounds], order: &[u32]) -> Self {
        let list = |side: fn(&Bounds) -> &[f32; 3], axis: usize| {
            order.iter().map(|&i| side(&boxes[i as usize])[axis]).collect()
        };
        let kind = order.iter().map(|&primitive| Kind::Leaf { primitive });
        Self {
            lo: [0, 1, 2].map(|axis| list(|one| &one.lo, axis)),
            hi: [0, 1, 2].map(|axis| list(|one| &one.hi, axis)),
            weight: kind.clone().map(weight).collect(),
            kind: kind.collect(),
            count: boxes.len(),
        }
    }

    fn node(&self, i: usize) -> Node {
        let side = |side: &[Vec<f32>; 3]| [side[0][i], side[1][i], side[2][i]];
        Node { bounds: Bounds { lo: side(&self.lo), hi: side(&self.hi) }, kind: self.kind[i] }
    }

    fn set(&mut self, i: usize, node: &Node) {
        for axis in 0..3 {
            (self.lo[axis][i], self.hi[axis][i]) = (node.bounds.lo[axis], node.bounds.hi[axis]);
        }
        (self.kind[i], self.weight[i]) = (node.kind, weight(node.kind));
    }

    /// What pairs of each of `begin..begin + costs.len()` with who is `apart` places on cost.
    fn costs(&self, begin: usize, apart: usize, costs: &mut [f32]) {
        let count = costs.len();
        let [lx, ly, lz] = [0, 1, 2].map(|k| &self.lo[k][begin..begin + count]);
        let [hx, hy, hz] = [0, 1, 2].map(|k| &self.hi[k][begin..begin + count]);
        let far = begin + apart;
        let [mx, my, mz] = [0, 1, 2].map(|k| &self.lo[k][far..far + count]);
        let [nx, ny, nz] = [0, 1, 2].map(|k| &self.hi[k][far..far + count]);
        let (v, w) = (&self.weight[begin..begin + count], &self.weight[far..far + count]);
        // Comparisons instead of min and max: no NaN here, and these become vector instructions.
        let more = |a: f32, b: f32| if a > b { a } else { b };
        let less = |a: f32, b: f32| if a < b { a } else { b };
        for i in 0..count {
            let x = more(hx[i], nx[i]) - less(lx[i], mx[i]);
            let y = more(hy[i], ny[i]) - less(ly[i], my[i]);
            let z = more(hz[i], nz[i]) - less(lz[i], mz[i]);
            costs[i] = (x * y + y * z + z * x) * (v[i] + w[i]);
        }
    }
}

/// The partner of each: how many places on it stands, and what the pair costs.
#[derive(Default)]
struct Partners {
    offset: Vec<i32>,
    cost: Vec<f32>,
}

impl Partners {
    /// Looks at `radius` neighbours on either side.
    fn search(&mut self, clusters: &Clusters, radius: usize) {
        let count = clusters.count;
        self.offset.clear();
        self.offset.resize(count, 0);
        self.cost.clear();
        self.cost.resize(count, f32::INFINITY);
        let mut room = [0.0_f32; TILE];
        for begin in (0..count).step_by(TILE) {
            for apart in 1..=radius {
                let end = (begin + TILE).min(count.saturating_sub(apart));
                if begin >= end {
                    break;
                }
                let costs = &mut room[..end - begin];
                clusters.costs(begin, apart, costs);
                self.take(begin, costs, apart as i32);
                self.take(begin + apart, costs, -(apart as i32));
            }
        }
    }

    /// Takes partners at `offset` where these cost less.
    fn take(&mut self, begin: usize, costs: &[f32], offset: i32) {
        let best = &mut self.cost[begin..begin + costs.len()];
        let offsets = &mut self.offset[begin..begin + costs.len()];
        for ((cost, best), to) in costs.iter().zip(best).zip(offsets) {
            let better = cost < best;
            *to = if better { offset } else { *to };
            *best = if better { *cost } else { *best };
        }
    }

    /// Whether one has found a partner later in the list, and that one it.
    fn is_first(&self, i: usize) -> bool {
        let offset = self.offset[i];
        offset > 0 && self.offset[i + offset as usize] == -offset
    }

    fn is_second(&self, i: usize) -> bool {
        let offset = self.offset[i];
        offset < 0 && self.offset[i - offset.unsigned_abs() as usize] == -offset
    }

    /// Makes pairs of the first two, the next two, and so on.
    fn all_agree(&mut self) {
        let count = self.offset.len();
        for (i, offset) in self.offset.iter_mut().enumerate() {
            *offset = if i % 2 == 1 { -1 } else { i32::from(i + 1 < count) };
        }
    }
}

/// A tree over boxes, of which there is at least one, from their order on a Morton curve. Node 0 is
/// the root; children come after their parents.
pub(super) fn build(boxes: &[Bounds], order: &[u32], radius: usize) -> Vec<Node> {
    let mut clusters = Clusters::new(boxes, order);
    let mut partners = Partners::default();
    let mut free = 2 * boxes.len() - 1; // nodes from here on are done
    let mut nodes = vec![clusters.node(0); free];
    let mut round = 0;
    while clusters.count > 1 {
        partners.search(&clusters, if round < NEAR_ROUNDS { 1 } else { radius });
        let pairs = (0..clusters.count).filter(|&i| partners.is_first(i)).count();
        if pairs * FEWEST < clusters.count {
            partners.all_agree();
        }
        let mut kept = 0;
        for i in 0..clusters.count {
            let offset = partners.offset[i];
            if partners.is_first(i) {
                free -= 2;
                let (left, right) = (clusters.node(i), clusters.node(i + offset as usize));
                (nodes[free], nodes[free + 1]) = (left, right);
                let kind = Kind::Inner { left: free as u32 };
                clusters.set(kept, &Node { bounds: left.bounds.join(right.bounds), kind });
                kept += 1;
            } else if !partners.is_second(i) {
                clusters.set(kept, &clusters.node(i));
                kept += 1;
            }
        }
        clusters.count = kept;
        round += 1;
    }
    nodes[0] = clusters.node(0);
    nodes
}
