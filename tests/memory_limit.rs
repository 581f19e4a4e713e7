//! A program whose address space is limited, by more and more: whatever it asks for then is answered by a
//! status, never by the end of the process. `CHROMA2_SOAK=1` takes 200 steps for each of its scenarios.

#![cfg(target_os = "linux")]

mod support;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use support::{STRICT, compilers, linked_library, root, run, scratch};

/// Compiled once.
fn program() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        let library = linked_library("memory_limit");
        let binary = library.with_file_name("limits");
        let mut arguments: Vec<String> = STRICT.iter().map(|&flag| flag.to_owned()).collect();
        arguments.extend(["-std=c99".into(), "-O1".into(), "-g".into()]);
        arguments.push(format!("-I{}", root().join("include").display()));
        arguments.push(root().join("tests/memory_limit/limits.c").display().to_string());
        arguments.extend(["-o".into(), binary.display().to_string(), format!("-L{}", library.display())]);
        arguments.push(format!("-Wl,-rpath,{}", library.display()));
        arguments.extend(["-lchroma2".into(), "-lpthread".into(), "-lm".into()]);
        run(&compilers().0, &arguments, &[]);
        binary
    })
}

/// Runs a scenario in steps up to `most` MiB, which are enough for all of it. Where a step ends otherwise than by a
/// status, its message tells.
fn walk(scenario: &str, most: u64, folder: &Path) {
    let steps: u64 = if std::env::var_os("CHROMA2_SOAK").is_some() { 200 } else { 16 };
    let (mut refused, mut failures) = (0, String::new());
    for step in 0..=steps {
        // Small steps at first, where threads and the simplest objects are made.
        let share = step as f64 / steps as f64;
        let kib = ((most << 10) as f64 * share * share) as u64 / 4 * 4;
        let mut command = Command::new(program());
        let output = command.arg(scenario).arg(kib.to_string()).arg(folder).output().expect("it runs");
        let told = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        if !output.status.success() || told.is_empty() {
            let error = String::from_utf8_lossy(&output.stderr);
            writeln!(failures, "{scenario} with {kib} KiB: {}: {error}", output.status).expect("a string");
        }
        refused += u64::from(told != "done");
        if step == steps {
            assert_eq!(told, "done", "{scenario} with {most} MiB{failures}");
        }
        if std::env::var_os("CHROMA2_SOAK").is_some() {
            println!("{scenario} {kib} KiB: {told}");
        }
    }
    assert!(failures.is_empty(), "{failures}");
    assert!(refused > 0, "{scenario} was refused nothing");
    println!("{scenario}: {} steps, {refused} of them short of memory", steps + 1);
}

#[test]
fn kept_events() {
    walk("events", 900, &scratch("memory_limit_events"));
}

#[test]
fn a_large_commit() {
    let folder = scratch("memory_limit_commit");
    walk("commit", 900, &folder);
}

#[test]
fn queues() {
    walk("queues", 200, &scratch("memory_limit_queues"));
}

#[test]
fn pictures() {
    walk("render", 500, &scratch("memory_limit_render"));
}

#[test]
fn tables() {
    walk("tables", 700, &scratch("memory_limit_tables"));
}

#[test]
fn scenes() {
    let folder = scratch("memory_limit_scene");
    let mut text = String::from(
        "version = 1\nunits = \"mm, ns, nm, rad\"\n[[material]]\nname = \"m\"\nrefractive_index = [",
    );
    (0..20_000).for_each(|i| write!(text, "[{}, 1.{i}], ", 100.0 + f64::from(i) / 7.0).expect("a string"));
    text += "]\n[[mesh]]\nname = \"a\"\ninner_material = \"m\"\nouter_material = \"m\"\nvertices = [";
    (0..8_000).for_each(|i| write!(text, "[{}, {}, {}], ", i % 20, i / 20 % 20, i / 400).expect("a string"));
    text += "]\ntriangles = [";
    (0..7_000).for_each(|i| write!(text, "[{i}, {}, {}], ", i + 1, i + 400).expect("a string"));
    text += "]\n";
    (0..3_000).for_each(|i| {
        write!(text, "[[instance]]\nmesh = \"a\"\nposition = [{i}, 0, 0]\n").expect("a string")
    });
    std::fs::write(folder.join("scene.toml"), text).expect("a file");
    walk("scene", 900, &folder);
}

#[test]
fn rays_instances_threads_and_channels() {
    walk("others", 1700, &scratch("memory_limit_others"));
}
