//! Instances that share space, rather than faces.

use super::near::Triangle;
use super::vector::{Vector, add, scale};
use super::{Scene, triangles};

/// Places of an instance at which it is compared with others.
const PLACES: usize = 48;

/// A place on a facet, in the world.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub triangle: usize,
    pub point: Vector,
    /// Unit, outward.
    pub normal: Vector,
}

/// Where a place is, as seen from a body.
#[derive(PartialEq)]
enum Where {
    Inside,
    Outside,
    /// Within the tolerance of its surface.
    Near,
}

impl Scene<'_> {
    /// The middles of some facets all over an instance's mesh.
    pub(super) fn places(&self, i: u32, most: usize) -> impl Iterator<Item = Place> {
        let placed = &self.placed[i as usize];
        let mesh = &self.model.meshes[placed.mesh];
        let step = mesh.triangles.len().div_ceil(most).max(1);
        let solid = (0..mesh.triangles.len()).step_by(step).filter(|&i| !mesh.is_degenerate(i));
        solid.map(move |triangle| self.middle(i, triangle))
    }

    /// The middle of a facet of an instance's mesh.
    pub(super) fn middle(&self, i: u32, triangle: usize) -> Place {
        let placed = &self.placed[i as usize];
        let corners = self.model.meshes[placed.mesh].corners(triangle);
        let [a, b, c] = corners.map(|corner| placed.to_world(corner.map(f64::from)));
        let normal = triangles::unit_normal(&[a, b, c]);
        Place { triangle, point: scale(1.0 / 3.0, add(a, add(b, c))), normal }
    }

    /// Whether a closed instance has a point of the world inside.
    pub(super) fn contains(&self, i: u32, point: Vector) -> bool {
        let placed = &self.placed[i as usize];
        self.trees.contains(placed.mesh, placed.to_mesh(point))
    }

    /// Whether two instances that touch share more space than their tolerances explain: facets cross
    /// by more than that; or a closed one has a part of the other inside and another part outside; or
    /// both are the same body.
    pub(super) fn overlap(&self, i: u32, j: u32) -> bool {
        let tolerance = self.tolerances[i as usize] + self.tolerances[j as usize];
        let (one, other) = (&self.placed[i as usize], &self.placed[j as usize]);
        let cross = |a: &Triangle, b: &Triangle| triangles::cross_by(a, b, tolerance);
        // Of bodies that are not the same, the first place tells; of the same ones no part is inside.
        self.trees.any(one, other, tolerance, &cross)
            || self.same(i, j, tolerance)
            || self.part_inside(i, j, tolerance)
            || self.part_inside(j, i, tolerance)
    }

    /// Whether `j` is closed and one part of `i` lies inside, another outside.
    fn part_inside(&self, i: u32, j: u32, tolerance: f64) -> bool {
        if !self.is_closed(j) {
            return false;
        }
        let (mut inside, mut outside) = (false, false);
        for place in self.places(i, PLACES) {
            match self.seen(j, place.point, tolerance) {
                Where::Inside => inside = true,
                Where::Outside => outside = true,
                Where::Near => continue,
            }
            if inside && outside {
                return true;
            }
        }
        false
    }

    fn seen(&self, j: u32, point: Vector, tolerance: f64) -> Where {
        let placed = &self.placed[j as usize];
        let point = placed.to_mesh(point);
        if self.trees.reaches(placed.mesh, point, tolerance) {
            Where::Near
        } else if self.trees.contains(placed.mesh, point) {
            Where::Inside
        } else {
            Where::Outside
        }
    }

    /// Whether both are closed and all of one is near to the other's surface, and what is beneath it
    /// inside the other.
    pub(super) fn same(&self, i: u32, j: u32, tolerance: f64) -> bool {
        let deep = |i: u32, j: u32| {
            self.places(i, PLACES).all(|place| {
                let beneath = add(place.point, scale(-4.0 * tolerance, place.normal));
                self.seen(j, place.point, tolerance) == Where::Near && self.contains(j, beneath)
            })
        };
        self.is_closed(i) && self.is_closed(j) && deep(i, j) && deep(j, i)
    }
}
