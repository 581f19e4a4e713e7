//! Light travels at the group velocity, which follows from the refractive index by Geant4's rule.

use crate::run::{LIGHT, params, photon, propagate};
use crate::scene::{black, clear, commit, medium, place, square};
use crate::vector::{Vec3, add, distance, wide};
use chroma2::geometry::{Committed, Component, Material, Model};
use chroma2::layout::{NONE, PhotonState, PropagateParams, flag, velocity};
use chroma2::tables::{Cdf, Curve};

/// eV nm
const HC: f64 = 1_239.841_984;
/// mm
const WAY: f64 = 10_000.0;

/// Water's refractive index between 300 and 700 nm to four digits, at uneven points.
const WATER: [(f64, f64); 9] = [
    (300.0, 1.3582),
    (330.0, 1.3527),
    (365.0, 1.3485),
    (400.0, 1.3443),
    (440.0, 1.3412),
    (490.0, 1.3380),
    (550.0, 1.3351),
    (620.0, 1.3326),
    (700.0, 1.3306),
];

/// The velocity in mm/ns by the rule of Geant4 11.4, as its loop has it, at a photon energy in eV.
fn geant4(points: &[(f64, f64)], energy: f64) -> f64 {
    let by_energy: Vec<(f64, f64)> = points.iter().rev().map(|(w, n)| (HC / w, *n)).collect();
    let limited = |n: f64, slope: f64| {
        let v = LIGHT / (n + slope);
        if v < 0.0 || v > LIGHT / n { LIGHT / n } else { v }
    };
    let slope = |(e0, n0): (f64, f64), (e1, n1): (f64, f64)| (n1 - n0) / (e1 / e0).ln();
    let (mut a, mut b) = (by_energy[0], by_energy[1]);
    let mut table = vec![(a.0, limited(a.1, slope(a, b)))];
    for next in &by_energy[2..] {
        table.push((0.5 * (a.0 + b.0), limited(0.5 * (a.1 + b.1), slope(a, b))));
        (a, b) = (b, *next);
    }
    table.push((b.0, limited(b.1, slope(a, b))));
    let i = table.partition_point(|(e, _)| *e <= energy).clamp(1, table.len() - 1);
    let ((e0, v0), (e1, v1)) = (table[i - 1], table[i]);
    v0 + (v1 - v0) * ((energy - e0) / (e1 - e0)).clamp(0.0, 1.0)
}

fn curve(points: &[(f64, f64)]) -> Curve {
    let (x, y): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
    Curve::new(&x, &y, "curve").unwrap()
}

fn dispersive(points: &[(f64, f64)]) -> Material {
    Material { refractive_index: curve(points), ..clear(1.0) }
}

/// A black square across z in a medium, 10 m from the origin.
fn target(material: Material) -> Committed {
    let mut model = Model::new();
    let medium = model.add_material(material).unwrap();
    let black = model.add_surface(black()).unwrap();
    place(&mut model, &square(WAY as f32, 10_000.0), medium, medium, black);
    commit(model)
}

/// Times of arrival of photons of these wavelengths, straight ahead.
fn arrivals(scene: &Committed, options: &PropagateParams, wavelengths: &[f64]) -> Vec<f64> {
    let starts = wavelengths
        .iter()
        .map(|w| PhotonState { wavelength: *w as f32, ..photon([0.0; 3], [0.0, 0.0, 1.0]) });
    let out = propagate(scene, options, starts.collect());
    assert!(out.iter().all(|end| end.flags == flag::SURFACE_ABSORB));
    out.iter().map(|end| f64::from(end.time)).collect()
}

