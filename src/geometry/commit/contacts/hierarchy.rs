//! Whether instances lie in each other as a hierarchy says.

use super::near::Trees;
use super::overlap::Place;
use super::vector::{Vector, add, scale};
use super::{Scene, triangles};
use crate::geometry::bvh::Bounds;
use crate::layout::NONE;
use rayon::prelude::*;
use std::cell::Cell;

/// Facets of an instance of which the middles are looked at.
const MIDDLES: usize = 64;

/// Facets of which the middles of parts are looked at, since a long facet may be crossed anywhere.
const WHOLES: usize = 8;

/// Parts of their sides.
const PARTS: usize = 5;

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
        let all = (0..mothers.len().min(self.placed.len()) as u32).into_par_iter();
        let mut found: Vec<Misplaced> = all.flat_map_iter(|i| self.misplaced_one(i, mothers, gap)).collect();
        found.sort_by_key(|one| {
            let (i, j, _) = one.parts();
            (i, j)
        });
        found
    }

    fn misplaced_one(&self, i: u32, mothers: &[u32], gap: f64) -> Vec<Misplaced> {
        let mut found: Vec<Misplaced> = Vec::new();
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
        if !self.is_closed(i) {
            return Vec::new();
        }
        let mother = mothers[i as usize];
        let own = self.tolerances[i as usize];
        let (mut work, mut near, mut asked) = (Vec::new(), Vec::new(), Vec::new());
        for place in self.places(i, MIDDLES).chain(self.parts(i)) {
            let inward = add(place.point, scale(-4.0 * own, place.normal));
            if mother != NONE && self.is_closed(mother) && !self.contains(mother, inward) {
                let by = self.distance(mother, place.point, f64::INFINITY).unwrap_or(0.0);
                if by > own + self.tolerances[mother as usize] {
                    note(Misplaced::SticksOut { instance: i, mother, by });
                }
            }
            let mut around = Bounds::EMPTY;
            around.add(place.point.map(|x| x as f32));
            (0..3).for_each(|k| {
                (around.lo[k], around.hi[k]) = (around.lo[k] - gap as f32, around.hi[k] + gap as f32)
            });
            work.clear();
            work.push(self.field.root());
            while !work.is_empty() {
                self.field.some_near(&around, &mut work, &mut near);
                for &j in near.iter().filter(|&&j| j != i && self.is_closed(j)) {
                    let tolerance = own + self.tolerances[j as usize];
                    let related = is_in(i, j, mothers) || is_in(j, i, mothers);
                    if !related && self.contains(j, inward) {
                        let by = self.distance(j, place.point, f64::INFINITY).unwrap_or(0.0);
                        if by > tolerance {
                            note(Misplaced::Overlap { one: i.min(j), other: i.max(j), by });
                        } else if i < j && !asked.contains(&j) {
                            // Of a body that is there twice no facet lies inside the other one.
                            asked.push(j);
                            if self.same(i, j, tolerance) {
                                note(Misplaced::Overlap { one: i, other: j, by: self.thickness(i) });
                            }
                        }
                    } else if !is_in(j, i, mothers)
                        && let Some(by) = self.distance(j, place.point, gap)
                        && by
                            > tolerance
                                - (1.0 - CORNERS) * (self.roundings[i as usize] + self.roundings[j as usize])
                        && self.faces(j, &place, by, is_in(i, j, mothers))
                    {
                        note(Misplaced::Gap { one: i, other: j, by, is_passed: by <= tolerance });
                    }
                }
            }
        }
        found
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
