//! Worlds whose bodies touch: light crosses every medium on its way, in its order, and no leg ends in another
//! medium than it began. `CHROMA2_SOAK=1` runs twenty times as many photons.

use crate::random_scenes::Chance;
use crate::run::{LIGHT, count, many, params, photon, propagate_counting};
use crate::scene::{Shape, detector};
use crate::stats::{assert_chi_square, assert_fraction};
use crate::vector::{distance, narrow, wide};
use crate::worlds::{Body, Medium, World, add_shares, body, body_at, brick};
use chroma2::geometry::{Committed, Instance, Surface};
use chroma2::layout::{PhotonState, PropagateParams, flag};
use chroma2::tables::Curve;

const VACUUM: Medium = (1.0, 1e30, 1e30);

#[test]
fn a_crystal_on_a_window() {
    let n = 20_000;
    for size in [5.0, 3.0, 8.0] {
        let crystal = brick([0.0, -5.0, -5.0], [10.0, 5.0, 5.0], 1, 0);
        let window = brick([10.0, -size, -size], [12.0, size, size], 2, 0);
        let window = Body { surface: Some(detector()), ..window };
        let media = vec![VACUUM, (1.8, 10.0, 1e30), (1.5, 1e30, 1e30)];
        let world = World { media, bodies: vec![crystal, window] };
        for order in [vec![0, 1], vec![1, 0]] {
            let scene = world.commit_in(order);
            let starts = vec![photon([5.0, 0.3, 0.2], [1.0, 0.0, 0.0]); n];
            let (out, changes) = propagate_counting(&scene, &params(2300), starts);
            let absorbed = count(&out, flag::BULK_ABSORB);
            assert_fraction(absorbed, n, 1.0 - (-0.5_f64).exp(), &format!("a window of {size}"));
            assert_eq!((count(&out, flag::SURFACE_DETECT), changes.total), (n - absorbed, 0));
            for end in out.iter().filter(|end| end.flags == flag::SURFACE_DETECT) {
                assert!((f64::from(end.time) - 5.0 * 1.8 / LIGHT).abs() < 1e-6, "{}", end.time);
                assert_eq!(scene.channel(end.instance, end.triangle), 1);
            }
        }
    }
}

/// The last steps of the first photon of which a leg ends in another medium.
fn path(world: &World, scene: &Committed, options: &PropagateParams, starts: &[PhotonState]) -> String {
    let run = |i: usize, max_steps| {
        let options = PropagateParams { first_index: i as u64, max_steps, ..*options };
        let (out, changes) = propagate_counting(scene, &options, vec![starts[i]]);
        (out[0], changes.total)
    };
    let Some(i) = (0..starts.len()).find(|&i| run(i, options.max_steps).1 > 0) else { return String::new() };
    let step = (1..).find(|&step| run(i, step).1 > 0).unwrap_or(1);
    let line = |step| {
        let (p, changes) = run(i, step);
        let local: Vec<_> = world.solids().iter().map(|solid| solid.depth(wide(p.position)) as f32).collect();
        let channels: Vec<_> = (0..world.bodies.len() as u32).map(|i| scene.channel(i, 0)).collect();
        format!(
            "\nstep {step}: {:?} ({local:?} {channels:?}) along {:?}, {:#x}, {changes} changes",
            p.position, p.direction, p.flags
        )
    };
    (step.saturating_sub(2)..step + 2).map(line).collect()
}

