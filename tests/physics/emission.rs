//! Light that is emitted again: never with more energy than was absorbed, where that is asked for, and after
//! fixed and exponential delays.

use crate::run::{LIGHT, count, one_step, photon, propagate, repeat};
use crate::scene::{boundary, commit, cube, medium, place, surface_of};
use crate::stats::{assert_fraction, assert_uniform};
use crate::wls::cumulative;
use chroma2::geometry::{Committed, Component, Material, Model, Surface, SurfaceModel};
use chroma2::layout::{NONE, PhotonState, PropagateParams, flag};
use chroma2::tables::{Cdf, Curve};

const N: usize = 1_000_000;
const LENGTH: f64 = 25.0;
const INDEX: f64 = 1.5;
/// Of the emission, with a gap.
const X: [f64; 6] = [380.0, 400.0, 450.0, 480.0, 500.0, 560.0];
const Y: [f64; 6] = [0.0, 0.2, 0.6, 0.6, 0.9, 1.0];

fn component() -> Component {
    Component {
        absorption_length: Curve::Constant(LENGTH),
        reemission_prob: Curve::Constant(0.8),
        wavelength_cdf: Cdf::new(&X, &Y, "spectrum").unwrap(),
        time_cdf: Cdf::new(&[0.0, 1e-30], &[0.0, 1.0], "times").unwrap(),
        delay: 0.0,
        decay_time: 0.0,
        downshift_only: false,
        mean_number: 0.0,
    }
}

fn filled(component: Component) -> Committed {
    let mut model = Model::new();
    let material = Material { components: vec![component], ..medium(INDEX, LENGTH, 1e30) };
    let medium = model.add_material(material).unwrap();
    place(&mut model, &cube(3000.0), medium, medium, NONE);
    commit(model)
}

fn sheet(change: impl Fn(&mut Surface)) -> Committed {
    let mut surface = Surface {
        absorb: Curve::Constant(1.0),
        reemit: Curve::Constant(0.8),
        reemission_cdf: Some(Cdf::new(&X, &Y, "spectrum").unwrap()),
        ..surface_of(SurfaceModel::Wls)
    };
    change(&mut surface);
    boundary(INDEX, INDEX, Some(surface))
}

/// Photons of a wavelength after they were absorbed: those in bulk on their way along z, those of the sheet
/// after 1 mm.
fn absorbed(scene: &Committed, options: &PropagateParams, wavelength: f64) -> Vec<PhotonState> {
    let start = PhotonState { wavelength: wavelength as f32, ..photon([0.0, 0.0, -1.0], [0.0, 0.0, 1.0]) };
    repeat(scene, options, start, N)
}

const REEMIT: u32 = flag::BULK_REEMIT | flag::SURFACE_REEMIT;

fn emitted(out: &[PhotonState]) -> Vec<&PhotonState> {
    out.iter().filter(|end| end.flags & REEMIT != 0).collect()
}

/// The rule of Geant4 11.4 (G4OpWLS): E = C^-1(u C(E_in)), the spectrum cut at the energy absorbed.
#[test]
fn spectra_are_cut_at_the_absorbed_energy() {
    let bulk = filled(Component { downshift_only: true, ..component() });
    let surface = sheet(|surface| surface.downshift_only = true);
    for (i, scene) in [bulk, surface].iter().enumerate() {
        let places = [300.0, 380.0, 390.0, 430.0, 460.0, 480.0, 520.0, 559.0, 560.0, 600.0];
        for (j, wavelength) in places.into_iter().enumerate() {
            let out = absorbed(scene, &one_step(3000 + (10 * i + j) as u64), wavelength);
            let (what, emitted) = (format!("at {wavelength} nm"), emitted(&out));
            let below = cumulative(&X, &Y, wavelength);
            if below == 1.0 {
                assert_eq!(emitted.len(), 0, "nothing is left {what}");
                assert_eq!(count(&out, [flag::BULK_ABSORB, flag::SURFACE_ABSORB][i]), N, "{what}");
                continue;
            }
            assert_fraction(emitted.len(), N, 0.8, &format!("emitted {what}"));
            assert!(
                emitted.iter().all(|end| f64::from(end.wavelength) >= wavelength),
                "energy gained {what}"
            );
            let share =
                |end: &&PhotonState| (cumulative(&X, &Y, f64::from(end.wavelength)) - below) / (1.0 - below);
            assert_uniform(emitted.iter().map(share).collect(), &format!("wavelengths {what}"));
        }
    }
}

