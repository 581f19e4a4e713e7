//! The C tests (tests/c) as C99 and as C++17, plain, under AddressSanitizer with
//! UndefinedBehaviorSanitizer, and one of them under valgrind where it is installed.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use support::{STRICT, compilers, linked_library, present, root, run, scratch};

const SANITIZE: &[&str] =
    &["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"];

fn programs() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("tests/c")).expect("tests/c exists");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("readable folder").path()).collect();
    files.retain(|file| file.extension().is_some_and(|e| e == "c"));
    files.sort();
    assert!(files.len() >= 3, "tests/c lost its programs");
    files
}

/// Compiles one program in a language and returns the binary.
fn compile(file: &Path, library: &Path, out: &Path, language: &[&str], flags: &[&str]) -> String {
    let (cc, cxx) = compilers();
    let binary = out.join(file.file_stem().expect("a file")).display().to_string();
    let mut arguments: Vec<String> =
        language.iter().chain(STRICT).chain(flags).map(|&f| f.to_owned()).collect();
    arguments.extend(["-g".into(), "-O1".into(), "-D_POSIX_C_SOURCE=200809L".into()]);
    arguments.push(format!("-I{}", root().join("include").display()));
    arguments.push(file.display().to_string());
    arguments.extend(["-xnone".into(), "-o".into(), binary.clone(), format!("-L{}", library.display())]);
    arguments.extend([
        format!("-Wl,-rpath,{}", library.display()),
        "-lchroma2".into(),
        "-lpthread".into(),
        "-lm".into(),
    ]);
    run(if language[0] == "-xc++" { &cxx } else { &cc }, &arguments, &[]);
    binary
}

fn run_all(test: &str, language: &[&str], flags: &[&str]) {
    let library = linked_library(test);
    let out = scratch(&format!("{test}_programs"));
    let files = scratch(&format!("{test}_files")).display().to_string();
    for file in programs() {
        let binary = compile(&file, &library, &out, language, flags);
        run(&binary, &[] as &[&str], &[("CHROMA2_TEST_OUT", &files)]);
    }
}

#[test]
fn as_c99() {
    run_all("c99", &["-xc", "-std=c99"], &[]);
}

#[test]
fn as_cpp17() {
    run_all("cpp17", &["-xc++", "-std=c++17"], &[]);
}

#[test]
fn under_sanitizers() {
    run_all("sanitizers", &["-xc", "-std=c99"], SANITIZE);
}

/// Tests of the C++ headers, one program of some translation units.
fn cpp_program(test: &str, units: &[&str], flags: &[&str]) {
    let library = linked_library(test);
    let binary = scratch(&format!("{test}_programs")).join(units[0]).display().to_string();
    let mut arguments: Vec<String> = STRICT.iter().chain(flags).map(|&flag| flag.to_owned()).collect();
    arguments.extend(["-g".into(), format!("-I{}", root().join("include").display())]);
    for unit in units {
        arguments.push(root().join(format!("tests/cpp/{unit}.cpp")).display().to_string());
    }
    arguments.extend(["-o".into(), binary.clone(), format!("-L{}", library.display()), "-lchroma2".into()]);
    arguments.extend([format!("-Wl,-rpath,{}", library.display()), "-lpthread".into()]);
    run(&compilers().1, &arguments, &[]);
    run(&binary, &[] as &[&str], &[]);
}

/// Programs that take in chroma2.hpp, and another translation unit that does.
const WRAPPERS: [[&str; 2]; 4] = [
    ["wrappers", "second_unit"],
    ["whole_api", "second_unit"],
    ["borrowed", "second_unit"],
    ["gdml", "second_unit"],
];

#[test]
fn cpp_headers() {
    for program in WRAPPERS {
        cpp_program(&format!("cpp_{}", program[0]), &program, &["-std=c++17"]);
    }
    cpp_program("cpp_whole_api_20", &WRAPPERS[1], &["-std=c++20"]);
}

#[test]
fn cpp_headers_under_sanitizers() {
    for program in WRAPPERS {
        cpp_program(
            &format!("cpp_{}_sanitized", program[0]),
            &program,
            &[&["-std=c++17"], SANITIZE].concat(),
        );
    }
}

#[test]
fn queues_through_their_views() {
    cpp_program("queue_view", &["queue_view"], &["-std=c++20", "-O1"]);
    cpp_program("queue_view_sanitized", &["queue_view"], &[&["-std=c++20", "-O1"], SANITIZE].concat());
}

#[test]
fn under_valgrind() {
    if !present("valgrind") {
        println!("skipped: valgrind is not installed");
        return;
    }
    let library = linked_library("valgrind");
    let out = scratch("valgrind_programs");
    for name in ["status", "log", "version"] {
        let file = root().join(format!("tests/c/{name}.c"));
        let binary = compile(&file, &library, &out, &["-xc", "-std=c99"], &[]);
        run(
            "valgrind",
            &[
                "--quiet",
                "--fair-sched=try", // else a thread that computes may keep all others from running
                "--error-exitcode=9",
                "--leak-check=full",
                "--errors-for-leak-kinds=definite",
                &binary,
            ],
            &[],
        );
    }
}
