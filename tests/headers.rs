//! The C headers are what cbindgen makes of src/ffi: one topic a file, each self-contained, with the enums of
//! other folders that it gives to C.
//! `CHROMA2_BLESS=1 cargo test --test headers` rewrites them after a change.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// All topics, in the order in which a program meets them.
const LIFE_CYCLE: &[&str] = &[
    "version",
    "status",
    "log",
    "handle",
    "context",
    "geometry",
    "material",
    "surface",
    "mesh",
    "instance",
    "scene_file",
    "gdml",
    "report",
    "revision",
    "rays",
    "render",
    "photons",
    "options",
    "telemetry",
    "session",
    "source",
    "steps",
    "batch",
    "step_yields",
    "step_import",
    "event",
    "replay",
    "results",
    "step_origins",
    "device_hits",
    "medium_changes",
    "trace",
    "checkpoint",
    "daq",
    "queue_view",
    "queue",
    "queue_batch",
    "persistent",
    "message",
    "message_queue",
    "message_io",
    "stream",
    "module",
    "kernel",
    "pipeline",
    "pipeline_io",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// A source file of src/ffi that says something to C.
struct Topic {
    source: PathBuf,
    text: String,
    types: Vec<String>,
}

/// An enum of another folder that src/ffi gives to C: `pub use crate::folder::Name as chroma2_name;`.
fn given_to_c(line: &str) -> Option<(&str, &str, &str)> {
    let line = line.strip_prefix("pub use crate::")?.strip_suffix(';')?;
    let (path, name) = line.split_once(" as ")?;
    let (folder, own) = path.rsplit_once("::")?;
    name.starts_with("chroma2_").then_some((folder, own, name))
}

/// The text of that enum, with its name in C and with numbers for those that src/layout has names of.
fn enum_of((folder, own, name): (&str, &str, &str)) -> String {
    let start = format!("pub enum {own} {{");
    let texts = sources(&format!("src/{}", folder.replace("::", "/")));
    let text = texts.iter().find(|text| text.contains(&start));
    let text = text.unwrap_or_else(|| panic!("no file of src/{folder} has: {start}"));
    let at = text.find(&start).unwrap_or_default();
    let comment: Vec<&str> = text[..at].lines().rev().take_while(|line| !line.trim().is_empty()).collect();
    let body = text[at + start.len()..].split("\n}").next().unwrap_or_default();
    let mut out: String = comment.into_iter().rev().map(|line| format!("{line}\n")).collect();
    out += &format!("pub enum {name} {{");
    for line in body.lines() {
        let named = line.split_once(" = ").and_then(|(head, value)| {
            let (list, constant) = value.strip_suffix(',')?.split_once("::")?;
            Some(format!("{head} = {},", number(list, constant)))
        });
        out += &(named.unwrap_or_else(|| line.to_owned()) + "\n");
    }
    out + "}\n"
}

/// The texts of a folder's files, or of the file of a module that is none.
fn sources(folder: &str) -> Vec<String> {
    let file = format!("{folder}.rs");
    if root().join(&file).is_file() {
        return vec![read(file)];
    }
    let entries = fs::read_dir(root().join(folder)).unwrap_or_else(|e| panic!("{folder}: {e}"));
    let paths = entries.map(|entry| entry.expect("readable folder").path());
    paths.filter(|path| path.is_file()).map(read).collect()
}

/// A number of src/layout.
fn number(list: &str, constant: &str) -> String {
    let texts = sources("src/layout").join("\n");
    let list = texts.split_once(&format!("pub mod {list} {{")).map(|(_, rest)| rest);
    let list = list.and_then(|rest| rest.split("\n}").next()).unwrap_or_default();
    let value =
        list.split_once(&format!("pub const {constant}: u32 = ")).and_then(|(_, rest)| rest.split_once(';'));
    value.unwrap_or_else(|| panic!("src/layout has no {constant}")).0.to_owned()
}

/// The C types and constants that a source file defines.
fn items(text: &str) -> Vec<String> {
    let keywords = ["struct ", "enum ", "union ", "type "];
    let item = |line: &str| {
        if let Some((.., name)) = given_to_c(line) {
            return Some(name.to_owned());
        }
        let rest = line.strip_prefix("pub ")?;
        let rest = keywords.iter().find_map(|keyword| rest.strip_prefix(keyword))?;
        let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        name.starts_with("chroma2_").then_some(name)
    };
    text.lines().filter_map(item).collect()
}

fn topics() -> BTreeMap<String, Topic> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(root().join("src/ffi")).expect("src/ffi exists") {
        let source = entry.expect("readable folder").path();
        if source.extension().is_none_or(|e| e != "rs") {
            continue;
        }
        let name = source.file_stem().expect("a file").to_string_lossy().into_owned();
        let text = read(&source);
        let types = items(&text);
        if !types.is_empty() || text.contains("extern \"C\" fn chroma2_") {
            found.insert(name, Topic { source, text, types });
        }
    }
    found
}

