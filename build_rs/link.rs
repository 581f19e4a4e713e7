//! How the shared library is linked: its name, its symbols' version, and that it stays loaded.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};

/// The version of the symbols. It stays when functions are added, as programs record it with each
/// symbol that they use; functions of a later minor version get a node of their own.
const NODE: &str = "CHROMA2_2.0";

/// Prints the arguments of the shared library's link.
pub fn arguments() {
    let major = env::var("CARGO_PKG_VERSION_MAJOR").expect("cargo sets it");
    argument(&format!("-Wl,-soname,libchroma2.so.{major}"));
    // Its threads outlive a dlclose: its code stays.
    argument("-Wl,-z,nodelete");
    // A fuzzer's runtime is in the program, not in the library.
    if env::var_os("CARGO_CFG_FUZZING").is_none() {
        argument("-Wl,-z,defs");
    }
    if env::var_os("CHROMA2_SANITIZE").is_some() {
        println!("cargo:rustc-link-arg=-lasan");
        println!("cargo:rustc-link-arg=-lubsan");
    }
    symbol_version();
}

fn argument(text: &str) {
    println!("cargo:rustc-cdylib-link-arg={text}");
}

/// rustc lists the exported symbols in a version script of its own, which has no name and can be
/// combined with no other. A program that the compiler starts in place of the linker names it.
fn symbol_version() {
    let manifest = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let script = Path::new(&manifest).join("build_rs/name-version.sh");
    let linker = linker();
    if manifest.contains(',') || !starts_through_programs(&linker) {
        println!(
            "cargo:warning=exported symbols carry no version: that needs gcc as the linker ({linker} is \
             used) and a source folder without a comma in its path ({manifest})"
        );
        return;
    }
    argument("-wrapper");
    argument(&format!("sh,{},{NODE}", script.display()));
}

/// The compiler that links, as cargo or rustc were configured; else rustc's default.
fn linker() -> String {
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default();
    let mut named = flags.split('\x1f').filter_map(|flag| {
        flag.strip_prefix("-Clinker=").or_else(|| flag.strip_prefix("linker=")).map(str::to_owned)
    });
    named.next_back().or_else(|| env::var("RUSTC_LINKER").ok()).unwrap_or_else(|| "cc".to_owned())
}

/// Whether a compiler knows gcc's option `-wrapper`.
fn starts_through_programs(compiler: &str) -> bool {
    let mut command = Command::new(compiler);
    command.args(["-wrapper", "env", "-E", "-x", "c", "/dev/null", "-o", "/dev/null"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
