//! Which triangles are at a vertex, and what is next to it.

use super::super::closed_mesh::ClosedMesh;

/// Which triangles are at a vertex.
pub(super) struct Stars {
    first: Vec<u32>,
    triangles: Vec<u32>,
}

impl Stars {
    pub(super) fn new(mesh: &ClosedMesh) -> Self {
        let mut first = vec![0; mesh.vertices.len() + 1];
        mesh.triangles.iter().flatten().for_each(|&v| first[v as usize + 1] += 1);
        for v in 0..mesh.vertices.len() {
            first[v + 1] += first[v];
        }
        let mut next = first.clone();
        let mut triangles = vec![0; 3 * mesh.triangles.len()];
        for (t, corners) in (0..).zip(&mesh.triangles) {
            for &v in corners {
                triangles[next[v as usize] as usize] = t;
                next[v as usize] += 1;
            }
        }
        Self { first, triangles }
    }

    pub(super) fn of(&self, v: u32) -> &[u32] {
        &self.triangles[self.first[v as usize] as usize..self.first[v as usize + 1] as usize]
    }
}

/// The vertices next to one.
pub(super) fn neighbours(mesh: &ClosedMesh, star: &[u32], v: u32) -> Vec<u32> {
    let mut all: Vec<u32> =
        star.iter().flat_map(|&t| mesh.triangles[t as usize]).filter(|&w| w != v).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The corners after one.
pub(super) fn after(t: [u32; 3], v: u32) -> Option<(u32, u32)> {
    (0..3).find(|&k| t[k] == v).map(|k| (t[(k + 1) % 3], t[(k + 2) % 3]))
}