fn in_order(topics: &BTreeMap<String, Topic>) -> Vec<&str> {
    let mut sorted = LIFE_CYCLE.to_vec();
    sorted.sort_unstable();
    assert_eq!(sorted, topics.keys().collect::<Vec<_>>(), "LIFE_CYCLE has each topic of src/ffi once");
    LIFE_CYCLE.to_vec()
}

/// The words of C code, without its comments.
fn words(header: &str) -> Vec<String> {
    let mut code = String::new();
    for (i, part) in header.split("/*").enumerate() {
        code += if i == 0 { part } else { part.split_once("*/").map_or("", |(_, after)| after) };
    }
    code.split(|c: char| !c.is_alphanumeric() && c != '_').map(str::to_owned).collect()
}

fn generate(name: &str, topic: &Topic, includes: &[String]) -> String {
    let mut config =
        cbindgen::Config::from_file(root().join("cbindgen.toml")).expect("cbindgen.toml is valid");
    config.include_guard = Some(format!("CHROMA2_{}_H", name.to_uppercase()));
    config.includes.extend_from_slice(includes);
    config.export.include = topic.types.clone();
    let mut out = Vec::new();
    let mut builder = cbindgen::Builder::new().with_src(&topic.source).with_config(config);
    let enums: String = topic.text.lines().filter_map(given_to_c).map(enum_of).collect();
    if !enums.is_empty() {
        static MADE: AtomicUsize = AtomicUsize::new(0); // tests make headers at the same time
        let number = MADE.fetch_add(1, Relaxed);
        let source = support::scratch(&format!("headers_enums_{number}")).join("enums.rs");
        fs::write(&source, enums).expect("a scratch file");
        builder = builder.with_src(source);
    }
    builder.generate().unwrap_or_else(|e| panic!("{}: {e}", topic.source.display())).write(&mut out);
    marked(&with_suffixes(String::from_utf8(out).expect("headers are ASCII"), &topic.text))
}

/// Constants with the suffix of their type: `~CHROMA2_WIRE_BIT` then has 32 bits, and a constant the type of
/// what it is compared with. Not a cast, which the preprocessor and readers of headers do not take.
fn with_suffixes(mut header: String, source: &str) -> String {
    for line in source.lines() {
        let Some((name, rest)) = line.strip_prefix("pub const CHROMA2_").and_then(|l| l.split_once(": "))
        else {
            continue;
        };
        let suffix = match rest.split_once(' ').map(|(of, _)| of) {
            Some("u32") => "u",
            Some("u64") => "ull",
            other => panic!("CHROMA2_{name}: how does C write a constant of type {other:?}?"),
        };
        let start = format!("#define CHROMA2_{name} ");
        let at =
            header.find(&start).unwrap_or_else(|| panic!("CHROMA2_{name} is in no header")) + start.len();
        let digits = header[at..].bytes().take_while(u8::is_ascii_digit).count();
        header.insert_str(at + digits, suffix);
    }
    header
}

/// Every function that returns a status with the mark that a compiler warns of an unused one by, except
/// those that give a handle up: there is nothing left to do when that fails. The mark comes first, as an
/// attribute of C23 and C++17 must.
fn marked(header: &str) -> String {
    let header = header.replace("CHROMA2_API CHROMA2_NODISCARD ", "CHROMA2_NODISCARD CHROMA2_API ");
    let header = header.replace("CHROMA2_API chroma2_status ", "CHROMA2_API\nchroma2_status ");
    let mut parts = header.split("CHROMA2_API\nchroma2_status ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let name = part.split('(').next().unwrap_or_default();
        out += if name.ends_with("_destroy") { "" } else { "CHROMA2_NODISCARD " };
        out += "CHROMA2_API\nchroma2_status ";
        out += part;
    }
    out
}

fn headers() -> BTreeMap<String, String> {
    let topics = topics();
    let mut headers = BTreeMap::new();
    for (name, topic) in &topics {
        let used = words(&generate(name, topic, &[]));
        let includes: Vec<String> = in_order(&topics)
            .into_iter()
            .filter(|other| other != name && topics[*other].types.iter().any(|t| used.contains(t)))
            .map(|other| format!("chroma2/{other}.h"))
            .collect();
        headers.insert(format!("chroma2/{name}.h"), generate(name, topic, &includes));
    }
    let mut all = read("tests/headers.in");
    for name in in_order(&topics) {
        all += &format!("#include \"chroma2/{name}.h\"\n");
    }
    all += "\n#endif /* CHROMA2_H */\n";
    headers.insert("chroma2.h".to_owned(), all);
    headers
}

