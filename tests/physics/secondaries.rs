//! Absorptions that give several photons: how many, what they are like, and what becomes of a branching process.

use crate::scene::{clear, commit, cube, detector, medium, place, square, surface_of};
use crate::stats::{assert_chi_square, assert_mean, assert_uniform};
use crate::vector::{dot, wide};
use chroma2::backend::context::{Choice, Context};
use chroma2::backend::cpu::kernels;
use chroma2::geometry::{Committed, Component, Material, Model, Surface, SurfaceModel};
use chroma2::layout::{MOST_SECONDARIES, PhotonState, SECONDARY_BIT, flag};
use chroma2::session::{Batch, BatchEvent, Event, EventOptions, Light, Session, SessionOptions, Summary};
use chroma2::tables::{Cdf, Curve};
use std::sync::Arc;

/// Probabilities of 0, 1, ... of Poisson's distribution, up to the last one before `most`.
fn poisson(mean: f64, most: usize) -> Vec<f64> {
    let mut log = -mean;
    (0..most)
        .map(|k| {
            if k > 0 {
                log += (mean / k as f64).ln();
            }
            log.exp()
        })
        .collect()
}

#[track_caller]
fn assert_distribution(numbers: impl Iterator<Item = usize>, expected: &[f64], what: &str) {
    let mut counts = vec![0.0; expected.len() + 1];
    let mut total = 0.0;
    numbers.for_each(|number| {
        counts[number.min(expected.len())] += 1.0;
        total += 1.0;
    });
    let rest = 1.0 - expected.iter().sum::<f64>();
    let expected: Vec<f64> = expected.iter().chain([&rest.max(0.0)]).map(|p| p * total).collect();
    assert_chi_square(&counts, &expected, |i| expected[i], what);
}

#[test]
fn numbers_have_poissons_distribution() {
    for (i, mean) in [1e-3, 0.1, 0.9, 1.0, 3.7, 25.0, 180.0, 1000.0].into_iter().enumerate() {
        let mut numbers = vec![0_u32; 1 << 18];
        let params = crate::run::params(3000 + i as u64);
        // SAFETY: there is room for so many.
        unsafe { (kernels().numbers)(&params, 0, mean as f32, numbers.as_mut_ptr(), numbers.len() as u64) };
        let what = format!("numbers of mean {mean}");
        assert_mean(numbers.iter().map(|&n| f64::from(n)), f64::from(mean as f32), &what);
        let most = (mean + 12.0 * f64::sqrt(mean) + 12.0) as usize;
        assert_distribution(
            numbers.iter().map(|&n| n as usize),
            &poisson(f64::from(mean as f32), most),
            &what,
        );
    }
}

/// Emits from 500 to 600 nm with a mean time of 5 ns, where it absorbs below 400 nm only, or anywhere.
fn glowing(probability: f64, mean: f64, anywhere: bool) -> Material {
    let length = match anywhere {
        true => Curve::Constant(0.01),
        false => Curve::new(&[400.0, 450.0], &[0.01, 1e30], "length").unwrap(),
    };
    let component = Component {
        absorption_length: length.clone(),
        reemission_prob: Curve::Constant(probability),
        mean_number: mean,
        wavelength_cdf: Cdf::new(&[500.0, 600.0], &[0.0, 1.0], "spectrum").unwrap(),
        decay_time: 5.0,
        ..blank()
    };
    Material { absorption_length: length, components: vec![component], ..medium(1.0, 1.0, 1e30) }
}

fn blank() -> Component {
    Component {
        absorption_length: Curve::Constant(1.0),
        reemission_prob: Curve::Constant(1.0),
        wavelength_cdf: Cdf::new(&[500.0, 600.0], &[0.0, 1.0], "spectrum").unwrap(),
        time_cdf: Cdf::new(&[0.0, f64::from(f32::MIN_POSITIVE)], &[0.0, 1.0], "times").unwrap(),
        delay: 0.0,
        decay_time: 0.0,
        downshift_only: false,
        mean_number: 0.0,
    }
}

