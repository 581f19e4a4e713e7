//! Reflection and refraction at bare boundaries: probabilities and flags.

use crate::run::{LIGHT, count, one_step, photon, polarized, propagate, repeat};
use crate::scene::{boundary, clear, commit, place, square};
use crate::stats::assert_fraction;
use crate::vector::{Vec3, add, any_across, cross, dot, unit, wide};
use chroma2::geometry::{Material, Model};
use chroma2::layout::{NONE, PhotonState, PropagateParams, flag, velocity};
use chroma2::tables::Curve;

/// Fresnel's power reflectances (s, p), from the sines of the angles; 1 beyond the critical angle.
pub fn reflectances(n1: f64, n2: f64, sin1: f64) -> (f64, f64) {
    let sin2 = n1 / n2 * sin1;
    if sin2 >= 1.0 {
        return (1.0, 1.0);
    }
    let (cos1, cos2) = ((1.0 - sin1 * sin1).sqrt(), (1.0 - sin2 * sin2).sqrt());
    let s = (n1 * cos1 - n2 * cos2) / (n1 * cos1 + n2 * cos2);
    let p = (n2 * cos1 - n1 * cos2) / (n2 * cos1 + n1 * cos2);
    (s * s, p * p)
}

/// A photon that meets z = 0 at an angle, polarized at an angle from the s direction; from above or
/// from below. Both in degrees.
pub fn incoming(from_above: bool, angle: f64, polarization: f64) -> PhotonState {
    let (sin, cos) = angle.to_radians().sin_cos();
    let z = if from_above { 1.0 } else { -1.0 };
    let direction = [0.6 * sin, 0.8 * sin, -z * cos];
    let s = [0.8, -0.6, 0.0];
    let p = cross(s, direction);
    let (along_p, along_s) = polarization.to_radians().sin_cos();
    polarized(add(-1.0, direction, [0.0; 3]), direction, add(along_s, s, p.map(|x| along_p * x)))
}

/// The sine of the angle of incidence that the rounded direction has.
pub fn sine(p: &PhotonState) -> f64 {
    let d = unit(wide(p.direction));
    d[0].hypot(d[1])
}

/// Reflected and refracted photons, by flag; checks that there are no others.
pub fn split(out: &[PhotonState]) -> usize {
    let reflected = count(out, flag::REFLECT_SPECULAR);
    assert_eq!(count(out, flag::STEP_LIMIT), out.len());
    assert!(out.iter().all(|p| p.flags & !(flag::REFLECT_SPECULAR | flag::STEP_LIMIT) == 0));
    reflected
}

#[test]
fn reflectance_of_s_and_p_from_both_sides() {
    let (low, high) = (1.0, 1.5);
    let scene = boundary(low, high, None);
    let n = 30_000;
    let mut seed = 100;
    for from_above in [true, false] {
        let (n1, n2) = if from_above { (high, low) } else { (low, high) };
        for angle in [0.0, 0.01, 1.0, 10.0, 25.0, 40.0, 41.7, 42.0, 50.0, 56.3, 65.0, 75.0, 85.0, 89.0, 89.9]
        {
            for polarization in [0.0, 90.0] {
                let start = incoming(from_above, angle, polarization);
                let (s, p) = reflectances(n1, n2, sine(&start));
                let expected = if polarization == 0.0 { s } else { p };
                seed += 1;
                let out = repeat(&scene, &one_step(seed), start, n);
                let what = format!("from index {n1} at {angle} degrees, polarized at {polarization}");
                assert_fraction(split(&out), n, expected, &what);
                if s == 1.0 {
                    assert_eq!(split(&out), n, "{what}: total reflection");
                }
            }
        }
    }
}

#[test]
fn normal_incidence_reflects() {
    let scene = boundary(1.0, 1.5, None);
    let n = 1_000_000;
    for (seed, z) in [(200, 1.0), (201, -1.0)] {
        let out = repeat(&scene, &one_step(seed), photon([3.0, 4.0, z], [0.0, 0.0, -z]), n);
        assert_fraction(split(&out), n, 0.04, "normal incidence");
        for p in &out {
            let back = if p.flags & flag::REFLECT_SPECULAR != 0 { z } else { -z };
            assert_eq!(p.direction, [0.0, 0.0, back as f32]);
        }
    }
}

