//! libchroma2: optical-photon Monte Carlo for particle detectors.
//!
//! The product is the C ABI in [`ffi`]; the modules below it are the safe Rust layer that the
//! ABI, the tests and the benches use. Units everywhere: mm, ns, nm, radians.

#![warn(missing_docs)]

pub mod backend;
pub mod daq;
mod error;
pub mod ffi;
pub mod geometry;
pub mod layout;
pub mod memory;
pub mod messages;
pub mod named;
pub mod optics;
pub mod photon;
pub mod pipeline;
pub mod queue;
pub mod render;
pub mod runtime;
pub mod session;
pub mod source;
pub mod steps;
pub mod tables;
pub mod telemetry;
mod words;

pub use error::{Error, Result};
