//! Which edges pass through which facets, and which vertices are inside.

use super::super::closed_mesh::{dot, sub};
use super::boxes::Bounds;
use super::kernels::Pair;
use super::surface::Surface;

/// An edge of one mesh through a facet of the other: 1 outwards, -1 inwards.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crossing {
    pub(super) edge: u32,
    pub(super) face: u32,
    pub(super) sign: i32,
    pub(super) point: [f64; 3],
}

/// All of what assembling needs.
pub(super) struct Crossings {
    /// Of edges of P through facets of Q, in the order of edges and facets.
    pub(super) p: Vec<Crossing>,
    /// Of edges of Q through facets of P.
    pub(super) q: Vec<Crossing>,
    /// How often vertices of P are inside of Q: 0 or 1, if Q does not overlap itself.
    pub(super) p_inside: Vec<i32>,
    /// How often vertices of Q are inside of P.
    pub(super) q_inside: Vec<i32>,
}

pub(super) fn crossings(pair: &Pair) -> Crossings {
    let (p, q) = (pair.p, pair.q);
    let mut found = Crossings { p: Vec::new(), q: Vec::new(), p_inside: Vec::new(), q_inside: Vec::new() };
    let each = |edges: usize| 0..edges as u32;
    for edge in each(p.edges.len()) {
        through(p, q, &mut found.p, edge, |face| pair.edge_face(edge, face));
    }
    for edge in each(q.edges.len()) {
        through(q, p, &mut found.q, edge, |face| pair.face_edge(face, edge));
    }
    found.p_inside = each(p.mesh.vertices.len())
        .map(|v| inside(p.point(v), q, |face| pair.vertex_face(v, face).map_or(0, |found| found.0)))
        .collect();
    found.q_inside = each(q.mesh.vertices.len())
        .map(|v| inside(q.point(v), p, |face| pair.face_vertex(face, v).map_or(0, |found| -found.0)))
        .collect();
    found
}

fn through(
    own: &Surface,
    other: &Surface,
    to: &mut Vec<Crossing>,
    edge: u32,
    ask: impl Fn(u32) -> Option<(i32, [f64; 3])>,
) {
    let ends = own.edges[edge as usize].ends.map(|v| own.point(v));
    let bounds = Bounds::of(&ends);
    if !bounds.touches(&other.bounds) {
        return;
    }
    let before = to.len();
    other.tree.touching(&bounds, |face| {
        let facet = &other.boxes[face as usize];
        if bounds.touches(facet)
            && let Some((sign, point)) = ask(face)
        {
            to.push(Crossing { edge, face, sign, point: within(ends, facet, point) });
        }
    });
    to[before..].sort_unstable_by_key(|crossing| crossing.face);
}

/// The point of an edge that is in the bounds of a facet and closest to another point. Where the facet is
/// seen from its side, the point that comes of comparisons may be anywhere.
fn within([a, b]: [[f64; 3]; 2], facet: &Bounds, point: [f64; 3]) -> [f64; 3] {
    let along = sub(b, a);
    let (mut first, mut last) = (0.0f64, 1.0f64);
    for i in 0..3 {
        if along[i] != 0.0 {
            let (s, t) = ((facet.low[i] - a[i]) / along[i], (facet.high[i] - a[i]) / along[i]);
            first = first.max(s.min(t));
            last = last.min(s.max(t));
        }
    }
    let part = dot(sub(point, a), along) / dot(along, along);
    let part = part.min(last).max(first).clamp(0.0, 1.0);
    let part = if part.is_finite() { part } else { 0.0 };
    std::array::from_fn(|i| {
        let x = if part < 0.5 { a[i] + part * along[i] } else { b[i] - (1.0 - part) * along[i] };
        // Coordinates across a facet are its own, to the last bit.
        x.max(facet.low[i]).min(facet.high[i]).max(a[i].min(b[i])).min(a[i].max(b[i]))
    })
}

/// The sum over facets above or below a point.
fn inside(p: [f64; 3], other: &Surface, ask: impl Fn(u32) -> i32) -> i32 {
    if !(Bounds { low: p, high: p }).touches(&other.bounds) {
        return 0;
    }
    let column = Bounds { low: [p[0], p[1], f64::NEG_INFINITY], high: [p[0], p[1], f64::INFINITY] };
    let mut sum = 0;
    other.tree.touching(&column, |face| {
        if column.touches(&other.boxes[face as usize]) {
            sum += ask(face);
        }
    });
    sum
}