/// Where all media have one index, light goes straight: absorbed in each body as Beer and Lambert say.
#[track_caller]
fn assert_straight(world: &World, order: Vec<usize>, seed: u64, n: usize, what: &str) {
    let n = many(n);
    let (scene, solids) = (world.commit_in(order), world.solids());
    let mut chance = Chance(seed);
    let (lo, hi) = world.bounds();
    let place = |chance: &mut Chance| [0, 1, 2].map(|k| chance.between(lo[k], hi[k]));
    let mut starts = Vec::new();
    while starts.len() < n {
        let start = narrow(place(&mut chance));
        if solids[0].depth(wide(start)) > 0.05 {
            starts.push(photon(wide(start), chance.direction()));
        }
    }
    let mut expected = vec![0.0; solids.len() + 1];
    for start in &starts {
        add_shares(world, &solids, wide(start.position), wide(start.direction), &mut expected);
    }
    let (out, changes) = propagate_counting(&scene, &params(seed), starts.clone());
    assert_eq!(
        changes.total,
        0,
        "{what}: {:?}{}",
        changes.places,
        path(world, &scene, &params(seed), &starts)
    );
    let mut counts = vec![0.0; expected.len()];
    let index = world.media[world.bodies[0].inner as usize].0;
    for (start, end) in starts.iter().zip(&out) {
        let inside = end.flags == flag::BULK_ABSORB;
        assert!(inside || end.flags == flag::NO_HIT, "{what}: {end:?}");
        let at = if inside { body_at(&solids, wide(end.position)) } else { None };
        counts[at.unwrap_or(solids.len())] += 1.0;
        // Every crossing may set it off by so much; there are some tens.
        let far = end.position.iter().fold(100.0_f32, |most, x| most.max(x.abs()));
        let rounding = 200.0 * f64::from(far) * 2.0_f64.powi(-20) / LIGHT;
        let time = index * distance(wide(start.position), wide(end.position)) / LIGHT;
        assert!(
            !inside || (f64::from(end.time) - time).abs() < rounding + 1e-5 * time,
            "{what}: {time}, {start:?} to {end:?}"
        );
    }
    assert_chi_square(&counts, &expected, |i| expected[i], what);
}

/// Light in equilibrium (as much a volume as the cube of its index, in all directions) in a box of mirrors
/// stays in equilibrium, whatever boundaries and scatters it meets, and is absorbed in it where the rate of
/// absorption is the same everywhere.
#[track_caller]
fn assert_equilibrium(world: &World, order: Vec<usize>, seed: u64, n: usize, length: f64, what: &str) {
    let mut world = world.clone();
    for medium in &mut world.media {
        medium.1 = length / medium.0;
    }
    let mirror = Surface { reflect_specular: Curve::Constant(1.0), ..Surface::default() };
    world.bodies[0].surface = Some(mirror);
    let n = many(n);
    let (scene, solids) = (world.commit_in(order), world.solids());
    let mut chance = Chance(seed);
    let (lo, hi) = world.bounds();
    let largest = world.media.iter().fold(0.0_f64, |most, medium| most.max(medium.0));
    let (mut starts, mut before) = (Vec::new(), vec![0.0; solids.len()]);
    while starts.len() < n {
        let start = narrow([0, 1, 2].map(|k| chance.between(lo[k], hi[k])));
        let Some(at) = body_at(&solids, wide(start)).filter(|_| solids[0].depth(wide(start)) > 0.05) else {
            continue;
        };
        let index = world.media[world.bodies[at].inner as usize].0;
        if chance.uniform() < (index / largest).powi(3) {
            before[at] += 1.0;
            starts.push(photon(wide(start), chance.direction()));
        }
    }
    let options = PropagateParams { max_steps: 100_000, ..params(seed) };
    let (out, changes) = propagate_counting(&scene, &options, starts.clone());
    assert_eq!(changes.total, 0, "{what}: {:?}{}", changes.places, path(&world, &scene, &options, &starts));
    let other = out.iter().find(|end| end.flags & flag::BULK_ABSORB == 0);
    assert!(other.is_none(), "{what}: all light is absorbed, but {other:?}");
    let mut after = vec![0.0; solids.len()];
    for end in &out {
        if let Some(at) = body_at(&solids, wide(end.position)) {
            after[at] += 1.0;
        }
    }
    assert_chi_square(&after, &before, |i| before[i] + after[i], what);
}

/// One after another, another way round for every seed.
fn shuffled(count: usize, seed: u64) -> Vec<usize> {
    let mut chance = Chance(seed);
    let mut order: Vec<_> = (0..count).collect();
    (1..count).for_each(|i| order.swap(i, chance.below(i + 1)));
    order
}

