//! A geometry that was revised gives the photons, to the last bit, that it gives when it is made so from the start.

use crate::random_scenes::{Chance, material, model, starts, surface};
use crate::run::{params, propagate};
use chroma2::geometry::{CommitOptions, Committed, Model};
use chroma2::layout::PropagateParams;
use std::sync::Arc;

fn commit(model: &Model, revises: Option<&Committed>) -> Committed {
    Arc::new(model.clone()).commit(&CommitOptions { revises, ..CommitOptions::default() }).unwrap()
}

/// Moves some of the 24 solids, onto another one now and then, so that they touch, nest or part.
fn rearrange(model: &mut Model, chance: &mut Chance) {
    for _ in 0..1 + chance.below(3) {
        let i = chance.below(24);
        match chance.below(4) {
            0 => {
                let other = chance.below(24);
                model.instances[i].translation = model.instances[other].translation;
            }
            1 => model.instances[i].rotation = model.instances[chance.below(24)].rotation,
            _ => model.instances[i].translation = [0; 3].map(|_: i32| chance.between(-300.0, 300.0)),
        }
    }
}

/// Other tables of one material and one surface.
fn retable(model: &mut Model, chance: &mut Chance) {
    let (of, at) = (chance.below(5), chance.below(21));
    model.materials[of] = material(chance);
    let before = model.surfaces[at].clone();
    model.surfaces[at] = surface(chance, before.model);
    // What a triangle has on its inner side changes now and then.
    if chance.below(2) == 0 {
        model.surfaces[at].inner_side = before.inner_side;
    }
}

#[test]
fn photons_end_as_in_a_geometry_made_so_from_the_start() {
    let mut touching = [0, 0];
    for seed in 0..8 {
        let chance = &mut Chance(7000 + seed);
        let mut model = model(60 + seed);
        let mut before = commit(&model, None);
        for step in 0..7 {
            let which = chance.below(4);
            if which != 0 {
                rearrange(&mut model, chance);
            }
            if which < 2 {
                retable(&mut model, chance);
            }
            if step == 5 {
                model.border_surfaces.truncate(10);
            }
            let (revised, fresh) = (commit(&model, Some(&before)), commit(&model, None));
            assert_eq!(revised.digest(), fresh.digest(), "seed {seed}, step {step}");
            assert_eq!(revised.shells(), fresh.shells(), "seed {seed}, step {step}");
            assert_eq!(revised.report(), fresh.report(), "seed {seed}, step {step}");
            touching[usize::from(revised.touching() == before.touching())] += 1;
            let options = PropagateParams { weight_mode: (seed % 3) as u32, ..params(80 + seed) };
            let start = starts(chance, 1500);
            let ends = [&revised, &fresh].map(|of| propagate(of, &options, start.clone()));
            for (a, b) in ends[0].iter().zip(&ends[1]) {
                assert_eq!(
                    bytemuck::bytes_of(a),
                    bytemuck::bytes_of(b),
                    "seed {seed}, step {step}: {a:?}, {b:?}"
                );
            }
            before = revised;
        }
    }
    assert!(touching[0] > 12 && touching[1] > 5, "moves change what touches: {touching:?}");
}
