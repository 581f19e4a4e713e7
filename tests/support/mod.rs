//! What the tests of the C ABI share: the built library, compilers, temporary folders.

#![allow(dead_code)] // every test uses its part

pub mod cmake;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folder of the shared library that belongs to the running test, or `CHROMA2_TEST_LIBRARY`.
pub fn library_folder() -> PathBuf {
    if let Some(folder) = std::env::var_os("CHROMA2_TEST_LIBRARY") {
        return std::fs::canonicalize(folder).expect("CHROMA2_TEST_LIBRARY is a folder");
    }
    let test = std::env::current_exe().expect("the test has a path");
    let folder = test.parent().expect("the test lies in a folder").to_path_buf();
    assert!(folder.join("libchroma2.so").is_file(), "{}: no libchroma2.so", folder.display());
    folder
}

/// The library under the name that programs record, in a folder of its own.
pub fn linked_library(test: &str) -> PathBuf {
    let folder = scratch(test).join("lib");
    let built = library_folder().join("libchroma2.so");
    std::fs::create_dir_all(&folder).expect("a scratch folder");
    for name in ["libchroma2.so", "libchroma2.so.2"] {
        std::os::unix::fs::symlink(&built, folder.join(name)).expect("a fresh folder");
    }
    folder
}

/// An empty folder for a test's files.
pub fn scratch(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    folder
}

/// Runs a program; fails the test with what it printed unless it ends with 0.
pub fn run<S: AsRef<OsStr>>(program: &str, arguments: &[S], environment: &[(&str, &str)]) -> String {
    let mut command = Command::new(program);
    command.args(arguments).envs(environment.iter().copied());
    let output = command.output().unwrap_or_else(|e| panic!("{program}: {e}"));
    let out = String::from_utf8_lossy(&output.stdout);
    let err = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}\n{out}{err}", output.status);
    out.into_owned()
}

/// Whether a program can be run here.
pub fn present(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|o| o.status.success())
}

/// The C compiler (`CC`, else cc) and the C++ compiler (`CXX`, else c++).
pub fn compilers() -> (String, String) {
    let get = |name: &str, default: &str| std::env::var(name).unwrap_or_else(|_| default.to_owned());
    (get("CC", "cc"), get("CXX", "c++"))
}

/// nvcc, where the library is built with it.
pub fn nvcc() -> Option<String> {
    if !cfg!(feature = "cuda") || std::env::var("CHROMA2_CUDA_ARCHS").as_deref() == Ok("none") {
        return None;
    }
    let found = Command::new(root().join("scripts/nvcc")).output().expect("a shell");
    assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stderr));
    Some(String::from_utf8(found.stdout).expect("a path").trim().to_owned())
}

/// Warnings that fail a build.
pub const STRICT: &[&str] = &["-Wall", "-Wextra", "-Wpedantic", "-Werror"];

/// Compares a committed file to what it should be; rewrites it under `CHROMA2_BLESS`.
pub fn committed(path: &str, expected: &str, test: &str) {
    let file = root().join(path);
    if std::fs::read_to_string(&file).is_ok_and(|text| text == expected) {
        return;
    }
    assert!(
        std::env::var_os("CHROMA2_BLESS").is_some(),
        "{path} is stale; after a wanted change run: CHROMA2_BLESS=1 cargo test --test {test}\n{expected}"
    );
    std::fs::write(&file, expected).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
}

/// The NVRTC of .venv, if it is there.
pub fn nvrtc() -> Option<String> {
    let lib = std::fs::read_dir(root().join(".venv/lib")).into_iter().flatten().flatten();
    let mut files = lib.map(|python| python.path().join("site-packages/nvidia/cu13/lib/libnvrtc.so.13"));
    files.find(|file| file.is_file()).map(|file| file.display().to_string())
}
