//! Planes and points of which profiles are made.

use crate::Result;
use crate::geometry::gdml::read::reader::Reader;
use crate::geometry::gdml::read::xml::Element;

impl Reader {
    /// Elements of one tag, each with the same numbers. All are lengths in `lunit`.
    pub fn rows<const N: usize>(
        &self,
        element: &Element,
        tag: &str,
        attributes: [&str; N],
        lunit: f64,
    ) -> Result<Vec<[f64; N]>> {
        let mut rows = Vec::new();
        for child in element.children() {
            if child.tag() != tag {
                return Err(child.unexpected(element, &[tag]));
            }
            child.only(&attributes)?;
            child.childless()?;
            rows.push(self.row(&child, attributes, lunit)?);
        }
        Ok(rows)
    }

    /// The numbers of one element.
    pub fn row<const N: usize>(
        &self,
        element: &Element,
        attributes: [&str; N],
        lunit: f64,
    ) -> Result<[f64; N]> {
        let mut row = [0.0; N];
        for (value, attribute) in row.iter_mut().zip(attributes) {
            *value = self.number(element, attribute, 0.0)? * lunit;
        }
        Ok(row)
    }

    /// The number of a polyhedron's sides.
    pub fn sides(&self, element: &Element, attribute: &str) -> Result<u32> {
        let sides = self.integer(element, attribute)?.unwrap_or(0);
        u32::try_from(sides).map_err(|_| element.attribute_error(attribute, "a number above 0 is expected"))
    }
}
