//! Light of charged particles' steps: angles, spectra, places and times against closed forms or quadratures of
//! their densities, and numbers of photons. A million photons each; distributions at p = 1e-4.

use crate::run::{LIGHT, params};
use crate::stats::{assert_chi_square, assert_fraction, assert_mean, assert_uniform_above};
use crate::vector::{Vec3, add, any_across, azimuth, cross, distance, dot, length, unit, wide};
use crate::wls::cumulative;
use chroma2::backend::context::{Choice, Context};
use chroma2::backend::cpu::kernels::{Level, kernels_of};
use chroma2::backend::cpu::{Kernels, kernels};
use chroma2::backend::light::Light;
use chroma2::backend::scene::SceneData;
use chroma2::geometry::{CommitOptions, Committed, Material, Model, Scintillation};
use chroma2::layout::{PhotonState, flag};
use chroma2::steps::{
    CountOptions, Counter, Materials, StepCommon, StepKind, StepRecord, StepSpectrum, light,
};
use chroma2::tables::{Cdf, Curve};
use std::ops::Range;
use std::sync::Arc;

const N: u64 = 1_000_000;

/// A geometry of materials alone.
fn geometry(materials: Vec<Material>) -> Committed {
    let model = Model { materials, ..Model::default() };
    Arc::new(model).commit(&CommitOptions::default()).unwrap()
}

fn of_index(points: &[(f64, f64)]) -> Material {
    let (x, y): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
    Material { refractive_index: Curve::new(&x, &y, "index").unwrap(), ..Material::new("medium") }
}

/// Water-like: it rises with the energy.
fn dispersive() -> Material {
    of_index(&[(200.0, 1.42), (250.0, 1.385), (300.0, 1.36), (400.0, 1.343), (550.0, 1.333), (800.0, 1.328)])
}

/// It rises and falls.
const HILLS: [(f64, f64); 6] =
    [(200.0, 1.30), (260.0, 1.38), (330.0, 1.31), (400.0, 1.37), (500.0, 1.32), (700.0, 1.35)];

fn make(scene: &Committed, common: &StepCommon, records: &[StepRecord]) -> Arc<Light> {
    let materials = Materials::new(scene).unwrap();
    let context = Context::new(Choice::Cpu, 1).unwrap();
    let each = |i: u64| Ok(records[i as usize]);
    Arc::new(light(&materials, &context, common, records.len() as u64, each, false).unwrap())
}

fn states(
    scene: &Committed,
    light: &Light,
    kernels: &Kernels,
    range: Range<u64>,
    seed: u64,
) -> Vec<PhotonState> {
    light.states(range, kernels, SceneData::scene(scene), &params(seed)).unwrap()
}

/// The photons of records, which are unit vectors across each other.
fn photons(scene: &Committed, common: &StepCommon, records: &[StepRecord], seed: u64) -> Vec<PhotonState> {
    let light = make(scene, common, records);
    let made = states(scene, &light, kernels(), 0..light.count(), seed);
    for p in &made {
        let (d, e) = (wide(p.direction), wide(p.polarization));
        assert!(
            (length(d) - 1.0).abs() < 1e-6 && (length(e) - 1.0).abs() < 1e-6 && dot(d, e).abs() < 1e-6,
            "{p:?}"
        );
    }
    made
}

fn cherenkov(beta: f64) -> StepRecord {
    StepRecord {
        count: N,
        kind: StepKind::Cherenkov,
        position: [1.0, -2.0, 3.0],
        displacement: [3.0, -1.0, 2.0],
        velocity: beta * LIGHT,
        end_velocity: beta * LIGHT,
        charge: -1.0,
        ..StepRecord::default()
    }
}

/// 1 - 1/(beta n)^2 above the threshold.
fn density(index: &Curve, beta: f64, wavenumber: f64) -> f64 {
    let n = index.value(1.0 / wavenumber);
    (1.0 - 1.0 / (beta * beta * n * n)).max(0.0)
}

