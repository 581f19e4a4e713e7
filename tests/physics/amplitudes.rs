//! s and p keep their amplitudes, with their signs, at boundaries and films.

use crate::film::{CATHODE, film_scene, onto};
use crate::fresnel::{reflectances, sine};
use crate::run::{count, one_step, params, polarized, propagate, repeat};
use crate::scene::{clear, commit, place, place_at, square};
use crate::stats::assert_fraction;
use crate::transfer_matrix::Layer;
use crate::vector::{Vec3, add, cross, dot, scale, unit, wide};
use chroma2::geometry::{Committed, Instance, Model};
use chroma2::layout::{NONE, PhotonState, PropagateParams, flag};

const N: usize = 1_000_000;

/// A square of 80 mm about `middle` whose outer side is along the unit vector `normal`.
fn facing(normal: Vec3, middle: Vec3) -> Instance {
    let x = crate::vector::any_across(normal);
    let y = cross(normal, x);
    let rotation = [x[0], y[0], normal[0], x[1], y[1], normal[1], x[2], y[2], normal[2]];
    Instance { rotation, translation: middle, ..Instance::of(0) }
}

/// Glass behind z = 0, which ends at a face that is met from within at the same angle as the first one
/// refracts to, with its plane of incidence turned by `turn` degrees about the light.
struct Crossed {
    scene: Committed,
    index: f64,
    /// Of light in the vacuum and in the glass.
    outside: Vec3,
    inside: Vec3,
    /// Of the second face, along the light.
    normal: Vec3,
}

fn crossed(index: f64, angle: f64, turn: f64) -> Crossed {
    let (sin, cos) = angle.to_radians().sin_cos();
    let sin_in = sin / index;
    let cos_in = (1.0 - sin_in * sin_in).sqrt();
    let inside = [sin_in, 0.0, cos_in];
    // z is cos_in along the light, and sin_in across it in the first plane of incidence.
    let across = unit(add(-cos_in, inside, [0.0, 0.0, 1.0]));
    let (b, a) = turn.to_radians().sin_cos();
    let turned = add(a, across, scale(b, cross(inside, across)));
    let normal = unit(add(cos_in, inside, scale(sin_in, turned)));
    let mut model = Model::new();
    let vacuum = model.add_material(clear(1.0)).unwrap();
    let glass = model.add_material(clear(index)).unwrap();
    place(&mut model, &square(0.0, 40.0), vacuum, glass, NONE);
    place_at(&mut model, &square(0.0, 40.0), glass, vacuum, NONE, facing(normal, scale(100.0, inside)));
    Crossed { scene: commit(model), index, outside: [sin, 0.0, cos], inside, normal }
}

impl Crossed {
    /// The unit vectors along s and p of light that meets the first face.
    fn axes(&self) -> (Vec3, Vec3) {
        let s = unit(cross(self.outside, [0.0, 0.0, 1.0]));
        (s, cross(s, self.outside))
    }

    /// What both faces let through of light of a field: Born and Wolf 1.5.2. p is s x direction for each wave.
    fn through_both(&self, field: Vec3) -> f64 {
        let (c, c_in, n) = (self.outside[2], self.inside[2], self.index);
        let (t_s, t_p) = (2.0 * c / (c + n * c_in), 2.0 * c / (n * c + c_in));
        // Of either face: it is the same from both sides.
        let (power_s, power_p) = (n * c_in / c * t_s * t_s, n * c_in / c * t_p * t_p);
        let (s, p) = self.axes();
        let (e_s, e_p) = (dot(field, s), dot(field, p));
        let within = unit(add(t_s * e_s, s, scale(t_p * e_p, cross(s, self.inside))));
        let along_s = dot(within, unit(cross(self.inside, self.normal))).powi(2);
        (power_s * e_s * e_s + power_p * e_p * e_p) * (power_s * along_s + power_p * (1.0 - along_s))
    }
}

