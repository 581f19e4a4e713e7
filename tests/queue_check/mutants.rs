//! The bugs that scripts/queue-mutants puts into the headers still fit them.

use crate::support::root;
use serde::Deserialize;
use std::collections::HashSet;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mutants {
    mutant: Vec<Mutant>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mutant {
    name: String,
    what: String,
    #[serde(default)]
    tests: Vec<String>,
    edits: Vec<Edit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    file: String,
    old: String,
    new: String,
    times: Option<usize>,
}

#[test]
fn mutants_fit_the_headers() {
    let file = root().join("tests/queue_mutants/mutants.toml");
    let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let Mutants { mutant: mutants } =
        toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
    let names: HashSet<&str> = mutants.iter().map(|m| m.name.as_str()).collect();
    assert_eq!(names.len(), mutants.len(), "two mutants have one name");
    for mutant in &mutants {
        let name = &mutant.name;
        assert!(!mutant.what.is_empty() && !mutant.edits.is_empty(), "{name} is nothing");
        assert!(mutant.tests.iter().all(|test| test.contains("::")), "{name} names no test");
        for edit in &mutant.edits {
            let header = root().join("include/chroma2").join(&edit.file);
            let text =
                std::fs::read_to_string(&header).unwrap_or_else(|e| panic!("{name}: {}: {e}", edit.file));
            let found = text.matches(&edit.old).count();
            assert_eq!(
                found,
                edit.times.unwrap_or(1),
                "{name}: {} has {:?} so many times",
                edit.file,
                edit.old
            );
            assert_ne!(edit.old, edit.new, "{name} changes nothing");
        }
    }
}