#[test]
fn equal_indices_reflect_nothing_even_when_grazed() {
    let scene = boundary(1.33, 1.33, None);
    for (i, angle) in [0.0, 60.0, 89.0, 89.9, 89.99].into_iter().enumerate() {
        let out = repeat(&scene, &one_step(205 + i as u64), incoming(true, angle, 45.0), 200_000);
        assert!(split(&out) <= 1, "{} reflected at {angle} degrees", split(&out));
    }
}

#[test]
fn nothing_of_p_reflects_at_brewsters_angle() {
    let (n1, n2): (f64, f64) = (1.0, 1.5);
    let scene = boundary(n1, n2, None);
    let brewster = (n2 / n1).atan().to_degrees();
    let out = repeat(&scene, &one_step(210), incoming(false, brewster, 90.0), 1_000_000);
    assert_fraction(split(&out), out.len(), 0.0, "Brewster's angle");
}

#[test]
fn unpolarized_and_slanted_polarization() {
    let scene = boundary(1.33, 1.6, None);
    let n = 500_000;
    for (i, angle) in [20.0, 50.0, 70.0, 82.0].into_iter().enumerate() {
        let start = incoming(true, angle, 30.0);
        let (s, p) = reflectances(1.6, 1.33, sine(&start));
        let out = repeat(&scene, &one_step(220 + i as u64), start, n);
        assert_fraction(split(&out), n, 0.75 * s + 0.25 * p, &format!("30 degrees from s at {angle}"));
        let out =
            repeat(&scene, &one_step(230 + i as u64), PhotonState { polarization: [0.0; 3], ..start }, n);
        assert_fraction(split(&out), n, 0.5 * (s + p), &format!("unpolarized at {angle}"));
    }
}

#[test]
fn directions_of_all_kinds_agree_in_the_mean() {
    // Isotropic photons of random polarization onto a boundary: reflected as often as expected in sum.
    let scene = boundary(1.0, 1.45, None);
    let n = 1_000_000;
    let golden = 0.5 * (5.0_f64.sqrt() - 1.0);
    let starts: Vec<PhotonState> = (0..n)
        .map(|i| {
            let cos = (i as f64 + 0.5) / n as f64;
            let (y, x) = (std::f64::consts::TAU * golden * i as f64).sin_cos();
            let sin = (1.0 - cos * cos).sqrt();
            let direction: Vec3 = [sin * x, sin * y, cos];
            // close enough to the boundary for the flattest ray to meet it
            polarized([0.0, 0.0, -1e-4], direction, any_across(direction))
        })
        .collect();
    let (mut expected, mut variance) = (0.0, 0.0);
    for start in &starts {
        let direction = unit(wide(start.direction));
        let s_axis = unit(cross(direction, [0.0, 0.0, 1.0]));
        let share = dot(wide(start.polarization), s_axis).powi(2);
        let (s, p) = reflectances(1.0, 1.45, sine(start));
        let r = share * s + (1.0 - share) * p;
        expected += r;
        variance += r * (1.0 - r);
    }
    let out = propagate(&scene, &one_step(240), starts);
    let off = split(&out) as f64 - expected;
    assert!(off.abs() < 5.0 * variance.sqrt(), "{off} off {expected} +- {}", variance.sqrt());
}

#[test]
fn indices_follow_the_wavelength() {
    let curve = |a, b| Curve::new(&[300.0, 600.0], &[a, b], "index").unwrap();
    let (below, above) = (curve(1.3, 1.2), curve(1.5, 2.4));
    let mut model = Model::new();
    let of = |refractive_index: &Curve| Material { refractive_index: refractive_index.clone(), ..clear(1.0) };
    let low = model.add_material(of(&below)).unwrap();
    let high = model.add_material(of(&above)).unwrap();
    place(&mut model, &square(0.0, 1000.0), low, high, NONE);
    let scene = commit(model);
    for (i, wavelength) in [200.0, 300.0, 375.0, 600.0, 900.0_f64].into_iter().enumerate() {
        let start =
            PhotonState { wavelength: wavelength as f32, ..photon([5.0, 2.0, -60.0], [0.0, 0.0, 1.0]) };
        let options = PropagateParams { velocity: velocity::PHASE_VELOCITY, ..one_step(250 + i as u64) };
        let out = repeat(&scene, &options, start, 100_000);
        let (n1, n2) = (below.value(wavelength), above.value(wavelength));
        let (expected, _) = reflectances(n1, n2, 0.0);
        assert_fraction(split(&out), out.len(), expected, &format!("at {wavelength} nm"));
        let time = 60.0 * n1 / LIGHT;
        assert!(out.iter().all(|p| (f64::from(p.time) - time).abs() < 1e-6), "time at {wavelength} nm");
    }
}