/// Its integral, by Simpson's rule over so many intervals.
fn integral(index: &Curve, beta: f64, from: f64, to: f64, intervals: usize) -> f64 {
    let h = (to - from) / (2 * intervals) as f64;
    let weight = |i: usize| if i == 0 || i == 2 * intervals { 1.0 } else { 2.0 + 2.0 * (i % 2) as f64 };
    let sum: f64 = (0..=2 * intervals).map(|i| weight(i) * density(index, beta, from + h * i as f64)).sum();
    sum * h / 3.0
}

fn check_cherenkov(material: Material, beta: f64, (shortest, longest): (f64, f64), seed: u64) {
    let what = format!("beta {beta}");
    let index = material.refractive_index.clone();
    let scene = geometry(vec![material]);
    let record = cherenkov(beta);
    let made = photons(&scene, &StepCommon::default(), &[record], seed);
    let axis = unit(record.displacement);
    const BINS: usize = 250;
    // Bins where there is light.
    let at = |i: u32| 1.0 / longest + (1.0 / shortest - 1.0 / longest) * f64::from(i) / 1e6;
    let light = |i: &u32| density(&index, beta, at(*i)) > 0.0;
    let (low, high) =
        (at((0..=1_000_000).find(light).unwrap()), at((0..=1_000_000).rev().find(light).unwrap()));
    let mut counts = vec![0.0; BINS];
    let mut around = Vec::with_capacity(made.len());
    for p in &made {
        let (d, e, k) = (wide(p.direction), wide(p.polarization), 1.0 / f64::from(p.wavelength));
        let sin2 = density(&index, beta, k);
        assert!((dot(d, axis) - (1.0 - sin2).sqrt()).abs() < 5e-7, "{what}: {p:?}");
        // Near the threshold the sine shows more than the cosine.
        assert!(
            (length(cross(d, axis)) - sin2.sqrt()).abs() < 2e-6 + 1e-6 / sin2.sqrt().max(1e-3),
            "{what}: {p:?}"
        );
        assert!(dot(e, cross(axis, d)).abs() < 1e-6, "{what}: polarized across the plane of the cone: {p:?}");
        assert_eq!((p.flags, p.weight), (flag::CHERENKOV, 1.0));
        let bin = ((k - low) / (high - low) * BINS as f64).clamp(0.0, BINS as f64 - 1.0);
        counts[bin as usize] += 1.0;
        around.push(azimuth(add(-dot(d, axis), axis, d), axis, any_across(axis)));
    }
    let place = |i: usize| low + (high - low) * i as f64 / BINS as f64;
    let shares: Vec<f64> = (0..BINS).map(|i| integral(&index, beta, place(i), place(i + 1), 400)).collect();
    let all: f64 = shares.iter().sum();
    let expected: Vec<f64> = shares.iter().map(|share| N as f64 * share / all).collect();
    assert_chi_square(&counts, &expected, |i| expected[i], &what);
    assert_uniform_above(1e-4, around, &what);
}

#[test]
fn cherenkov_light_from_threshold_to_the_speed_of_light() {
    for (i, beta) in
        [1.0 / 1.419, 1.0 / 1.41, 1.0 / 1.36, 1.0 / 1.3285, 0.76, 0.9, 1.0].into_iter().enumerate()
    {
        check_cherenkov(dispersive(), beta, (200.0, 800.0), 7100 + i as u64);
    }
}

#[test]
fn cherenkov_light_where_the_index_is_not_monotonic() {
    for (i, beta) in
        [1.0 / 1.379, 1.0 / 1.36, 1.0 / 1.345, 1.0 / 1.325, 1.0 / 1.305, 0.95].into_iter().enumerate()
    {
        check_cherenkov(of_index(&HILLS), beta, (200.0, 700.0), 7120 + i as u64);
    }
}

