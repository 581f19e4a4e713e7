//! Surfaces whose probabilities depend on the angle of incidence: dichroic and angular.

use crate::fresnel::{incoming, sine};
use crate::run::{count, one_step, photon, repeat};
use crate::scene::{boundary, surface_of};
use crate::stats::assert_fraction;
use chroma2::geometry::{Angular, Committed, DichroicAngle, Surface, SurfaceModel};
use chroma2::layout::{PhotonState, flag};
use chroma2::tables::Curve;

const N: usize = 40_000;

/// Shares of specular reflection, transmission, diffuse reflection and absorption.
fn check(scene: &Committed, start: PhotonState, expected: [f64; 3], seed: u64, what: &str) {
    let out = repeat(scene, &one_step(seed), start, N);
    let [specular, transmit, diffuse] = expected;
    assert_fraction(count(&out, flag::REFLECT_SPECULAR), N, specular, &format!("specular {what}"));
    assert_fraction(count(&out, flag::SURFACE_TRANSMIT), N, transmit, &format!("transmitted {what}"));
    assert_fraction(count(&out, flag::REFLECT_DIFFUSE), N, diffuse, &format!("diffuse {what}"));
    let rest = 1.0 - specular - transmit - diffuse;
    assert_fraction(count(&out, flag::SURFACE_ABSORB), N, rest, &format!("absorbed {what}"));
    for p in out.iter().filter(|p| p.flags & flag::STEP_LIMIT != 0) {
        let through = p.flags & flag::SURFACE_TRANSMIT != 0;
        assert_eq!(through, p.position[2] > 0.0, "{p:?}");
        assert!(p.direction.iter().all(|x| x.is_finite()), "{p:?}");
    }
}

fn angle_of(start: &PhotonState) -> f64 {
    sine(start).min(1.0).asin()
}

#[test]
fn dichroic_is_linear_in_angle_and_wavelength() {
    let curve = |y: [f64; 3]| Curve::new(&[350.0, 450.0, 600.0], &y, "curve").unwrap();
    let rows = [
        DichroicAngle { angle: 0.2, reflect: curve([0.9, 0.1, 0.3]), transmit: curve([0.05, 0.8, 0.6]) },
        DichroicAngle { angle: 0.7, reflect: curve([0.5, 0.6, 0.1]), transmit: curve([0.3, 0.4, 0.2]) },
        DichroicAngle { angle: 1.3, reflect: curve([0.2, 0.0, 0.8]), transmit: curve([0.7, 1.0, 0.1]) },
    ];
    let surface = Surface { dichroic: rows.to_vec(), ..surface_of(SurfaceModel::Dichroic) };
    let scene = boundary(1.0, 1.0, Some(surface));
    let mut seed = 900;
    for angle in [0.0, 0.1, 0.2, 0.45, 0.7, 0.9, 1.1, 1.3, 1.31, 1.45, 1.57_f64] {
        for wavelength in [300.0, 350.0, 420.0, 450.0, 550.0, 600.0, 900.0] {
            let start = PhotonState { wavelength, ..incoming(false, angle.to_degrees(), 25.0) };
            let at = angle_of(&start);
            let between = |of: fn(&DichroicAngle) -> &Curve| {
                let y: Vec<f64> = rows.iter().map(|row| of(row).value(f64::from(wavelength))).collect();
                Curve::new(&rows.clone().map(|row| row.angle), &y, "angles").unwrap().value(at)
            };
            let expected = [between(|row| &row.reflect), between(|row| &row.transmit), 0.0];
            seed += 1;
            check(&scene, start, expected, seed, &format!("at {angle} rad, {wavelength} nm"));
        }
    }
}

#[test]
fn dichroic_of_one_angle() {
    let row = DichroicAngle { angle: 0.5, reflect: Curve::Constant(0.3), transmit: Curve::Constant(0.25) };
    let surface = Surface { dichroic: vec![row], ..surface_of(SurfaceModel::Dichroic) };
    let scene = boundary(1.2, 1.2, Some(surface));
    for (i, angle) in [0.0, 28.6, 28.7, 89.9].into_iter().enumerate() {
        check(&scene, incoming(false, angle, 0.0), [0.3, 0.25, 0.0], 980 + i as u64, "at the only angle");
    }
}

#[test]
fn dichroic_without_loss_absorbs_nothing() {
    let third = Curve::Constant(1.0 / 3.0);
    let row = DichroicAngle { angle: 0.5, reflect: third, transmit: Curve::Constant(2.0 / 3.0) };
    let surface = Surface { dichroic: vec![row], ..surface_of(SurfaceModel::Dichroic) };
    let scene = boundary(1.0, 1.0, Some(surface));
    let out = repeat(&scene, &one_step(985), photon([0.0, 0.0, -1.0], [0.0, 0.0, 1.0]), 1_000_000);
    assert!(count(&out, flag::SURFACE_ABSORB) <= 1);
    assert_fraction(count(&out, flag::REFLECT_SPECULAR), out.len(), 1.0 / 3.0, "reflected");
}

#[test]
fn angular_is_linear_in_the_angle() {
    let tables = Angular {
        angles: vec![0.1, 0.6, 1.0, 1.4],
        transmit: vec![0.7, 0.5, 0.0, 0.1],
        reflect_specular: vec![0.1, 0.3, 0.6, 0.9],
        reflect_diffuse: vec![0.2, 0.1, 0.15, 0.0],
    };
    let surface = Surface { angular: Some(tables.clone()), ..surface_of(SurfaceModel::Angular) };
    let scene = boundary(1.4, 1.4, Some(surface));
    for (i, angle) in
        [0.0, 0.05, 0.1, 0.3, 0.6, 0.75, 1.0, 1.2, 1.4, 1.45, 1.5, 1.57_f64].into_iter().enumerate()
    {
        let start = incoming(false, angle.to_degrees(), 70.0);
        let value = |y: &[f64]| Curve::new(&tables.angles, y, "angles").unwrap().value(angle_of(&start));
        let expected =
            [value(&tables.reflect_specular), value(&tables.transmit), value(&tables.reflect_diffuse)];
        check(&scene, start, expected, 1000 + i as u64, &format!("at {angle} rad"));
    }
}

#[test]
fn angular_of_one_angle() {
    let tables = Angular {
        angles: vec![1.0],
        transmit: vec![0.2],
        reflect_specular: vec![0.1],
        reflect_diffuse: vec![0.4],
    };
    let surface = Surface { angular: Some(tables), ..surface_of(SurfaceModel::Angular) };
    let scene = boundary(1.0, 1.0, Some(surface));
    for (i, angle) in [0.0, 57.0, 58.0, 89.9].into_iter().enumerate() {
        check(&scene, incoming(false, angle, 0.0), [0.1, 0.2, 0.4], 1020 + i as u64, "at the only angle");
    }
}

#[test]
fn what_is_transmitted_still_meets_the_boundary() {
    let tables = Angular {
        angles: vec![0.0],
        transmit: vec![1.0],
        reflect_specular: vec![0.0],
        reflect_diffuse: vec![0.0],
    };
    let surface = Surface { angular: Some(tables), ..surface_of(SurfaceModel::Angular) };
    let scene = boundary(1.0, 1.5, Some(surface));
    let out = repeat(&scene, &one_step(1030), photon([0.0, 0.0, -1.0], [0.0, 0.0, 1.0]), 200_000);
    assert_eq!(count(&out, flag::SURFACE_TRANSMIT), out.len());
    assert_fraction(count(&out, flag::REFLECT_SPECULAR), out.len(), 0.04, "reflected after the surface");
}
