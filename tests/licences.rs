//! THIRD-PARTY.md: the crates that are linked into the library with their licences, made from what cargo
//! knows of them and compared to the committed file; and three.js, which the Python package contains.

mod support;

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use support::{committed, root, run};

const TARGETS: &[&str] = &["x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu"];

const INTRODUCTION: &str = "\
# Code of others in libchroma2

Made by tests/licences.rs (`make header`) of Cargo.lock and the crates' sources; not to be edited.

libchroma2 itself is under the Apache License 2.0 or the MIT licence (LICENSE-APACHE, LICENSE-MIT). The library,
shared or static, contains code of the crates below and of Rust's standard library. Where a crate offers several
licences, the text that is given is that of the MIT licence if it is one of them. The Python package contains three.js too,
in `chroma2/display/viewer.js`, which `python/viewer` makes of it: its licence comes last. No other code of others was
copied into this repository.

Rust's standard library is under the Apache License 2.0 or the MIT licence, copyright of its contributors, and
contains parts under other licences of that kind (Apache 2.0 with LLVM exceptions, BSD, Unicode, Zlib). The file
COPYRIGHT-library.html, which belongs to the compiler and is installed beside this one where the compiler brings it,
lists them.

";

/// For crates that name the licence without its text.
const MIT: &str = "\
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the \"Software\"), to deal in the Software without restriction, including without limitation
the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to
permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of
the Software.

THE SOFTWARE IS PROVIDED \"AS IS\", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO
THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT,
TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.";

/// Name and version of a crate.
type Crate = (String, String);

fn cargo(arguments: &[&str]) -> String {
    run(&std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()), arguments, &[])
}

/// What is linked: normal dependencies with the features in use, without macros that run in the compiler.
fn linked() -> BTreeSet<Crate> {
    let tree = |target: &&str| {
        let edges = ["--edges", "normal,no-proc-macro", "--prefix", "none", "--target", target];
        cargo(&[&["tree", "--offline", "--locked", "--format", "{p}"], &edges[..]].concat())
    };
    let lines: Vec<String> = TARGETS.iter().map(tree).collect();
    let crates = lines.iter().flat_map(|tree| tree.lines()).filter_map(|line| {
        let mut words = line.split(' ');
        Some((words.next()?.to_owned(), words.next()?.strip_prefix('v')?.to_owned()))
    });
    crates.filter(|(name, _)| name != "chroma2").collect()
}

/// Folder, licences and authors of every crate that cargo knows for the targets.
fn described() -> BTreeMap<Crate, (PathBuf, String, String)> {
    TARGETS.iter().flat_map(|target| described_for(target)).collect()
}

fn described_for(target: &str) -> BTreeMap<Crate, (PathBuf, String, String)> {
    let arguments =
        ["metadata", "--offline", "--locked", "--format-version", "1", "--filter-platform", target];
    let all: Value = serde_json::from_str(&cargo(&arguments)).expect("cargo writes JSON");
    let packages = all["packages"].as_array().expect("packages");
    let entry = |package: &Value| {
        let text = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
        let manifest = PathBuf::from(text("manifest_path"));
        let folder = manifest.parent().expect("a manifest lies in a folder").to_path_buf();
        let authors: Vec<&str> =
            package["authors"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        ((text("name"), text("version")), (folder, text("license"), authors.join(", ")))
    };
    packages.iter().map(entry).collect()
}

/// The files of a crate that are a licence or a notice, with their contents.
fn files(folder: &Path) -> Vec<(String, String)> {
    let names = fs::read_dir(folder).expect("cargo has unpacked it").flatten().map(|entry| entry.file_name());
    let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    names.retain(|name| {
        let name = name.to_uppercase();
        ["LICENSE", "LICENCE", "COPYING", "NOTICE"].iter().any(|start| name.starts_with(start))
    });
    names.sort();
    let text = |name: &String| fs::read_to_string(folder.join(name)).ok();
    names.iter().filter_map(|name| Some((name.to_uppercase(), text(name)?))).collect()
}

/// The text under which a crate's code is passed on, and its notices.
fn texts(folder: &Path, licence: &str, authors: &str) -> Vec<String> {
    let files = files(folder);
    let is_mit = |text: &str| text.contains("Permission is hereby granted, free of charge");
    let mit = files.iter().find(|(name, text)| name.contains("MIT") && is_mit(text));
    let mit = mit.or_else(|| files.iter().find(|(_, text)| is_mit(text)));
    let notices = files.iter().filter(|(name, _)| name.starts_with("NOTICE")).map(|(_, text)| text.clone());
    let holders = if authors.is_empty() { "its authors" } else { authors };
    let chosen = match mit {
        _ if !licence.contains("MIT") => files.iter().find(|(name, _)| !name.starts_with("NOTICE")),
        found => found,
    };
    let chosen = match chosen {
        Some((_, text)) => text.clone(),
        None if licence.contains("MIT") => format!("Copyright (c) {holders}\n\n{MIT}"),
        None => panic!("{}: {licence}, but no text of it", folder.display()),
    };
    let lines = |text: String| text.trim().lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    [chosen].into_iter().chain(notices).map(lines).collect()
}

/// The licence of what is in the viewer of the Python package: `make test-display` compares it with that of the version in use.
fn three_js() -> String {
    let file =
        |name: &str| fs::read_to_string(root().join("python/viewer").join(name)).expect("it is committed");
    let package: Value = serde_json::from_str(&file("package.json")).expect("JSON");
    let version = package["dependencies"]["three"].as_str().expect("a version");
    let banner =
        fs::read_to_string(root().join("python/chroma2/display/viewer.js")).expect("it is committed");
    let banner = banner.lines().next().unwrap_or_default();
    assert!(
        banner.contains(&format!("three.js {version},")),
        "viewer.js is not of three.js {version}: {banner}"
    );
    format!(
        "\n## three.js {version} (JavaScript, in the Python package)\n\n````\n{}\n````\n",
        file("three-LICENSE").trim()
    )
}

#[test]
fn licences_of_linked_crates_are_the_committed_file() {
    let known = described();
    let linked = linked();
    assert!(linked.iter().any(|(name, _)| name == "rayon"), "{linked:?}");
    assert!(!linked.iter().any(|(name, _)| name == "proptest" || name == "serde_derive"), "{linked:?}");
    let mut page = INTRODUCTION.to_owned() + "| crate | version | its licences |\n| --- | --- | --- |\n";
    let mut by_text: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for key @ (name, version) in &linked {
        let (folder, licence, authors) = known.get(key).unwrap_or_else(|| panic!("{key:?} is not known"));
        page += &format!("| {name} | {version} | {} |\n", licence.replace('/', " OR "));
        for text in texts(folder, licence, authors) {
            by_text.entry(text).or_default().push(format!("{name} {version}"));
        }
    }
    let mut sections: Vec<(String, String)> =
        by_text.into_iter().map(|(text, crates)| (crates.join(", "), text)).collect();
    sections.sort();
    for (crates, text) in sections {
        page += &format!("\n## {crates}\n\n````\n{text}\n````\n");
    }
    page += &three_js();
    committed("THIRD-PARTY.md", &page, "licences");
}
