//! Sizes, offsets and constants as C and C++ see them against Rust's: the public structs of the
//! headers, and kernels/layout.h against src/runtime/layout.rs.
//! `CHROMA2_BLESS=1 cargo test --test layout` rewrites the list of structs (structs.rs).

#[path = "../support/mod.rs"]
mod support;

use std::fmt::Write as _;
use std::fs;
use support::{STRICT, committed, compilers, root, run, scratch};

/// Size and offsets of a struct as Rust has them, as lines of text.
macro_rules! describe {
    ($out:ident, $type:ty, [$($field:ident),*]) => {
        writeln!($out, "{} {}", stringify!($type), size_of::<$type>()).expect("a String");
        $(writeln!($out, "{}.{} {}", stringify!($type), stringify!($field),
            std::mem::offset_of!($type, $field)).expect("a String");)*
    };
}

mod structs;

/// A struct of a Rust source file: name and fields.
type Struct = (String, Vec<String>);

fn structs(text: &str) -> Vec<Struct> {
    let mut found = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(name) = line.strip_prefix("pub struct ").and_then(|l| l.strip_suffix(" {")) else {
            continue;
        };
        let body = lines.by_ref().take_while(|line| *line != "}");
        let fields = body
            .filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(':'))
            .map(|(f, _)| f.to_owned());
        let fields: Vec<String> = fields.collect();
        if !fields.is_empty() {
            found.push((name.to_owned(), fields));
        }
    }
    found
}

/// Constants of src/runtime/layout.rs with their C++ names.
fn constants(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut module = String::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("pub mod ") {
            module = name.trim_end_matches(" {").to_owned() + "::";
        } else if line == "}" {
            module.clear();
        } else if let Some(rest) = line.trim().strip_prefix("pub const ") {
            let name = rest.split(':').next().unwrap_or_default();
            let camel = |word: &str| word[..1].to_owned() + &word[1..].to_lowercase();
            let cpp: String = name.split('_').map(camel).collect();
            found.push((format!("{module}{name}"), format!("k{cpp}")));
        }
    }
    found
}

fn public() -> Vec<Struct> {
    let mut files: Vec<_> =
        fs::read_dir(root().join("src/ffi")).expect("src/ffi").map(|e| e.expect("entry").path()).collect();
    files.sort();
    let all = files.into_iter().filter(|f| f.extension().is_some_and(|e| e == "rs"));
    let all = all.flat_map(|file| structs(&fs::read_to_string(file).expect("readable source")));
    all.filter(|(name, _)| name.starts_with("chroma2_")).collect()
}

fn kernel_source() -> String {
    fs::read_to_string(root().join("src/runtime/layout.rs")).expect("readable source")
}

/// A C or C++ program that prints what `describe!` prints.
fn program(prelude: &str, structs: &[Struct], rename: impl Fn(&str, &str) -> String) -> String {
    let mut text = format!("#include <stddef.h>\n#include <stdio.h>\n{prelude}\nint main(void) {{\n");
    for (name, fields) in structs {
        writeln!(text, "  printf(\"{name} %zu\\n\", sizeof({name}));").expect("a String");
        for field in fields {
            let c = rename(name, field);
            writeln!(text, "  printf(\"{name}.{field} %zu\\n\", offsetof({name}, {c}));").expect("a String");
        }
    }
    text
}

fn output(test: &str, source: &str, compiler: &str, standard: &str, include: &str) -> String {
    let folder = scratch(test);
    let extension = if standard.contains("++") { "cpp" } else { "c" };
    let file = folder.join(format!("layout.{extension}"));
    fs::write(&file, source).expect("a scratch file");
    let binary = folder.join("layout");
    let mut arguments = vec![standard.to_owned(), format!("-I{}", root().join(include).display())];
    arguments.extend(STRICT.iter().map(|&flag| flag.to_owned()));
    arguments.extend([file.display().to_string(), "-o".into(), binary.display().to_string()]);
    run(compiler, &arguments, &[]);
    run(&binary.to_string_lossy(), &[] as &[&str], &[])
}

#[test]
fn the_list_of_structs_is_complete() {
    let mut text = String::from("//! Made by: CHROMA2_BLESS=1 cargo test --test layout\n\n");
    text += "use std::fmt::Write as _;\n\n";
    let list = |text: &mut String, all: &[Struct], prefix: &str| {
        for (name, fields) in all {
            writeln!(text, "    describe!({prefix}, {name}, [{}]);", fields.join(", ")).expect("a String");
        }
    };
    text += "#[rustfmt::skip]\npub fn public() -> String {\n    #[allow(unused_imports)]\n    use chroma2::ffi::*;\n";
    let mut files: Vec<_> =
        fs::read_dir(root().join("src/ffi")).expect("src/ffi").map(|e| e.expect("entry").path()).collect();
    files.sort();
    for file in files.iter().filter(|f| f.extension().is_some_and(|e| e == "rs")) {
        let found = structs(&fs::read_to_string(file).expect("readable source"));
        let module = file.file_stem().expect("a file").to_string_lossy();
        for (name, _) in found.iter().filter(|(name, _)| name.starts_with("chroma2_")) {
            writeln!(text, "    use {module}::{name};").expect("a String");
        }
    }
    text += "    #[allow(unused_mut)]\n    let mut out = String::new();\n";
    list(&mut text, &public(), "out");
    text += "    out\n}\n\n#[rustfmt::skip]\npub fn kernel() -> String {\n    use chroma2::runtime::layout::*;\n    let mut out = String::new();\n";
    list(&mut text, &structs(&kernel_source()), "out");
    for (rust, cpp) in constants(&kernel_source()) {
        writeln!(text, "    writeln!(out, \"{cpp} {{}}\", {rust}).expect(\"a String\");").expect("a String");
    }
    text += "    out\n}\n";
    committed("tests/layout/structs.rs", &text, "layout");
}

#[test]
fn public_structs_are_the_same_in_c_and_rust() {
    let mut source = program("#include <chroma2.h>", &public(), |_, field| field.to_owned());
    source += "  return 0;\n}\n";
    let (cc, cxx) = compilers();
    assert_eq!(output("layout_c", &source, &cc, "-std=c99", "include"), structs::public());
    assert_eq!(output("layout_cpp", &source, &cxx, "-std=c++17", "include"), structs::public());
}

#[test]
fn kernel_structs_are_the_same_in_cpp_and_rust() {
    let rename = |name: &str, field: &str| match (name, field) {
        ("Source", "kind") => "type".to_owned(), // `type` is a keyword of Rust
        _ => field.to_owned(),
    };
    let prelude = "#include \"layout.h\"\nusing namespace chroma2;";
    let mut source = program(prelude, &structs(&kernel_source()), rename);
    for (_, cpp) in constants(&kernel_source()) {
        writeln!(source, "  printf(\"{cpp} %u\\n\", static_cast<unsigned>({cpp}));").expect("a String");
    }
    source += "  return 0;\n}\n";
    assert_eq!(output("layout_kernels", &source, &compilers().1, "-std=c++17", "kernels"), structs::kernel());
}
