//! Whether meshes are closed.

use super::report::Edges;
use crate::geometry::model::Mesh;
use rayon::prelude::*;
use std::collections::HashMap;

/// Looks at the edges of all meshes.
pub(super) fn check(meshes: &[Mesh]) -> Edges {
    let each: Vec<Edges> = meshes.par_iter().enumerate().map(|(i, mesh)| of(mesh, i as u32)).collect();
    let mut all = Edges::default();
    each.into_iter().for_each(|one| all.add(one));
    all
}

/// An edge from the lower to the higher vertex, whether its triangle runs the other way, and that
/// triangle.
type Side = (u32, u32, bool, u32);

fn of(mesh: &Mesh, number: u32) -> Edges {
    // Files often repeat vertices: those at the same place are one. Adding 0 turns -0 into 0.
    let mut places: HashMap<[u32; 3], u32> = HashMap::new();
    let place: Vec<u32> = (0..mesh.vertices.len() as u32)
        .map(|i| *places.entry(mesh.vertices[i as usize].map(|x| (x + 0.0).to_bits())).or_insert(i))
        .collect();
    let mut sides: Vec<Side> = Vec::with_capacity(3 * mesh.triangles.len());
    for (i, triangle) in mesh.triangles.iter().enumerate().filter(|(i, _)| !mesh.is_degenerate(*i)) {
        let corners = triangle.map(|vertex| place[vertex as usize]);
        for k in 0..3 {
            let (from, to) = (corners[k], corners[(k + 1) % 3]);
            sides.push((from.min(to), from.max(to), from > to, i as u32));
        }
    }
    sides.par_sort_unstable();
    let mut edges = Edges::default();
    for same in sides.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let back = same.iter().filter(|side| side.2).count() as u32;
        edges.count(same.len() as u32 - back, back, (number, same[0].3));
    }
    edges
}
