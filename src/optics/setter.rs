//! What sets a property by its number.

use super::property::{Choice, Described, Field, Property};
use crate::named::{phrase, unknown};
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
            Field::Choice(choice, _) => {
                let value = number(&curve)?;
                let known = || (choice.known)().into_iter();
                if !known().any(|(number, _)| f64::from(number) == value) {
                    return Err(choice.refused(value, &plain));
                }
                let _ = (choice.set)(of, value as u32);
            }
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

impl<T> Choice<T> {
    /// The error of a number that is none of what it may be; `what` names the property.
    fn refused(&self, value: f64, what: &str) -> Error {
        let all = (self.known)();
        match self.others.iter().find(|(number, _)| f64::from(*number) == value) {
            Some((number, name)) => {
                let all = all.iter().map(|(number, name)| format!("{number} ({name})"));
                Error::argument(format!(
                    "{what} is {number} ({name} of Geant4), which is not simulated; {} are",
                    phrase(all.collect())
                ))
            }
            None if value >= 0.0 && value.fract() == 0.0 && value <= f64::from(u32::MAX) => {
                unknown(value as u32, what, all.into_iter())
            }
            None => Error::argument(format!("{what} is {value}; it is the number of a kind")),
        }
    }

    /// The number of a name; `what` names the property.
    pub(crate) fn of_name(&self, name: &str, what: &str) -> Result<u32> {
        let all = (self.known)();
        if let Some((number, _)) = all.iter().find(|(_, known)| *known == name) {
            return Ok(*number);
        }
        let is = match self.others.iter().any(|(_, other)| *other == name) {
            true => "which is not simulated; of those of Geant4 these are",
            false => "but expected is one of",
        };
        let all: Vec<String> = all.iter().map(|(_, known)| format!("`{known}`")).collect();
        let name: String = name.chars().take(40).collect();
        Err(Error::argument(format!("{what} is {name:?}, {is} {}", all.join(", "))))
    }

    /// The name of what it is.
    pub(crate) fn name(&self, of: &T) -> &'static str {
        let number = (self.get)(of);
        (self.known)().into_iter().find(|(known, _)| *known == number).map_or("", |(_, name)| name)
    }
}
