//! Plates that touch, of other refractive indices: what passes is what Fresnel's formulas and the sum over all
//! ways through a stack say. Each ratio R / (1 - R) of a pile without interference or absorption is the sum of
//! those of its boundaries (Stokes, Proceedings of the Royal Society 11, 1862).

use crate::random_scenes::Chance;
use crate::run::{count, many, params, photon, propagate_counting};
use crate::stats::assert_fraction;
use crate::worlds::{World, brick};
use chroma2::layout::flag;

/// At normal incidence.
fn ratio(n1: f64, n2: f64) -> f64 {
    let r = ((n1 - n2) / (n1 + n2)).powi(2);
    r / (1.0 - r)
}

#[test]
fn a_stack_of_plates_passes_what_fresnel_says() {
    let indices = [1.8, 1.3, 2.2, 1.5, 1.0, 1.6, 1.9, 1.2, 1.7, 1.4];
    let mut media = vec![(1.0, 1e30, 1e30)];
    media.extend(indices.map(|n| (n, 1e30, 1e30)));
    let plate = |i: usize| brick([i as f32, -5.0, -5.0], [i as f32 + 1.0, 5.0, 5.0], i as u32 + 1, 0);
    let world = World::in_room(media, (0..indices.len()).map(plate).collect());
    let around: Vec<f64> = [1.0].into_iter().chain(indices).chain([1.0]).collect();
    let reflected: f64 = around.windows(2).map(|pair| ratio(pair[0], pair[1])).sum();
    let n = many(50_000);
    for (number, turned) in [(0, false), (1, true)] {
        let mut chance = Chance(2500 + number);
        // The second time by instances, at another place, and in another order.
        let here = if turned { world.moved(&mut chance, 500.0, true) } else { world.clone() };
        let mut order: Vec<usize> = (0..here.bodies.len()).collect();
        (1..order.len()).for_each(|i| order.swap(i, chance.below(i + 1)));
        let through = |chance: &mut Chance| {
            let start = [-2.0, chance.between(-4.9, 4.9), chance.between(-4.9, 4.9)];
            photon(here.at(0, start), here.along(0, [1.0, 0.0, 0.0]))
        };
        let starts: Vec<_> = (0..n).map(|_| through(&mut chance)).collect();
        let (out, changes) = propagate_counting(&here.commit_in(order), &params(2510 + number), starts);
        assert_eq!((changes.total, count(&out, flag::NO_HIT)), (0, n), "{:?}", changes.places);
        let onwards = here.along(0, [1.0, 0.0, 0.0]);
        let passed = out
            .iter()
            .filter(|end| (0..3).map(|k| f64::from(end.direction[k]) * onwards[k]).sum::<f64>() > 0.0);
        assert_fraction(passed.count(), n, 1.0 / (1.0 + reflected), "ten plates");
    }
}
