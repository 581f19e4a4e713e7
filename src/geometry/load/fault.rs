//! What a parser says is wrong, before the file's name is put in front, and memory that may be refused.

use crate::{Error, memory};
use std::collections::TryReserveError;
use std::path::Path;

/// Result of a parser.
pub(in crate::geometry) type Parsed<T> = std::result::Result<T, Fault>;

/// Why a file can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::geometry) enum Fault {
    /// Its content is not what its format asks for: the place, what was found, what is allowed.
    Content(String),
    /// Memory for what it holds could not be had.
    Memory,
}

impl Fault {
    /// A fault in a line, from 1, of a text file.
    pub(in crate::geometry) fn line(line: usize, what: impl std::fmt::Display) -> Self {
        Self::Content(format!("line {line}: {what}"))
    }

    /// A fault at a byte, from 0, of a binary file.
    pub(in crate::geometry) fn byte(byte: usize, what: impl std::fmt::Display) -> Self {
        Self::Content(format!("byte {byte}: {what}"))
    }

    /// The error for a file of `bytes` bytes.
    pub(in crate::geometry) fn of_file(self, path: &Path, bytes: usize) -> Error {
        match self {
            Self::Content(what) => Error::format(path, what),
            Self::Memory => Error::OutOfMemory(format!(
                "{}: not enough memory for what its {bytes} bytes describe",
                path.display()
            )),
        }
    }
}

impl From<String> for Fault {
    fn from(what: String) -> Self {
        Self::Content(what)
    }
}

impl From<&str> for Fault {
    fn from(what: &str) -> Self {
        Self::Content(what.into())
    }
}

impl From<TryReserveError> for Fault {
    fn from(_: TryReserveError) -> Self {
        Self::Memory
    }
}

/// Appends a value; memory that can't be had is an error.
#[inline]
pub(in crate::geometry) fn push<T>(to: &mut Vec<T>, value: T) -> Parsed<()> {
    if to.len() == to.capacity() {
        memory::tried(|| to.try_reserve(1))?;
    }
    to.push(value);
    Ok(())
}
