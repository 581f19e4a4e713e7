//! Where replicas are, and what they are slices of.

use super::vectors::rotation_matrix;
use crate::geometry::solids::{Placed, Solid};

/// Along what slices follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// x, y or z, by number.
    Along(usize),
    /// The distance from z.
    Rho,
    /// The angle about z.
    Phi,
}

/// What `<replicate_along_axis>` says.
pub struct Slices {
    /// Along what.
    pub axis: Axis,
    /// In mm or rad.
    pub width: f64,
    /// Of the first one, in mm or rad.
    pub offset: f64,
}

impl Slices {
    /// Where one of them is. Along a straight axis they are about its middle, whatever the offset.
    pub fn placed(&self, copy: i64, number: i64) -> Placed {
        let mut placed = Placed::IDENTITY;
        match self.axis {
            Axis::Along(axis) => {
                placed.translation[axis] = self.width * (copy as f64 - 0.5 * (number - 1) as f64);
            }
            Axis::Phi => {
                let angle = self.offset + self.width * (copy as f64 + 0.5);
                placed.rotation = rotation_matrix([0.0, 0.0, angle]);
            }
            Axis::Rho => {}
        }
        placed
    }

    /// A slice in its own frame.
    pub fn of(&self, whole: &Solid, copy: i64) -> Option<Solid> {
        let mut slice = whole.clone();
        match (&mut slice, self.axis) {
            (Solid::Box { size }, Axis::Along(k)) => size[k] = self.width,
            (Solid::Tube { z, .. }, Axis::Along(2)) => *z = self.width,
            (Solid::Tube { start, delta, .. } | Solid::Cone { start, delta, .. }, Axis::Phi) => {
                (*start, *delta) = (-0.5 * self.width, self.width);
            }
            (Solid::Tube { rmin, rmax, .. }, Axis::Rho) => {
                *rmin = self.offset + self.width * copy as f64;
                *rmax = *rmin + self.width;
            }
            _ => return None,
        }
        Some(slice)
    }
}

/// Are two solids of one kind equal but for rounding?
pub fn is_near(a: &Solid, b: &Solid) -> bool {
    let near = |pairs: &[(f64, f64)]| pairs.iter().all(|(a, b)| (a - b).abs() <= 1e-6);
    match (a, b) {
        (Solid::Box { size: a }, Solid::Box { size: b }) => near(&[(a[0], b[0]), (a[1], b[1]), (a[2], b[2])]),
        (
            &Solid::Tube { rmin, rmax, z, start, delta },
            &Solid::Tube { rmin: r0, rmax: r1, z: z1, start: s1, delta: d1 },
        ) => near(&[(rmin, r0), (rmax, r1), (z, z1), (start, s1), (delta, d1)]),
        (
            &Solid::Cone { rmin, rmax, z, start, delta },
            &Solid::Cone { rmin: r0, rmax: r1, z: z1, start: s1, delta: d1 },
        ) => {
            let ends = [(rmin[0], r0[0]), (rmin[1], r0[1]), (rmax[0], r1[0]), (rmax[1], r1[1])];
            near(&ends) && near(&[(z, z1), (start, s1), (delta, d1)])
        }
        _ => false,
    }
}