/// Each emission leaves a uniform share of what was beyond the wavelength absorbed: after k of them the share is a product
/// of k uniform numbers, below x with a probability of x (1 + l + l^2/2 + ... + l^(k-1)/(k-1)!), l = -log x.
#[test]
fn shares_of_a_cut_spectrum_multiply() {
    let scene =
        filled(Component { downshift_only: true, reemission_prob: Curve::Constant(1.0), ..component() });
    let start = PhotonState { wavelength: 430.0, ..photon([0.0, 0.0, -1.0], [0.0, 0.0, 1.0]) };
    let below = cumulative(&X, &Y, 430.0);
    for k in [2, 5] {
        let options = PropagateParams { max_steps: k, ..one_step(3020 + u64::from(k)) };
        let out = repeat(&scene, &options, start, 200_000);
        assert_eq!(count(&out, flag::BULK_REEMIT), out.len());
        let share = |end: &PhotonState| {
            let x = (1.0 - cumulative(&X, &Y, f64::from(end.wavelength))) / (1.0 - below);
            let (mut term, mut sum) = (1.0, 0.0);
            for j in 1..=k {
                sum += term;
                term *= -x.ln() / f64::from(j);
            }
            x * sum
        };
        assert_uniform(out.iter().map(share).collect(), &format!("after {k} emissions"));
    }
}

/// Light does not come to the end of its spectrum, where nothing would be emitted, however often it is emitted.
#[test]
fn a_cut_spectrum_does_not_run_out() {
    let always = Curve::Constant(1.0);
    let component = |length| Component {
        downshift_only: true,
        reemission_prob: always.clone(),
        absorption_length: Curve::Constant(length),
        ..component()
    };
    let mut model = Model::new();
    let of = Material { components: vec![component(1.0)], ..medium(INDEX, 1.0, 1e30) };
    let medium = model.add_material(of).unwrap();
    place(&mut model, &cube(3000.0), medium, medium, NONE);
    let scene = commit(model);
    for wavelength in [300.0, 555.0, f32::from_bits(560.0_f32.to_bits() - 1)] {
        let start = PhotonState { wavelength, ..photon([0.0, 0.0, -1.0], [0.0, 0.0, 1.0]) };
        let options = PropagateParams { max_steps: 300, ..one_step(3028) };
        let out = repeat(&scene, &options, start, 20_000);
        assert_eq!(count(&out, flag::BULK_REEMIT | flag::STEP_LIMIT), out.len(), "from {wavelength} nm");
        assert!(out.iter().all(|end| end.wavelength >= wavelength && end.wavelength < 560.0));
        // The last digit of single precision is 6e-5 nm here.
        let near = out.iter().filter(|end| end.wavelength > 559.99).count();
        assert!(near > out.len() * 9 / 10, "{near} are near the end");
    }
}

/// Without it the whole spectrum is emitted, whatever was absorbed.
#[test]
fn whole_spectra_stay() {
    for (i, scene) in [filled(component()), sheet(|_| {})].iter().enumerate() {
        let out = absorbed(scene, &one_step(3030 + i as u64), 520.0);
        let wavelengths =
            emitted(&out).iter().map(|end| cumulative(&X, &Y, f64::from(end.wavelength))).collect();
        assert_uniform(wavelengths, "the whole spectrum");
    }
}

