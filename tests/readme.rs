//! The README's examples do what it says: they are taken from it, built and run.

mod support;

use std::fs;
use std::path::Path;
use support::{STRICT, compilers, linked_library, root, run, scratch};

/// The first code block of a language.
fn block(language: &str) -> String {
    let text = fs::read_to_string(root().join("README.md")).expect("the README exists");
    let start = format!("```{language}\n");
    let (_, after) = text.split_once(&start).unwrap_or_else(|| panic!("the README has no {language} block"));
    after.split_once("```").expect("a block ends").0.to_owned()
}

/// A scene file named as in the README: a ball of water in a detecting shell.
fn scene(folder: &Path) {
    let source = r#"
#include <chroma2.hpp>
int main(int, char** arguments) {
  chroma2::context context(1);
  chroma2::geometry g(context);
  const auto water = g.add_material("water");
  const auto wall = g.add_surface("wall");
  g.set_surface(wall, CHROMA2_SURFACE_PROPERTY_DETECT, 1.0);
  const std::vector<std::array<float, 3>> vertices = {{900, 0, -300}, {-450, 780, -300}, {-450, -780, -300}, {0, 0, 900}};
  const std::vector<std::array<std::uint32_t, 3>> triangles = {{0, 2, 1}, {0, 1, 3}, {1, 2, 3}, {2, 0, 3}};
  g.add_instance(g.add_mesh("shell", vertices, triangles, water, water, wall), {1, 0, 0, 0, 1, 0, 0, 0, 1}, {0, 0, 0}, 3);
  g.save(arguments[1]);
}
"#;
    let file = folder.join("scene.cpp");
    fs::write(&file, source).expect("a scratch file");
    let name = folder.file_name().expect("a folder").to_string_lossy();
    let library = linked_library(&format!("{name}_scene"));
    let binary = build(&file, &library, &compilers().1, "-std=c++17");
    run(&binary, &[folder.join("detector").display().to_string()], &[]);
}

fn build(file: &Path, library: &Path, compiler: &str, standard: &str) -> String {
    let binary = file.with_extension("").display().to_string();
    let mut arguments: Vec<String> = STRICT.iter().map(|&flag| flag.to_owned()).collect();
    arguments.extend([standard.into(), format!("-I{}", root().join("include").display())]);
    arguments.extend([file.display().to_string(), "-o".into(), binary.clone()]);
    arguments.extend([format!("-L{}", library.display()), "-lchroma2".into()]);
    arguments.push(format!("-Wl,-rpath,{}", library.display()));
    run(compiler, &arguments, &[]);
    binary
}

/// Runs a command in the scene's folder; every one of the hits must be said.
fn check(folder: &Path, command: &str, environment: &[(&str, &str)]) {
    let said = run("sh", &["-c", &format!("cd '{}' && {command}", folder.display())], environment);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 100_000, "all photons are detected");
    assert!(lines.iter().all(|line| line.starts_with("channel 3 at ") && line.ends_with(" ns")));
}

#[test]
fn c_and_cpp_examples() {
    let folder = scratch("readme");
    scene(&folder);
    let library = linked_library("readme_lib");
    let (cc, cxx) = compilers();
    for (language, compiler, standard) in [("c", cc, "-std=c99"), ("cpp", cxx, "-std=c++17")] {
        let file = folder.join(format!("example_{language}.{language}"));
        fs::write(&file, block(language)).expect("a scratch file");
        check(&folder, &build(&file, &library, &compiler, standard), &[]);
    }
}

#[test]
fn python_example() {
    let python = root().join(".venv/bin/python");
    if !python.is_file() {
        assert!(std::env::var_os("CHROMA2_REQUIRE_CONSUMERS").is_none(), "run scripts/bootstrap");
        println!("skipped: no .venv; scripts/bootstrap makes it");
        return;
    }
    let folder = scratch("readme_python");
    scene(&folder);
    fs::write(folder.join("example.py"), block("python")).expect("a scratch file");
    let library = linked_library("readme_python_lib").join("libchroma2.so.2").display().to_string();
    let module = root().join("python").display().to_string();
    let environment =
        [("CHROMA2_LIBRARY", library.as_str()), ("PYTHONPATH", &module), ("PYTHONDONTWRITEBYTECODE", "1")];
    check(&folder, &format!("'{}' example.py", python.display()), &environment);
}

#[test]
fn links_lead_somewhere() {
    let pages = ["", "docs", "docs/notes"].into_iter().flat_map(|folder| {
        let entries = fs::read_dir(root().join(folder)).unwrap_or_else(|e| panic!("{folder}: {e}"));
        entries.map(|entry| entry.expect("a readable folder").path())
    });
    for page in pages.filter(|page| page.extension().is_some_and(|e| e == "md")) {
        let text = fs::read_to_string(&page).unwrap_or_else(|e| panic!("{}: {e}", page.display()));
        let folder = page.parent().expect("a folder");
        let page = page.display();
        for part in text.split("](").skip(1) {
            let target = part.split([')', '#']).next().unwrap_or_default();
            if !target.is_empty() && !target.contains("://") {
                assert!(folder.join(target).exists(), "{page}: nothing at {target}");
            }
        }
    }
}
