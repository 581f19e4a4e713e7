//! Parts of binary trees made from their roots down: each is divided where the surface area heuristic says that
//! it costs least, at one of a few planes on each axis (Wald 2007, "On fast Construction of SAH-based
//! Bounding Volume Hierarchies").

use super::Bounds;
use super::binary::{Kind, Node};
use rayon::prelude::*;

/// Most slices of a part on each axis; of few items there are twice as many slices as items.
const BINS: usize = 32;

/// Deeper parts are halved by number: of nested boxes planes cut off one at a time.
const DEEPEST: u32 = 24;

/// A box by its low sides, and by its high ones with their signs turned: to join two is to take the
/// lesser of eight numbers each, which are two vectors. The last ones of the fours mean nothing.
#[derive(Clone, Copy)]
struct Sides([f32; 8]);

impl Sides {
    const EMPTY: Self = Self([f32::INFINITY; 8]);

    fn new(Bounds { lo, hi }: &Bounds) -> Self {
        Self([lo[0], lo[1], lo[2], 0.0, -hi[0], -hi[1], -hi[2], 0.0])
    }

    fn bounds(&self) -> Bounds {
        let [a, b, c, _, d, e, f, _] = self.0;
        Bounds { lo: [a, b, c], hi: [-d, -e, -f] }
    }

    fn join(&self, other: &Self) -> Self {
        let (a, b) = (&self.0, &other.0);
        Self(std::array::from_fn(|i| if a[i] < b[i] { a[i] } else { b[i] }))
    }

    fn half_area(&self) -> f32 {
        self.bounds().half_area()
    }
}

#[derive(Clone, Copy)]
struct Item {
    sides: Sides,
    number: u32,
}

impl Item {
    /// Twice the centre.
    fn centre(&self, axis: usize) -> f32 {
        self.sides.0[axis] - self.sides.0[4 + axis]
    }

    /// Of all axes, as a box.
    fn centres(&self) -> Sides {
        let [a, b, c, d, e, f, g, h] = self.sides.0;
        let centre = [a - e, b - f, c - g, d - h];
        Sides(std::array::from_fn(|i| if i < 4 { centre[i] } else { -centre[i - 4] }))
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

/// A part of a tree that is made anew: its root in the old tree and in the new one, the first of the
/// nodes below it, and how many these are.
struct Part {
    from: u32,
    to: usize,
    first: usize,
    below: usize,
}

/// Builds what is below the nodes of a tree that have no more than so many primitives anew. Its
/// children come after their parents, before and after. With the threads of the pool; the tree does
/// not depend on them.
pub(super) fn below(nodes: &mut Vec<Node>, boxes: &[Bounds], most: u32) {
    let tree = std::mem::take(nodes);
    let mut counts = vec![1_u32; tree.len()];
    for (i, node) in tree.iter().enumerate().rev() {
        if let Kind::Inner { left } = node.kind {
            counts[i] = counts[left as usize] + counts[left as usize + 1];
        }
    }
    *nodes = vec![tree[0]; tree.len()];
    let (mut parts, mut next) = (Vec::new(), 1);
    let mut work = vec![(0_u32, 0_usize)]; // of the old tree, of the new one
    while let Some((from, to)) = work.pop() {
        let (at, count) = (next, counts[from as usize]);
        if count <= most {
            parts.push(Part { from, to, first: at, below: 2 * count as usize - 2 });
            next += 2 * count as usize - 2;
        } else if let Kind::Inner { left } = tree[from as usize].kind {
            nodes[at..at + 2].copy_from_slice(&tree[left as usize..left as usize + 2]);
            nodes[to].kind = Kind::Inner { left: at as u32 };
            work.extend([(left, at), (left + 1, at + 1)]);
            next += 2;
        }
    }
    let (mut rest, mut begin) = (&mut nodes[..], 0);
    let mut rooms = Vec::with_capacity(parts.len());
    for part in &parts {
        let (room, after) = rest[part.first - begin..].split_at_mut(part.below);
        rooms.push(room);
        (rest, begin) = (after, part.first + part.below);
    }
    let make = |items: &mut Vec<Item>, (part, room): (&Part, &mut [Node])| {
        gather(&tree, boxes, part.from, items);
        build(items, room, part.first)
    };
    let roots: Vec<Node> = parts.par_iter().zip(rooms).map_init(Vec::new, make).collect();
    parts.iter().zip(roots).for_each(|(part, root)| nodes[part.to] = root);
}

/// The primitives below a node, in place of what `items` held.
fn gather(tree: &[Node], boxes: &[Bounds], node: u32, items: &mut Vec<Item>) {
    items.clear();
    let mut work = vec![node];
    while let Some(node) = work.pop() {
        match tree[node as usize].kind {
            Kind::Leaf { primitive } => {
                items.push(Item { sides: Sides::new(&boxes[primitive as usize]), number: primitive })
            }
            Kind::Inner { left } => work.extend([left + 1, left]),
        }
    }
}

/// The root of a tree over some items, of which there is at least one; what is below it fills `nodes`,
/// the first of which has number `first`.
fn build(items: &mut [Item], nodes: &mut [Node], first: usize) -> Node {
    let mut root = Node { bounds: Bounds::EMPTY, kind: Kind::Leaf { primitive: items[0].number } };
    let mut used = 0;
    let mut work = vec![(None, 0_usize, items.len(), 0_u32)]; // place below the root, items, depth
    while let Some((place, begin, end, depth)) = work.pop() {
        let part = &mut items[begin..end];
        let node = match place {
            Some(place) => &mut nodes[place],
            None => &mut root,
        };
        if let [item] = part {
            *node = Node { bounds: item.sides.bounds(), kind: Kind::Leaf { primitive: item.number } };
            continue;
        }
        let bounds = part.iter().fold(Sides::EMPTY, |all, one| all.join(&one.sides)).bounds();
        *node = Node { bounds, kind: Kind::Inner { left: (first + used) as u32 } };
        let half = begin + if depth < DEEPEST { divide(part) } else { part.len() / 2 };
        work.extend([(Some(used), begin, half, depth + 1), (Some(used + 1), half, end, depth + 1)]);
        used += 2;
    }
    root
}

/// Puts the items of one side of the best plane first, and says how many these are.
fn divide(part: &mut [Item]) -> usize {
    if part.len() == 2 {
        return 1;
    }
    let count = (2 * part.len()).min(BINS);
    let mut best = (f32::INFINITY, None);
    let centres = part.iter().fold(Sides::EMPTY, |all, item| all.join(&item.centres())).bounds();
    for axis in 0..3 {
        let (lo, hi) = (centres.lo[axis], centres.hi[axis]);
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
    let mut room = [(Sides::EMPTY, 0_u32); BINS];
    let bins = &mut room[..slices.count];
    for item in part {
        let bin = &mut bins[slices.of(item)];
        *bin = (bin.0.join(&item.sides), bin.1 + 1);
    }
    let mut above = [f32::INFINITY; BINS];
    let (mut all, mut count) = (Sides::EMPTY, 0);
    for (bin, above) in bins.iter().zip(&mut above).rev() {
        (all, count) = (all.join(&bin.0), count + bin.1);
        if count > 0 {
            *above = all.half_area() * count as f32;
        }
    }
    let (mut all, mut count, mut best) = (Sides::EMPTY, 0, (f32::INFINITY, 0));
    for plane in 1..slices.count {
        (all, count) = (all.join(&bins[plane - 1].0), count + bins[plane - 1].1);
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
