//! Links nothing; see Cargo.toml.

/// What cust's build script calls.
pub fn include_cuda() {}
