//! The headers of kernels/layout/ are what cbindgen makes of src/layout: one for each file.
//! `CHROMA2_BLESS=1 cargo test --test kernel_headers` rewrites them after a change there, which comes before
//! what uses it in kernels/, since a test's build compiles these.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use support::{committed, root};

/// Where a header comes from.
const WARNING: &str =
    "// Generated from src/layout/%.rs. Change that, then: CHROMA2_BLESS=1 cargo test --test kernel_headers";

/// The one file whose header cbindgen does not make: kernels for devices.
const LAUNCH: &str = "launch";

/// A file of src/layout.
struct Source {
    path: PathBuf,
    /// What it is about.
    about: String,
    structs: Vec<String>,
    constants: Vec<String>,
}

/// The names in lines that begin with a keyword.
fn named(text: &str, keyword: &str) -> Vec<String> {
    let rest = text.lines().filter_map(|line| line.trim_start().strip_prefix(keyword));
    rest.map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap().to_owned())
        .collect()
}

/// Files with something that kernels see, by their names.
fn sources() -> BTreeMap<String, Source> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(root().join("src/layout")).expect("src/layout exists") {
        let path = entry.expect("readable folder").path();
        let name = path.file_stem().expect("a file").to_string_lossy().into_owned();
        if name != "mod" {
            let text = fs::read_to_string(&path).expect("readable source");
            let (structs, constants) = (named(&text, "pub struct "), named(&text, "pub const "));
            let about = text.lines().filter_map(|line| line.strip_prefix("//!"));
            let about = about.map(|line| format!("//{line}\n")).collect();
            found.insert(name, Source { path, about, structs, constants });
        }
    }
    found
}

/// The C++ name of a constant.
fn camel(name: &str) -> String {
    let word = |word: &str| word[..1].to_owned() + &word[1..].to_lowercase();
    name.split('_').map(word).fold("k".to_owned(), |name, part| name + &part)
}

/// Names and what is between them, in turns.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    text.split_inclusive(move |c| !part_of_name(c)).flat_map(move |part| {
        let name = part.trim_end_matches(|c| !part_of_name(c));
        [name, &part[name.len()..]]
    })
}

/// Declarations of the kernels whose names and parameters src/layout/launch.rs has.
fn declare_kernels(source: &Source, includes: Vec<String>) -> String {
    let mut out = source.about.clone() + &WARNING.replace('%', LAUNCH) + "\n\n#pragma once\n\n";
    out.extend(includes.iter().map(|include| format!("#include \"{include}\"\n")));
    out += "\nnamespace chroma2 {\n";
    let text = fs::read_to_string(&source.path).expect("readable source");
    let defined = fs::read_to_string(root().join("kernels/cuda/entry.cu")).expect("kernels");
    let mut comment = String::new();
    for line in text.lines() {
        if let Some(line) = line.strip_prefix("///") {
            comment += &format!("//{line}\n");
            continue;
        }
        let kernel = line
            .strip_prefix("pub const ")
            .and_then(|line| line.split_once(": Kernel<"))
            .and_then(|(_, line)| line.strip_suffix("\");")?.split_once("> = Kernel::named(c\""));
        if let Some((job, name)) = kernel {
            assert!(defined.contains(&format!(" {name}(const")), "{name}: no such kernel in entry.cu");
            out += &format!(
                "\n{comment}extern \"C\" __global__ void {name}(const __grid_constant__ {job} job);\n"
            );
        }
        comment.clear();
    }
    out + "\n}  // namespace chroma2\n"
}

fn generate(name: &str, source: &Source, includes: Vec<String>) -> String {
    if name == LAUNCH {
        return declare_kernels(source, includes);
    }
    let mut config = cbindgen::Config::from_file(root().join("kernels/layout/cbindgen.toml"))
        .expect("cbindgen.toml is valid");
    config.header = Some(source.about.clone() + &WARNING.replace('%', name));
    config.includes = includes;
    config.export.include = source.structs.clone();
    let mut out = Vec::new();
    cbindgen::Builder::new()
        .with_src(&source.path)
        .with_config(config)
        .generate()
        .unwrap_or_else(|e| panic!("{}: {e}", source.path.display()))
        .write(&mut out);
    String::from_utf8(out).expect("headers are ASCII").replace("constexpr const ", "constexpr ")
}

/// All headers: what a file uses of others it includes, and constants have their C++ names.
fn headers() -> BTreeMap<String, String> {
    let sources = sources();
    let renamed: BTreeMap<&str, String> =
        sources.values().flat_map(|s| &s.constants).map(|name| (name.as_str(), camel(name))).collect();
    let mut headers = BTreeMap::new();
    for (name, source) in &sources {
        let text = generate(name, source, Vec::new());
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let used: BTreeSet<&str> = code.flat_map(words).collect();
        let others = sources.iter().filter(|(other, _)| *other != name).filter(|(_, other)| {
            other.structs.iter().chain(&other.constants).any(|item| used.contains(item.as_str()))
        });
        let includes = others.map(|(other, _)| format!("layout/{other}.h")).collect();
        let text = generate(name, source, includes);
        let text: String = words(&text).map(|word| renamed.get(word).map_or(word, String::as_str)).collect();
        headers.insert(format!("kernels/layout/{name}.h"), text.trim_end().to_owned() + "\n");
    }
    headers
}

#[test]
fn committed_headers_are_fresh() {
    let headers = headers();
    for (path, text) in &headers {
        committed(path, text, "kernel_headers");
    }
    for entry in fs::read_dir(root().join("kernels/layout")).expect("kernels/layout exists") {
        let name = entry.expect("readable folder").file_name().into_string().expect("ASCII");
        let known = name == "cbindgen.toml" || headers.contains_key(&format!("kernels/layout/{name}"));
        assert!(known, "kernels/layout/{name}: src/layout has no such file");
    }
}
