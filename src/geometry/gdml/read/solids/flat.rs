//! Solids with flat faces (and twisted ones of arb8), of full lengths.

use super::Measures;
use crate::Result;
use crate::geometry::gdml::read::reader::Reader;
use crate::geometry::gdml::read::xml::Element;
use crate::geometry::solids::Solid;

/// Attributes of arb8's corners: four at -dz, then four at dz.
const CORNERS: [[&str; 2]; 8] = [
    ["v1x", "v1y"],
    ["v2x", "v2y"],
    ["v3x", "v3y"],
    ["v4x", "v4y"],
    ["v5x", "v5y"],
    ["v6x", "v6y"],
    ["v7x", "v7y"],
    ["v8x", "v8y"],
];

/// Attributes of a trapezoid.
pub const TRAP: [&str; 11] = ["z", "theta", "phi", "y1", "x1", "x2", "alpha1", "y2", "x3", "x4", "alpha2"];

impl Reader {
    /// A solid with flat faces; `None` if there is none of the tag.
    pub fn flat_solid(&self, element: &Element, tag: &str) -> Result<Option<Solid>> {
        let measures = |attributes: &[&str]| {
            element.childless()?;
            Measures::new(self, element, attributes)
        };
        Ok(Some(match tag {
            "box" => Solid::Box { size: measures(&["x", "y", "z"])?.lengths(["x", "y", "z"])? },
            "trd" => trd(&measures(&["x1", "x2", "y1", "y2", "z"])?)?,
            "trap" => trap(&measures(&TRAP)?)?,
            "para" => para(&measures(&["x", "y", "z", "alpha", "theta", "phi"])?)?,
            "arb8" => {
                let all: Vec<&str> = CORNERS.into_iter().flatten().chain(["dz"]).collect();
                let m = measures(&all)?;
                let mut corners = [[0.0; 2]; 8];
                for (corner, attributes) in corners.iter_mut().zip(CORNERS) {
                    *corner = m.lengths(attributes)?;
                }
                Solid::Arb8 { half_z: m.length("dz")?, corners }
            }
            _ => return Ok(None),
        }))
    }
}

/// A trapezoid with x and y along its axes.
pub fn trd(m: &Measures) -> Result<Solid> {
    Ok(Solid::Trd { x: m.lengths(["x1", "x2"])?, y: m.lengths(["y1", "y2"])?, z: m.length("z")? })
}

/// A general trapezoid.
pub fn trap(m: &Measures) -> Result<Solid> {
    Ok(Solid::Trap {
        z: m.length("z")?,
        theta: m.angle("theta")?,
        phi: m.angle("phi")?,
        y: m.lengths(["y1", "y2"])?,
        x_low_y: m.lengths(["x1", "x3"])?,
        x_high_y: m.lengths(["x2", "x4"])?,
        alpha: [m.angle("alpha1")?, m.angle("alpha2")?],
    })
}

/// A parallelepiped.
pub fn para(m: &Measures) -> Result<Solid> {
    let size = m.lengths(["x", "y", "z"])?;
    Ok(Solid::Para { size, alpha: m.angle("alpha")?, theta: m.angle("theta")?, phi: m.angle("phi")? })
}
