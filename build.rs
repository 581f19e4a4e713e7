//! Compiles the kernels for the processor and for GPUs, and says how the shared library is linked.

#[path = "build_rs/cuda.rs"]
mod cuda;
#[path = "build_rs/host.rs"]
mod host;
#[path = "build_rs/link.rs"]
mod link;

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
    println!("cargo:rerun-if-changed=build.rs");
    watch(Path::new("build_rs"));
    watch(Path::new("kernels"));
    watch(Path::new("include/chroma2/device"));
    host::compile_all();
    if env::var_os("CARGO_FEATURE_CUDA").is_some() {
        cuda::compile();
    }
    link::arguments();
}
