//! Lengths and angles of a solid in its units.

use crate::Result;
use crate::geometry::gdml::read::reader::Reader;
use crate::geometry::gdml::read::units::Kind;
use crate::geometry::gdml::read::xml::Element;

/// An element with its units of length and angle.
pub struct Measures<'r, 'e, 'a> {
    reader: &'r Reader,
    element: &'e Element<'a>,
    /// Unit of length, in mm.
    pub lunit: f64,
    aunit: f64,
}

impl<'r, 'e, 'a> Measures<'r, 'e, 'a> {
    /// Of an element that has these attributes besides its name and units.
    pub fn new(reader: &'r Reader, element: &'e Element<'a>, attributes: &[&str]) -> Result<Self> {
        let allowed: Vec<&str> = ["name", "lunit", "aunit"].iter().chain(attributes).copied().collect();
        element.only(&allowed)?;
        let lunit = reader.unit(element, "lunit", Kind::Length)?;
        let aunit = reader.unit(element, "aunit", Kind::Angle)?;
        Ok(Self { reader, element, lunit, aunit })
    }

    /// A length in mm; 0 if it is not given.
    pub fn length(&self, attribute: &str) -> Result<f64> {
        Ok(self.number(attribute)? * self.lunit)
    }

    /// An angle in rad; 0 if it is not given.
    pub fn angle(&self, attribute: &str) -> Result<f64> {
        Ok(self.number(attribute)? * self.aunit)
    }

    /// A number without a unit; 0 if it is not given.
    pub fn number(&self, attribute: &str) -> Result<f64> {
        self.reader.number(self.element, attribute, 0.0)
    }

    /// Several lengths.
    pub fn lengths<const N: usize>(&self, attributes: [&str; N]) -> Result<[f64; N]> {
        let mut values = [0.0; N];
        for (value, attribute) in values.iter_mut().zip(attributes) {
            *value = self.length(attribute)?;
        }
        Ok(values)
    }
}
