//! Wide trees: nodes in the order of a depth-first walk, leaves as lists of primitives.

use super::binary::{Kind, Node};
use super::collapse::{self, Costs, Plan};
use super::{Bounds, BuildOptions, Shuffler, balanced, binary};
use crate::runtime::layout::{LEAF_BIT, MAX_DEPTH, NONE, Node8};

/// A tree whose node 0 is the root; `child` counts its own nodes, or (with LEAF_BIT) its leaves.
pub(crate) struct Wide {
    pub nodes: Vec<Node8>,
    /// Primitives of all leaves, one after another.
    pub primitives: Vec<u32>,
    /// Where a leaf's primitives begin; one more entry than leaves.
    pub leaf_begin: Vec<u32>,
}

impl Wide {
    pub fn leaf_count(&self) -> usize {
        self.leaf_begin.len() - 1
    }

    pub fn leaf(&self, leaf: usize) -> &[u32] {
        &self.primitives[self.leaf_begin[leaf] as usize..self.leaf_begin[leaf + 1] as usize]
    }
}

const EMPTY: Node8 = Node8 { lo: [[f32::INFINITY; 8]; 3], hi: [[f32::NEG_INFINITY; 8]; 3], child: [NONE; 8] };

/// A tree over boxes, of which there is at least one, with at most `max_leaf` in a leaf and at most
/// `MAX_DEPTH` nodes from the root to any leaf.
pub(crate) fn build(boxes: &[Bounds], max_leaf: u32, costs: &Costs, options: &BuildOptions) -> Wide {
    let mut shuffler = options.shuffle.map(Shuffler);
    let mut order: Vec<u32> = (0..boxes.len() as u32).collect();
    let mut shuffled = Vec::new();
    let boxes = match &mut shuffler {
        None => boxes,
        Some(shuffler) => {
            shuffler.shuffle(&mut order);
            shuffled.extend(order.iter().map(|&i| boxes[i as usize]));
            &shuffled
        }
    };
    let clustered = (!options.balanced).then(|| binary::build(boxes, options.quality)).and_then(|tree| {
        let plans = collapse::plan(&tree, max_leaf, costs, false);
        emit(&tree, &plans, shuffler)
    });
    let mut wide = clustered.unwrap_or_else(|| {
        let tree = balanced::build(boxes);
        let plans = collapse::plan(&tree, max_leaf, costs, true);
        emit(&tree, &plans, shuffler).expect("eight halves a level: 11 levels for 2^31 primitives")
    });
    if shuffler.is_some() {
        wide.primitives.iter_mut().for_each(|primitive| *primitive = order[*primitive as usize]);
    }
    wide
}

/// Nodes and leaves by a plan, or `None` where the tree would be too deep.
fn emit(tree: &[Node], plans: &[Plan], mut shuffler: Option<Shuffler>) -> Option<Wide> {
    let mut wide =
        Wide { nodes: vec![EMPTY], primitives: Vec::with_capacity(tree.len() / 2 + 1), leaf_begin: vec![0] };
    let mut children = Vec::with_capacity(8);
    let mut work = vec![(0_u32, 0_usize, 1_u32)]; // binary node, wide node, depth
    while let Some((from, to, depth)) = work.pop() {
        if depth > MAX_DEPTH {
            return None;
        }
        collapse::children(tree, plans, from, &mut children);
        if let Some(shuffler) = &mut shuffler {
            shuffler.shuffle(&mut children);
        }
        let mut node = EMPTY;
        let first_work = work.len();
        for (lane, &(child, leaf)) in children.iter().enumerate() {
            let bounds = tree[child as usize].bounds;
            for axis in 0..3 {
                node.lo[axis][lane] = bounds.lo[axis];
                node.hi[axis][lane] = bounds.hi[axis];
            }
            if leaf {
                node.child[lane] = LEAF_BIT | wide.leaf_count() as u32;
                let begin = wide.primitives.len();
                gather(tree, child, &mut wide.primitives);
                if let Some(shuffler) = &mut shuffler {
                    shuffler.shuffle(&mut wide.primitives[begin..]);
                }
                wide.leaf_begin.push(wide.primitives.len() as u32);
            } else {
                node.child[lane] = wide.nodes.len() as u32;
                work.push((child, wide.nodes.len(), depth + 1));
                wide.nodes.push(EMPTY);
            }
        }
        work[first_work..].reverse(); // the first child's subtree comes first
        wide.nodes[to] = node;
    }
    Some(wide)
}

/// The primitives below a node that is a leaf of the wide tree: eight at most.
fn gather(tree: &[Node], node: u32, out: &mut Vec<u32>) {
    match tree[node as usize].kind {
        Kind::Leaf { primitive } => out.push(primitive),
        Kind::Inner { left } => {
            gather(tree, left, out);
            gather(tree, left + 1, out);
        }
    }
}
