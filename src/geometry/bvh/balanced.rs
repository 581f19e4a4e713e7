//! Trees that halve their primitives by number: never deep, whatever the primitives look like.

use super::Bounds;
use super::binary::{Kind, Node};

/// A tree over boxes, of which there is at least one; node 0 is the root.
pub(super) fn build(boxes: &[Bounds]) -> Vec<Node> {
    let mut order: Vec<u32> = (0..boxes.len() as u32).collect();
    let mut nodes = vec![Node { bounds: Bounds::EMPTY, kind: Kind::Leaf { primitive: 0 } }];
    let mut work = vec![(0_usize, 0_usize, boxes.len())];
    while let Some((node, begin, end)) = work.pop() {
        let part = &mut order[begin..end];
        let bounds = part.iter().fold(Bounds::EMPTY, |all, &i| all.join(boxes[i as usize]));
        if let [primitive] = part {
            nodes[node] = Node { bounds, kind: Kind::Leaf { primitive: *primitive } };
            continue;
        }
        let size = |axis: &usize| bounds.hi[*axis] - bounds.lo[*axis];
        let axis = (0..3).max_by(|a, b| size(a).total_cmp(&size(b))).unwrap_or(0);
        let centre = |i: u32| boxes[i as usize].lo[axis] + boxes[i as usize].hi[axis];
        let half = part.len() / 2;
        part.select_nth_unstable_by(half, |a, b| centre(*a).total_cmp(&centre(*b)).then(a.cmp(b)));
        let left = nodes.len();
        nodes[node] = Node { bounds, kind: Kind::Inner { left: left as u32 } };
        nodes.extend([nodes[0]; 2]); // filled in when their turn comes
        work.push((left, begin, begin + half));
        work.push((left + 1, begin + half, end));
    }
    nodes
}
