//! Tables of instances of any content.
#![no_main]

#[path = "../driver/mod.rs"]
mod driver;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| driver::files::table(bytes));