/// A cube whose walls detect everything.
fn bulk(material: Material) -> Committed {
    let mut model = Model::new();
    let inner = model.add_material(material).unwrap();
    let eye = model.add_surface(detector()).unwrap();
    place(&mut model, &cube(500.0), inner, inner, eye);
    commit(model)
}

/// A sheet in such a cube.
fn sheet(mean: f64) -> Committed {
    let mut model = Model::new();
    let air = model.add_material(clear(1.0)).unwrap();
    let eye = model.add_surface(detector()).unwrap();
    let shifter = Surface {
        absorb: Curve::Constant(1.0),
        reemit: Curve::Constant(0.8),
        mean_number: mean,
        decay_time: 5.0,
        reemission_cdf: Some(Cdf::new(&[500.0, 600.0], &[0.0, 1.0], "spectrum").unwrap()),
        ..surface_of(SurfaceModel::Wls)
    };
    let shifter = model.add_surface(shifter).unwrap();
    place(&mut model, &cube(500.0), air, air, eye);
    place(&mut model, &square(0.0, 400.0), air, air, shifter);
    commit(model)
}

fn session(scene: Committed) -> Arc<Session> {
    let context = Context::new(Choice::Cpu, 2).unwrap();
    Session::new(context, Arc::new(scene), SessionOptions::default()).unwrap()
}

/// Photons of 300 nm from above the middle straight down.
fn down(count: usize) -> Light {
    let state = PhotonState { wavelength: 300.0, ..crate::run::photon([0.0, 0.0, 0.5], [0.0, 0.0, -1.0]) };
    Light::States(vec![state; count])
}

fn shine(session: &Arc<Session>, light: Light, options: EventOptions) -> Arc<Event> {
    let event = session.submit(light, options).unwrap();
    event.wait(None).unwrap();
    let summary = event.summary().unwrap();
    assert_eq!(summary.total(), summary.photons + summary.secondaries);
    event
}

const COUNT: usize = 200_000;
const YIELD: f64 = 0.8;

/// Judges an event whose photons are all absorbed once, with a share YIELD that emits.
fn judge(event: &Event, mean: f64, what: &str) {
    let results = event.results().unwrap();
    let (summary, hits) = (&results.summary, results.hits.as_ref().unwrap());
    assert_eq!(summary.hits as usize, hits.photon.len());
    let mut numbers = vec![0_usize; COUNT];
    hits.photon.iter().for_each(|&photon| numbers[photon as usize] += 1);
    let mut expected: Vec<f64> = poisson(mean, 60).iter().map(|p| YIELD * p).collect();
    expected[0] += 1.0 - YIELD;
    assert_distribution(numbers.iter().copied(), &expected, &format!("{what}: photons of an absorption"));
    let absorbed = (summary.bulk_absorb + summary.surface_absorb) as usize;
    assert_eq!(absorbed, numbers.iter().filter(|&&number| number == 0).count(), "{what}");
    let others: usize = numbers.iter().map(|number| number.saturating_sub(1)).sum();
    assert_eq!(summary.secondaries as usize, others, "{what}");

    let states = &hits.states;
    let is_secondary = |i: &usize| states.flags[*i] & flag::SECONDARY != 0;
    let all: Vec<usize> = (0..hits.photon.len()).collect();
    for (i, id) in hits.id.iter().enumerate() {
        match is_secondary(&i) {
            true => {
                assert!(id & SECONDARY_BIT != 0 && hits.photon[i - 1] == hits.photon[i], "{what}: hit {i}")
            }
            false => assert_eq!(*id, hits.photon[i], "{what}: hit {i}"),
        }
    }
    let mut ids = hits.id.to_vec();
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{what}: an id twice");
    for (kind, chosen) in [
        ("first", all.iter().copied().filter(|i| !is_secondary(i)).collect::<Vec<_>>()),
        ("others", all.iter().copied().filter(is_secondary).collect()),
    ] {
        let what = |of: &str| format!("{what}: {of} of the {kind}");
        let values = |of: &dyn Fn(usize) -> f64| chosen.iter().map(|&i| of(i)).collect::<Vec<_>>();
        assert_uniform(values(&|i| (f64::from(states.wavelength[i]) - 500.0) / 100.0), &what("wavelengths"));
        for axis in 0..3 {
            let cosine = |i: usize| 0.5 + 0.5 * f64::from(states.direction[i][axis]);
            assert_uniform(values(&cosine), &what("directions"));
        }
        let delay = |i: usize| {
            let way = dot(wide(states.position[i]), wide(states.position[i])).sqrt();
            1.0 - (-(f64::from(states.time[i]) - way / crate::run::LIGHT) / 5.0).exp()
        };
        assert_uniform(values(&delay), &what("delays"));
        for &i in &chosen {
            assert!(dot(wide(states.direction[i]), wide(states.polarization[i])).abs() < 1e-6);
        }
    }
    // Neighbours of one absorption know nothing of each other.
    let pairs = || (1..hits.photon.len()).filter(|&i| hits.photon[i] == hits.photon[i - 1]);
    let angle = |i: usize| dot(wide(states.direction[i]), wide(states.direction[i - 1]));
    assert_mean(pairs().map(angle), 0.0, &format!("{what}: angles between neighbours"));
    let product =
        |i: usize| (f64::from(states.wavelength[i]) - 550.0) * (f64::from(states.wavelength[i - 1]) - 550.0);
    assert_mean(pairs().map(product), 0.0, &format!("{what}: wavelengths of neighbours"));
}

