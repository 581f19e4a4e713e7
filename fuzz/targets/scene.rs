//! Scene files: any text, or known lines in any order.
#![no_main]

#[path = "../driver/mod.rs"]
mod driver;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| driver::files::scene_target(bytes));