/// Light at +45 and -45 degrees through two crossed faces: a state that collapses onto s or p would not know
/// them apart.
#[test]
fn crossed_faces_know_the_sign() {
    for (i, (angle, turn)) in [(65.0, 28.0), (65.0, 45.0), (50.0, 60.0), (72.0, 45.0)].into_iter().enumerate()
    {
        let faces = crossed(1.25, angle, turn);
        let (s, p) = faces.axes();
        let mut expected = Vec::new();
        for (j, sign) in [1.0, -1.0].into_iter().enumerate() {
            let field = unit(add(sign, p, s));
            let start = polarized(scale(-5.0, faces.outside), faces.outside, field);
            let steps = PropagateParams { max_steps: 2, ..params(2800 + 2 * i as u64 + j as u64) };
            let out = repeat(&faces.scene, &steps, start, N);
            let passed = N - count(&out, flag::REFLECT_SPECULAR);
            let right = faces.through_both(field);
            let what = format!("{sign:+} 45 degrees at {angle} degrees, turned by {turn}");
            println!("{what}: {:.4}, {right:.4}", passed as f64 / N as f64);
            assert_fraction(passed, N, right, &what);
            expected.push(right);
        }
        assert!((expected[0] - expected[1]).abs() > 0.03, "both signs are alike: {expected:?}");
    }
}

/// The field after one boundary, in double precision: amplitudes of s and p in its plane, p = s x direction.
pub fn field_after(start: &PhotonState, end: &PhotonState, normal: Vec3, amplitudes: (f64, f64)) -> Vec3 {
    let (old, new) = (unit(wide(start.direction)), unit(wide(end.direction)));
    let (s, field) = (unit(cross(old, normal)), unit(wide(start.polarization)));
    let (e_s, e_p) = (dot(field, s) * amplitudes.0, dot(field, cross(s, old)) * amplitudes.1);
    unit(add(e_s, s, scale(e_p, cross(s, new))))
}

/// Total reflection leaves s and p as they are at the critical angle: twice, as in a Fresnel rhomb, whose
/// light is circular in fact.
#[test]
fn total_reflections_keep_linear_light() {
    let mut model = Model::new();
    let vacuum = model.add_material(clear(1.0)).unwrap();
    let glass = model.add_material(clear(1.5)).unwrap();
    place(&mut model, &square(10.0, 1000.0), glass, vacuum, NONE);
    place(&mut model, &square(-10.0, 1000.0), vacuum, glass, NONE);
    let scene = commit(model);
    let (sin, cos) = 54.6_f64.to_radians().sin_cos();
    let direction = [sin, 0.0, cos];
    let (s, p) = ([0.0, 1.0, 0.0], cross([0.0, 1.0, 0.0], direction));
    for degrees in [0.0, 45.0, -45.0, 20.0, 90.0_f64] {
        let (e_p, e_s) = degrees.to_radians().sin_cos();
        let start = polarized([0.0; 3], direction, add(e_s, s, scale(e_p, p)));
        let twice = PropagateParams { max_steps: 2, ..params(2820) };
        for end in propagate(&scene, &twice, vec![start; 100]) {
            assert_eq!(end.flags, flag::REFLECT_SPECULAR | flag::STEP_LIMIT);
            let off = crate::vector::distance(wide(end.polarization), wide(start.polarization));
            assert!(off < 1e-6, "{degrees} degrees: {end:?}");
        }
    }
}

/// At normal incidence a reflected field is reversed where the index rises, whatever its direction, and
/// continuous with oblique incidence; refracted light keeps its own.
#[test]
fn normal_incidence_has_one_sign() {
    for (n1, n2, sign) in [(1.0, 1.5, -1.0), (1.5, 1.0, 1.0)] {
        let scene = crate::scene::boundary(n1, n2, None);
        for tilt in [0.0, 1e-7, 1e-5, 1e-3_f64] {
            for turn in [0.0, 0.4, 1.1, 2.2_f64] {
                let direction = unit([tilt, 0.3 * tilt, 1.0]);
                let field = unit(cross(direction, [turn.sin(), -turn.cos(), 0.0]));
                let start = polarized(scale(-3.0, direction), direction, field);
                let out = repeat(&scene, &one_step(2830), start, 500);
                assert!((1..500).contains(&count(&out, flag::REFLECT_SPECULAR)));
                for end in &out {
                    let factor = if end.flags & flag::REFLECT_SPECULAR != 0 { sign } else { 1.0 };
                    let off = crate::vector::distance(wide(end.polarization), scale(factor, field));
                    assert!(off < 3e-3_f64.min(1e-5 + 3.0 * tilt), "{tilt} {turn}: {off} {end:?}");
                }
            }
        }
    }
}

