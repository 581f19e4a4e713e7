//! The header for a program's own kernels compiles with nvcc, alone, in the example and in the benchmark,
//! for the oldest GPU that the library knows; and on the processor, with C++20.

mod support;

use std::path::Path;
use std::process::Command;
use support::{STRICT, compilers, root, run, scratch};

const ALONE: &str = "#include <chroma2/device_queue.cuh>
KERNEL void kernel(chroma2_queue_view view) {
  chroma2::Queue<uint32_t> queue(view);
  uint32_t item;
  if (queue.try_pop(item)) queue.try_push(item);
}
";

/// nvcc, where the library is built with it.
fn nvcc() -> Option<String> {
    if !cfg!(feature = "cuda") || std::env::var("CHROMA2_CUDA_ARCHS").as_deref() == Ok("none") {
        return None;
    }
    let found = Command::new(root().join("scripts/nvcc")).output().expect("a shell");
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stderr));
    Some(String::from_utf8(found.stdout).expect("a path").trim().to_owned())
}

fn include() -> String {
    format!("-I{}", root().join("include").display())
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn compile(source: &Path, object: &Path) {
    let Some(nvcc) = nvcc() else { return };
    let include = include();
    let options = ["-std=c++17", "-arch=compute_75", "-Werror", "all-warnings", &include, "-c"];
    run(&nvcc, &[&options[..], &[text(source), "-o", text(object)]].concat(), &[]);
}

#[test]
fn kernels_of_programs_compile() {
    let folder = scratch("device_header_programs");
    compile(&root().join("examples_cpp/device_queue/main.cu"), &folder.join("example.o"));
    compile(&root().join("benches/queue_kernels.cu"), &folder.join("bench.o"));
}

#[test]
fn the_header_needs_no_other() {
    let folder = scratch("device_header_alone");
    let source = folder.join("alone.cu");
    std::fs::write(&source, ALONE.replace("KERNEL", "__global__")).expect("scratch is writable");
    compile(&source, &folder.join("alone.o"));
    let source = folder.join("alone.cpp");
    std::fs::write(&source, ALONE.replace("KERNEL ", "")).expect("scratch is writable");
    let include = include();
    let options = ["-std=c++20", &include, "-Wno-pedantic", "-fsyntax-only", text(&source)];
    run(&compilers().1, &[STRICT, &options[..]].concat(), &[]);
}
