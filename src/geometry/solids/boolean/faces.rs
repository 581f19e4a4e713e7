//! Fills the outlines of facets with triangles.

use super::super::closed_mesh::{cross, dot, length, normal, sub};
use super::super::ears::clip_ears;
use super::super::improve::improve;
use super::assemble::Outlines;
use super::holes::with_holes;
use super::surface::Surface;

/// Triangles with the facet that each is of. Each edge of an outline is used once.
pub(super) fn fill(
    outlines: &Outlines,
    p: &Surface,
    q: &Surface,
    q_turned: bool,
    thin: f64,
) -> (Vec<[u32; 3]>, Vec<u32>) {
    let mut triangles = Vec::new();
    let mut faces = Vec::new();
    let q_faces = p.mesh.triangles.len() as u32;
    for group in outlines.edges.chunk_by(|a, b| a.0 == b.0) {
        let face = group[0].0;
        let edges: Vec<[u32; 2]> = group.iter().map(|edge| edge.1).collect();
        let (surface, index, turned) =
            if face < q_faces { (p, face, false) } else { (q, face - q_faces, q_turned) };
        let n = normal(surface.mesh.corners(surface.mesh.triangles[index as usize]));
        let n = if turned { n.map(|x| -x) } else { n };
        one(&edges, n, &outlines.vertices, thin, &mut triangles);
        faces.resize(triangles.len(), face);
    }
    (triangles, faces)
}

/// The triangles of one facet.
fn one(edges: &[[u32; 2]], n: [f64; 3], vertices: &[[f64; 3]], thin: f64, to: &mut Vec<[u32; 3]>) {
    if let [[a, b], [c, d], [e, f]] = *edges {
        // Three edges, in either order, are a triangle.
        if b == c && d == e && f == a {
            to.push([a, b, d]);
            return;
        }
        if b == e && f == c && d == a {
            to.push([a, b, f]);
            return;
        }
    }
    let loops = loops(edges);
    let frame = Frame::new(n);
    let mut ids: Vec<u32> = loops.iter().flatten().copied().collect();
    ids.sort_unstable();
    ids.dedup();
    let points: Vec<[f64; 2]> = ids.iter().map(|&v| frame.flat(vertices[v as usize])).collect();
    let local = |v: u32| ids.binary_search(&v).unwrap_or(0);
    let loops: Vec<Vec<usize>> = loops.iter().map(|l| l.iter().map(|&v| local(v)).collect()).collect();
    let mut triangles = Vec::new();
    for outline in with_holes(loops, &points, thin) {
        let corners: Vec<[f64; 2]> = outline.iter().map(|&i| points[i]).collect();
        triangles.extend(clip_ears(&corners, thin).into_iter().map(|t| t.map(|i| outline[i])));
    }
    // An edge there and back encloses nothing; its neighbours share it with each other.
    triangles.retain(|t| t[0] != t[1] && t[1] != t[2] && t[2] != t[0]);
    improve(&points, &mut triangles);
    to.extend(triangles.into_iter().map(|t| t.map(|i| ids[i])));
}

/// Two axes in a plane, from above which counterclockwise is seen as such.
struct Frame {
    u: [f64; 3],
    v: [f64; 3],
}

impl Frame {
    fn new(n: [f64; 3]) -> Self {
        let long = length(n);
        let n = if long > 0.0 { n.map(|x| x / long) } else { [0.0, 0.0, 1.0] };
        let largest = (0..3).fold(0, |best, i| if n[i].abs() > n[best].abs() { i } else { best });
        // Of planes across an axis, the other two, to keep their coordinates as they are.
        let mut u = [0.0; 3];
        u[(largest + 1) % 3] = 1.0;
        let along = dot(u, n);
        let u: [f64; 3] = std::array::from_fn(|i| u[i] - along * n[i]);
        let u = u.map(|x| x / length(u));
        Self { u, v: cross(n, u) }
    }

    fn flat(&self, p: [f64; 3]) -> [f64; 2] {
        [dot(self.u, p), dot(self.v, p)]
    }
}

/// Closed ways of directed edges: at each vertex as many arrive as leave.
fn loops(edges: &[[u32; 2]]) -> Vec<Vec<u32>> {
    let mut open: Vec<[u32; 2]> = edges.to_vec();
    open.sort_unstable();
    let mut used = vec![false; open.len()];
    let mut loops = Vec::new();
    for first in 0..open.len() {
        if used[first] {
            continue;
        }
        let mut at = first;
        let mut way = Vec::new();
        loop {
            used[at] = true;
            way.push(open[at][0]);
            let to = open[at][1];
            let from = open.partition_point(|edge| edge[0] < to);
            let next = (from..open.len()).take_while(|&k| open[k][0] == to).find(|&k| !used[k]);
            match next {
                Some(k) if to != open[first][0] => at = k,
                _ => break,
            }
        }
        loops.push(way);
    }
    loops
}

/// The smallest height of a triangle.
pub(super) fn height(corners: [[f64; 3]; 3]) -> f64 {
    let [a, b, c] = corners;
    let long = [sub(b, a), sub(c, b), sub(a, c)].map(length).into_iter().fold(0.0, f64::max);
    if long > 0.0 { length(normal(corners)) / long } else { 0.0 }
}
