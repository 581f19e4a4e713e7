//! Directions, places and polarizations after a bare boundary.

use crate::amplitudes::field_after;
use crate::fresnel::{incoming, reflectances, sine};
use crate::run::{one_step, propagate, repeat};
use crate::scene::{boundary, clear, commit, place_at, square};
use crate::stats::assert_fraction;
use crate::vector::{Vec3, add, distance, dot, length, unit, wide};
use chroma2::geometry::{Instance, Model};
use chroma2::layout::{NONE, PhotonState, flag};

/// Checks one photon against Snell's law and the law of reflection at a plane of unit `normal` that
/// points to where the photon comes from, and its polarization against Fresnel's amplitudes. Returns whether it
/// was reflected.
fn check(start: &PhotonState, end: &PhotonState, normal: Vec3, n1: f64, n2: f64) -> bool {
    let (old, new) = (unit(wide(start.direction)), wide(end.direction));
    let cos = -dot(old, normal);
    let tangent = add(cos, normal, old);
    let reflected = end.flags & flag::REFLECT_SPECULAR != 0;
    let (expected, tolerance) = if reflected {
        (add(2.0 * cos, normal, old), 1e-6)
    } else {
        let tangent = tangent.map(|x| n1 / n2 * x);
        let cos_out = (1.0 - dot(tangent, tangent)).max(0.0).sqrt();
        // near the critical angle the cosine is the root of a small difference
        (add(-cos_out, normal, tangent), 1e-6_f64.max(5e-7 / cos_out.max(1e-4)))
    };
    assert!(distance(new, expected) < tolerance, "{new:?}, {expected:?} expected of {start:?}");
    let polarization = wide(end.polarization);
    assert!((length(polarization) - 1.0).abs() < 1e-6 && dot(polarization, new).abs() < 1e-6, "{end:?}");
    let sin_out = n1 / n2 * (1.0 - cos * cos).max(0.0).sqrt();
    let cos_out = (1.0 - sin_out * sin_out).max(0.0).sqrt();
    let sums = (n1 * cos + n2 * cos_out, n2 * cos + n1 * cos_out);
    let amplitudes = match reflected {
        false => (1.0 / sums.0, 1.0 / sums.1),
        true if sin_out >= 1.0 => (1.0, 1.0),
        true => ((n1 * cos - n2 * cos_out) / sums.0, (n2 * cos - n1 * cos_out) / sums.1),
    };
    let off = distance(polarization, field_after(start, end, normal, amplitudes));
    // Nearly at normal incidence the plane is known to the rounding of the direction only.
    let tolerance = 1e-5_f64.max(3e-6 / cos_out.max(1e-3)).max(1e-6 / sin_out);
    assert!(off < tolerance, "{off:e} off at a cosine of {cos}: {start:?} became {end:?}");
    reflected
}

#[test]
fn laws_of_reflection_and_refraction() {
    let scene = boundary(1.0, 1.5, None);
    for (i, angle) in
        [0.01, 0.5, 10.0, 30.0, 41.5, 41.81, 42.0, 60.0, 80.0, 89.0, 89.9].into_iter().enumerate()
    {
        for from_above in [true, false] {
            let start = incoming(from_above, angle, 50.0);
            let (n1, n2) = if from_above { (1.5, 1.0) } else { (1.0, 1.5) };
            let normal = [0.0, 0.0, if from_above { 1.0 } else { -1.0 }];
            let out = repeat(&scene, &one_step(300 + i as u64), start, 20_000);
            for end in &out {
                let reflected = check(&start, end, normal, n1, n2);
                let side = f64::from(end.position[2]) * normal[2];
                assert!(if reflected { side > 0.0 } else { side < 0.0 }, "on the wrong side: {end:?}");
                assert!(
                    side.abs() < 0.01 && length(wide(end.position)) < 0.01,
                    "not at the boundary: {end:?}"
                );
            }
        }
    }
}

#[test]
fn polarized_light_reflects_by_its_parts() {
    let scene = boundary(1.0, 1.5, None);
    let n = 500_000;
    for (seed, angle) in [(330, 45.0), (331, 70.0)] {
        let start = incoming(false, angle, 35.0);
        let share = 35.0_f64.to_radians().cos().powi(2);
        let (s, p) = reflectances(1.0, 1.5, sine(&start));
        let out = repeat(&scene, &one_step(seed), start, n);
        let reflected = out.iter().filter(|end| check(&start, end, [0.0, 0.0, -1.0], 1.0, 1.5)).count();
        assert_fraction(
            reflected,
            n,
            share * s + (1.0 - share) * p,
            &format!("reflected at {angle} degrees"),
        );
    }
}

#[test]
fn a_turned_and_moved_boundary() {
    let (s1, c1) = 0.7_f64.sin_cos();
    let (s2, c2) = 1.9_f64.sin_cos();
    // about z, then about x
    let rotation = [c1, -s1, 0.0, c2 * s1, c2 * c1, -s2, s2 * s1, s2 * c1, c2];
    let translation = [120.0, -340.0, 560.0];
    let mut model = Model::new();
    let low = model.add_material(clear(1.2)).unwrap();
    let high = model.add_material(clear(1.7)).unwrap();
    let instance = Instance { rotation, translation, ..Instance::of(0) };
    place_at(&mut model, &square(0.0, 50.0), low, high, NONE, instance);
    let scene = commit(model);
    let turn =
        |v: Vec3| [0, 1, 2].map(|i| dot([rotation[3 * i], rotation[3 * i + 1], rotation[3 * i + 2]], v));
    let mut starts = Vec::new();
    for i in 0..200_000 {
        let mut start = incoming(i % 2 == 0, 89.0 * (f64::from(i) / 200_000.0).max(1e-3), f64::from(i));
        let position = add(1.0, turn(wide(start.position)), translation);
        start.position = position.map(|x| x as f32);
        start.direction = turn(wide(start.direction)).map(|x| x as f32);
        start.polarization = turn(wide(start.polarization)).map(|x| x as f32);
        starts.push(start);
    }
    let out = propagate(&scene, &one_step(340), starts.clone());
    let up = turn([0.0, 0.0, 1.0]);
    for (start, end) in starts.iter().zip(&out) {
        let from_above = dot(wide(start.direction), up) < 0.0;
        let (n1, n2) = if from_above { (1.7, 1.2) } else { (1.2, 1.7) };
        let normal = if from_above { up } else { up.map(|x| -x) };
        check(start, end, normal, n1, n2);
        assert!(distance(wide(end.position), translation) < 0.01, "{end:?}");
    }
}
