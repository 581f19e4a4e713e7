//! Points in a plane by the square they are in, to find those in a box.

/// Squares over the bounds of points, about one for each.
pub(super) struct Cells {
    low: [f64; 2],
    per_length: [f64; 2],
    count: [usize; 2],
    first: Vec<u32>,
    points: Vec<u32>,
}

impl Cells {
    pub(super) fn new(p: &[[f64; 2]]) -> Self {
        let bound = |pick: fn(f64, f64) -> f64, from: f64| {
            p.iter().fold([from; 2], |b, q| [pick(b[0], q[0]), pick(b[1], q[1])])
        };
        let (low, high) = (bound(f64::min, f64::INFINITY), bound(f64::max, f64::NEG_INFINITY));
        let side = ((p.len() as f64).sqrt().ceil() as usize).max(1);
        let per_length =
            [0, 1].map(|i| if high[i] > low[i] { side as f64 / (high[i] - low[i]) } else { 0.0 });
        let mut cells = Self {
            low,
            per_length,
            count: [side; 2],
            first: vec![0; side * side + 1],
            points: vec![0; p.len()],
        };
        let of: Vec<usize> = p.iter().map(|&q| cells.index(cells.cell(q))).collect();
        of.iter().for_each(|&c| cells.first[c + 1] += 1);
        for c in 0..side * side {
            cells.first[c + 1] += cells.first[c];
        }
        let mut next = cells.first.clone();
        for (i, &c) in (0..).zip(&of) {
            cells.points[next[c] as usize] = i;
            next[c] += 1;
        }
        cells
    }

    fn cell(&self, q: [f64; 2]) -> [usize; 2] {
        // What is not a number becomes 0.
        [0, 1].map(|i| (((q[i] - self.low[i]) * self.per_length[i]) as usize).min(self.count[i] - 1))
    }

    fn index(&self, [x, y]: [usize; 2]) -> usize {
        y * self.count[0] + x
    }

    /// Whether a point for which `is` holds may be in the box of three others; asked of all that are, and
    /// some around it.
    pub(super) fn any(&self, corners: [[f64; 2]; 3], is: impl Fn(usize) -> bool) -> bool {
        let bound = |pick: fn(f64, f64) -> f64| {
            [0, 1].map(|i| pick(pick(corners[0][i], corners[1][i]), corners[2][i]))
        };
        let (from, to) = (self.cell(bound(f64::min)), self.cell(bound(f64::max)));
        (from[1]..=to[1]).any(|y| {
            let range = self.first[self.index([from[0], y])] as usize
                ..self.first[self.index([to[0], y]) + 1] as usize;
            self.points[range].iter().any(|&i| is(i as usize))
        })
    }
}
