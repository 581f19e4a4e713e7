//! Photons made from source descriptions.

use crate::run::params;
use crate::stats::{assert_fraction, assert_mean, assert_uniform, assert_uniform_above};
use crate::vector::{add, any_across, azimuth, cross, distance, dot, length, narrow, unit, wide};
use crate::wls::cumulative;
use bytemuck::Zeroable;
use chroma2::backend::cpu::kernels;
use chroma2::layout::{NONE, PhotonState, Scene, Source, flag, polarization_mode, source_type};
use chroma2::tables::{Cdf, TableStore};

const N: usize = 1_000_000;

/// A point source of 400 nm at a place.
fn point(store: &mut TableStore) -> Source {
    Source {
        kind: source_type::POINT,
        position: [10.0, -20.0, 30.0],
        wavelength: store.constant(400.0),
        weight: 1.0,
        time: 3.0,
        flags: flag::CHERENKOV,
        ..Source::zeroed()
    }
}

fn generate(store: &TableStore, source: &Source, seed: u64) -> Vec<PhotonState> {
    let mut photons = vec![PhotonState::zeroed(); N];
    // SAFETY: null pointers, which no source asks for, and numbers.
    let scene: Scene = unsafe { std::mem::zeroed() };
    let batch = store.batch_of(source);
    // SAFETY: the tables outlive the call, the photons are our own.
    unsafe { (kernels().generate)(&scene, &batch, &params(seed), photons.as_mut_ptr(), N as u64) };
    for p in &photons {
        let (direction, polarization) = (wide(p.direction), wide(p.polarization));
        assert!((length(direction) - 1.0).abs() < 1e-6 && (length(polarization) - 1.0).abs() < 1e-6, "{p:?}");
        assert!(dot(direction, polarization).abs() < 1e-6, "{p:?}");
        assert_eq!((p.flags, p.weight, p.instance, p.triangle), (source.flags, source.weight, NONE, NONE));
    }
    photons
}

fn assert_isotropic(photons: &[PhotonState]) {
    let heights = photons.iter().map(|p| 0.5 + 0.5 * f64::from(p.direction[2]));
    assert_uniform(heights.collect(), "cosine");
    let around = photons.iter().map(|p| azimuth(wide(p.direction), [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]));
    assert_uniform(around.collect(), "azimuth");
}

fn assert_unpolarized(photons: &[PhotonState]) {
    let turned = photons.iter().map(|p| {
        let direction = unit(wide(p.direction));
        azimuth(wide(p.polarization), direction, any_across(direction))
    });
    assert_uniform(turned.collect(), "polarization");
}

#[test]
fn isotropic_point() {
    let mut store = TableStore::default();
    let source = point(&mut store);
    let photons = generate(&store, &source, 2100);
    assert_isotropic(&photons);
    assert_unpolarized(&photons);
    for p in &photons {
        assert_eq!((p.position, p.time, p.wavelength), ([10.0, -20.0, 30.0], 3.0, 400.0));
    }
}

/// 1 - cos(angle), without cancellation.
fn cone(angle: f64) -> f32 {
    (2.0 * (0.5 * angle).sin().powi(2)) as f32
}

#[test]
fn cones_are_uniform_in_solid_angle() {
    let axis = unit([0.2, -0.7, 0.4]);
    let from = any_across(axis);
    for (i, (inner, outer)) in
        [(0.0, 1e-3), (0.0, 0.02), (0.0, 0.5), (0.3, 0.8), (0.0, 2.5), (1.0, std::f64::consts::PI)]
            .into_iter()
            .enumerate()
    {
        let mut store = TableStore::default();
        let source = Source {
            directed: 1,
            direction: narrow(axis),
            cone_inner: cone(inner),
            cone_outer: cone(outer),
            ..point(&mut store)
        };
        let photons = generate(&store, &source, 2110 + i as u64);
        // heights as squared chords: 2 (1 - cos) = |d - axis|^2
        let axis = wide(source.direction);
        let height = |p: &PhotonState| 0.5 * distance(wide(p.direction), axis).powi(2);
        let (lo, hi) = (f64::from(source.cone_inner), f64::from(source.cone_outer));
        let heights = photons.iter().map(|p| (height(p) - lo) / (hi - lo));
        // Directions are good to 1e-7, so that the edges of a narrow cone are blurred.
        let heights: Vec<f64> = heights.collect();
        let blur = 1e-6 / outer.min(1.0);
        assert!(heights.iter().all(|h| (-blur..1.0 + blur).contains(h)), "{inner} to {outer}");
        assert_uniform(heights, &format!("solid angle from {inner} to {outer}"));
        let around = photons.iter().map(|p| {
            let d = wide(p.direction);
            azimuth(add(-dot(d, axis), axis, d), axis, from)
        });
        assert_uniform(around.collect(), &format!("azimuth from {inner} to {outer}"));
        assert_unpolarized(&photons);
    }
}

