//! Entities, which descriptions use to include files: `<!ENTITY solids SYSTEM "solids.xml">` and `&solids;`.
//!
//! They are put in place before the text is parsed: the parser's own way has no names of files in its positions.

use super::doctype;
use super::files::Files;
use super::limits::{MAX_INCLUDE_DEPTH, MAX_REFERENCES};
use super::positions::{Origin, Positions};
use crate::{Error, Result};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// What an entity stands for.
pub enum Definition {
    /// A text.
    Text(String),
    /// A file.
    File(String),
}

/// An entity.
pub struct Entity {
    /// What it stands for.
    pub definition: Definition,
}

/// A text without entities, and where its pieces came from.
pub struct Expanded {
    /// Ready to be parsed.
    pub text: String,
    /// Where its pieces came from.
    pub positions: Positions,
}

/// Puts entities in place. `path` is the file that the text is from.
pub fn expand(files: &mut Files, name: &str, path: Option<&Path>, text: String) -> Result<Expanded> {
    let mut positions = Positions::default();
    let source = positions.add_source(name, &text);
    let start = Origin { source, offset: 0, is_point: false };
    let at = |positions: &Positions, offset: usize, what: String| {
        let place = positions.line(Origin { offset, ..start });
        Error::Format(format!("{}:{}: {what}", place.file, place.line))
    };
    files.charge(text.len()).map_err(|what| at(&positions, 0, what))?;
    let doctype = doctype::find(&text).map_err(|(offset, what)| at(&positions, offset, what))?;
    let Some(doctype) = doctype else {
        positions.add_piece(0, start);
        return Ok(Expanded { text, positions });
    };
    let folder = path.map(|path| path.parent().unwrap_or(Path::new("")).to_owned());
    let mut expander = Expander {
        files,
        entities: doctype.entities,
        contents: HashMap::new(),
        folder,
        open: Vec::new(),
        references: 0,
        text: String::new(),
        positions,
    };
    expander.push(&text[..doctype.range.start], start);
    let end = doctype.range.end;
    expander.content(&text[end..], start.advanced(end))?;
    Ok(Expanded { text: expander.text, positions: expander.positions })
}

struct Expander<'f> {
    files: &'f mut Files,
    entities: HashMap<String, Entity>,
    /// Of those that were used: their text, and its source.
    contents: HashMap<String, (Rc<str>, Origin)>,
    /// Of the file that declares them, if it is one.
    folder: Option<PathBuf>,
    /// Names of those within which the text is.
    open: Vec<String>,
    references: usize,
    text: String,
    positions: Positions,
}

