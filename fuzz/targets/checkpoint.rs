//! Files that a session goes on from.
#![no_main]

#[path = "../driver/mod.rs"]
mod driver;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| driver::checkpoint::target(bytes));