#[test]
fn mantle_of_a_cone_with_radial_polarization() {
    // Cherenkov light: one angle, polarized in the plane of direction and axis.
    let axis = unit([-0.3, 0.5, 0.9]);
    let mut store = TableStore::default();
    let source = Source {
        directed: 1,
        direction: narrow(axis),
        cone_inner: cone(0.72),
        cone_outer: cone(0.72),
        polarized: polarization_mode::RADIAL,
        ..point(&mut store)
    };
    let photons = generate(&store, &source, 2120);
    for p in &photons {
        let (direction, polarization) = (wide(p.direction), wide(p.polarization));
        assert!((dot(direction, axis).acos() - 0.72).abs() < 1e-6, "{p:?}");
        assert!(dot(polarization, cross(axis, direction)).abs() < 1e-6, "{p:?}");
    }
    let around = photons.iter().map(|p| {
        let d = wide(p.direction);
        azimuth(add(-dot(d, axis), axis, d), axis, any_across(axis))
    });
    assert_uniform(around.collect(), "azimuth on the mantle");
}

#[test]
fn parallel_beam_of_a_disk() {
    let axis = unit([0.6, 0.1, -0.9]);
    let mut store = TableStore::default();
    let wanted = unit([0.3, 0.8, 0.1]);
    let source = Source {
        kind: source_type::BEAM,
        directed: 1,
        direction: narrow(axis),
        radius: 7.5,
        polarized: polarization_mode::GIVEN,
        polarization: narrow(wanted),
        ..point(&mut store)
    };
    let photons = generate(&store, &source, 2130);
    let center = wide(source.position);
    let expected = unit(add(-dot(wanted, axis), axis, wanted));
    let mut areas = Vec::new();
    let mut around = Vec::new();
    for p in &photons {
        let from = add(-1.0, center, wide(p.position));
        assert!(dot(from, axis).abs() < 1e-5, "off the disk: {p:?}");
        areas.push((length(from) / 7.5).powi(2));
        around.push(azimuth(from, axis, any_across(axis)));
        assert!(distance(wide(p.direction), axis) < 1e-6 && distance(wide(p.polarization), expected) < 1e-6);
    }
    assert!(areas.iter().all(|a| *a < 1.0 + 1e-6));
    assert_uniform(areas, "area of the disk");
    assert_uniform(around, "azimuth on the disk");
}

#[test]
fn line_with_its_time() {
    let mut store = TableStore::default();
    let end = [-100.0, 200.0, 55.0];
    let source = Source { kind: source_type::LINE, end, end_time: 8.0, ..point(&mut store) };
    let photons = generate(&store, &source, 2140);
    let (start, end) = (wide(source.position), wide(end));
    let along = add(-1.0, start, end);
    let mut parts = Vec::new();
    for p in &photons {
        let part = dot(add(-1.0, start, wide(p.position)), along) / dot(along, along);
        assert!(distance(wide(p.position), add(part, along, start)) < 1e-4, "off the line: {p:?}");
        assert!((f64::from(p.time) - (3.0 + 5.0 * part)).abs() < 1e-5, "{p:?}");
        parts.push(part);
    }
    assert_uniform(parts, "place on the line");
    assert_isotropic(&photons);
}

#[test]
fn given_polarization_along_the_direction_is_random() {
    let mut store = TableStore::default();
    let source = Source {
        directed: 1,
        direction: [0.0, 1.0, 0.0],
        polarized: polarization_mode::GIVEN,
        polarization: [0.0, 1.0, 0.0],
        ..point(&mut store)
    };
    assert_unpolarized(&generate(&store, &source, 2150));
}

