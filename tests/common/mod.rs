//! What several tests share. Each test uses a part of it.

#![allow(dead_code)]

#[cfg(feature = "cuda")]
pub mod device;
pub mod flatten;
pub mod legacy;
pub mod photons;
pub mod reference;
pub mod reference_results;
pub mod statistics;
