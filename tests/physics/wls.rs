//! The wavelength-shifting sheet.

use crate::run::{count, one_step, photon, repeat};
use crate::scene::{boundary, surface_of};
use crate::stats::{assert_fraction, assert_uniform};
use crate::vector::{any_across, azimuth, dot, unit, wide};
use chroma2::geometry::{Surface, SurfaceModel};
use chroma2::layout::{PhotonState, flag};
use chroma2::tables::{Cdf, Curve};

const N: usize = 1_000_000;

fn shifter(x: &[f64], y: &[f64]) -> Surface {
    Surface {
        absorb: Curve::Constant(0.6),
        reemit: Curve::Constant(0.7),
        reflect_diffuse: Curve::Constant(0.1),
        reflect_specular: Curve::Constant(0.17),
        reemission_cdf: Some(Cdf::new(x, y, "spectrum").unwrap()),
        ..surface_of(SurfaceModel::Wls)
    }
}

/// The cumulative value at x between the points.
pub fn cumulative(x: &[f64], y: &[f64], at: f64) -> f64 {
    Curve::new(x, y, "cumulative").unwrap().value(at)
}

fn shifted(x: &[f64], y: &[f64], seed: u64) -> Vec<PhotonState> {
    let scene = boundary(1.3, 1.3, Some(shifter(x, y)));
    repeat(&scene, &one_step(seed), photon([0.0, 0.0, 1.0], unit([0.3, 0.0, -1.0])), N)
}

#[test]
fn probabilities_and_reemission() {
    let (x, y) = ([420.0, 450.0, 480.0, 560.0], [0.0, 0.6, 0.8, 1.0]);
    let out = shifted(&x, &y, 700);
    assert_fraction(count(&out, flag::SURFACE_REEMIT), N, 0.42, "reemitted");
    assert_fraction(count(&out, flag::SURFACE_ABSORB), N, 0.18, "absorbed");
    assert_fraction(count(&out, flag::REFLECT_DIFFUSE), N, 0.1, "diffuse");
    assert_fraction(count(&out, flag::REFLECT_SPECULAR), N, 0.17, "specular");
    assert_fraction(count(&out, flag::SURFACE_TRANSMIT), N, 0.13, "transmitted");
    let reemitted: Vec<_> = out.iter().filter(|p| p.flags & flag::SURFACE_REEMIT != 0).collect();
    let wavelengths = reemitted.iter().map(|p| cumulative(&x, &y, f64::from(p.wavelength)));
    assert_uniform(wavelengths.collect(), "wavelength");
    let heights = reemitted.iter().map(|p| 0.5 + 0.5 * f64::from(p.direction[2]));
    assert_uniform(heights.collect(), "cosine");
    let around = reemitted.iter().map(|p| azimuth(wide(p.direction), [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]));
    assert_uniform(around.collect(), "azimuth");
    let turned = reemitted
        .iter()
        .map(|p| azimuth(wide(p.polarization), wide(p.direction), any_across(wide(p.direction))));
    assert_uniform(turned.collect(), "polarization");
    for p in reemitted {
        assert!(dot(wide(p.direction), wide(p.polarization)).abs() < 1e-6);
        assert_eq!(
            p.position[2] > 0.0,
            p.direction[2] > 0.0,
            "goes on from the side it was emitted to: {p:?}"
        );
    }
    for p in out.iter().filter(|p| p.flags & flag::SURFACE_REEMIT == 0) {
        assert_eq!(p.wavelength, 400.0);
    }
}

#[test]
fn flat_parts_of_a_spectrum_are_never_drawn() {
    let (x, y) = ([300.0, 400.0, 450.0, 500.0, 550.0, 900.0], [0.0, 0.0, 0.5, 0.5, 1.0, 1.0]);
    let out = shifted(&x, &y, 701);
    let wavelengths: Vec<f64> =
        out.iter().filter(|p| p.flags & flag::SURFACE_REEMIT != 0).map(|p| f64::from(p.wavelength)).collect();
    for &wavelength in &wavelengths {
        let drawn = (400.0..=450.0).contains(&wavelength) || (500.0..=550.0).contains(&wavelength);
        assert!(drawn, "{wavelength} nm has no density");
    }
    assert_uniform(wavelengths.into_iter().map(|w| cumulative(&x, &y, w)).collect(), "wavelength");
}

#[test]
fn absorption_and_reemission_follow_the_wavelength() {
    let absorb = Curve::new(&[350.0, 450.0], &[0.7, 0.0], "absorb").unwrap();
    let reemit = Curve::new(&[300.0, 400.0], &[0.2, 1.0], "reemit").unwrap();
    let surface =
        Surface { absorb: absorb.clone(), reemit: reemit.clone(), ..shifter(&[500.0, 600.0], &[0.0, 1.0]) };
    let scene = boundary(1.0, 1.0, Some(surface));
    for (i, wavelength) in [300.0, 350.0, 380.0, 400.0, 430.0, 450.0, 500.0].into_iter().enumerate() {
        let start = PhotonState { wavelength, ..photon([0.0, 0.0, -1.0], [0.0, 0.0, 1.0]) };
        let out = repeat(&scene, &one_step(710 + i as u64), start, 100_000);
        let (a, r) = (absorb.value(f64::from(wavelength)), reemit.value(f64::from(wavelength)));
        assert_fraction(count(&out, flag::SURFACE_REEMIT), out.len(), a * r, &format!("at {wavelength} nm"));
        assert_fraction(
            count(&out, flag::SURFACE_ABSORB),
            out.len(),
            a * (1.0 - r),
            &format!("at {wavelength} nm"),
        );
    }
}
