//! Mie scattering by Henyey and Greenstein's function.

use crate::run::{count, one_step, params, photon, polarized, propagate, repeat};
use crate::scene::{black, clear, commit, cube, medium, place};
use crate::stats::{assert_fraction, assert_mean, assert_uniform, mean};
use crate::vector::{azimuth, cross, dot, length, unit, wide};
use chroma2::geometry::{Committed, Material, Model};
use chroma2::layout::{NONE, PhotonState, PropagateParams, flag};
use chroma2::tables::Curve;

const N: usize = 1_000_000;
const LENGTH: f64 = 20.0;

/// Forward and backward g, and the share of forward.
type Shape = (f64, f64, f64);

fn cloudy((forward, backward, ratio): Shape, base: Material) -> Material {
    Material {
        mie_length: Curve::Constant(LENGTH),
        mie_forward: Curve::Constant(forward),
        mie_backward: Curve::Constant(backward),
        mie_forward_ratio: Curve::Constant(ratio),
        ..base
    }
}

fn block(material: Material) -> Committed {
    let mut model = Model::new();
    let medium = model.add_material(material).unwrap();
    place(&mut model, &cube(1000.0), medium, medium, NONE);
    commit(model)
}

/// The cumulative distribution of the cosine by Henyey and Greenstein (1941).
fn cumulative(g: f64, mu: f64) -> f64 {
    if g == 0.0 {
        return 0.5 * (1.0 + mu);
    }
    (1.0 - g * g) / (2.0 * g) * ((1.0 + g * g - 2.0 * g * mu).sqrt().recip() - (1.0 + g).recip())
}

#[test]
fn cosines_have_their_distribution_and_moments() {
    let shapes = [
        (0.9, 0.0, 1.0),
        (0.0, 0.5, 1.0),
        (0.99, 0.99, 0.8),
        (0.7, 0.3, 0.6),
        (-0.4, 0.2, 0.5),
        (1e-4, -0.6, 0.3),
    ];
    for (i, shape @ (forward, backward, ratio)) in shapes.into_iter().enumerate() {
        let old = unit([0.3, -0.5, 0.7]);
        let out =
            repeat(&block(cloudy(shape, clear(1.3))), &one_step(2900 + i as u64), photon([0.0; 3], old), N);
        assert!(out.iter().all(|p| p.flags == flag::MIE_SCATTER | flag::STEP_LIMIT));
        let cosine = |p: &PhotonState| dot(unit(wide(p.direction)), old).clamp(-1.0, 1.0);
        let share =
            |mu: f64| ratio * cumulative(forward, mu) + (1.0 - ratio) * (1.0 - cumulative(backward, -mu));
        assert_uniform(out.iter().map(|p| share(cosine(p))).collect(), &format!("cosines, {shape:?}"));
        let first = ratio * forward - (1.0 - ratio) * backward;
        let square = |g: f64| (1.0 + 2.0 * g * g) / 3.0;
        let second = ratio * square(forward) + (1.0 - ratio) * square(backward);
        println!(
            "{shape:?}: {:.5} ({first:.5}), {:.5} ({second:.5})",
            mean(out.iter().map(cosine)).0,
            mean(out.iter().map(|p| cosine(p).powi(2))).0
        );
        assert_mean(out.iter().map(cosine), first, &format!("mean cosine, {shape:?}"));
        assert_mean(out.iter().map(|p| cosine(p).powi(2)), second, &format!("mean square, {shape:?}"));
        let from = unit(cross(old, [0.0, 0.0, 1.0]));
        let around = out.iter().map(|p| azimuth(wide(p.direction), old, from));
        assert_uniform(around.collect(), &format!("azimuth, {shape:?}"));
    }
}

/// Angles far below what the cosine resolves in single precision.
#[test]
fn small_angles_are_resolved() {
    let g = 0.9999;
    let old = [0.0, 0.0, 1.0];
    let out = repeat(&block(cloudy((g, 0.0, 1.0), clear(1.0))), &one_step(2910), photon([0.0; 3], old), N);
    let share = |p: &PhotonState| {
        let d = wide(p.direction);
        let sin2 = d[0] * d[0] + d[1] * d[1];
        let less = if d[2] > 0.0 { sin2 / (1.0 + (1.0 - sin2).max(0.0).sqrt()) } else { 1.0 - d[2] };
        let root = ((1.0 - g) * (1.0 - g) + 2.0 * g * less).sqrt();
        // 1 - the cumulative value, without cancelling
        1.0 - (1.0 - g * g) / (2.0 * g) * ((1.0 - g).recip() - root.recip())
    };
    assert_uniform(out.iter().map(share).collect(), "angles of g = 0.9999");
}

#[test]
fn polarization_is_the_old_ones_part_across() {
    let old_direction = unit([0.3, -0.5, 0.7]);
    let old = unit(cross(old_direction, [0.2, 0.9, -0.4]));
    let scene = block(cloudy((0.3, 0.2, 0.7), clear(1.0)));
    for end in repeat(&scene, &one_step(2920), polarized([0.0; 3], old_direction, old), N) {
        let (direction, polarization) = (wide(end.direction), wide(end.polarization));
        assert!((length(direction) - 1.0).abs() < 1e-6 && (length(polarization) - 1.0).abs() < 1e-6);
        assert!(dot(direction, polarization).abs() < 1e-6, "transverse: {end:?}");
        let part = cross(old, direction);
        if length(part) > 2e-3 {
            let off = dot(polarization, unit(part)).abs();
            assert!(off < 1e-6 / length(part) + 1e-6 && dot(polarization, old) > 0.0, "{off:e}: {end:?}");
        }
    }
}

