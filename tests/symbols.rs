//! What the shared library exports and needs: the committed list of the ABI, and nothing else.

mod support;

use support::{committed, library_folder, run};

fn library() -> String {
    library_folder().join("libchroma2.so").to_string_lossy().into_owned()
}

/// Version of every exported symbol (build_rs/link.rs). Programs record it: it stays for these symbols.
const NODE: &str = "CHROMA2_2.0";

/// Exported names with their versions. Some linkers list the version itself, as an absolute symbol.
fn exports() -> Vec<(String, String)> {
    let table = run("nm", &["-D", "--defined-only", "--with-symbol-versions", &library()], &[]);
    let names = table.lines().filter_map(|line| line.split_whitespace().last());
    let versioned = names.filter(|name| name.trim_start_matches('@') != NODE);
    let split = versioned.map(|name| name.split_once("@@").unwrap_or((name, "")));
    split.map(|(name, version)| (name.to_owned(), version.to_owned())).collect()
}

#[test]
fn every_export_has_the_version() {
    let exports = exports();
    assert!(exports.len() > 50, "{exports:?}");
    let others: Vec<_> = exports.iter().filter(|(_, version)| version != NODE).collect();
    assert!(others.is_empty(), "of version {NODE} all should be: {others:?}");
}

#[test]
fn exports_are_the_committed_list() {
    let mut names: Vec<String> = exports().into_iter().map(|(name, _)| name).collect();
    names.sort_unstable();
    let foreign: Vec<_> = names.iter().filter(|name| !name.starts_with("chroma2_")).collect();
    assert!(foreign.is_empty(), "only chroma2_* may be exported, not {foreign:?}");
    committed("abi/symbols.txt", &(names.join("\n") + "\n"), "symbols");
}

#[test]
fn soname_has_the_major_version_and_no_needless_library_is_needed() {
    let dynamic = run("readelf", &["--dynamic", "--wide", &library()], &[]);
    let values = |tag: &str| -> Vec<String> {
        let lines = dynamic.lines().filter(|line| line.contains(tag));
        lines.filter_map(|line| line.split(['[', ']']).nth(1)).map(str::to_owned).collect()
    };
    assert_eq!(values("(SONAME)"), [format!("libchroma2.so.{}", env!("CARGO_PKG_VERSION_MAJOR"))]);
    let flags = dynamic.lines().find(|line| line.contains("(FLAGS_1)")).unwrap_or_default();
    assert!(flags.contains("NODELETE"), "its threads outlive a dlclose: {dynamic}");
    let allowed = ["libc.so.6", "libm.so.6", "libgcc_s.so.1", "libdl.so.2", "libpthread.so.0", "librt.so.1"];
    for needed in values("(NEEDED)") {
        assert!(
            allowed.contains(&needed.as_str()) || needed.starts_with("ld-linux"),
            "{needed}: the library may need only {allowed:?}"
        );
    }
}
