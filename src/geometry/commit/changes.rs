//! What a revision has changed since the geometry that it is of.

use super::Committed;
use crate::Result;
use crate::geometry::model::{Instance, Model, SharedMesh, Surface};

/// What a commit can take over from an earlier one; nothing where there is none, or the meshes are not the same.
pub(super) struct Changes<'a> {
    before: Option<&'a Committed>,
    /// Instances that lie elsewhere or are new, in order.
    moved: Vec<u32>,
    same_optics: bool,
    same_attributes: bool,
    same_borders: bool,
}

impl Model {
    /// Whether the meshes are those of another model, which has no more materials, surfaces and instances.
    pub(super) fn extends(&self, other: &Self) -> bool {
        let same = |(one, other): (&SharedMesh, &SharedMesh)| one.is(other);
        self.meshes.len() == other.meshes.len()
            && self.meshes.iter().zip(&other.meshes).all(same)
            && self.materials.len() >= other.materials.len()
            && self.surfaces.len() >= other.surfaces.len()
            && self.instances.len() >= other.instances.len()
    }
}

fn is_placed_as(one: &Instance, other: &Instance) -> bool {
    one.mesh == other.mesh && one.rotation == other.rotation && one.translation == other.translation
}

impl<'a> Changes<'a> {
    /// Of a model since the geometry that it began as.
    pub fn of(model: &Model, before: Option<&'a Committed>) -> Self {
        let none = Self {
            before: None,
            moved: Vec::new(),
            same_optics: false,
            same_attributes: false,
            same_borders: false,
        };
        let Some(before) = before.filter(|before| model.extends(before.model())) else { return none };
        let old = before.model();
        let elsewhere = |&i: &u32| {
            let now = &model.instances[i as usize];
            !old.instances.get(i as usize).is_some_and(|then| is_placed_as(now, then))
        };
        let inner_sides = |of: &Surface| of.inner_side;
        Self {
            before: Some(before),
            moved: (0..model.instances.len() as u32).filter(elsewhere).collect(),
            same_optics: model.materials == old.materials && model.surfaces == old.surfaces,
            same_attributes: model.wire_planes == old.wire_planes
                && model.surfaces.iter().map(inner_sides).eq(old.surfaces.iter().map(inner_sides)),
            same_borders: model.chord == old.chord
                && model.border_surfaces == old.border_surfaces
                && model.mesh_border_surfaces == old.mesh_border_surfaces,
        }
    }

    /// Checks the model as a whole; meshes that have been checked are not checked again.
    pub fn check(&self, model: &Model) -> Result<()> {
        if self.before.is_some() { model.check_rest() } else { model.check() }
    }

    /// The geometry before, whose meshes are the same, and what has moved since.
    pub fn moved(&self) -> Option<(&'a Committed, &[u32])> {
        self.before.map(|before| (before, &self.moved[..]))
    }

    /// The geometry before, where materials and surfaces are the same.
    pub fn same_optics(&self) -> Option<&'a Committed> {
        self.before.filter(|_| self.same_optics)
    }

    /// The geometry before, where what triangles and wires are of is the same.
    pub fn same_attributes(&self) -> Option<&'a Committed> {
        self.before.filter(|_| self.same_attributes)
    }

    /// The geometry before, where instances lie as they did, and pairs have the same surfaces.
    pub fn same_contacts(&self) -> Option<&'a Committed> {
        self.before.filter(|_| self.same_borders && self.moved.is_empty())
    }
}
