//! The installed package as others use it: find_package, add_subdirectory, pkg-config, ctypes and
//! cffi, from a prefix that was moved after the installation; static too. Needs .venv (scripts/bootstrap).

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use support::cmake::{as_built, built, configure, installed, library, prefix, tool};
use support::{compilers, library_folder, root, run, scratch};

/// Builds an example through find_package and gives its build folder.
fn example(prefix: &Path, source: &str) -> PathBuf {
    let cmake = tool("cmake").expect("checked by prefix()");
    let build = scratch(&format!("example_{}", source.replace('/', "_")));
    let options =
        [format!("-DCMAKE_PREFIX_PATH={}", prefix.display()), "-DCMAKE_BUILD_TYPE=Release".to_owned()];
    configure(&cmake, &root().join(source), &build, &options);
    build
}

fn run_in(build: &Path, program: &str, arguments: &[&str]) -> String {
    run(&build.join(program).display().to_string(), arguments, &[])
}

#[test]
fn names_links_and_the_needed_library() {
    let Some(prefix) = prefix() else { return };
    let library = library(prefix);
    let version = env!("CARGO_PKG_VERSION");
    let points_to =
        |name: &str| std::fs::read_link(library.join(name)).expect("a link").display().to_string();
    assert_eq!(points_to("libchroma2.so"), "libchroma2.so.2");
    assert_eq!(points_to("libchroma2.so.2"), format!("libchroma2.so.{version}"));
    assert!(
        prefix.join("include/chroma2.hpp").is_file() && prefix.join("include/chroma2/cpp/core.hpp").is_file()
    );
    assert!(prefix.join("include/chroma2/device_queue.cuh").is_file());
    assert!(prefix.join("include/chroma2/device/ring.cuh").is_file());
    let build = example(prefix, "examples_c");
    let needed = run("readelf", &["-d", &build.join("minimal").display().to_string()], &[]);
    assert!(needed.contains("[libchroma2.so.2]"), "{needed}");
}

#[test]
fn c_examples_by_find_package() {
    let Some(prefix) = prefix() else { return };
    let build = example(prefix, "examples_c");
    for program in ["minimal", "materials_and_sources", "daq", "steps", "messages"] {
        let said = run_in(&build, program, &[]);
        assert!(!said.is_empty(), "{program} said nothing");
    }
    let folder = scratch("telemetry_file").display().to_string();
    assert!(run_in(&build, "telemetry_file", &[&folder]).contains("is no more"));
}

#[test]
fn cpp_light_simulation_by_find_package() {
    let Some(prefix) = prefix() else { return };
    let build = example(prefix, "examples_cpp/light_simulation");
    let said = run_in(&build, "light_simulation", &[]);
    assert!(said.contains("the same hits"), "{said}");
}

#[test]
fn cpp_event_flow_by_find_package() {
    let Some(prefix) = prefix() else { return };
    let build = example(prefix, "examples_cpp/event_flow");
    let said = run_in(&build, "event_flow", &[]);
    assert!(said.contains("streamed hits are those of the summary"), "{said}");
}

#[test]
fn cpp_online_fit_by_find_package() {
    let Some(prefix) = prefix() else { return };
    let build = example(prefix, "examples_cpp/online_fit");
    let said = run_in(&build, "online_fit", &["cpu"]);
    assert!(said.contains("both modes give the same 2000 results"), "{said}");
}

#[test]
fn cpp_scintillator_bar_by_find_package() {
    let Some(prefix) = prefix() else { return };
    let build = example(prefix, "examples_cpp/scintillator_bar");
    let said = run_in(&build, "scintillator_bar", &[]);
    assert!(said.contains("polished sides bring more light"), "{said}");
}

#[test]
fn cpp_gdml_detector_by_find_package() {
    let Some(prefix) = prefix() else { return };
    let build = example(prefix, "examples_cpp/gdml_detector");
    let out = scratch("gdml_picture");
    let said = run_in(&build, "gdml_detector", &["--photons", "20000", "--out", &out.display().to_string()]);
    assert!(said.contains("placements: nothing overlaps or sticks out"), "{said}");
    assert!(said.contains("all photons accounted for, all modules hit"), "{said}");
    let bytes = std::fs::read(out.join("gdml.png")).expect("a picture");
    assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.len() > 20_000, "no picture");
}

