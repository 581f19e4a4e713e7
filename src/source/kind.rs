//! The kinds of sources: where photons begin.

use super::{Emission, beam, line};
use crate::Result;
use crate::layout::{self, source_type};
use crate::named::Named;

/// Where the photons of a source begin. Structs take it as uint32_t.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum SourceKind {
    /// `position`.
    Point = source_type::POINT,
    /// A disk of `radius` around `position`, across `direction`, evenly.
    Beam = source_type::BEAM,
    /// The line from `position` to `end`, evenly; times change from `time` to `end_time`.
    Line = source_type::LINE,
}

impl Named for SourceKind {
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::Point, "point"), (Self::Beam, "beam"), (Self::Line, "line")];

    fn number(self) -> u32 {
        self as u32
    }
}

/// Where photons begin. Lengths in mm.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shape {
    /// One point.
    Point,
    /// A disk around the position, across the direction, evenly; 0: a point.
    Beam {
        /// Radius of the disk.
        radius: f64,
    },
    /// A straight line from the position, evenly.
    Line {
        /// Its other end.
        end: [f64; 3],
        /// Time in ns at that end; in between, it changes evenly.
        end_time: f64,
    },
}

/// What programs say of places, whatever the kind; 0 where it does not use it.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct Places {
    pub radius: f64,
    pub end: [f64; 3],
    pub end_time: f64,
}

impl SourceKind {
    /// The kinds that use a field of [`Places`].
    pub fn that_use(field: &str) -> &'static [Self] {
        match field {
            "radius" => &[Self::Beam],
            "end" | "end_time" => &[Self::Line],
            _ => &[],
        }
    }

    /// What a source of this kind is.
    pub fn shape(self, given: &Places) -> Shape {
        match self {
            Self::Point => Shape::Point,
            Self::Beam => Shape::Beam { radius: given.radius },
            Self::Line => Shape::Line { end: given.end, end_time: given.end_time },
        }
    }
}

impl Shape {
    fn kind(&self) -> SourceKind {
        match self {
            Self::Point => SourceKind::Point,
            Self::Beam { .. } => SourceKind::Beam,
            Self::Line { .. } => SourceKind::Line,
        }
    }

    pub(super) fn encode(&self, emission: &Emission, source: &mut layout::Source) -> Result<()> {
        source.kind = self.kind().number();
        match *self {
            Self::Point => Ok(()),
            Self::Beam { radius } => beam::encode(radius, emission, source),
            Self::Line { end, end_time } => line::encode(end, end_time, source),
        }
    }
}
