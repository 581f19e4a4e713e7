//! Which nodes of a binary tree become children of wide ones.
//!
//! Dynamic programming over the surface area heuristic after Ylitie, Karras and Laine (2017),
//! "Efficient Incoherent Ray Traversal on GPUs Through Compressed Wide BVHs", section 3: `cost[i]`
//! of a node is the least cost of showing its subtree as at most i + 1 children of a wide node.

use super::Bounds;
use super::binary::{Kind, Node};

/// Costs of visits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Costs {
    /// Of a node: eight boxes.
    pub node: f32,
    /// Of a leaf, however full.
    pub leaf: f32,
    /// Of each of its primitives.
    pub primitive: f32,
}

impl Costs {
    /// Eight triangles are tested at once.
    pub(crate) const HOST: Self = Self { node: 1.0, leaf: 1.0, primitive: 0.0 };
    /// One triangle after the other.
    pub(crate) const DEVICE: Self = Self { node: 1.0, leaf: 0.0, primitive: 0.6 };

    fn leaf(&self, count: u32) -> f32 {
        self.leaf + self.primitive * count as f32
    }
}

/// A wide tree that exists, and becomes part of a larger one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Root {
    pub bounds: Bounds,
    /// As [`Plan::cost`] of a node.
    pub cost: f32,
    /// Nodes from it to its deepest leaf.
    pub depth: u32,
    /// Its node.
    pub node: u32,
}

/// Trees among a tree's primitives: those from `first` on.
pub(super) struct Trees<'a> {
    pub first: u32,
    pub roots: &'a [Root],
}

impl Trees<'_> {
    /// None.
    pub const NONE: Self = Self { first: u32::MAX, roots: &[] };
}

/// How a binary node is best shown as children of a wide one.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Plan {
    pub cost: [f32; 7],
    /// Of `i + 1` children, how many go to the left (0: as with one child fewer).
    split: [u8; 8],
    /// Whether one child is a leaf rather than a node.
    pub leaf: bool,
    /// Primitives below; more than a leaf holds where a tree is among them.
    pub count: u32,
}

