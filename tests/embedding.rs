//! A program over a library over libchroma2, by add_subdirectory, by FetchContent and by find_package: built,
//! installed, exported, moved, and used by a project that knows the library only. Without a network.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use support::cmake::{as_built, configure, install, library, prefix, tool};
use support::{root, run, scratch};

fn project(name: &str) -> PathBuf {
    root().join("tests/embedding").join(name)
}

fn says_ok(program: &Path, environment: &[(&str, &str)]) {
    let said = run(&program.display().to_string(), &[] as &[&str], environment);
    assert_eq!(said, "status 0\n", "{}", program.display());
}

/// Builds the program, installs it and moves the prefix; gives the prefix and the build folder.
fn application(test: &str, options: &[&str]) -> Option<(PathBuf, PathBuf)> {
    let cmake = tool("cmake")?;
    let folder = scratch(&format!("embedding_{test}"));
    let (build, first, moved) = (folder.join("build"), folder.join("first"), folder.join("moved"));
    let mut all = as_built();
    all.push(format!("-DCHROMA2_SOURCE={}", root().display()));
    all.push(format!("-DCMAKE_INSTALL_PREFIX={}", first.display()));
    all.extend(options.iter().map(|&option| option.to_owned()));
    configure(&cmake, &project("application"), &build, &all);
    says_ok(&build.join("application"), &[]);
    install(&cmake, &build, &[]);
    fs::rename(&first, &moved).expect("the same file system");
    Some((moved, build))
}

/// Builds and runs a project that finds the library under prefixes.
fn downstream(test: &str, prefixes: &[&Path], environment: &[(&str, &str)]) {
    let cmake = tool("cmake").expect("checked by application()");
    let build = scratch(&format!("embedding_{test}_downstream"));
    let prefixes: Vec<String> = prefixes.iter().map(|prefix| prefix.display().to_string()).collect();
    let options = [format!("-DCMAKE_PREFIX_PATH={}", prefixes.join(";"))];
    configure(&cmake, &project("downstream"), &build, &options);
    says_ok(&build.join("downstream"), environment);
}

/// The prefix has all: libchroma2 came along.
fn whole(test: &str, options: &[&str]) -> Option<PathBuf> {
    let (moved, _) = application(test, options)?;
    says_ok(&moved.join("bin/application"), &[]);
    for file in ["include/chroma2.h", "share/licenses/chroma2/THIRD-PARTY.md"] {
        assert!(moved.join(file).is_file(), "{file} was not installed");
    }
    assert!(library(&moved).join("pkgconfig/chroma2.pc").is_file());
    downstream(test, &[&moved], &[]);
    Some(moved)
}

#[test]
fn by_add_subdirectory() {
    whole("subdirectory", &["-DHOW=subdirectory", "-DBUILD_SHARED_LIBS=ON"]);
}

#[test]
fn by_add_subdirectory_of_static_libraries() {
    let Some(moved) = whole("static", &["-DHOW=subdirectory", "-DBUILD_SHARED_LIBS=OFF"]) else { return };
    assert!(
        library(&moved).join("libchroma2.a").is_file() && !library(&moved).join("libchroma2.so").exists()
    );
    let needed = run("readelf", &["-d", &moved.join("bin/application").display().to_string()], &[]);
    assert!(!needed.contains("libchroma2"), "{needed}");
}

#[test]
fn by_fetch_content_of_a_folder() {
    whole("folder", &["-DHOW=folder", "-DBUILD_SHARED_LIBS=ON"]);
}

#[test]
fn by_fetch_content_with_the_source_folder_given() {
    let source = format!("-DFETCHCONTENT_SOURCE_DIR_CHROMA2={}", root().display());
    whole("source", &["-DHOW=source", "-DBUILD_SHARED_LIBS=ON", &source]);
}

#[test]
fn a_library_that_finds_a_package_takes_what_the_program_has() {
    whole("own_package", &["-DOWN=ON", "-DHOW=package", "-DBUILD_SHARED_LIBS=ON"]);
    whole("own_twice", &["-DOWN=ON", "-DHOW=subdirectory", "-DBUILD_SHARED_LIBS=ON"]);
}

#[test]
fn by_find_package() {
    let Some(chroma2) = prefix() else { return };
    let place = format!("-DCMAKE_PREFIX_PATH={}", chroma2.display());
    let Some((moved, _)) = application("package", &["-DHOW=package", "-DBUILD_SHARED_LIBS=ON", &place])
    else {
        return;
    };
    assert!(!moved.join("include/chroma2.h").exists());
    downstream("package", &[&moved, chroma2], &[]);
}

#[test]
fn installation_can_be_turned_off_and_the_build_folder_be_used() {
    let options = ["-DHOW=subdirectory", "-DBUILD_SHARED_LIBS=ON", "-DCHROMA2_INSTALL=OFF"];
    let Some((moved, build)) = application("build_folder", &options) else { return };
    for file in ["include/chroma2.h", "lib/libchroma2.so", "lib64/libchroma2.so", "share/doc/chroma2"] {
        assert!(!moved.join(file).exists(), "{file} was installed");
    }
    let chroma2 = build.join("optics/chroma2");
    let environment = [("LD_LIBRARY_PATH", &*chroma2.join("lib").display().to_string())];
    downstream("build_folder", &[&moved, &chroma2.join("found")], &environment);
}