/// A gas, where 1 - 1/n^2 is tiny, and a particle next to its threshold.
#[test]
fn cherenkov_light_of_a_gas() {
    let gas = || of_index(&[(160.0, 1.00056), (300.0, 1.00049), (700.0, 1.00047)]);
    for (i, beta) in [1.0 / 1.00055, 1.0 / 1.000485, 1.0].into_iter().enumerate() {
        let index = gas().refractive_index;
        let scene = geometry(vec![gas()]);
        let made = photons(&scene, &StepCommon::default(), &[cherenkov(beta)], 7140 + i as u64);
        let (low, high) = (1.0 / 700.0, 1.0 / 160.0);
        let mut grid = vec![0.0];
        const CELLS: usize = 4000;
        let place = |i: usize| low + (high - low) * i as f64 / CELLS as f64;
        for i in 0..CELLS {
            grid.push(grid[i] + integral(&index, beta, place(i), place(i + 1), 8));
        }
        let all = grid[CELLS];
        let shares = made.iter().map(|p| {
            let at = ((1.0 / f64::from(p.wavelength) - low) / (high - low) * CELLS as f64)
                .clamp(0.0, CELLS as f64 - 1e-9);
            let cell = at as usize;
            (grid[cell] + (at - cell as f64) * (grid[cell + 1] - grid[cell])) / all
        });
        assert_uniform_above(1e-4, shares.collect(), &format!("gas, beta {beta}"));
    }
}

/// A constant index has no range of its own; that of the list is for all, that of a step for itself, beyond the
/// table too.
#[test]
fn ranges_of_wavelengths() {
    let scene = geometry(vec![
        Material { refractive_index: Curve::Constant(1.5), ..Material::new("glass") },
        dispersive(),
    ]);
    let common = StepCommon { wavelength_min: 300.0, wavelength_max: 600.0, ..StepCommon::default() };
    let own = StepRecord { wavelength_min: 100.0, wavelength_max: 1200.0, ..cherenkov(0.99) };
    let even = |made: &[PhotonState], (shortest, longest): (f64, f64), what: &str| {
        let share = |p: &PhotonState| {
            (1.0 / f64::from(p.wavelength) - 1.0 / longest) / (1.0 / shortest - 1.0 / longest)
        };
        assert_uniform_above(1e-4, made.iter().map(share).collect(), what);
    };
    let made = photons(&scene, &common, &[cherenkov(0.99), own], 7150);
    even(&made[..N as usize], (300.0, 600.0), "of the list");
    even(&made[N as usize..], (100.0, 1200.0), "of the step");
    let outside = StepRecord { material: 1, wavelength_min: 900.0, wavelength_max: 1100.0, ..cherenkov(0.9) };
    even(&photons(&scene, &common, &[outside], 7151), (900.0, 1100.0), "beyond the table");
}

/// Shares of the step, which places and times agree on.
fn shares(made: &[PhotonState], of: &StepRecord, time: impl Fn(f64) -> f64) -> Vec<f64> {
    let along: Vec3 = of.displacement;
    let share = |p: &PhotonState| {
        let from = add(-1.0, of.position, wide(p.position));
        let share = dot(from, along) / dot(along, along);
        assert!(distance(from, add(share, along, [0.0; 3])) < 1e-5, "off the step: {p:?}");
        assert!(
            (f64::from(p.time) - time(share)).abs() < 2e-6 * (1.0 + time(share).abs()),
            "{p:?}: {}",
            time(share)
        );
        share
    };
    made.iter().map(share).collect()
}

