//! What the complex model does beyond its shares: detection, opaque films, diffuse reflection, states.

use crate::film::{CATHODE, film_surface, onto};
use crate::fresnel::sine;
use crate::run::{count, one_step, repeat};
use crate::scene::boundary;
use crate::stats::{assert_fraction, assert_uniform};
use crate::transfer_matrix::Layer;
use crate::vector::{cross, distance, dot, unit, wide};
use chroma2::geometry::Surface;
use chroma2::layout::flag;
use chroma2::tables::Curve;

const N: usize = 300_000;

#[test]
fn detection_is_a_share_of_absorption() {
    let surface = Surface { detect: Curve::Constant(0.37), ..film_surface(&CATHODE) };
    let scene = boundary(CATHODE.n1, CATHODE.n3, Some(surface));
    let start = onto(&CATHODE, 30.0, 0.0);
    let [s, _] = CATHODE.powers(sine(&start));
    let absorbed = 1.0 - s.reflect - s.transmit;
    let out = repeat(&scene, &one_step(640), start, N);
    assert_fraction(count(&out, flag::SURFACE_DETECT), N, 0.37 * absorbed, "detected");
    assert_fraction(count(&out, flag::SURFACE_ABSORB), N, 0.63 * absorbed, "absorbed");
    assert_fraction(count(&out, flag::REFLECT_SPECULAR), N, s.reflect, "reflected");
}

#[test]
fn opaque_films_absorb_what_they_would_transmit() {
    let surface = Surface { transmissive: false, ..film_surface(&CATHODE) };
    let scene = boundary(CATHODE.n1, CATHODE.n3, Some(surface));
    let start = onto(&CATHODE, 20.0, 90.0);
    let [_, p] = CATHODE.powers(sine(&start));
    let out = repeat(&scene, &one_step(641), start, N);
    assert_fraction(count(&out, flag::REFLECT_SPECULAR), N, p.reflect, "reflected");
    assert_fraction(count(&out, flag::SURFACE_ABSORB), N, 1.0 - p.reflect, "absorbed");
    assert_eq!(count(&out, flag::SURFACE_TRANSMIT), 0);
}

#[test]
fn a_share_of_reflection_is_diffuse() {
    let surface = Surface { reflect_diffuse: Curve::Constant(0.6), ..film_surface(&CATHODE) };
    let scene = boundary(CATHODE.n1, CATHODE.n3, Some(surface));
    let start = onto(&CATHODE, 60.0, 0.0);
    let [s, _] = CATHODE.powers(sine(&start));
    let out = repeat(&scene, &one_step(642), start, N);
    assert_fraction(count(&out, flag::REFLECT_SPECULAR), N, 0.4 * s.reflect, "specular");
    assert_fraction(count(&out, flag::REFLECT_DIFFUSE), N, 0.6 * s.reflect, "diffuse");
    let diffuse = out.iter().filter(|p| p.flags & flag::REFLECT_DIFFUSE != 0);
    assert_uniform(diffuse.map(|p| f64::from(p.direction[2]).powi(2)).collect(), "Lambert's law");
}

#[test]
fn transmitted_light_is_polarized_by_its_shares() {
    let layer = Layer { n1: 1.0, eta: 2.2, k: 0.4, n3: 1.5, thickness: 60.0, wavelength: 450.0 };
    let scene = boundary(layer.n1, layer.n3, Some(film_surface(&layer)));
    let start = onto(&layer, 65.0, 55.0);
    let [s, p] = layer.powers(sine(&start));
    let share = 55.0_f64.to_radians().cos().powi(2);
    let out = repeat(&scene, &one_step(643), start, N);
    let old = unit(wide(start.direction));
    let s_axis = unit(cross(old, [0.0, 0.0, 1.0]));
    let sin = sine(&start) / layer.n3;
    let straight = unit([old[0], old[1], 0.0]);
    let refracted = [straight[0] * sin, straight[1] * sin, (1.0 - sin * sin).sqrt()];
    let transmitted = share * s.transmit + (1.0 - share) * p.transmit;
    let along = (share * s.transmit / transmitted).sqrt();
    for end in out.iter().filter(|p| p.flags & flag::SURFACE_TRANSMIT != 0) {
        assert!(distance(wide(end.direction), refracted) < 1e-6, "{end:?}");
        assert!(end.position[2] > 0.0 && dot(wide(end.direction), wide(end.polarization)).abs() < 1e-6);
        let along_s = dot(wide(end.polarization), s_axis).abs();
        assert!((along_s - along).abs() < 1e-5, "{along_s}, {along} expected: {end:?}");
    }
    assert_fraction(count(&out, flag::SURFACE_TRANSMIT), N, transmitted, "transmitted");
}

#[test]
fn properties_follow_the_wavelength() {
    let curve = |a, b| Curve::new(&[300.0, 600.0], &[a, b], "index").unwrap();
    let (eta, k) = (curve(1.5, 3.0), curve(2.0, 0.5));
    let surface = Surface { eta: eta.clone(), k: k.clone(), ..film_surface(&CATHODE) };
    let scene = boundary(CATHODE.n1, CATHODE.n3, Some(surface));
    for (i, wavelength) in [250.0, 300.0, 375.0, 500.0, 600.0, 700.0].into_iter().enumerate() {
        let layer = Layer { eta: eta.value(wavelength), k: k.value(wavelength), wavelength, ..CATHODE };
        let start = onto(&layer, 25.0, 0.0);
        let [s, _] = layer.powers(sine(&start));
        let out = repeat(&scene, &one_step(650 + i as u64), start, 50_000);
        let what = format!("at {wavelength} nm");
        assert_fraction(count(&out, flag::REFLECT_SPECULAR), out.len(), s.reflect, &what);
        assert_fraction(count(&out, flag::SURFACE_TRANSMIT), out.len(), s.transmit, &what);
    }
}

#[test]
fn extreme_films_stay_sane() {
    // Nothing of this is physics; every photon must still end in exactly one way.
    for (i, layer) in [
        Layer { thickness: 1e9, ..CATHODE },
        Layer { thickness: 1e9, k: 0.0, ..CATHODE },
        Layer { eta: 1e6, k: 1e6, ..CATHODE },
        Layer { eta: 1e-6, k: 0.0, ..CATHODE },
        Layer { n1: 1.5, eta: 1.5, k: 0.0, n3: 1.5, ..CATHODE },
        Layer { n1: 1e-3, n3: 1e3, ..CATHODE },
        Layer { wavelength: 1e-3, thickness: 1e9, ..CATHODE },
    ]
    .into_iter()
    .enumerate()
    {
        let scene = boundary(layer.n1, layer.n3, Some(film_surface(&layer)));
        for angle in [0.0, 30.0, 41.8, 89.999] {
            let out = repeat(&scene, &one_step(660 + i as u64), onto(&layer, angle, 45.0), 1000);
            for end in &out {
                let ways = flag::REFLECT_SPECULAR | flag::SURFACE_TRANSMIT | flag::SURFACE_ABSORB;
                assert_eq!((end.flags & ways).count_ones(), 1, "{layer:?} at {angle}: {end:?}");
                assert!(end.flags & flag::NAN_ABORT == 0 && end.direction.iter().all(|x| x.is_finite()));
            }
        }
    }
}
