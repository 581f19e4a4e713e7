//! A row of a table of properties.

use super::check;
use super::{Angular, Component, DichroicAngle, Range, Scintillation, SurfaceModel};
use crate::Result;
use crate::tables::{Cdf, Curve};

/// What has properties.
pub trait Described: Sized + 'static {
    /// What the kernels read of it.
    type Encoded: 'static;
    /// Its table, in the order of scene files and of the digest.
    const PROPERTIES: &'static [Property<Self>];
}

/// A property.
pub struct Property<T: Described> {
    /// Its name in messages and scene files; that of a distribution ends in `_cdf`.
    pub name: &'static str,
    /// Its number for the C function that sets such properties; `None`: it has a function of its own.
    pub number: Option<u32>,
    /// What it is in, for messages; "" for plain numbers.
    pub unit: &'static str,
    /// What it is when nothing is said: this value, or for tables of other kinds nothing at all. `None`:
    /// it must be given.
    pub default: Option<f64>,
    /// What is allowed.
    pub range: Range,
    /// The surface models that use it.
    pub models: &'static [SurfaceModel],
    /// Why it has nothing to act on, where its model uses it; `None` where it acts.
    pub idle: fn(&T) -> Option<&'static str>,
    /// Whether the digest has it where it is as by default. So it is with the properties that the first
    /// digests had; a later one leaves the digest of those as it was that do not use it.
    pub always_in_digest: bool,
    /// Where it is.
    pub field: Field<T>,
}

/// A field of what has properties.
pub struct Place<T, V> {
    /// Reads it.
    pub get: fn(&T) -> &V,
    /// Changes it.
    pub get_mut: fn(&mut T) -> &mut V,
}

/// A field that is one of several named kinds.
pub struct Choice<T> {
    /// The number of what it is.
    pub get: fn(&T) -> u32,
    /// Changes it to what has this number; false where nothing has.
    pub set: fn(&mut T, u32) -> bool,
    /// What it may be: numbers and names.
    pub known: fn() -> Vec<(u32, &'static str)>,
    /// What has a number and a name elsewhere and is not simulated here.
    pub others: &'static [(u32, &'static str)],
}

/// The field with a property, and the fields in which the kernels read it: indices of tables, numbers, or
/// the first entry and the number of entries of a list.
pub enum Field<T: Described> {
    /// A function of the wavelength; a table.
    Curve(Place<T, Curve>, fn(&mut T::Encoded) -> &mut u32),
    /// A number.
    Number(Place<T, f64>, fn(&mut T::Encoded) -> &mut f32),
    /// Yes or no; 0 or 1.
    Switch(Place<T, bool>, fn(&mut T::Encoded) -> &mut u32),
    /// One of several kinds; its number.
    Choice(Choice<T>, fn(&mut T::Encoded) -> &mut u32),
    /// A distribution that there may be; a table of its inverse.
    Distribution(Place<T, Option<Cdf>>, fn(&mut T::Encoded) -> &mut u32),
    /// A distribution that there is; a table of its inverse.
    Needed(Place<T, Cdf>, fn(&mut T::Encoded) -> &mut u32),
    /// Probabilities by angle; tables of those to be transmitted, specularly and diffusely reflected.
    Angular(Place<T, Option<Angular>>, fn(&mut T::Encoded) -> [&mut u32; 3]),
    /// Probabilities by angle and wavelength; a list.
    Dichroic(Place<T, Vec<DichroicAngle>>, fn(&mut T::Encoded) -> [&mut u32; 2]),
    /// What emits light again; a list.
    Components(Place<T, Vec<Component>>, fn(&mut T::Encoded) -> [&mut u32; 2]),
    /// A number that no kernel reads.
    HostNumber(Place<T, f64>),
    /// What emits light where energy is left; a list that goes to the kernels with steps.
    Scintillation(Place<T, Vec<Scintillation>>),
}

/// The [`Place`] of a field by its name.
macro_rules! place {
    ($field:ident) => {
        $crate::optics::Place { get: |of| &of.$field, get_mut: |of| &mut of.$field }
    };
}
pub(super) use place;

/// The [`Choice`] of a field by its name, type and what else has a name.
macro_rules! choice {
    ($field:ident, $kind:ty, $others:expr) => {
        $crate::optics::Choice {
            get: |of| $crate::named::Named::number(of.$field),
            set: |of, number| match <$kind as $crate::named::Named>::from_number(number, "") {
                Ok(kind) => {
                    of.$field = kind;
                    true
                }
                Err(_) => false,
            },
            known: || {
                let all = <$kind as $crate::named::Named>::ALL.iter();
                all.map(|&(kind, name)| ($crate::named::Named::number(kind), name)).collect()
            },
            others: $others,
        }
    };
}
pub(super) use choice;

/// For a property that is never without effect.
pub(super) fn acts<T>(_: &T) -> Option<&'static str> {
    None
}

impl<T: Described> Property<T> {
    /// Its name and unit in a message; `what` names what has it.
    pub(super) fn label(&self, what: &str) -> String {
        match self.unit {
            "" => format!("{what}: {}", self.name),
            unit => format!("{what}: {} ({unit})", self.name),
        }
    }

