//! Limits of steps and time, bad numbers, and photons that have ended already.

use crate::run::{LIGHT, count, params, photon, propagate, repeat};
use crate::scene::{clear, commit, cube, detector, medium, place, square};
use crate::vector::{add, distance, unit, wide};
use chroma2::geometry::{Committed, Component, Material, Model, Surface};
use chroma2::layout::{NONE, PhotonState, PropagateParams, flag};
use chroma2::tables::{Cdf, Curve};

/// A cube of 1 m of a surface, filled with a medium.
fn cavity(filling: Material, surface: Surface) -> Committed {
    let mut model = Model::new();
    let filling = model.add_material(filling).unwrap();
    let outside = model.add_material(clear(1.0)).unwrap();
    let surface = model.add_surface(surface).unwrap();
    place(&mut model, &cube(500.0), filling, outside, surface);
    commit(model)
}

fn mirror() -> Surface {
    Surface { reflect_specular: Curve::Constant(1.0), ..Surface::default() }
}

#[test]
fn step_limit_is_flagged_after_that_many_steps() {
    let scene = cavity(clear(1.3), mirror());
    for max_steps in [0, 1, 2, 17, 1000] {
        let options = PropagateParams { max_steps, ..params(1400) };
        for end in repeat(&scene, &options, photon([0.0; 3], [1.0, 0.0, 0.0]), 100) {
            let bounced = if max_steps == 0 { 0 } else { flag::REFLECT_SPECULAR };
            assert_eq!(end.flags, flag::STEP_LIMIT | bounced);
            let path = (1000.0 * f64::from(max_steps) - 500.0).max(0.0);
            let time = path * 1.3 / LIGHT;
            assert!((f64::from(end.time) - time).abs() <= 1e-4 * time, "{max_steps} steps: {} ns", end.time);
            assert_eq!(end.direction[0], if max_steps % 2 == 0 { 1.0 } else { -1.0 });
        }
    }
}

#[test]
fn photons_stop_in_flight_at_the_time_limit() {
    let scene = cavity(clear(1.5), mirror());
    let direction = unit([0.2, -0.5, 0.9]);
    for max_time in [0.5_f32, 1.0, 2.0] {
        let options = PropagateParams { max_time, ..params(1410) };
        let end = repeat(&scene, &options, photon([10.0, 20.0, 30.0], direction), 1)[0];
        assert_eq!(end.flags, flag::TIME_LIMIT);
        assert_eq!(end.time, max_time);
        let place = add(f64::from(max_time) * LIGHT / 1.5, direction, [10.0, 20.0, 30.0]);
        assert!(distance(wide(end.position), place) < 1e-3, "{end:?}");
        assert_eq!((end.instance, end.triangle), (NONE, NONE));
    }
    // After many reflections too, and at once where the limit has passed at the start.
    let options = PropagateParams { max_time: 100.0, ..params(1411) };
    for end in repeat(&scene, &options, photon([0.0; 3], direction), 1000) {
        assert_eq!((end.flags, end.time), (flag::TIME_LIMIT | flag::REFLECT_SPECULAR, 100.0));
    }
    let late = PhotonState { time: 100.5, ..photon([1.0, 2.0, 3.0], direction) };
    for end in repeat(&scene, &options, late, 10) {
        assert_eq!((end.flags, end.time, end.position), (flag::TIME_LIMIT, 100.5, [1.0, 2.0, 3.0]));
    }
}

#[test]
fn nothing_is_detected_after_the_limit() {
    let slow = Component {
        absorption_length: Curve::Constant(300.0),
        reemission_prob: Curve::Constant(1.0),
        wavelength_cdf: Cdf::new(&[400.0, 500.0], &[0.0, 1.0], "spectrum").unwrap(),
        time_cdf: Cdf::new(&[0.0, 20.0], &[0.0, 1.0], "times").unwrap(),
        delay: 0.0,
        decay_time: 0.0,
        downshift_only: false,
        mean_number: 0.0,
    };
    let filling = Material { components: vec![slow], ..medium(1.4, 300.0, 500.0) };
    let half =
        Surface { detect: Curve::Constant(0.5), reflect_diffuse: Curve::Constant(0.5), ..Surface::default() };
    let scene = cavity(filling, half);
    let options = PropagateParams { max_time: 12.0, ..params(1420) };
    let out = repeat(&scene, &options, photon([0.0; 3], [0.0, 0.0, 1.0]), 200_000);
    let (detected, stopped) = (count(&out, flag::SURFACE_DETECT), count(&out, flag::TIME_LIMIT));
    assert_eq!(detected + stopped, out.len());
    assert!(detected > 10_000 && stopped > 10_000, "{detected} detected, {stopped} stopped");
    for end in &out {
        let in_time = end.time <= 12.0;
        assert!(in_time || end.flags & flag::SURFACE_DETECT == 0, "{end:?}");
        let inside = end.position.iter().all(|x| x.abs() <= 500.001);
        assert!(inside, "stopped outside: {end:?}");
    }
}

