//! The binary tree that wide ones are made from.

use super::reinsert::{self, Effort};
use super::{Bounds, BuildOptions, Quality, balanced, cluster, morton};

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

/// Neighbours on either side that clustering looks at, and what reinsertion does.
fn effort(quality: Quality) -> (usize, Effort) {
    match quality {
        Quality::Fast => (6, Effort { share: 0.02, passes: 4, visits: 100 }),
        Quality::Default => (14, Effort { share: 0.5, passes: 8, visits: 400 }),
        Quality::Best => (24, Effort { share: 1.0, passes: 16, visits: 4000 }),
    }
}

/// A tree over boxes, of which there is at least one; node 0 is the root. `parallel`: with the
/// threads of the pool; the tree is the same.
pub(super) fn build(boxes: &[Bounds], options: &BuildOptions, parallel: bool) -> Vec<Node> {
    let (radius, effort) = effort(options.quality);
    with(boxes, options, radius, effort, parallel)
}

/// The same for boxes of what is large inside: every ray meets many of them, so that it pays to try
/// to move each.
pub(super) fn build_top(boxes: &[Bounds], options: &BuildOptions) -> Vec<Node> {
    let (radius, effort) = effort(options.quality);
    let share = if options.quality == Quality::Fast { 0.2 } else { 1.0 };
    with(boxes, options, radius, Effort { share, ..effort }, true)
}

fn with(
    boxes: &[Bounds],
    options: &BuildOptions,
    radius: usize,
    effort: Effort,
    parallel: bool,
) -> Vec<Node> {
    if options.balanced {
        return balanced::build(boxes);
    }
    let mut nodes = cluster::build(boxes, &morton::order(boxes), radius);
    reinsert::improve(&mut nodes, &effort, parallel);
    nodes
}
