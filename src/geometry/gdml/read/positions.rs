//! From offsets in the text that is parsed to lines of the files that it came from.

use super::document::Place;
use std::sync::Arc;

/// A file, or a text with a name.
struct Source {
    name: Arc<str>,
    /// Offsets where lines begin.
    lines: Vec<usize>,
}

/// A piece of the text that is parsed.
struct Piece {
    /// Where it begins there.
    at: usize,
    source: usize,
    /// Where it begins in its source.
    offset: usize,
    /// Does all of it come from `offset`? So it is with the value of an entity.
    is_point: bool,
}

/// Where each piece of a text came from.
#[derive(Default)]
pub struct Positions {
    sources: Vec<Source>,
    pieces: Vec<Piece>,
}

/// A place in a source, to which text is added.
#[derive(Clone, Copy)]
pub struct Origin {
    /// Index of the source.
    pub source: usize,
    /// Offset in it.
    pub offset: usize,
    /// Does all of the text come from the offset?
    pub is_point: bool,
}

impl Origin {
    /// That many bytes on.
    pub fn advanced(self, by: usize) -> Self {
        if self.is_point { self } else { Self { offset: self.offset + by, ..self } }
    }
}

impl Positions {
    /// Adds a source; its index.
    pub fn add_source(&mut self, name: &str, text: &str) -> usize {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        self.sources.push(Source { name: name.into(), lines: std::iter::once(0).chain(breaks).collect() });
        self.sources.len() - 1
    }

    /// The text from `at` on comes from there.
    pub fn add_piece(&mut self, at: usize, from: Origin) {
        let Origin { source, offset, is_point } = from;
        self.pieces.push(Piece { at, source, offset, is_point });
    }

    /// The line of a place in a source.
    pub fn line(&self, origin: Origin) -> Place {
        let source = &self.sources[origin.source];
        let line = source.lines.partition_point(|start| *start <= origin.offset);
        Place { file: source.name.clone(), line: line as u32 }
    }

    /// The line of an offset in the text that is parsed.
    pub fn place(&self, at: usize) -> Place {
        let index = self.pieces.partition_point(|piece| piece.at <= at).saturating_sub(1);
        let Some(piece) = self.pieces.get(index) else {
            return Place {
                file: self.sources.first().map_or_else(|| "".into(), |s| s.name.clone()),
                line: 1,
            };
        };
        let offset = if piece.is_point { piece.offset } else { piece.offset + at.saturating_sub(piece.at) };
        self.line(Origin { source: piece.source, offset, is_point: false })
    }
}
