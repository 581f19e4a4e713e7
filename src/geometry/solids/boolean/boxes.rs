//! A tree of boxes, to find those that touch another.

/// The smallest and the largest coordinates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bounds {
    pub(super) low: [f64; 3],
    pub(super) high: [f64; 3],
}

impl Bounds {
    pub(super) const NONE: Self = Self { low: [f64::INFINITY; 3], high: [f64::NEG_INFINITY; 3] };

    pub(super) fn of(points: &[[f64; 3]]) -> Self {
        points.iter().fold(Self::NONE, |b, p| b.with(&Self { low: *p, high: *p }))
    }

    pub(super) fn with(&self, other: &Self) -> Self {
        Self {
            low: std::array::from_fn(|i| self.low[i].min(other.low[i])),
            high: std::array::from_fn(|i| self.high[i].max(other.high[i])),
        }
    }

    /// Whether they have a point in common, the surface included.
    pub(super) fn touches(&self, other: &Self) -> bool {
        (0..3).all(|i| self.low[i] <= other.high[i] && other.low[i] <= self.high[i])
    }

    pub(super) fn grown(&self, by: f64) -> Self {
        Self { low: self.low.map(|x| x - by), high: self.high.map(|x| x + by) }
    }

    /// The largest absolute value of a coordinate.
    pub(super) fn extent(&self) -> f64 {
        self.low.iter().chain(&self.high).fold(0.0, |m: f64, x| m.max(x.abs()))
    }
}

/// Boxes in the leaves' order, halved by their longest axis.
pub(super) struct Boxes {
    /// A node, its lower half, its upper half; with the number of nodes of the lower half.
    nodes: Vec<(Bounds, usize)>,
    order: Vec<u32>,
}

/// The most boxes of a leaf.
const LEAF: usize = 4;

impl Boxes {
    pub(super) fn new(boxes: &[Bounds]) -> Self {
        let mut order: Vec<u32> = (0..boxes.len() as u32).collect();
        let mut nodes = Vec::with_capacity(boxes.len());
        if !boxes.is_empty() {
            build(boxes, &mut order, &mut nodes);
        }
        Self { nodes, order }
    }

    /// Calls with each box that may touch this one: those of all leaves that do.
    pub(super) fn touching(&self, query: &Bounds, mut found: impl FnMut(u32)) {
        let mut open = vec![(0, 0..self.order.len())];
        while let Some((node, range)) = open.pop() {
            if range.is_empty() || !self.nodes[node].0.touches(query) {
                continue;
            }
            if range.len() <= LEAF {
                self.order[range].iter().for_each(|&i| found(i));
                continue;
            }
            let middle = range.start + range.len() / 2;
            open.push((node + 1 + self.nodes[node].1, middle..range.end));
            open.push((node + 1, range.start..middle));
        }
    }
}

/// Its depth is the logarithm of the number of boxes.
fn build(boxes: &[Bounds], order: &mut [u32], nodes: &mut Vec<(Bounds, usize)>) {
    let all = order.iter().fold(Bounds::NONE, |b, &i| b.with(&boxes[i as usize]));
    let at = nodes.len();
    nodes.push((all, 0));
    if order.len() <= LEAF {
        return;
    }
    let size = |i: usize| all.high[i] - all.low[i];
    let axis = (0..3).fold(0, |best, i| if size(i) > size(best) { i } else { best });
    let middle = |i: u32| boxes[i as usize].low[axis] + boxes[i as usize].high[axis];
    let half = order.len() / 2;
    order.select_nth_unstable_by(half, |&a, &b| middle(a).total_cmp(&middle(b)).then(a.cmp(&b)));
    let (low, high) = order.split_at_mut(half);
    build(boxes, low, nodes);
    nodes[at].1 = nodes.len() - at - 1;
    build(boxes, high, nodes);
}