/// What a film lets through and reflects has s and p in the ratio of their amplitudes.
#[test]
fn films_keep_the_ratio_of_amplitudes() {
    let clear = Layer { n1: 1.0, eta: 2.1, k: 0.0, n3: 1.45, thickness: 333.0, wavelength: 550.0 };
    let thin = Layer { thickness: 4.0, ..CATHODE };
    for (i, layer) in [CATHODE, thin, clear].iter().enumerate() {
        let scene = film_scene(layer);
        for (j, angle) in [5.0, 20.0, 30.0].into_iter().enumerate() {
            let start = onto(layer, angle, 30.0);
            let [s, p] = layer.powers(sine(&start));
            let out = repeat(&scene, &one_step(2840 + (3 * i + j) as u64), start, 20_000);
            let mut seen = [0, 0];
            for end in out.iter().filter(|end| end.flags & flag::TERMINAL == flag::STEP_LIMIT) {
                let reflected = end.flags & flag::REFLECT_SPECULAR != 0;
                // A reflected p wave that has the field of the s wave along the film has the opposite one across it.
                let along = s.fields[usize::from(!reflected)].along(p.fields[usize::from(!reflected)]);
                let sign = if (along > 0.0) == reflected { -1.0 } else { 1.0 };
                let (s, p) = if reflected { (s.reflect, p.reflect) } else { (s.transmit, p.transmit) };
                let way = field_after(&start, end, [0.0, 0.0, -1.0], (s.sqrt(), sign * p.sqrt()));
                let right = dot(way, wide(end.polarization)).abs();
                assert!(right > 1.0 - 1e-5, "{right} at {angle} degrees on {layer:?}: {end:?}");
                seen[usize::from(reflected)] += 1;
            }
            assert!(seen[0] > 50 && seen[1] > 50, "{seen:?} at {angle} degrees on {layer:?}");
        }
    }
}

/// A film without thickness leaves light as a bare boundary does, bit for bit but for rounding.
#[test]
fn no_film_is_a_bare_boundary_for_fields_too() {
    let layer = Layer { thickness: 0.0, ..CATHODE };
    let scene = film_scene(&layer);
    for angle in [0.0, 10.0, 25.0, 33.0, 38.0] {
        let start = onto(&layer, angle, 40.0);
        let sin1 = sine(&start);
        let sin3 = layer.n1 / layer.n3 * sin1;
        let (c1, c3) = ((1.0 - sin1 * sin1).sqrt(), (1.0 - sin3 * sin3).sqrt());
        let (n1, n3) = (layer.n1, layer.n3);
        let r = ((n1 * c1 - n3 * c3) / (n1 * c1 + n3 * c3), (n3 * c1 - n1 * c3) / (n3 * c1 + n1 * c3));
        let t = (1.0 / (n1 * c1 + n3 * c3), 1.0 / (n3 * c1 + n1 * c3));
        assert!((r.0 * r.0 - reflectances(n1, n3, sin1).0).abs() < 1e-12);
        for end in repeat(&scene, &one_step(2860), start, 3000) {
            let reflected = end.flags & flag::REFLECT_SPECULAR != 0;
            let right = if angle == 0.0 {
                unit(wide(start.polarization))
            } else {
                field_after(&start, &end, [0.0, 0.0, -1.0], if reflected { r } else { t })
            };
            let along = dot(right, wide(end.polarization)).abs();
            assert!(along > 1.0 - 1e-5, "{along} at {angle} degrees: {end:?}");
        }
    }
}