/// With weights the reemission probability is a factor where something is emitted, and only there.
#[test]
fn weights_take_what_is_emitted() {
    let bulk = filled(Component { downshift_only: true, ..component() });
    let weighted = PropagateParams { weight_mode: 2, ..one_step(3040) };
    for end in absorbed(&bulk, &weighted, 450.0).iter().take(1000) {
        assert!(end.flags & flag::BULK_REEMIT != 0 && end.weight == 0.8, "{end:?}");
    }
    for end in absorbed(&bulk, &weighted, 600.0).iter().take(1000) {
        assert_eq!((end.flags, end.weight), (flag::BULK_ABSORB, 1.0));
    }
    let surface = sheet(|surface| surface.downshift_only = true);
    for end in absorbed(&surface, &weighted, 450.0).iter().take(1000) {
        assert!(end.flags & flag::SURFACE_REEMIT != 0 && (end.weight - 0.8).abs() < 1e-6, "{end:?}");
    }
    for end in absorbed(&surface, &weighted, 600.0).iter().take(1000) {
        assert_eq!((end.flags, end.weight), (flag::SURFACE_ABSORB, 1.0));
    }
}

/// The delay that a photon got, without its way.
fn delay(end: &PhotonState) -> f64 {
    f64::from(end.time) - (f64::from(end.position[2]) + 1.0) * INDEX / LIGHT
}

#[test]
fn fixed_and_exponential_delays() {
    let fixed = 7.5;
    let mean = 4.0;
    let bulk = |delay, decay_time| filled(Component { delay, decay_time, ..component() });
    let surface =
        |delay, decay_time| sheet(|surface| (surface.delay, surface.decay_time) = (delay, decay_time));
    for (i, scene) in [bulk(fixed, 0.0), surface(fixed, 0.0)].iter().enumerate() {
        for end in emitted(&absorbed(scene, &one_step(3050 + i as u64), 350.0)) {
            assert!((delay(end) - fixed).abs() < 2e-6, "{end:?}");
        }
    }
    for (i, scene) in [bulk(fixed, mean), surface(fixed, mean)].iter().enumerate() {
        let out = absorbed(scene, &one_step(3060 + i as u64), 350.0);
        let shares = emitted(&out).iter().map(|end| 1.0 - (-(delay(end) - fixed) / mean).exp()).collect();
        assert_uniform(shares, "exponential delays");
    }
}

/// A distribution, a fixed and an exponential delay add up: uniform within `w`, plus an exponential one.
#[test]
fn delays_add_up() {
    let (w, fixed, mean) = (6.0, 2.0, 3.0);
    let times = Cdf::new(&[0.0, w], &[0.0, 1.0], "times").unwrap();
    let bulk = filled(Component { time_cdf: times.clone(), delay: fixed, decay_time: mean, ..component() });
    let surface = sheet(|surface| {
        surface.reemission_time_cdf = Some(times.clone());
        (surface.delay, surface.decay_time) = (fixed, mean);
    });
    // The integral of 1 - exp(-(t - s) / mean) over s from 0 to w, by w.
    let share = |t: f64| {
        let upper = t.min(w);
        (upper - mean * ((-(t - upper) / mean).exp() - (-t / mean).exp())) / w
    };
    for (i, scene) in [bulk, surface].iter().enumerate() {
        let out = absorbed(scene, &one_step(3070 + i as u64), 350.0);
        let shares = emitted(&out).iter().map(|end| share((delay(end) - fixed).max(0.0))).collect();
        assert_uniform(shares, "sums of delays");
    }
}

/// A sheet's delay past the time limit ends the photon as a material's does: where it was emitted.
#[test]
fn a_sheets_delay_past_the_limit_ends_the_photon() {
    let scene = sheet(|surface| {
        surface.reemit = Curve::Constant(1.0);
        surface.delay = 20.0;
    });
    let start = photon([0.0, 0.0, -1.0], [0.0, 0.0, 1.0]);
    let options = PropagateParams { max_time: 10.0, max_steps: 100, ..one_step(3080) };
    for end in propagate(&scene, &options, vec![start; 1000]) {
        assert_eq!(end.flags, flag::SURFACE_REEMIT | flag::TIME_LIMIT);
        assert!(end.time > 20.0 && end.position[2].abs() < 1e-3, "{end:?}");
    }
}