/// A photon that is emitted again after the limit ends where that happened, as it was emitted.
#[test]
fn a_delay_past_the_limit_ends_the_photon_where_it_was_emitted_again() {
    let dye = Component {
        absorption_length: Curve::Constant(10.0),
        reemission_prob: Curve::Constant(1.0),
        wavelength_cdf: Cdf::new(&[500.0, 501.0], &[0.0, 1.0], "spectrum").unwrap(),
        time_cdf: Cdf::new(&[20.0, 30.0], &[0.0, 1.0], "times").unwrap(),
        delay: 0.0,
        decay_time: 0.0,
        downshift_only: false,
        mean_number: 0.0,
    };
    let scene = cavity(Material { components: vec![dye], ..medium(1.5, 10.0, 1e30) }, mirror());
    let options = PropagateParams { max_time: 10.0, ..params(1430) };
    for end in repeat(&scene, &options, photon([0.0; 3], [1.0, 0.0, 0.0]), 1000) {
        assert_eq!(end.flags & flag::TERMINAL, flag::TIME_LIMIT);
        assert_ne!(end.flags & flag::BULK_REEMIT, 0);
        assert_eq!((end.instance, end.position[1], end.position[2]), (NONE, 0.0, 0.0));
        let emitted = f64::from(end.time) - f64::from(end.position[0]) * 1.5 / LIGHT;
        assert!((19.999..=30.001).contains(&emitted) && (500.0..=501.0).contains(&end.wavelength), "{end:?}");
    }
}

fn fields(state: &mut PhotonState) -> [&mut f32; 12] {
    let [x, y, z] = &mut state.position;
    let [dx, dy, dz] = &mut state.direction;
    let [px, py, pz] = &mut state.polarization;
    [x, y, z, dx, dy, dz, px, py, pz, &mut state.time, &mut state.wavelength, &mut state.weight]
}

#[test]
fn bad_numbers_abort_only_their_photon() {
    let scene = cavity(clear(1.2), detector());
    let good = PhotonState { polarization: [0.0, 1.0, 0.0], ..photon([1.0, 2.0, 3.0], [0.0, 0.0, 1.0]) };
    let mut photons = Vec::new();
    for field in 0..12 {
        for bad in [f32::NAN, -f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            let mut state = good;
            *fields(&mut state)[field] = bad;
            photons.extend([state, good]);
        }
    }
    for state in [
        PhotonState { direction: [0.0; 3], ..good },
        PhotonState { direction: [-0.0, 0.0, -0.0], ..good },
        PhotonState { wavelength: 0.0, ..good },
        PhotonState { wavelength: -0.0, ..good },
        PhotonState { wavelength: -400.0, ..good },
    ] {
        photons.extend([state, good]);
    }
    for (i, end) in propagate(&scene, &params(1430), photons.clone()).iter().enumerate() {
        let expected = if i % 2 == 0 { flag::NAN_ABORT } else { flag::SURFACE_DETECT };
        assert_eq!(end.flags, expected, "{:?} became {end:?}", photons[i]);
    }
}

#[test]
fn directions_and_polarizations_of_any_length_are_taken() {
    let scene = cavity(clear(1.2), detector());
    for length in [1e-38, 1e-30, 1e-3, 1.0, 7.0, 1e19, 1e30, 3e38_f32] {
        for polarization in
            [[0.0; 3], [length, 0.0, 0.0], [0.0, 0.6 * length, 0.8 * length], [0.0, 0.0, length]]
        {
            let start = PhotonState { polarization, ..photon([0.0; 3], [0.0, 0.0, 1.0]) };
            let start = PhotonState { direction: [0.0, 0.0, length], ..start };
            let end = repeat(&scene, &params(1440), start, 1)[0];
            assert_eq!(end.flags, flag::SURFACE_DETECT, "{start:?} became {end:?}");
            let [x, y, z] = end.polarization;
            assert!(
                ((x * x + y * y).sqrt() - 1.0).abs() < 1e-6 && z.abs() < 1e-6,
                "{start:?} became {end:?}"
            );
            assert!(distance(wide(end.position), [0.0, 0.0, 500.0]) < 0.01);
        }
    }
}

#[test]
fn ended_photons_are_left_alone() {
    let scene = cavity(clear(1.2), detector());
    for bit in 0..32 {
        let flags = 1_u32 << bit;
        let start = PhotonState { flags, draw: 5, ..photon([0.0; 3], [0.0, 3.0, 0.0]) };
        let end = repeat(&scene, &params(1450), start, 3)[2];
        if flags & flag::TERMINAL != 0 {
            assert_eq!(end, start);
        } else {
            assert_eq!(end.flags, flags | flag::SURFACE_DETECT, "bit {bit} is kept");
        }
    }
    let broken = PhotonState { time: f32::NAN, flags: flag::NO_HIT, ..photon([0.0; 3], [0.0; 3]) };
    assert_eq!(repeat(&scene, &params(1451), broken, 1)[0].flags, flag::NO_HIT);
}

#[test]
fn photons_that_meet_nothing() {
    let scene = cavity(clear(1.2), detector());
    let start = photon([600.0, 0.0, 0.0], [1.0, 0.0, 0.0]);
    let end = repeat(&scene, &params(1460), start, 1)[0];
    assert_eq!((end.flags, end.position, end.time), (flag::NO_HIT, start.position, 0.0));
    assert_eq!(end.instance, NONE);
    let empty = commit(Model::new());
    assert_eq!(repeat(&empty, &params(1461), start, 1)[0].flags, flag::NO_HIT);
}

#[test]
fn the_surface_met_last_is_not_met_again() {
    let mut model = Model::new();
    let air = model.add_material(clear(1.0)).unwrap();
    let detecting = model.add_surface(detector()).unwrap();
    place(&mut model, &square(0.0, 100.0), air, air, detecting);
    let scene = commit(model);
    // Where rounding may put a photon that has just gone through: still below the first triangle.
    let fresh = photon([30.0, 10.0, -1e-4], [0.0, 0.0, 1.0]);
    for (instance, triangle, flags) in
        [(NONE, NONE, flag::SURFACE_DETECT), (0, 1, flag::SURFACE_DETECT), (0, 0, flag::NO_HIT)]
    {
        let start = PhotonState { instance, triangle, ..fresh };
        assert_eq!(repeat(&scene, &params(1470), start, 1)[0].flags, flags, "from {instance}, {triangle}");
    }
}
