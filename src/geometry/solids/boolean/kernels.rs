//! What is below what: the comparisons on which all of a boolean rests.
//!
//! P is the first mesh, Q the second one. Each function says whether parts of them overlap when looked at
//! along one more axis than the function before, and in which order they are along it, as a number: 0, or 1
//! or -1 by their directions. Each asks only functions before it, so that all agree.

use super::surface::Surface;

/// Two meshes, and whether the first one is taken as a little larger (1) or smaller (-1).
pub(super) struct Pair<'a> {
    pub(super) p: &'a Surface<'a>,
    pub(super) q: &'a Surface<'a>,
    pub(super) growth: f64,
}

/// Places of P and Q on one line: before and after they change order. Only the first of each is kept.
#[derive(Default)]
struct Change {
    first: Option<(bool, [f64; 3], [f64; 3])>,
    second: Option<([f64; 3], [f64; 3])>,
}

impl Change {
    fn add(&mut self, below: bool, p: [f64; 3], q: [f64; 3]) {
        match self.first {
            None => self.first = Some((below, p, q)),
            Some((first, ..)) if first != below && self.second.is_none() => self.second = Some((p, q)),
            _ => {}
        }
    }

    /// Where P and Q meet in a coordinate: the points of both there.
    fn meet(&self, axis: usize) -> [[f64; 3]; 2] {
        let Some((_, p0, q0)) = self.first else { return [[0.0; 3]; 2] };
        let Some((p1, q1)) = self.second else { return [p0, q0] };
        let (d0, d1) = (q0[axis] - p0[axis], q1[axis] - p1[axis]);
        let part = d0 / (d0 - d1);
        let part = if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.0 };
        [between(p0, p1, part), between(q0, q1, part)]
    }
}

/// From the nearer end, for the sake of rounding.
fn between(a: [f64; 3], b: [f64; 3], part: f64) -> [f64; 3] {
    std::array::from_fn(|i| {
        if part < 0.5 { a[i] + part * (b[i] - a[i]) } else { b[i] + (1.0 - part) * (a[i] - b[i]) }
    })
}

/// The point of a line that has a coordinate.
fn along(a: [f64; 3], b: [f64; 3], axis: usize, at: f64) -> [f64; 3] {
    let (to_a, to_b) = (at - a[axis], at - b[axis]);
    let (from, to) = if to_a.abs() < to_b.abs() { (a, b) } else { (b, a) };
    let part = (at - from[axis]) / (to[axis] - from[axis]);
    let part = if part.is_finite() { part } else { 0.0 };
    let mut point = std::array::from_fn(|i| from[i] + part * (to[i] - from[i]));
    point[axis] = at;
    point
}

fn distance2(a: [f64; 3], b: [f64; 3]) -> f64 {
    (0..3).map(|i| (a[i] - b[i]).powi(2)).sum()
}

