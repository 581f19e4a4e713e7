//! The kernels for the processor: one static library for each instruction-set level.

use std::env;

/// Compiles every level that the target has.
pub fn compile_all() {
    println!("cargo:rerun-if-env-changed=CHROMA2_SANITIZE");
    level("baseline", &[]);
    if env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("x86_64") {
        level("v3", &["-march=x86-64-v3"]);
    }
    // The same header as programs use; std::atomic_ref is C++20.
    let mut queue = build("c++20");
    queue
        .file("kernels/host/queue.cpp")
        .file("kernels/host/persistent.cpp")
        .file("kernels/host/messages.cpp")
        .include("include")
        .flag("-U_GLIBCXX_ASSERTIONS") // their message is a function of libstdc++
        .compile("chroma2_host_queue");
}

fn level(name: &str, flags: &[&str]) {
    let mut kernels = build("c++20"); // its table names what goes where
    kernels.flag("-Werror=missing-field-initializers");
    kernels.file("kernels/host/entry.cpp").define("CHROMA2_LEVEL", name).flags(flags);
    kernels.compile(&format!("chroma2_kernels_{name}"));
}

fn build(standard: &str) -> cc::Build {
    let sanitize = env::var_os("CHROMA2_SANITIZE").is_some();
    let mut build = cc::Build::new();
    build
        .cpp(true)
        .std(standard)
        .include("kernels")
        .opt_level(if sanitize { 1 } else { 3 }) // sanitized code takes minutes to optimize
        .pic(true)
        .force_frame_pointer(false) // cc keeps one beside line tables: a register less
        .cpp_link_stdlib(None) // the kernels use C headers only: no libstdc++ in the library
        // Same bits everywhere: no contraction, no errno, IEEE arithmetic as written.
        .flags(["-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math", "-fno-exceptions"])
        .flags([
            "-fno-rtti",
            "-fno-threadsafe-statics",
            "-fvisibility=hidden",
            "-Wall",
            "-Wextra",
            "-Wno-psabi",
        ]);
    // As scripts/rustc does for Rust: no folder of this machine, but where a debugger needs it.
    if env::var("PROFILE").as_deref() == Ok("release") {
        let [folder, version] =
            ["CARGO_MANIFEST_DIR", "CARGO_PKG_VERSION"].map(|name| env::var(name).expect("cargo sets it"));
        build.flag_if_supported(format!("-ffile-prefix-map={folder}=chroma2-{version}"));
    }
    if sanitize {
        build.flags(["-fsanitize=address,undefined", "-fno-sanitize=vptr", "-fno-sanitize-recover=all"]);
        build.flags(["-fno-omit-frame-pointer", "-g"]);
    }
    build
}
