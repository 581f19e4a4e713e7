//! Any sequence of calls of the C API.
#![no_main]

#[path = "../driver/mod.rs"]
mod driver;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| driver::c_api::sequence(bytes, 100));
