//! Elements of a parsed text, with their places and messages.

use super::bounds;
use super::document::Place;
use super::entities::Expanded;
use super::expression::ExpressionFault;
use super::limits::MAX_NODES;
use super::positions::Positions;
use crate::{Error, Result};
use roxmltree::{Document, Node, ParsingOptions, TextPos};

/// Parses a text.
pub fn parse(expanded: &Expanded) -> Result<Document<'_>> {
    let options = ParsingOptions { nodes_limit: MAX_NODES, ..ParsingOptions::default() };
    bounds::check_tags(expanded)?;
    let document = Document::parse_with_options(&expanded.text, options).map_err(|error| {
        let position = error.pos();
        let place = expanded.positions.place(offset(&expanded.text, position));
        let message = error.to_string();
        // Its positions are those in the text with entities in place.
        let what = printable(&message.replace(&format!(" at {position}"), ""));
        Error::Format(format!("{}:{}: not well-formed XML: {what}", place.file, place.line))
    })?;
    bounds::check_depth(&document, &expanded.positions)?;
    Ok(document)
}

/// The offset of a row and column, from 1.
fn offset(text: &str, position: TextPos) -> usize {
    let lines = text.split_inclusive('\n');
    let row: usize = lines.take((position.row as usize).saturating_sub(1)).map(str::len).sum();
    let column = (position.col as usize).saturating_sub(1);
    text[row..].char_indices().nth(column).map_or(text.len(), |(at, _)| row + at)
}

/// An element.
#[derive(Clone, Copy)]
pub struct Element<'a> {
    /// As it was parsed.
    pub node: Node<'a, 'a>,
    /// Of its text.
    pub positions: &'a Positions,
}

impl<'a> Element<'a> {
    /// The outermost element.
    pub fn root(document: &'a Document<'a>, positions: &'a Positions) -> Self {
        Self { node: document.root_element(), positions }
    }

    /// Its name, without a prefix.
    pub fn tag(&self) -> &'a str {
        self.node.tag_name().name()
    }

    /// Where it begins.
    pub fn place(&self) -> Place {
        self.positions.place(self.node.range().start)
    }

    /// Elements in it.
    pub fn children(&self) -> impl Iterator<Item = Element<'a>> + use<'a> {
        let positions = self.positions;
        self.node.children().filter(Node::is_element).map(move |node| Element { node, positions })
    }

    /// All text in it.
    pub fn text(&self) -> String {
        self.node.children().filter_map(|node| node.text().filter(|_| node.is_text())).collect()
    }

    /// How many elements it is, with those in it.
    pub fn size(&self) -> u64 {
        self.node.descendants().filter(Node::is_element).count() as u64
    }

    /// An attribute.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        self.node.attribute(name)
    }

    /// An attribute that must be there, and not be empty.
    pub fn need(&self, name: &str) -> Result<&'a str> {
        match self.get(name) {
            Some("") => Err(self.error(format!("the attribute {name} is empty"))),
            Some(value) => Ok(value),
            None => Err(self.error(format!("the attribute {name} is missing"))),
        }
    }

    /// Refuses attributes that are not in the list. Those with a prefix are none of ours.
    pub fn only(&self, allowed: &[&str]) -> Result<()> {
        let mut own = self.node.attributes().filter(|attribute| attribute.namespace().is_none());
        match own.find(|attribute| !allowed.contains(&attribute.name())) {
            None => Ok(()),
            Some(attribute) => {
                let allowed = if allowed.is_empty() { "none".to_owned() } else { allowed.join(", ") };
                Err(self.error(format!("unknown attribute {}; allowed: {allowed}", attribute.name())))
            }
        }
    }

    /// Refuses elements in it.
    pub fn childless(&self) -> Result<()> {
        match self.children().next() {
            None => Ok(()),
            Some(child) => Err(child.unexpected(self, &[])),
        }
    }

    /// This element may not be in `parent`.
    pub fn unexpected(&self, parent: &Element, allowed: &[&str]) -> Error {
        let allowed = if allowed.is_empty() { "none".to_owned() } else { allowed.join(", ") };
        self.error(format!("unknown element in <{}>; allowed: {allowed}", parent.tag()))
    }

    /// An error of this element.
    pub fn error(&self, what: impl std::fmt::Display) -> Error {
        let place = self.place();
        let name = match self.get("name").or_else(|| self.get("ref")) {
            Some(name) if self.get("name").is_some() => format!(" name={:?}", shortened(name)),
            Some(name) => format!(" ref={:?}", shortened(name)),
            None => String::new(),
        };
        let tag = if self.node.is_element() { self.tag() } else { "document" };
        Error::Format(format!("{}:{}: <{tag}{name}>: {what}", place.file, place.line))
    }

    /// An error of an attribute.
    pub fn attribute_error(&self, attribute: &str, what: impl std::fmt::Display) -> Error {
        let value = shortened(self.get(attribute).unwrap_or_default());
        self.error(format!("{attribute}={value:?}: {what}"))
    }

    /// An error of an expression in an attribute.
    pub fn expression_error(&self, attribute: &str, fault: &ExpressionFault) -> Error {
        self.attribute_error(attribute, format!("column {}: {}", fault.column, fault.what))
    }
}

/// A text of a file, for a message on one line.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// A text that may be long, for a message.
pub fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
