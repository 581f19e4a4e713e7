//! Builds with CMake in tests, from `.venv` (scripts/bootstrap) or `CMAKE`.

use super::{library_folder, root, run, scratch};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Programs of .venv, or None (with a note) where it was not made and nobody insists.
pub fn tool(name: &str) -> Option<String> {
    if let (Ok(path), "cmake") = (std::env::var("CMAKE"), name) {
        return Some(path);
    }
    let path = root().join(".venv/bin").join(name);
    if path.is_file() {
        return Some(path.display().to_string());
    }
    assert!(
        std::env::var_os("CHROMA2_REQUIRE_CONSUMERS").is_none(),
        "{}: missing; run scripts/bootstrap",
        path.display()
    );
    println!("skipped: no {}; scripts/bootstrap makes it", path.display());
    None
}

/// The cargo profile and target folder of the running test, so that CMake builds nothing anew.
pub fn built() -> (&'static str, PathBuf) {
    let deps = library_folder();
    let profile = deps.parent().expect("deps lies in a profile's folder");
    let target = profile.parent().expect("a profile lies in the target folder").to_path_buf();
    (if profile.ends_with("release") { "Release" } else { "Debug" }, target)
}

/// Options with which libchroma2's CMake takes the library that the running test has.
pub fn as_built() -> Vec<String> {
    let (profile, target) = built();
    vec![format!("-DCMAKE_BUILD_TYPE={profile}"), format!("-DCHROMA2_CARGO_TARGET_DIR={}", target.display())]
}

/// Configures and builds a project; no network is needed.
pub fn configure(cmake: &str, source: &Path, build: &Path, options: &[String]) {
    let ninja = tool("ninja").expect("comes with cmake");
    let mut arguments =
        vec!["-S".to_owned(), source.display().to_string(), "-B".into(), build.display().to_string()];
    arguments.extend([
        "-G".into(),
        "Ninja".into(),
        format!("-DCMAKE_MAKE_PROGRAM={ninja}"),
        "--log-level=WARNING".into(),
    ]);
    arguments.extend_from_slice(options);
    let offline = [("CARGO_NET_OFFLINE", "true")];
    run(cmake, &arguments, &offline);
    run(cmake, &["--build", &build.display().to_string()], &offline);
}

/// Installs what was built.
pub fn install(cmake: &str, build: &Path, environment: &[(&str, &str)]) {
    run(cmake, &["--install", &build.display().to_string()], environment);
}

/// The library's prefix, installed once for all tests of a program and then moved.
pub fn prefix() -> Option<&'static Path> {
    installed().map(|(prefix, _)| prefix.as_path())
}

/// The prefix and the folder that it was built in.
pub fn installed() -> Option<&'static (PathBuf, PathBuf)> {
    static INSTALLED: OnceLock<Option<(PathBuf, PathBuf)>> = OnceLock::new();
    INSTALLED
        .get_or_init(|| {
            let cmake = tool("cmake")?;
            let program = std::env::current_exe().expect("the test has a path");
            let name = program.file_stem().expect("a file").to_string_lossy().into_owned();
            let folder = scratch(&format!("install_{name}"));
            let first = folder.join("first");
            let mut options = as_built();
            options.push(format!("-DCMAKE_INSTALL_PREFIX={}", first.display()));
            let build = folder.join("build");
            configure(&cmake, root(), &build, &options);
            install(&cmake, &build, &[]);
            let moved = folder.join("moved");
            std::fs::rename(&first, &moved).expect("the same file system");
            Some((moved, build))
        })
        .as_ref()
}

/// The folder of the library under a prefix.
pub fn library(prefix: &Path) -> PathBuf {
    let names = ["lib", "lib64"].map(|name| prefix.join(name));
    let folder = names
        .into_iter()
        .find(|folder| ["so", "a"].iter().any(|end| folder.join(format!("libchroma2.{end}")).exists()));
    folder.expect("the library was installed")
}
