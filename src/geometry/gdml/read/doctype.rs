//! The document type declaration: only its entities are read, nothing that it refers to is fetched.

use super::entities::{Definition, Entity};
use std::collections::HashMap;
use std::ops::Range;

/// What a declaration holds.
pub struct Doctype {
    /// Where it stands in the text.
    pub range: Range<usize>,
    /// By their names; the first of one name counts.
    pub entities: HashMap<String, Entity>,
}

/// A fault at an offset of the text.
pub type Faulty<T> = Result<T, (usize, String)>;

/// The declaration at the head of a text, if there is one.
pub fn find(text: &str) -> Faulty<Option<Doctype>> {
    let mut at = 0;
    loop {
        let rest = &text[at..];
        let blank = rest.len() - rest.trim_start().len();
        at += blank;
        let rest = &rest[blank..];
        let skipped = skip(rest, "<?", "?>").or_else(|| skip(rest, "<!--", "-->"));
        match skipped {
            Some(length) => at += length,
            None if rest.starts_with("<!DOCTYPE") => return Scanner { text, at }.doctype().map(Some),
            None => return Ok(None),
        }
    }
}

/// The length of what begins and ends so.
pub fn skip(rest: &str, begin: &str, end: &str) -> Option<usize> {
    let inner = rest.strip_prefix(begin)?;
    Some(begin.len() + inner.find(end)? + end.len())
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn fail<T>(&self, what: impl Into<String>) -> Faulty<T> {
        Err((self.at, what.into()))
    }

    fn doctype(mut self) -> Faulty<Doctype> {
        let start = self.at;
        self.at += "<!DOCTYPE".len();
        let mut entities = HashMap::new();
        loop {
            match self.rest().chars().next() {
                Some('>') => {
                    self.at += 1;
                    return Ok(Doctype { range: start..self.at, entities });
                }
                Some('[') => {
                    self.at += 1;
                    self.subset(&mut entities)?;
                }
                Some('"' | '\'') => {
                    self.quoted()?;
                }
                Some(c) => self.at += c.len_utf8(),
                None => return Err((start, "the DOCTYPE has no end".to_owned())),
            }
        }
    }

    /// What is between `[` and `]`.
    fn subset(&mut self, entities: &mut HashMap<String, Entity>) -> Faulty<()> {
        loop {
            self.blanks();
            let rest = self.rest();
            let skipped = skip(rest, "<?", "?>").or_else(|| skip(rest, "<!--", "-->"));
            if let Some(length) = skipped {
                self.at += length;
            } else if rest.starts_with(']') {
                self.at += 1;
                return Ok(());
            } else if rest.starts_with("<!ENTITY") {
                self.entity(entities)?;
            } else if ["<!ELEMENT", "<!ATTLIST", "<!NOTATION"].iter().any(|begin| rest.starts_with(begin)) {
                self.declaration()?;
            } else if rest.starts_with('%') {
                return self.fail("entities of parameters (%name;) are not supported");
            } else {
                return self.fail("a declaration, a comment or \"]\" is expected in the DOCTYPE");
            }
        }
    }

    /// A declaration that has no meaning here.
    fn declaration(&mut self) -> Faulty<()> {
        loop {
            match self.rest().chars().next() {
                Some('>') => {
                    self.at += 1;
                    return Ok(());
                }
                Some('"' | '\'') => {
                    self.quoted()?;
                }
                Some(c) => self.at += c.len_utf8(),
                None => return self.fail("a declaration of the DOCTYPE has no end"),
            }
        }
    }

    fn entity(&mut self, entities: &mut HashMap<String, Entity>) -> Faulty<()> {
        self.at += "<!ENTITY".len();
        self.blanks();
        if self.rest().starts_with('%') {
            return self.fail("entities of parameters (<!ENTITY % ...>) are not supported");
        }
        let name = self.word();
        if name.is_empty() {
            return self.fail("an entity without a name");
        }
        self.blanks();
        let keyword = self.word();
        self.blanks();
        let definition = match keyword {
            "" => Definition::Text(self.quoted()?.to_owned()),
            "SYSTEM" => Definition::File(self.quoted()?.to_owned()),
            "PUBLIC" => {
                self.quoted()?;
                self.blanks();
                Definition::File(self.quoted()?.to_owned())
            }
            _ => return self.fail("a text in quotes, SYSTEM or PUBLIC is expected"),
        };
        self.blanks();
        if !self.rest().starts_with('>') {
            return self.fail(format!("\">\" is expected after the entity {name:?}"));
        }
        self.at += 1;
        entities.entry(name.to_owned()).or_insert(Entity { definition });
        Ok(())
    }

    fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c: char| c.is_whitespace() || "\"'<>[]%&;".contains(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn quoted(&mut self) -> Faulty<&'a str> {
        let quote = match self.rest().chars().next() {
            Some(quote @ ('"' | '\'')) => quote,
            _ => return self.fail("a text in quotes is expected"),
        };
        let inner = &self.rest()[1..];
        let Some(end) = inner.find(quote) else {
            return self.fail(format!("the text has no closing {quote}"));
        };
        self.at += end + 2;
        Ok(&inner[..end])
    }
}
