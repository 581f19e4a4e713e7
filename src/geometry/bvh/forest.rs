//! The trees of all meshes, in one list of each kind of what they are made of.
//!
//! Pieces are built by all threads at once, so many at a time that what they need on the way stays
//! small beside the lists, and put there one after another; then each mesh of several pieces gets a
//! tree on top of them.

use super::cut::{Pieces, cut};
use super::grow::{grow, starts};
use super::pieces::{self, Ends, Kind, Piece, Wanted};
use super::wide::{TREE_BIT, Wide};
use super::{Bounds, BuildOptions, pages};
use crate::geometry::{Mesh, SharedMesh};
use crate::layout::{Block8, Facet, LEAF_BIT, NONE, Node8, QuantizedNode};
use crate::{Error, Result, memory};
use rayon::prelude::*;

/// Triangles that are on their way into trees at a time.
pub(crate) const BATCH: usize = 1 << 22;

/// What the lists are to who reads a message.
const LISTS: &str = "trees of meshes";

/// A mesh in the lists.
pub(crate) struct Planted {
    /// Its root's place among the nodes; `NONE` where no triangle has an area.
    pub root: u32,
    /// The same among a device's nodes.
    pub device_root: u32,
    /// Triangles that are in no tree, in order.
    pub degenerate: Vec<u32>,
    /// Box of those that are.
    pub bounds: Bounds,
}

/// The trees of all meshes; lists of what is not wanted are empty.
#[derive(Default)]
pub(crate) struct Forest {
    pub nodes: Vec<Node8>,
    pub blocks: Vec<Block8>,
    pub quantized: Vec<QuantizedNode>,
    pub facets: Vec<Facet>,
    pub meshes: Vec<Planted>,
}

/// What pieces of a mesh that is not whole yet leave to its top.
#[derive(Default)]
struct Open {
    host: Ends,
    device: Ends,
    nodes: Vec<QuantizedNode>,
}

/// Builds the trees of meshes that have been checked.
pub(crate) fn plant(meshes: &[SharedMesh], options: &BuildOptions, wanted: Wanted) -> Result<Forest> {
    let total: usize = meshes.iter().map(|mesh| mesh.triangles.len()).sum();
    let mut forest = Forest::default();
    // More than meshes usually need; memory that is never written to takes no room.
    if wanted.host {
        forest.nodes = pages::with_capacity(total / 12 + 64);
        forest.blocks = pages::with_capacity(total / 3 + 64);
    }
    if wanted.device {
        forest.quantized = pages::with_capacity(total / 6 + 64);
        forest.facets = pages::with_capacity(total);
    }
    let mut rest = meshes;
    while !rest.is_empty() {
        let mut triangles = 0;
        let fits = |mesh: &&SharedMesh| {
            triangles += mesh.triangles.len();
            triangles <= BATCH
        };
        let count = rest.iter().take_while(fits).count().max(1);
        forest.plant(&rest[..count], options, wanted)?;
        rest = &rest[count..];
    }
    Ok(forest)
}

