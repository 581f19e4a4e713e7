//! Whether instances lie in each other as a hierarchy says.

use super::field::{grown, overlap};
use super::near::Trees;
use super::overlap::Place;
use super::vector::{Vector, add, scale};
use super::{Scene, parts, triangles};
use crate::geometry::bvh::Bounds;
use crate::layout::NONE;
use rayon::prelude::*;
use std::cell::Cell;
use std::sync::OnceLock;

/// Facets of an instance of which the middles are looked at.
const MIDDLES: usize = 64;

/// Facets of which the middles of parts are looked at, since a long facet may be crossed anywhere.
const WHOLES: usize = 8;

/// Parts of their sides.
const PARTS: usize = 5;

/// How far beneath a facet it is looked whether that is within another body, in tolerances.
const INWARD: f64 = 4.0;

/// What rounding of corners may do to faces, of what rounding of light's way may.
const CORNERS: f64 = 0.125;

/// What is wrong between two instances, and by how many mm at the places that were looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs)]
pub enum Misplaced {
    /// A daughter has parts outside of its mother.
    SticksOut { instance: u32, mother: u32, by: f64 },
    /// Two of which neither is in the other share space.
    Overlap { one: u32, other: u32, by: f64 },
    /// There is a gap between two, though nearly none; where it `is_passed` they touch as far as light is concerned.
    Gap { one: u32, other: u32, by: f64, is_passed: bool },
}

impl Misplaced {
    /// The first instance, the second one, and the distance.
    fn parts(&self) -> (u32, u32, f64) {
        match *self {
            Self::SticksOut { instance, mother, by } => (instance, mother, by),
            Self::Overlap { one, other, by } | Self::Gap { one, other, by, .. } => (one, other, by),
        }
    }
}

impl Trees<'_> {
    /// Distance from a point of a mesh's frame to the nearest facet, where it is less than a limit.
    fn distance(&self, mesh: usize, point: Vector, limit: f64) -> Option<f64> {
        let nearest = Cell::new(limit * limit);
        let may = |b: &Bounds| {
            let gap = |k: usize| (f64::from(b.lo[k]) - point[k]).max(point[k] - f64::from(b.hi[k])).max(0.0);
            (0..3).map(|k| gap(k) * gap(k)).sum::<f64>() < nearest.get()
        };
        self.visit(mesh, may, |facet| {
            nearest.set(nearest.get().min(triangles::square_to_triangle(point, facet)));
            true
        });
        (nearest.get() < limit * limit).then(|| nearest.get().sqrt())
    }
}

impl Scene<'_> {
    /// What does not lie as said: `mothers` names the instance that each one is in, NONE for none; gaps of less than `gap` mm count,
    /// where they are more than rounding of corners and chords explain. Sorted by the instances.
    pub(in crate::geometry::commit) fn misplaced(&self, mothers: &[u32], gap: f64) -> Vec<Misplaced> {
        let parts: Vec<OnceLock<Vec<usize>>> = self.model.meshes.iter().map(|_| OnceLock::new()).collect();
        let hierarchy = Hierarchy { scene: self, mothers, gap, parts };
        let all = (0..mothers.len().min(self.placed.len()) as u32).into_par_iter();
        let one = |i: u32| match self.is_closed(i) {
            true => hierarchy.misplaced(i, hierarchy.suspects(i)),
            false => Vec::new(),
        };
        let mut found: Vec<Misplaced> = all.flat_map_iter(one).collect();
        found.sort_by_key(|one| {
            let (i, j, _) = one.parts();
            (i, j)
        });
        found
    }
}

/// How instances should lie.
struct Hierarchy<'a> {
    scene: &'a Scene<'a>,
    mothers: &'a [u32],
    gap: f64,
    /// Facets of the parts of each mesh, once they are asked for.
    parts: Vec<OnceLock<Vec<usize>>>,
}

/// What an instance is compared with at places all over it.
struct Suspects {
    /// Whether its mother.
    mother: bool,
    /// In the order in which the world's tree has them.
    others: Vec<u32>,
}

