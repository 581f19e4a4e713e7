//! Much is pushed and popped, plain and under sanitizers; `CHROMA2_QUEUE_OPERATIONS` says how much.

use crate::program::compile;
use crate::support::run;

/// Operations of the plain program, which has items of all sizes.
fn operations() -> u64 {
    let text = std::env::var("CHROMA2_QUEUE_OPERATIONS").unwrap_or_else(|_| "4000000".into());
    text.parse().unwrap_or_else(|_| panic!("CHROMA2_QUEUE_OPERATIONS is {text}; a whole number is needed"))
}

fn stress(name: &str, flags: &[&str], operations: u64) {
    let program = compile(name, &["stress.cpp"], flags);
    let options = [("TSAN_OPTIONS", "halt_on_error=1"), ("ASAN_OPTIONS", "detect_leaks=1")];
    let said = run(&program, &[operations.to_string()], &options);
    assert!(said.ends_with("all there, whole and in order\n"), "{said}");
    println!("{said}");
}

#[test]
fn of_all_sizes() {
    stress("stress", &["-O1"], operations());
}

#[test]
fn under_thread_sanitizer() {
    stress("stress_threads", &["-O1", "-DSTEP=42", "-DJOSTLE", "-fsanitize=thread"], 200_000);
}

#[test]
fn under_address_sanitizer() {
    let flags = ["-O1", "-DSTEP=28", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
    stress("stress_addresses", &flags, 400_000);
}
