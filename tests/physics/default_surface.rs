//! The default surface model, and the two kinds of reflection that all models share.

use crate::fresnel::{incoming, reflectances, sine};
use crate::run::{count, one_step, params, photon, polarized, propagate, repeat};
use crate::scene::boundary;
use crate::stats::{assert_fraction, assert_uniform};
use crate::vector::{Vec3, add, any_across, azimuth, distance, dot, length, unit, wide};
use chroma2::backend::cpu::kernels;
use chroma2::geometry::Surface;
use chroma2::layout::{PhotonState, PropagateParams, flag};
use chroma2::tables::Curve;

fn reflector(diffuse: f64, specular: f64) -> Surface {
    Surface {
        reflect_diffuse: Curve::Constant(diffuse),
        reflect_specular: Curve::Constant(specular),
        ..Surface::default()
    }
}

#[test]
fn every_outcome_has_its_probability() {
    let surface =
        Surface { absorb: Curve::Constant(0.1), detect: Curve::Constant(0.2), ..reflector(0.25, 0.15) };
    let scene = boundary(1.0, 1.5, Some(surface));
    let n = 1_000_000;
    for (seed, from_above) in [(400, false), (401, true)] {
        let start = PhotonState { polarization: [0.0; 3], ..incoming(from_above, 38.0, 0.0) };
        let (n1, n2) = if from_above { (1.5, 1.0) } else { (1.0, 1.5) };
        let (s, p) = reflectances(n1, n2, sine(&start));
        let bounced = 0.5 * (s + p);
        let out = repeat(&scene, &one_step(seed), start, n);
        assert_fraction(count(&out, flag::SURFACE_ABSORB), n, 0.1, "absorb");
        assert_fraction(count(&out, flag::SURFACE_DETECT), n, 0.2, "detect");
        assert_fraction(count(&out, flag::REFLECT_DIFFUSE), n, 0.25, "diffuse");
        assert_fraction(count(&out, flag::REFLECT_SPECULAR), n, 0.15 + 0.3 * bounced, "specular or boundary");
        let plain = out.iter().filter(|p| p.flags == flag::STEP_LIMIT).count();
        assert_fraction(plain, n, 0.3 * (1.0 - bounced), "refracted without a flag");
        for end in &out {
            let ended = end.flags & (flag::SURFACE_ABSORB | flag::SURFACE_DETECT) != 0;
            assert_ne!(ended, end.flags & flag::STEP_LIMIT != 0);
            if ended {
                assert_eq!(end.instance, 0);
                assert_eq!(end.position[2], 0.0);
            }
        }
    }
}

#[test]
fn probabilities_follow_their_tables() {
    let detect = Curve::new(&[350.0, 450.0, 650.0], &[0.0, 0.4, 0.1], "detect").unwrap();
    let absorb = Curve::new(&[400.0, 500.0], &[0.1, 0.5], "absorb").unwrap();
    let surface = Surface { detect: detect.clone(), absorb: absorb.clone(), ..Surface::default() };
    let scene = boundary(1.0, 1.0, Some(surface));
    let n = 100_000;
    for (i, wavelength) in
        [300.0, 350.0, 400.0, 450.0, 475.0, 500.0, 600.0, 650.0, 800.0].into_iter().enumerate()
    {
        let start = PhotonState { wavelength, ..photon([0.0, 0.0, 1.0], [0.0, 0.0, -1.0]) };
        let out = repeat(&scene, &one_step(410 + i as u64), start, n);
        let (detect, absorb) = (detect.value(f64::from(wavelength)), absorb.value(f64::from(wavelength)));
        assert_fraction(count(&out, flag::SURFACE_DETECT), n, detect, &format!("detect at {wavelength} nm"));
        assert_fraction(count(&out, flag::SURFACE_ABSORB), n, absorb, &format!("absorb at {wavelength} nm"));
        assert_eq!(count(&out, flag::REFLECT_SPECULAR), 0, "equal indices reflect nothing");
    }
}

