//! Auxiliary tags, of volumes and of a whole description.

use super::document::Auxiliary;
use super::reader::Reader;
use super::xml::Element;
use crate::Result;

impl Reader {
    /// An `<auxiliary>` with those in it.
    pub fn auxiliary(&self, element: &Element) -> Result<Auxiliary> {
        element.only(&["auxtype", "auxvalue", "auxunit"])?;
        let text = |attribute| element.get(attribute).unwrap_or_default().to_owned();
        let mut inner = Vec::new();
        for child in element.children() {
            match child.tag() {
                "auxiliary" => inner.push(self.auxiliary(&child)?),
                _ => return Err(child.unexpected(element, &["auxiliary"])),
            }
        }
        let (kind, value, unit) = (text("auxtype"), text("auxvalue"), text("auxunit"));
        Ok(Auxiliary { kind, value, unit, place: element.place(), inner })
    }

    /// The section `<userinfo>`.
    pub fn user_info(&mut self, section: &Element) -> Result<()> {
        for element in section.children() {
            match element.tag() {
                "auxiliary" => {
                    let tag = self.auxiliary(&element)?;
                    self.document.userinfo.push(tag);
                }
                _ => return Err(element.unexpected(section, &["auxiliary"])),
            }
        }
        Ok(())
    }
}