#[test]
fn water_cherenkov_demo_by_find_package() {
    let Some(prefix) = prefix() else { return };
    let build = example(prefix, "examples_cpp/water_cherenkov");
    let out = scratch("demo_pictures");
    let said = run_in(&build, "water_cherenkov", &["--quick", "--out", &out.display().to_string()]);
    assert!(said.contains("all photons accounted for"), "{said}");
    for picture in ["hitmap.png", "event.png", "times.png"] {
        let bytes = std::fs::read(out.join(picture)).unwrap_or_else(|e| panic!("{picture}: {e}"));
        assert!(bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.len() > 2000, "{picture} is no picture");
    }
}

#[test]
fn line_tables_are_apart_from_the_library_and_found_beside_it() {
    let Some((prefix, build)) = installed() else { return };
    if built().0 != "Release" {
        println!("skipped: a debug build is installed with all that it has");
        return;
    }
    let file = library(prefix).join(format!("libchroma2.so.{}", env!("CARGO_PKG_VERSION")));
    let bytes = |file: &Path| std::fs::metadata(file).expect("a file").len();
    let (small, whole) = (bytes(&file), bytes(&library_folder().join("libchroma2.so")));
    assert!(small < whole / 2, "{small} of {whole} bytes were installed");
    // Names of functions are there at once, lines with the other file.
    let file = file.display().to_string();
    let names = run("nm", &["--format=posix", &file], &[]);
    let place = names.lines().find_map(|line| line.strip_prefix("chroma2_queue_create T "));
    let place = place.and_then(|rest| rest.split(' ').next()).expect("symbols are kept");
    let line = || run("addr2line", &["--functions", "-e", &file, place], &[]);
    assert!(line().starts_with("chroma2_queue_create\n??:"), "{}", line());
    let cmake = tool("cmake").expect("it was installed with it");
    let options = ["--component", "debug", "--prefix"].map(str::to_owned);
    let folders = [build, prefix].map(|folder| folder.display().to_string());
    run(&cmake, &[&["--install".to_owned(), folders[0].clone()], &options[..], &folders[1..]].concat(), &[]);
    assert!(line().contains("src/ffi/queue.rs:"), "{}", line());
}

#[test]
fn a_later_major_version_is_refused() {
    let Some(prefix) = prefix() else { return };
    let folder = scratch("refused");
    let text = "cmake_minimum_required(VERSION 3.16)\nproject(p LANGUAGES C)\nfind_package(chroma2 3.0 CONFIG REQUIRED)\n";
    std::fs::write(folder.join("CMakeLists.txt"), text).expect("a scratch file");
    let mut command = Command::new(tool("cmake").expect("checked by prefix()"));
    command.arg("-S").arg(&folder).arg("-B").arg(folder.join("build"));
    command.arg(format!("-DCMAKE_PREFIX_PATH={}", prefix.display()));
    assert!(!command.output().expect("cmake runs").status.success());
}

#[test]
fn minimal_by_pkg_config() {
    let Some(prefix) = prefix() else { return };
    if !support::present("pkg-config") {
        println!("skipped: no pkg-config");
        return;
    }
    let path = library(prefix).join("pkgconfig").display().to_string();
    let flags = run("pkg-config", &["--cflags", "--libs", "chroma2"], &[("PKG_CONFIG_PATH", &path)]);
    let version = run("pkg-config", &["--modversion", "chroma2"], &[("PKG_CONFIG_PATH", &path)]);
    assert_eq!(version.trim(), env!("CARGO_PKG_VERSION"));
    let binary = scratch("pkg_config").join("minimal").display().to_string();
    let source = root().join("examples_c/minimal.c").display().to_string();
    let mut arguments = vec!["-std=c99", "-Wall", "-Werror", &source, "-o", &binary];
    arguments.extend(flags.split_whitespace());
    run(&compilers().0, &arguments, &[]);
    let folder = library(prefix).display().to_string();
    run(&binary, &[] as &[&str], &[("LD_LIBRARY_PATH", &folder)]);
}

