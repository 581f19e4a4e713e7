//! Light at the edges of bodies: to rims of common faces, from faces, in clad fibres, at thin gaps; and
//! what is wrong with a body that others close off.

use crate::random_scenes::Chance;
use crate::run::{many, params, photon, propagate_counting};
use crate::scene::cuboid;
use crate::stats::assert_chi_square;
use crate::touching::rod_and_bore;
use crate::vector::{unit, wide};
use crate::worlds::{World, add_shares, body, body_at, brick};
use chroma2::layout::flag;

/// From points to points: no change, and absorption in each body as the lengths say.
#[track_caller]
fn assert_shares(world: &World, ways: &[([f64; 3], [f64; 3])], what: &str) {
    let start = |(from, to): &([f64; 3], [f64; 3])| photon(*from, unit([0, 1, 2].map(|k| to[k] - from[k])));
    let starts: Vec<_> = ways.iter().map(start).collect();
    let solids = world.solids();
    let mut expected = vec![0.0; solids.len() + 1];
    for start in &starts {
        add_shares(world, &solids, wide(start.position), wide(start.direction), &mut expected);
    }
    let (out, changes) =
        propagate_counting(&world.commit_in((0..solids.len()).collect()), &params(2600), starts);
    assert_eq!(changes.total, 0, "{what}: {:?}", changes.places);
    let mut counts = vec![0.0; expected.len()];
    for end in &out {
        // Light that goes along a face may be beside it by rounding: the room absorbs none.
        let place = wide(end.position);
        let beside = || (1..solids.len()).find(|&i| solids[i].depth(place) > -1e-3);
        let at = body_at(&solids, place).filter(|&i| i > 0).or_else(beside);
        let inside = end.flags & flag::BULK_ABSORB != 0;
        counts[at.filter(|_| inside).unwrap_or(solids.len())] += 1.0;
    }
    assert_chi_square(&counts, &expected, |i| expected[i], what);
}

/// A crystal on a larger one: light from either to the rim of their common face.
#[test]
fn light_to_the_rim_of_a_common_face() {
    let media = vec![(1.5, 1e30, 1e30), (1.5, 100.0, 1e30), (1.5, 30.0, 1e30)];
    for size in [50.0, 60.0] {
        let left = brick([-50.0; 3], [0.0, 50.0, 50.0], 1, 0);
        let right = brick([0.0, -size, -size], [50.0, size, size], 2, 0);
        let world = World::in_room(media.clone(), vec![left, right]);
        for side in [-1.0, 1.0] {
            let mut chance = Chance(2610);
            let way = |chance: &mut Chance| {
                let from = [
                    side * chance.between(1.0, 49.0),
                    chance.between(-49.0, 49.0),
                    chance.between(-49.0, 49.0),
                ];
                (from, [0.0, 50.0, chance.between(-49.0, 49.0)])
            };
            let ways: Vec<_> = (0..many(20_000)).map(|_| way(&mut chance)).collect();
            assert_shares(&world, &ways, &format!("a rim, {size} mm, from {side}"));
        }
    }
}

/// Honeycomb cells by turned instances: light from their common faces.
#[test]
fn light_from_faces_of_a_honeycomb() {
    let (cell, _) = rod_and_bore(6, 0.5, 20.0, 15.0);
    let apothem = 10.0 * (std::f64::consts::PI / 6.0).cos();
    let mut bodies = Vec::new();
    for i in 0..5_i32 {
        for j in 0..5_i32 {
            let x = 2.0 * apothem * (f64::from(i) + 0.5 * f64::from(j % 2));
            let mut one = body(cell.clone(), 1 + (i + 2 * j) as u32 % 5, 0);
            one.instance.translation = [x, 15.0 * f64::from(j), 0.0];
            bodies.push(one);
        }
    }
    let mut media = vec![(1.5, 1e30, 1e30)];
    media.extend((0..5).map(|i| (1.5, 20.0 + 17.0 * f64::from(i), 1e30)));
    let mut chance = Chance(2630);
    let world = World::in_room(media, bodies).moved(&mut chance, 60.0, true);
    let way = |chance: &mut Chance| {
        // The middle of a cell, and a place on its side at half the way to the next one.
        let cell = 7 + chance.below(3) + 5 * chance.below(3);
        let from = [apothem, chance.between(-4.9, 4.9), chance.between(-14.0, 14.0)];
        let (from, along) = (world.at(cell, from), chance.direction());
        (from, [0, 1, 2].map(|k| from[k] + along[k]))
    };
    let ways: Vec<_> = (0..many(20_000)).map(|_| way(&mut chance)).collect();
    assert_shares(&world, &ways, "honeycomb");
}

