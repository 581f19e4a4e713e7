//! What compilers say of programs that use the headers: unused statuses, old standards; and that chroma2.hpp
//! has all that C has, and that examples or tests call it.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use support::{STRICT, compilers, root, scratch};

/// Compiles a text without linking, with warnings as errors (some come only with code).
fn compile(folder: &Path, text: &str, language: &str, standard: &str) -> Output {
    let file = folder.join(if language == "c" { "program.c" } else { "program.cpp" });
    fs::write(&file, text).expect("a scratch file");
    let (cc, cxx) = compilers();
    let mut command = Command::new(if language == "c" { cc } else { cxx });
    command.args(STRICT).args([&format!("-std={standard}"), "-c", "-o"]).arg(folder.join("program.o"));
    command.arg(format!("-I{}", root().join("include").display())).arg(file);
    command.output().expect("a compiler")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const STANDARDS: [(&str, &str); 5] =
    [("c", "c99"), ("c", "c17"), ("c", "c2x"), ("c++", "c++11"), ("c++", "c++17")];

#[test]
fn an_unused_status_is_a_warning() {
    let folder = scratch("unused_status");
    let program = |call: &str| {
        format!(
            "#include <chroma2.h>\nvoid program(chroma2_context* context, chroma2_event* event) {{\n  {call};\n  (void)context, (void)event;\n}}\n"
        )
    };
    for (language, standard) in STANDARDS {
        for call in [
            "chroma2_event_wait(event, 0)",
            "chroma2_event_cancel(event)",
            "chroma2_device_get_count(0)",
            "chroma2_version()",
            "chroma2_live_handles()",
            "chroma2_last_error_message()",
        ] {
            let output = compile(&folder, &program(call), language, standard);
            assert!(!output.status.success(), "{call} compiles as {standard}");
            assert!(said(&output).contains("unused-result"), "{standard}: {}", said(&output));
            let used = format!("if (!{call}) return");
            let output = compile(&folder, &program(&used), language, standard);
            assert!(output.status.success(), "{standard}: {}", said(&output));
        }
        // Nothing can be done when this fails, and in C there is nothing to hold it.
        for call in ["chroma2_event_destroy(event)", "chroma2_context_destroy(context)"] {
            let output = compile(&folder, &program(call), language, standard);
            assert!(output.status.success(), "{standard}: {}", said(&output));
        }
        let own = format!("#define CHROMA2_NODISCARD\n{}", program("chroma2_event_wait(event, 0)"));
        let output = compile(&folder, &own, language, standard);
        assert!(output.status.success(), "{standard}: {}", said(&output));
    }
    // On purpose.
    for (language, standard) in [("c", "c2x"), ("c++", "c++17")] {
        let output = compile(&folder, &program("(void)chroma2_event_wait(event, 0)"), language, standard);
        assert!(output.status.success(), "{standard}: {}", said(&output));
    }
}

/// The text of a folder's files without comments.
fn code(folder: &str, end: &str) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(root().join(folder)).expect("a folder") {
        let path = entry.expect("readable").path();
        if path.extension().is_some_and(|e| e == end) {
            all += &fs::read_to_string(path).expect("readable");
        }
    }
    let mut out = String::new();
    for (i, part) in all.split("/*").enumerate() {
        out += if i == 0 { part } else { part.split_once("*/").map_or("", |(_, after)| after) };
    }
    out.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// Names that begin with chroma2_ and that `after` follows.
fn names(code: &str, after: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("chroma2_") {
        if at > 0 && (code.as_bytes()[at - 1].is_ascii_alphanumeric() || code.as_bytes()[at - 1] == b'_') {
            continue;
        }
        let end =
            code[at..].find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(code.len() - at);
        if code[at + end..].starts_with(after) {
            found.insert(code[at..at + end].to_owned());
        }
    }
    found
}

#[test]
fn every_status_is_marked() {
    let code = code("include/chroma2", "h");
    let functions = code.split("CHROMA2_API\nchroma2_status ").count() - 1;
    let marked = code.split("CHROMA2_NODISCARD CHROMA2_API\nchroma2_status ").count() - 1;
    let destroys = names(&code, "(").iter().filter(|name| name.ends_with("_destroy")).count();
    assert!(functions > 60 && marked == functions - destroys, "{marked} of {functions}, {destroys} destroy");
    assert!(!code.contains("CHROMA2_API chroma2_status"), "a declaration of another shape");
}

#[test]
fn chroma2_hpp_has_the_whole_api() {
    let declared = names(&code("include/chroma2", "h"), "(");
    assert!(declared.len() > 70, "{declared:?}");
    let used = names(&code("include/chroma2/cpp", "hpp"), "");
    let missing: Vec<_> = declared.difference(&used).collect();
    assert!(missing.is_empty(), "no use in include/chroma2/cpp: {missing:?}");
    // And all of its headers are in it.
    let all = fs::read_to_string(root().join("include/chroma2.hpp")).expect("readable");
    for entry in fs::read_dir(root().join("include/chroma2/cpp")).expect("a folder") {
        let name = entry.expect("readable").file_name().into_string().expect("UTF-8");
        let within = ["span.hpp", "columns.hpp"].contains(&name.as_str()); // others' parts
        assert!(within || all.contains(&format!("chroma2/cpp/{name}")), "{name} is not in chroma2.hpp");
    }
}

#[test]
fn examples_and_c_tests_call_every_function() {
    // What tests/install.rs, tests/c_api.rs and tests/cuda_backend compile, and `make docs` shows.
    let called = ["examples_c", "tests/c", "tests/cuda_backend"].map(|folder| names(&code(folder, "c"), "("));
    let called: BTreeSet<&str> = called.iter().flatten().map(String::as_str).collect();
    let exported = fs::read_to_string(root().join("abi/symbols.txt")).expect("readable");
    let missing: Vec<_> = exported.lines().filter(|name| !called.contains(name)).collect();
    assert!(missing.is_empty(), "no call in an example or a C test: {missing:?}");
}

#[test]
fn cpp_headers_compile_alone_and_say_what_they_need() {
    let folder = scratch("cpp_headers_alone");
    let mut headers = vec!["chroma2.hpp".to_owned()];
    for entry in fs::read_dir(root().join("include/chroma2/cpp")).expect("a folder") {
        headers.push(format!(
            "chroma2/cpp/{}",
            entry.expect("readable").file_name().into_string().expect("UTF-8")
        ));
    }
    for header in headers {
        let text = format!("#include <{header}>\n#include <{header}>\n");
        for standard in ["c++17", "c++20"] {
            let output = compile(&folder, &text, "c++", standard);
            assert!(output.status.success(), "{header}, {standard}: {}", said(&output));
        }
        let output = compile(&folder, &text, "c++", "c++14");
        let first = said(&output).lines().find(|line| line.contains("error")).unwrap_or_default().to_owned();
        assert!(first.contains("chroma2.hpp needs C++17 or later"), "{header}: {}", said(&output));
        if header == "chroma2.hpp" {
            assert_eq!(said(&output).matches("error: ").count(), 1, "{}", said(&output));
        }
    }
}
