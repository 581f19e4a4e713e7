//! Merging of vertices that are the same to the last bit.

use super::LoadedMesh;
use super::fault::{Parsed, push};
use crate::memory::tried;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Collects loose triangles into an indexed mesh.
#[derive(Default)]
pub(super) struct Weld {
    index_of: HashMap<[u32; 3], u32>,
    mesh: LoadedMesh,
}

impl Weld {
    /// Makes room for so many more triangles.
    pub(super) fn reserve(&mut self, triangles: usize) -> Parsed<()> {
        tried(|| self.mesh.triangles.try_reserve(triangles))?;
        Ok(())
    }

    /// Adds a triangle; its corners are shared with earlier ones of the same bits. The largest file
    /// that is read has fewer corners than there are indices.
    pub(super) fn add(&mut self, corners: [[f32; 3]; 3]) -> Parsed<()> {
        let mut triangle = [0; 3];
        for (index, corner) in triangle.iter_mut().zip(corners) {
            if self.index_of.len() == self.index_of.capacity() {
                tried(|| self.index_of.try_reserve(1))?;
            }
            *index = match self.index_of.entry(corner.map(f32::to_bits)) {
                Entry::Occupied(known) => *known.get(),
                Entry::Vacant(free) => {
                    let next = self.mesh.vertices.len() as u32;
                    push(&mut self.mesh.vertices, corner)?;
                    *free.insert(next)
                }
            };
        }
        push(&mut self.mesh.triangles, triangle)
    }

    /// The mesh.
    pub(super) fn finish(self) -> LoadedMesh {
        self.mesh
    }
}
