//! A closed mesh with its edges.

use super::super::closed_mesh::{ClosedMesh, cross, dot, length, normal, sub};
use super::boxes::{Bounds, Boxes};

/// An edge from the vertex of the smaller index to the other one, and the facets on its left and on its
/// right, seen from outside.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub(super) ends: [u32; 2],
    pub(super) left: u32,
    pub(super) right: u32,
}

/// A closed mesh with what booleans ask of it.
pub(super) struct Surface<'a> {
    pub(super) mesh: &'a ClosedMesh,
    /// Of vertices: where the surface moves when the solid grows.
    pub(super) normals: Vec<[f64; 3]>,
    pub(super) edges: Vec<Edge>,
    /// Of facets: their edges, each with 1 if the facet is on its left and -1 if on its right.
    pub(super) sides: Vec<[(u32, i32); 3]>,
    pub(super) boxes: Vec<Bounds>,
    pub(super) tree: Boxes,
    pub(super) bounds: Bounds,
}

impl<'a> Surface<'a> {
    /// An error if the mesh is not closed.
    pub(super) fn new(mesh: &'a ClosedMesh) -> Result<Self, String> {
        let mut uses = Vec::with_capacity(3 * mesh.triangles.len());
        for (f, t) in (0..).zip(&mesh.triangles) {
            for k in 0..3 {
                let (a, b) = (t[k], t[(k + 1) % 3]);
                uses.push((a.min(b), a.max(b), u32::from(a > b), f as u32, k));
            }
        }
        uses.sort_unstable();
        let mut edges = Vec::with_capacity(uses.len() / 2);
        let mut sides = vec![[(0, 0); 3]; mesh.triangles.len()];
        for pair in uses.chunks(2) {
            let &[(a, b, 0, left, i), (c, d, 1, right, j)] = pair else {
                return Err("a part is not closed".into());
            };
            if (a, b) != (c, d) {
                return Err("a part is not closed".into());
            }
            sides[left as usize][i] = (edges.len() as u32, 1);
            sides[right as usize][j] = (edges.len() as u32, -1);
            edges.push(Edge { ends: [a, b], left, right });
        }
        let boxes: Vec<_> = mesh.triangles.iter().map(|&t| Bounds::of(&mesh.corners(t))).collect();
        let bounds = boxes.iter().fold(Bounds::NONE, |all, b| all.with(b));
        Ok(Self { mesh, normals: normals(mesh), edges, sides, tree: Boxes::new(&boxes), boxes, bounds })
    }

    pub(super) fn point(&self, v: u32) -> [f64; 3] {
        self.mesh.vertices[v as usize]
    }
}

/// Normals of vertices: those of facets, by their angles.
fn normals(mesh: &ClosedMesh) -> Vec<[f64; 3]> {
    let mut sums = vec![[0.0; 3]; mesh.vertices.len()];
    for &t in &mesh.triangles {
        let p = mesh.corners(t);
        let n = normal(p);
        let long = length(n);
        if !(long > 0.0) {
            continue;
        }
        for k in 0..3 {
            let (u, v) = (sub(p[(k + 1) % 3], p[k]), sub(p[(k + 2) % 3], p[k]));
            let angle = length(cross(u, v)).atan2(dot(u, v));
            let sum: &mut [f64; 3] = &mut sums[t[k] as usize];
            (0..3).for_each(|i| sum[i] += n[i] / long * angle);
        }
    }
    sums
}
