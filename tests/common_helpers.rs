//! The helpers of the physics tests, themselves tested against published values.

mod common;

use common::flatten::{flat_model, flatten};
use common::legacy::{Legacy, Words, word};
use common::reference;
use common::reference_results::histogram;
use common::statistics::*;

fn close(a: f64, b: f64, relative: f64) -> bool {
    (a - b).abs() <= relative * b.abs()
}

/// A sequence of reproducible uniform numbers (Knuth's MMIX generator, high bits).
struct Uniform(u64);

impl Uniform {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }
}

#[test]
fn gamma_functions() {
    assert!(ln_gamma(1.0).abs() < 1e-14 && ln_gamma(2.0).abs() < 1e-14);
    assert!(close(ln_gamma(0.5), 0.5 * std::f64::consts::PI.ln(), 1e-13));
    assert!(close(ln_gamma(11.0), 3628800f64.ln(), 1e-14));
    for x in [1e-3, 0.5, 1.0, 3.0, 30.0, 300.0] {
        assert!(close(gamma_q(1.0, x), (-x).exp(), 1e-12), "Q(1, {x})");
        assert!(close(gamma_q(2.0, x), (1.0 + x) * (-x).exp(), 1e-12), "Q(2, {x})");
    }
    // erfc(1) and erfc(3): A&S table 7.1 and 7.3.
    assert!(close(gamma_q(0.5, 1.0), 0.157299207050285, 1e-12));
    assert!(close(gamma_q(0.5, 9.0), 2.20904969985854e-5, 1e-12));
}

#[test]
fn chi_square_quantiles() {
    // Upper 5% points (NIST/SEMATECH e-Handbook, table 1.3.6.7.4).
    for (degrees, value) in [(1, 3.841459), (10, 18.30704), (50, 67.50481), (100, 124.3421)] {
        assert!(close(chi_square_p(value, degrees), 0.05, 1e-5), "{degrees}");
    }
}

#[test]
fn two_sample_test_is_calibrated_and_sharp() {
    let mut random = Uniform(1);
    let mut sample = |n: usize, slope: f64| {
        let mut counts = vec![0u64; 20];
        while counts.iter().sum::<u64>() < n as u64 {
            let x = random.next();
            if random.next() < 1.0 - slope * x {
                counts[(x * 20.0) as usize] += 1;
            }
        }
        counts
    };
    let mut p_values: Vec<f64> =
        (0..300).map(|_| two_sample_chi_square(&sample(2000, 0.0), &sample(1000, 0.0))).collect();
    assert!(kolmogorov_smirnov(&mut p_values, |p| p) > 1e-3, "p-values of equal samples are uniform");
    assert!(two_sample_chi_square(&sample(20000, 0.0), &sample(10000, 0.3)) < 1e-10);
    assert_eq!(two_sample_chi_square(&[5, 50, 500], &[10, 100, 1000]), 1.0);
    assert_eq!(two_sample_chi_square(&[0, 0], &[0, 0]), 1.0);
    assert_eq!(two_sample_chi_square(&[0, 0], &[9, 0]), 0.0);
}

#[test]
fn counts_against_expectations() {
    assert_eq!(chi_square_of_counts(&[100, 200, 300], &[1.0, 2.0, 3.0]), 1.0);
    let p = chi_square_of_counts(&[110, 190], &[1.0, 2.0]);
    assert!(close(p, chi_square_p(1.5, 1), 1e-12), "{p}");
    assert!(close(sigmas_of_counts(60, 100, 40, 100), 2.0f64.sqrt() * 2.0, 1e-12));
    assert!(close(sigmas_of_share(60, 100, 0.5), 2.0, 1e-12));
    assert_eq!(sigmas_of_share(0, 100, 0.0), 0.0);
    assert_eq!(sigmas_of_share(1, 100, 0.0), f64::INFINITY);
    assert!(close(sigmas_of_sums((10.0, 9.0), (5.0, 16.0)), 1.0, 1e-12));
}

