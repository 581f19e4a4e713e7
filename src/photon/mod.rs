//! Photons as the host has them.

pub mod columns;
