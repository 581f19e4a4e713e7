//! Indices that say something else.

/// "No such index", wherever an index is asked for.
pub const NONE: u32 = u32::MAX;
/// Set in an instance id that names a wire plane.
pub const WIRE_BIT: u32 = 1u32 << 31;
