//! Loops, which read their elements once for each value of a variable.

use super::reader::Reader;
use super::xml::Element;
use crate::Result;

impl Reader {
    /// Reads the elements of a loop with `read`, with its variable at each value in turn.
    pub fn each_round(
        &mut self,
        element: &Element,
        read: &mut dyn FnMut(&mut Self, &Element) -> Result<()>,
    ) -> Result<()> {
        element.only(&["for", "from", "to", "step"])?;
        let variable = element.need("for")?;
        if !self.scope.names.is_variable(variable) {
            return Err(element.attribute_error("for", "no <variable> of this name is defined before"));
        }
        let number = |attribute| Ok(self.integer(element, attribute)?.unwrap_or(0));
        let (to, step) = (number("to")?, number("step")?);
        let mut value = match element.get("from") {
            None | Some("") => {
                let current = self.scope.names.evaluate_integer(variable);
                current.map_err(|fault| element.expression_error("for", &fault))?
            }
            Some(_) => number("from")?,
        };
        if step <= 0 && value <= to {
            return Err(element.error(format!("a loop from {value} to {to} by {step} has no end")));
        }
        if value > to {
            self.note(element, format!("a loop from {value} to {to} has no round: loops count upwards"));
        }
        let size = element.size();
        self.scope.loops += 1;
        while value <= to {
            self.looped += size;
            if self.looped > self.max_looped {
                return Err(
                    element.error(format!("more than {} elements are read in loops", self.max_looped))
                );
            }
            self.scope.names.set(variable, value as f64);
            read(self, element)?;
            value += step;
        }
        self.scope.loops -= 1;
        Ok(())
    }
}
