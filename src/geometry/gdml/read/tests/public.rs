//! Public files, where they are at hand. What is counted here a plain XML parser counts too.

use crate::geometry::gdml::read::{Document, ReadOptions, read};
use std::path::{Path, PathBuf};

/// Materials, surfaces, solids, volumes, placements, skins, borders, and what is placed by loops besides.
const COUNTS: [(&str, [usize; 7]); 8] = [
    ("apex", [4, 2, 10, 10, 38, 6, 0]),
    ("duneb", [3, 1, 5, 5, 4, 1, 0]),
    // Two materials of NIST, and 361 placements of 16 elements, most in loops.
    ("lartpc", [6, 0, 9, 10, 361, 0, 0]),
    ("pdvd", [25, 0, 2540, 2469, 4049, 0, 0]),
    ("pfrich_min_FINAL", [18, 5, 201, 182, 126, 0, 99]),
    ("rain", [4, 1, 4, 4, 3, 0, 1]),
    ("sib", [2, 1, 3, 4, 3, 1, 0]),
    ("sipm", [4, 4, 7, 7, 193, 4, 0]),
];

fn folder() -> Option<PathBuf> {
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().skip(1);
    let found = above.map(|folder| folder.join("shared/gdml")).find(|folder| folder.is_dir());
    if found.is_none() {
        println!("skipped: no folder shared/gdml beside the sources");
    }
    found
}

fn counts(document: &Document) -> [usize; 7] {
    [
        document.materials.len(),
        document.surfaces.len(),
        document.solids.len(),
        document.volumes.len(),
        document.volumes.iter().map(|volume| volume.daughters.len()).sum(),
        document.skins.len(),
        document.borders.len(),
    ]
}

#[test]
fn public_files_are_read() {
    let Some(folder) = folder() else { return };
    for (name, expected) in COUNTS {
        let path = folder.join(format!("{name}.gdml"));
        let document = read(&path, &ReadOptions::default()).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(counts(&document), expected, "{name}");
    }
}

#[test]
fn the_first_of_two_solids_is_meant() {
    let Some(folder) = folder() else { return };
    let document = read(&folder.join("pfrich_min_FINAL.gdml"), &ReadOptions::default()).unwrap();
    // Two solids have one name, suffix and all; the second one is in this line.
    let second = document.solids.iter().position(|solid| solid.place.line == 527).unwrap();
    assert_eq!(document.solids[second].name, "InnerMirror");
    let is_used = |index: usize| {
        document.volumes.iter().any(|volume| volume.content.is_some_and(|(solid, _)| solid == index))
    };
    let others = document
        .solids
        .iter()
        .enumerate()
        .filter(|(index, solid)| *index != second && solid.name == "InnerMirror");
    assert!(!is_used(second));
    assert_eq!(others.filter(|(index, _)| is_used(*index)).count(), 1);
}