#[test]
fn intensity_and_time_along_a_step() {
    let scene = geometry(vec![dispersive()]);
    let index = &dispersive().refractive_index;
    let amount = |v: f64| integral(index, v / LIGHT, 1.0 / 800.0, 1.0 / 200.0, 20_000);
    let none = StepCommon::default();
    let cases = [
        // v at both ends over c, path, yields given, yields expected
        (0.99, 0.80, 5.0, [0.0; 2], None),
        (0.90, 0.55, 0.0, [0.0; 2], None), // below the threshold at its end
        (0.90, 0.85, 4.0, [3.0, 1.0], Some([3.0, 1.0])),
        (0.90, 0.85, 4.0, [0.0, 2.0], Some([0.0, 2.0])),
        (0.90, 0.90, 4.0, [0.0; 2], Some([1.0, 1.0])),
    ];
    for (i, (start, end, path, given, expected)) in cases.into_iter().enumerate() {
        let record = StepRecord {
            velocity: start * LIGHT,
            end_velocity: end * LIGHT,
            length: path,
            time: 2.0,
            yield_start: given[0],
            yield_end: given[1],
            ..cherenkov(0.9)
        };
        let made = photons(&scene, &none, &[record], 7160 + i as u64);
        let path = if path > 0.0 { path } else { length(record.displacement) };
        let time =
            |f: f64| 2.0 + f * path / (record.velocity + 0.5 * f * (record.end_velocity - record.velocity));
        let [a, b] = expected.unwrap_or([amount(record.velocity), amount(record.end_velocity)]);
        // The cumulative distribution of a linear density.
        let uniform =
            shares(&made, &record, time).into_iter().map(|f| (2.0 * a * f + (b - a) * f * f) / (a + b));
        assert_uniform_above(1e-4, uniform.map(|u| u.clamp(0.0, 1.0)).collect(), &format!("case {i}"));
    }
}

fn spectrum() -> Cdf {
    Cdf::new(&[380.0, 420.0, 430.0, 500.0], &[0.0, 0.5, 0.7, 1.0], "spectrum").unwrap()
}

fn component(rise_time: f64, decay_time: f64, fraction: f64, shift: f64) -> Scintillation {
    let x: Vec<f64> = spectrum().x().iter().map(|x| x + shift).collect();
    let wavelength_cdf = Cdf::new(&x, spectrum().y(), "spectrum").unwrap();
    Scintillation { wavelength_cdf, rise_time, decay_time, fraction }
}

fn scintillation() -> StepRecord {
    StepRecord { charge: 1.0, ..StepRecord { kind: StepKind::Scintillation, ..cherenkov(0.5) } }
}

/// The cumulative distribution of exp(-t / decay) (1 - exp(-t / rise)).
fn emitted_by(t: f64, rise: f64, decay: f64) -> f64 {
    let both = if rise > 0.0 { 1.0 / (1.0 / rise + 1.0 / decay) } else { 0.0 };
    let second = if rise > 0.0 { both * -(-t / both).exp_m1() } else { 0.0 };
    (decay * -(-t / decay).exp_m1() - second) / (decay - both)
}

#[test]
fn scintillation_times_rise_and_decay() {
    for (i, (rise, decay)) in
        [(0.0, 5.0), (1.0, 5.0), (8.0, 2.0), (4.0, 4.0), (1e-3, 1500.0)].into_iter().enumerate()
    {
        let medium = Material {
            scintillation: vec![component(rise, decay, 1.0, 0.0)],
            ..Material::new("scintillator")
        };
        let scene = geometry(vec![medium]);
        let record = StepRecord { charge: 0.0, velocity: 0.0, end_velocity: 0.0, ..scintillation() };
        let made = photons(&scene, &StepCommon::default(), &[record], 7200 + i as u64);
        let times = made.iter().map(|p| emitted_by(f64::from(p.time), rise, decay));
        assert_uniform_above(1e-4, times.collect(), &format!("rise {rise} decay {decay}"));
        let (x, y) = (spectrum().x().to_vec(), spectrum().y().to_vec());
        let wavelengths = made.iter().map(|p| cumulative(&x, &y, f64::from(p.wavelength)));
        assert_uniform_above(1e-4, wavelengths.collect(), "wavelength");
        let heights = made.iter().map(|p| 0.5 + 0.5 * f64::from(p.direction[2]));
        assert_uniform_above(1e-4, heights.collect(), "cosine");
        let turned = made.iter().map(|p| {
            let direction = unit(wide(p.direction));
            azimuth(wide(p.polarization), direction, any_across(direction))
        });
        assert_uniform_above(1e-4, turned.collect(), "polarization");
        // A neutral particle's light is all at the end of its step.
        let end = add(1.0, record.position, record.displacement);
        assert!(
            made.iter().all(|p| distance(wide(p.position), end) < 1e-6 && p.flags == flag::SCINTILLATION)
        );
    }
}

