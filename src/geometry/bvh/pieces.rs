//! The trees of a piece of a mesh: few enough triangles for one thread and its cache.

use super::binary::{self, Node};
use super::collapse::{self, Costs, Root, Trees};
use super::quantize::{MAX_LEAF, Quantized};
use super::wide::{Planned, Wide};
use super::{Bounds, BuildOptions, Shuffler, balanced};
use crate::geometry::Mesh;
use crate::layout::{MAX_DEPTH, QuantizedNode};

/// Most nodes from a mesh's root to the root of a tree of a piece. Halves by number need 11 at most.
const TOP_DEPTH: u32 = 12;

/// Which trees are wanted: the processor's, a device's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    pub host: bool,
    pub device: bool,
}

/// One of the two kinds of trees.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    pub max_leaf: u32,
    pub costs: Costs,
}

impl Kind {
    pub fn host(options: &BuildOptions) -> Self {
        Self { max_leaf: options.max_leaf.clamp(1, 8), costs: Costs::HOST }
    }

    pub fn device(options: &BuildOptions) -> Self {
        Self { max_leaf: options.max_leaf.clamp(1, MAX_LEAF), costs: Costs::DEVICE }
    }
}

/// What of a piece becomes part of its mesh's tree: roots of trees, and single triangles.
#[derive(Default)]
pub(super) struct Ends {
    pub roots: Vec<Root>,
    pub loose: Vec<u32>,
}

/// The processor's trees of a piece.
#[derive(Default)]
pub(super) struct HostPart {
    pub wide: Wide,
    pub ends: Ends,
}

/// A device's trees of a piece.
#[derive(Default)]
pub(super) struct DevicePart {
    pub quantized: Quantized,
    pub ends: Ends,
    /// Of the roots: a device's node lies beside its siblings, so these are put where those are.
    pub nodes: Vec<QuantizedNode>,
}

/// The trees of a piece; those that are not wanted are empty. Primitives are triangles of the mesh.
#[derive(Default)]
pub(super) struct Piece {
    pub host: HostPart,
    pub device: DevicePart,
}

/// Box of a triangle.
pub(super) fn bounds(mesh: &Mesh, triangle: u32) -> Bounds {
    let mut bounds = Bounds::EMPTY;
    mesh.corners(triangle as usize).into_iter().for_each(|corner| bounds.add(corner));
    bounds
}

/// Builds the trees of some triangles of a mesh, all of which have an area. `whole`: they are all of
/// the mesh's, so that there is one tree.
pub(super) fn build(
    mesh: &Mesh,
    triangles: &[u32],
    whole: bool,
    options: &BuildOptions,
    wanted: Wanted,
) -> Piece {
    let boxes: Vec<Bounds> = triangles.iter().map(|&triangle| bounds(mesh, triangle)).collect();
    let tree =
        if whole { binary::build_whole(&boxes, options) } else { binary::build_piece(&boxes, options) };
    let make = |tree: &[Node], even| {
        let cut = Cut { tree, even, whole, options, triangles };
        cut.piece(wanted)
    };
    make(&tree, options.balanced).unwrap_or_else(|| {
        make(&balanced::build(&boxes), true).expect("eight halves a level: 11 levels for 2^31 primitives")
    })
}

/// A binary tree to be cut into wide ones.
struct Cut<'a> {
    tree: &'a [Node],
    even: bool,
    whole: bool,
    options: &'a BuildOptions,
    triangles: &'a [u32],
}

impl Cut<'_> {
    fn piece(&self, wanted: Wanted) -> Option<Piece> {
        let mut piece = Piece::default();
        if wanted.host {
            let (wide, ends) = self.trees(&Kind::host(self.options))?;
            piece.host = HostPart { wide, ends };
        }
        if wanted.device {
            let (wide, mut ends) = self.trees(&Kind::device(self.options))?;
            let mut quantized = Quantized::default();
            let mut nodes = Vec::with_capacity(ends.roots.len());
            if self.whole {
                ends.roots[0].node = quantized.add_whole(&wide, 0);
            } else {
                nodes.extend(ends.roots.iter().map(|root| quantized.add(&wide, root.node)));
            }
            piece.device = DevicePart { quantized, ends, nodes };
        }
        Some(piece)
    }

    /// Wide trees of one kind: those with the most triangles that have no more than a share of a
    /// whole piece's. What is above them in the wide tree of the piece is left to the mesh's own.
    fn trees(&self, kind: &Kind) -> Option<(Wide, Ends)> {
        let plans = collapse::plan(self.tree, kind.max_leaf, &kind.costs, self.even, &Trees::NONE);
        let most_depth = if self.whole { MAX_DEPTH } else { MAX_DEPTH - TOP_DEPTH };
        let planned = Planned { tree: self.tree, plans: &plans, trees: Trees::NONE, most_depth };
        let seed = u64::from(self.triangles[0]);
        let mut shuffler = self.options.shuffle.map(|number| Shuffler(number ^ seed << 20));
        let (mut wide, mut ends) = (Wide::default(), Ends::default());
        let most = if self.whole { u32::MAX } else { (self.options.piece / 16).max(16) };
        let mut children = Vec::new();
        let mut work = vec![(0_u32, plans[0].leaf && !self.whole)];
        while let Some((node, leaf)) = work.pop() {
            if leaf {
                planned.gather(node, &mut ends.loose);
            } else if plans[node as usize].count <= most {
                ends.roots.push(planned.emit(node, &mut shuffler, &mut wide)?);
            } else {
                collapse::children(self.tree, &plans, node, &mut children);
                work.extend(children.iter().rev());
            }
        }
        let rename = |primitive: &mut u32| *primitive = self.triangles[*primitive as usize];
        wide.primitives.iter_mut().for_each(rename);
        ends.loose.iter_mut().for_each(rename);
        Some((wide, ends))
    }
}

/// The tree on top of the pieces of a mesh: its leaves' primitives are triangles of the mesh, its
/// trees the roots, by number.
pub(super) fn top(mesh: &Mesh, ends: &Ends, kind: &Kind, options: &BuildOptions) -> Wide {
    let triangles = ends.loose.iter().map(|&triangle| bounds(mesh, triangle));
    let boxes: Vec<Bounds> = triangles.chain(ends.roots.iter().map(|root| root.bounds)).collect();
    let trees = || Trees { first: ends.loose.len() as u32, roots: &ends.roots };
    let make = |tree: &[Node], even| {
        let plans = collapse::plan(tree, kind.max_leaf, &kind.costs, even, &trees());
        let planned = Planned { tree, plans: &plans, trees: trees(), most_depth: MAX_DEPTH };
        let mut wide = Wide::default();
        planned.emit(0, &mut options.shuffle.map(Shuffler), &mut wide)?;
        Some(wide)
    };
    let mut wide = make(&binary::build_top(&boxes, options), options.balanced).unwrap_or_else(|| {
        make(&balanced::build(&boxes), true).expect("as many levels as pieces leave to it are enough")
    });
    wide.primitives.iter_mut().for_each(|primitive| *primitive = ends.loose[*primitive as usize]);
    wide
}