impl Expander<'_> {
    fn push(&mut self, text: &str, from: Origin) {
        if !text.is_empty() {
            self.positions.add_piece(self.text.len(), from);
            self.text.push_str(text);
        }
    }

    fn fail<T>(&self, at: Origin, what: impl std::fmt::Display) -> Result<T> {
        let place = self.positions.line(at);
        Err(Error::Format(format!("{}:{}: {what}", place.file, place.line)))
    }

    /// Text between tags, with the tags. Anything malformed is left to the parser.
    fn content(&mut self, text: &str, from: Origin) -> Result<()> {
        let mut done = 0;
        let mut at = 0;
        let mut quote = None;
        let mut is_tag = false;
        while let Some(found) = text[at..].find(['<', '>', '&', '"', '\'']) {
            at += found;
            let rest = &text[at..];
            let step = match (rest.as_bytes()[0], quote) {
                (b'&', _) => {
                    let Some(name) = entity_name(rest) else {
                        at += 1;
                        continue;
                    };
                    self.push(&text[done..at], from.advanced(done));
                    self.entity(name, from.advanced(at), quote.is_some())?;
                    done = at + name.len() + 2;
                    name.len() + 2
                }
                (b'<', None) if !is_tag => match verbatim(rest) {
                    Some(length) => length,
                    None => {
                        is_tag = true;
                        1
                    }
                },
                (b'>', None) => {
                    is_tag = false;
                    1
                }
                (byte @ (b'"' | b'\''), None) if is_tag => {
                    quote = Some(byte);
                    1
                }
                (byte, Some(open)) if byte == open => {
                    quote = None;
                    1
                }
                _ => 1,
            };
            at += step;
        }
        self.push(&text[done..], from.advanced(done));
        Ok(())
    }

    fn entity(&mut self, name: &str, at: Origin, in_attribute: bool) -> Result<()> {
        self.references += 1;
        if self.references > MAX_REFERENCES {
            return self.fail(at, format!("more than {MAX_REFERENCES} references to entities"));
        }
        if self.open.iter().any(|open| open == name) {
            return self.fail(at, format!("the entity {name:?} holds itself"));
        }
        if self.open.len() >= MAX_INCLUDE_DEPTH {
            return self.fail(at, format!("entities nested deeper than {MAX_INCLUDE_DEPTH} levels"));
        }
        let (text, from) = self.contents(name, at, in_attribute)?;
        if let Err(what) = self.files.charge(text.len()) {
            return self.fail(at, what);
        }
        self.open.push(name.to_owned());
        if in_attribute {
            self.attribute(&text, at)?;
        } else {
            self.content(&text, if from.is_point { Origin { is_point: true, ..at } } else { from })?;
        }
        self.open.pop();
        Ok(())
    }

    /// The text of an entity.
    fn contents(&mut self, name: &str, at: Origin, in_attribute: bool) -> Result<(Rc<str>, Origin)> {
        let Some(entity) = self.entities.get(name) else {
            return self.fail(at, format!("the entity {name:?} is not declared"));
        };
        if in_attribute && matches!(entity.definition, Definition::File(_)) {
            return self.fail(at, format!("the entity {name:?} is a file, which cannot be in an attribute"));
        }
        if let Some((text, from)) = self.contents.get(name) {
            return Ok((text.clone(), *from));
        }
        let (text, from) = match &entity.definition {
            Definition::Text(text) => (decode_references(text), Origin { is_point: true, ..at }),
            Definition::File(file) => {
                let path = match self.files.resolve(self.folder.as_deref(), file) {
                    Ok(path) => path,
                    Err(what) => return self.fail(at, what),
                };
                let mut text = match self.files.open(&path) {
                    Ok(text) => text,
                    Err(error) => return self.fail(at, error),
                };
                let declaration = doctype::skip(&text, "<?xml", "?>").unwrap_or(0);
                // Blanks in its place, so that offsets stay.
                text.replace_range(..declaration, &" ".repeat(declaration));
                let source = self.positions.add_source(&path.display().to_string(), &text);
                (text, Origin { source, offset: 0, is_point: false })
            }
        };
        let text: Rc<str> = text.into();
        self.contents.insert(name.to_owned(), (text.clone(), from));
        Ok((text, from))
    }

    /// The text of an entity in an attribute.
    fn attribute(&mut self, text: &str, at: Origin) -> Result<()> {
        let point = Origin { is_point: true, ..at };
        let mut rest = text;
        while let Some(found) = rest.find(['&', '"', '\'', '<']) {
            self.push(&rest[..found], point);
            rest = &rest[found..];
            let (replacement, length) = match rest.as_bytes()[0] {
                b'"' => ("&quot;", 1),
                b'\'' => ("&apos;", 1),
                b'<' => return self.fail(at, "an entity with \"<\" is in an attribute"),
                _ => match entity_name(rest) {
                    Some(name) => {
                        self.entity(name, at, true)?;
                        ("", name.len() + 2)
                    }
                    None => ("&", 1),
                },
            };
            self.push(replacement, point);
            rest = &rest[length..];
        }
        self.push(rest, point);
        Ok(())
    }
}

/// The length of a comment, a section of characters or an instruction.
pub fn verbatim(rest: &str) -> Option<usize> {
    let skip = doctype::skip;
    skip(rest, "<!--", "-->").or_else(|| skip(rest, "<![CDATA[", "]]>")).or_else(|| skip(rest, "<?", "?>"))
}

/// The name in `&name;`, unless it is one of XML's own or a number.
fn entity_name(rest: &str) -> Option<&str> {
    let inner = rest.strip_prefix('&')?;
    let end = inner.find(|c: char| c.is_whitespace() || "&;<>\"'#".contains(c))?;
    let name = &inner[..end];
    let is_own = ["", "lt", "gt", "amp", "quot", "apos"].contains(&name);
    (inner[end..].starts_with(';') && !is_own).then_some(name)
}

/// References to characters by number, which count when an entity is declared.
fn decode_references(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(found) = rest.find("&#") {
        decoded.push_str(&rest[..found]);
        rest = &rest[found..];
        let character = rest.find(';').and_then(|end| {
            let digits = &rest[2..end];
            let code = match digits.strip_prefix('x') {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => digits.parse(),
            };
            Some((char::from_u32(code.ok()?)?, end + 1))
        });
        let (character, length) = character.unwrap_or(('&', 1));
        decoded.push(character);
        rest = &rest[length..];
    }
    decoded.push_str(rest);
    decoded
}
