//! Values of attributes: numbers, units, names and references.

use super::reader::Reader;
use super::units::{self, Kind};
use super::xml::Element;
use crate::Result;

impl Reader {
    /// A number; `default` if the attribute is not there.
    pub fn number(&self, element: &Element, attribute: &str, default: f64) -> Result<f64> {
        let Some(text) = element.get(attribute) else { return Ok(default) };
        self.scope.names.evaluate(text).map_err(|fault| element.expression_error(attribute, &fault))
    }

    /// A whole number, if the attribute is there.
    pub fn integer(&self, element: &Element, attribute: &str) -> Result<Option<i64>> {
        let Some(text) = element.get(attribute) else { return Ok(None) };
        let value = self.scope.names.evaluate_integer(text);
        value.map(Some).map_err(|fault| element.expression_error(attribute, &fault))
    }

    /// A unit that must be of a kind; 1 (mm or rad) if the attribute is not there.
    pub fn unit(&self, element: &Element, attribute: &str, kind: Kind) -> Result<f64> {
        let Some(name) = element.get(attribute) else { return Ok(1.0) };
        match units::of_attribute(name) {
            Some((found, value)) if found == kind => Ok(value),
            _ => Err(element.attribute_error(attribute, units::expected(kind))),
        }
    }

    /// A unit of any kind, if the attribute is there.
    pub fn any_unit(&self, element: &Element, attribute: &str) -> Result<Option<(Kind, f64)>> {
        let Some(name) = element.get(attribute) else { return Ok(None) };
        let unknown = || element.attribute_error(attribute, "unknown unit");
        units::of_attribute(name).map(Some).ok_or_else(unknown)
    }

    /// A name that must be there, with its brackets replaced if it is in a loop.
    pub fn name(&self, element: &Element, attribute: &str) -> Result<String> {
        let name = element.need(attribute)?;
        // Names are in paths and messages, which have a line each.
        if name.contains(char::is_control) {
            return Err(element.attribute_error(attribute, "a name has no control characters"));
        }
        if self.scope.loops == 0 {
            return Ok(name.to_owned());
        }
        let names = &self.scope.names;
        names.solve_brackets(name).map_err(|fault| element.expression_error(attribute, &fault))
    }

    /// The name that an element refers to, which is all that it has.
    pub fn reference(&self, element: &Element) -> Result<String> {
        element.only(&["ref", "name"])?;
        element.childless()?;
        self.name(element, "ref")
    }
}