#[test]
fn ten_metres_of_water() {
    let scene = target(dispersive(&WATER));
    let wavelengths = [350.0, 400.0, 450.0, 500.0, 550.0, 600.0];
    let times = arrivals(&scene, &params(2700), &wavelengths);
    for (wavelength, time) in wavelengths.iter().zip(&times) {
        let right = WAY / geant4(&WATER, HC / wavelength);
        println!("{wavelength} nm: {time} ns, {:+.1e}", time - right);
        assert!((time - right).abs() < 1e-4, "{wavelength} nm: {time} ns, {right} expected");
    }
    // Pulses of 350 and 600 nm are 1.3 ns apart, more than twice what their phases are.
    let spread = times[0] - times[5];
    let right = WAY / geant4(&WATER, HC / 350.0) - WAY / geant4(&WATER, HC / 600.0);
    let phases = WAY / LIGHT * (curve(&WATER).value(350.0) - curve(&WATER).value(600.0));
    assert!((spread - right).abs() < 1e-4 && spread > 2.0 * phases, "{spread} ns, {right} ns, {phases} ns");
    // Everywhere: between points, at all ends of the rule, and beyond, where it is constant.
    let all: Vec<f64> = (0..4000).map(|i| 200.0 + 0.17 * f64::from(i)).collect();
    let mut worst = 0.0_f64;
    for (wavelength, time) in all.iter().zip(arrivals(&scene, &params(2701), &all)) {
        worst = worst.max((time - WAY / geant4(&WATER, HC / f64::from(*wavelength as f32))).abs());
    }
    println!("{worst:.1e} ns at most");
    assert!(worst < 1e-4, "{worst} ns");
    let beyond = arrivals(&scene, &params(2702), &[100.0, 300.0, 700.0, 5000.0]);
    assert_eq!((beyond[0], beyond[2]), (beyond[1], beyond[3]));
}

#[test]
fn anomalous_dispersion_and_short_tables() {
    // Where n falls with the energy, the phase velocity stands for the group's.
    let rising: Vec<(f64, f64)> = WATER.iter().map(|(w, n)| (*w, 2.7 - n)).collect();
    for points in [&rising[..], &WATER[..2], &WATER[..3], &[(300.0, 1.2), (301.0, 1.9), (600.0, 1.9)]] {
        let scene = target(dispersive(points));
        let all: Vec<f64> = (0..2000).map(|i| 250.0 + 0.25 * f64::from(i)).collect();
        for (wavelength, time) in all.iter().zip(arrivals(&scene, &params(2710), &all)) {
            let right = WAY / geant4(points, HC / wavelength);
            assert!((time - right).abs() < 1e-4, "{wavelength} nm: {time} ns, {right} expected");
        }
    }
    for constant in [clear(1.34), dispersive(&[(400.0, 1.34)]), dispersive(&[(300.0, 1.34), (500.0, 1.34)])] {
        let time = arrivals(&target(constant), &params(2711), &[420.0])[0];
        assert!((time - WAY * 1.34 / LIGHT).abs() < 1e-5, "{time}");
    }
}

#[test]
fn a_velocity_of_its_own_and_the_phase_velocity() {
    let given = [(300.0, 190.0), (400.0, 212.0), (500.0, 216.5), (700.0, 220.0)];
    let material = Material { group_velocity: curve(&given), ..dispersive(&WATER) };
    let scene = target(material);
    let all: Vec<f64> = (0..2000).map(|i| 250.0 + 0.25 * f64::from(i)).collect();
    for (wavelength, time) in all.iter().zip(arrivals(&scene, &params(2720), &all)) {
        let right = WAY / curve(&given).value(*wavelength);
        assert!((time - right).abs() < 1e-4, "{wavelength} nm: {time} ns, {right} expected");
    }
    let phase = PropagateParams { velocity: velocity::PHASE_VELOCITY, ..params(2721) };
    for scene in [scene, target(dispersive(&WATER))] {
        for (wavelength, time) in all.iter().zip(arrivals(&scene, &phase, &all)) {
            let right = WAY * curve(&WATER).value(*wavelength) / LIGHT;
            assert!((time - right).abs() < 1e-5, "{wavelength} nm: {time} ns, {right} expected");
        }
    }
    let constant = Material { group_velocity: Curve::Constant(200.0), ..dispersive(&WATER) };
    let time = arrivals(&target(constant), &params(2722), &[333.0])[0];
    assert!((time - WAY / 200.0).abs() < 1e-5, "{time}");
}