impl Hierarchy<'_> {
    /// What an instance may lie wrong to. All others have no facet near to one of its own, and so each part of it is within them or
    /// outside, as it should be.
    fn suspects(&self, i: u32) -> Suspects {
        let own = self.mother(i);
        let mother = own != NONE && self.is_suspect(i, own);
        let mut others = self.around(i);
        others.retain(|&j| if j == own { mother } else { self.is_suspect(i, j) });
        Suspects { mother, others }
    }

    /// The mother of an instance, if that is closed.
    fn mother(&self, i: u32) -> u32 {
        let mother = self.mothers[i as usize];
        if mother != NONE && self.scene.is_closed(mother) { mother } else { NONE }
    }

    /// Closed instances whose boxes are near to one's, but for those that are in it.
    fn around(&self, i: u32) -> Vec<u32> {
        let (scene, mut near) = (self.scene, Vec::new());
        scene.field.near(&grown(scene.field.bounds(i), self.gap), &mut Vec::new(), &mut near);
        near.retain(|&j| j != i && scene.is_closed(j) && !is_in(j, i, self.mothers));
        near
    }

    fn is_suspect(&self, i: u32, j: u32) -> bool {
        let scene = self.scene;
        let (one, other) = (&scene.placed[i as usize], &scene.placed[j as usize]);
        let near = self.gap.max(2.0 * INWARD * scene.tolerances[i as usize]);
        if !scene.are_apart(i, j, near)
            && scene.trees.any(one, other, near, &|a, b| triangles::within(a, b, near))
        {
            return true;
        }
        let within = self.mothers[i as usize] == j;
        if !within && is_in(i, j, self.mothers) {
            return false;
        }
        let mut parts = self.parts[one.mesh].get_or_init(|| parts::of(&scene.model.meshes[one.mesh])).iter();
        parts.any(|&triangle| scene.contains(j, scene.inward(i, &scene.middle(i, triangle))) != within)
    }

    /// What is wrong between an instance and those that it is compared with.
    fn misplaced(&self, i: u32, suspects: Suspects) -> Vec<Misplaced> {
        let Self { scene, mothers, gap, .. } = *self;
        let mut found: Vec<Misplaced> = Vec::new();
        if !suspects.mother && suspects.others.is_empty() {
            return found;
        }
        let mut note = |new: Misplaced| {
            let same = |old: &&mut Misplaced| {
                let ((a, b, _), (c, d, _)) = (old.parts(), new.parts());
                std::mem::discriminant(&**old) == std::mem::discriminant(&new) && (a, b) == (c, d)
            };
            match found.iter_mut().find(same) {
                Some(old) if old.parts().2 >= new.parts().2 => (),
                Some(old) => *old = new,
                None => found.push(new),
            }
        };
        let mother = self.mother(i);
        let own = scene.tolerances[i as usize];
        let mut asked = Vec::new();
        for place in scene.places(i, MIDDLES).chain(scene.parts(i)) {
            let inward = scene.inward(i, &place);
            if suspects.mother && !scene.contains(mother, inward) {
                let by = scene.distance(mother, place.point, f64::INFINITY).unwrap_or(0.0);
                if by > own + scene.tolerances[mother as usize] {
                    note(Misplaced::SticksOut { instance: i, mother, by });
                }
            }
            let mut around = Bounds::EMPTY;
            around.add(place.point.map(|x| x as f32));
            (0..3).for_each(|k| {
                (around.lo[k], around.hi[k]) = (around.lo[k] - gap as f32, around.hi[k] + gap as f32)
            });
            for &j in suspects.others.iter().filter(|&&j| overlap(scene.field.bounds(j), &around)) {
                let tolerance = own + scene.tolerances[j as usize];
                let is_in = is_in(i, j, mothers);
                if !is_in && scene.contains(j, inward) {
                    let by = scene.distance(j, place.point, f64::INFINITY).unwrap_or(0.0);
                    if by > tolerance {
                        note(Misplaced::Overlap { one: i.min(j), other: i.max(j), by });
                    } else if i < j && !asked.contains(&j) {
                        // Of a body that is there twice no facet lies inside the other one.
                        asked.push(j);
                        if scene.same(i, j, tolerance) {
                            note(Misplaced::Overlap { one: i, other: j, by: scene.thickness(i) });
                        }
                    }
                } else if let Some(by) = scene.distance(j, place.point, gap)
                    && by
                        > tolerance
                            - (1.0 - CORNERS) * (scene.roundings[i as usize] + scene.roundings[j as usize])
                    && scene.faces(j, &place, by, is_in)
                {
                    note(Misplaced::Gap { one: i, other: j, by, is_passed: by <= tolerance });
                }
            }
        }
        found
    }
}

impl Scene<'_> {
    /// A point beneath a facet of an instance, clear of rounding.
    fn inward(&self, i: u32, place: &Place) -> Vector {
        add(place.point, scale(-INWARD * self.tolerances[i as usize], place.normal))
    }

    /// Whether a place with nothing but a gap before it faces an instance: one that it `is_in` ends behind the gap, another begins there.
    fn faces(&self, j: u32, place: &Place, by: f64, is_in: bool) -> bool {
        let behind = add(place.point, scale(2.0 * by, place.normal));
        self.contains(j, place.point) == is_in && self.contains(j, behind) != is_in
    }

    /// The least side of a box around an instance, along the axes of the world.
    fn thickness(&self, i: u32) -> f64 {
        let placed = &self.placed[i as usize];
        let corners = self.model.meshes[placed.mesh].vertices.iter();
        let corners: Vec<Vector> = corners.map(|corner| placed.to_world(corner.map(f64::from))).collect();
        let side = |k: usize| {
            let along = corners.iter().map(|corner| corner[k]);
            along.clone().fold(f64::NEG_INFINITY, f64::max) - along.fold(f64::INFINITY, f64::min)
        };
        (0..3).map(side).fold(f64::INFINITY, f64::min)
    }

    /// The middles of parts of some facets.
    fn parts(&self, i: u32) -> impl Iterator<Item = Place> {
        let placed = &self.placed[i as usize];
        let mesh = &self.model.meshes[placed.mesh];
        self.places(i, WHOLES).flat_map(move |whole| {
            let corners = mesh.corners(whole.triangle).map(|corner| placed.to_world(corner.map(f64::from)));
            let parts = (0..PARTS).flat_map(|u| (0..PARTS - u).map(move |v| [u, v]));
            parts.map(move |[u, v]| {
                let share = |part: usize| (part as f64 + 1.0 / 3.0) / PARTS as f64;
                let [a, b] = [share(u), share(v)];
                let [p, q, r] = [scale(1.0 - a - b, corners[0]), scale(a, corners[1]), scale(b, corners[2])];
                Place { point: add(p, add(q, r)), ..whole }
            })
        })
    }

    fn distance(&self, i: u32, point: Vector, limit: f64) -> Option<f64> {
        let placed = &self.placed[i as usize];
        self.trees.distance(placed.mesh, placed.to_mesh(point), limit)
    }
}

