//! What a file sets and nothing here stands for: an error, unless the user says that he knows.

use super::read::Place;
use crate::{Error, Result};
use std::cell::{Cell, RefCell};

/// Most problems that a message lists.
const LISTED: usize = 20;

/// Problems of a file, gathered so that one message has them all.
#[derive(Default)]
pub(super) struct Problems<'a> {
    ignore: &'a [String],
    used: RefCell<Vec<bool>>,
    found: RefCell<Vec<String>>,
    /// Whether ignoring helps against one of those found.
    can_ignore: Cell<bool>,
    notes: RefCell<Vec<String>>,
}

impl<'a> Problems<'a> {
    /// `ignore`: names of properties, of objects, or OBJECT.PROPERTY.
    pub fn new(ignore: &'a [String]) -> Self {
        Self { ignore, used: RefCell::new(vec![false; ignore.len()]), ..Self::default() }
    }

    /// Whether the user says that he knows of a property of an object.
    pub fn is_ignored(&self, object: &str, property: &str) -> bool {
        let both = format!("{object}.{property}");
        self.has(|entry| entry == property || entry == both)
    }

    /// Whether the user says so of this object by its name.
    pub fn is_ignored_by_object(&self, object: &str, property: &str) -> bool {
        let both = format!("{object}.{property}");
        self.has(|entry| entry == both)
    }

    fn has(&self, is: impl Fn(&str) -> bool) -> bool {
        let mut used = self.used.borrow_mut();
        let mut any = false;
        for (entry, used) in self.ignore.iter().zip(used.iter_mut()) {
            if is(entry) {
                (*used, any) = (true, true);
            }
        }
        any
    }

    /// Whether the user says that he knows of an object.
    pub fn is_object_ignored(&self, object: &str) -> bool {
        let Some(i) = self.ignore.iter().position(|entry| entry == object) else { return false };
        self.used.borrow_mut()[i] = true;
        true
    }

    /// A property of an object, as "material \"LAr\"", that cannot be represented.
    pub fn property(&self, place: &Place, kind: &str, object: &str, property: &str, why: &str) {
        if !self.is_ignored(object, property) {
            self.can_ignore.set(true);
            self.found
                .borrow_mut()
                .push(format!("{}:{}: {kind} \"{object}\": {property} {why}", place.file, place.line));
        }
    }

    /// What is wrong whatever the user says.
    pub fn error(&self, place: &Place, what: &str) {
        self.found.borrow_mut().push(format!("{}:{}: {what}", place.file, place.line));
    }

    /// What a user should know, though it is no error.
    pub fn note(&self, what: String) {
        let mut notes = self.notes.borrow_mut();
        if !notes.contains(&what) {
            notes.push(what);
        }
    }

    /// The notes, or all problems in one message.
    pub fn finish(self) -> Result<Vec<String>> {
        for (entry, _) in self.ignore.iter().zip(self.used.take()).filter(|(_, used)| !used) {
            self.note(format!(
                "ignore has \"{entry}\", which the file does not have, or which needs no ignoring"
            ));
        }
        let found = self.found.into_inner();
        if found.is_empty() {
            return Ok(self.notes.into_inner());
        }
        let mut message = found[..found.len().min(LISTED)].join("\n");
        if found.len() > LISTED {
            message += &format!("\nand {} more", found.len() - LISTED);
        }
        if self.can_ignore.get() {
            message += "\n(what is not simulated may be left out by ignore: PROPERTY or OBJECT.PROPERTY)";
        }
        Err(Error::Format(message))
    }
}
