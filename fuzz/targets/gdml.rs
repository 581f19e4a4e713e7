//! GDML files: any text, or known elements in any order.
#![no_main]

#[path = "../driver/mod.rs"]
mod driver;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| driver::gdml::target(bytes));
