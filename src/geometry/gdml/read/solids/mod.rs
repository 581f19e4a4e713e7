//! The section `<solids>`.

mod booleans;
mod facets;
mod flat;
mod measures;
pub mod parameters;
mod planes;
mod profiles;
mod round;
mod scaled;

pub use measures::Measures;

use super::document::NamedSolid;
use super::limits::{MAX_OPERANDS, MAX_SOLID_DEPTH};
use super::reader::{Reader, stripped};
use super::xml::Element;
use crate::Result;
use crate::geometry::solids::Solid;
use std::sync::Arc;

/// Elements of solids that are read.
const SUPPORTED: [&str; 29] = [
    "arb8",
    "box",
    "cone",
    "cutTube",
    "elcone",
    "ellipsoid",
    "eltube",
    "genericPolycone",
    "genericPolyhedra",
    "hype",
    "intersection",
    "multiUnion",
    "orb",
    "para",
    "paraboloid",
    "polycone",
    "polyhedra",
    "reflectedSolid",
    "scaledSolid",
    "sphere",
    "subtraction",
    "tessellated",
    "tet",
    "torus",
    "trap",
    "trd",
    "tube",
    "union",
    "xtru",
];

/// How large a solid's tree is.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    /// Solids within one another.
    pub depth: usize,
    /// Solids that are not made of others, counted each time that they are used.
    pub operands: usize,
}

impl Extent {
    /// Nothing, and a solid that is not made of others.
    pub const NONE: Self = Self { depth: 0, operands: 0 };
    pub const ONE: Self = Self { depth: 1, operands: 1 };

    /// Of both beside each other.
    pub fn beside(self, other: Self) -> Self {
        Self { depth: self.depth.max(other.depth), operands: self.operands.saturating_add(other.operands) }
    }

    /// With one more around it.
    pub fn deeper(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }
}

impl Reader {
    /// Reads the section, or a loop in it.
    pub fn read_solids(&mut self, section: &Element) -> Result<()> {
        for element in section.children() {
            match element.tag() {
                "define" => self.define(&element)?,
                "opticalsurface" => self.optical_surface(&element)?,
                "loop" => self.each_round(&element, &mut Self::read_solids)?,
                _ => {
                    let name = self.name(&element, "name")?;
                    let (solid, inner) = self.read_solid(&element, section)?;
                    self.add_solid(&element, name, solid, inner)?;
                }
            }
        }
        Ok(())
    }

    /// Adds a solid that is made of others, `inner`, or of none; its index.
    fn add_solid(&mut self, element: &Element, name: String, solid: Solid, inner: Extent) -> Result<usize> {
        if inner.depth >= MAX_SOLID_DEPTH {
            return Err(element.error(format!("solids nested deeper than {MAX_SOLID_DEPTH} levels")));
        }
        if inner.operands > MAX_OPERANDS {
            return Err(element.error(format!(
                "it is made of {} solids, each counted as often as it is used; at most {MAX_OPERANDS} are allowed",
                inner.operands
            )));
        }
        let index = self.document.solids.len();
        if self.solids.contains_key(&name) {
            self.note(element, "a solid of this name is defined before; references mean the first one");
        }
        self.solids.entry(name.clone()).or_insert(index);
        let own = if inner.operands == 0 { Extent::ONE } else { inner.deeper() };
        self.solid_extents.push(own);
        let name = stripped(&name).to_owned();
        self.document.solids.push(NamedSolid { name, place: element.place(), solid: Arc::new(solid) });
        Ok(index)
    }

    /// Adds a solid that is derived from one of the file, which no name refers to; its index.
    pub fn add_derived_solid(&mut self, element: &Element, name: String, solid: Solid) -> usize {
        self.solid_extents.push(Extent::ONE);
        self.document.solids.push(NamedSolid { name, place: element.place(), solid: Arc::new(solid) });
        self.document.solids.len() - 1
    }

    /// The index of a solid that was defined before.
    pub fn solid_named(&self, name: &str) -> Option<usize> {
        self.solids.get(name).copied()
    }

    /// A solid, and how many are within one another in it.
    fn read_solid(&mut self, element: &Element, section: &Element) -> Result<(Solid, Extent)> {
        let solid = match element.tag() {
            "union" | "subtraction" | "intersection" => return self.boolean(element),
            "multiUnion" => return self.multi_union(element),
            "scaledSolid" => return self.scaled(element),
            "reflectedSolid" => return self.reflected(element),
            "tessellated" => self.tessellated(element)?,
            "tet" => self.tet(element)?,
            "polycone" => self.polycone(element)?,
            "polyhedra" => self.polyhedra(element)?,
            "genericPolycone" => self.generic_polycone(element)?,
            "genericPolyhedra" => self.generic_polyhedra(element)?,
            "xtru" => self.extruded(element)?,
            tag => match self.simple_solid(element, tag)? {
                Some(solid) => solid,
                None => {
                    let allowed = SUPPORTED.join(", ");
                    let what = format!("solids of this kind are not supported; supported: {allowed}");
                    let others = "define, loop, opticalsurface";
                    let section = section.tag();
                    return Err(element.error(format!("{what}; else allowed in <{section}>: {others}")));
                }
            },
        };
        Ok((solid, Extent::NONE))
    }
}
