//! Which combinations of materials and surface there are, and which triangle has which.

use super::closed;
use crate::geometry::model::Model;
use crate::layout::{Attribute, CLOSED_MESH, Mesh, NONE, UNIFORM_MESH};
use crate::{Error, Result, memory};
use std::collections::HashMap;

/// Combinations, each once, and the choice of triangles of meshes that are not uniform.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    pub list: Vec<Attribute>,
    pub per_triangle: Vec<u32>,
    known: HashMap<Attribute, u32>,
}

impl Attributes {
    /// The index of a combination of materials and the surface that a model says.
    pub fn index_of(&mut self, model: &Model, inner: u32, outer: u32, surface: u32) -> u32 {
        let said = model.surfaces.get(surface as usize).and_then(|surface| surface.inner_side);
        self.index(Attribute { inner, outer, surface, inner_surface: said.unwrap_or(surface) })
    }

    fn index(&mut self, attribute: Attribute) -> u32 {
        let next = self.list.len() as u32;
        let index = *self.known.entry(attribute).or_insert(next);
        if index == next {
            self.list.push(attribute);
        }
        index
    }
}

/// Combinations of all meshes, and the meshes without their trees. `known`: the same meshes as they were encoded before.
pub(super) fn encode(model: &Model, known: Option<&[Mesh]>) -> Result<(Attributes, Vec<Mesh>)> {
    let mut attributes = Attributes::default();
    let mut meshes = memory::room(model.meshes.len(), "meshes")?;
    for (number, mesh) in model.meshes.iter().enumerate() {
        let (inner, outer, surface) = (&mesh.inner_material, &mesh.outer_material, &mesh.surface);
        let count = mesh.triangles.len();
        let uniform = match (inner.uniform(), outer.uniform(), surface.uniform()) {
            (Some(inner), Some(outer), Some(surface)) => Some((inner, outer, surface)),
            _ => None,
        };
        let attribute = match uniform {
            Some((inner, outer, surface)) => attributes.index_of(model, inner, outer, surface),
            None => {
                let first = attributes.per_triangle.len();
                if first + count > NONE as usize {
                    return Err(Error::argument(format!(
                        "meshes: {} triangles in meshes of several materials or surfaces; {NONE} are allowed",
                        first + count
                    )));
                }
                memory::grow(&mut attributes.per_triangle, count, "attributes of triangles")?;
                let mut last: Option<([u32; 3], u32)> = None; // neighbours are mostly alike
                for i in 0..count {
                    let one = [inner.get(i), outer.get(i), surface.get(i)];
                    let index = match last {
                        Some((before, index)) if before == one => index,
                        _ => attributes.index_of(model, one[0], one[1], one[2]),
                    };
                    last = Some((one, index));
                    attributes.per_triangle.push(index);
                }
                first as u32
            }
        };
        let is_closed = match known.and_then(|known| known.get(number)) {
            Some(known) => known.flags & CLOSED_MESH != 0,
            None => closed::is_closed(mesh),
        };
        let closed = if is_closed { CLOSED_MESH } else { 0 };
        let flags = if uniform.is_some() { UNIFORM_MESH | closed } else { closed };
        meshes.push(Mesh { root: NONE, attribute, flags, extent: 0.0 });
    }
    Ok((attributes, meshes))
}