#[test]
fn minimal_by_add_subdirectory() {
    let Some(cmake) = tool("cmake") else { return };
    let folder = scratch("subdirectory");
    let text = format!(
        "cmake_minimum_required(VERSION 3.16)\nproject(p LANGUAGES C)\nadd_subdirectory({0} chroma2)\n\
         add_executable(minimal {0}/examples_c/minimal.c)\n\
         target_link_libraries(minimal PRIVATE chroma2::chroma2)\n",
        root().display()
    );
    std::fs::write(folder.join("CMakeLists.txt"), text).expect("a scratch file");
    configure(&cmake, &folder, &folder.join("build"), &as_built());
    run_in(&folder.join("build"), "minimal", &[]);
}

/// Runs Python programs of the repository, each with the prefix as its argument.
fn python(programs: &[&str]) {
    let Some(prefix) = prefix() else { return };
    let Some(python) = tool("python") else { return };
    let file = library(prefix).join("libchroma2.so.2").display().to_string();
    let package = root().join("python").display().to_string();
    let environment =
        [("CHROMA2_LIBRARY", file.as_str()), ("PYTHONPATH", &package), ("PYTHONDONTWRITEBYTECODE", "1")];
    for program in programs {
        let script = root().join(program).display().to_string();
        run(&python, &[script, prefix.display().to_string()], &environment);
    }
}

#[test]
fn python_by_ctypes_and_cffi() {
    python(&[
        "tests/python/structs.py",
        "tests/python/queues.py",
        "tests/python/messages.py",
        "tests/python/detector.py",
    ]);
    python(&["tests/python/optics.py", "tests/python/gdml.py"]);
    python(&[
        "examples_py/sphere.py",
        "examples_py/steps.py",
        "examples_py/alignment.py",
        "examples_py/event_flow.py",
        "examples_py/persistent_run.py",
        "examples_py/digitizer.py",
        "examples_py/cffi_flash.py",
    ]);
}

#[test]
fn python_arguments_are_checked() {
    python(&["tests/python/arguments.py"]);
}

#[test]
fn python_survives_random_calls() {
    python(&["tests/python/random_calls.py"]);
}

#[test]
fn python_light_of_geant4_steps() {
    python(&["tests/python/geant4_steps.py"]);
}

#[test]
fn python_keeps_what_events_use() {
    python(&["tests/python/lifetimes.py"]);
    python(&["tests/python/batches.py"]);
}

#[test]
fn python_results_and_futures() {
    python(&["tests/python/results.py", "tests/python/futures.py"]);
}

#[test]
fn python_files_ranges_comparisons_and_command() {
    python(&["tests/python/ranges.py", "tests/python/command.py"]);
}

#[test]
fn python_displays_figures_and_the_notebook() {
    python(&["tests/python/display.py", "tests/python/event_plots.py", "tests/python/notebook.py"]);
}

#[test]
fn python_events_by_many_jobs() {
    python(&["tests/python/jobs.py"]);
}

#[test]
fn python_jobs_go_on_after_their_end() {
    python(&["tests/python/checkpoint.py"]);
}

#[test]
fn python_runs_kernels_of_its_own() {
    python(&["tests/python/pipelines.py", "examples_py/online_fit.py"]);
}

#[test]
fn python_sees_what_sessions_do() {
    python(&["tests/python/telemetry.py", "tests/python/top.py"]);
}

#[test]
fn python_waits_end_with_ctrl_c() {
    python(&["tests/python/interrupts.py", "tests/python/turns.py"]);
}

#[test]
fn device_header_by_nvrtc() {
    let Some(prefix) = prefix() else { return };
    let Some(python) = tool("python") else { return };
    let script = root().join("tests/python/nvrtc.py").display().to_string();
    let arguments = [script, prefix.display().to_string()];
    let first = Command::new(&python).arg("-B").args(&arguments).output().expect("python runs");
    if first.status.code() == Some(77) {
        let insists = std::env::var_os("CHROMA2_REQUIRE_CONSUMERS").is_some();
        assert!(!insists, ".venv has no NVRTC; run scripts/bootstrap");
        println!("skipped: .venv has no NVRTC; scripts/bootstrap gets it");
        return;
    }
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(first.status.success(), "{}{}", text(&first.stdout), text(&first.stderr));
}
