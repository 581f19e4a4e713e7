//! Wide trees: nodes in the order of a depth-first walk, leaves as lists of primitives.

use super::Shuffler;
use super::binary::{Kind, Node};
use super::collapse::{self, Plan, Root, Trees};
use crate::layout::{LEAF_BIT, NONE, Node8};

/// Trees; `child` counts the nodes here, or (with [`LEAF_BIT`]) the leaves here, or (with
/// [`TREE_BIT`]) trees elsewhere.
pub(crate) struct Wide {
    pub nodes: Vec<Node8>,
    /// Primitives of all leaves, one after another.
    pub primitives: Vec<u32>,
    /// Where a leaf's primitives begin; one more entry than leaves.
    pub leaf_begin: Vec<u32>,
}

/// In a child of a [`Wide`] tree's node: a tree that it was built on top of.
pub(super) const TREE_BIT: u32 = 1 << 30;

impl Default for Wide {
    fn default() -> Self {
        Self { nodes: Vec::new(), primitives: Vec::new(), leaf_begin: vec![0] }
    }
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

/// A binary tree and how it becomes a wide one.
pub(super) struct Planned<'a> {
    pub tree: &'a [Node],
    pub plans: &'a [Plan],
    pub trees: Trees<'a>,
    /// Most nodes from a root to any leaf.
    pub most_depth: u32,
}

impl Planned<'_> {
    /// Adds the tree below a binary node, as a wide node whatever its plan, or gives `None` where it
    /// would be too deep.
    pub fn emit(&self, node: u32, shuffler: &mut Option<Shuffler>, wide: &mut Wide) -> Option<Root> {
        let root = wide.nodes.len();
        wide.nodes.push(EMPTY);
        let mut deepest = 0;
        let mut children = Vec::with_capacity(8);
        let mut work = vec![(node, root, 1_u32)]; // binary node, wide node, depth
        while let Some((from, to, depth)) = work.pop() {
            collapse::children(self.tree, self.plans, from, &mut children);
            if let Some(shuffler) = shuffler {
                shuffler.shuffle(&mut children);
            }
            let mut node = EMPTY;
            let first_work = work.len();
            for (lane, &(child, leaf)) in children.iter().enumerate() {
                let mut below = 0;
                let Node { bounds, kind } = self.tree[child as usize];
                for axis in 0..3 {
                    node.lo[axis][lane] = bounds.lo[axis];
                    node.hi[axis][lane] = bounds.hi[axis];
                }
                node.child[lane] = match kind {
                    _ if leaf => LEAF_BIT | self.leaf(child, shuffler, wide),
                    Kind::Leaf { primitive } => {
                        let tree = primitive - self.trees.first;
                        below = self.trees.roots[tree as usize].depth;
                        TREE_BIT | tree
                    }
                    Kind::Inner { .. } => {
                        work.push((child, wide.nodes.len(), depth + 1));
                        wide.nodes.push(EMPTY);
                        wide.nodes.len() as u32 - 1
                    }
                };
                deepest = deepest.max(depth + below);
            }
            if deepest > self.most_depth {
                return None;
            }
            work[first_work..].reverse(); // the first child's subtree comes first
            wide.nodes[to] = node;
        }
        let (bounds, cost) = (self.tree[node as usize].bounds, self.plans[node as usize].cost[0]);
        Some(Root { bounds, cost, depth: deepest, node: root as u32 })
    }

    /// Adds a leaf: eight primitives at most.
    fn leaf(&self, node: u32, shuffler: &mut Option<Shuffler>, wide: &mut Wide) -> u32 {
        let begin = wide.primitives.len();
        self.gather(node, &mut wide.primitives);
        if let Some(shuffler) = shuffler {
            shuffler.shuffle(&mut wide.primitives[begin..]);
        }
        wide.leaf_begin.push(wide.primitives.len() as u32);
        wide.leaf_count() as u32 - 1
    }

    /// The primitives below a node that is a leaf of the wide tree.
    pub fn gather(&self, node: u32, out: &mut Vec<u32>) {
        match self.tree[node as usize].kind {
            Kind::Leaf { primitive } => out.push(primitive),
            Kind::Inner { left } => {
                self.gather(left, out);
                self.gather(left + 1, out);
            }
        }
    }
}
