//! What the shared library exports and needs: the committed list of the ABI, and nothing else.

mod support;

use support::{committed, library_folder, run};

fn library() -> String {
    library_folder().join("libchroma2.so").to_string_lossy().into_owned()
}

#[test]
fn exports_are_the_committed_list() {
    let table = run("nm", &["-D", "--defined-only", "--format=posix", &library()], &[]);
    let mut names: Vec<&str> = table.lines().filter_map(|line| line.split_whitespace().next()).collect();
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
    let allowed = ["libc.so.6", "libm.so.6", "libgcc_s.so.1", "libdl.so.2", "libpthread.so.0", "librt.so.1"];
    for needed in values("(NEEDED)") {
        assert!(
            allowed.contains(&needed.as_str()) || needed.starts_with("ld-linux"),
            "{needed}: the library may need only {allowed:?}"
        );
    }
}
