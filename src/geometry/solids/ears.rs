//! Triangles of an outline, by cutting off its corners.

use super::cells::Cells;
use super::polygon::turn;

/// Triangles of an outline by cutting off corners, as many as two fewer than corners. What is narrower than
/// `thin`, such as ways there and back, is cut off first.
pub(super) fn clip_ears(p: &[[f64; 2]], thin: f64) -> Vec<[usize; 3]> {
    let n = p.len();
    let mut triangles = Vec::with_capacity(n.saturating_sub(2));
    if n < 3 {
        return triangles;
    }
    let mut left = Left {
        p,
        next: (1..n).chain([0]).collect(),
        previous: [n - 1].into_iter().chain(0..n - 1).collect(),
        bends: vec![false; n],
        cells: Cells::new(p),
        count: n,
    };
    // Corners that may lie in an ear: those that do not turn left. A corner that turns left keeps doing so.
    left.bends = (0..n).map(|i| left.bends_at(i)).collect();
    let mut spikes: Vec<usize> = (0..n).rev().filter(|&i| left.is_spike(i, thin)).collect();
    let mut gone = vec![false; n];
    let mut at = 0;
    let mut tried = 0;
    while left.count > 3 {
        let spike = spikes.pop();
        if spike.is_some_and(|i| gone[i] || !left.is_spike(i, thin)) {
            continue;
        }
        let corner = spike.unwrap_or(at);
        if spike.is_none() && tried < left.count && !left.is_ear(corner) {
            tried += 1;
            at = left.next[at];
            continue;
        }
        // When rounding leaves no ear, whichever comes next is cut off, and the surface stays closed.
        let (a, c) = (left.previous[corner], left.next[corner]);
        triangles.push([a, corner, c]);
        left.cut(corner);
        gone[corner] = true;
        spikes.extend([a, c].into_iter().filter(|&i| left.is_spike(i, thin)));
        tried = 0;
        if gone[at] {
            at = left.next[c];
        }
    }
    let last = (0..n).find(|&i| !gone[i]).unwrap_or(0);
    triangles.push([left.previous[last], last, left.next[last]]);
    triangles
}

/// What is left of an outline.
struct Left<'a> {
    p: &'a [[f64; 2]],
    next: Vec<usize>,
    previous: Vec<usize>,
    bends: Vec<bool>,
    cells: Cells,
    count: usize,
}

impl Left<'_> {
    fn around(&self, i: usize) -> [[f64; 2]; 3] {
        [self.p[self.previous[i]], self.p[i], self.p[self.next[i]]]
    }

    fn bends_at(&self, i: usize) -> bool {
        let [a, b, c] = self.around(i);
        !(turn(a, b, c) > 0.0)
    }

    /// Whether the way goes back on itself at a corner, or stays in its place.
    fn is_spike(&self, i: usize, thin: f64) -> bool {
        let [a, b, c] = self.around(i);
        let (u, v) = ([a[0] - b[0], a[1] - b[1]], [c[0] - b[0], c[1] - b[1]]);
        let (lu, lv) = (u[0].hypot(u[1]), v[0].hypot(v[1]));
        if lu <= thin || lv <= thin {
            return true;
        }
        u[0] * v[0] + u[1] * v[1] > 0.0 && turn(a, b, c).abs() <= thin * lu.max(lv)
    }

    fn is_ear(&self, i: usize) -> bool {
        let (a, c) = (self.previous[i], self.next[i]);
        let [pa, pb, pc] = self.around(i);
        let hides = |k: usize| {
            self.bends[k] && k != a && k != i && k != c && (covers(self.p, [a, i, c], k) || self.enters(i, k))
        };
        turn(pa, pb, pc) > 0.0 && !self.cells.any([pa, pb, pc], hides)
    }

    /// Whether another corner at the place of one goes into the angle of it.
    fn enters(&self, i: usize, other: usize) -> bool {
        if self.p[other] != self.p[i] {
            return false;
        }
        let [a, b, c] = self.around(i);
        let [before, _, after] = self.around(other);
        [before, after].iter().any(|&q| turn(a, b, q) > 0.0 && turn(b, c, q) > 0.0)
    }

    fn cut(&mut self, i: usize) {
        let (a, c) = (self.previous[i], self.next[i]);
        (self.next[a], self.previous[c]) = (c, a);
        self.count -= 1;
        self.bends[i] = false;
        // Cutting off a spike may bend what was not.
        for k in [a, c] {
            self.bends[k] = self.bends_at(k);
        }
    }
}

/// Whether a corner is in a triangle or on its edge, and is not at a corner of it.
fn covers(p: &[[f64; 2]], [a, b, c]: [usize; 3], i: usize) -> bool {
    let q = p[i];
    q != p[a]
        && q != p[b]
        && q != p[c]
        && turn(p[a], p[b], q) >= 0.0
        && turn(p[b], p[c], q) >= 0.0
        && turn(p[c], p[a], q) >= 0.0
}