#[test]
fn photons_of_an_absorption_in_a_material() {
    for (seed, mean) in [(3100, 0.7), (3101, 3.0)] {
        let event = shine(
            &session(bulk(glowing(YIELD, mean, false))),
            down(COUNT),
            EventOptions { seed, ..EventOptions::default() },
        );
        judge(&event, mean, &format!("material, mean {mean}"));
    }
}

#[test]
fn photons_of_an_absorption_by_a_sheet() {
    for (seed, mean) in [(3110, 0.7), (3111, 3.0)] {
        let options = EventOptions { seed, ..EventOptions::default() };
        let event = shine(&session(sheet(mean)), down(COUNT), options);
        judge(&event, mean, &format!("sheet, mean {mean}"));
        let hits = event.results().unwrap().hits.as_ref().unwrap();
        for (position, direction) in hits.states.position.iter().zip(&hits.states.direction) {
            assert_eq!(position[2] > 0.0, direction[2] > 0.0, "to the side that it was emitted to");
        }
    }
}

/// A weight takes the probability of reemission, and all that are emitted have it.
#[test]
fn secondary_photons_have_their_parents_weight() {
    let session = session(bulk(glowing(YIELD, 3.0, false)));
    let event =
        shine(&session, down(COUNT), EventOptions { seed: 3120, weight_mode: 2, ..Default::default() });
    let results = event.results().unwrap();
    let hits = results.hits.as_ref().unwrap();
    assert!(hits.states.weight.iter().all(|&weight| weight == YIELD as f32));
    let mut sums = vec![0.0; COUNT];
    hits.photon.iter().zip(&*hits.states.weight).for_each(|(&i, &w)| sums[i as usize] += f64::from(w));
    assert_mean(sums.iter().copied(), YIELD * 3.0, "weight of an absorption");
    assert!((sums.iter().sum::<f64>() - results.summary.hit_weight()).abs() < 1.0);
}

/// Summaries of many events of one photon each.
fn alone(session: &Arc<Session>, count: usize, options: EventOptions) -> Vec<Summary> {
    let event = |i: u64| BatchEvent { light: 0, range: i..i + 1, seed: options.seed, event_id: i };
    let batch = Batch { lights: vec![down(count)], events: (0..count as u64).map(event).collect() };
    let event = session.submit_batch(batch, options, |_| Ok(Default::default())).unwrap();
    event.wait(None).unwrap();
    event.results().unwrap().batch.as_ref().unwrap().summaries.clone()
}

