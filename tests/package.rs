//! What the installed package contains, and where: no paths of the building machine, the pages that headers cite,
//! licences; staged, under other folders, as a static library; and the tools that an installation needs.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::cmake::{as_built, built, configure, install, library, prefix, tool};
use support::{compilers, library_folder, present, root, run, scratch};

/// Files under a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())).flatten();
    let below = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    entries.flat_map(|entry| below(entry.path())).collect()
}

/// Folders of this machine that were in use when the library was built.
fn private_folders() -> BTreeSet<String> {
    let variable = |name: &str| std::env::var(name).ok();
    let named = ["HOME", "CARGO_HOME", "RUSTUP_HOME", "CARGO_TARGET_DIR"].into_iter().filter_map(variable);
    let known = [root(), &built().1].map(|folder| folder.display().to_string());
    let folders = named.chain(known).filter(|folder| folder.len() > 1 && folder.starts_with('/'));
    folders
        .map(|folder| folder.trim_end_matches('/').to_owned() + "/")
        .chain([root().display().to_string()])
        .collect()
}

#[test]
fn no_path_of_the_building_machine_is_in_the_library() {
    let Some(prefix) = prefix() else { return };
    if built().0 != "Release" {
        println!("skipped: a debug build keeps the paths, for debuggers");
        return;
    }
    // The installed one, and with its line tables as cargo made it.
    for file in [library(prefix).join("libchroma2.so"), library_folder().join("libchroma2.so")] {
        let bytes = fs::read(&file).expect("the library");
        for folder in private_folders() {
            let found = bytes.windows(folder.len()).position(|window| window == folder.as_bytes());
            let around = found.map(|at| String::from_utf8_lossy(&bytes[at..(at + 90).min(bytes.len())]));
            assert!(
                around.is_none(),
                "{} names {folder}: {around:?}; was cargo started without scripts/rustc?",
                file.display()
            );
        }
        // What stands there in their place.
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains("rayon-core-1.") && text.contains("src/ffi/"), "{}", file.display());
    }
}

#[test]
fn pages_and_files_that_headers_cite_are_installed() {
    let Some(prefix) = prefix() else { return };
    let place = prefix.join("share/doc/chroma2");
    let mut cited = BTreeSet::new();
    for header in files(&prefix.join("include")) {
        let text = fs::read_to_string(&header).expect("a header");
        let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || "/._-".contains(c)));
        let words = words.map(|word| word.trim_end_matches('.'));
        let names = |word: &&str| {
            word.ends_with(".md") || ["docs/", "examples_", "README"].iter().any(|s| word.starts_with(s))
        };
        cited.extend(words.filter(names).map(str::to_owned));
    }
    assert!(cited.contains("docs/scene-format.md"), "{cited:?}");
    for page in cited {
        assert!(place.join(&page).exists(), "headers cite {page}; it is not in {}", place.display());
    }
    for page in files(&place).into_iter().filter(|file| file.extension().is_some_and(|e| e == "md")) {
        let text = fs::read_to_string(&page).expect("a page");
        for part in text.split("](").skip(1) {
            let target = part.split([')', '#']).next().unwrap_or_default();
            let there = page.parent().expect("a folder").join(target).exists();
            assert!(target.contains("://") || there, "{}: nothing at {target}", page.display());
        }
    }
}

#[test]
fn licences_are_installed() {
    let Some(prefix) = prefix() else { return };
    for name in ["LICENSE-APACHE", "LICENSE-MIT", "THIRD-PARTY.md"] {
        let there = fs::read(prefix.join("share/licenses/chroma2").join(name)).expect(name);
        assert!(there == fs::read(root().join(name)).expect(name), "{name}");
    }
    let sysroot = run("rustc", &["--print", "sysroot"], &[]);
    let of_rust = Path::new(sysroot.trim()).join("share/doc/rust/COPYRIGHT-library.html");
    if of_rust.is_file() {
        assert!(prefix.join("share/licenses/chroma2/COPYRIGHT-library.html").is_file());
    }
}

