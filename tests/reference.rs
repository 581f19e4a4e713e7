//! The reference scenes against what legacy Chroma made of them: counts within 5 standard
//! deviations of the difference of two such samples, histograms by a two-sample chi-square test with
//! p > 1e-4. Skipped where the reference folder is absent.
//!
//! Two scenes show defects of legacy Chroma that are repaired here; for them `Repaired` lists what
//! is held to a wider, relative bound instead, or (history words) not compared, and why.

mod common;

use chroma2::geometry::{CommitOptions, Committed};
use chroma2::runtime::layout::{NONE, PhotonState, WIRE_BIT, flag};
use common::photons::{params, point_source, run_source};
use common::reference::{Reference, load};
use common::reference_results::{Expected, histogram};
use common::statistics::{assert_counts_agree, sigmas_of_sums, two_sample_chi_square};
use std::collections::BTreeMap;
use std::sync::Arc;

const BITS: [(&str, u32); 11] = [
    ("NO_HIT", flag::NO_HIT),
    ("BULK_ABSORB", flag::BULK_ABSORB),
    ("SURFACE_DETECT", flag::SURFACE_DETECT),
    ("SURFACE_ABSORB", flag::SURFACE_ABSORB),
    ("RAYLEIGH_SCATTER", flag::RAYLEIGH_SCATTER),
    ("REFLECT_DIFFUSE", flag::REFLECT_DIFFUSE),
    ("REFLECT_SPECULAR", flag::REFLECT_SPECULAR),
    ("SURFACE_REEMIT", flag::SURFACE_REEMIT),
    ("SURFACE_TRANSMIT", flag::SURFACE_TRANSMIT),
    ("BULK_REEMIT", flag::BULK_REEMIT),
    ("NAN_ABORT", flag::NAN_ABORT),
];

/// What a repaired defect changes: history bits whose counts may differ by a share of the legacy count,
/// and whether the history words are left out of the comparison.
#[derive(Default)]
struct Repaired {
    bits: &'static [&'static str],
    share: f64,
    words: bool,
}

/// Legacy Chroma keeps the polarization through a mirror reflection, so that it is no longer across
/// the direction and later boundaries take too little of it as s-polarized: with half of this
/// scene's reflections at mirrors, fewer photons stay trapped until their weight has run out.
/// Imitating that removes about half of the difference; the rest is not explained.
const MIRROR_POLARIZATION: Repaired =
    Repaired { bits: &["BULK_ABSORB", "SURFACE_DETECT", "SURFACE_ABSORB"], share: 0.12, words: true };

/// Legacy Chroma's photons meet the wire again that they just left, from within, when rounding put
/// them there. Imitating that moves the same words the same way, but too far: likely, not proven.
const WIRE_SELF_HITS: Repaired = Repaired { bits: &[], share: 0.0, words: true };

fn norm(p: &PhotonState) -> f64 {
    p.position.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>().sqrt()
}

fn same_shape(ours: &[u64], theirs: &[u64], what: &str) {
    let p = two_sample_chi_square(ours, theirs);
    println!("{what}: p = {p:.4}");
    assert!(p > 1e-4, "{what}: p = {p:e}\n ours {ours:?}\n theirs {theirs:?}");
}

/// Photons by history word, both samples over the same words.
fn compare_words(ours: &[PhotonState], theirs: &Expected, what: &str) {
    let mut words = BTreeMap::<u32, (u64, u64)>::new();
    for p in ours {
        words.entry(p.flags & !flag::STEP_LIMIT).or_default().0 += 1;
    }
    for (word, count) in &theirs.combos {
        words.entry(*word).or_default().1 += count;
    }
    let (a, b): (Vec<u64>, Vec<u64>) = words.values().copied().unzip();
    same_shape(&a, &b, &format!("{what}: history words"));
}

fn compare_detected(ours: &[PhotonState], theirs: &Expected, what: &str) {
    let detected: Vec<_> = ours.iter().filter(|p| p.flags & flag::SURFACE_DETECT != 0).collect();
    let shape = |values: &mut dyn Iterator<Item = f64>, edges, theirs: &[u64], name: &str| {
        same_shape(&histogram(values, edges), theirs, &format!("{what}: {name}"));
    };
    let time = |p: &&&PhotonState| f64::from(p.time);
    shape(&mut detected.iter().map(|p| time(&p)), theirs.t_edges, &theirs.t_hist_detected, "time");
    let wavelength = &mut detected.iter().map(|p| f64::from(p.wavelength));
    shape(wavelength, theirs.wl_edges, &theirs.wl_hist_detected, "wavelength");
    for (axis, theirs) in [(0, &theirs.cosx_hist_detected), (2, &theirs.cosz_hist_detected)] {
        let cosine = &mut detected.iter().map(|p| f64::from(p.position[axis]) / norm(p));
        shape(cosine, (-1.0, 1.0, 50), theirs, &format!("cosine {axis}"));
    }
    if let Some(weights) = &theirs.weight_hist_detected {
        shape(&mut detected.iter().map(|p| f64::from(p.weight)), (0.0, 1.0, 50), weights, "weight");
    }
    if let (Some(sum), Some(squares)) = (theirs.weight_sum_detected, theirs.weight_sq_sum_detected) {
        let weights = || detected.iter().map(|p| f64::from(p.weight));
        let ours = (weights().sum::<f64>(), weights().map(|w| w * w).sum());
        let sigmas = sigmas_of_sums(ours, (sum, squares));
        assert!(sigmas.abs() < 5.0, "{what}: weights {ours:?} and {sum}: {sigmas:.2} sigma");
    }
}

