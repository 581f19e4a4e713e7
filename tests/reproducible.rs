//! The same photons, bit for bit: for any number of threads, any split of the event, every
//! instruction-set level and every BVH; and as committed in tests/golden.txt, which any other
//! backend must meet too. `CHROMA2_BLESS=1` rewrites the golden file.

mod common;

use chroma2::backend::cpu::{Level, kernels, kernels_of};
use chroma2::geometry::{BuildOptions, CommitOptions, Committed, Quality};
use chroma2::layout::PhotonState;
use chroma2::tables::TableStore;
use common::photons::{hash, params, point_source, run_source, run_with};
use common::reference::{Reference, load};
use std::sync::Arc;

const SCENES: [&str; 9] = [
    "angular",
    "bulk_water",
    "default_surface",
    "detector_full",
    "detector_tiny",
    "fresnel_glass_ball",
    "weights",
    "wire_planes",
    "wls_surface",
];
const COUNT: usize = 1 << 15;

struct Run {
    scene: Committed,
    source: (chroma2::layout::Source, TableStore),
    params: chroma2::layout::PropagateParams,
}

fn prepare(name: &str, build: BuildOptions) -> Option<Run> {
    let Reference { model, position, wavelength, weight_mode, scatter_first, .. } = load(name)?;
    let options = CommitOptions { build, ..CommitOptions::default() };
    let scene = Arc::new(model).commit(&options).expect("a valid scene");
    let mut params = params(0x1234_5678_9abc_def0, 7);
    params.weight_mode = u32::from(weight_mode);
    params.scatter_first = scatter_first;
    Some(Run { scene, source: point_source(position, wavelength), params })
}

#[test]
fn golden_hashes() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden.txt");
    let golden = include_str!("golden.txt");
    let mut lines = String::new();
    for name in SCENES {
        let Some(run) = prepare(name, BuildOptions::default()) else { return };
        let photons = run_source(&run.scene, &run.source, &run.params, COUNT);
        lines += &format!("{name} {COUNT} {}\n", hash(&photons));
    }
    if std::env::var_os("CHROMA2_BLESS").is_some() {
        std::fs::write(path, &lines).expect("tests/golden.txt is writable");
    }
    assert!(std::env::var_os("CHROMA2_BLESS").is_some() || golden == lines, "golden:\n{golden}now:\n{lines}");
}

#[test]
fn threads_and_levels_and_splits() {
    for name in ["detector_tiny", "wls_surface", "wire_planes", "weights"] {
        let Some(run) = prepare(name, BuildOptions::default()) else { return };
        let Run { scene, source, params } = &run;
        let expected = run_with(kernels(), scene, source, params, COUNT, 1);
        for threads in [2, 7] {
            let photons = run_with(kernels(), scene, source, params, COUNT, threads);
            assert_eq!(photons, expected, "{name}: {threads} threads");
        }
        for level in [Level::Baseline, Level::V3] {
            let Some(kernels) = kernels_of(level) else { continue };
            let photons = run_with(kernels, scene, source, params, COUNT, 2);
            assert_eq!(photons, expected, "{name}: {level:?}");
        }
        let mut pieces: Vec<PhotonState> = Vec::new();
        for size in [1, 2, 997, 4096, 1000, COUNT - 6096] {
            let mut params = *params;
            params.first_index = pieces.len() as u64;
            pieces.extend(run_source(scene, source, &params, size));
        }
        assert_eq!(pieces, expected, "{name}: in pieces");
    }
}

#[test]
fn any_tree() {
    let builds = [
        BuildOptions { max_leaf: 3, ..BuildOptions::default() },
        BuildOptions { quality: Quality::Fast, shuffle: Some(5), ..BuildOptions::default() },
        BuildOptions { balanced: true, ..BuildOptions::default() },
        BuildOptions { piece: 200, ..BuildOptions::default() },
    ];
    for name in ["detector_tiny", "fresnel_glass_ball"] {
        let Some(run) = prepare(name, BuildOptions::default()) else { return };
        let expected = hash(&run_source(&run.scene, &run.source, &run.params, COUNT));
        for build in builds {
            let run = prepare(name, build).expect("it was there a moment ago");
            let photons = run_source(&run.scene, &run.source, &run.params, COUNT);
            assert_eq!(hash(&photons), expected, "{name}: {build:?}");
        }
    }
}