#[test]
fn components_are_drawn_by_their_fractions_or_named() {
    let components = vec![
        component(0.0, 1.0, 6.0, 0.0),
        component(0.5, 20.0, 0.0, 200.0),
        component(0.0, 90.0, 2.0, 400.0),
    ];
    let scene = geometry(vec![Material { scintillation: components, ..Material::new("three") }]);
    let record = StepRecord { velocity: 0.0, end_velocity: 0.0, charge: 0.0, ..scintillation() };
    let own = StepRecord { decay_time: 7.0, rise_time: 2.0, ..record };
    let records = [record, StepRecord { component: 2, ..record }, own];
    let made = photons(&scene, &StepCommon::default(), &records, 7230);
    let [drawn, named, retimed] = [0, 1, 2].map(|i| &made[i * N as usize..(i + 1) * N as usize]);
    for light in [drawn, retimed] {
        let third = light.iter().filter(|p| p.wavelength > 779.9).count();
        assert_fraction(third, N as usize, 0.25, "third component");
        assert!(light.iter().all(|p| p.wavelength > 779.9 || p.wavelength < 500.01));
    }
    assert!(named.iter().all(|p| (580.0..=700.0).contains(&p.wavelength)));
    let first = drawn.iter().filter(|p| p.wavelength < 500.01);
    assert_uniform_above(1e-4, first.map(|p| emitted_by(p.time.into(), 0.0, 1.0)).collect(), "first");
    let third = drawn.iter().filter(|p| p.wavelength > 779.9);
    assert_uniform_above(1e-4, third.map(|p| emitted_by(p.time.into(), 0.0, 90.0)).collect(), "third");
    assert_uniform_above(
        1e-4,
        named.iter().map(|p| emitted_by(p.time.into(), 0.5, 20.0)).collect(),
        "second",
    );
    assert_uniform_above(
        1e-4,
        retimed.iter().map(|p| emitted_by(p.time.into(), 2.0, 7.0)).collect(),
        "times of its own",
    );
}

#[test]
fn scintillation_along_the_step_and_at_its_end() {
    let scene = geometry(vec![]);
    let spectra = vec![StepSpectrum { wavelengths: spectrum(), rise_time: 0.0, decay_time: 0.0 }];
    let common = StepCommon { spectra, ..StepCommon::default() };
    let slowing = StepRecord { spectrum: 1, end_velocity: 0.2 * LIGHT, time: 4.0, ..scintillation() };
    let timed = StepRecord { velocity: 0.0, end_velocity: 0.0, duration: 3.0, end_fraction: 0.3, ..slowing };
    let made = photons(&scene, &common, &[slowing, timed], 7240);
    let (first, second) = made.split_at(N as usize);
    let path = length(slowing.displacement);
    let time =
        |f: f64| 4.0 + f * path / (slowing.velocity + 0.5 * f * (slowing.end_velocity - slowing.velocity));
    assert_uniform_above(1e-4, shares(first, &slowing, time), "along");
    let places = shares(second, &timed, |f| 4.0 + 3.0 * f);
    let (end, along): (Vec<f64>, Vec<f64>) = places.iter().partition(|share| **share > 1.0 - 1e-7);
    assert_fraction(end.len(), N as usize, 0.3, "at the end");
    assert_uniform_above(1e-4, along.iter().map(|share| share.min(1.0)).collect(), "the others");
}

#[test]
fn points_shine_from_where_they_are() {
    let scene = geometry(vec![]);
    let spectra = vec![StepSpectrum { wavelengths: spectrum(), rise_time: 1.0, decay_time: 3.0 }];
    let common = StepCommon { spectra, ..StepCommon::default() };
    let point = StepRecord {
        count: N,
        position: [1.0, 2.0, -5.0],
        time: -3.0,
        spectrum: 1,
        weight: 0.25,
        ..Default::default()
    };
    let made = photons(&scene, &common, &[point], 7250);
    assert!(made.iter().all(|p| p.position == [1.0, 2.0, -5.0] && p.weight == 0.25 && p.flags == 0));
    assert_uniform_above(
        1e-4,
        made.iter().map(|p| emitted_by(f64::from(p.time) + 3.0, 1.0, 3.0)).collect(),
        "time",
    );
    let heights = made.iter().map(|p| 0.5 + 0.5 * f64::from(p.direction[0]));
    assert_uniform_above(1e-4, heights.collect(), "cosine");
}