fn on_wire(ours: &[PhotonState], terminal: u32) -> u64 {
    let wire = |p: &&PhotonState| p.instance != NONE && p.instance & WIRE_BIT != 0;
    ours.iter().filter(wire).filter(|p| p.flags & terminal != 0).count() as u64
}

fn compare_channels(scene: &Committed, ours: &[PhotonState], theirs: &Expected, what: &str) {
    let Some(counts) = &theirs.channel_counts else { return };
    let mut channels = vec![0; counts.len()];
    for p in ours.iter().filter(|p| p.flags & flag::SURFACE_DETECT != 0) {
        channels[usize::try_from(scene.channel(p.instance, p.triangle)).expect("a channel")] += 1;
    }
    let n = ours.len() as u64;
    let hits = theirs.hits.expect("hits come with channels");
    assert_counts_agree(channels.iter().sum(), n, hits, theirs.n, &format!("{what}: hits"));
    same_shape(&channels, counts, &format!("{what}: channels"));
}

fn compare(name: &str, repaired: &Repaired) {
    let Some(reference) = load(name) else { return };
    let Reference { model, position, wavelength, use_weights, scatter_first, expected } = reference;
    let theirs = expected.expect("results of this scene");
    let scene = Arc::new(model).commit(&CommitOptions::default()).expect("a valid scene");
    let mut params = params(20_260_601, 3);
    params.use_weights = u32::from(use_weights);
    params.scatter_first = scatter_first;
    let n = 1 << 20;
    let ours = run_source(&scene, &point_source(position, wavelength), &params, n);

    for p in &ours {
        assert_eq!((p.flags & flag::TERMINAL).count_ones(), 1, "{name}: one terminal flag: {p:?}");
    }
    let n = n as u64;
    let with = |mask: u32| ours.iter().filter(|p| p.flags & mask != 0).count() as u64;
    for (bit, mask) in BITS {
        println!("{name}: {bit}: {} and {}", with(mask), theirs.bit(bit));
        if repaired.bits.contains(&bit) {
            let (ours, theirs) = (with(mask) as f64, theirs.bit(bit) as f64);
            assert!((ours / theirs - 1.0).abs() < repaired.share, "{name}: {bit}: {ours} and {theirs}");
        } else {
            assert_counts_agree(with(mask), n, theirs.bit(bit), theirs.n, &format!("{name}: {bit}"));
        }
    }
    let limit = format!("{name}: step limit");
    assert_counts_agree(with(flag::STEP_LIMIT), n, theirs.unfinished, theirs.n, &limit);
    if !repaired.words {
        compare_words(&ours, &theirs, name);
    }
    compare_detected(&ours, &theirs, name);
    let absorbed = ours.iter().filter(|p| p.flags & flag::BULK_ABSORB != 0);
    let radii = histogram(absorbed.map(norm), (0.0, 2000.0, 50));
    same_shape(&radii, &theirs.r_hist_bulk_absorbed, &format!("{name}: radius of absorption"));
    for (terminal, theirs_on_wire) in
        [(flag::SURFACE_DETECT, theirs.detected_on_wire), (flag::SURFACE_ABSORB, theirs.absorbed_on_wire)]
    {
        if let Some(count) = theirs_on_wire {
            assert_counts_agree(on_wire(&ours, terminal), n, count, theirs.n, &format!("{name}: wires"));
        }
    }
    compare_channels(&scene, &ours, &theirs, name);
}

macro_rules! scenes {
    ($($name:ident: $repaired:expr),* $(,)?) => {
        $(#[test] fn $name() { compare(stringify!($name), &$repaired); })*
    };
}
scenes! {
    angular: Repaired::default(),
    bulk_water: Repaired::default(),
    default_surface: Repaired::default(),
    detector_tiny: Repaired::default(),
    fresnel_glass_ball: Repaired::default(),
    weights: MIRROR_POLARIZATION,
    wire_planes: WIRE_SELF_HITS,
    wls_surface: Repaired::default(),
}