impl Forest {
    /// Adds meshes: some small ones, or one that may be large.
    fn plant(&mut self, meshes: &[SharedMesh], options: &BuildOptions, wanted: Wanted) -> Result<()> {
        let cuts: Vec<Pieces> = meshes.par_iter().map(|mesh| cut(mesh, options)).collect();
        let mut open: Vec<Open> = meshes.iter().map(|_| Open::default()).collect();
        let tasks: Vec<(usize, usize)> = (0..cuts.len())
            .flat_map(|mesh| (0..cuts[mesh].ranges.len()).map(move |range| (mesh, range)))
            .collect();
        let mut rest = &tasks[..];
        while !rest.is_empty() {
            let mut triangles = 0;
            let fits = |&&(mesh, range): &&(usize, usize)| {
                triangles += cuts[mesh].ranges[range].len();
                triangles <= BATCH
            };
            let count = rest.iter().take_while(fits).count().max(1);
            let build = |&(mesh, range): &(usize, usize)| {
                let cut = &cuts[mesh];
                let triangles = &cut.triangles[cut.ranges[range].clone()];
                pieces::build(&meshes[mesh], triangles, cut.ranges.len() == 1, options, wanted)
            };
            let mut built: Vec<Piece> = rest[..count].par_iter().with_max_len(1).map(build).collect();
            let of: Vec<&Mesh> = rest[..count].iter().map(|&(mesh, _)| &*meshes[mesh]).collect();
            self.add_host(&of, &mut built)?;
            self.add_device(&of, &mut built)?;
            for (&(mesh, _), piece) in rest.iter().zip(&mut built) {
                open[mesh].take(piece);
            }
            rest = &rest[count..];
        }
        let top = |((mesh, cut), open): ((&SharedMesh, &Pieces), &Open)| -> Option<(Wide, Wide)> {
            let make = |ends: &Ends, wanted: bool, kind: Kind| match wanted {
                true => pieces::top(mesh, ends, &kind, options),
                false => Wide::default(),
            };
            (cut.ranges.len() > 1).then(|| {
                rayon::join(
                    || make(&open.host, wanted.host, Kind::host(options)),
                    || make(&open.device, wanted.device, Kind::device(options)),
                )
            })
        };
        let tops: Vec<_> = meshes.par_iter().zip(&cuts).zip(&open).map(top).collect();
        for (((mesh, cut), open), top) in meshes.iter().zip(cuts).zip(open).zip(tops) {
            let (mut root, mut device_root) = (NONE, NONE);
            match top {
                Some((host, device)) => {
                    if wanted.host {
                        root = self.add_host_top(mesh, host, &open.host)?;
                    }
                    if wanted.device {
                        device_root = self.add_device_top(mesh, &device, &open.nodes)?;
                    }
                }
                None => {
                    root = open.host.roots.first().map_or(NONE, |root| root.node);
                    device_root = open.device.roots.first().map_or(NONE, |root| root.node);
                }
            }
            let Pieces { degenerate, bounds, .. } = cut;
            self.meshes.push(Planted { root, device_root, degenerate, bounds });
        }
        Ok(())
    }

    /// Puts the processor's trees of pieces into the lists; roots then count from these.
    fn add_host(&mut self, meshes: &[&Mesh], built: &mut [Piece]) -> Result<()> {
        let nodes: Vec<usize> = built.iter().map(|piece| piece.host.wide.nodes.len()).collect();
        let leaves: Vec<usize> = built.iter().map(|piece| piece.host.wide.leaf_count()).collect();
        limit(self.nodes.len() + nodes.iter().sum::<usize>(), "nodes of all meshes")?;
        limit(self.blocks.len() + leaves.iter().sum::<usize>(), "leaves of all meshes")?;
        let first_node = starts(self.nodes.len(), &nodes);
        let first_leaf = starts(self.blocks.len(), &leaves);
        for (piece, first) in built.iter_mut().zip(&first_node) {
            piece.host.ends.roots.iter_mut().for_each(|root| root.node += first);
        }
        let built = &*built;
        grow(&mut self.nodes, &nodes, |p, i| {
            relocate(built[p].host.wide.nodes[i], first_node[p], first_leaf[p], |tree| tree)
        })?;
        grow(&mut self.blocks, &leaves, |p, i| block(meshes[p], built[p].host.wide.leaf(i)))
    }

    fn add_device(&mut self, meshes: &[&Mesh], built: &mut [Piece]) -> Result<()> {
        let nodes: Vec<usize> = built.iter().map(|piece| piece.device.quantized.nodes.len()).collect();
        let entries: Vec<usize> = built.iter().map(|piece| piece.device.quantized.entries.len()).collect();
        let (all, leaves) = (nodes.iter().sum::<usize>(), entries.iter().sum::<usize>());
        limit((self.quantized.len() + all).max(self.facets.len() + leaves), "triangles: on a device")?;
        let first_node = starts(self.quantized.len(), &nodes);
        let first_leaf = starts(self.facets.len(), &entries);
        let moved = |p: usize, node: QuantizedNode| QuantizedNode {
            first_node: node.first_node + first_node[p],
            first_leaf: node.first_leaf + first_leaf[p],
            ..node
        };
        for (p, piece) in built.iter_mut().enumerate() {
            piece.device.nodes.iter_mut().for_each(|node| *node = moved(p, *node));
            piece.device.ends.roots.iter_mut().for_each(|root| root.node += first_node[p]);
        }
        let built = &*built;
        grow(&mut self.quantized, &nodes, |p, i| moved(p, built[p].device.quantized.nodes[i]))?;
        grow(&mut self.facets, &entries, |p, i| facet(meshes[p], built[p].device.quantized.entries[i]))
    }