/// Steps of all kinds and of very different numbers of photons, some of none.
fn many_steps() -> (Committed, StepCommon, Vec<StepRecord>) {
    let medium = Material {
        scintillation: vec![component(1.0, 5.0, 1.0, 0.0), component(0.0, 2.0, 2.0, 9.0)],
        ..dispersive()
    };
    let hills = Material { scintillation: vec![component(0.0, 5.0, 1.0, 0.0)], ..of_index(&HILLS) };
    let scene = geometry(vec![medium, hills]);
    let spectra = vec![StepSpectrum { wavelengths: spectrum(), rise_time: 0.0, decay_time: 1.0 }];
    let common = StepCommon { spectra, ..StepCommon::default() };
    let mut state = 12345u64;
    let mut chance = |below: u64| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) % below
    };
    let records = (0..5000).map(|i| {
        let count = match chance(20) {
            0..=4 => 0,
            5 => 3000,
            _ => chance(20),
        };
        let beta = 0.77 + chance(200) as f64 * 1e-3;
        let material = chance(2) as u32;
        let common = StepRecord { count, material, id: 7 * i, ..cherenkov(beta) };
        match chance(3) {
            0 => common,
            1 => StepRecord { kind: StepKind::Scintillation, end_fraction: 0.5, ..common },
            _ => StepRecord { count, position: [i as f64; 3], spectrum: 1, ..StepRecord::default() },
        }
    });
    let records = records.collect();
    (scene, common, records)
}

/// The same photons in one piece, in pieces, as a part of the list, and at every level of instructions.
#[test]
fn photons_of_steps_do_not_depend_on_how_they_are_cut() {
    let (scene, common, records) = many_steps();
    let light = make(&scene, &common, &records);
    let total = light.count();
    assert!(total > 500_000, "{total}");
    let bytes = |states: &[PhotonState]| bytemuck::cast_slice::<_, u8>(states).to_vec();
    let whole = bytes(&states(&scene, &light, kernels(), 0..total, 7300));
    let state = size_of::<PhotonState>();
    for piece in [1009u64, 65_536] {
        for start in (0..total).step_by(piece as usize).take(60) {
            let range = start..total.min(start + piece);
            let part = bytes(&states(&scene, &light, kernels(), range.clone(), 7300));
            assert!(part == whole[range.start as usize * state..range.end as usize * state], "{range:?}");
        }
    }
    for level in [Level::Baseline, Level::V3] {
        if let Some(kernels) = kernels_of(level) {
            assert!(bytes(&states(&scene, &light, kernels, 0..total, 7300)) == whole, "{level:?}");
        }
    }
    // Each photon is where its step is.
    let mut place = 0;
    let all = states(&scene, &light, kernels(), 0..total, 7300);
    for record in &records {
        for photon in &all[place..place + record.count as usize] {
            let wanted = match record.kind {
                StepKind::Point => 0,
                StepKind::Cherenkov => flag::CHERENKOV,
                StepKind::Scintillation => flag::SCINTILLATION,
            };
            assert_eq!(photon.flags, wanted);
            assert!(record.kind != StepKind::Point || photon.position == record.position.map(|x| x as f32));
        }
        place += record.count as usize;
    }
}

