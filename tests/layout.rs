//! Sizes, offsets and constants as C and C++ see them against Rust's: the public structs of the
//! headers, and those of kernels/layout against src/layout. For each side a program is written
//! from the Rust source's list of structs, compiled by its own compiler and run.

mod support;

use std::fmt::Write as _;
use std::fs;
use support::{STRICT, compilers, root, run, scratch};

/// Name and fields of a struct.
type Struct = (String, Vec<String>);

fn structs(text: &str) -> Vec<Struct> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let name = line.strip_prefix("pub struct ").and_then(|l| l.strip_suffix(" {"));
        let Some(name) = name else { continue };
        let body = lines.by_ref().take_while(|line| *line != "}");
        let fields = body.filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(':'));
        let fields: Vec<String> = fields.map(|(field, _)| field.to_owned()).collect();
        if !fields.is_empty() {
            found.push((name.to_owned(), fields));
        }
    }
    found
}

/// The types that src/ffi shows to C, as Rust source without attributes but `repr`.
fn public_types() -> String {
    let mut files: Vec<_> = fs::read_dir(root().join("src/ffi"))
        .expect("src/ffi exists")
        .map(|e| e.expect("readable").path())
        .collect();
    files.sort();
    let mut out = String::from("use std::ffi::*;\n");
    for file in files.into_iter().filter(|f| f.extension().is_some_and(|e| e == "rs")) {
        let text = fs::read_to_string(&file).expect("readable source");
        let mut lines = text.lines().peekable();
        let mut repr = "";
        while let Some(line) = lines.next() {
            if line.starts_with("#[repr(") {
                repr = line;
            } else if line.is_empty() || line == "}" {
                repr = "";
            }
            let kind = ["struct", "enum", "type"]
                .into_iter()
                .find(|k| line.starts_with(&format!("pub {k} chroma2_")));
            let Some(kind) = kind else { continue };
            let last = |line: &str| {
                if kind == "type" {
                    line.ends_with(';')
                } else {
                    line.ends_with('}') && !line.starts_with(' ')
                }
            };
            writeln!(out, "{}\n{line}", if kind == "type" { "" } else { repr }).expect("a String");
            let mut done = last(line);
            while !done {
                let line = lines.next().expect("an item ends");
                writeln!(out, "{line}").expect("a String");
                done = last(line);
            }
        }
    }
    out
}

/// src/layout as one file, without what needs other crates, and the headers made of its files.
fn kernel_types() -> (String, String) {
    let mut text = "use std::ffi::*;\nuse std::marker::PhantomData;\n".to_owned();
    let mut includes = String::new();
    for entry in fs::read_dir(root().join("src/layout")).expect("src/layout exists") {
        let path = entry.expect("readable folder").path();
        let name = path.file_stem().expect("a file").to_string_lossy();
        if name == "mod" {
            continue;
        }
        writeln!(includes, "#include \"layout/{name}.h\"").expect("a String");
        let source = fs::read_to_string(&path).expect("readable source");
        let mut importing = false;
        for line in source.lines().filter(|line| !line.starts_with("//!")) {
            importing |= line.starts_with("use ");
            if !importing {
                writeln!(text, "{line}").expect("a String");
            }
            importing &= !line.ends_with(';');
        }
    }
    (text.replace(", Pod, Zeroable", "").replace(", Zeroable", ""), includes)
}

/// Constants with their C++ names.
fn constants(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut module = String::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("pub mod ") {
            module = name.trim_end_matches(" {").to_owned() + "::";
        } else if line == "}" {
            module.clear();
        } else if let Some(rest) = line.trim().strip_prefix("pub const ") {
            let Some((name, of)) = rest.split_once(": ") else { continue };
            if !["u32", "u64"].iter().any(|number| of.starts_with(number)) {
                continue;
            }
            let camel = |word: &str| word[..1].to_owned() + &word[1..].to_lowercase();
            let cpp: String = name.split('_').map(camel).collect();
            found.push((format!("{module}{name}"), format!("k{cpp}")));
        }
    }
    found
}

