//! The section `<materials>`. What a material is made of is checked for its references, and not kept.

use super::document::{Material, Property, Table};
use super::nist;
use super::reader::{Reader, stripped};
use super::xml::Element;
use crate::Result;
use std::sync::Arc;

/// What materials are made of, and their state. Of no meaning here, as long as it is known.
const COMPOSITION: [&str; 14] = [
    "atom",
    "fraction",
    "composite",
    "D",
    "Dref",
    "T",
    "Tref",
    "P",
    "Pref",
    "MEE",
    "MEEref",
    "RL",
    "AL",
    "RLref",
];

impl Reader {
    /// Reads the section.
    pub fn read_materials(&mut self, section: &Element) -> Result<()> {
        for element in section.children() {
            match element.tag() {
                "define" => self.define(&element)?,
                "isotope" | "element" => self.element(&element)?,
                "material" => self.material(&element)?,
                "loop" => self.each_round(&element, &mut Self::read_materials)?,
                _ => {
                    let allowed = ["define", "isotope", "element", "material", "loop"];
                    return Err(element.unexpected(section, &allowed));
                }
            }
        }
        Ok(())
    }

    fn element(&mut self, element: &Element) -> Result<()> {
        element.only(&["name", "formula", "Z", "N", "a"])?;
        let name = self.name(element, "name")?;
        for child in element.children() {
            match child.tag() {
                "atom" => {}
                "fraction" | "composite" => self.ingredient(&child)?,
                _ => return Err(child.unexpected(element, &["atom", "fraction", "composite"])),
            }
        }
        self.elements.insert(stripped(&name).to_owned());
        Ok(())
    }

    fn material(&mut self, element: &Element) -> Result<()> {
        element.only(&["name", "formula", "Z", "N", "state"])?;
        let name = stripped(&self.name(element, "name")?).to_owned();
        let mut properties = Vec::new();
        for child in element.children() {
            match child.tag() {
                "property" => properties.extend(self.property(&child)?),
                "fraction" | "composite" => self.ingredient(&child)?,
                "ALref" => {}
                tag if COMPOSITION.contains(&tag) => {}
                _ => {
                    let allowed: Vec<&str> = COMPOSITION.into_iter().chain(["property"]).collect();
                    return Err(child.unexpected(element, &allowed));
                }
            }
        }
        if self.materials.contains_key(&name) {
            self.note(element, "a material of this name is defined before; references mean the first one");
        }
        self.materials.entry(name.clone()).or_insert(self.document.materials.len());
        self.document.materials.push(Material { name, place: element.place(), properties });
        Ok(())
    }

    /// A reference to an element, isotope or material that may be missing: it has no meaning here.
    fn ingredient(&mut self, element: &Element) -> Result<()> {
        element.only(&["n", "ref"])?;
        let name = self.name(element, "ref")?;
        let name = stripped(&name);
        let is_known = self.elements.contains(name)
            || self.materials.contains_key(name)
            || nist::is_element(name)
            || nist::is_material(name);
        if !is_known {
            self.note(element, "no element, isotope or material of this name is defined before");
        }
        Ok(())
    }

    /// A property of a material or surface. One without a reference is passed over, as Geant4 does.
    pub fn property(&mut self, element: &Element) -> Result<Option<Property>> {
        element.childless()?;
        if element.get("ref").is_none() {
            self.note(element, "a property without the attribute ref has no effect");
            return Ok(None);
        }
        element.only(&["name", "ref"])?;
        let name = stripped(&self.name(element, "name")?).to_owned();
        let table = self.scope.names.matrix(element.need("ref")?).cloned();
        let Some(table) = table else {
            return Err(element.attribute_error("ref", "no matrix of this name is defined before"));
        };
        let place = element.place();
        if table.columns == 1 && table.values.len() > 1 {
            self.note(element, "a matrix of one column is a constant; its first value counts");
            let first = table.values[..1].to_vec();
            let table = Arc::new(Table { values: first, ..Table::clone(&table) });
            return Ok(Some(Property { name, place, table }));
        }
        if table.columns > 2 {
            self.note(element, format!("of the matrix's {} columns the first two count", table.columns));
        }
        Ok(Some(Property { name, place, table }))
    }

    /// The material that an element refers to; one of NIST's if the file has none of the name.
    pub fn material_reference(&mut self, element: &Element) -> Result<usize> {
        let name = self.reference(element)?;
        let name = stripped(&name);
        if let Some(&index) = self.materials.get(name) {
            return Ok(index);
        }
        if !nist::is_material(name) {
            return Err(element.error("no material of this name is defined before, nor is it one of NIST's"));
        }
        let index = self.document.materials.len();
        self.materials.insert(name.to_owned(), index);
        let material = Material { name: name.to_owned(), place: element.place(), properties: Vec::new() };
        self.document.materials.push(material);
        Ok(index)
    }
}