#[test]
fn spectra_and_gaussian_times() {
    let (x, y) = ([300.0, 350.0, 400.0, 420.0, 600.0], [0.0, 0.1, 0.1, 0.7, 1.0]);
    let mut store = TableStore::default();
    let wavelength = store.inverse_cdf(&Cdf::new(&x, &y, "spectrum").unwrap()).unwrap();
    let source = Source { wavelength, time_spread: 2.5, ..point(&mut store) };
    let photons = generate(&store, &source, 2160);
    let wavelengths = photons.iter().map(|p| cumulative(&x, &y, f64::from(p.wavelength)));
    assert_uniform(wavelengths.collect(), "wavelength");
    let times = photons.iter().map(|p| normal_cdf((f64::from(p.time) - 3.0) / 2.5));
    assert_uniform(times.collect(), "time");
    // Far tails are there and no heavier than they should be.
    let far = photons.iter().filter(|p| (p.time - 3.0).abs() > 2.5 * 4.0).count();
    assert_fraction(far, N, 2.0 * normal_cdf(-4.0), "beyond four standard deviations");
}

/// By the series of erf, exact to double precision within five standard deviations.
fn normal_cdf(x: f64) -> f64 {
    let (mut term, mut sum, mut k) = (x, x, 1.0);
    while term.abs() > 1e-18 * sum.abs() && k < 400.0 {
        term *= x * x / (2.0 * k + 1.0);
        sum += term;
        k += 1.0;
    }
    0.5 + sum * (-0.5 * x * x).exp() / std::f64::consts::TAU.sqrt()
}

/// Densities are linear between their points: the shapes of triangles, and one of several points with a gap,
/// against their closed forms.
#[test]
fn spectra_from_densities_are_linear() {
    let mut store = TableStore::default();
    let mut sample = |x: &[f64], density: &[f64], seed: u64| -> Vec<f64> {
        let wavelength = store.inverse_cdf(&Cdf::from_density(x, density, "spectrum").unwrap()).unwrap();
        let source = Source { wavelength, ..point(&mut store) };
        generate(&store, &source, seed).iter().map(|p| f64::from(p.wavelength)).collect()
    };
    let rising = sample(&[400.0, 500.0], &[0.0, 1.0], 2190);
    assert_mean(rising.iter().copied(), 400.0 + 200.0 / 3.0, "rising");
    let shares = rising.iter().map(|w| ((w - 400.0) / 100.0).powi(2));
    assert_uniform_above(1e-4, shares.collect(), "rising");
    let falling = sample(&[400.0, 500.0], &[3.0, 0.0], 2191);
    assert_mean(falling.iter().copied(), 400.0 + 100.0 / 3.0, "falling");
    let peak = sample(&[400.0, 430.0, 500.0], &[0.0, 7.0, 0.0], 2192);
    assert_mean(peak.iter().copied(), (400.0 + 430.0 + 500.0) / 3.0, "peak");
    let shares = peak.iter().map(|w| match *w {
        w if w < 430.0 => (w - 400.0).powi(2) / (100.0 * 30.0),
        w => 1.0 - (500.0 - w).powi(2) / (100.0 * 70.0),
    });
    assert_uniform_above(1e-4, shares.collect(), "peak");
    // Trapezoid of 1 to 3 over 300 to 400, nothing up to 500 (but a fall over 1 nm), rise of 0 to 1 up to 600.
    let (x, d) = ([300.0, 400.0, 401.0, 500.0, 600.0], [1.0, 3.0, 0.0, 0.0, 1.0]);
    let several = sample(&x, &d, 2193);
    assert!(several.iter().all(|w| !(401.01..499.99).contains(w)));
    let shares = several.iter().map(|w| {
        let part = |i: usize| {
            let t = (w.clamp(x[i], x[i + 1]) - x[i]) / (x[i + 1] - x[i]);
            (x[i + 1] - x[i]) * t * (d[i] + 0.5 * t * (d[i + 1] - d[i]))
        };
        (0..4).map(part).sum::<f64>() / 251.5
    });
    assert_uniform_above(1e-4, shares.collect(), "several");
}
