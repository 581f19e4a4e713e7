//! Bounds of what is read, so that no file can exhaust memory, time or the stack.

/// Largest file, in bytes.
pub const MAX_FILE_BYTES: u64 = 256 << 20;

/// Most text in all: files, and what their entities expand to, in bytes.
pub const MAX_TEXT_BYTES: u64 = 512 << 20;

/// Most files of one description.
pub const MAX_FILES: usize = 1024;

/// Files that include one another, or entities within entities.
pub const MAX_INCLUDE_DEPTH: usize = 16;

/// Most nodes of a file: elements, texts and comments.
pub const MAX_NODES: u32 = 16 << 20;

/// Elements within elements.
pub const MAX_ELEMENT_DEPTH: usize = 64;

/// Attributes of an element.
pub const MAX_ATTRIBUTES: usize = 256;

/// Longest expression, in bytes.
pub const MAX_EXPRESSION_BYTES: usize = 16 << 10;

/// Parentheses, functions and signs within one another in an expression.
pub const MAX_EXPRESSION_DEPTH: usize = 200;

/// Most elements that are read in loops, counted again in each round.
pub const MAX_LOOPED: u64 = 8 << 20;

/// Most placements of all volumes together, replicas counted one by one.
pub const MAX_DAUGHTERS: usize = 4 << 20;

/// Boolean, moved and scaled solids within one another.
pub const MAX_SOLID_DEPTH: usize = 2000;

/// Most solids that a solid is made of, each counted as often as it is used.
pub const MAX_OPERANDS: usize = 1 << 16;

/// Volumes within volumes.
pub const MAX_VOLUME_DEPTH: usize = 1000;

/// Most notes; what is odd beyond is not noted.
pub const MAX_NOTES: usize = 1000;

/// Most references to entities.
pub const MAX_REFERENCES: usize = 1 << 20;
