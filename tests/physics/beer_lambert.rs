//! Absorption in bulk and flight times.

use crate::run::{LIGHT, count, one_step, params, photon, repeat};
use crate::scene::{black, commit, medium, place, square};
use crate::stats::{assert_fraction, assert_uniform};
use chroma2::geometry::{Committed, Material, Model};
use chroma2::layout::flag;
use chroma2::tables::Curve;

/// A black square at z = `depth` with a medium below.
fn slab(material: Material, depth: f32) -> Committed {
    let mut model = Model::new();
    let medium = model.add_material(material).unwrap();
    let black = model.add_surface(black()).unwrap();
    place(&mut model, &square(depth, 1000.0), medium, medium, black);
    commit(model)
}

#[test]
fn fraction_depth_and_time() {
    let (length, depth, index) = (50.0, 100.0, 1.33);
    let scene = slab(medium(index, length, 1e30), depth as f32);
    let n = 1_000_000;
    let out = repeat(&scene, &params(1), photon([3.0, 1.0, 0.0], [0.0, 0.0, 1.0]), n);
    let absorbed = count(&out, flag::BULK_ABSORB);
    assert_fraction(absorbed, n, 1.0 - (-depth / length).exp(), "absorbed in the slab");
    assert_eq!(absorbed + count(&out, flag::SURFACE_ABSORB), n);
    let inside = |p: &&chroma2::layout::PhotonState| p.flags & flag::BULK_ABSORB != 0;
    let depths = out.iter().filter(inside).map(|p| f64::from(p.position[2]));
    let within = 1.0 - (-depth / length).exp();
    assert_uniform(depths.map(|z| (1.0 - (-z / length).exp()) / within).collect(), "depth");
    for p in &out {
        let z = f64::from(p.position[2]);
        assert!((f64::from(p.time) - z * index / LIGHT).abs() < 1e-5, "z = {z}: time {}", p.time);
        let aside = f64::from(p.position[0] - 3.0).hypot(f64::from(p.position[1] - 1.0));
        assert!(z > 0.0 && z <= depth && aside < 1e-4, "{p:?}");
    }
}

#[test]
fn lengths_between_and_beyond_table_points() {
    let table = Curve::new(&[300.0, 400.0, 500.0], &[10.0, 100.0, 40.0], "lengths").unwrap();
    let depth = 30.0;
    let scene = slab(Material { absorption_length: table.clone(), ..medium(1.0, 1.0, 1e30) }, depth as f32);
    let n = 150_000;
    for (i, wavelength) in
        [1.0, 250.0, 300.0, 333.0, 350.0, 400.0, 480.0, 500.0, 500.1, 700.0, 1e6].into_iter().enumerate()
    {
        let mut start = photon([0.0; 3], [0.0, 0.0, 1.0]);
        start.wavelength = wavelength;
        let out = repeat(&scene, &params(10 + i as u64), start, n);
        let expected = 1.0 - (-depth / table.value(f64::from(wavelength))).exp();
        assert_fraction(count(&out, flag::BULK_ABSORB), n, expected, &format!("at {wavelength} nm"));
    }
}

#[test]
fn absorption_and_scattering_compete() {
    let (absorption, scattering, depth) = (70.0, 30.0, 40.0);
    let scene = slab(medium(1.4, absorption, scattering), depth as f32);
    let n = 1_000_000;
    let out = repeat(&scene, &one_step(2), photon([0.0; 3], [0.0, 0.0, 1.0]), n);
    let rate: f64 = 1.0 / absorption + 1.0 / scattering;
    let any = 1.0 - (-depth * rate).exp();
    assert_fraction(count(&out, flag::BULK_ABSORB), n, any / absorption / rate, "absorbed");
    assert_fraction(count(&out, flag::RAYLEIGH_SCATTER), n, any / scattering / rate, "scattered");
    let ended = out.iter().filter(|p| p.flags & flag::SURFACE_ABSORB == 0);
    let lengths = ended.map(|p| (1.0 - (-f64::from(p.position[2]) * rate).exp()) / any);
    assert_uniform(lengths.collect(), "place of either");
}

#[test]
fn rare_absorption_is_not_lost() {
    // Depths of a few in a million of the length are absorbed as often, and as evenly, as deep ones.
    let (length, depth) = (1e7, 200.0);
    let scene = slab(medium(1.0, length, 1e30), depth as f32);
    let n = 500_000;
    let absorbed: usize = (0..4)
        .map(|i| {
            count(&repeat(&scene, &params(30 + i), photon([0.0; 3], [0.0, 0.0, 1.0]), n), flag::BULK_ABSORB)
        })
        .sum();
    assert_fraction(absorbed, 4 * n, depth / length, "absorbed");
}