/// Whether one is in the other, however deep.
fn is_in(one: u32, other: u32, mothers: &[u32]) -> bool {
    let mut at = one;
    for _ in 0..mothers.len() {
        match mothers.get(at as usize) {
            Some(&mother) if mother == other => return true,
            Some(&mother) if mother != NONE => at = mother,
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::{CommitOptions, Instance, Material, Mesh, Model, PerTriangle};
    use std::sync::Arc;

    /// Boxes in one mesh, by their corners.
    fn boxes(all: &[[[f32; 3]; 2]]) -> Mesh {
        let (mut vertices, mut triangles) = (Vec::new(), Vec::new());
        for sides in all {
            let first = vertices.len() as u32;
            vertices.extend((0..8_usize).map(|c| [0, 1, 2].map(|k| sides[c >> k & 1][k])));
            for [a, b, c, d] in
                [[0, 2, 3, 1], [4, 5, 7, 6], [0, 1, 5, 4], [2, 6, 7, 3], [0, 4, 6, 2], [1, 3, 7, 5]]
            {
                triangles.extend([[a, b, c], [a, c, d]].map(|corners| corners.map(|v: u32| first + v)));
            }
        }
        let material = || PerTriangle::Uniform(0);
        let (inner_material, outer_material, surface) = (material(), material(), PerTriangle::Uniform(NONE));
        Mesh { name: String::new(), vertices, triangles, inner_material, outer_material, surface }
    }

    #[test]
    fn those_that_are_not_suspect_lie_as_they_should() {
        let mut model = Model::new();
        model.add_material(Material::new("")).unwrap();
        let cube = |from: [f32; 3], side: f32| [from, from.map(|x| x + side)];
        for parts in [
            vec![cube([-50.0; 3], 100.0)],
            vec![cube([-2.0; 3], 4.0)],
            vec![cube([-1.0; 3], 2.0)],
            vec![cube([-1.0; 3], 1.0), cube([3.0; 3], 1.0)], // two parts
            vec![cube([-0.25; 3], 0.5)],
        ] {
            model.add_mesh(boxes(&parts)).unwrap();
        }
        let mut mothers = vec![NONE];
        model.add_instance(Instance::of(0)).unwrap();
        let mut state = 1_u64;
        let mut next = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        // On a grid, so that faces coincide; some a little off it; some in one of those before.
        for i in 1..400_u32 {
            let mesh = 1 + next(4) as u32;
            let mother = if mesh > 1 && i > 1 && next(3) > 0 { 1 + next(u64::from(i) - 1) as u32 } else { 0 };
            let from = model.instances[mother as usize].translation;
            let reach = if mother == 0 { 104 } else { 5 };
            let off = if next(4) == 0 { 5e-4 } else { 0.0 };
            let translation = from.map(|x| x + (next(reach) as f64 - (reach / 2) as f64) + off);
            model.add_instance(Instance { translation, ..Instance::of(mesh) }).unwrap();
            mothers.push(mother);
        }
        let model = Arc::new(model);
        let world = model.commit(&CommitOptions::default()).unwrap();
        let world = world.contact_world();
        let scene = Scene::whole(&world).unwrap();
        let parts = model.meshes.iter().map(|_| OnceLock::new()).collect();
        let hierarchy = Hierarchy { scene: &scene, mothers: &mothers, gap: 2e-3, parts };
        let (mut kinds, mut asked, mut all) = ([0; 3], 0, 0);
        for i in 0..mothers.len() as u32 {
            let others = hierarchy.around(i);
            let every = Suspects { mother: hierarchy.mother(i) != NONE, others };
            let suspects = hierarchy.suspects(i);
            (asked, all) = (asked + suspects.others.len(), all + every.others.len());
            let expected = hierarchy.misplaced(i, every);
            for one in &expected {
                kinds[match one {
                    Misplaced::SticksOut { .. } => 0,
                    Misplaced::Overlap { .. } => 1,
                    Misplaced::Gap { .. } => 2,
                }] += 1;
            }
            assert_eq!(hierarchy.misplaced(i, suspects), expected, "{i}");
        }
        assert!(kinds.iter().all(|count| *count > 10), "{kinds:?}");
        assert!(asked * 4 < all * 3, "{asked} of {all}");
    }
}
