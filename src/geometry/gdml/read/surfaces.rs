//! Optical surfaces, and the volumes that have them.

use super::document::{Border, OpticalSurface, Place, Skin, WORLD};
use super::finishes::{FINISHES, MODELS, TYPES, named};
use super::reader::{Reader, stripped};
use super::xml::Element;
use crate::{Error, Result};

/// A border surface that names a physical volume which is not there (yet): it may be the world's.
pub struct PendingBorder {
    /// Without the numbers of its volumes.
    pub border: Border,
    /// Names of the first and the second physical volume, and what to say if there is none of the name.
    pub names: [(String, Error); 2],
}

impl Reader {
    /// An `<opticalsurface>`.
    pub fn optical_surface(&mut self, element: &Element) -> Result<()> {
        element.only(&["name", "model", "finish", "type", "value"])?;
        let name = self.name(element, "name")?;
        // Where nothing is given, the schema's defaults; where nothing known is, Geant4 takes the last one.
        let model = self.word(element, "model", &MODELS, "glisur", "dichroic")?;
        let finish = self.word(element, "finish", &FINISHES, "polished", "Detector_LUT")?;
        let kind = self.word(element, "type", &TYPES, "dielectric_dielectric", "x_ray")?;
        let value = self.number(element, "value", 0.0)?;
        let mut properties = Vec::new();
        for child in element.children() {
            match child.tag() {
                "property" => properties.extend(self.property(&child)?),
                _ => return Err(child.unexpected(element, &["property"])),
            }
        }
        if self.surfaces.contains_key(&name) {
            self.note(
                element,
                "an optical surface of this name is defined before; references mean the first one",
            );
        }
        self.surfaces.entry(name.clone()).or_insert(self.document.surfaces.len());
        let name = stripped(&name).to_owned();
        let place = element.place();
        let surface = OpticalSurface { name, place, model, finish, kind, value, properties };
        self.document.surfaces.push(surface);
        Ok(())
    }

    fn word(
        &mut self,
        element: &Element,
        attribute: &str,
        names: &[&'static str],
        default: &str,
        otherwise: &str,
    ) -> Result<String> {
        let Some(text) = element.get(attribute) else {
            self.note(element, format!("no {attribute}; the default is {default}"));
            return Ok(default.to_owned());
        };
        if let Some(name) = named(names, text) {
            return Ok(name.to_owned());
        }
        self.note(element, format!("{attribute}={text:?} is unknown; Geant4 takes {otherwise}"));
        Ok(text.to_owned())
    }

    fn surface_reference(&self, element: &Element) -> Result<usize> {
        let name = self.name(element, "surfaceproperty")?;
        let unknown = || {
            element.attribute_error("surfaceproperty", "no optical surface of this name is defined before")
        };
        self.surfaces.get(&name).copied().ok_or_else(unknown)
    }

    /// A `<skinsurface>`.
    pub fn skin_surface(&mut self, element: &Element) -> Result<()> {
        element.only(&["name", "surfaceproperty"])?;
        let name = stripped(&self.name(element, "name")?).to_owned();
        let surface = self.surface_reference(element)?;
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
        if !self.skinned.insert(volume) {
            self.note(element, "its volume has a skin surface already; the first one counts");
        }
        self.document.skins.push(Skin { name, place: element.place(), surface, volume });
        Ok(())
    }

    /// A `<bordersurface>`.
    pub fn border_surface(&mut self, element: &Element) -> Result<()> {
        element.only(&["name", "surfaceproperty"])?;
        let name = stripped(&self.name(element, "name")?).to_owned();
        let surface = self.surface_reference(element)?;
        let mut names = Vec::new();
        for child in element.children() {
            match child.tag() {
                "physvolref" => {
                    let what = "no physical volume of this name is placed before (those of assemblies have no names)";
                    names.push((self.reference(&child)?, child.error(what)));
                }
                _ => return Err(child.unexpected(element, &["physvolref"])),
            }
        }
        let Ok(names) = <[_; 2]>::try_from(names) else {
            return Err(element.error("two <physvolref> are expected"));
        };
        let [from, into] = [&names[0].0, &names[1].0].map(|name| self.physical.get(name).copied());
        let place = element.place();
        match (from, into) {
            (Some(from), Some(into)) => {
                if !self.bordered.insert((from, into)) {
                    self.note(element, "its volumes have a border surface already; the first one counts");
                }
                self.document.borders.push(Border { name, place, surface, from, into });
            }
            _ => {
                let border = Border { name, place, surface, from: WORLD, into: WORLD };
                self.borders.push(PendingBorder { border, names });
            }
        }
        Ok(())
    }

    /// Border surfaces of the world's physical volume. It exists only when all is read, so that Geant4 refuses them.
    pub fn finish_borders(&mut self, world: usize) -> Result<()> {
        let world_name = format!("{}_PV", self.volume_names[world]);
        let stripped_name = format!("{}_PV", self.document.volumes[world].name);
        for pending in std::mem::take(&mut self.borders) {
            let PendingBorder { mut border, names } = pending;
            for ((name, error), index) in names.into_iter().zip([&mut border.from, &mut border.into]) {
                *index = match self.physical.get(&name) {
                    Some(physical) => *physical,
                    None if name == world_name || name == stripped_name => WORLD,
                    None => return Err(error),
                };
            }
            let Place { file, line } = &border.place;
            let what = "is of the world's physical volume, which Geant4 does not find by its name";
            self.document.notes.push(format!("{file}:{line}: the border surface {:?} {what}", border.name));
            self.document.borders.push(border);
        }
        Ok(())
    }
}
