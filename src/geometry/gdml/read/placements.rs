//! Placements of one volume, an assembly, or the world of another file.

use super::document::Daughter;
use super::reader::{Reader, stripped};
use super::vectors::{Vector, placed_volume};
use super::xml::Element;
use crate::Result;

const ALLOWED: [&str; 8] =
    ["volumeref", "file", "position", "positionref", "rotation", "rotationref", "scale", "scaleref"];

impl Reader {
    /// A `<physvol>` in a volume or an assembly.
    pub fn physical_volume(&mut self, mother: usize, element: &Element) -> Result<()> {
        element.only(&["name", "copynumber"])?;
        let copy = self.integer(element, "copynumber")?.unwrap_or(0);
        let mut volume = None;
        let (mut position, mut rotation, mut scale) = ([0.0; 3], [0.0; 3], [1.0; 3]);
        for child in element.children() {
            match child.tag() {
                "volumeref" => volume = Some(self.placed_reference(&child)?),
                "file" => volume = Some(self.module(&child)?),
                "position" | "positionref" => {
                    position = self.vector_or_reference(&child, Vector::Position)?
                }
                "rotation" | "rotationref" => {
                    rotation = self.vector_or_reference(&child, Vector::Rotation)?
                }
                "scale" | "scaleref" => scale = self.vector_or_reference(&child, Vector::Scale)?,
                _ => return Err(child.unexpected(element, &ALLOWED)),
            }
        }
        let Some(volume) = volume else {
            return Err(element.error("<volumeref> or <file> is missing"));
        };
        if !scale.iter().all(|factor| factor.abs() == 1.0) {
            return Err(element.error(format!("its scale is {scale:?}; factors must be 1 or -1")));
        }
        let mother_is_volume = self.document.volumes[mother].content.is_some();
        let is_volume = self.document.volumes[volume].content.is_some();
        // What belongs to an assembly gets its name and number where the assembly is placed.
        let name =
            if mother_is_volume && is_volume { Some(self.physical_name(element, volume)?) } else { None };
        let count = self.document.volumes[mother].daughters.len() as i64;
        let copy = match (mother_is_volume, is_volume) {
            (true, true) => copy,
            // Of the assembly's first volume; the others count on.
            (true, false) => self.placed[mother].saturating_add(1),
            (false, _) => count,
        };
        let physical = self.add_physical(name.as_deref());
        let name = match &name {
            Some(name) => stripped(name).to_owned(),
            None => stripped(element.get("name").unwrap_or_default()).to_owned(),
        };
        let placed = placed_volume(position, rotation, scale);
        let daughter = Daughter { name, place: element.place(), volume, solid: None, copy, placed, physical };
        self.add_daughter(mother, element, daughter)
    }

    /// The name of a physical volume. Brackets in it are replaced outside of loops too.
    pub fn physical_name(&self, element: &Element, volume: usize) -> Result<String> {
        match element.get("name") {
            None | Some("") => Ok(format!("{}_PV", self.volume_names[volume])),
            Some(name) => {
                let names = &self.scope.names;
                names.solve_brackets(name).map_err(|fault| element.expression_error("name", &fault))
            }
        }
    }
}
