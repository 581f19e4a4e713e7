//! The section `<setup>`: which volume is the world.

use super::reader::{Reader, Scope, Setup, stripped};
use super::xml::Element;
use crate::{Error, Result};

impl Reader {
    /// Reads the section.
    pub fn setup(&mut self, element: &Element) -> Result<()> {
        element.only(&["name", "version"])?;
        let name = element.get("name").unwrap_or_default().to_owned();
        let mut world = None;
        for child in element.children() {
            match child.tag() {
                "world" => world = Some(self.reference(&child)?),
                _ => return Err(child.unexpected(element, &["world"])),
            }
        }
        let Some(world) = world else {
            return Err(element.error("<world> is missing"));
        };
        // The last one of a name counts.
        self.scope.setups.retain(|setup| setup.name != name);
        self.scope.setups.push(Setup { name, world, place: element.place() });
        Ok(())
    }

    /// The volume of a setup, after all was read: pointer suffixes do not count any more.
    pub fn world(&self, name: Option<&str>, file: &str) -> Result<usize> {
        let setup = self.scope.setup(name).map_err(|what| Error::Format(format!("{file}: {what}")))?;
        let is_world = |volume: &super::document::Volume| {
            volume.content.is_some() && volume.name == stripped(&setup.world)
        };
        self.document.volumes.iter().position(is_world).ok_or_else(|| {
            let place = &setup.place;
            let what = format!("the world {:?} is not a volume", setup.world);
            Error::Format(format!("{}:{}: <setup name={:?}>: {what}", place.file, place.line, setup.name))
        })
    }
}

impl Scope {
    /// A setup by its name; without one "Default" if there is one, else the first.
    pub fn setup(&self, name: Option<&str>) -> std::result::Result<&Setup, String> {
        let named = |name: &str| self.setups.iter().find(|setup| setup.name == name);
        let setup = match name {
            Some(name) => named(name),
            None => named("Default").or(self.setups.first()),
        };
        setup.ok_or_else(|| match name {
            Some(name) => {
                let names: Vec<&str> = self.setups.iter().map(|setup| setup.name.as_str()).collect();
                format!("there is no setup {name:?}; there are: {}", names.join(", "))
            }
            None => "there is no <setup>".to_owned(),
        })
    }
}