/// Where every absorption gives a Poisson number of photons that are all absorbed again, the ends of a photon's tree
/// are the leaves of a Galton-Watson tree. Its mean number of absorptions is 1 / (1 - m).
#[test]
fn a_tree_has_the_leaves_of_a_branching_process() {
    for (seed, mean, probability) in [(3130, 0.5, 1.0), (3131, 0.8, 1.0), (3132, 1.2, 0.5)] {
        let session = session(bulk(glowing(probability, mean, true)));
        let options = EventOptions { seed, max_steps: 100_000, ..EventOptions::default() };
        let summaries = alone(&session, 100_000, options);
        let leaves = || summaries.iter().map(|summary| 1 + summary.secondaries as usize);
        let what = format!("leaves where {probability} emit {mean}");
        let m = probability * mean;
        let ends = 1.0 - probability + probability * (-mean).exp();
        assert_mean(leaves().map(|n| n as f64), ends / (1.0 - m), &what);
        for summary in &summaries {
            assert_eq!(summary.bulk_absorb, summary.photons + summary.secondaries);
        }
        // f(n) = [n = 1] p(0) + sum over k of p(k) times the k-fold convolution of f; of f(n) itself k = 1 has one.
        let most = 40;
        let mut p: Vec<f64> = poisson(mean, most).iter().map(|p| probability * p).collect();
        p[0] += 1.0 - probability;
        let mut f = vec![0.0; most];
        for n in 1..most {
            let mut sum = if n == 1 { p[0] } else { 0.0 };
            let mut power = f.clone();
            for &chance in p.iter().take(n + 1).skip(2) {
                power = (0..most).map(|i| (0..=i).map(|j| power[j] * f[i - j]).sum()).collect();
                sum += chance * power[n];
            }
            f[n] = sum / (1.0 - p[1]);
        }
        assert_distribution(leaves(), &f, &what);
    }
}

/// A chain reaction ends with the largest number of steps, which secondary photons inherit, and all are counted.
#[test]
fn a_chain_reaction_ends_with_its_steps() {
    let (mean, steps) = (2.0_f64, 8);
    let session = session(bulk(glowing(1.0, mean, true)));
    let options = EventOptions { seed: 3140, max_steps: steps, ..EventOptions::default() };
    let summaries = alone(&session, 20_000, options);
    let sum = |of: fn(&Summary) -> u64| summaries.iter().map(move |summary| of(summary) as f64);
    let generations = |k: u32| mean.powi(k as i32);
    assert_mean(sum(|s| s.step_limit), generations(steps), "photons after the last step");
    let absorbed = (0..steps).map(generations).sum::<f64>() * (-mean).exp();
    assert_mean(sum(|s| s.bulk_absorb), absorbed, "photons that emitted none");
    assert!(summaries.iter().all(|s| s.total() == s.photons + s.secondaries));
}

/// A photon that gets more than MOST_SECONDARIES in a generation is not followed any further, wherever these come from.
#[test]
fn a_generation_may_be_too_large() {
    let mean = 30.0_f64;
    let session = session(bulk(glowing(1.0, mean, true)));
    let event = shine(&session, down(1), EventOptions { seed: 3150, ..EventOptions::default() });
    let summary = event.summary().unwrap();
    assert_eq!(summary.total(), summary.step_limit + summary.bulk_absorb);
    // All of the fourth generation, of which the first one's number decides.
    let off = (summary.step_limit as f64 / mean.powi(4)).ln() * mean.sqrt();
    assert!(off.abs() < 5.0 && summary.step_limit > u64::from(MOST_SECONDARIES), "{off}: {summary:?}");
}

/// Without a mean number nothing is different: no random number more.
#[test]
fn one_photon_needs_no_number() {
    let count = 10_000;
    let event = shine(
        &session(bulk(glowing(1.0, 0.0, false))),
        down(count),
        EventOptions { seed: 3160, ..EventOptions::default() },
    );
    let results = event.results().unwrap();
    assert_eq!((results.summary.secondaries, results.summary.hits), (0, count as u64));
    assert!(results.hits.as_ref().unwrap().id.is_empty());
    // Polarization, free paths (2), component, emission; wavelength, delays (2), direction (2), polarization; free paths,
    // detection.
    assert_eq!(results.summary.draws, count as u64 * (1 + 2 + 2 + 6 + 2 + 1));
}
