//! From crossings to the outlines of the facets that are left.

use super::combine::Operation;
use super::crossings::{Crossing, Crossings};
use super::kernels::Pair;
use super::surface::Surface;

/// What is left of the facets, as directed edges around it on its left.
pub(super) struct Outlines {
    pub(super) vertices: Vec<[f64; 3]>,
    /// Facet of P, or of Q after all of P's; from and to vertex. In the order of facets.
    pub(super) edges: Vec<(u32, [u32; 2])>,
}

/// A point where an edge of the result begins or ends.
#[derive(Clone, Copy)]
struct Stop {
    at: f64,
    order: u32,
    vertex: u32,
    begins: bool,
}

/// Vertices of the result by what they come from: as many copies as the number says, from the first one.
struct Copies {
    first: Vec<u32>,
    /// How often what the vertex comes from is in the result; negative: turned over.
    times: Vec<i32>,
}

impl Copies {
    fn new(times: Vec<i32>, points: impl Iterator<Item = [f64; 3]>, vertices: &mut Vec<[f64; 3]>) -> Self {
        let first = times
            .iter()
            .zip(points)
            .map(|(n, point)| {
                let first = vertices.len() as u32;
                vertices.extend((0..n.unsigned_abs()).map(|_| point));
                first
            })
            .collect();
        Self { first, times }
    }

    /// The copies of one, and its number.
    fn of(&self, i: usize) -> (impl Iterator<Item = u32>, i32) {
        let n = self.times[i];
        (self.first[i]..self.first[i] + n.unsigned_abs(), n)
    }
}

/// An error if beginnings and ends do not match, which does not happen with closed meshes.
pub(super) fn assemble(pair: &Pair, found: &Crossings, operation: Operation) -> Result<Outlines, String> {
    // A part is in the result `offset + factor * inside` times.
    let (p_offset, q_offset, factor) = match operation {
        Operation::Union => (1, 1, -1),
        Operation::Subtraction => (1, 0, -1),
        Operation::Intersection => (0, 0, 1),
    };
    let mut vertices = Vec::new();
    let whole =
        |offset: i32, inside: &[i32]| -> Vec<i32> { inside.iter().map(|n| offset + factor * n).collect() };
    let cut = |crossings: &[Crossing]| -> Vec<i32> { crossings.iter().map(|c| factor * c.sign).collect() };
    let points = |surface: &Surface| surface.mesh.vertices.clone().into_iter();
    let of_p = Copies::new(whole(p_offset, &found.p_inside), points(pair.p), &mut vertices);
    let of_q = Copies::new(whole(q_offset, &found.q_inside), points(pair.q), &mut vertices);
    let at = |crossings: &[Crossing]| crossings.iter().map(|c| c.point).collect::<Vec<_>>().into_iter();
    let p_cuts = Copies::new(cut(&found.p), at(&found.p), &mut vertices);
    let q_cuts = Copies::new(cut(&found.q), at(&found.q), &mut vertices);

    let q_faces = pair.p.mesh.triangles.len() as u32;
    let mut edges = Vec::new();
    old_edges(pair.p, &of_p, &found.p, &p_cuts, 0, &vertices, &mut edges)?;
    old_edges(pair.q, &of_q, &found.q, &q_cuts, q_faces, &vertices, &mut edges)?;

    // Facets meet along lines between crossings of their edges with each other.
    let mut stops: Vec<([u32; 2], Stop)> = Vec::new();
    let mut order = 0;
    for (crossings, cuts, surface, first) in
        [(&found.p, &p_cuts, pair.p, true), (&found.q, &q_cuts, pair.q, false)]
    {
        for (i, crossing) in crossings.iter().enumerate() {
            let edge = surface.edges[crossing.edge as usize];
            let (copies, n) = cuts.of(i);
            for vertex in copies {
                for (face, begins) in [(edge.right, (n < 0) == first), (edge.left, (n < 0) != first)] {
                    let faces = if first { [face, crossing.face] } else { [crossing.face, face] };
                    stops.push((faces, Stop { at: 0.0, order, vertex, begins }));
                }
            }
            order += 1;
        }
    }
    stops.sort_by_key(|(faces, stop)| (*faces, stop.order));
    for group in stops.chunk_by(|a, b| a.0 == b.0) {
        let [p, q] = group[0].0;
        let mut group: Vec<Stop> = group.iter().map(|(_, stop)| *stop).collect();
        along_longest(&mut group, &vertices);
        for [from, to] in join(&mut group)? {
            edges.extend([(p, [from, to]), (q_faces + q, [to, from])]);
        }
    }
    edges.sort_by_key(|edge| edge.0);
    Ok(Outlines { vertices, edges })
}

/// The parts of a mesh's own edges.
fn old_edges(
    surface: &Surface,
    ends: &Copies,
    crossings: &[Crossing],
    cuts: &Copies,
    faces_before: u32,
    vertices: &[[f64; 3]],
    to: &mut Vec<(u32, [u32; 2])>,
) -> Result<(), String> {
    let mut next = 0;
    let mut stops = Vec::new();
    for (e, edge) in surface.edges.iter().enumerate() {
        let [a, b] = edge.ends.map(|v| surface.point(v));
        let place = |v: u32| -> f64 { (0..3).map(|i| (b[i] - a[i]) * vertices[v as usize][i]).sum() };
        stops.clear();
        while let Some(crossing) = crossings.get(next)
            && crossing.edge as usize == e
        {
            let (copies, n) = cuts.of(next);
            stops.extend(copies.map(|v| Stop { at: place(v), order: next as u32, vertex: v, begins: n < 0 }));
            next += 1;
        }
        for (end, v) in edge.ends.into_iter().enumerate() {
            let (copies, n) = ends.of(v as usize);
            // What rounding does to crossings, an end stays at its end.
            let at = if end == 0 { f64::NEG_INFINITY } else { f64::INFINITY };
            stops.extend(copies.map(|v| Stop {
                at,
                order: u32::MAX,
                vertex: v,
                begins: (n > 0) == (end == 0),
            }));
        }
        for [from, end] in join(&mut stops)? {
            to.extend([(faces_before + edge.left, [from, end]), (faces_before + edge.right, [end, from])]);
        }
    }
    Ok(())
}

/// Places stops along the longest axis of their bounds.
fn along_longest(stops: &mut [Stop], vertices: &[[f64; 3]]) {
    let points: Vec<_> = stops.iter().map(|stop| vertices[stop.vertex as usize]).collect();
    let bounds = super::boxes::Bounds::of(&points);
    let size = |i: usize| bounds.high[i] - bounds.low[i];
    let axis = (0..3).fold(0, |best, i| if size(i) > size(best) { i } else { best });
    stops.iter_mut().zip(points).for_each(|(stop, point)| stop.at = point[axis]);
}

/// Edges from beginnings to ends, the first to the first.
fn join(stops: &mut [Stop]) -> Result<Vec<[u32; 2]>, String> {
    stops.sort_by(|a, b| b.begins.cmp(&a.begins).then(a.at.total_cmp(&b.at)).then(a.order.cmp(&b.order)));
    let half = stops.len() / 2;
    if !stops.iter().enumerate().all(|(i, stop)| stop.begins == (i < half)) || stops.len() != 2 * half {
        return Err("surfaces cross inconsistently".into());
    }
    Ok((0..half).map(|i| [stops[i].vertex, stops[half + i].vertex]).collect())
}
