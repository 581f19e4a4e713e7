//! Photons as the host has them.

pub mod columns;
pub mod values;
