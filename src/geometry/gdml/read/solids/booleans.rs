//! Solids made of others.

use super::Extent;
use crate::Result;
use crate::geometry::gdml::read::reader::Reader;
use crate::geometry::gdml::read::vectors::{Vector, placed_solid};
use crate::geometry::gdml::read::xml::Element;
use crate::geometry::solids::{Placed, Solid};
use std::sync::Arc;

const ALLOWED: [&str; 10] = [
    "first",
    "second",
    "position",
    "positionref",
    "rotation",
    "rotationref",
    "firstposition",
    "firstpositionref",
    "firstrotation",
    "firstrotationref",
];

/// A solid, and how large its tree is.
type Part = (Arc<Solid>, Extent);

impl Reader {
    /// The solid that an element refers to.
    pub fn part(&self, element: &Element) -> Result<Part> {
        let name = self.reference(element)?;
        self.part_named(&name).ok_or_else(|| element.error("no solid of this name is defined before"))
    }

    /// A solid that was defined before.
    pub fn part_named(&self, name: &str) -> Option<Part> {
        let index = self.solid_named(name)?;
        Some((self.document.solids[index].solid.clone(), self.solid_extents[index]))
    }

    /// A union, subtraction or intersection.
    pub fn boolean(&mut self, element: &Element) -> Result<(Solid, Extent)> {
        element.only(&["name", "lunit", "aunit"])?;
        let (mut first, mut second) = (None, None);
        let mut placed = [[0.0; 3]; 2];
        let mut first_placed = [[0.0; 3]; 2];
        for child in element.children() {
            match child.tag() {
                "first" => first = Some(self.part(&child)?),
                "second" => second = Some(self.part(&child)?),
                "position" | "positionref" => {
                    placed[0] = self.vector_or_reference(&child, Vector::Position)?
                }
                "rotation" | "rotationref" => {
                    placed[1] = self.vector_or_reference(&child, Vector::Rotation)?
                }
                "firstposition" | "firstpositionref" => {
                    first_placed[0] = self.vector_or_reference(&child, Vector::Position)?;
                }
                "firstrotation" | "firstrotationref" => {
                    first_placed[1] = self.vector_or_reference(&child, Vector::Rotation)?;
                }
                _ => return Err(child.unexpected(element, &ALLOWED)),
            }
        }
        let Some((mut first, mut extent)) = first else {
            return Err(element.error("<first> is missing"));
        };
        let Some((second, second_extent)) = second else {
            return Err(element.error("<second> is missing"));
        };
        if first_placed != [[0.0; 3]; 2] {
            let placed = placed_solid(first_placed[0], first_placed[1]);
            first = Arc::new(Solid::Moved { solid: first, placed });
            extent = extent.deeper();
        }
        let extent = extent.beside(second_extent);
        let placed = placed_solid(placed[0], placed[1]);
        let solid = match element.tag() {
            "union" => Solid::Union { first, second, placed },
            "subtraction" => Solid::Subtraction { first, second, placed },
            _ => Solid::Intersection { first, second, placed },
        };
        Ok((solid, extent))
    }

    /// Many solids together.
    pub fn multi_union(&mut self, element: &Element) -> Result<(Solid, Extent)> {
        element.only(&["name", "lunit", "aunit"])?;
        let mut parts = Vec::new();
        let mut extent = Extent::NONE;
        for child in element.children() {
            if child.tag() != "multiUnionNode" {
                return Err(child.unexpected(element, &["multiUnionNode"]));
            }
            let ((solid, inner), placed) = self.node(&child)?;
            extent = extent.beside(inner);
            parts.push((solid, placed));
        }
        if parts.is_empty() {
            return Err(element.error("<multiUnionNode> is missing"));
        }
        Ok((Solid::MultiUnion { parts }, extent))
    }

    fn node(&mut self, element: &Element) -> Result<(Part, Placed)> {
        element.only(&["name"])?;
        let mut solid = None;
        let (mut position, mut rotation) = ([0.0; 3], [0.0; 3]);
        for child in element.children() {
            match child.tag() {
                "solid" => solid = Some(self.part(&child)?),
                "position" | "positionref" => {
                    position = self.vector_or_reference(&child, Vector::Position)?
                }
                "rotation" | "rotationref" => {
                    rotation = self.vector_or_reference(&child, Vector::Rotation)?
                }
                _ => {
                    let allowed = ["solid", "position", "positionref", "rotation", "rotationref"];
                    return Err(child.unexpected(element, &allowed));
                }
            }
        }
        let solid = solid.ok_or_else(|| element.error("<solid> is missing"))?;
        Ok((solid, placed_solid(position, rotation)))
    }
}