#[test]
fn committed_headers_are_fresh() {
    let bless = std::env::var_os("CHROMA2_BLESS").is_some();
    let headers = headers();
    let mut stale = Vec::new();
    for (name, text) in &headers {
        let path = root().join("include").join(name);
        if fs::read_to_string(&path).is_ok_and(|committed| committed == *text) {
            continue;
        }
        if bless {
            fs::write(&path, text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        } else {
            stale.push(name.clone());
        }
    }
    for entry in fs::read_dir(root().join("include/chroma2")).expect("include/chroma2 exists") {
        let path = entry.expect("readable folder").path();
        let name = format!("chroma2/{}", path.file_name().expect("a file").to_string_lossy());
        if name == "chroma2/config.h" || !name.ends_with(".h") || headers.contains_key(&name) {
            continue;
        }
        if bless {
            fs::remove_file(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        } else {
            stale.push(name);
        }
    }
    assert!(stale.is_empty(), "stale: {stale:?}; run: CHROMA2_BLESS=1 cargo test --test headers");
}

#[test]
fn every_function_is_documented_with_its_threads() {
    for topic in topics().values() {
        let lines: Vec<&str> = topic.text.lines().map(str::trim).collect();
        for (i, line) in lines.iter().enumerate() {
            let Some((_, rest)) = line.split_once("extern \"C\" fn chroma2_") else { continue };
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if !line.starts_with("pub ") {
                continue; // a declaration of the kernels
            }
            let above = lines[..i].iter().rev().take_while(|l| l.starts_with("///") || l.starts_with("#["));
            let comment: Vec<&str> = above.filter(|l| l.starts_with("///")).copied().collect();
            let comment: String = comment.into_iter().rev().collect::<Vec<_>>().join(" ").replace("///", "");
            let text = comment.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(
                text.contains("Any thread") || text.contains("One thread at a time"),
                "chroma2_{name}: its comment must say \"Any thread.\" or \"One thread at a time.\": {text}"
            );
        }
    }
}

#[test]
fn every_status_function_is_guarded() {
    for (name, topic) in &topics() {
        let mut bodies = topic.text.split("pub extern \"C\" fn chroma2_").skip(1).collect::<Vec<_>>();
        bodies.extend(topic.text.split("pub unsafe extern \"C\" fn chroma2_").skip(1));
        for body in bodies {
            let end = body.find("\n}").unwrap_or(body.len());
            let (signature, body) = body[..end].split_once("{\n").unwrap_or((&body[..end], ""));
            if signature.contains("-> chroma2_status") {
                let function = signature.split('(').next().unwrap_or_default();
                assert!(body.contains("guard("), "{name}: chroma2_{function} must run inside guard()");
            }
        }
    }
}

/// The value of a `#define`.
fn define(header: &str, name: &str) -> String {
    let start = format!("#define {name} ");
    let line = header.lines().find(|line| line.starts_with(&start));
    line.unwrap_or_else(|| panic!("config.h lacks {name}"))[start.len()..].trim().to_owned()
}

#[test]
fn version_macros_are_the_crates() {
    let config = read("include/chroma2/config.h");
    assert_eq!(define(&config, "CHROMA2_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MAJOR"));
    assert_eq!(define(&config, "CHROMA2_VERSION_MINOR"), env!("CARGO_PKG_VERSION_MINOR"));
    assert_eq!(define(&config, "CHROMA2_VERSION_PATCH"), env!("CARGO_PKG_VERSION_PATCH"));
    assert_eq!(define(&config, "CHROMA2_VERSION_STRING"), format!("{:?}", env!("CARGO_PKG_VERSION")));
    let abi: u32 = define(&config, "CHROMA2_ABI_VERSION").parse().expect("a number");
    assert_eq!((abi / 1000).to_string(), env!("CARGO_PKG_VERSION_MAJOR"), "the ABI follows the SONAME");
    assert_eq!(chroma2::ffi::version::chroma2_abi_version(), abi);
}

#[test]
fn headers_compile_alone_and_twice() {
    let folder = support::scratch("headers");
    let mut names: Vec<String> = headers().into_keys().collect();
    names.push("chroma2/config.h".to_owned());
    let mut all = String::new();
    let mut files = Vec::new();
    for name in &names {
        let text = format!("#include <{name}>\n");
        let file = folder.join(name.replace('/', "_").replace(".h", ".c"));
        fs::write(&file, format!("{text}typedef int something;\n")).expect("a scratch file");
        files.push(file.display().to_string());
        all += &text;
    }
    let both = folder.join("twice.c");
    fs::write(&both, format!("{all}{all}typedef int something;\n")).expect("a scratch file");
    files.push(both.display().to_string());
    let (cc, cxx) = support::compilers();
    for (compiler, language, standards) in
        [(cc, "c", ["c99", "c11", "c17"]), (cxx, "c++", ["c++11", "c++14", "c++17"])]
    {
        for standard in standards {
            let mut arguments = vec!["-fsyntax-only".to_owned(), format!("-std={standard}")];
            arguments.extend(support::STRICT.iter().map(|&flag| flag.to_owned()));
            arguments.extend([format!("-I{}", root().join("include").display()), format!("-x{language}")]);
            arguments.extend(files.iter().cloned());
            support::run(&compiler, &arguments, &[]);
        }
    }
}
