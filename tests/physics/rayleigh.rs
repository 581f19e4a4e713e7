//! Rayleigh scattering.

use crate::run::{one_step, photon, polarized, repeat};
use crate::scene::{commit, cube, medium, place};
use crate::stats::{assert_mean, assert_uniform};
use crate::vector::{azimuth, cross, dot, length, unit, wide};
use chroma2::geometry::{Committed, Model};
use chroma2::layout::{NONE, PhotonState, flag};

const N: usize = 1_000_000;
const LENGTH: f64 = 20.0;

fn scatterer() -> Committed {
    let mut model = Model::new();
    let medium = model.add_material(medium(1.3, 1e30, LENGTH)).unwrap();
    place(&mut model, &cube(1000.0), medium, medium, NONE);
    commit(model)
}

/// Photons after their first scatter, each once.
fn scattered(seed: u64, start: PhotonState) -> Vec<PhotonState> {
    let out = repeat(&scatterer(), &one_step(seed), start, N);
    assert!(out.iter().all(|p| p.flags == flag::RAYLEIGH_SCATTER | flag::STEP_LIMIT));
    out
}

#[test]
fn free_paths_are_exponential() {
    let out = scattered(20, photon([1.0, 2.0, 3.0], [0.0, 1.0, 0.0]));
    let paths = out.iter().map(|p| f64::from(p.position[1]) - 2.0);
    assert_uniform(paths.map(|s| 1.0 - (-s / LENGTH).exp()).collect(), "free path");
}

#[test]
fn polarized_light() {
    let old_direction = unit([0.3, -0.5, 0.7]);
    let old = unit(cross(old_direction, [0.2, 0.9, -0.4]));
    let out = scattered(21, polarized([0.0; 3], old_direction, old));
    let mut cosines = Vec::new();
    let mut azimuths = Vec::new();
    for p in &out {
        let (direction, polarization) = (wide(p.direction), wide(p.polarization));
        let mu = dot(direction, old);
        cosines.push((2.0 + 3.0 * mu - mu.powi(3)) / 4.0);
        azimuths.push(azimuth(direction, old, old_direction));
        assert!((length(direction) - 1.0).abs() < 1e-6 && (length(polarization) - 1.0).abs() < 1e-6);
        assert!(dot(direction, polarization).abs() < 1e-6, "transverse: {p:?}");
        // In the plane of the old polarization and the new direction, on the old one's side.
        let out_of_plane = dot(polarization, cross(old, direction)).abs();
        assert!(out_of_plane < 1e-6 && dot(polarization, old) > 0.0, "{out_of_plane:e}: {p:?}");
    }
    assert_uniform(cosines, "cosine to the old polarization");
    assert_uniform(azimuths, "azimuth about the old polarization");
}

#[test]
fn unpolarized_light() {
    let old_direction = unit([-0.6, 0.1, 0.4]);
    let out = scattered(22, photon([0.0; 3], old_direction));
    let cosine = |p: &PhotonState| dot(wide(p.direction), old_direction);
    let cdf = |c: f64| (4.0 + 3.0 * c + c.powi(3)) / 8.0;
    assert_uniform(out.iter().map(|p| cdf(cosine(p))).collect(), "cosine of the scattering angle");
    let from = unit(cross(old_direction, [0.0, 0.0, 1.0]));
    let azimuths = out.iter().map(|p| azimuth(wide(p.direction), old_direction, from));
    assert_uniform(azimuths.collect(), "azimuth of the scattering");
    // Share of the intensity across the scattering plane: 1 / (1 + cos^2).
    for bin in 0..20 {
        let (lo, hi) = (-1.0 + 0.1 * f64::from(bin), -0.9 + 0.1 * f64::from(bin));
        let excess = out.iter().filter(|p| (lo..hi).contains(&cosine(p))).map(|p| {
            let across = unit(cross(old_direction, wide(p.direction)));
            dot(wide(p.polarization), across).powi(2) - 1.0 / (1.0 + cosine(p).powi(2))
        });
        assert_mean(excess, 0.0, &format!("polarization for cosines from {lo:.1} to {hi:.1}"));
    }
    // At right angles the degree of polarization is 1, however the photon was polarized.
    let square = out.iter().filter(|p| cosine(p).abs() < 0.01);
    let along = square
        .map(|p| 1.0 - dot(wide(p.polarization), unit(cross(old_direction, wide(p.direction)))).powi(2));
    let (unpolarized, _) = crate::stats::mean(along);
    assert!(unpolarized < 1e-4, "{unpolarized:e} of the light at right angles is polarized the other way");
}
