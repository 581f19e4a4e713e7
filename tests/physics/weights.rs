//! Weighted photons: the same expectation as analog ones.

use crate::film::{CATHODE, film_surface};
use crate::run::{count, params, photon, propagate, repeat};
use crate::scene::{black, clear, commit, cube, medium, place, sphere, surface_of};
use crate::stats::mean;
use crate::vector::unit;
use chroma2::geometry::{
    Angular, Committed, Component, DichroicAngle, Material, Model, Surface, SurfaceModel,
};
use chroma2::layout::{PhotonState, PropagateParams, flag};
use chroma2::tables::{Cdf, Curve};

const N: usize = 200_000;

/// A sphere of a surface about the origin in a cube of another, filled with a medium; the cube's
/// outside is black.
fn vessel(filling: Material, ball: Surface, wall: Surface) -> Committed {
    let mut model = Model::new();
    let filling = model.add_material(filling).unwrap();
    let glass = model.add_material(clear(1.5)).unwrap();
    let ball = model.add_surface(ball).unwrap();
    let wall = model.add_surface(wall).unwrap();
    let black = model.add_surface(black()).unwrap();
    place(&mut model, &sphere(100.0, 2), glass, filling, ball);
    place(&mut model, &cube(300.0), filling, glass, wall);
    place(&mut model, &cube(350.0), glass, glass, black);
    commit(model)
}

fn water() -> Material {
    medium(1.33, 900.0, 400.0)
}

fn scintillator() -> Material {
    let component = Component {
        absorption_length: Curve::Constant(900.0),
        reemission_prob: Curve::Constant(0.8),
        wavelength_cdf: Cdf::new(&[420.0, 520.0], &[0.0, 1.0], "spectrum").unwrap(),
        time_cdf: Cdf::new(&[0.0, 5.0], &[0.0, 1.0], "times").unwrap(),
        delay: 0.0,
        decay_time: 0.0,
        downshift_only: false,
        mean_number: 0.0,
    };
    Material { components: vec![component], ..water() }
}

fn partly(absorb: f64, detect: f64, diffuse: f64, specular: f64) -> Surface {
    Surface {
        absorb: Curve::Constant(absorb),
        detect: Curve::Constant(detect),
        reflect_diffuse: Curve::Constant(diffuse),
        reflect_specular: Curve::Constant(specular),
        ..Surface::default()
    }
}

fn scenes() -> Vec<(&'static str, Committed)> {
    let shifter = Surface {
        reemit: Curve::Constant(0.7),
        reemission_cdf: Some(Cdf::new(&[450.0, 550.0], &[0.0, 1.0], "spectrum").unwrap()),
        ..Surface { model: SurfaceModel::Wls, ..partly(0.5, 0.0, 0.3, 0.1) }
    };
    let row = |angle, reflect, transmit| DichroicAngle {
        angle,
        reflect: Curve::Constant(reflect),
        transmit: Curve::Constant(transmit),
    };
    let dichroic = Surface {
        dichroic: vec![row(0.1, 0.4, 0.4), row(1.2, 0.7, 0.1)],
        ..surface_of(SurfaceModel::Dichroic)
    };
    let angular = Angular {
        angles: vec![0.0, 1.5],
        transmit: vec![0.1, 0.2],
        reflect_specular: vec![0.2, 0.5],
        reflect_diffuse: vec![0.5, 0.1],
    };
    let angular = Surface { angular: Some(angular), ..surface_of(SurfaceModel::Angular) };
    let cathode = Surface {
        detect: Curve::Constant(0.6),
        reflect_diffuse: Curve::Constant(0.3),
        ..film_surface(&CATHODE)
    };
    vec![
        ("absorbing walls", vessel(water(), partly(0.4, 0.6, 0.0, 0.0), partly(1.0, 0.0, 0.0, 0.0))),
        ("reflecting detector", vessel(water(), partly(0.2, 0.3, 0.3, 0.1), partly(0.3, 0.0, 0.5, 0.2))),
        ("two detectors", vessel(water(), partly(0.1, 0.2, 0.3, 0.1), partly(0.2, 0.3, 0.3, 0.1))),
        ("reemission", vessel(scintillator(), partly(0.4, 0.6, 0.0, 0.0), partly(0.3, 0.0, 0.6, 0.1))),
        ("wavelength shifter", vessel(water(), partly(0.3, 0.5, 0.2, 0.0), shifter)),
        ("dichroic", vessel(water(), partly(0.3, 0.5, 0.0, 0.0), dichroic)),
        ("angular", vessel(water(), partly(0.3, 0.5, 0.0, 0.0), angular)),
        ("film", vessel(water(), cathode, partly(0.2, 0.0, 0.7, 0.0))),
    ]
}

/// Isotropic photons from a point between the sphere and a wall.
fn starts(n: usize) -> Vec<PhotonState> {
    let golden = 0.5 * (5.0_f64.sqrt() - 1.0);
    let direction = |i: usize| {
        let z = (2.0 * i as f64 + 1.0) / n as f64 - 1.0;
        let (y, x) = (std::f64::consts::TAU * golden * i as f64).sin_cos();
        let r = (1.0 - z * z).sqrt();
        unit([r * x, r * y, z])
    };
    (0..n).map(|i| photon([180.0, 40.0, -30.0], direction(i))).collect()
}

/// Mean detected weight of a photon and its deviation. Weights must not grow.
fn detected(scene: &Committed, params: &PropagateParams) -> (f64, f64) {
    let out = propagate(scene, params, starts(N));
    assert!(out.iter().all(|p| (0.0..=1.0).contains(&p.weight)));
    assert_eq!(count(&out, flag::NAN_ABORT) + count(&out, flag::STEP_LIMIT), 0);
    let share = |p: &PhotonState| if p.flags & flag::SURFACE_DETECT != 0 { f64::from(p.weight) } else { 0.0 };
    mean(out.iter().map(share))
}

