//! Wide trees with boxes on a grid of 8 bits, 80 bytes a node: after Ylitie, Karras and Laine
//! (2017), "Efficient Incoherent Ray Traversal on GPUs Through Compressed Wide BVHs".

use super::grid::Grid;
use super::wide::{TREE_BIT, Wide};
use crate::layout::{LEAF_BIT, NONE, Node8, QuantizedNode};
use std::collections::VecDeque;

/// Trees, the nodes of each but its root in the order of levels; nodes and entries count from the
/// first ones here. Entries are the primitives of leaves.
#[derive(Default)]
pub(crate) struct Quantized {
    pub nodes: Vec<QuantizedNode>,
    pub entries: Vec<u32>,
    /// Nodes that are the roots of trees elsewhere: place and number. What lies there means nothing.
    pub trees: Vec<(u32, u32)>,
}

/// Most entries of a leaf.
pub(super) const MAX_LEAF: u32 = 3;

impl Quantized {
    /// Adds what is below a node of a wide tree, whose leaves hold at most [`MAX_LEAF`] primitives,
    /// and gives that node.
    pub fn add(&mut self, wide: &Wide, root: u32) -> QuantizedNode {
        let mut queue = VecDeque::new();
        let root = self.node(wide, root, self.nodes.len(), &mut queue);
        while let Some(from) = queue.pop_front() {
            let node = if from & TREE_BIT != 0 {
                self.trees.push((self.nodes.len() as u32, from & !TREE_BIT));
                root
            } else {
                self.node(wide, from, self.nodes.len() + 1 + queue.len(), &mut queue)
            };
            self.nodes.push(node);
        }
        root
    }

    /// As [`Quantized::add`], with the node itself. Gives its place.
    pub fn add_whole(&mut self, wide: &Wide, root: u32) -> u32 {
        let at = self.nodes.len();
        self.nodes.push(bytemuck::Zeroable::zeroed());
        self.nodes[at] = self.add(wide, root);
        at as u32
    }

    /// One node, with its leaves' entries. Its children join the queue; they will lie from `next` on.
    fn node(&mut self, wide: &Wide, from: u32, next: usize, queue: &mut VecDeque<u32>) -> QuantizedNode {
        let source = &wide.nodes[from as usize];
        let grid = Grid::around(source);
        let mut node = QuantizedNode {
            origin: grid.origin,
            exponent: grid.exponent,
            inner: 0,
            first_node: next as u32,
            first_leaf: self.entries.len() as u32,
            meta: [0; 8],
            lo: [[0; 8]; 3],
            hi: [[0; 8]; 3],
        };
        for (slot, lane) in
            slots(source).into_iter().enumerate().filter_map(|(slot, lane)| Some((slot, lane?)))
        {
            let child = source.child[lane];
            if child & LEAF_BIT == 0 {
                node.inner |= 1 << slot;
                node.meta[slot] = 0x20 | (24 + slot as u8);
                queue.push_back(child);
            } else {
                let leaf = wide.leaf((child & !LEAF_BIT) as usize);
                let first = self.entries.len() as u32 - node.first_leaf;
                let unary: u8 = [1, 3, 7][leaf.len() - 1];
                node.meta[slot] = unary << 5 | first as u8;
                self.entries.extend_from_slice(leaf);
            }
            for axis in 0..3 {
                let (lo, hi) = grid.cells(axis, source.lo[axis][lane], source.hi[axis][lane]);
                (node.lo[axis][slot], node.hi[axis][slot]) = (lo, hi);
            }
        }
        node
    }
}

/// The child (a lane of the node) of each slot. Slot s lies towards the corner of the node whose
/// bits are s: of all pairs of child and slot left, the one farthest out comes next.
fn slots(node: &Node8) -> [Option<usize>; 8] {
    let lanes: Vec<usize> = (0..8).filter(|&lane| node.child[lane] != NONE).collect();
    let middle = |axis: usize, lane: usize| 0.5 * (node.lo[axis][lane] + node.hi[axis][lane]);
    let centre = [0, 1, 2].map(|axis| {
        let lo = lanes.iter().fold(f32::INFINITY, |least, &lane| least.min(node.lo[axis][lane]));
        let hi = lanes.iter().fold(f32::NEG_INFINITY, |most, &lane| most.max(node.hi[axis][lane]));
        0.5 * (lo + hi)
    });
    let outward = |lane: usize, slot: usize| -> f32 {
        (0..3)
            .map(|axis| {
                let along = middle(axis, lane) - centre[axis];
                if slot >> axis & 1 == 1 { along } else { -along }
            })
            .sum()
    };
    let mut pairs: Vec<(f32, usize, usize)> = lanes
        .iter()
        .flat_map(|&lane| (0..8).map(move |slot| (lane, slot)))
        .map(|(lane, slot)| (outward(lane, slot), lane, slot))
        .collect();
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let (mut slots, mut placed) = ([None; 8], [false; 8]);
    for (_, lane, slot) in pairs {
        if slots[slot].is_none() && !placed[lane] {
            (slots[slot], placed[lane]) = (Some(lane), true);
        }
    }
    slots
}