    fn add_host_top(&mut self, mesh: &Mesh, top: Wide, ends: &Ends) -> Result<u32> {
        let (root, first_leaf) = (self.nodes.len() as u32, self.blocks.len() as u32);
        limit(self.nodes.len() + top.nodes.len(), "nodes of all meshes")?;
        limit(self.blocks.len() + top.leaf_count(), "leaves of all meshes")?;
        let below = |tree: u32| ends.roots[tree as usize].node;
        memory::grow(&mut self.nodes, top.nodes.len(), LISTS)?;
        memory::grow(&mut self.blocks, top.leaf_count(), LISTS)?;
        self.nodes.extend(top.nodes.iter().map(|&node| relocate(node, root, first_leaf, below)));
        self.blocks.extend((0..top.leaf_count()).map(|leaf| block(mesh, top.leaf(leaf))));
        Ok(root)
    }

    fn add_device_top(&mut self, mesh: &Mesh, top: &Wide, roots: &[QuantizedNode]) -> Result<u32> {
        let mut tree = super::quantize::Quantized::default();
        tree.add_whole(top, 0);
        let (root, first_leaf) = (self.quantized.len() as u32, self.facets.len() as u32);
        let needed = self.quantized.len() + tree.nodes.len();
        limit(needed.max(self.facets.len() + tree.entries.len()), "triangles: on a device")?;
        memory::grow(&mut self.quantized, tree.nodes.len(), LISTS)?;
        memory::grow(&mut self.facets, tree.entries.len(), LISTS)?;
        self.quantized.extend(tree.nodes.iter().map(|&node| QuantizedNode {
            first_node: node.first_node + root,
            first_leaf: node.first_leaf + first_leaf,
            ..node
        }));
        for (at, tree) in tree.trees {
            self.quantized[(root + at) as usize] = roots[tree as usize];
        }
        self.facets.extend(tree.entries.iter().map(|&triangle| facet(mesh, triangle)));
        Ok(root)
    }
}

impl Open {
    fn take(&mut self, piece: &mut Piece) {
        self.nodes.append(&mut piece.device.nodes);
        for (ends, more) in
            [(&mut self.host, &mut piece.host.ends), (&mut self.device, &mut piece.device.ends)]
        {
            ends.roots.append(&mut more.roots);
            ends.loose.append(&mut more.loose);
        }
    }
}

/// Checks that a list can be indexed with bit 31 to spare.
pub(crate) fn limit(len: usize, what: &str) -> Result<()> {
    if len < 1 << 31 {
        return Ok(());
    }
    Err(Error::argument(format!("{what}: {len} would be needed; 2^31 - 1 are allowed")))
}

/// Makes a node's children count from the given node and leaf on, and trees what `tree` says.
fn relocate(mut node: Node8, first_node: u32, first_leaf: u32, tree: impl Fn(u32) -> u32) -> Node8 {
    for child in node.child.iter_mut().filter(|child| **child != NONE) {
        *child = match *child {
            leaf if leaf & LEAF_BIT != 0 => leaf + first_leaf,
            other if other & TREE_BIT != 0 => tree(other & !TREE_BIT),
            inner => inner + first_node,
        };
    }
    node
}

/// A block of triangles; lanes to spare repeat the last one.
pub(crate) fn block(mesh: &Mesh, triangles: &[u32]) -> Block8 {
    let mut block = Block8 { v: [[[0.0; 8]; 3]; 3], triangle: [0; 8] };
    for lane in 0..8 {
        let triangle = triangles[lane.min(triangles.len() - 1)];
        block.triangle[lane] = triangle;
        for (to, corner) in block.v.iter_mut().zip(mesh.corners(triangle as usize)) {
            for axis in 0..3 {
                to[axis][lane] = corner[axis];
            }
        }
    }
    block
}

/// A triangle as devices read it.
pub(crate) fn facet(mesh: &Mesh, triangle: u32) -> Facet {
    let [v0, v1, v2] = mesh.corners(triangle as usize);
    Facet { v0, triangle, v1, reserved1: 0, v2, reserved2: 0 }
}
