//! Better binary trees by moving subtrees: after Meister and Bittner (2017), "Parallel Reinsertion
//! for Bounding Volume Hierarchy Optimization", with a bound on the work for each.

use super::binary::{Kind, Node};
use rayon::prelude::*;

/// How much is tried.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effort {
    /// Part of all nodes that the first pass tries to move, those of largest area; the ones after it
    /// a third, a fifth, and so on.
    pub share: f32,
    pub passes: usize,
    /// Places that are looked at for one node. Where all overlaps, all would be.
    pub visits: u32,
}

/// Deeper nodes stay where they are.
const DEEPEST: usize = 200;

/// A node, the place (another node) that it should be the sibling of, and the area that this saves.
#[derive(Debug, Clone, Copy)]
struct Move {
    from: u32,
    to: u32,
    saved: f32,
}

struct Tree<'a> {
    nodes: &'a mut [Node],
    parents: Vec<u32>,
    areas: Vec<f32>,
}

/// Children lie next to each other, the first one at an odd place.
fn sibling(node: u32) -> u32 {
    ((node - 1) ^ 1) + 1
}

/// Moves nodes of a tree whose root is node 0. The outcome does not depend on the number of threads.
pub(super) fn improve(nodes: &mut [Node], effort: &Effort, parallel: bool) {
    if nodes.len() < 5 {
        return;
    }
    let mut tree = Tree::new(nodes);
    let mut touched = vec![false; tree.nodes.len()];
    for pass in 0..effort.passes {
        let candidates = tree.largest(effort.share / (2 * pass + 1) as f32);
        let find = |stack: &mut Vec<(f32, u32)>, &node: &u32| tree.find(node, effort.visits, stack);
        let mut moves: Vec<Move> = if parallel && candidates.len() > 1000 {
            candidates.par_iter().with_min_len(100).map_init(Vec::new, find).filter(Move::helps).collect()
        } else {
            let mut stack = Vec::new();
            candidates.iter().map(|node| find(&mut stack, node)).filter(Move::helps).collect()
        };
        moves.sort_unstable_by(|a, b| b.saved.total_cmp(&a.saved).then(a.from.cmp(&b.from)));
        if moves.is_empty() {
            break;
        }
        touched.fill(false);
        for one in &moves {
            let involved = [one.from, one.to, sibling(one.from), tree.parent(one.from), tree.parent(one.to)];
            if involved.iter().all(|&node| !touched[node as usize]) && tree.allows(one) {
                involved.iter().for_each(|&node| touched[node as usize] = true);
                tree.apply(one);
            }
        }
    }
}

impl Move {
    fn helps(&self) -> bool {
        self.saved > 0.0
    }
}

impl<'a> Tree<'a> {
    fn new(nodes: &'a mut [Node]) -> Self {
        let mut parents = vec![0; nodes.len()];
        for (i, node) in (0..).zip(nodes.iter()) {
            if let Kind::Inner { left } = node.kind {
                (parents[left as usize], parents[left as usize + 1]) = (i, i);
            }
        }
        let areas = nodes.iter().map(|node| node.bounds.half_area()).collect();
        Self { nodes, parents, areas }
    }

    fn parent(&self, node: u32) -> u32 {
        self.parents[node as usize]
    }

    /// A share of all nodes but the root: those of largest area.
    fn largest(&self, share: f32) -> Vec<u32> {
        let count = ((self.nodes.len() as f32 * share) as usize).clamp(1, self.nodes.len() - 1);
        let mut nodes: Vec<u32> = (1..self.nodes.len() as u32).collect();
        if count < nodes.len() {
            let area = |node: u32| self.areas[node as usize];
            nodes.select_nth_unstable_by(count, |&a, &b| area(b).total_cmp(&area(a)).then(a.cmp(&b)));
            nodes.truncate(count);
        }
        nodes
    }

    /// The best place for a node: looks from its sibling on outwards, and into what is nearer to it
    /// than the best place so far can be.
    fn find(&self, node: u32, visits: u32, stack: &mut Vec<(f32, u32)>) -> Move {
        let (bounds, area) = (self.nodes[node as usize].bounds, self.areas[node as usize]);
        let parent = self.parent(node);
        let mut best = Move { from: node, to: 0, saved: 0.0 };
        let (mut pivot, mut branch) = (parent, sibling(node));
        // What taking the node away saves up to the pivot, and the box that is left there.
        let mut saved = self.areas[parent as usize];
        let mut left = self.nodes[branch as usize].bounds;
        let mut visits_left = visits;
        loop {
            stack.push((saved, branch));
            while let Some((saved, at)) = stack.pop() {
                if saved - area <= best.saved {
                    continue;
                }
                if visits_left == 0 {
                    stack.clear();
                    break;
                }
                visits_left -= 1;
                let place = &self.nodes[at as usize];
                let here = saved - place.bounds.join(bounds).half_area();
                if here > best.saved {
                    (best.to, best.saved) = (at, here);
                }
                if let Kind::Inner { left } = place.kind {
                    let below = here + self.areas[at as usize];
                    if below - area > best.saved {
                        stack.extend([(below, left), (below, left + 1)]);
                    }
                }
            }
            if pivot != parent {
                left = left.join(self.nodes[branch as usize].bounds);
                saved += self.areas[pivot as usize] - left.half_area();
            }
            if pivot == 0 || visits_left == 0 {
                break;
            }
            branch = sibling(pivot);
            pivot = self.parent(pivot);
        }
        if best.to == 0 || best.to == sibling(node) || best.to == parent {
            best.saved = 0.0; // it is there
        }
        best
    }

    /// Whether a move is possible after others: the place is not below the node, and not very deep.
    fn allows(&self, one: &Move) -> bool {
        let mut at = one.to;
        for _ in 0..DEEPEST {
            if at == one.from {
                return false;
            }
            if at == 0 {
                return true;
            }
            at = self.parent(at);
        }
        false
    }

    /// The sibling takes its parent's place, and the place's node the sibling's.
    fn apply(&mut self, one: &Move) {
        let (from, to, beside, parent) = (one.from, one.to, sibling(one.from), self.parent(one.from));
        let (left, right) = (self.nodes[beside as usize], self.nodes[to as usize]);
        let bounds = right.bounds.join(self.nodes[from as usize].bounds);
        self.put(to, Node { bounds, kind: Kind::Inner { left: from.min(beside) } });
        self.put(beside, right);
        self.put(parent, left);
        self.refit(self.parent(to));
        self.refit(self.parent(parent));
    }

    fn put(&mut self, at: u32, node: Node) {
        self.nodes[at as usize] = node;
        self.areas[at as usize] = node.bounds.half_area();
        if let Kind::Inner { left } = node.kind {
            (self.parents[left as usize], self.parents[left as usize + 1]) = (at, at);
        }
    }

    /// Boxes of a node and of those above it from what is below, as far up as they change.
    fn refit(&mut self, mut at: u32) {
        while let Kind::Inner { left } = self.nodes[at as usize].kind {
            let bounds = self.nodes[left as usize].bounds.join(self.nodes[left as usize + 1].bounds);
            if bounds == self.nodes[at as usize].bounds {
                break;
            }
            self.nodes[at as usize].bounds = bounds;
            self.areas[at as usize] = bounds.half_area();
            if at == 0 {
                break;
            }
            at = self.parent(at);
        }
    }
}