impl Pair<'_> {
    /// Whether a coordinate of P is below one of Q, where P moves along a normal.
    fn below(&self, p: f64, q: f64, normal: f64) -> bool {
        p < q || p == q && self.growth * normal < 0.0
    }

    /// The end of an edge of P that is nearer to a point.
    fn nearer(&self, edge: u32, to: [f64; 3]) -> u32 {
        let [a, b] = self.p.edges[edge as usize].ends;
        if distance2(self.p.point(a), to) < distance2(self.p.point(b), to) { a } else { b }
    }

    /// A vertex of P under an edge of Q: they overlap in x, and then the vertex is below in y. With the
    /// edge's point.
    fn vertex_edge(&self, v: u32, edge: u32) -> Option<(i32, [f64; 3])> {
        let (p, n) = (self.p.point(v), self.p.normals[v as usize]);
        let [a, b] = self.q.edges[edge as usize].ends.map(|v| self.q.point(v));
        let overlap = i32::from(self.below(p[0], b[0], n[0])) - i32::from(self.below(p[0], a[0], n[0]));
        if overlap == 0 {
            return None;
        }
        let at = along(a, b, 0, p[0]);
        Some((if self.below(p[1], at[1], n[1]) { overlap } else { 0 }, at))
    }

    /// An edge of P under a vertex of Q.
    fn edge_vertex(&self, edge: u32, v: u32) -> Option<(i32, [f64; 3])> {
        let q = self.q.point(v);
        let ends = self.p.edges[edge as usize].ends;
        let [a, b] = ends.map(|v| self.p.point(v));
        let [na, nb] = ends.map(|v| self.p.normals[v as usize]);
        let overlap = i32::from(self.below(a[0], q[0], na[0])) - i32::from(self.below(b[0], q[0], nb[0]));
        if overlap == 0 {
            return None;
        }
        let at = along(a, b, 0, q[0]);
        let n = self.p.normals[self.nearer(edge, q) as usize];
        Some((if self.below(at[1], q[1], n[1]) { overlap } else { 0 }, at))
    }

    /// An edge of P under an edge of Q: they cross in x and y, and then P's is below in z. With the points of
    /// both.
    fn edge_edge(&self, p: u32, q: u32) -> Option<(i32, [[f64; 3]; 2])> {
        let mut sum = 0;
        let mut change = Change::default();
        for (v, sign) in self.p.edges[p as usize].ends.into_iter().zip([-1, 1]) {
            if let Some((s, at)) = self.vertex_edge(v, q) {
                sum += sign * s;
                change.add(s != 0, self.p.point(v), at);
            }
        }
        for (v, sign) in self.q.edges[q as usize].ends.into_iter().zip([-1, 1]) {
            if let Some((s, at)) = self.edge_vertex(p, v) {
                sum += sign * s;
                change.add(s != 0, at, self.q.point(v));
            }
        }
        if sum == 0 {
            return None;
        }
        let [a, b] = change.meet(1);
        let n = self.p.normals[self.nearer(p, a) as usize];
        Some((if self.below(a[2], b[2], n[2]) { sum } else { 0 }, [a, b]))
    }

    /// A vertex of P under a facet of Q. With the facet's point.
    pub(super) fn vertex_face(&self, v: u32, face: u32) -> Option<(i32, [f64; 3])> {
        let (p, n) = (self.p.point(v), self.p.normals[v as usize]);
        let mut sum = 0;
        let mut change = Change::default();
        for (edge, side) in self.q.sides[face as usize] {
            if let Some((s, at)) = self.vertex_edge(v, edge) {
                sum -= side * s;
                change.add(s != 0, p, at);
            }
        }
        if sum == 0 {
            return None;
        }
        let at = change.meet(1)[1];
        Some((if self.below(p[2], at[2], n[2]) { sum } else { 0 }, at))
    }

    /// A facet of P under a vertex of Q.
    pub(super) fn face_vertex(&self, face: u32, v: u32) -> Option<(i32, [f64; 3])> {
        let q = self.q.point(v);
        let mut sum = 0;
        let mut change = Change::default();
        for (edge, side) in self.p.sides[face as usize] {
            if let Some((s, at)) = self.edge_vertex(edge, v) {
                sum += side * s;
                change.add(s != 0, at, q);
            }
        }
        if sum == 0 {
            return None;
        }
        let at = change.meet(1)[0];
        let corners = self.p.mesh.triangles[face as usize];
        let far = |v: u32| distance2(self.p.point(v), q);
        let near = corners.into_iter().fold(corners[0], |best, v| if far(v) < far(best) { v } else { best });
        let n = self.p.normals[near as usize];
        Some((if self.below(at[2], q[2], n[2]) { sum } else { 0 }, at))
    }

    /// An edge of P through a facet of Q: 1 outwards, -1 inwards. With the point.
    pub(super) fn edge_face(&self, edge: u32, face: u32) -> Option<(i32, [f64; 3])> {
        let mut sum = 0;
        let mut change = Change::default();
        for (v, sign) in self.p.edges[edge as usize].ends.into_iter().zip([1, -1]) {
            if let Some((s, at)) = self.vertex_face(v, face) {
                sum += sign * s;
                change.add(s != 0, self.p.point(v), at);
            }
        }
        for (other, side) in self.q.sides[face as usize] {
            if let Some((s, [a, b])) = self.edge_edge(edge, other) {
                sum -= side * s;
                change.add(s != 0, a, b);
            }
        }
        (sum != 0).then(|| (sum, change.meet(2)[0]))
    }

    /// An edge of Q through a facet of P: 1 outwards, -1 inwards. With the point.
    pub(super) fn face_edge(&self, face: u32, edge: u32) -> Option<(i32, [f64; 3])> {
        let mut sum = 0;
        let mut change = Change::default();
        for (v, sign) in self.q.edges[edge as usize].ends.into_iter().zip([-1, 1]) {
            if let Some((s, at)) = self.face_vertex(face, v) {
                sum += sign * s;
                change.add(s != 0, at, self.q.point(v));
            }
        }
        for (other, side) in self.p.sides[face as usize] {
            if let Some((s, [a, b])) = self.edge_edge(other, edge) {
                sum -= side * s;
                change.add(s != 0, a, b);
            }
        }
        (sum != 0).then(|| (sum, change.meet(2)[1]))
    }
}
