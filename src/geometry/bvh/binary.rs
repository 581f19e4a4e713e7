//! The binary tree that wide ones are made from.

use super::{Bounds, Quality, Shuffler};
use obvhs::aabb::Aabb;
use obvhs::bvh2::{Bvh2, reinsertion::ReinsertionOptimizer};
use obvhs::ploc::{PlocBuilder, PlocSearchDistance, SortPrecision};

/// A node: `right` is `left + 1`; leaves hold one primitive.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub bounds: Bounds,
    pub kind: Kind,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Inner { left: u32 },
    Leaf { primitive: u32 },
}

struct Effort {
    search: PlocSearchDistance,
    search_after: usize,
    reinsertion: f32,
    passes: usize,
}

fn effort(quality: Quality) -> Effort {
    match quality {
        Quality::Fast => {
            Effort { search: PlocSearchDistance::Low, search_after: 2, reinsertion: 0.02, passes: 4 }
        }
        Quality::Default => {
            Effort { search: PlocSearchDistance::Medium, search_after: 2, reinsertion: 0.2, passes: 8 }
        }
        Quality::Best => {
            Effort { search: PlocSearchDistance::High, search_after: 2, reinsertion: 1.0, passes: 16 }
        }
    }
}

/// A tree over boxes, of which there is at least one; node 0 is the root.
pub(super) fn build(boxes: &[Bounds], quality: Quality) -> Vec<Node> {
    let effort = effort(quality);
    let numbers = (0..boxes.len() as u32).collect();
    let mut tree = PlocBuilder::with_capacity(boxes.len()).build(
        effort.search,
        &blurred(boxes),
        numbers,
        SortPrecision::U64,
        effort.search_after,
    );
    refit(&mut tree, boxes);
    improve(&mut tree, &effort);
    let convert = |node: &obvhs::bvh2::node::Bvh2Node| Node {
        bounds: Bounds { lo: node.aabb().min.to_array(), hi: node.aabb().max.to_array() },
        kind: match node.is_leaf() {
            true => Kind::Leaf { primitive: tree.primitive_indices[node.first_index as usize] },
            false => Kind::Inner { left: node.first_index },
        },
    };
    tree.nodes.iter().map(convert).collect()
}

/// Boxes grown by up to a thousandth, each by its own random share. Clustering pairs neighbours that
/// are each other's best; among equal boxes at equal distances hardly any two would agree, and its
/// time would grow with the square of their number.
fn blurred(boxes: &[Bounds]) -> Vec<Aabb> {
    let sides = |b: &Bounds| b.lo.into_iter().chain(b.hi);
    let largest = boxes.iter().flat_map(sides).fold(0.0_f32, |most, side| most.max(side.abs()));
    let mut shuffler = Shuffler(0);
    let grow = |b: &Bounds| {
        let size = [0, 1, 2].map(|axis| b.hi[axis] - b.lo[axis]).into_iter().fold(0.0, f32::max);
        let by = (1e-3 * size + 2e-6 * largest) * shuffler.below(1 << 20) as f32 / (1 << 20) as f32;
        Aabb { min: b.lo.map(|x| x - by).into(), max: b.hi.map(|x| x + by).into() }
    };
    boxes.iter().map(grow).collect()
}

/// Gives all nodes of a new tree the boxes that they have without blur.
fn refit(tree: &mut Bvh2, boxes: &[Bounds]) {
    for i in (0..tree.nodes.len()).rev() {
        let first = tree.nodes[i].first_index as usize;
        let bounds = if tree.nodes[i].is_leaf() {
            let b = &boxes[tree.primitive_indices[first] as usize];
            Aabb { min: b.lo.into(), max: b.hi.into() }
        } else {
            tree.nodes[first].aabb().union(tree.nodes[first + 1].aabb()) // children come after parents
        };
        tree.nodes[i].set_aabb(bounds);
    }
}

/// Reinserts the nodes of largest area where they cost least, in passes over ever fewer nodes
/// (Meister and Bittner 2017). The candidates are chosen here, by area and number, so that the
/// outcome does not depend on how a parallel sort breaks ties.
fn improve(tree: &mut Bvh2, effort: &Effort) {
    if tree.nodes.len() < 4 {
        return;
    }
    let mut optimizer = ReinsertionOptimizer::default();
    for pass in 0..effort.passes {
        let share = effort.reinsertion / (2 * pass + 1) as f32;
        let count = ((tree.nodes.len() as f32 * share) as usize).clamp(1, tree.nodes.len() - 1);
        let mut candidates: Vec<(f32, u32)> =
            (1..tree.nodes.len()).map(|i| (-tree.nodes[i].aabb().half_area(), i as u32)).collect();
        let order = |a: &(f32, u32), b: &(f32, u32)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
        if count < candidates.len() {
            candidates.select_nth_unstable_by(count, order);
            candidates.truncate(count);
        }
        candidates.sort_unstable_by(order);
        let candidates: Vec<u32> = candidates.into_iter().map(|(_, node)| node).collect();
        tree.max_depth = tree.max_depth.max(depth(tree) + 1); // its traversal stack is this large
        optimizer.run_with_candidates(tree, &candidates, 1);
    }
}

fn depth(tree: &Bvh2) -> usize {
    let mut deepest = 0;
    let mut stack = vec![(0_u32, 1_usize)];
    while let Some((node, depth)) = stack.pop() {
        deepest = deepest.max(depth);
        let node = &tree.nodes[node as usize];
        if !node.is_leaf() {
            stack.push((node.first_index, depth + 1));
            stack.push((node.first_index + 1, depth + 1));
        }
    }
    deepest
}
