//! Compiles the kernels for the processor and for GPUs, and sets the SONAME.

mod cuda;
mod host;

use std::{env, fs, path::Path};

fn watch(folder: &Path) {
    println!("cargo:rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            watch(&entry.path());
        } else {
            println!("cargo:rerun-if-changed={}", entry.path().display());
        }
    }
}

fn main() {
    println!("cargo:rerun-if-changed=build_rs");
    watch(Path::new("kernels"));
    watch(Path::new("include/chroma2/device"));
    host::compile_all();
    if env::var_os("CARGO_FEATURE_CUDA").is_some() {
        cuda::compile();
    }
    let major = env::var("CARGO_PKG_VERSION_MAJOR").expect("cargo sets it");
    println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libchroma2.so.{major}");
    // A fuzzer's runtime is in the program, not in the library.
    if env::var_os("CARGO_CFG_FUZZING").is_none() {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,defs");
    }
    if env::var_os("CHROMA2_SANITIZE").is_some() {
        println!("cargo:rustc-link-arg=-lasan");
        println!("cargo:rustc-link-arg=-lubsan");
    }
}
