//! Random and altered files: an error or something valid, never a panic. The fuzz targets run the
//! same checks (docs/testing.md).

#[path = "../fuzz/driver/mod.rs"]
mod driver;

use chroma2::geometry::load::{LoadedMesh, MeshFormat, ply_bytes, stl_bytes};
use driver::{Input, checkpoint, files, gdml};
use proptest::collection::vec;
use proptest::prelude::*;

const OBJ: &str = "v 0 0 0\nv 1 0 0 2\nv 0 1 0 .1 .2 .3\nf 1/1 2//2 \\\n3\nf -1 -2 -3\n";
const ASCII_STL: &str = "solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1e0 0\n\
                         endloop\nendfacet\nendsolid a\n";
const ASCII_PLY: &str = "ply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\n\
                         property double z\nelement face 1\nproperty list uchar int vertex_indices\n\
                         property int surface\nend_header\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2 -1\n";

fn sample(which: usize) -> (Vec<u8>, MeshFormat) {
    let mesh = LoadedMesh {
        vertices: vec![[0.0; 3], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]],
        triangles: vec![[0, 1, 2], [2, 1, 0]],
        surface: Some(vec![0, u32::MAX]),
        ..LoadedMesh::default()
    };
    match which {
        0 => (ply_bytes(&mesh).unwrap(), MeshFormat::Ply),
        1 => (ASCII_PLY.into(), MeshFormat::Ply),
        2 => (stl_bytes(&mesh).unwrap(), MeshFormat::Stl),
        3 => (ASCII_STL.into(), MeshFormat::Stl),
        _ => (OBJ.into(), MeshFormat::Obj),
    }
}

/// Puts bytes over, into or instead of parts of a file.
fn altered(mut bytes: Vec<u8>, changes: &[(usize, u8, u8)]) -> Vec<u8> {
    for &(place, kind, value) in changes {
        let place = place % bytes.len().max(1);
        match kind % 5 {
            0 if !bytes.is_empty() => bytes[place] = value,
            1 => bytes.insert(place, value),
            2 if !bytes.is_empty() => drop(bytes.remove(place)),
            3 => bytes.truncate(bytes.len() - place.min(usize::from(value))),
            _ => {
                let part = bytes[place..].iter().take(value.into()).copied().collect::<Vec<_>>();
                bytes.splice(place..place, part);
            }
        }
    }
    bytes
}

fn checkpoint_sample() -> &'static [u8] {
    static SAMPLE: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    SAMPLE.get_or_init(checkpoint::sample)
}

/// Inputs of the fuzz targets that are kept.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = format!("{}/fuzz/seeds/{target}", env!("CARGO_MANIFEST_DIR"));
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| std::fs::read(path).unwrap()).collect()
}

/// What has not been altered is read, so that what is gets further than the header.
#[test]
fn a_good_checkpoint_is_taken() {
    assert_eq!(checkpoint::events_of(checkpoint_sample()), Some(4));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/seeds/checkpoint/all_kinds.bin");
    if std::env::var_os("CHROMA2_BLESS").is_some() {
        std::fs::write(path, checkpoint_sample()).unwrap(); // after a change of the format
    }
    assert_eq!(checkpoint::events_of(&std::fs::read(path).unwrap()), Some(4));
}

#[test]
fn kept_inputs_of_the_fuzz_targets() {
    for (target, format) in [("stl", MeshFormat::Stl), ("obj", MeshFormat::Obj), ("ply", MeshFormat::Ply)] {
        let inputs = seeds(target);
        assert!(!inputs.is_empty());
        inputs.iter().for_each(|bytes| files::mesh(bytes, format));
    }
    seeds("scene").iter().for_each(|bytes| files::scene_target(bytes));
    seeds("checkpoint").iter().for_each(|bytes| checkpoint::target(bytes));
    seeds("table").iter().for_each(|bytes| files::table(bytes));
    seeds("gdml").iter().for_each(|bytes| gdml::target(bytes));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn altered_checkpoints(changes in vec((any::<usize>(), any::<u8>(), any::<u8>()), 1..6)) {
        checkpoint::target(&altered(checkpoint_sample().to_vec(), &changes));
    }

    #[test]
    fn altered_meshes(which in 0..5usize, changes in vec((any::<usize>(), any::<u8>(), any::<u8>()), 1..6)) {
        let (bytes, format) = sample(which);
        files::mesh(&altered(bytes, &changes), format);
    }

    #[test]
    fn random_meshes(bytes in vec(any::<u8>(), 0..300)) {
        for format in [MeshFormat::Stl, MeshFormat::Obj, MeshFormat::Ply] {
            files::mesh(&bytes, format);
        }
        files::table(&bytes);
    }

    #[test]
    fn altered_tables(which in 0..3usize, changes in vec((any::<usize>(), any::<u8>(), any::<u8>()), 1..6)) {
        files::table(&altered(seeds("table").swap_remove(which), &changes));
    }

    #[test]
    fn altered_detectors(changes in vec((any::<usize>(), any::<u8>(), any::<u8>()), 1..6)) {
        let text = include_bytes!("../fuzz/seeds/gdml/detector.gdml");
        gdml::target(&altered(text.to_vec(), &changes));
    }

    #[test]
    fn detectors_of_pieces(bytes in vec(any::<u8>(), 0..100)) {
        gdml::pieces(&mut Input::new(&bytes));
    }

    #[test]
    fn random_scenes(bytes in vec(any::<u8>(), 0..60)) {
        files::scene_text(&bytes);
        files::scene_pieces(&mut Input::new(&bytes));
    }

    #[test]
    fn altered_scenes(changes in vec((any::<usize>(), any::<u8>(), any::<u8>()), 1..6)) {
        let text = include_str!("../docs/scene-format.md");
        let example = text.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        files::scene_text(&altered(example.into(), &changes));
    }
}
