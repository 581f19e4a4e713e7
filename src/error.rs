//! What can go wrong, by the status that a C caller sees.

use thiserror::Error;

/// An error with the message that `chroma2_last_error_message` returns.
///
/// A message names the argument, says what it was and what is allowed.
#[derive(Debug, Clone, Error)]
pub enum Error {
    /// An argument is out of its range, or does not fit another one.
    #[error("{0}")]
    InvalidArgument(String),
    /// A handle is NULL where it may not be, was destroyed, or is of another type.
    #[error("{0}")]
    InvalidHandle(String),
    /// The object is in the wrong state for the call (e.g. a geometry that is not committed).
    #[error("{0}")]
    InvalidState(String),
    /// The system refused a file operation.
    #[error("{0}")]
    Io(String),
    /// A file's content is not what its format asks for.
    #[error("{0}")]
    Format(String),
    /// Memory could not be had.
    #[error("{0}")]
    OutOfMemory(String),
    /// This build or machine cannot do it.
    #[error("{0}")]
    Unsupported(String),
    /// A GPU or its driver failed.
    #[error("{0}")]
    Device(String),
    /// The time given to a wait ran out.
    #[error("{0}")]
    Timeout(String),
    /// The event was cancelled.
    #[error("{0}")]
    Cancelled(String),
    /// A defect of the library; the process goes on.
    #[error("{0}")]
    Internal(String),
}

/// Result of everything fallible in this crate.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An [`Error::InvalidArgument`] from anything printable.
    pub fn argument(message: impl Into<String>) -> Self {
        Self::InvalidArgument(message.into())
    }

    /// An [`Error::Format`] for a file.
    pub fn format(path: &std::path::Path, what: impl std::fmt::Display) -> Self {
        Self::Format(format!("{}: {what}", path.display()))
    }

    /// An [`Error::Io`] for a file.
    pub fn io(path: &std::path::Path, error: std::io::Error) -> Self {
        Self::Io(format!("{}: {error}", path.display()))
    }
}
