//! Absorption and reemission by the components of a material.

use crate::run::{LIGHT, count, one_step, photon, repeat};
use crate::scene::{commit, cube, medium, place};
use crate::stats::{assert_fraction, assert_uniform};
use crate::vector::{any_across, azimuth, wide};
use crate::wls::cumulative;
use chroma2::geometry::{Committed, Component, Material, Model};
use chroma2::layout::{NONE, PhotonState, flag};
use chroma2::tables::{Cdf, Curve};

const N: usize = 1_000_000;
const LENGTH: f64 = 25.0;
const INDEX: f64 = 1.5;

/// Emits from `base` to `base` + 100 nm with a bend, after up to `delay` ns.
struct Dye {
    length: f64,
    probability: f64,
    base: f64,
    delay: f64,
}

impl Dye {
    fn spectrum(&self) -> ([f64; 4], [f64; 4]) {
        ([self.base, self.base + 20.0, self.base + 60.0, self.base + 100.0], [0.0, 0.5, 0.9, 1.0])
    }
    /// Flat at both ends and in the middle.
    fn times(&self) -> ([f64; 6], [f64; 6]) {
        ([0.0, 0.1, 0.3, 0.5, 0.9, 1.0].map(|x| x * self.delay), [0.0, 0.0, 0.7, 0.7, 1.0, 1.0])
    }
    fn component(&self) -> Component {
        let ((x, y), (t, c)) = (self.spectrum(), self.times());
        Component {
            absorption_length: Curve::Constant(self.length),
            reemission_prob: Curve::Constant(self.probability),
            wavelength_cdf: Cdf::new(&x, &y, "spectrum").unwrap(),
            time_cdf: Cdf::new(&t, &c, "times").unwrap(),
            delay: 0.0,
            decay_time: 0.0,
            downshift_only: false,
            mean_number: 0.0,
        }
    }
    fn emitted(&self, p: &PhotonState) -> bool {
        (self.base..=self.base + 100.0).contains(&f64::from(p.wavelength))
    }
}

fn scintillator(dyes: &[Dye]) -> Committed {
    let mut model = Model::new();
    let components = dyes.iter().map(Dye::component).collect();
    let medium = model.add_material(Material { components, ..medium(INDEX, LENGTH, 1e30) }).unwrap();
    place(&mut model, &cube(2000.0), medium, medium, NONE);
    commit(model)
}

/// What a component of a share of all absorptions does.
fn check(dye: &Dye, share: f64, out: &[PhotonState]) {
    let emitted: Vec<_> = out.iter().filter(|p| p.flags & flag::BULK_REEMIT != 0 && dye.emitted(p)).collect();
    let what = |kind| format!("{kind} of the dye at {} nm", dye.base);
    assert_fraction(emitted.len(), N, share * dye.probability, &what("photons"));
    let ((x, y), (t, c)) = (dye.spectrum(), dye.times());
    let wavelengths = emitted.iter().map(|p| cumulative(&x, &y, f64::from(p.wavelength)));
    assert_uniform(wavelengths.collect(), &what("wavelengths"));
    let delays = emitted.iter().map(|p| {
        let delay = f64::from(p.time) - f64::from(p.position[0]) * INDEX / LIGHT;
        let drawn = |lo: f64, hi: f64| (lo * dye.delay - 1e-5..=hi * dye.delay + 1e-5).contains(&delay);
        assert!(drawn(0.1, 0.3) || drawn(0.5, 0.9), "{delay} ns: a flat part was drawn");
        cumulative(&t, &c, delay)
    });
    assert_uniform(delays.collect(), &what("delays"));
    assert_uniform(emitted.iter().map(|p| 0.5 + 0.5 * f64::from(p.direction[1])).collect(), &what("cosines"));
    let around = emitted.iter().map(|p| azimuth(wide(p.direction), [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]));
    assert_uniform(around.collect(), &what("azimuths"));
    let turned = emitted
        .iter()
        .map(|p| azimuth(wide(p.polarization), wide(p.direction), any_across(wide(p.direction))));
    assert_uniform(turned.collect(), &what("polarizations"));
}

#[test]
fn shares_of_one_two_and_three_components() {
    let dye = |length, probability, base, delay| Dye { length, probability, base, delay };
    let all = [dye(100.0, 0.9, 450.0, 5.0), dye(62.5, 0.6, 600.0, 20.0), dye(71.0, 0.75, 750.0, 2.0)];
    for count_of in 1..=3 {
        let dyes = &all[3 - count_of..];
        let out = repeat(
            &scintillator(dyes),
            &one_step(800 + count_of as u64),
            photon([0.0; 3], [1.0, 0.0, 0.0]),
            N,
        );
        let mut left = 1.0;
        let mut emitted = 0.0;
        for (i, dye) in dyes.iter().enumerate() {
            // the last one takes the remainder, whatever its length says
            let share = if i + 1 == count_of { left } else { LENGTH / dye.length };
            left -= share;
            emitted += share * dye.probability;
            check(dye, share, &out);
        }
        assert_fraction(count(&out, flag::BULK_ABSORB), N, 1.0 - emitted, "absorbed for good");
        assert_eq!(count(&out, flag::BULK_ABSORB) + count(&out, flag::BULK_REEMIT), N);
        let depths = out.iter().map(|p| 1.0 - (-f64::from(p.position[0]) / LENGTH).exp());
        assert_uniform(depths.collect(), "depths of absorption");
    }
}

#[test]
fn probability_and_shares_follow_the_wavelength() {
    let curve = |a, b| Curve::new(&[300.0, 500.0], &[a, b], "curve").unwrap();
    let (first, prob) = (curve(30.0, 300.0), curve(0.1, 0.9));
    let mut components = vec![
        Dye { length: 1.0, probability: 0.0, base: 600.0, delay: 1.0 }.component(),
        Dye { length: 1.0, probability: 0.5, base: 800.0, delay: 1.0 }.component(),
    ];
    components[0].absorption_length = first.clone();
    components[0].reemission_prob = prob.clone();
    let mut model = Model::new();
    let medium = model.add_material(Material { components, ..medium(INDEX, LENGTH, 1e30) }).unwrap();
    place(&mut model, &cube(2000.0), medium, medium, NONE);
    let scene = commit(model);
    for (i, wavelength) in [200.0, 300.0, 350.0, 450.0, 500.0, 550.0].into_iter().enumerate() {
        let start = PhotonState { wavelength, ..photon([0.0; 3], [1.0, 0.0, 0.0]) };
        let out = repeat(&scene, &one_step(820 + i as u64), start, 100_000);
        let share = LENGTH / first.value(f64::from(wavelength));
        let reemitted = |lo: f32| {
            out.iter()
                .filter(|p| p.flags & flag::BULK_REEMIT != 0 && (lo..lo + 100.0).contains(&p.wavelength))
                .count()
        };
        let what = format!("at {wavelength} nm");
        assert_fraction(reemitted(600.0), out.len(), share * prob.value(f64::from(wavelength)), &what);
        assert_fraction(reemitted(800.0), out.len(), (1.0 - share) * 0.5, &what);
    }
}