#[test]
fn diffuse_reflection_is_lamberts() {
    let scene = boundary(1.0, 1.5, Some(reflector(1.0, 0.0)));
    for (seed, z) in [(420, 1.0), (421, -1.0)] {
        let start = photon([0.0, 0.0, z], unit([0.5, 0.2, -z]));
        let out = repeat(&scene, &one_step(seed), start, 500_000);
        let normal = [0.0, 0.0, z];
        let mut cosines = Vec::new();
        let mut azimuths = Vec::new();
        let mut polarizations = Vec::new();
        for end in &out {
            assert_eq!(end.flags, flag::REFLECT_DIFFUSE | flag::STEP_LIMIT);
            let (direction, polarization) = (wide(end.direction), wide(end.polarization));
            let cos = dot(direction, normal);
            assert!(cos > 0.0 && f64::from(end.position[2]) * z > 0.0, "{end:?}");
            assert!((length(direction) - 1.0).abs() < 1e-6 && (length(polarization) - 1.0).abs() < 1e-6);
            assert!(dot(direction, polarization).abs() < 1e-6);
            cosines.push(cos * cos);
            azimuths.push(azimuth(direction, normal, [1.0, 0.0, 0.0]));
            polarizations.push(azimuth(polarization, direction, any_across(direction)));
        }
        assert_uniform(cosines, "squared cosine");
        assert_uniform(azimuths, "azimuth");
        assert_uniform(polarizations, "polarization");
    }
}

/// Reflects one photon as in a mirror and checks all of its state.
fn check_mirror(direction: Vec3, polarization: Vec3) {
    let scene = boundary(1.0, 1.5, Some(reflector(0.0, 1.0)));
    let start = polarized(add(-1.0, direction, [0.0; 3]), direction, polarization);
    let end = repeat(&scene, &one_step(430), start, 1)[0];
    assert_eq!(end.flags, flag::REFLECT_SPECULAR | flag::STEP_LIMIT);
    let flip = |v: Vec3| [v[0], v[1], -v[2]];
    assert!(distance(wide(end.direction), flip(direction)) < 1e-6, "{end:?}");
    let mirrored = flip(polarization);
    assert!(
        distance(wide(end.polarization), mirrored).min(length(add(1.0, wide(end.polarization), mirrored)))
            < 1e-6
    );
    assert!(dot(wide(end.direction), wide(end.polarization)).abs() < 1e-6, "{end:?}");
}

#[test]
fn mirrors_keep_polarization_transverse() {
    for i in 0..300 {
        let t = f64::from(i);
        let z = if i % 2 == 0 { 1.0 } else { -1.0 };
        let direction = unit([(1.3 * t).sin(), (2.1 * t).cos(), z * (0.05 + 0.01 * t)]);
        let a = any_across(direction);
        let b = crate::vector::cross(direction, a);
        check_mirror(direction, add((0.7 * t).sin(), a, b.map(|x| x * (0.7 * t).cos())));
    }
}

#[test]
fn mirrors_reflect_at_exact_normal_incidence() {
    for z in [1.0, -1.0] {
        check_mirror([0.0, 0.0, z], [1.0, 0.0, 0.0]);
        check_mirror([0.0, 0.0, z], unit([1.0, -2.0, 0.0]));
    }
}

/// Probabilities that add up to 1 but for rounding let nothing past, not even the photon with the
/// largest random number there is.
#[test]
fn nothing_passes_where_probabilities_add_up() {
    let almost = 1.0 - f64::powi(2.0, -24);
    let wall = Surface { detect: Curve::Constant(almost), ..Surface::default() };
    let scene = boundary(1.0, 1.0, Some(wall));
    let params = params(77);
    let largest = |index: &u64| {
        let mut u = 0.0;
        // SAFETY: one number. The surface's is the third, after the two of the bulk.
        unsafe { (kernels().uniforms)(&params, *index, 2, &mut u, 1) };
        f64::from(u) == almost
    };
    let index = (0..1 << 27).find(largest).expect("one in 2^23 is");
    let start = polarized([0.0, 0.0, 10.0], [0.0, 0.0, -1.0], [1.0, 0.0, 0.0]);
    let one = PropagateParams { first_index: index, ..params };
    assert_eq!(propagate(&scene, &one, vec![start])[0].flags, flag::SURFACE_DETECT);
}
