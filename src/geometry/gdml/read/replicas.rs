//! Replicas: equal slices of a volume, along an axis, an angle or a radius.

use super::document::Daughter;
use super::reader::{Reader, stripped};
use super::replica_slices::{Axis, Slices, is_near};
use super::units::Kind;
use super::vectors::Vector;
use super::xml::Element;
use crate::Result;
use crate::geometry::solids::Solid;

impl Reader {
    /// A `<replicavol>`.
    pub fn replicas(&mut self, mother: usize, element: &Element) -> Result<()> {
        element.only(&["name", "number", "copynumber", "copy_num_base"])?;
        let number = self.integer(element, "number")?.unwrap_or(1);
        if number < 1 {
            return Err(element.attribute_error("number", "at least one replica is expected"));
        }
        let (mut volume, mut slices) = (None, None);
        for child in element.children() {
            match child.tag() {
                "volumeref" => volume = Some(self.volume_reference(&child)?),
                // Without a volume before it Geant4 passes over it.
                "replicate_along_axis" if volume.is_none() => {
                    return Err(child.error("<volumeref> must come before it"));
                }
                "replicate_along_axis" => slices = Some(self.slices(&child)?),
                _ => return Err(child.unexpected(element, &["volumeref", "replicate_along_axis"])),
            }
        }
        let Some((volume, slices)) = volume.zip(slices) else {
            return Err(element.error("<volumeref> and <replicate_along_axis> are expected"));
        };
        let name = format!("{}_PV", self.volume_names[volume]);
        let physical = self.add_physical(Some(&name));
        let solid_name = self.document.volumes[volume].name.clone();
        let mut last: Option<(Solid, usize)> = None;
        for copy in 0..number {
            let placed = slices.placed(copy, number);
            let solid = self.slice_solid(element, [mother, volume], &slices, copy)?;
            let solid = solid.map(|solid| match &last {
                Some((known, index)) if *known == solid => *index,
                _ => {
                    let index =
                        self.add_derived_solid(element, format!("{solid_name}_{copy}"), solid.clone());
                    last = Some((solid, index));
                    index
                }
            });
            let name = stripped(&name).to_owned();
            let place = element.place();
            let daughter = Daughter { name, place, volume, solid, copy, placed, physical };
            self.add_daughter(mother, element, daughter)?;
        }
        Ok(())
    }

    fn slices(&mut self, element: &Element) -> Result<Slices> {
        element.only(&[])?;
        let (mut axis, mut width, mut offset) = (None, 0.0, 0.0);
        for child in element.children() {
            match child.tag() {
                "direction" => axis = Some(self.direction(&child)?),
                "width" => width = self.quantity_of(&child)?,
                "offset" => offset = self.quantity_of(&child)?,
                // Of no effect in Geant4 either.
                "position" | "positionref" => {
                    self.vector_or_reference(&child, Vector::Position)?;
                }
                "rotation" | "rotationref" => {
                    self.vector_or_reference(&child, Vector::Rotation)?;
                }
                _ => {
                    let allowed = ["direction", "width", "offset", "position", "rotation"];
                    return Err(child.unexpected(element, &allowed));
                }
            }
        }
        let Some(axis) = axis else {
            return Err(element.error("<direction> is missing"));
        };
        if !(width > 0.0) {
            return Err(element.error(format!("the width is {width}, it must be above 0")));
        }
        Ok(Slices { axis, width, offset })
    }

    fn direction(&self, element: &Element) -> Result<Axis> {
        const AXES: [(&str, Axis); 5] = [
            ("x", Axis::Along(0)),
            ("y", Axis::Along(1)),
            ("z", Axis::Along(2)),
            ("rho", Axis::Rho),
            ("phi", Axis::Phi),
        ];
        element.only(&AXES.map(|(name, _)| name))?;
        let mut found = None;
        for (name, axis) in AXES {
            let value = self.number(element, name, 0.0)?;
            if value == 1.0 && found.replace(axis).is_some() || value != 1.0 && value != 0.0 {
                found = None;
                break;
            }
        }
        found.ok_or_else(|| element.error("one of x, y, z, rho, phi must be 1, the others 0"))
    }

    /// A length or an angle.
    fn quantity_of(&self, element: &Element) -> Result<f64> {
        element.only(&["value", "unit"])?;
        let value = self.number(element, "value", 0.0)?;
        match self.any_unit(element, "unit")? {
            Some((Kind::Length | Kind::Angle, unit)) => Ok(value * unit),
            Some(_) => Err(element.attribute_error("unit", "not a unit of length or angle")),
            // Geant4's default is a unit of 0.
            None if value == 0.0 => Ok(0.0),
            None => Err(element.error("the attribute unit is missing")),
        }
    }

    /// The solid of a replica, if it is not the volume's own: replicas are slices of the mother, whatever solid
    /// their volume has.
    fn slice_solid(
        &mut self,
        element: &Element,
        [mother, volume]: [usize; 2],
        slices: &Slices,
        copy: i64,
    ) -> Result<Option<Solid>> {
        let solid = |volume: usize| {
            let content = self.document.volumes[volume].content;
            content.map(|(solid, _)| self.document.solids[solid].solid.clone())
        };
        let Some((whole, own)) = solid(mother).zip(solid(volume)) else { return Ok(None) };
        let Some(slice) = slices.of(&whole, copy) else {
            if slices.axis == Axis::Rho {
                return Err(element.error("only tubes are replicated along the radius"));
            }
            return Ok(None);
        };
        if is_near(&slice, &own) {
            return Ok(None);
        }
        if copy == 0 && slices.axis != Axis::Rho {
            self.note(element, "the volume's solid is not a slice of its mother's; slices count");
        }
        Ok(Some(slice))
    }
}
