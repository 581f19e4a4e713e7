//! Vertices that rounding has put apart.

use super::edges::{self, Side};
use crate::geometry::model::Mesh;
use std::collections::HashMap;

/// What joining vertices does to the edges of meshes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Weld {
    /// Vertices that were taken as one with another.
    pub joined_count: u64,
    /// Open edges that are closed by that.
    pub closed_count: u64,
}

/// Joins vertices of open edges that are no farther apart than `tolerance`, and those joined to the
/// same ones: what is in `places` for each of them is the same afterwards. Gives how many were joined.
pub(super) fn join(mesh: &Mesh, sides: &[Side], places: &mut [u32], tolerance: f64) -> u64 {
    let open = edges::each(sides).filter(|same| same.len() == 1);
    let mut vertices: Vec<u32> = open.flat_map(|same| [same[0].0, same[0].1]).collect();
    vertices.sort_unstable();
    vertices.dedup();
    let at = |vertex: u32| mesh.vertices[vertex as usize].map(f64::from);
    let cell = |vertex: u32| at(vertex).map(|x| (x / tolerance).floor() as i64);
    let mut cells: HashMap<[i64; 3], Vec<u32>> = HashMap::new();
    vertices.iter().for_each(|&vertex| cells.entry(cell(vertex)).or_default().push(vertex));
    let mut to: HashMap<u32, u32> = vertices.iter().map(|&vertex| (vertex, vertex)).collect();
    for &vertex in &vertices {
        let [x, y, z] = cell(vertex);
        for around in (0..27).map(|i| {
            [x.saturating_add(i % 3 - 1), y.saturating_add(i / 3 % 3 - 1), z.saturating_add(i / 9 - 1)]
        }) {
            for &other in cells.get(&around).into_iter().flatten() {
                let (a, b) = (at(vertex), at(other));
                let square: f64 = (0..3).map(|k| (a[k] - b[k]).powi(2)).sum();
                if square <= tolerance * tolerance {
                    let (a, b) = (root(&to, vertex), root(&to, other));
                    to.insert(a.max(b), a.min(b));
                }
            }
        }
    }
    places.iter_mut().filter(|place| to.contains_key(place)).for_each(|place| *place = root(&to, *place));
    vertices.iter().filter(|&&vertex| root(&to, vertex) != vertex).count() as u64
}

/// The least vertex that one is joined to, directly or by others.
fn root(to: &HashMap<u32, u32>, mut vertex: u32) -> u32 {
    while to[&vertex] != vertex {
        vertex = to[&vertex];
    }
    vertex
}
