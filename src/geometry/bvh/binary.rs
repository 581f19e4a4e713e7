//! The binary tree that wide ones are made from.

use super::{Bounds, BuildOptions, Quality, balanced, cluster, morton, reinsert, split};

/// A node: `right` is `left + 1`; leaves hold one primitive.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub bounds: Bounds,
    pub kind: Kind,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Inner { left: u32 },
    Leaf { primitive: u32 },
}

/// More primitives than this are many.
const LARGE: usize = 1 << 17;

/// What is done for a tree.
#[derive(Clone, Copy)]
struct Effort {
    /// Neighbours on either side that clustering looks at.
    radius: usize,
    /// Parts with so many primitives are divided by planes instead. Below, that makes better trees
    /// than clustering does; at the top its planes go through the middle, where rays often start.
    divided: u32,
    reinsertion: reinsert::Effort,
}

fn effort(quality: Quality) -> Effort {
    let (radius, reinsertion) = match quality {
        Quality::Fast => (6, reinsert::Effort { share: 0.02, passes: 4, visits: 100 }),
        Quality::Default => (14, reinsert::Effort { share: 0.5, passes: 8, visits: 400 }),
        Quality::Best => (14, reinsert::Effort { share: 1.0, passes: 16, visits: 4000 }),
    };
    Effort { radius, divided: 0, reinsertion }
}

/// The tree of a piece, over boxes of which there is at least one; node 0 is the root. In one thread.
pub(super) fn build_piece(boxes: &[Bounds], options: &BuildOptions) -> Vec<Node> {
    with(boxes, options, effort(options.quality), false)
}

/// The tree of a whole mesh, or of the world. With the threads of the pool; the tree does not depend
/// on them.
pub(super) fn build_whole(boxes: &[Bounds], options: &BuildOptions) -> Vec<Node> {
    let mut effort = effort(options.quality);
    if options.quality != Quality::Fast {
        // By trial on the reference detectors: rays from the middle of a small vessel visit half as
        // many nodes again with 24, and large meshes get better trees.
        effort.radius = if boxes.len() > LARGE { 24 } else { effort.radius };
        effort.divided = 512;
    }
    with(boxes, options, effort, true)
}

/// The tree on top of pieces. Every ray meets many of its boxes, which are large inside, so that it
/// pays to try to move each.
pub(super) fn build_top(boxes: &[Bounds], options: &BuildOptions) -> Vec<Node> {
    let mut effort = effort(options.quality);
    effort.reinsertion.share = if options.quality == Quality::Fast { 0.2 } else { 1.0 };
    with(boxes, options, effort, true)
}

fn with(boxes: &[Bounds], options: &BuildOptions, effort: Effort, parallel: bool) -> Vec<Node> {
    if options.balanced {
        return balanced::build(boxes);
    }
    let mut nodes = cluster::build(boxes, &morton::order(boxes), effort.radius);
    if effort.divided > 0 {
        split::below(&mut nodes, boxes, effort.divided);
    }
    reinsert::improve(&mut nodes, &effort.reinsertion, parallel);
    nodes
}