/// Builds an example with what pkg-config says, from a folder whose name has a space; gives the program.
fn by_pkg_config(prefix: &Path, options: &str, out: &Path) -> String {
    let binary = out.join("minimal").display().to_string();
    let script = format!(
        "set -e; flags=$(pkg-config {options} --cflags --libs chroma2); \
         eval \"'{}' -std=c99 '{}/examples_c/minimal.c' -o '{binary}' $flags\"",
        compilers().0,
        root().display()
    );
    let path = library(prefix).join("pkgconfig").display().to_string();
    run("sh", &["-c", &script], &[("PKG_CONFIG_PATH", &path)]);
    binary
}

#[test]
fn staged_into_lib64_of_a_prefix_with_a_space() {
    let Some(cmake) = tool("cmake") else { return };
    let folder = scratch("staged");
    let mut options = as_built();
    options
        .extend(["-DCMAKE_INSTALL_PREFIX=/opt/a prefix", "-DCMAKE_INSTALL_LIBDIR=lib64"].map(str::to_owned));
    configure(&cmake, root(), &folder.join("build"), &options);
    let stage = folder.join("stage");
    install(&cmake, &folder.join("build"), &[("DESTDIR", &stage.display().to_string())]);
    let prefix = folder.join("moved prefix");
    fs::rename(stage.join("opt/a prefix"), &prefix).expect("it was installed there");
    assert!(prefix.join("lib64/libchroma2.so.2").exists() && !prefix.join("lib").exists());
    let build = folder.join("example");
    // Not every system's CMake looks into lib64.
    let options = [format!("-Dchroma2_DIR={}", prefix.join("lib64/cmake/chroma2").display())];
    configure(&cmake, &root().join("examples_c"), &build, &options);
    run(&build.join("minimal").display().to_string(), &[] as &[&str], &[]);
    if !present("pkg-config") {
        println!("skipped: no pkg-config");
        return;
    }
    let path = prefix.join("lib64").display().to_string();
    for options in ["", "--define-prefix"] {
        let program = by_pkg_config(&prefix, options, &folder);
        run(&program, &[] as &[&str], &[("LD_LIBRARY_PATH", &path)]);
    }
}

#[test]
fn a_static_library_by_pkg_config() {
    let Some(cmake) = tool("cmake") else { return };
    let folder = scratch("static");
    let prefix = folder.join("prefix");
    let mut options = as_built();
    options.push(format!("-DCMAKE_INSTALL_PREFIX={}", prefix.display()));
    options.push("-DBUILD_SHARED_LIBS=OFF".into());
    configure(&cmake, root(), &folder.join("build"), &options);
    install(&cmake, &folder.join("build"), &[]);
    if !present("pkg-config") {
        println!("skipped: no pkg-config");
        return;
    }
    let program = by_pkg_config(&prefix, "", &folder);
    let needed = run("readelf", &["-d", &program], &[]);
    assert!(!needed.contains("libchroma2"), "{needed}");
    assert!(run(&program, &[] as &[&str], &[]).contains("photons were detected"));
}

/// scripts/ in a folder of its own, without .venv.
fn bootstrap(tools: &[&str], cmake: &str) -> std::process::Output {
    let folder = scratch("bootstrap");
    run("cp", &["-r", &root().join("scripts").display().to_string(), &folder.display().to_string()], &[]);
    let mut command = Command::new(folder.join("scripts/bootstrap"));
    command.args(tools).env("CMAKE", cmake).env("CHROMA2_CUDA_ARCHS", "none");
    command.env("PYTHON", "no-python").output().expect("a shell")
}

#[test]
fn nothing_is_fetched_where_the_tools_are_there() {
    let folder = scratch("tools");
    let fake = |version: &str| {
        let file = folder.join(version);
        fs::write(&file, format!("#!/bin/sh\necho cmake version {version}\n")).expect("a scratch file");
        run("chmod", &["+x", &file.display().to_string()], &[]);
        file.display().to_string()
    };
    for version in ["3.16.0", "4.4.4", "10.0.1"] {
        let output = bootstrap(&["cmake", "nvcc"], &fake(version));
        assert!(output.status.success() && output.stdout.is_empty(), "{version}: {output:?}");
    }
    if present("cmake") {
        println!("skipped: cmake is in PATH, so that it is never missing");
        return;
    }
    for cmake in [fake("3.15.7"), fake("2.8.12"), "/nowhere/cmake".into()] {
        let output = bootstrap(&["cmake", "nvcc"], &cmake);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && said.contains("no-python is missing"), "{cmake}: {said}");
    }
}