#[test]
fn mean_numbers_of_photons() {
    let glass = Material { refractive_index: Curve::Constant(1.5), ..Material::new("glass") };
    let scintillator = Material {
        scintillation: vec![component(0.0, 5.0, 1.0, 0.0)],
        scintillation_yield: 10_000.0,
        birks_constant: 0.126,
        resolution_scale: 2.0,
        ..Material::new("scintillator")
    };
    let scene = geometry(vec![glass, dispersive(), of_index(&HILLS), scintillator]);
    let materials = Materials::new(&scene).unwrap();
    let common = StepCommon::default();
    let counter =
        Counter::new(&materials, &common, CountOptions { seed: 5, event_id: 2, first_step: 0 }).unwrap();
    let near = |found: f64, wanted: f64, what: &str| {
        assert!((found / wanted - 1.0).abs() < 1e-6, "{what}: {found}, {wanted} expected");
    };
    const ALPHA: f64 = 1.0 / 137.035_999_084;
    let per_mm = std::f64::consts::TAU * ALPHA * 1e6;
    // One charge, constant index: 2 pi alpha sin^2 (1/l1 - 1/l2).
    let range = StepRecord { wavelength_min: 400.0, wavelength_max: 700.0, length: 20.0, ..cherenkov(0.9) };
    let sin2 = 1.0 - 1.0 / (0.9f64 * 1.5).powi(2);
    let wanted = per_mm * sin2 * (1.0 / 400.0 - 1.0 / 700.0);
    let counted = counter.count(0, &range).unwrap();
    near(counted.mean, 20.0 * wanted, "constant index");
    near(counted.yields.unwrap().0, wanted, "per mm");
    near(counter.count(0, &StepRecord { charge: 2.0, ..range }).unwrap().mean, 80.0 * wanted, "charge 2");
    for (material, index, longest) in
        [(1, dispersive().refractive_index, 800.0), (2, of_index(&HILLS).refractive_index, 700.0)]
    {
        for beta in [1.0 / 1.36, 1.0 / 1.345, 0.78, 1.0] {
            let step = StepRecord { material, length: 3.0, ..cherenkov(beta) };
            let wanted = 3.0 * per_mm * integral(&index, beta, 1.0 / longest, 1.0 / 200.0, 400_000);
            let found = counter.count(1, &step).unwrap().mean;
            assert!((found / wanted - 1.0).abs() < 3e-5, "{material}, {beta}: {found}, {wanted} expected");
        }
        let below = counter.count(1, &StepRecord { material, ..cherenkov(0.5) }).unwrap();
        assert_eq!((below.mean, below.count), (0.0, 0));
    }
    let deposit = StepRecord { material: 3, energy: 0.4, length: 2.0, ..scintillation() };
    let visible = 0.4 / (1.0 + 0.126 * 0.4 / 2.0);
    near(counter.count(2, &deposit).unwrap().mean, 1e4 * visible, "Birks");
    // Normal numbers of the wanted spread, and Poisson's below 10.
    let numbers = |step: &StepRecord| -> Vec<f64> {
        (0..100_000).map(|i| counter.count(i, step).unwrap().count as f64).collect()
    };
    let many = numbers(&deposit);
    assert_mean(many.iter().copied(), 1e4 * visible, "many");
    let spread = 4.0 * 1e4 * visible + 1.0 / 12.0;
    assert_mean(many.iter().map(|n| (n - 1e4 * visible).powi(2)), spread, "their spread");
    let few = numbers(&StepRecord { energy: 3e-4, ..deposit });
    let mean = 1e4 * 3e-4 / (1.0 + 0.126 * 3e-4 / 2.0);
    assert_mean(few.iter().copied(), mean, "few");
    assert_mean(few.iter().map(|n| (n - mean).powi(2)), mean, "their spread");
    let light = numbers(&range);
    assert_mean(light.iter().copied(), 20.0 * wanted, "Cherenkov");
    assert_mean(light.iter().map(|n| (n - 20.0 * wanted).powi(2)), 20.0 * wanted, "their spread");
    // The same in parts.
    let later =
        Counter::new(&materials, &common, CountOptions { seed: 5, event_id: 2, first_step: 300 }).unwrap();
    assert!((0..200).all(|i| later.count(i, &range).unwrap().count as f64 == light[i as usize + 300]));
}
