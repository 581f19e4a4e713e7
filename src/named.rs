//! Kinds of things with a number in C and a name in messages and files, each said once.

use crate::{Error, Result};

/// A kind of something.
pub trait Named: Copy + PartialEq + 'static {
    /// All kinds with their names, in the order of their numbers.
    const ALL: &'static [(Self, &'static str)];

    /// Its number in C and in the kernels.
    fn number(self) -> u32;

    /// Its name in messages and files.
    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    /// The kind of a number; `what` names the argument. No other kind stands for an unknown number.
    fn from_number(number: u32, what: &str) -> Result<Self> {
        Self::from_number_beside(number, what, &[])
    }

    /// The same where other numbers, with what they stand for, are allowed as well: for the message.
    fn from_number_beside(number: u32, what: &str, others: &[(u32, &'static str)]) -> Result<Self> {
        let found = Self::ALL.iter().find(|(kind, _)| kind.number() == number);
        found.map(|(kind, _)| *kind).ok_or_else(|| {
            let all = Self::ALL.iter().map(|&(kind, name)| (kind.number(), name));
            unknown(number, what, others.iter().copied().chain(all))
        })
    }
}

/// The error of a number that stands for nothing; `allowed` are those that do, with their names.
pub(crate) fn unknown<'a>(number: u32, what: &str, allowed: impl Iterator<Item = (u32, &'a str)>) -> Error {
    let each = allowed.map(|(number, name)| format!("{number} ({})", name.replace('_', " ")));
    Error::argument(format!("{what} is {number}; {} are allowed", phrase(each.collect())))
}

/// "a, b and c".
pub(crate) fn phrase(mut all: Vec<String>) -> String {
    let last = all.pop().unwrap_or_default();
    if all.is_empty() { last } else { format!("{} and {last}", all.join(", ")) }
}
