//! The section `<structure>`: volumes, assemblies and their surfaces.

use super::document::{Daughter, Volume};
use super::limits::MAX_VOLUME_DEPTH;
use super::reader::{Reader, stripped};
use super::xml::Element;
use crate::Result;

impl Reader {
    /// Reads the section, or a loop in it.
    pub fn structure(&mut self, section: &Element) -> Result<()> {
        for element in section.children() {
            match element.tag() {
                "volume" => self.volume(&element)?,
                "assembly" => self.assembly(&element)?,
                "skinsurface" => self.skin_surface(&element)?,
                "bordersurface" => self.border_surface(&element)?,
                "loop" => self.each_round(&element, &mut Self::structure)?,
                _ => {
                    let allowed = ["volume", "assembly", "skinsurface", "bordersurface", "loop"];
                    return Err(element.unexpected(section, &allowed));
                }
            }
        }
        Ok(())
    }

    fn volume(&mut self, element: &Element) -> Result<()> {
        element.only(&["name"])?;
        let name = self.name(element, "name")?;
        let (mut material, mut solid) = (None, None);
        let mut auxiliary = Vec::new();
        for child in element.children() {
            match child.tag() {
                "materialref" => material = Some(self.material_reference(&child)?),
                "solidref" => {
                    let solid_name = self.reference(&child)?;
                    let unknown = || child.error("no solid of this name is defined before");
                    solid = Some(self.solid_named(&solid_name).ok_or_else(unknown)?);
                }
                "auxiliary" => auxiliary.push(self.auxiliary(&child)?),
                _ => {}
            }
        }
        let Some(solid) = solid else {
            return Err(element.error("<solidref> is missing"));
        };
        let Some(material) = material else {
            return Err(element.error("<materialref> is missing"));
        };
        if self.volumes.contains_key(&name) {
            self.note(element, "a volume of this name is defined before; references mean the first one");
        }
        let index = self.add_volume(element, &name, Some((solid, material)));
        self.volumes.entry(name).or_insert(index);
        self.document.volumes[index].auxiliary = auxiliary;
        self.volume_content(index, element)
    }

    fn add_volume(&mut self, element: &Element, name: &str, content: Option<(usize, usize)>) -> usize {
        self.volume_depths.push(1);
        self.placed.push(0);
        self.volume_names.push(name.to_owned());
        self.document.volumes.push(Volume {
            name: stripped(name).to_owned(),
            place: element.place(),
            content,
            daughters: Vec::new(),
            auxiliary: Vec::new(),
        });
        self.document.volumes.len() - 1
    }

    /// What is placed in a volume, or in a loop in it.
    fn volume_content(&mut self, mother: usize, element: &Element) -> Result<()> {
        let is_loop = element.tag() == "loop";
        for child in element.children() {
            match child.tag() {
                "materialref" | "solidref" | "auxiliary" if !is_loop => {}
                "physvol" => self.physical_volume(mother, &child)?,
                "replicavol" => self.replicas(mother, &child)?,
                "divisionvol" => self.divisions(mother, &child)?,
                "paramvol" => self.parameterised(mother, &child)?,
                "loop" => {
                    self.each_round(&child, &mut |reader, element| reader.volume_content(mother, element))?;
                }
                // Extensions of the schema: Geant4 passes over them too.
                "colorref" => {}
                "opticalsurface" => {
                    self.note(
                        &child,
                        "an optical surface in a volume has no effect; <skinsurface> gives it one",
                    );
                }
                _ => {
                    let placements = ["physvol", "replicavol", "divisionvol", "paramvol", "loop"];
                    let own = ["materialref", "solidref", "auxiliary"];
                    let all: Vec<&str> = own.into_iter().chain(placements).collect();
                    return Err(child.unexpected(element, if is_loop { &placements } else { &all }));
                }
            }
        }
        Ok(())
    }

    /// An assembly: what is in it is placed in each volume that it is placed in.
    fn assembly(&mut self, element: &Element) -> Result<()> {
        element.only(&["name"])?;
        let name = self.name(element, "name")?;
        if self.scope.assemblies.contains_key(&name) {
            self.note(element, "an assembly of this name is defined before; references mean the first one");
        }
        let index = self.add_volume(element, &name, None);
        self.scope.assemblies.entry(name).or_insert(index);
        for child in element.children() {
            match child.tag() {
                "physvol" => self.physical_volume(index, &child)?,
                _ => return Err(child.unexpected(element, &["physvol"])),
            }
        }
        Ok(())
    }

    /// The volume that an element refers to.
    pub fn volume_reference(&self, element: &Element) -> Result<usize> {
        let name = self.reference(element)?;
        let unknown = || element.error("no volume of this name is defined before");
        self.volumes.get(&name).copied().ok_or_else(unknown)
    }

    /// The volume or, if there is one of the name, assembly that an element refers to.
    pub fn placed_reference(&self, element: &Element) -> Result<usize> {
        let name = self.reference(element)?;
        let volume = self.scope.assemblies.get(&name).or_else(|| self.volumes.get(&name));
        volume.copied().ok_or_else(|| element.error("no volume or assembly of this name is defined before"))
    }

    /// Adds a placement.
    pub fn add_daughter(&mut self, mother: usize, element: &Element, daughter: Daughter) -> Result<()> {
        if daughter.volume == mother {
            let name = &self.document.volumes[mother].name;
            return Err(element.error(format!("the volume {name:?} is placed in itself")));
        }
        self.daughters += 1;
        if self.daughters > self.max_daughters {
            return Err(element.error(format!("more than {} placements in all", self.max_daughters)));
        }
        let depth = self.volume_depths[daughter.volume] + 1;
        if depth > MAX_VOLUME_DEPTH {
            return Err(element.error(format!("volumes nested deeper than {MAX_VOLUME_DEPTH} levels")));
        }
        self.volume_depths[mother] = self.volume_depths[mother].max(depth);
        let is_volume = self.document.volumes[daughter.volume].content.is_some();
        let placed = if is_volume { 1 } else { self.placed[daughter.volume] };
        self.placed[mother] = self.placed[mother].saturating_add(placed);
        self.document.volumes[mother].daughters.push(daughter);
        Ok(())
    }

    /// The number of a new physical volume, which may have a name.
    pub fn add_physical(&mut self, name: Option<&str>) -> usize {
        let index = self.physical_count;
        self.physical_count += 1;
        if let Some(name) = name {
            self.physical.entry(name.to_owned()).or_insert(index);
        }
        index
    }
}