/// As it is, turned by instances and in its vertices, near and far from the origin.
#[track_caller]
fn assert_right(world: &World, seed: u64, n: usize, length: f64, what: &str) {
    let mut chance = Chance(seed);
    for (i, far) in [None, Some(0.0), Some(300.0), Some(0.0), Some(20_000.0)].into_iter().enumerate() {
        let here = far.map_or_else(|| world.clone(), |far| world.moved(&mut chance, far, i % 2 == 0));
        let what = format!("{what}, {far:?} mm away, by instances: {}", i % 2 == 0);
        let order = || shuffled(world.bodies.len(), seed + i as u64);
        let mut straight = here.clone();
        straight.media.iter_mut().for_each(|medium| (medium.0, medium.2) = (1.5, 1e30));
        assert_straight(&straight, order(), seed, n, &what);
        assert_equilibrium(&here, order(), seed, n, length, &what);
    }
}

const N: usize = 20_000;

/// A hundred crystals in a row in a box of air that they fill.
fn row(instances: bool) -> World {
    let media = vec![(1.0, 1e30, 1e30), (1.8, 100.0, 1e30), (1.5, 30.0, 60.0)];
    let mut bodies = vec![brick([0.0, -10.0, -10.0], [1000.0, 10.0, 10.0], 0, 0)];
    for i in 0..100 {
        let (x, inner) = (10.0 * i as f32, 1 + i % 2);
        if !instances {
            bodies.push(brick([x, -10.0, -10.0], [x + 10.0, 10.0, 10.0], inner, 0));
            continue;
        }
        let rotation = match i / 2 % 4 {
            0 => [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0],
            1 => [1.0, 0.0, 0.0, 0.0, 0.0, -1.0, 0.0, 1.0, 0.0],
            2 => [-1.0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.0, 0.0, 1.0],
            _ => [-1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0],
        };
        let translation = [f64::from(x) + 5.0, 0.0, 0.0];
        let instance = Instance { rotation, translation, ..Instance::of(0) };
        bodies.push(Body { instance, ..brick([-5.0, -10.0, -10.0], [5.0, 10.0, 10.0], inner, 0) });
    }
    World::in_room(media, bodies)
}

#[test]
fn a_row_of_crystals() {
    assert_right(&row(false), 2310, N, 300.0, "meshes in a row");
    assert_right(&row(true), 2320, N, 300.0, "instances in a row");
}

/// Boxes that have a corner and three faces in common, as deep in each other as volumes of detectors are.
#[test]
fn a_dozen_boxes_with_a_common_corner() {
    let medium = |i: u32| (1.1 + 0.05 * f64::from(i * 5 % 12), 20.0 + f64::from(i), 1e30);
    let boxes = (0..12_u32).map(|i| brick([0.0; 3], [120.0 - 9.0 * i as f32; 3], i + 1, i)).collect();
    assert_right(&World::in_room((0..13).map(medium).collect(), boxes), 2345, N / 2, 60.0, "a dozen boxes");
}

/// Boxes that have a corner in common, each in the one before.
fn nested() -> World {
    let media = vec![
        VACUUM,
        (1.3, 80.0, 1e30),
        (1.5, 20.0, 50.0),
        (1.7, 60.0, 1e30),
        (1.4, 10.0, 1e30),
        (1.6, 30.0, 9.0),
    ];
    let sizes = [100.0, 80.0, 60.0, 40.0, 20.0];
    let bodies = (0..5).map(|i| brick([0.0; 3], [sizes[i as usize]; 3], i + 1, i)).collect();
    World::in_room(media, bodies)
}

#[test]
fn boxes_with_a_common_corner() {
    assert_right(&nested(), 2330, N, 100.0, "five boxes in a corner");
    let mut flush = nested();
    for (i, body) in flush.bodies.iter_mut().enumerate() {
        let s = 10.0 * (i as f32 - 1.0); // each has the top and the bottom of the first
        if i > 0 {
            *body = brick([s, s, 0.0], [100.0 - s, 100.0 - 1.2 * s, 100.0], i as u32, i as u32 - 1);
        }
    }
    assert_right(&flush, 2340, N, 100.0, "five boxes as high as the first");
}

