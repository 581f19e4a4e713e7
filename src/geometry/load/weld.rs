//! Merging of vertices that are the same to the last bit.

use super::LoadedMesh;
use std::collections::HashMap;

/// Collects loose triangles into an indexed mesh.
#[derive(Default)]
pub(super) struct Weld {
    index_of: HashMap<[u32; 3], u32>,
    mesh: LoadedMesh,
}

impl Weld {
    /// Adds a triangle; its corners are shared with earlier ones of the same bits.
    pub(super) fn add(&mut self, corners: [[f32; 3]; 3]) {
        let vertices = &mut self.mesh.vertices;
        let triangle = corners.map(|corner| {
            *self.index_of.entry(corner.map(f32::to_bits)).or_insert_with(|| {
                vertices.push(corner);
                (vertices.len() - 1) as u32
            })
        });
        self.mesh.triangles.push(triangle);
    }

    /// The number of triangles so far.
    pub(super) fn len(&self) -> usize {
        self.mesh.triangles.len()
    }

    /// The mesh.
    pub(super) fn finish(self) -> LoadedMesh {
        self.mesh
    }
}