#[track_caller]
fn assert_same(name: &str, what: &str, a: (f64, f64), b: (f64, f64)) {
    let sigma = a.1.hypot(b.1);
    assert!((a.0 - b.0).abs() < 5.0 * sigma, "{name}, {what}: {a:?} and {b:?}, {sigma} apart expected");
    assert!(a.0 > 0.01, "{name}: next to nothing is detected");
}

#[test]
fn weighted_and_analog_expectations_agree() {
    for (i, (name, scene)) in scenes().into_iter().enumerate() {
        let seed = 1100 + 10 * i as u64;
        let analog = detected(&scene, &params(seed));
        let weighted = detected(&scene, &PropagateParams { weight_mode: 2, ..params(seed + 1) });
        assert_same(name, "weighted", analog, weighted);
    }
}

#[test]
fn forced_and_forbidden_scatter_add_up() {
    for (i, (name, scene)) in scenes().into_iter().enumerate().step_by(3) {
        let seed = 1200 + 10 * i as u64;
        let analog = detected(&scene, &params(seed));
        for weight_mode in [0, 2] {
            let part = |scatter_first, seed| {
                detected(&scene, &PropagateParams { weight_mode, scatter_first, ..params(seed) })
            };
            let (with, without) = (part(1, seed + 1), part(-1, seed + 2));
            let sum = (with.0 + without.0, with.1.hypot(without.1));
            assert_same(name, &format!("forced plus forbidden, weights {weight_mode}"), analog, sum);
        }
    }
}

#[test]
fn forced_scatters_are_distributed_as_chance_ones() {
    // Weight and place of the first scatter on a leg of 600 mm; then in a medium that hardly scatters.
    for (length, seed) in [(400.0, 1300), (1e7, 1301)] {
        let mut model = Model::new();
        let air = model.add_material(medium(1.0, 1e30, length)).unwrap();
        let black = model.add_surface(black()).unwrap();
        place(&mut model, &cube(300.0), air, air, black);
        let scene = commit(model);
        let step = |scatter_first| PropagateParams { scatter_first, max_steps: 1, ..params(seed) };
        let start = photon([-300.0 + 1e-3, 0.0, 0.0], [1.0, 0.0, 0.0]);
        let probability = -(-600.0_f64 / length).exp_m1();
        let forced = repeat(&scene, &step(1), start, 100_000);
        assert_eq!(count(&forced, flag::RAYLEIGH_SCATTER), forced.len());
        let places =
            forced.iter().map(|p| -(-(f64::from(p.position[0]) + 300.0) / length).exp_m1() / probability);
        crate::stats::assert_uniform(places.collect(), "place of the forced scatter");
        let forbidden = repeat(&scene, &step(-1), start, 1000);
        assert_eq!(count(&forbidden, flag::RAYLEIGH_SCATTER), 0);
        for (with, without) in forced.iter().zip(&forbidden) {
            assert!((f64::from(with.weight) / probability - 1.0).abs() < 1e-5, "{}", with.weight);
            assert!((f64::from(without.weight) - (1.0 - probability)).abs() < 1e-6, "{}", without.weight);
        }
    }
}

#[test]
fn weights_fall_by_what_is_absorbed() {
    let mut model = Model::new();
    let dim = model.add_material(medium(1.0, 250.0, 1e30)).unwrap();
    let part = model.add_surface(partly(0.35, 0.65, 0.0, 0.0)).unwrap();
    place(&mut model, &cube(300.0), dim, dim, part);
    let scene = commit(model);
    let start = PhotonState { weight: 0.5, ..photon([0.0; 3], [0.0, 1.0, 0.0]) };
    let with = |weight_mode| PropagateParams { weight_mode, ..params(1310) };
    for end in [1, 2].into_iter().flat_map(|mode| repeat(&scene, &with(mode), start, 1000)) {
        assert_eq!(end.flags, flag::SURFACE_DETECT);
        let expected = 0.5 * 0.65 * (-300.0_f64 / 250.0).exp();
        assert!((f64::from(end.weight) / expected - 1.0).abs() < 1e-6, "{}", end.weight);
    }
}

/// As in legacy Chroma: whatever else such a surface would do, it takes the photon.
#[test]
fn a_detecting_surface_takes_all_in_the_legacy_mode() {
    let mut model = Model::new();
    let air = model.add_material(medium(1.0, 1e30, 1e30)).unwrap();
    let part = model.add_surface(partly(0.2, 0.3, 0.4, 0.1)).unwrap();
    place(&mut model, &cube(300.0), air, air, part);
    let scene = commit(model);
    let weighted = PropagateParams { weight_mode: 1, ..params(1320) };
    for end in repeat(&scene, &weighted, photon([0.0; 3], [0.0, 1.0, 0.0]), 1000) {
        assert_eq!((end.flags, end.weight), (flag::SURFACE_DETECT, 0.3));
    }
}

/// A film too: on a ball in clear surroundings, which is met once, that is the analog expectation.
#[test]
fn a_film_met_once_detects_the_same_in_every_mode() {
    let cathode = Surface { detect: Curve::Constant(0.6), transmissive: false, ..film_surface(&CATHODE) };
    let scene = vessel(clear(1.33), cathode, partly(1.0, 0.0, 0.0, 0.0));
    let analog = detected(&scene, &params(1330));
    for weight_mode in [1, 2] {
        let weighted = detected(&scene, &PropagateParams { weight_mode, ..params(1331) });
        assert_same("film", &format!("weights {weight_mode}"), analog, weighted);
    }
}
