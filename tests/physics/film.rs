//! The complex model against the transfer matrix: what is reflected, transmitted and absorbed.

use crate::fresnel::{incoming, sine};
use crate::run::{count, one_step, repeat};
use crate::scene::{boundary, surface_of};
use crate::stats::assert_fraction;
use crate::transfer_matrix::Layer;
use chroma2::geometry::{Committed, Surface, SurfaceModel};
use chroma2::layout::{PhotonState, flag};
use chroma2::tables::Curve;

/// A film at z = 0, met from below: index n1 there, n3 above.
pub fn film_surface(layer: &Layer) -> Surface {
    Surface {
        eta: Curve::Constant(layer.eta),
        k: Curve::Constant(layer.k),
        thickness: layer.thickness,
        transmissive: true,
        ..surface_of(SurfaceModel::Complex)
    }
}

pub fn film_scene(layer: &Layer) -> Committed {
    boundary(layer.n1, layer.n3, Some(film_surface(layer)))
}

/// A photon from below at an angle, polarized at an angle from s, both in degrees.
pub fn onto(layer: &Layer, angle: f64, polarization: f64) -> PhotonState {
    PhotonState { wavelength: layer.wavelength as f32, ..incoming(false, angle, polarization) }
}

/// Runs `n` photons of s and of p light and compares all three shares.
fn compare(layer: &Layer, angles: &[f64], n: usize, seed: u64) {
    let scene = film_scene(layer);
    for (i, &angle) in angles.iter().enumerate() {
        for (j, polarization) in [0.0, 90.0].into_iter().enumerate() {
            let start = onto(layer, angle, polarization);
            let expected = layer.powers(sine(&start))[j];
            let out = repeat(&scene, &one_step(seed + 2 * i as u64 + j as u64), start, n);
            let what = |kind| format!("{kind}, {} light at {angle} degrees on {layer:?}", ["s", "p"][j]);
            let [reflected, transmitted, absorbed] =
                [flag::REFLECT_SPECULAR, flag::SURFACE_TRANSMIT, flag::SURFACE_ABSORB]
                    .map(|f| count(&out, f));
            assert_eq!(reflected + transmitted + absorbed, n, "{}", what("all"));
            assert_fraction(reflected, n, expected.reflect, &what("reflected"));
            assert_fraction(transmitted, n, expected.transmit, &what("transmitted"));
            let lost = (1.0 - expected.reflect - expected.transmit).max(0.0);
            assert_fraction(absorbed, n, lost, &what("absorbed"));
        }
    }
}

const ANGLES: [f64; 8] = [0.0, 0.01, 15.0, 35.0, 41.0, 50.0, 70.0, 88.0];

/// A bialkali photocathode on glass.
pub const CATHODE: Layer = Layer { n1: 1.51, eta: 2.7, k: 1.6, n3: 1.0, thickness: 22.0, wavelength: 420.0 };

#[test]
fn photocathode_from_the_glass() {
    compare(&CATHODE, &ANGLES, 40_000, 500);
}

#[test]
fn photocathode_from_the_vacuum() {
    compare(&Layer { n1: 1.0, n3: 1.51, ..CATHODE }, &ANGLES, 25_000, 520);
}

#[test]
fn transparent_film() {
    let layer = Layer { n1: 1.0, eta: 2.1, k: 0.0, n3: 1.45, thickness: 333.0, wavelength: 550.0 };
    compare(&layer, &ANGLES, 25_000, 540);
}

#[test]
fn weak_absorber_many_waves_thick() {
    let layer = Layer { n1: 1.2, eta: 1.6, k: 1e-4, n3: 1.3, thickness: 20_000.0, wavelength: 400.0 };
    compare(&layer, &[0.0, 20.0, 45.0, 60.0], 60_000, 560);
}

#[test]
fn frustrated_and_total_reflection() {
    // A gap of lower index thinner than a wave lets light through; a wide one does not.
    let gap = Layer { n1: 1.5, eta: 1.0, k: 0.0, n3: 1.5, thickness: 80.0, wavelength: 400.0 };
    compare(&gap, &[30.0, 41.0, 45.0, 60.0], 40_000, 580);
    compare(&Layer { thickness: 10_000.0, ..gap }, &[45.0, 60.0], 20_000, 590);
    // A transparent film below total reflection into what lies beyond it.
    let beyond = Layer { n1: 1.5, eta: 1.8, k: 0.0, n3: 1.0, thickness: 150.0, wavelength: 400.0 };
    compare(&beyond, &[45.0, 60.0, 80.0], 20_000, 600);
    // An absorbing one takes its share of what would be reflected totally.
    compare(&Layer { k: 0.3, ..beyond }, &[45.0, 60.0, 80.0], 40_000, 610);
}

#[test]
fn quarter_wave_film_reflects_nothing() {
    let eta = 1.5_f64.sqrt();
    let layer = Layer { n1: 1.0, eta, k: 0.0, n3: 1.5, thickness: 100.0 / eta, wavelength: 400.0 };
    let out = repeat(&film_scene(&layer), &one_step(620), onto(&layer, 0.0, 20.0), 200_000);
    assert_fraction(count(&out, flag::REFLECT_SPECULAR), out.len(), 0.0, "antireflection");
    assert_eq!(count(&out, flag::SURFACE_ABSORB), 0);
}

#[test]
fn no_thickness_is_a_bare_boundary() {
    let layer = Layer { thickness: 0.0, ..CATHODE };
    let scene = film_scene(&layer);
    for (i, angle) in [0.0, 20.0, 35.0, 45.0].into_iter().enumerate() {
        let start = onto(&layer, angle, 40.0);
        let (s, p) = crate::fresnel::reflectances(layer.n1, layer.n3, sine(&start));
        let share = 40.0_f64.to_radians().cos().powi(2);
        let out = repeat(&scene, &one_step(630 + i as u64), start, 100_000);
        let expected = share * s + (1.0 - share) * p;
        assert_fraction(
            count(&out, flag::REFLECT_SPECULAR),
            out.len(),
            expected,
            &format!("{angle} degrees"),
        );
        assert!(count(&out, flag::SURFACE_ABSORB) <= 1, "nothing absorbs");
    }
}