/// A core within its cladding, which touches it nowhere: light that goes round and round close to the corners.
#[test]
fn light_in_a_clad_fibre() {
    let (core, _) = rod_and_bore(32, 0.0, 20.0, 999.98);
    let (clad, _) = rod_and_bore(32, 0.0, 20.0, 1000.0);
    let scaled = |mut shape: crate::scene::Shape, by: f32| {
        shape.vertices.iter_mut().for_each(|v| (v[0], v[1]) = (by * v[0], by * v[1]));
        shape
    };
    let media = vec![(1.0, 1e30, 1e30), (1.49, 1e30, 1e30), (1.59, 1e7, 1e30)];
    let bodies = vec![body(scaled(clad, 0.05), 1, 0), body(scaled(core, 0.048), 2, 1)];
    let world = World::in_room(media, bodies);
    let n = many(3_000);
    let mut chance = Chance(2640);
    let start = |chance: &mut Chance| photon([0.2, 0.0, chance.between(-100.0, 100.0)], chance.direction());
    let starts: Vec<_> = (0..n).map(|_| start(&mut chance)).collect();
    let options = chroma2::layout::PropagateParams { max_steps: 4000, ..params(2641) };
    let (out, changes) = propagate_counting(&world.commit_in(vec![0, 1, 2]), &options, starts);
    assert_eq!(changes.total, 0, "{:?}", changes.places);
    assert!(out.iter().all(|end| end.flags & flag::TERMINAL != 0));
}

/// Of 27 bricks the one in the middle is inside out: nothing else is wrong, and its legs are counted.
#[test]
fn an_inside_out_cell_among_others_is_counted() {
    let media = vec![(1.5, 1e30, 1e30), (1.5, 40.0, 1e30), (1.5, 60.0, 1e30), (1.5, 80.0, 1e30)];
    let brick_at = |i: u32| {
        let lo = [i % 3, i / 3 % 3, i / 9].map(|k| 20.0 * k as f32);
        brick(lo, lo.map(|x| x + 20.0), 1 + (i % 3 + i / 3 % 3 + i / 9) % 3, 0)
    };
    for inverted in [false, true] {
        let mut world = World::in_room(media.clone(), (0..27).map(brick_at).collect());
        if inverted {
            world.bodies[14].shape.triangles.iter_mut().for_each(|t| t.swap(1, 2));
        }
        let mut chance = Chance(2650);
        let start = |chance: &mut Chance| [0, 1, 2].map(|_: i32| chance.between(0.0, 60.0));
        let starts: Vec<_> = (0..5_000).map(|_| photon(start(&mut chance), chance.direction())).collect();
        let (_, changes) = propagate_counting(&world.commit_in((0..28).collect()), &params(2651), starts);
        assert_eq!(changes.total > 100, inverted, "{changes:?}");
        assert!(inverted || changes.total == 0, "{changes:?}");
    }
}

/// Flat ends of tessellated rods with air between them: what is beyond the critical angle is reflected.
#[test]
fn total_reflection_at_a_thin_gap() {
    let (rod, _) = rod_and_bore(8, 0.5, 20.0, 30.0);
    let mut other = rod.clone();
    other.vertices.iter_mut().for_each(|v| v[2] += 60.05);
    let media = vec![(1.0, 1e30, 1e30), (1.5, 1e30, 1e30)];
    let mount = crate::worlds::Body {
        hull: cuboid([-20.0; 3], [20.0; 3]),
        ..brick([-9.0, -9.0, -40.0], [9.0, 9.0, -30.0], 1, 0)
    };
    let world = World::in_room(media, vec![body(rod, 1, 0), body(other, 1, 0), mount]);
    let n = 2_000;
    let mut chance = Chance(2660);
    let start = |chance: &mut Chance| {
        let turn = chance.between(0.0, std::f64::consts::TAU);
        photon([0.0, 0.0, 29.0], [0.87 * turn.cos(), 0.87 * turn.sin(), (1.0_f64 - 0.87 * 0.87).sqrt()])
    };
    let starts: Vec<_> = (0..n).map(|_| start(&mut chance)).collect();
    let (out, changes) =
        propagate_counting(&world.commit_in(vec![0, 1, 2, 3]), &crate::run::one_step(2661), starts);
    let back = out.iter().filter(|end| end.direction[2] < 0.0).count();
    assert_eq!((back, changes.total), (n, 0));
}
