//! Solids that are stretched or reflected.

use super::Extent;
use super::Measures;
use crate::Result;
use crate::geometry::gdml::read::reader::Reader;
use crate::geometry::gdml::read::vectors::{Vector, placed_solid, transposed};
use crate::geometry::gdml::read::xml::Element;
use crate::geometry::solids::{Placed, Solid};
use std::sync::Arc;

impl Reader {
    /// A solid stretched along its axes.
    pub fn scaled(&mut self, element: &Element) -> Result<(Solid, Extent)> {
        element.only(&["name", "lunit", "aunit"])?;
        let mut solid = None;
        let mut scale = [1.0; 3];
        for child in element.children() {
            match child.tag() {
                "solidref" => solid = Some(self.part(&child)?),
                "scale" | "scaleref" => scale = self.vector_or_reference(&child, Vector::Scale)?,
                _ => return Err(child.unexpected(element, &["solidref", "scale", "scaleref"])),
            }
        }
        let Some((solid, extent)) = solid else {
            return Err(element.error("<solidref> is missing"));
        };
        if !scale.iter().all(|factor| *factor > 0.0) {
            return Err(element.error(format!("its scale is {scale:?}; factors must be above 0")));
        }
        Ok((Solid::Scaled { solid, scale }, extent))
    }

    /// A solid in a frame that is moved, turned and stretched (or reflected) as seen from the solid.
    pub fn reflected(&mut self, element: &Element) -> Result<(Solid, Extent)> {
        element.childless()?;
        let attributes = ["solid", "sx", "sy", "sz", "rx", "ry", "rz", "dx", "dy", "dz"];
        let m = Measures::new(self, element, &attributes)?;
        let number = |attribute| self.number(element, attribute, 1.0);
        let scale = [number("sx")?, number("sy")?, number("sz")?];
        let angles = [m.angle("rx")?, m.angle("ry")?, m.angle("rz")?];
        let shift = m.lengths(["dx", "dy", "dz"])?;
        element.need("solid")?;
        let Some((solid, extent)) = self.part_named(&self.name(element, "solid")?) else {
            return Err(element.attribute_error("solid", "no solid of this name is defined before"));
        };
        if scale.contains(&0.0) {
            return Err(element.error(format!("its scale is {scale:?}; factors must not be 0")));
        }
        if [shift, angles] != [[0.0; 3]; 2] {
            self.note(element, "its position and rotation are those of the frame as seen from the solid");
        }
        // A point p of the frame is at rotation * scale * p + shift in the solid's own, which is undone here.
        let rotation = transposed(placed_solid(shift, angles).rotation);
        let turned = Placed { rotation, translation: [0.0; 3] };
        let translation = turned.apply(shift).map(|value| 0.0 - value);
        let moved = Solid::Moved { solid, placed: Placed { rotation, translation } };
        Ok((
            Solid::Scaled { solid: Arc::new(moved), scale: scale.map(|factor| 1.0 / factor) },
            extent.deeper(),
        ))
    }
}
