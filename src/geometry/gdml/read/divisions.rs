//! Divisions: a volume's solid cut into equal slices, each of which is a volume.

use super::document::Daughter;
use super::limits::MAX_DAUGHTERS;
use super::reader::{Reader, stripped};
use super::replica_slices::Axis;
use super::slices::{Cut, extent};
use super::units::Kind;
use super::xml::Element;
use crate::Result;
use crate::geometry::solids::Solid;

/// Lengths that differ by less are equal, in mm.
const TOLERANCE: f64 = 1e-9;

const AXES: [(&str, Axis); 5] = [
    ("kXAxis", Axis::Along(0)),
    ("kYAxis", Axis::Along(1)),
    ("kZAxis", Axis::Along(2)),
    ("kRho", Axis::Rho),
    ("kPhi", Axis::Phi),
];

impl Reader {
    /// A `<divisionvol>`. Along phi they are where they should be; Geant4's navigator adds up their rotations instead.
    pub fn divisions(&mut self, mother: usize, element: &Element) -> Result<()> {
        element.only(&["name", "axis", "number", "width", "offset", "unit"])?;
        let mut volume = None;
        for child in element.children() {
            match child.tag() {
                "volumeref" => volume = Some(self.volume_reference(&child)?),
                _ => return Err(child.unexpected(element, &["volumeref"])),
            }
        }
        let Some(volume) = volume else {
            return Err(element.error("<volumeref> is missing"));
        };
        let name = element.need("axis")?;
        let Some(&(_, axis)) = AXES.iter().find(|(known, _)| *known == name) else {
            let allowed = AXES.map(|(known, _)| known).join(", ");
            return Err(element.attribute_error("axis", format!("allowed: {allowed}")));
        };
        let own = |volume: usize| {
            let content = self.document.volumes[volume].content;
            content.map(|(solid, _)| self.document.solids[solid].solid.clone())
        };
        let Some((solid, daughter_solid)) = own(mother).zip(own(volume)) else {
            return Err(element.error("only volumes are divided"));
        };
        if std::mem::discriminant(&*solid) != std::mem::discriminant(&*daughter_solid) {
            return Err(element.error("the solids of the volume and of its divisions are not of one kind"));
        }
        let cut = self.cut(element, &solid, axis)?;
        let physical_name = self.physical_name(element, volume)?;
        let physical = self.add_physical(Some(&physical_name));
        let solid_name = self.document.volumes[volume].name.clone();
        let mut last: Option<(Solid, usize)> = None;
        for copy in 0..cut.number {
            let Some((slice, placed)) = cut.slice(&solid, copy) else {
                return Err(element.error("divisions of this solid along this axis are not supported"));
            };
            let index = match &last {
                Some((known, index)) if *known == slice => *index,
                _ => self.add_derived_solid(element, format!("{solid_name}_{copy}"), slice.clone()),
            };
            last = Some((slice, index));
            let (name, place) = (stripped(&physical_name).to_owned(), element.place());
            let solid = Some(index);
            let daughter = Daughter { name, place, volume, solid, copy, placed, physical };
            self.add_daughter(mother, element, daughter)?;
        }
        Ok(())
    }

    /// How a solid is cut.
    fn cut(&mut self, element: &Element, solid: &Solid, axis: Axis) -> Result<Cut> {
        let extent = extent(solid, axis).map_err(|what| element.error(what))?;
        let Some((kind, unit)) = self.any_unit(element, "unit")? else {
            return Err(element.error("the attribute unit is missing"));
        };
        match (axis, kind) {
            (Axis::Along(_), Kind::Length) | (Axis::Phi | Axis::Rho, Kind::Angle) => {}
            (Axis::Rho, Kind::Length) => {
                self.note(element, "Geant4 takes no unit of length for kRho, only one of angle (rad is mm)");
            }
            _ => return Err(element.attribute_error("unit", "not a unit for this axis")),
        }
        let mut width = self.number(element, "width", 0.0)? * unit;
        let offset = self.number(element, "offset", 0.0)? * unit;
        let mut number = self.integer(element, "number")?.unwrap_or(0);
        if offset >= extent {
            let what = format!("{offset} is not less than the extent that is divided, {extent}");
            return Err(element.attribute_error("offset", what));
        }
        if number != 0 && width == 0.0 {
            width = (extent - offset) / number as f64;
        } else if number == 0 && width != 0.0 {
            number = ((extent - offset) / width) as i64;
        } else if offset + width * number as f64 - extent > TOLERANCE {
            let end = offset + width * number as f64;
            return Err(element.error(format!("divisions up to {end} exceed the extent, {extent}")));
        }
        if number < 1 || number > MAX_DAUGHTERS as i64 || !(width > 0.0) {
            return Err(element.error(format!("{number} divisions of {width}: both must be above 0")));
        }
        Ok(Cut { axis, number, width, offset })
    }
}