#[test]
fn kolmogorov_smirnov_is_calibrated_and_sharp() {
    // 5% and 1% points of the asymptotic distribution.
    assert!(close(kolmogorov_q(1.35810), 0.05, 1e-4) && close(kolmogorov_q(1.62762), 0.01, 1e-4));
    let mut random = Uniform(2);
    let mut p_values: Vec<f64> = (0..300)
        .map(|_| kolmogorov_smirnov(&mut (0..100).map(|_| random.next()).collect::<Vec<_>>(), |x| x))
        .collect();
    assert!(kolmogorov_smirnov(&mut p_values, |p| p) > 1e-3);
    let mut squares: Vec<f64> = (0..1000).map(|_| random.next().powi(2)).collect();
    assert!(kolmogorov_smirnov(&mut squares, |x| x) < 1e-10);
    assert!(kolmogorov_smirnov(&mut squares, f64::sqrt) > 1e-3);
}

#[test]
fn histograms_close_their_last_bin() {
    assert_eq!(histogram([-0.1, 0.0, 0.99, 1.0, 2.0, 2.1].into_iter(), (0.0, 2.0, 2)), [2, 2]);
}

#[test]
fn reference_scenes_are_read_whole() {
    let scenes = [
        "angular",
        "bulk_water",
        "default_surface",
        "fresnel_glass_ball",
        "weights",
        "wire_planes",
        "wls_surface",
    ];
    for name in scenes {
        let Some(scene) = reference::load(name) else { return };
        let expected = scene.expected.expect("results");
        assert_eq!(expected.combos.values().sum::<u64>(), expected.n, "{name}");
        let detected = expected.combos.iter().filter(|(word, _)| *word & 4 != 0).map(|(_, n)| n).sum::<u64>();
        assert_eq!(detected, expected.bit("SURFACE_DETECT"), "{name}");
        assert_eq!(scene.model.instances.len(), 1);
        assert_eq!(scene.weight_mode, name == "weights");
        assert_eq!(scene.model.wire_planes.len(), if name == "wire_planes" { 2 } else { 0 });
    }
}

#[test]
fn detectors_flatten_to_the_published_size() {
    let Some(tiny) = reference::load("detector_tiny") else { return };
    assert_eq!((tiny.model.instances.len(), tiny.model.triangle_count()), (54, 389_568));
    assert_eq!(tiny.expected.expect("results").channel_counts.expect("by channel").len(), 53);
    let flat = flatten(&tiny.model);
    assert_eq!(flat.mesh.triangles.len(), 389_568);
    let (instance, triangle) = flat.origin[5856 * 7 + 11];
    assert_eq!((instance, triangle), (7, 11));
    flat_model(&tiny.model).check().expect("a valid model");
}

#[test]
fn known_defects_are_applied_and_no_more() {
    const KNOWN: Legacy = Legacy(&[word(4, 2.0, 0.0), word(8, 1.0, 0.05)]);
    let agree = |legacy: &Legacy, counts: [(u32, u64, u64); 3]| {
        let words: Words = counts.into_iter().map(|(word, ours, theirs)| (word, (ours, theirs))).collect();
        std::panic::catch_unwind(|| legacy.assert_words_agree(&words, 100_000, "test")).is_ok()
    };
    let rest = (2, 70_000, 69_000);
    assert!(agree(&KNOWN, [rest, (4, 1000, 2010), (8, 20_000, 20_900)]));
    assert!(!agree(&KNOWN, [rest, (4, 2000, 2010), (8, 20_000, 20_000)]), "the factor");
    assert!(!agree(&KNOWN, [rest, (4, 1000, 2010), (8, 20_000, 22_200)]), "more than the spread");
    assert!(!agree(&Legacy::default(), [rest, (4, 1000, 1000), (8, 20_000, 21_200)]), "no spread");
    assert!(agree(&Legacy::default(), [rest, (4, 1000, 1050), (8, 20_000, 20_100)]));
}