    /// Makes it what it is by default; what must be given stays.
    pub(super) fn reset(&self, of: &mut T) {
        let default = self.default.unwrap_or_default();
        match &self.field {
            Field::Curve(place, _) => *(place.get_mut)(of) = Curve::Constant(default),
            Field::Number(place, _) => *(place.get_mut)(of) = default,
            Field::Switch(place, _) => *(place.get_mut)(of) = default != 0.0,
            Field::Choice(choice, _) => {
                let _ = (choice.set)(of, default as u32);
            }
            Field::Distribution(place, _) => *(place.get_mut)(of) = None,
            Field::Needed(..) => {}
            Field::Angular(place, _) => *(place.get_mut)(of) = None,
            Field::Dichroic(place, _) => (place.get_mut)(of).clear(),
            Field::Components(place, _) => (place.get_mut)(of).clear(),
            Field::HostNumber(place) => *(place.get_mut)(of) = default,
            Field::Scintillation(place) => (place.get_mut)(of).clear(),
        }
    }

    /// Whether it is another than by default.
    pub fn is_given(&self, of: &T) -> bool {
        let Some(default) = self.default else { return true };
        match &self.field {
            Field::Curve(place, _) => (place.get)(of).range() != (default, default),
            Field::Number(place, _) => *(place.get)(of) != default,
            Field::Switch(place, _) => *(place.get)(of) != (default != 0.0),
            Field::Choice(choice, _) => f64::from((choice.get)(of)) != default,
            Field::Distribution(place, _) => (place.get)(of).is_some(),
            Field::Needed(..) => true,
            Field::Angular(place, _) => (place.get)(of).is_some(),
            Field::Dichroic(place, _) => !(place.get)(of).is_empty(),
            Field::Components(place, _) => !(place.get)(of).is_empty(),
            Field::HostNumber(place) => *(place.get)(of) != default,
            Field::Scintillation(place) => !(place.get)(of).is_empty(),
        }
    }

    /// Bytes of its tables.
    pub(crate) fn bytes(&self, of: &T) -> usize {
        match &self.field {
            Field::Curve(place, _) => (place.get)(of).bytes(),
            Field::Number(..) | Field::Switch(..) | Field::Choice(..) | Field::HostNumber(..) => 0,
            Field::Distribution(place, _) => (place.get)(of).as_ref().map_or(0, Cdf::bytes),
            Field::Needed(place, _) => (place.get)(of).bytes(),
            Field::Angular(place, _) => (place.get)(of).as_ref().map_or(0, Angular::bytes),
            Field::Dichroic(place, _) => (place.get)(of).iter().map(DichroicAngle::bytes).sum(),
            Field::Components(place, _) => (place.get)(of).iter().map(Component::bytes).sum(),
            Field::Scintillation(place) => (place.get)(of).iter().map(Scintillation::bytes).sum(),
        }
    }

    /// Checks its range; `what` names what has it.
    pub(super) fn check(&self, of: &T, what: &str) -> Result<()> {
        let plain = || format!("{what}: {}", self.name);
        match &self.field {
            Field::Curve(place, _) => self.range.check((place.get)(of), &self.label(what)),
            Field::Number(place, _) | Field::HostNumber(place) => {
                self.range.check_number(*(place.get)(of), &self.label(what))
            }
            Field::Switch(..) | Field::Choice(..) => Ok(()),
            Field::Distribution(place, _) => match (place.get)(of) {
                Some(cdf) => self.range.check_distribution(cdf, &plain()),
                None => Ok(()),
            },
            Field::Needed(place, _) => self.range.check_distribution((place.get)(of), &plain()),
            Field::Angular(place, _) => match (place.get)(of) {
                Some(angular) => angular.check(&plain()),
                None => Ok(()),
            },
            Field::Dichroic(place, _) => {
                let entries = (place.get)(of);
                if !entries.is_empty() {
                    check::angles(entries.iter().map(|entry| &entry.angle), &plain())?;
                }
                let mut all = entries.iter().enumerate();
                all.try_for_each(|(i, entry)| entry.check(&format!("{what}: {} angle {i}", self.name)))
            }
            Field::Components(place, _) => {
                let mut all = (place.get)(of).iter().enumerate();
                all.try_for_each(|(i, one)| one.check(&format!("{what}: reemission component {i}")))
            }
            Field::Scintillation(place) => {
                let mut all = (place.get)(of).iter().enumerate();
                all.try_for_each(|(i, one)| one.check(&format!("{what}: scintillation component {i}")))
            }
        }
    }
}

/// Checks the ranges of all properties; `what` names what has them.
pub(super) fn check_all<T: Described>(of: &T, what: &str) -> Result<()> {
    T::PROPERTIES.iter().try_for_each(|property| property.check(of, what))
}

/// Bytes of all tables.
pub(super) fn bytes<T: Described>(of: &T) -> usize {
    T::PROPERTIES.iter().map(|property| property.bytes(of)).sum()
}
