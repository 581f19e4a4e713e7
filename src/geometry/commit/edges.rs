//! Whether meshes are closed.

use super::report::Edges;
use super::weld::{self, Weld};
use crate::geometry::model::{Mesh, SharedMesh};
use rayon::prelude::*;

/// Looks at the edges of all meshes, with vertices of open edges joined that are no farther apart than
/// `weld` mm; 0 joins none.
pub(super) fn check(meshes: &[SharedMesh], weld: f64) -> Edges {
    let of = |(i, mesh): (usize, &SharedMesh)| of(mesh, i as u32, weld);
    let each: Vec<Edges> = meshes.par_iter().enumerate().map(of).collect();
    let mut all = Edges::default();
    each.into_iter().for_each(|one| all.add(one));
    all
}

/// An edge from the lower to the higher vertex, whether its triangle runs the other way, and that
/// triangle.
pub(super) type Side = (u32, u32, bool, u32);

/// For each vertex the first one at its place: files often repeat vertices.
pub(super) fn places(mesh: &Mesh) -> Vec<u32> {
    let mut order: Vec<([u32; 3], u32)> = (0..mesh.vertices.len() as u32)
        .into_par_iter()
        .map(|i| (mesh.vertices[i as usize].map(|x| (x + 0.0).to_bits()), i)) // adding 0 turns -0 into 0
        .collect();
    order.par_sort_unstable();
    let mut places = vec![0; order.len()];
    for same in order.chunk_by(|a, b| a.0 == b.0) {
        same.iter().for_each(|(_, vertex)| places[*vertex as usize] = same[0].1);
    }
    places
}

/// The sides of triangles, in the order of edges; of vertices that are one by `places`.
pub(super) fn sides(mesh: &Mesh, places: &[u32], keep: impl Fn(usize) -> bool) -> Vec<Side> {
    let mut sides: Vec<Side> = Vec::with_capacity(3 * mesh.triangles.len());
    for (i, triangle) in mesh.triangles.iter().enumerate().filter(|(i, _)| keep(*i)) {
        let corners = triangle.map(|vertex| places[vertex as usize]);
        for k in 0..3 {
            let (from, to) = (corners[k], corners[(k + 1) % 3]);
            if from != to {
                sides.push((from.min(to), from.max(to), from > to, i as u32));
            }
        }
    }
    sides.par_sort_unstable();
    sides
}

/// The sides of each edge.
pub(super) fn each(sides: &[Side]) -> impl Iterator<Item = &[Side]> {
    sides.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
}

/// Length of an edge, mm.
pub(super) fn length(mesh: &Mesh, side: &Side) -> f64 {
    let [a, b] = [side.0, side.1].map(|vertex| mesh.vertices[vertex as usize].map(f64::from));
    (0..3).map(|k| (a[k] - b[k]).powi(2)).sum::<f64>().sqrt()
}

fn of(mesh: &Mesh, number: u32, weld: f64) -> Edges {
    let mut places = places(mesh);
    let solid = |triangle| !mesh.is_degenerate(triangle);
    let mut sides = sides(mesh, &places, solid);
    let mut edges = counted(&sides, number);
    if weld > 0.0 && edges.open_count > 0 {
        let joined_count = weld::join(mesh, &sides, &mut places, weld);
        sides = self::sides(mesh, &places, solid);
        let before = std::mem::replace(&mut edges, counted(&sides, number));
        let closed_count = before.open_count.saturating_sub(edges.open_count);
        edges.weld = Weld { joined_count, closed_count };
    }
    edges
}

fn counted(sides: &[Side], number: u32) -> Edges {
    let mut edges = Edges::default();
    for same in each(sides) {
        let back = same.iter().filter(|side| side.2).count() as u32;
        edges.count(same.len() as u32 - back, back, (number, same[0].3));
    }
    edges
}
