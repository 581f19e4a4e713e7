//! Parts of binary trees made from their roots down: each is divided where the surface area heuristic says that
//! it costs least, at one of a few planes on each axis (Wald 2007, "On fast Construction of SAH-based
//! Bounding Volume Hierarchies").

use super::Bounds;
use super::binary::{Kind, Node};

/// Most slices of a part on each axis; of few items there are twice as many slices as items.
const BINS: usize = 32;

/// Deeper parts are halved by number: of nested boxes planes cut off one at a time.
const DEEPEST: u32 = 24;

#[derive(Clone, Copy)]
struct Item {
    bounds: Bounds,
    number: u32,
}

impl Item {
    /// Twice the centre.
    fn centre(&self, axis: usize) -> f32 {
        self.bounds.lo[axis] + self.bounds.hi[axis]
    }
}

/// Slices of equal width over the centres of a part.
#[derive(Clone, Copy)]
struct Slices {
    axis: usize,
    lo: f32,
    scale: f32,
    count: usize,
}

impl Slices {
    fn of(&self, item: &Item) -> usize {
        // Conversions saturate.
        (((item.centre(self.axis) - self.lo) * self.scale) as usize).min(self.count - 1)
    }
}

/// Builds what is below the nodes of a tree that have no more than so many primitives anew. Its
/// children come after their parents, before and after.
pub(super) fn below(nodes: &mut Vec<Node>, boxes: &[Bounds], most: u32) {
    let tree = std::mem::take(nodes);
    let mut counts = vec![1_u32; tree.len()];
    for (i, node) in tree.iter().enumerate().rev() {
        if let Kind::Inner { left } = node.kind {
            counts[i] = counts[left as usize] + counts[left as usize + 1];
        }
    }
    nodes.reserve(tree.len());
    nodes.push(tree[0]);
    let mut items = Vec::new();
    let mut work = vec![(0_u32, 0_usize)]; // of the old tree, of the new one
    while let Some((from, to)) = work.pop() {
        if counts[from as usize] <= most {
            gather(&tree, boxes, from, &mut items);
            build(&mut items, to, nodes);
        } else if let Kind::Inner { left } = tree[from as usize].kind {
            let at = nodes.len();
            nodes.extend_from_slice(&tree[left as usize..left as usize + 2]);
            nodes[to].kind = Kind::Inner { left: at as u32 };
            work.extend([(left, at), (left + 1, at + 1)]);
        }
    }
}

/// The primitives below a node, in place of what `items` held.
fn gather(tree: &[Node], boxes: &[Bounds], node: u32, items: &mut Vec<Item>) {
    items.clear();
    let mut work = vec![node];
    while let Some(node) = work.pop() {
        match tree[node as usize].kind {
            Kind::Leaf { primitive } => {
                items.push(Item { bounds: boxes[primitive as usize], number: primitive })
            }
            Kind::Inner { left } => work.extend([left + 1, left]),
        }
    }
}

/// Makes a node the root of a tree over some items, of which there is at least one.
fn build(items: &mut [Item], root: usize, nodes: &mut Vec<Node>) {
    let mut work = vec![(root, 0_usize, items.len(), 0_u32)];
    while let Some((node, begin, end, depth)) = work.pop() {
        let part = &mut items[begin..end];
        if let [item] = part {
            nodes[node] = Node { bounds: item.bounds, kind: Kind::Leaf { primitive: item.number } };
            continue;
        }
        let bounds = part.iter().fold(Bounds::EMPTY, |all, one| all.join(one.bounds));
        let half = begin + if depth < DEEPEST { divide(part) } else { part.len() / 2 };
        let left = nodes.len();
        nodes[node] = Node { bounds, kind: Kind::Inner { left: left as u32 } };
        nodes.extend([nodes[node]; 2]); // filled in when their turn comes
        work.extend([(left, begin, half, depth + 1), (left + 1, half, end, depth + 1)]);
    }
}

/// Puts the items of one side of the best plane first, and says how many these are.
fn divide(part: &mut [Item]) -> usize {
    if part.len() == 2 {
        return 1;
    }
    let count = (2 * part.len()).min(BINS);
    let mut best = (f32::INFINITY, None);
    for axis in 0..3 {
        let (lo, hi) = part.iter().fold((f32::INFINITY, f32::NEG_INFINITY), |(lo, hi), item| {
            let centre = item.centre(axis);
            (if centre < lo { centre } else { lo }, if centre > hi { centre } else { hi })
        });
        if lo < hi {
            let slices = Slices { axis, lo, scale: count as f32 / (hi - lo), count };
            let (cost, plane) = cheapest(part, &slices);
            if cost < best.0 {
                best = (cost, Some((slices, plane)));
            }
        }
    }
    let Some((slices, plane)) = best.1 else { return part.len() / 2 };
    let mut first = 0;
    for i in 0..part.len() {
        if slices.of(&part[i]) < plane {
            part.swap(i, first);
            first += 1;
        }
    }
    first
}

/// The slice that the second side best begins with, and the cost. There are items on both sides.
fn cheapest(part: &[Item], slices: &Slices) -> (f32, usize) {
    let mut room = [(Bounds::EMPTY, 0_u32); BINS];
    let bins = &mut room[..slices.count];
    for item in part {
        let bin = &mut bins[slices.of(item)];
        *bin = (bin.0.join(item.bounds), bin.1 + 1);
    }
    let mut above = [f32::INFINITY; BINS];
    let (mut all, mut count) = (Bounds::EMPTY, 0);
    for (bin, above) in bins.iter().zip(&mut above).rev() {
        (all, count) = (all.join(bin.0), count + bin.1);
        if count > 0 {
            *above = all.half_area() * count as f32;
        }
    }
    let (mut all, mut count, mut best) = (Bounds::EMPTY, 0, (f32::INFINITY, 0));
    for plane in 1..slices.count {
        (all, count) = (all.join(bins[plane - 1].0), count + bins[plane - 1].1);
        let cost = all.half_area() * count as f32 + above[plane];
        if count > 0 && cost < best.0 {
            best = (cost, plane);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::bvh::balanced;

    #[test]
    fn primitives_stay_and_nested_ones_are_not_deep() {
        let nested = |i: i32| Bounds { lo: [-(1.05_f32.powi(i)); 3], hi: [0.0; 3] };
        let boxes: Vec<Bounds> = (0..300).map(nested).collect();
        for most in [0, 1, 7, 300] {
            let mut nodes = balanced::build(&boxes);
            below(&mut nodes, &boxes, most);
            assert_eq!(nodes.len(), 599);
            let (mut met, mut work) = (vec![0; 300], vec![(0_usize, 0_u32)]);
            while let Some((node, depth)) = work.pop() {
                match nodes[node].kind {
                    Kind::Leaf { primitive } => {
                        assert_eq!(nodes[node].bounds, boxes[primitive as usize]);
                        assert!(depth <= DEEPEST + 9, "{depth}");
                        met[primitive as usize] += 1;
                    }
                    Kind::Inner { left } => {
                        let left = left as usize;
                        assert!(left > node);
                        assert_eq!(nodes[node].bounds, nodes[left].bounds.join(nodes[left + 1].bounds));
                        work.extend([(left, depth + 1), (left + 1, depth + 1)]);
                    }
                }
            }
            assert!(met.iter().all(|&times| times == 1));
        }
    }
}