#[test]
fn it_competes_with_all_else() {
    let (absorption, rayleigh, depth) = (70.0, 30.0, 15.0);
    let mut model = Model::new();
    let cloud = model.add_material(cloudy((0.8, 0.0, 1.0), medium(1.4, absorption, rayleigh))).unwrap();
    let black = model.add_surface(black()).unwrap();
    place(&mut model, &cube(depth as f32), cloud, cloud, black);
    let scene = commit(model);
    let out = repeat(&scene, &one_step(2930), photon([0.0; 3], [0.0, 0.0, 1.0]), N);
    let rate: f64 = 1.0 / absorption + 1.0 / rayleigh + 1.0 / LENGTH;
    let any = 1.0 - (-depth * rate).exp();
    assert_fraction(count(&out, flag::BULK_ABSORB), N, any / absorption / rate, "absorbed");
    assert_fraction(count(&out, flag::RAYLEIGH_SCATTER), N, any / rayleigh / rate, "Rayleigh");
    assert_fraction(count(&out, flag::MIE_SCATTER), N, any / LENGTH / rate, "Mie");
    for kind in [flag::MIE_SCATTER, flag::RAYLEIGH_SCATTER, flag::BULK_ABSORB] {
        let places = out.iter().filter(|p| p.flags & kind != 0);
        let places = places.map(|p| (1.0 - (-f64::from(p.position[2]) * rate).exp()) / any);
        assert_uniform(places.collect(), "place of any of them");
    }
}

/// A scatter is either one: forced and forbidden first scatters are of both together.
#[test]
fn forced_and_forbidden_scatters_are_of_either_kind() {
    let (rayleigh, depth) = (30.0, 15.0);
    let mut model = Model::new();
    let cloud = model.add_material(cloudy((0.8, 0.0, 1.0), medium(1.4, 1e30, rayleigh))).unwrap();
    let black = model.add_surface(black()).unwrap();
    place(&mut model, &cube(depth as f32), cloud, cloud, black);
    let scene = commit(model);
    let rate = 1.0 / rayleigh + 1.0 / LENGTH;
    let probability = 1.0 - (-depth * rate).exp();
    let start = vec![photon([0.0; 3], [0.0, 0.0, 1.0]); 200_000];
    let forced = propagate(&scene, &PropagateParams { scatter_first: 1, ..one_step(2940) }, start.clone());
    let (mie, by_rayleigh) = (count(&forced, flag::MIE_SCATTER), count(&forced, flag::RAYLEIGH_SCATTER));
    assert_eq!(mie + by_rayleigh, forced.len());
    assert_fraction(mie, forced.len(), 1.0 / LENGTH / rate, "Mie of the forced");
    let places = forced.iter().map(|p| (1.0 - (-f64::from(p.position[2]) * rate).exp()) / probability);
    assert_uniform(places.collect(), "places of the forced");
    let forbidden = propagate(&scene, &PropagateParams { scatter_first: -1, ..one_step(2941) }, start);
    assert_eq!(count(&forbidden, flag::SURFACE_ABSORB), forbidden.len());
    for (with, without) in forced.iter().zip(&forbidden) {
        assert!((f64::from(with.weight) - probability).abs() < 1e-6, "{with:?}");
        assert!((f64::from(without.weight) - (1.0 - probability)).abs() < 1e-6, "{without:?}");
    }
}

/// Length and shape follow the wavelength; a material without draws as many numbers as before.
#[test]
fn tables_and_materials_without() {
    let curve = |a, b| Curve::new(&[300.0, 500.0], &[a, b], "curve").unwrap();
    let material = Material {
        mie_length: curve(10.0, 50.0),
        mie_forward: curve(0.2, 0.8),
        mie_forward_ratio: curve(1.0, 0.5),
        ..clear(1.0)
    };
    let scene = block(material);
    for (i, wavelength) in [300.0, 400.0, 500.0].into_iter().enumerate() {
        let start = PhotonState { wavelength, ..photon([0.0; 3], [0.0, 0.0, 1.0]) };
        let out = repeat(&scene, &one_step(2950 + i as u64), start, 200_000);
        let at = f64::from(wavelength);
        let length = curve(10.0, 50.0).value(at);
        let paths = out.iter().map(|p| 1.0 - (-f64::from(p.position[2]) / length).exp());
        assert_uniform(paths.collect(), "free path");
        let (g, ratio) = (curve(0.2, 0.8).value(at), curve(1.0, 0.5).value(at));
        assert_mean(out.iter().map(|p| f64::from(p.direction[2])), ratio * g, "mean cosine");
    }
    let draws = |material| {
        let out = repeat(&block(material), &params(2960), photon([0.0; 3], [0.0, 0.0, 1.0]), 1);
        out[0].draw
    };
    // Polarization, two lengths, and the boundary of a material with itself.
    assert_eq!(draws(clear(1.0)), 4);
}
