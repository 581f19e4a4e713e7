//! The library loaded while a program runs, and given back while it works.

mod support;

use support::{STRICT, compilers, linked_library, root, run, scratch};

#[test]
fn the_library_outlives_dlclose() {
    let library = linked_library("dlclose");
    let binary = scratch("dlclose_program").join("dlclose").display().to_string();
    let source = root().join("tests/loading/dlclose.c").display().to_string();
    let include = format!("-I{}", root().join("include").display());
    // A function's address comes from dlsym as a void pointer, which pedantic C has no conversion for.
    let mut arguments: Vec<&str> = STRICT.iter().copied().filter(|&flag| flag != "-Wpedantic").collect();
    arguments.extend(["-std=c99", "-g", &include, &source, "-o", &binary, "-ldl", "-pthread"]);
    run(&compilers().0, &arguments, &[]);
    let file = library.join("libchroma2.so.2").display().to_string();
    assert_eq!(run(&binary, &[file], &[]), "alive\n");
}
