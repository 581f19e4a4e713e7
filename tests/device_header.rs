//! The header for a program's own kernels compiles with nvcc, alone, in the example and in the benchmark,
//! for the oldest GPU that the library knows; and on the processor, with C++20.

mod support;

use std::path::Path;
use support::{STRICT, compilers, nvcc, root, run, scratch};

const ALONE: &str = "#include <chroma2/device_queue.cuh>
KERNEL void kernel(chroma2_queue_view view) {
  chroma2::Queue<uint32_t> queue(view);
  uint32_t item;
  if (queue.try_pop(item)) queue.try_push(item);
}
";

fn include() -> String {
    format!("-I{}", root().join("include").display())
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn compile(source: &Path, object: &Path) {
    compile_as(source, object, &["-std=c++17", "-arch=compute_75"]);
}

fn compile_as(source: &Path, object: &Path, options: &[&str]) {
    let Some(nvcc) = nvcc() else { return };
    let include = include();
    let always = ["-Werror", "all-warnings", &include, "-c", text(source), "-o", text(object)];
    run(&nvcc, &[options, &always].concat(), &[]);
}

/// All operations, from a program that takes names of others into its own.
const CROWDED: &str = "#include <atomic>
#include <cooperative_groups.h>
#include <queue>
using namespace std;
using namespace cooperative_groups;
#include <chroma2/device_queue.cuh>
struct Big { double number[9]; int tag; };
__global__ void all(chroma2_queue_view small, chroma2_queue_view big, uint32_t* counts) {
  chroma2::Queue<uint32_t> queue(small);
  const chroma2::Queue<Big> others(big);
  __shared__ Big items[64];
  uint32_t item = 0;
  Big other{};
  if (queue.try_pop(item)) queue.try_push(item);
  if (queue.try_pop_warp(item)) queue.try_push_warp(item);
  if (queue.try_pop_block(item)) queue.try_push_block(item, item > 2);
  if (others.try_pop(other)) others.try_push(other);
  counts[0] = others.try_pop_block(items, 64u) + others.try_push_block(items, 64u);
  counts[1] = static_cast<uint32_t>(queue.size() + queue.capacity()) + queue.fits();
}
template <class Work> __global__ void call(Work work) { work(); }
void lambda(chroma2_queue_view view) {
  call<<<1, 32>>>([=] __device__() { chroma2::Queue<uint32_t>(view).try_push(threadIdx.x); });
}
";

#[test]
fn kernels_of_programs_compile() {
    let folder = scratch("device_header_programs");
    compile(&root().join("examples_cpp/device_queue/main.cu"), &folder.join("example.o"));
    compile(&root().join("benches/queue_kernels.cu"), &folder.join("bench.o"));
    compile(&root().join("benches/stages.cu"), &folder.join("stages.o"));
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

#[test]
fn programs_may_have_names_and_options_of_their_own() {
    let folder = scratch("device_header_contended");
    let source = folder.join("contended.cu");
    std::fs::write(&source, CROWDED).expect("scratch is writable");
    let (debug, host) = (["-G", "-rdc=true", "-arch=compute_75"], "-Wall,-Wextra,-Wshadow,-Werror");
    let common = ["--extended-lambda", "-Xcompiler", host];
    compile_as(&source, &folder.join("debug.o"), &[&["-std=c++17"], &debug[..], &common].concat());
    compile_as(&source, &folder.join("new.o"), &[&["-std=c++20", "-arch=compute_90"], &common[..]].concat());
}