#[test]
fn bricks_offset_by_half() {
    let media = vec![(1.2, 200.0, 1e30), (1.8, 40.0, 1e30), (1.5, 15.0, 40.0), (1.3, 90.0, 1e30)];
    let mut bodies = vec![brick([0.0; 3], [100.0, 80.0, 40.0], 0, 0)];
    for row in 0..4 {
        for i in 0..4 {
            let x = 20.0 * i as f32 + 10.0 * (row % 2) as f32;
            let (y, inner) = (20.0 * row as f32, 1 + (i + row) % 3);
            bodies.push(brick([x, y, 0.0], [x + 20.0, y + 20.0, 40.0], inner, 0));
        }
    }
    assert_right(&World::in_room(media, bodies), 2350, N, 100.0, "bricks");
}

/// A prism along z, or what is left of a box around it.
pub fn rod_and_bore(segments: u32, phase: f64, half: f32, long: f32) -> (Shape, Shape) {
    let at = |phase: f64, z: f32| {
        (0..segments).map(move |i| {
            let (y, x) = (std::f64::consts::TAU * (f64::from(i) + phase) / f64::from(segments)).sin_cos();
            [(10.0 * x) as f32, (10.0 * y) as f32, z]
        })
    };
    let mut vertices: Vec<_> = at(phase, -long).chain(at(phase, long)).collect();
    let n = segments;
    let mut triangles = Vec::new();
    for i in 0..n {
        let j = (i + 1) % n;
        triangles.extend([[i, j, n + j], [i, n + j, n + i]]);
        if i > 0 && j > 0 {
            triangles.extend([[0, j, i], [n, n + i, n + j]]);
        }
    }
    let rod = Shape { vertices: vertices.clone(), triangles };
    // The block: each corner of the bore goes with the corner of the square in its quadrant.
    vertices = at(0.0, -long).chain(at(0.0, long)).collect();
    let square = [[half, half], [-half, half], [-half, -half], [half, -half]];
    for z in [-long, long] {
        vertices.extend(square.map(|[x, y]| [x, y, z]));
    }
    let quadrant = |i: u32| 4 * (i % n) / n;
    let (low, high) = (|i: u32| 2 * n + i % 4, |i: u32| 2 * n + 4 + i % 4);
    let mut triangles = Vec::new();
    for i in 0..n {
        let (j, q) = ((i + 1) % n, quadrant(i));
        triangles.extend([[j, i, n + i], [j, n + i, n + j]]);
        triangles.extend([[i, j, low(q)], [n + j, n + i, high(q)]]);
        if quadrant(i + 1) != q {
            triangles.extend([[j, low(q + 1), low(q)], [n + j, high(q), high(q + 1)]]);
            triangles.extend([[low(q), low(q + 1), high(q + 1)], [low(q), high(q + 1), high(q)]]);
        }
    }
    (rod, Shape { vertices, triangles })
}

fn bore(segments: u32, phase: f64) -> World {
    let (rod, block) = rod_and_bore(segments, phase, 20.0, 30.0);
    let media = vec![(1.1, 300.0, 1e30), (1.5, 30.0, 1e30), (1.7, 10.0, 20.0)];
    let hull = crate::scene::cuboid([-20.0, -20.0, -30.0], [20.0, 20.0, 30.0]);
    let bodies = vec![Body { hull, ..body(block, 1, 0) }, body(rod, 2, 0)];
    World::in_room(media, bodies)
}

#[test]
fn a_rod_in_a_bore() {
    for (segments, phase) in [(32, 0.0), (32, 0.5), (8, 0.0)] {
        assert_straight_rod(segments, phase);
    }
}

fn assert_straight_rod(segments: u32, phase: f64) {
    let what = format!("a rod of {segments} segments, turned by {phase}");
    let mut world = bore(segments, phase);
    world.media.iter_mut().for_each(|medium| (medium.0, medium.2) = (1.5, 1e30));
    for seed in 0..3 {
        assert_straight(&world, shuffled(3, seed), 2360 + seed, N, &what);
    }
}

#[test]
fn a_rod_in_a_bore_turned() {
    for (segments, phase) in [(32, 0.3), (8, 0.5), (8, 0.3)] {
        assert_straight_rod(segments, phase);
    }
}

#[test]
fn light_that_scatters_in_a_rod_in_a_bore() {
    for segments in [32, 8] {
        for phase in [0.0, 0.5, 0.3] {
            let what = format!("a rod of {segments} segments, turned by {phase}");
            assert_right(&bore(segments, phase), 2370 + u64::from(segments), N, 60.0, &what);
        }
    }
}
