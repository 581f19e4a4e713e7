//! Parameterised volumes: placements of a volume, each with dimensions of its own.

use super::document::Daughter;
use super::reader::{Reader, stripped};
use super::solids::{Measures, parameters};
use super::vectors::{Vector, placed_volume};
use super::xml::Element;
use crate::Result;
use crate::geometry::solids::{Placed, Solid};

/// A copy: where it is, and its solid.
type Copy = (Placed, Option<Solid>);

impl Reader {
    /// A `<paramvol>`.
    pub fn parameterised(&mut self, mother: usize, element: &Element) -> Result<()> {
        element.only(&["name", "ncopies"])?;
        let mut volume = None;
        for child in element.children() {
            match child.tag() {
                "volumeref" => volume = Some(self.volume_reference(&child)?),
                "parameterised_position_size" | "loop" => {}
                _ => {
                    let allowed = ["volumeref", "parameterised_position_size", "loop"];
                    return Err(child.unexpected(element, &allowed));
                }
            }
        }
        let Some(volume) = volume else {
            return Err(element.error("<volumeref> is missing"));
        };
        let mut copies = Vec::new();
        self.copies(element, volume, &mut copies)?;
        if copies.is_empty() {
            return Err(element.error("<parameters> are missing"));
        }
        let physical_name = format!("{}_param", self.volume_names[volume]);
        let physical = self.add_physical(Some(&physical_name));
        let physical_name = stripped(&physical_name).to_owned();
        let own = self.document.volumes[volume].name.clone();
        for (copy, (placed, solid)) in copies.into_iter().enumerate() {
            let solid = solid.map(|solid| self.add_derived_solid(element, format!("{own}_{copy}"), solid));
            let (name, place, copy) = (physical_name.clone(), element.place(), copy as i64);
            let daughter = Daughter { name, place, volume, solid, copy, placed, physical };
            self.add_daughter(mother, element, daughter)?;
        }
        Ok(())
    }

    /// The copies in an element or a loop in it.
    fn copies(&mut self, element: &Element, volume: usize, copies: &mut Vec<Copy>) -> Result<()> {
        for child in element.children() {
            match child.tag() {
                "volumeref" if element.tag() == "paramvol" => {}
                "parameterised_position_size" => {
                    child.only(&[])?;
                    self.copies(&child, volume, copies)?;
                }
                "parameters" => {
                    let copy = self.parameters(&child, volume)?;
                    copies.push(copy);
                }
                "loop" => {
                    self.each_round(&child, &mut |reader, element| reader.copies(element, volume, copies))?
                }
                _ => {
                    let allowed = ["parameterised_position_size", "parameters", "loop"];
                    return Err(child.unexpected(element, &allowed));
                }
            }
        }
        Ok(())
    }

    fn parameters(&mut self, element: &Element, volume: usize) -> Result<Copy> {
        element.only(&["number"])?;
        let (mut position, mut rotation, mut solid) = ([0.0; 3], [0.0; 3], None);
        for child in element.children() {
            match child.tag() {
                "position" | "positionref" => {
                    position = self.vector_or_reference(&child, Vector::Position)?
                }
                "rotation" | "rotationref" => {
                    rotation = self.vector_or_reference(&child, Vector::Rotation)?
                }
                tag => match tag.strip_suffix("_dimensions") {
                    Some(kind) => solid = Some(self.dimensions(&child, kind, volume)?),
                    None => {
                        let allowed =
                            ["position", "positionref", "rotation", "rotationref", "<solid>_dimensions"];
                        return Err(child.unexpected(element, &allowed));
                    }
                },
            }
        }
        Ok((placed_volume(position, rotation, [1.0; 3]), solid))
    }

    /// The solid of a copy, which must be of the kind of the volume's.
    fn dimensions(&mut self, element: &Element, kind: &str, volume: usize) -> Result<Solid> {
        let Some(solid) = self.dimensioned(element, kind)? else {
            let allowed: Vec<String> =
                parameters::KINDS.iter().map(|kind| format!("{kind}_dimensions")).collect();
            return Err(element.error(format!("unknown dimensions; allowed: {}", allowed.join(", "))));
        };
        let own =
            self.document.volumes[volume].content.map(|(own, _)| self.document.solids[own].solid.clone());
        if own.is_none_or(|own| std::mem::discriminant(&*own) != std::mem::discriminant(&solid)) {
            return Err(element.error("the volume's solid is not of this kind"));
        }
        Ok(solid)
    }
}

impl Reader {
    /// Measures of an element that has none in it.
    pub fn measures<'r, 'e, 'a>(
        &'r self,
        element: &'e Element<'a>,
        attributes: &[&str],
    ) -> Result<Measures<'r, 'e, 'a>> {
        element.childless()?;
        Measures::new(self, element, attributes)
    }
}
