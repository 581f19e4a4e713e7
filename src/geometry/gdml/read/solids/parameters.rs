//! Dimensions of parameterised volumes, some of which have other attributes than the solids.

use super::{Measures, flat, round};
use crate::Result;
use crate::geometry::gdml::read::reader::Reader;
use crate::geometry::gdml::read::xml::Element;
use crate::geometry::solids::Solid;

/// Kinds of solids that have dimensions, as in `box_dimensions`.
pub const KINDS: [&str; 13] = [
    "box",
    "trd",
    "trap",
    "tube",
    "cone",
    "sphere",
    "orb",
    "torus",
    "ellipsoid",
    "para",
    "hype",
    "polycone",
    "polyhedra",
];

impl Reader {
    /// A solid of an element `<kind_dimensions>`; `None` if there is none of the kind.
    ///
    /// Geant4 11 sets parallelepipeds and hyperboloids to their units alone, and takes no orbs: a mistake of its
    /// reader, not followed here.
    pub fn dimensioned(&mut self, element: &Element, kind: &str) -> Result<Option<Solid>> {
        let planes = ["z", "rmin", "rmax"];
        Ok(Some(match kind {
            "box" => Solid::Box { size: self.measures(element, &["x", "y", "z"])?.lengths(["x", "y", "z"])? },
            "trd" => flat::trd(&self.measures(element, &["x1", "x2", "y1", "y2", "z"])?)?,
            "trap" => flat::trap(&self.measures(element, &flat::TRAP)?)?,
            "tube" => {
                let m = self.measures(element, &["InR", "OutR", "hz", "StartPhi", "DeltaPhi"])?;
                let [rmin, rmax, z] = m.lengths(["InR", "OutR", "hz"])?;
                Solid::Tube { rmin, rmax, z, start: m.angle("StartPhi")?, delta: m.angle("DeltaPhi")? }
            }
            "cone" => {
                let own = ["rmin1", "rmax1", "rmin2", "rmax2", "z", "startphi", "deltaphi"];
                round::cone(&self.measures(element, &own)?)?
            }
            "sphere" => {
                let own = ["rmin", "rmax", "startphi", "deltaphi", "starttheta", "deltatheta"];
                round::sphere(&self.measures(element, &own)?)?
            }
            "orb" => Solid::Orb { r: self.measures(element, &["r"])?.length("r")? },
            "torus" => {
                round::torus(&self.measures(element, &["rmin", "rmax", "rtor", "startphi", "deltaphi"])?)?
            }
            "ellipsoid" => round::ellipsoid(&self.measures(element, &["ax", "by", "cz", "zcut1", "zcut2"])?)?,
            "para" => flat::para(&self.measures(element, &["x", "y", "z", "alpha", "theta", "phi"])?)?,
            "hype" => round::hype(&self.measures(element, &["rmin", "rmax", "inst", "outst", "z"])?)?,
            "polycone" => {
                let m = Measures::new(self, element, &["numRZ", "startPhi", "openPhi"])?;
                let planes = self.rows(element, "zplane", planes, m.lunit)?;
                self.check_count(element, planes.len())?;
                Solid::Polycone { start: m.angle("startPhi")?, delta: m.angle("openPhi")?, planes }
            }
            "polyhedra" => {
                let m = Measures::new(self, element, &["numRZ", "numSide", "startPhi", "openPhi"])?;
                let planes = self.rows(element, "zplane", planes, m.lunit)?;
                self.check_count(element, planes.len())?;
                let sides = self.sides(element, "numSide")?;
                Solid::Polyhedra { start: m.angle("startPhi")?, delta: m.angle("openPhi")?, sides, planes }
            }
            _ => return Ok(None),
        }))
    }

    fn check_count(&self, element: &Element, planes: usize) -> Result<()> {
        let count = self.integer(element, "numRZ")?.unwrap_or(0);
        if usize::try_from(count) != Ok(planes) {
            return Err(element.attribute_error("numRZ", format!("there are {planes} <zplane>")));
        }
        Ok(())
    }
}
