//! Checks of a text's shape, before and after it is parsed.

use super::entities::{Expanded, verbatim};
use super::limits::{MAX_ATTRIBUTES, MAX_ELEMENT_DEPTH};
use super::positions::Positions;
use super::xml::Element;
use crate::{Error, Result};
use roxmltree::Document;

/// Refuses tags with too many attributes, on which the parser's time would grow as their square.
pub fn check_tags(expanded: &Expanded) -> Result<()> {
    let text = &expanded.text;
    let mut at = 0;
    while let Some(found) = text[at..].find('<') {
        at += found;
        if let Some(length) = verbatim(&text[at..]) {
            at += length;
            continue;
        }
        let start = at;
        let mut attributes = 0;
        let mut quote = None;
        for byte in text[start..].bytes() {
            at += 1;
            match (byte, quote) {
                (b'>', None) => break,
                (b'=', None) => attributes += 1,
                (b'"' | b'\'', None) => quote = Some(byte),
                (byte, Some(open)) if byte == open => quote = None,
                _ => {}
            }
        }
        if attributes > MAX_ATTRIBUTES {
            let place = expanded.positions.place(start);
            let what = format!("an element with more than {MAX_ATTRIBUTES} attributes");
            return Err(Error::Format(format!("{}:{}: {what}", place.file, place.line)));
        }
        // The last byte may have been within a character.
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    Ok(())
}

/// Refuses what is nested too deeply.
pub fn check_depth(document: &Document, positions: &Positions) -> Result<()> {
    let mut node = document.root();
    let mut depth = 0;
    loop {
        let element = Element { node, positions };
        if depth > MAX_ELEMENT_DEPTH {
            return Err(element.error(format!("elements nested deeper than {MAX_ELEMENT_DEPTH} levels")));
        }
        if let Some(child) = node.first_child() {
            node = child;
            depth += 1;
            continue;
        }
        while node.next_sibling().is_none() {
            match node.parent() {
                Some(parent) => node = parent,
                None => return Ok(()),
            }
            depth -= 1;
        }
        node = node.next_sibling().unwrap_or(node);
    }
}
