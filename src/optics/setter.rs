//! What sets a property by its number.

use super::property::{Described, Field, Property};
use crate::named::unknown;
use crate::tables::Curve;
use crate::{Error, Result};

impl<T: Described> Property<T> {
    /// The property of a number in C; `what` names the argument.
    pub fn of_number(number: u32, what: &str) -> Result<&'static Self> {
        let found = T::PROPERTIES.iter().find(|property| property.number == Some(number));
        let all = || T::PROPERTIES.iter().filter_map(|property| Some((property.number?, property.name)));
        found.ok_or_else(|| unknown(number, what, all()))
    }

    /// Sets it, checked by itself; `what` names what has it. A failure changes nothing.
    pub(crate) fn set(&self, of: &mut T, curve: Curve, what: &str) -> Result<()> {
        let plain = format!("{what}: {}", self.name);
        let number = |curve: &Curve| match curve {
            Curve::Constant(value) => Ok(*value),
            Curve::Points { .. } => Err(Error::argument(format!(
                "{plain}: does not depend on the wavelength; give one value and NULL"
            ))),
        };
        match &self.field {
            Field::Curve(place, _) => {
                self.range.check(&curve, &self.label(what))?;
                *(place.get_mut)(of) = curve;
            }
            Field::Number(place, _) | Field::HostNumber(place) => {
                let value = number(&curve)?;
                self.range.check_number(value, &self.label(what))?;
                *(place.get_mut)(of) = value;
            }
            Field::Switch(place, _) => match number(&curve)? {
                value @ (0.0 | 1.0) => *(place.get_mut)(of) = value == 1.0,
                value => return Err(Error::argument(format!("{plain} is {value}; 0 and 1 are allowed"))),
            },
            Field::Distribution(..)
            | Field::Needed(..)
            | Field::Angular(..)
            | Field::Dichroic(..)
            | Field::Components(..)
            | Field::Scintillation(..) => {
                return Err(Error::argument(format!("{plain}: is no function of the wavelength")));
            }
        }
        Ok(())
    }
}
