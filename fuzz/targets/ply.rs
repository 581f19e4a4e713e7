//! PLY files of any content.
#![no_main]

#[path = "../driver/mod.rs"]
mod driver;

use chroma2::geometry::load::MeshFormat;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| driver::files::mesh(bytes, MeshFormat::Ply));
