//! What the fuzz targets and the property tests run: bytes in, a panic on anything that the library
//! must never do. Each user takes a part of it.

#![allow(dead_code)]

pub mod c_api;
pub mod checkpoint;
pub mod files;
pub mod gdml;
mod input;

pub use input::Input;
