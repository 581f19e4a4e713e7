//! Names to indices and back. Names need not be unique in a model; only unique ones can be used.

use super::values::Reference;
use crate::geometry::load::text::quote;
use crate::layout::NONE;
use crate::words::{count, there_are};
use crate::{Error, Result};
use std::collections::HashMap;

/// The names of a list.
pub(super) struct Names<'a> {
    kind: &'static str,
    all: Vec<&'a str>,
    /// First index and number of entries of a name.
    by_name: HashMap<&'a str, (u32, u32)>,
}

impl<'a> Names<'a> {
    /// The names of a list of `kind`s (a singular noun, for messages).
    pub(super) fn new(kind: &'static str, names: impl Iterator<Item = &'a str>) -> Self {
        let all: Vec<&str> = names.collect();
        let mut by_name = HashMap::new();
        for (i, &name) in all.iter().enumerate() {
            by_name.entry(name).or_insert((i as u32, 0)).1 += 1;
        }
        Self { kind, all, by_name }
    }

    /// The index that a reference stands for; `what` names the place.
    pub(super) fn index(&self, reference: &Reference, what: &str) -> Result<u32> {
        let kind = self.kind;
        match reference {
            Reference::Index(index) if (*index as usize) < self.all.len() => Ok(*index),
            Reference::Index(index) => {
                Err(Error::argument(format!("{what} is {index}; {}", there_are(self.all.len(), kind))))
            }
            Reference::Name(name) => match self.by_name.get(name.as_str()) {
                Some((index, 1)) => Ok(*index),
                Some((_, all)) => Err(Error::argument(format!(
                    "{what} is {}, the name of {}; use the index, or a name of its own",
                    quote(name.as_bytes()),
                    count(*all, kind)
                ))),
                None => Err(Error::argument(format!(
                    "{what} is {}; there is no such {kind}, but {}",
                    quote(name.as_bytes()),
                    self.some()
                ))),
            },
        }
    }

    /// As [`Names::index`], where "" stands for none.
    pub(super) fn index_or_none(&self, reference: &Reference, what: &str) -> Result<u32> {
        match reference {
            Reference::Name(name) if name.is_empty() => Ok(NONE),
            _ => self.index(reference, what),
        }
    }

    /// How an index is written: by name where that is clear.
    pub(super) fn reference(&self, index: u32) -> Reference {
        if index == NONE {
            return Reference::Name(String::new());
        }
        match self.all.get(index as usize) {
            Some(&name) if !name.is_empty() && self.by_name[name].1 == 1 => Reference::Name(name.to_owned()),
            _ => Reference::Index(index),
        }
    }

    /// The first names there are, for messages.
    fn some(&self) -> String {
        const MOST: usize = 10;
        let quoted: Vec<String> = self.all.iter().take(MOST).map(|name| quote(name.as_bytes())).collect();
        match self.all.len() {
            0 => "none at all".into(),
            count if count > MOST => format!("{}, … ({count} in all)", quoted.join(", ")),
            _ => quoted.join(", "),
        }
    }
}