fn half_area(node: &Node) -> f32 {
    node.bounds.half_area()
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

/// Plans for all nodes. `even` splits by halves instead of by cost, for a shallow tree. Primitives
/// from `trees.first` on stand for trees that exist already.
pub(super) fn plan(tree: &[Node], max_leaf: u32, costs: &Costs, even: bool, trees: &Trees) -> Vec<Plan> {
    let mut plans = vec![Plan::default(); tree.len()];
    for node in bottom_up(tree) {
        let node = node as usize;
        plans[node] = match tree[node].kind {
            Kind::Leaf { primitive } if primitive >= trees.first => Plan {
                cost: [trees.roots[(primitive - trees.first) as usize].cost; 7],
                split: [0; 8],
                leaf: false,
                count: max_leaf + 1,
            },
            Kind::Leaf { .. } => Plan {
                cost: [half_area(&tree[node]) * costs.leaf(1); 7],
                split: [0; 8],
                leaf: true,
                count: 1,
            },
            Kind::Inner { left } => {
                let (left, right) = (&plans[left as usize], &plans[left as usize + 1]);
                let area = half_area(&tree[node]);
                if even { halves(left, right, max_leaf) } else { best(left, right, area, max_leaf, costs) }
            }
        };
    }
    plans
}

fn best(left: &Plan, right: &Plan, area: f32, max_leaf: u32, costs: &Costs) -> Plan {
    let mut plan = Plan { count: left.count + right.count, ..Plan::default() };
    // Cheapest way to share `children` of them between left and right.
    let share = |children: usize| {
        (1..children)
            .map(|k| (left.cost[k - 1] + right.cost[children - k - 1], k as u8))
            .fold((f32::INFINITY, 0), |best, next| if next.0 < best.0 { next } else { best })
    };
    let (all, split) = share(8);
    let node = all + area * costs.node;
    let leaf = if plan.count <= max_leaf { area * costs.leaf(plan.count) } else { f32::INFINITY };
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
        Kind::Leaf { .. } => out.push((node, plans[node as usize].leaf)),
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
        return out.push((node, plan.leaf));
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

#[cfg(test)]
mod tests {
    use super::super::Bounds;
    use super::super::balanced;
    use super::*;

    const BOTH: [Costs; 2] = [Costs::HOST, Costs::DEVICE];

    /// Boxes of odd sizes in odd places.
    fn tree(count: usize) -> Vec<Node> {
        let number = |i: usize, k: usize| ((i * 7919 + k * 104_729) % 1009) as f32;
        let boxes: Vec<Bounds> = (0..count)
            .map(|i| {
                let lo = [number(i, 1), number(i, 2), number(i, 3)];
                Bounds { lo, hi: [lo[0] + number(i, 4) / 9.0, lo[1] + number(i, 5) / 99.0, lo[2] + 1.0] }
            })
            .collect();
        balanced::build(&boxes)
    }

    /// Cost of a node shown as one wide node, or of the tree below it, counted from its children.
    fn counted(tree: &[Node], plans: &[Plan], costs: &Costs, node: u32) -> f32 {
        let mut list = Vec::new();
        children(tree, plans, node, &mut list);
        assert!((1..=8).contains(&list.len()));
        let below = |&(child, leaf): &Child| match leaf {
            true => half_area(&tree[child as usize]) * costs.leaf(plans[child as usize].count),
            false => counted(tree, plans, costs, child),
        };
        half_area(&tree[node as usize]) * costs.node + list.iter().map(below).sum::<f32>()
    }

    /// Least cost of showing a subtree as at most `most` children, by trying everything.
    fn least(tree: &[Node], node: u32, most: usize, max_leaf: u32, costs: &Costs) -> f32 {
        fn count(tree: &[Node], node: u32) -> u32 {
            match tree[node as usize].kind {
                Kind::Leaf { .. } => 1,
                Kind::Inner { left } => count(tree, left) + count(tree, left + 1),
            }
        }
        let area = half_area(&tree[node as usize]);
        let leaf =
            if count(tree, node) <= max_leaf { area * costs.leaf(count(tree, node)) } else { f32::INFINITY };
        let Kind::Inner { left } = tree[node as usize].kind else { return leaf };
        let share = |most: usize| {
            let one =
                |k| least(tree, left, k, max_leaf, costs) + least(tree, left + 1, most - k, max_leaf, costs);
            (1..most).map(one).fold(f32::INFINITY, f32::min)
        };
        leaf.min(area * costs.node + share(8)).min(share(most))
    }

    #[test]
    fn plans_are_the_cheapest() {
        let cases = [(2, 1), (5, 1), (9, 2), (10, 8), (11, 3)];
        for ((count, max_leaf), costs) in cases.into_iter().flat_map(|case| BOTH.map(|costs| (case, costs))) {
            let tree = tree(count);
            let plans = plan(&tree, max_leaf, &costs, false, &Trees::NONE);
            for most in 1..=7 {
                let (planned, wanted) = (plans[0].cost[most - 1], least(&tree, 0, most, max_leaf, &costs));
                assert!(
                    (planned - wanted).abs() <= 1e-5 * wanted,
                    "{count} in {most}: {planned} or {wanted}"
                );
            }
        }
    }

    #[test]
    fn children_cost_what_was_planned() {
        for (max_leaf, costs) in [1, 3, 8].into_iter().flat_map(|most| BOTH.map(|costs| (most, costs))) {
            let tree = tree(3000);
            let plans = plan(&tree, max_leaf, &costs, false, &Trees::NONE);
            let (planned, found) = (plans[0].cost[0], counted(&tree, &plans, &costs, 0));
            assert!((planned - found).abs() <= 1e-3 * planned, "{planned} or {found}");
        }
    }
}
