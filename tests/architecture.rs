//! The map of docs/architecture.md is that of the tree: folders of src/ import folders of lower levels only,
//! and every folder of src/ and kernels/ is named there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What the crate's root has for every folder: errors, numbers with names, and words of messages.
const ROOT: &[&str] = &["Error", "Result", "error", "named", "words"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folders and files below a folder of the repository, as paths from its root.
fn below(folder: &str) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let (mut folders, mut files) = (vec![PathBuf::from(folder)], Vec::new());
    let mut next = 0;
    while let Some(folder) = folders.get(next).cloned() {
        next += 1;
        for entry in
            fs::read_dir(root().join(&folder)).unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
        {
            let entry = entry.expect("a readable folder");
            let path = folder.join(entry.file_name());
            if entry.path().is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    folders.remove(0);
    (folders, files)
}

/// Code without comments and without unit tests, which end a file.
fn code(text: &str) -> String {
    let text = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    text.lines().flat_map(|line| [line.split("//").next().unwrap_or_default(), "\n"]).collect()
}

/// The first names of all paths that begin with `crate::`; both of `crate::{a::{b, c}, d}`.
fn imports(code: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for path in code.split("crate::").skip(1) {
        let mut outer = String::new(); // of a group, without the groups in it
        let mut depth = 0;
        for c in path.chars() {
            depth += i32::from(c == '{') - i32::from(c == '}');
            if depth == 1 {
                outer.push(c);
            } else if depth == 0 {
                break;
            }
        }
        for part in if outer.is_empty() { path } else { &outer[1..] }.split(',') {
            names.insert(part.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
            if outer.is_empty() {
                break;
            }
        }
    }
    names.remove("");
    names
}

fn map() -> String {
    fs::read_to_string(root().join("docs/architecture.md")).expect("the map exists")
}

/// Folders of src/ with their levels, from the rows `| level | `src/folder/` |` of the map: 1 is the top. One may import
/// those of lower levels, not its neighbours: so there is no cycle, and nobody imports the first.
fn levels() -> BTreeMap<String, u32> {
    let row = |line: &str| {
        let (level, rest) = line.strip_prefix("| ")?.split_once(" | `src/")?;
        Some((rest.split_once("/`")?.0.to_owned(), level.parse().ok()?))
    };
    map().lines().filter_map(row).collect()
}

#[test]
fn folders_import_lower_levels_only() {
    let levels = levels();
    let level = |folder: &str| {
        *levels.get(folder).unwrap_or_else(|| panic!("src/{folder} has no level in docs/architecture.md"))
    };
    let mut wrong = BTreeSet::new();
    for file in below("src").1.iter().filter(|file| file.extension().is_some_and(|e| e == "rs")) {
        let parts: Vec<&str> = file.iter().map(|part| part.to_str().expect("a plain name")).collect();
        let [_, folder, rest @ ..] = &parts[..] else { continue };
        if rest.is_empty() {
            continue; // a file of the root
        }
        let code = code(&fs::read_to_string(root().join(file)).expect("a readable file"));
        let modules = parts.len() - 1 - usize::from(file.ends_with("mod.rs"));
        assert!(
            !code.contains(&"super::".repeat(modules)),
            "{}: leaves its folder by super::",
            file.display()
        );
        for name in imports(&code) {
            if !ROOT.contains(&&*name) && name != *folder && level(folder) >= level(&name) {
                wrong.insert(format!("{} imports {name}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "against the order of docs/architecture.md: {wrong:#?}");
}

#[test]
fn levels_are_those_of_the_map() {
    let levels = levels();
    let folders =
        fs::read_dir(root().join("src")).expect("a readable folder").map(|entry| entry.expect("an entry"));
    let folders: BTreeSet<String> = folders
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().expect("a plain name"))
        .collect();
    assert_eq!(levels.keys().cloned().collect::<BTreeSet<_>>(), folders);
    assert_eq!((levels["ffi"], levels.values().filter(|level| **level == 1).count()), (1, 1));
}

#[test]
fn imports_are_read_as_they_are_written() {
    let text = "use crate::a;\n// crate::no\nuse crate::{Error, b::{c, d}, e}; crate::f::g(crate::h, i)\n\
                #[cfg(test)]\nmod tests {\nuse crate::no;";
    let names: Vec<String> = imports(&code(text)).into_iter().collect();
    assert_eq!(names, ["Error", "a", "b", "e", "f", "h"]);
}

#[test]
fn the_map_names_every_folder() {
    let map = map();
    for folder in below("src").0.into_iter().chain(below("kernels").0) {
        let name = format!("`{}/`", folder.display());
        assert!(map.contains(&name), "docs/architecture.md does not name {name}");
    }
}