/// What the Rust compiler says about the types.
fn rust_layout(test: &str, types: &str, structs: &[Struct], constants: &[(String, String)]) -> String {
    let mut text = format!(
        "#![allow(dead_code, non_camel_case_types)]\nmod types {{\n{}\n}}\nuse types::*;\nfn main() {{\n",
        types.lines().filter(|line| !line.starts_with("//!")).collect::<Vec<_>>().join("\n")
    );
    for (name, fields) in structs {
        writeln!(text, "    println!(\"{name} {{}}\", std::mem::size_of::<{name}>());").expect("a String");
        for field in fields {
            writeln!(text, "    println!(\"{name}.{field} {{}}\", std::mem::offset_of!({name}, {field}));")
                .expect("a String");
        }
    }
    for (rust, cpp) in constants {
        writeln!(text, "    println!(\"{cpp} {{}}\", {rust});").expect("a String");
    }
    text += "}\n";
    let folder = scratch(&format!("{test}_rust"));
    let file = folder.join("layout.rs");
    let binary = folder.join("layout").display().to_string();
    fs::write(&file, text).expect("a scratch file");
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    run(&rustc, &["--edition=2024", &file.display().to_string(), "-o", &binary], &[]);
    run(&binary, &[] as &[&str], &[])
}

/// What a C or C++ compiler says about them.
fn c_layout(test: &str, source: &str, compiler: &str, standard: &str, include: &str) -> String {
    let folder = scratch(test);
    let file = folder.join(if standard.contains("++") { "layout.cpp" } else { "layout.c" });
    fs::write(&file, source).expect("a scratch file");
    let binary = folder.join("layout").display().to_string();
    let mut arguments = vec![standard.to_owned(), format!("-I{}", root().join(include).display())];
    arguments.extend(STRICT.iter().map(|&flag| flag.to_owned()));
    arguments.extend([file.display().to_string(), "-o".into(), binary.clone()]);
    run(compiler, &arguments, &[]);
    run(&binary, &[] as &[&str], &[])
}

fn c_program(prelude: &str, structs: &[Struct], constants: &[(String, String)]) -> String {
    let mut text = format!("#include <stddef.h>\n#include <stdio.h>\n{prelude}\nint main(void) {{\n");
    for (name, fields) in structs {
        writeln!(text, "  printf(\"{name} %zu\\n\", sizeof({name}));").expect("a String");
        for field in fields {
            let raw = field.trim_start_matches("r#"); // a keyword of Rust alone
            writeln!(text, "  printf(\"{name}.{field} %zu\\n\", offsetof({name}, {raw}));")
                .expect("a String");
        }
    }
    for (_, cpp) in constants {
        writeln!(text, "  printf(\"{cpp} %llu\\n\", (unsigned long long)({cpp}));").expect("a String");
    }
    text + "  return 0;\n}\n"
}

#[test]
fn public_structs_are_the_same_in_c_and_rust() {
    let types = public_types();
    let all = structs(&types);
    let rust = rust_layout("layout_public", &types, &all, &[]);
    let source = c_program("#include <chroma2.h>", &all, &[]);
    let (cc, cxx) = compilers();
    assert_eq!(c_layout("layout_c", &source, &cc, "-std=c99", "include"), rust);
    assert_eq!(c_layout("layout_cpp", &source, &cxx, "-std=c++17", "include"), rust);
}

#[test]
fn kernel_structs_are_the_same_in_cpp_and_rust() {
    let (types, includes) = kernel_types();
    let (all, constants) = (structs(&types), constants(&types));
    assert!(all.len() >= 16 && constants.len() >= 20, "the mirror lost its structs");
    let rust = rust_layout("layout_kernel", &types, &all, &constants);
    let source = c_program(
        &format!("#define __global__\n#define __grid_constant__\n{includes}using namespace chroma2;"),
        &all,
        &constants,
    );
    assert_eq!(c_layout("layout_cpp_kernel", &source, &compilers().1, "-std=c++17", "kernels"), rust);
}