/// Scattered, then emitted again at another wavelength: every leg has the velocity of its own one.
#[test]
fn legs_after_a_reemission_take_their_new_velocity() {
    let dye = Component {
        absorption_length: Curve::Constant(500.0),
        reemission_prob: Curve::Constant(1.0),
        wavelength_cdf: Cdf::new(&[450.0, 600.0], &[0.0, 1.0], "spectrum").unwrap(),
        time_cdf: Cdf::new(&[3.0, 3.000_001], &[0.0, 1.0], "times").unwrap(),
        delay: 0.0,
        decay_time: 0.0,
        downshift_only: false,
        mean_number: 0.0,
    };
    let absorbs = Curve::new(&[400.0, 401.0], &[500.0, 1e30], "length").unwrap();
    let dyed = Material {
        components: vec![Component { absorption_length: absorbs.clone(), ..dye }],
        absorption_length: absorbs,
        ..dispersive(&WATER)
    };
    let mut model = Model::new();
    let water = model.add_material(dyed).unwrap();
    let black = model.add_surface(black()).unwrap();
    place(&mut model, &crate::scene::cube(WAY as f32), water, water, black);
    let scene = commit(model);
    let start = PhotonState { wavelength: 350.0, ..photon([0.0; 3], [0.0, 0.0, 1.0]) };
    let first = propagate(&scene, &PropagateParams { max_steps: 1, ..params(2730) }, vec![start; 20_000]);
    let whole = propagate(&scene, &params(2730), vec![start; 20_000]);
    for (emitted, end) in first.iter().zip(&whole) {
        assert!(emitted.flags & flag::BULK_REEMIT != 0 && end.flags & flag::SURFACE_ABSORB != 0);
        let at: Vec3 = wide(emitted.position);
        let before = distance(at, [0.0; 3]) / geant4(&WATER, HC / 350.0);
        assert!((f64::from(emitted.time) - before - 3.0).abs() < 1e-4, "{emitted:?}");
        let after = distance(wide(end.position), at) / geant4(&WATER, HC / f64::from(end.wavelength));
        let time = before + 3.0 + after;
        assert!((f64::from(end.time) - time).abs() < 1.5e-4, "{end:?}: {time} ns expected");
    }
}

#[test]
fn scatters_and_the_time_limit_go_by_it() {
    let scattering = Material { refractive_index: curve(&WATER), ..medium(1.0, 1e30, 800.0) };
    let mut model = Model::new();
    let water = model.add_material(scattering).unwrap();
    place(&mut model, &crate::scene::cube(20_000.0), water, water, NONE);
    let scene = commit(model);
    let v = geant4(&WATER, HC / 365.0);
    let start = PhotonState { wavelength: 365.0, ..photon([1.0, 2.0, 3.0], [0.6, 0.0, 0.8]) };
    let step = PropagateParams { max_steps: 1, ..params(2740) };
    for end in propagate(&scene, &step, vec![start; 10_000]) {
        let way = distance(wide(end.position), [1.0, 2.0, 3.0]);
        assert!((f64::from(end.time) - way / v).abs() < 2e-5, "{end:?}");
    }
    let limited = PropagateParams { max_time: 0.25, ..params(2741) };
    let mut straight = 0;
    for end in propagate(&scene, &limited, vec![start; 10_000]) {
        assert_eq!((end.flags & flag::TERMINAL, end.time), (flag::TIME_LIMIT, 0.25));
        if end.flags == flag::TIME_LIMIT {
            straight += 1;
            let place = add(0.25 * v, [0.6, 0.0, 0.8], [1.0, 2.0, 3.0]);
            assert!(distance(wide(end.position), place) < 1e-4, "{end:?}");
        }
    }
    assert!(straight > 8000, "{straight}");
}
