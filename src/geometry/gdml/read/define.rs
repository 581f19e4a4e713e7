//! The section `<define>`: names for expressions, positions, rotations, scales and matrices.

use super::document::Table;
use super::reader::Reader;
use super::vectors::Vector;
use super::xml::{Element, shortened};
use crate::Result;
use std::sync::Arc;

const ALLOWED: [&str; 9] =
    ["constant", "variable", "quantity", "expression", "matrix", "position", "rotation", "scale", "loop"];

impl Reader {
    /// Reads the section, or a loop in it.
    pub fn define(&mut self, section: &Element) -> Result<()> {
        for element in section.children() {
            match element.tag() {
                "constant" => self.constant(&element)?,
                "variable" => self.variable(&element)?,
                "quantity" => self.quantity(&element)?,
                "expression" => self.expression(&element)?,
                "matrix" => self.matrix(&element)?,
                "position" => {
                    let (name, value) = self.named_vector(&element, Vector::Position)?;
                    self.scope.positions.insert(name, value);
                }
                "rotation" => {
                    let (name, value) = self.named_vector(&element, Vector::Rotation)?;
                    self.scope.rotations.insert(name, value);
                }
                "scale" => {
                    let (name, value) = self.named_vector(&element, Vector::Scale)?;
                    self.scope.scales.insert(name, value);
                }
                "loop" => self.each_round(&element, &mut Self::define)?,
                _ => return Err(element.unexpected(section, &ALLOWED)),
            }
        }
        Ok(())
    }

    fn named_vector(&mut self, element: &Element, vector: Vector) -> Result<(String, [f64; 3])> {
        Ok((self.name(element, "name")?, self.vector(element, vector)?))
    }

    fn constant(&mut self, element: &Element) -> Result<()> {
        element.only(&["name", "value"])?;
        let value = self.number(element, "value", 0.0)?;
        let defined = self.scope.names.define(element.need("name")?, value);
        defined.map_err(|what| element.error(what))
    }

    fn variable(&mut self, element: &Element) -> Result<()> {
        element.only(&["name", "value"])?;
        let value = self.number(element, "value", 0.0)?;
        let defined = self.scope.names.define_variable(element.need("name")?, value);
        defined.map_err(|what| element.error(what))
    }

    fn quantity(&mut self, element: &Element) -> Result<()> {
        element.only(&["name", "type", "value", "unit"])?;
        let unit = self.any_unit(element, "unit")?.map_or(1.0, |(_, unit)| unit);
        let value = self.number(element, "value", 0.0)? * unit;
        let defined = self.scope.names.define(element.need("name")?, value);
        defined.map_err(|what| element.error(what))
    }

    fn expression(&mut self, element: &Element) -> Result<()> {
        element.only(&["name"])?;
        let text = element.text();
        let value = self.scope.names.evaluate(text.trim()).map_err(|fault| {
            element.error(format!("{:?}: column {}: {}", shortened(text.trim()), fault.column, fault.what))
        })?;
        let defined = self.scope.names.define(element.need("name")?, value);
        defined.map_err(|what| element.error(what))
    }

    fn matrix(&mut self, element: &Element) -> Result<()> {
        element.only(&["name", "coldim", "value", "values"])?;
        let name = self.name(element, "name")?;
        let texts = element.get("values").unwrap_or_default();
        let columns = self.integer(element, "coldim")?.unwrap_or(0);
        let Some(columns) = usize::try_from(columns).ok().filter(|columns| *columns > 0) else {
            return Err(element.attribute_error("coldim", "the number of columns must be at least 1"));
        };
        let mut values = Vec::new();
        for text in texts.split_ascii_whitespace() {
            let value = self.scope.names.evaluate(text).map_err(|fault| {
                let what = format!("{:?}: column {}: {}", shortened(text), fault.column, fault.what);
                element.error(format!("value {}: {what}", values.len() + 1))
            })?;
            values.push(value);
        }
        if values.is_empty() {
            // Geant4 reads nothing as a number that is 0, and knows no attribute `value`.
            self.note(element, "the attribute values is missing, so that its value is 0");
            values.push(0.0);
        } else if element.get("value").is_some() {
            return Err(element.attribute_error("value", "unknown attribute; allowed: name, coldim, values"));
        }
        if !values.len().is_multiple_of(columns) {
            let what = format!("{} values do not fill rows of {columns} columns", values.len());
            return Err(element.error(what));
        }
        let table = Arc::new(Table { name, place: element.place(), columns, values });
        self.scope.names.define_matrix(&table).map_err(|what| element.error(what))
    }
}
