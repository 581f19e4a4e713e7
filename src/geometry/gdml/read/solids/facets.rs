//! Solids of which every facet is given. Their corners are positions that `<define>` has.

use super::Measures;
use crate::Result;
use crate::geometry::gdml::read::reader::Reader;
use crate::geometry::gdml::read::units::Kind;
use crate::geometry::gdml::read::vectors::Vector;
use crate::geometry::gdml::read::xml::Element;
use crate::geometry::solids::Solid;
use std::collections::HashMap;

const CORNERS: [&str; 4] = ["vertex1", "vertex2", "vertex3", "vertex4"];

impl Reader {
    /// A tetrahedron.
    pub fn tet(&self, element: &Element) -> Result<Solid> {
        element.childless()?;
        let lunit = Measures::new(self, element, &CORNERS)?.lunit;
        let mut corners = [[0.0; 3]; 4];
        for (corner, attribute) in corners.iter_mut().zip(CORNERS) {
            *corner = self.corner(element, attribute, lunit)?;
        }
        Ok(Solid::Tet { corners })
    }

    /// Facets of three and four corners.
    pub fn tessellated(&self, element: &Element) -> Result<Solid> {
        Measures::new(self, element, &[])?;
        let mut vertices: Vec<[f64; 3]> = Vec::new();
        let mut known: HashMap<[u64; 3], u32> = HashMap::new();
        let mut facets = Vec::new();
        for child in element.children() {
            let count = match child.tag() {
                "triangular" => 3,
                "quadrangular" => 4,
                _ => return Err(child.unexpected(element, &["triangular", "quadrangular"])),
            };
            let facet = self.facet(&child, &CORNERS[..count])?;
            let index = |corner: &[f64; 3]| {
                // Adding 0 makes -0 and 0 one.
                *known.entry(corner.map(|value| (value + 0.0).to_bits())).or_insert_with(|| {
                    vertices.push(*corner);
                    (vertices.len() - 1) as u32
                })
            };
            facets.push(facet.iter().map(index).collect());
        }
        Ok(Solid::Tessellated { vertices, facets })
    }

    fn facet(&self, element: &Element, attributes: &[&str]) -> Result<Vec<[f64; 3]>> {
        let allowed: Vec<&str> = attributes.iter().copied().chain(["lunit", "type"]).collect();
        element.only(&allowed)?;
        element.childless()?;
        let lunit = self.unit(element, "lunit", Kind::Length)?;
        let mut corners = Vec::with_capacity(attributes.len());
        for attribute in attributes {
            corners.push(self.corner(element, attribute, lunit)?);
        }
        match element.get("type") {
            None | Some("ABSOLUTE") => {}
            // From the first corner.
            Some("RELATIVE") => {
                let first = corners[0];
                for corner in &mut corners[1..] {
                    *corner = std::array::from_fn(|k| first[k] + corner[k]);
                }
            }
            Some(_) => return Err(element.attribute_error("type", "allowed: ABSOLUTE, RELATIVE")),
        }
        Ok(corners)
    }

    /// A position by its name, which is in mm, times the unit of length.
    fn corner(&self, element: &Element, attribute: &str, lunit: f64) -> Result<[f64; 3]> {
        element.need(attribute)?;
        let name = self.name(element, attribute)?;
        let Some(position) = self.defined_vector(&name, Vector::Position) else {
            return Err(element.attribute_error(attribute, "no position of this name is defined before"));
        };
        Ok(position.map(|value| value * lunit))
    }
}
