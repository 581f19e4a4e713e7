//! Slices of solids along an axis.

use super::replica_slices::Axis;
use super::vectors::rotation_matrix;
use crate::geometry::solids::{Placed, Solid};
use std::f64::consts::TAU;

/// How a solid is cut.
pub struct Cut {
    /// Along what.
    pub axis: Axis,
    /// How many slices there are.
    pub number: i64,
    /// Of a slice, in mm or rad.
    pub width: f64,
    /// Where the first one begins, from the solid's end.
    pub offset: f64,
}

/// What there is to cut along an axis, in mm or rad.
pub fn extent(solid: &Solid, axis: Axis) -> Result<f64, &'static str> {
    const UNEQUAL: &str = "a trapezoid is divided along x or y only if its ends are of equal length there";
    match (solid, axis) {
        (Solid::Box { size } | Solid::Para { size, .. }, Axis::Along(k)) => Ok(size[k]),
        (Solid::Trd { x: [low, high], .. }, Axis::Along(0))
        | (Solid::Trd { y: [low, high], .. }, Axis::Along(1)) => {
            if low == high {
                Ok(*low)
            } else {
                Err(UNEQUAL)
            }
        }
        (Solid::Tube { z, .. } | Solid::Cone { z, .. } | Solid::Trd { z, .. }, Axis::Along(2)) => Ok(*z),
        (Solid::Tube { delta, .. } | Solid::Cone { delta, .. }, Axis::Phi) => Ok(delta.min(TAU)),
        (Solid::Tube { rmin, rmax, .. }, Axis::Rho) => Ok(rmax - rmin),
        (Solid::Cone { rmin, rmax, .. }, Axis::Rho) => Ok(rmax[0] - rmin[0]),
        (Solid::Polycone { .. } | Solid::Polyhedra { .. }, _) => Err(
            "divisions of polycones and polyhedra are not supported, nor does a multithreaded Geant4 have them",
        ),
        _ => Err("divisions of this solid along this axis are not supported"),
    }
}

impl Cut {
    /// A slice, and where it is.
    pub fn slice(&self, solid: &Solid, copy: i64) -> Option<(Solid, Placed)> {
        let (width, copy) = (self.width, copy as f64);
        let low = self.offset + copy * width;
        let high = self.offset + (copy + 1.0) * width;
        let mut placed = Placed::IDENTITY;
        match self.axis {
            Axis::Along(k) => {
                placed.translation[k] =
                    self.offset + (copy + 0.5) * width - 0.5 * extent(solid, self.axis).ok()?
            }
            Axis::Phi => placed.rotation = rotation_matrix([0.0, 0.0, low]),
            Axis::Rho => {}
        }
        let mut slice = solid.clone();
        match (&mut slice, self.axis) {
            (Solid::Box { size }, Axis::Along(k)) => size[k] = width,
            (Solid::Para { size, alpha, theta, phi }, Axis::Along(k)) => {
                size[k] = width;
                let at = placed.translation[k];
                match k {
                    1 => placed.translation[0] = at * alpha.tan(),
                    2 => {
                        placed.translation[0] = at * theta.tan() * phi.cos();
                        placed.translation[1] = at * theta.tan() * phi.sin();
                    }
                    _ => {}
                }
            }
            (Solid::Trd { x, .. }, Axis::Along(0)) => *x = [width; 2],
            (Solid::Trd { y, .. }, Axis::Along(1)) => *y = [width; 2],
            (Solid::Trd { x, y, z }, Axis::Along(_)) => {
                let length = *z;
                let between =
                    |ends: [f64; 2]| [low, high].map(|at| ends[0] + (ends[1] - ends[0]) * at / length);
                (*x, *y, *z) = (between(*x), between(*y), width);
            }
            (Solid::Tube { z, .. }, Axis::Along(_)) => *z = width,
            (Solid::Tube { rmin, rmax, .. }, Axis::Rho) => (*rmin, *rmax) = (*rmin + low, *rmin + high),
            (Solid::Tube { delta, .. } | Solid::Cone { delta, .. }, Axis::Phi) => *delta = width,
            (Solid::Cone { rmin, rmax, z, .. }, Axis::Along(_)) => {
                let length = *z;
                let between =
                    |ends: [f64; 2]| [low, high].map(|at| ends[0] + (ends[1] - ends[0]) * at / length);
                (*rmin, *rmax, *z) = (between(*rmin), between(*rmax), width);
            }
            (Solid::Cone { rmin, rmax, .. }, Axis::Rho) => {
                // The upper end has a width of its own, but the same offset.
                let upper = (rmax[1] - rmin[1] - self.offset) / self.number as f64;
                let start = rmin[1] + self.offset;
                *rmax = [rmin[0] + high, start + upper * (copy + 1.0)];
                *rmin = [rmin[0] + low, start + upper * copy];
            }
            _ => return None,
        }
        Some((slice, placed))
    }
}
