//! Which nodes of a binary tree become children of wide ones.
//!
//! Dynamic programming over the surface area heuristic after Ylitie, Karras and Laine (2017),
//! "Efficient Incoherent Ray Traversal on GPUs Through Compressed Wide BVHs", section 3: `cost[i]`
//! of a node is the least cost of showing its subtree as at most i + 1 children of a wide node.

use super::binary::{Kind, Node};

/// Costs of a visit: eight boxes, or a leaf, however many of its lanes are in use.
const NODE: f32 = 1.0;
const LEAF: f32 = 1.0;

/// How a binary node is best shown as children of a wide one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Plan {
    cost: [f32; 7],
    /// Of `i + 1` children, how many go to the left (0: as with one child fewer).
    split: [u8; 8],
    /// Whether one child is a leaf rather than a node.
    leaf: bool,
    /// Primitives below.
    pub count: u32,
}

fn half_area(node: &Node) -> f32 {
    let [x, y, z] = [0, 1, 2].map(|axis| node.bounds.hi[axis] - node.bounds.lo[axis]);
    x * y + y * z + z * x
}

/// Nodes of a binary tree, every one after its children.
fn bottom_up(tree: &[Node]) -> Vec<u32> {
    let mut order = Vec::with_capacity(tree.len());
    let mut stack = vec![0];
    while let Some(node) = stack.pop() {
        order.push(node);
        if let Kind::Inner { left } = tree[node as usize].kind {
            stack.extend([left, left + 1]);
        }
    }
    order.reverse();
    order
}

/// Plans for all nodes. `even` splits by halves instead of by cost, for a shallow tree.
pub(super) fn plan(tree: &[Node], max_leaf: u32, even: bool) -> Vec<Plan> {
    let mut plans = vec![Plan::default(); tree.len()];
    for node in bottom_up(tree) {
        let node = node as usize;
        plans[node] = match tree[node].kind {
            Kind::Leaf { .. } => {
                Plan { cost: [half_area(&tree[node]) * LEAF; 7], split: [0; 8], leaf: true, count: 1 }
            }
            Kind::Inner { left } => {
                let (left, right) = (&plans[left as usize], &plans[left as usize + 1]);
                let area = half_area(&tree[node]);
                if even { halves(left, right, max_leaf) } else { best(left, right, area, max_leaf) }
            }
        };
    }
    plans
}

fn best(left: &Plan, right: &Plan, area: f32, max_leaf: u32) -> Plan {
    let mut plan = Plan { count: left.count + right.count, ..Plan::default() };
    // Cheapest way to share `children` of them between left and right.
    let share = |children: usize| {
        (1..children)
            .map(|k| (left.cost[k - 1] + right.cost[children - k - 1], k as u8))
            .fold((f32::INFINITY, 0), |best, next| if next.0 < best.0 { next } else { best })
    };
    let (all, split) = share(8);
    let node = all + area * NODE;
    let leaf = if plan.count <= max_leaf { area * LEAF } else { f32::INFINITY };
    plan.split[7] = if leaf <= all { 0 } else { split }; // 0 matters to a root only
    plan.leaf = leaf <= node;
    plan.cost[0] = node.min(leaf);
    for children in 2..=7 {
        let (cost, split) = share(children);
        let fewer = plan.cost[children - 2];
        (plan.cost[children - 1], plan.split[children - 1]) =
            if cost < fewer { (cost, split) } else { (fewer, 0) };
    }
    plan
}

fn halves(left: &Plan, right: &Plan, max_leaf: u32) -> Plan {
    let count = left.count + right.count;
    let leaf = count <= max_leaf;
    Plan { cost: [0.0; 7], split: if leaf { [0; 8] } else { [0, 1, 1, 2, 2, 3, 3, 4] }, leaf, count }
}

/// A child of a wide node: a binary node, and whether it is a leaf.
pub(super) type Child = (u32, bool);

/// The children that an inner node has as a wide node. The root is asked even where its plan is a
/// leaf, since a tree begins with a node.
pub(super) fn children(tree: &[Node], plans: &[Plan], node: u32, out: &mut Vec<Child>) {
    out.clear();
    match tree[node as usize].kind {
        Kind::Leaf { .. } => out.push((node, true)),
        Kind::Inner { .. } if plans[node as usize].split[7] == 0 => out.push((node, true)),
        Kind::Inner { left } => {
            let k = plans[node as usize].split[7];
            gather(tree, plans, left, k, out);
            gather(tree, plans, left + 1, 8 - k, out);
        }
    }
}

fn gather(tree: &[Node], plans: &[Plan], node: u32, most: u8, out: &mut Vec<Child>) {
    let plan = &plans[node as usize];
    let Kind::Inner { left } = tree[node as usize].kind else {
        return out.push((node, true));
    };
    match (most, plan.split[most as usize - 1]) {
        (1, _) => out.push((node, plan.leaf)),
        (_, 0) => gather(tree, plans, node, most - 1, out),
        (_, k) => {
            gather(tree, plans, left, k, out);
            gather(tree, plans, left + 1, most - k, out);
        }
    }
}
