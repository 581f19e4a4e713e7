//! The processor.

pub mod kernels;
pub mod random;

pub use kernels::*;
