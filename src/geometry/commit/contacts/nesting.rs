//! Whether instances are made for what they lie in.

use super::Scene;
use super::vector::{add, scale};
use crate::geometry::bvh::Bounds;
use crate::layout::NONE;

/// Places at which the surroundings of an instance are looked at.
const PLACES: usize = 9;

impl Scene<'_> {
    /// The instance around a closed one whose inner material is not the outer one of most of its
    /// facets, as far as that can be told: the smallest that has the outer side of a facet inside. Facets
    /// near to the surface of another one, and surroundings of several materials, do not count.
    pub(in crate::geometry::commit) fn misfit(&self, i: u32) -> Option<u32> {
        let mesh = &self.model.meshes[self.placed[i as usize].mesh];
        let (mut fits, mut misfits) = (0, Vec::new());
        for place in self.places(i, PLACES) {
            let Some(around) = self.around(i, &place) else { continue };
            let inner = self.model.meshes[self.placed[around as usize].mesh].inner_material.uniform();
            match inner {
                Some(material) if material == mesh.outer_material.get(place.triangle) => fits += 1,
                Some(_) => misfits.push(around),
                None => (),
            }
        }
        (misfits.len() > fits).then(|| misfits[0])
    }

    /// The instance around a closed one: the smallest that has the outer side of most of its facets inside, as far as
    /// they are not near to the surface of another one. NONE: there is none.
    pub(super) fn surrounding(&self, i: u32) -> u32 {
        let mut found: Vec<u32> = self.places(i, PLACES).filter_map(|place| self.around(i, &place)).collect();
        found.sort_unstable();
        found.chunk_by(|a, b| a == b).max_by_key(|same| same.len()).map_or(NONE, |same| same[0])
    }

    fn around(&self, i: u32, place: &super::overlap::Place) -> Option<u32> {
        let offset = 4.0 * self.tolerances[i as usize];
        let out = add(place.point, scale(offset, place.normal));
        let mut bounds = Bounds::EMPTY;
        bounds.add(out.map(|x| x as f32));
        let (mut work, mut near) = (vec![self.field.root()], Vec::new());
        let mut around: Option<(f64, u32)> = None;
        // Some at a time: of a great many at one place the first one may settle it.
        while !work.is_empty() {
            self.field.some_near(&bounds, &mut work, &mut near);
            for &j in near.iter().filter(|&&j| j != i && self.is_closed(j)) {
                let placed = &self.placed[j as usize];
                let reach = self.tolerances[j as usize] + 2.0 * offset;
                if self.trees.reaches(placed.mesh, placed.to_mesh(out), reach) {
                    return None;
                }
                let volume = self.volume(j);
                if self.contains(j, out) && around.is_none_or(|(least, _)| volume < least) {
                    around = Some((volume, j));
                }
            }
        }
        around.filter(|(volume, _)| *volume > self.volume(i)).map(|(_, j)| j)
    }
}
