//! Solids that are profiles, turned about z or moved along it.

use super::Measures;
use crate::Result;
use crate::geometry::gdml::read::reader::Reader;
use crate::geometry::gdml::read::xml::Element;
use crate::geometry::solids::Solid;

const TURN: [&str; 2] = ["startphi", "deltaphi"];
const SIDED_TURN: [&str; 3] = ["startphi", "deltaphi", "numsides"];
const PLANE: [&str; 3] = ["z", "rmin", "rmax"];

impl Reader {
    /// Cones on top of one another.
    pub fn polycone(&self, element: &Element) -> Result<Solid> {
        let m = Measures::new(self, element, &TURN)?;
        let planes = self.rows(element, "zplane", PLANE, m.lunit)?;
        Ok(Solid::Polycone { start: m.angle("startphi")?, delta: m.angle("deltaphi")?, planes })
    }

    /// Pyramids on top of one another.
    pub fn polyhedra(&self, element: &Element) -> Result<Solid> {
        let m = Measures::new(self, element, &SIDED_TURN)?;
        let planes = self.rows(element, "zplane", PLANE, m.lunit)?;
        let (start, delta) = (m.angle("startphi")?, m.angle("deltaphi")?);
        Ok(Solid::Polyhedra { start, delta, sides: self.sides(element, "numsides")?, planes })
    }

    /// An outline that is turned about z.
    pub fn generic_polycone(&self, element: &Element) -> Result<Solid> {
        let m = Measures::new(self, element, &TURN)?;
        let outline = self.rows(element, "rzpoint", ["r", "z"], m.lunit)?;
        Ok(Solid::GenericPolycone { start: m.angle("startphi")?, delta: m.angle("deltaphi")?, outline })
    }

    /// The same with flat sides.
    pub fn generic_polyhedra(&self, element: &Element) -> Result<Solid> {
        let m = Measures::new(self, element, &SIDED_TURN)?;
        let outline = self.rows(element, "rzpoint", ["r", "z"], m.lunit)?;
        let (start, delta) = (m.angle("startphi")?, m.angle("deltaphi")?);
        Ok(Solid::GenericPolyhedra { start, delta, sides: self.sides(element, "numsides")?, outline })
    }

    /// An outline that is moved along z. Sections count in the order of the file, whatever their `zOrder`.
    pub fn extruded(&mut self, element: &Element) -> Result<Solid> {
        let lunit = Measures::new(self, element, &[])?.lunit;
        let mut outline = Vec::new();
        let mut sections = Vec::new();
        for child in element.children() {
            child.childless()?;
            match child.tag() {
                "twoDimVertex" => {
                    child.only(&["x", "y"])?;
                    outline.push(self.row(&child, ["x", "y"], lunit)?);
                }
                "section" => {
                    child.only(&["zOrder", "zPosition", "xOffset", "yOffset", "scalingFactor"])?;
                    let order = self.integer(&child, "zOrder")?;
                    if order.is_some_and(|order| usize::try_from(order) != Ok(sections.len())) {
                        let place = sections.len();
                        self.note(&child, format!("its zOrder is not {place}; the order of the file counts"));
                    }
                    let [z, x, y] = self.row(&child, ["zPosition", "xOffset", "yOffset"], lunit)?;
                    sections.push([z, x, y, self.number(&child, "scalingFactor", 1.0)?]);
                }
                _ => return Err(child.unexpected(element, &["twoDimVertex", "section"])),
            }
        }
        Ok(Solid::Extruded { outline, sections })
    }
}
