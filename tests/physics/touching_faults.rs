//! Worlds that touch and have a fault are told so; and worlds that a hostile mind would think of are right.

use crate::random_scenes::Chance;
use crate::run::{Changes, LIGHT, count, many, params, photon, propagate_counting};
use crate::scene::{Shape, clear, commit, detector, medium, place, sphere, square};
use crate::stats::{assert_chi_square, assert_fraction};
use crate::vector::{distance, unit, wide};
use crate::worlds::{World, body_at, brick};
use chroma2::geometry::Model;
use chroma2::layout::{NONE, PhotonState, flag};

/// Room, air, and two crystals side by side that touch at x = 10.
fn pair(left_end: f32, right_start: f32) -> World {
    let media = vec![(1.0, 1e30, 1e30), (1.5, 1e30, 1e30), (1.5, 1e30, 1e30)];
    let left = brick([0.0, -5.0, -5.0], [left_end, 5.0, 5.0], 1, 0);
    let right = brick([right_start, -5.0, -5.0], [20.0, 5.0, 5.0], 2, 0);
    World::in_room(media, vec![left, right])
}

/// Light along x through the middle.
fn shine(world: &World) -> Changes {
    let starts = vec![photon([-2.0, 0.3, 0.2], [1.0, 0.0, 0.0]); 1000];
    propagate_counting(&world.commit_in((0..world.bodies.len()).collect()), &params(2400), starts).1
}

#[track_caller]
fn assert_told(changes: &Changes, materials: [u32; 2], what: &str) {
    let found = changes.places.iter().any(|place| {
        let pair = [place.material_begin, place.material_end];
        pair == materials || pair == [materials[1], materials[0]]
    });
    assert!(changes.total > 0 && found, "{what}: {changes:?}");
}

#[test]
fn faults_of_worlds_that_touch_are_told() {
    assert_eq!(shine(&pair(10.0, 10.0)).total, 0);
    assert_told(&shine(&pair(11.0, 10.0)), [1, 2], "1 mm in common");
    // The left one says that the right one is beyond; 0.1 mm of air is. The room's wall keeps both touching.
    let mut gap = pair(10.0, 10.1);
    gap.bodies[1].outer = 2;
    gap.bodies[2].outer = 1;
    gap.bodies.push(brick([0.0, 5.0, -5.0], [20.0, 8.0, 5.0], 1, 0));
    assert_told(&shine(&gap), [1, 2], "0.1 mm between");
    let mut inside_out = pair(10.0, 10.0);
    inside_out.bodies[2].shape.triangles.iter_mut().for_each(|triangle| triangle.swap(1, 2));
    let changes = shine(&inside_out);
    assert!(
        changes.total > 0
            && changes.places.iter().any(|place| [place.instance_begin, place.instance_end].contains(&2)),
        "{changes:?}"
    );
}

/// The order in which equal things are added changes no photon's fate.
#[test]
fn the_order_of_instances_changes_nothing() {
    let media = vec![(1.0, 1e30, 1e30), (1.6, 40.0, 30.0), (1.6, 25.0, 1e30)];
    let mut bodies = Vec::new();
    for i in 0..27 {
        let [x, y, z] = [i % 3, i / 3 % 3, i / 9].map(|k| 10.0 * k as f32);
        bodies.push(brick([x, y, z], [x + 10.0, y + 10.0, z + 10.0], 1 + i % 2, 0));
    }
    let world = World::in_room(media, bodies);
    let mut chance = Chance(2410);
    let start = |chance: &mut Chance| [0, 1, 2].map(|_: i32| chance.between(1.0, 29.0));
    let starts: Vec<_> = (0..many(50_000)).map(|_| photon(start(&mut chance), chance.direction())).collect();
    let solids = world.solids();
    let mut before: Option<Vec<f64>> = None;
    for seed in 0..4 {
        let mut order: Vec<usize> = (0..world.bodies.len()).collect();
        (1..order.len()).for_each(|i| order.swap(i, chance.below(i + 1)));
        let (out, changes) =
            propagate_counting(&world.commit_in(order), &params(2411 + seed), starts.clone());
        assert_eq!(changes.total, 0, "{:?}", changes.places);
        let mut counts = vec![0.0; solids.len() + 1];
        for end in &out {
            let at =
                (end.flags & flag::BULK_ABSORB != 0).then(|| body_at(&solids, wide(end.position))).flatten();
            counts[at.unwrap_or(solids.len())] += 1.0;
        }
        match &before {
            Some(first) => assert_chi_square(&counts, first, |i| counts[i] + first[i], "another order"),
            None => before = Some(counts),
        }
    }
}

#[test]
fn a_sheet_on_a_face_detects_what_passes() {
    for sheet_first in [true, false] {
        let mut model = Model::new();
        let air = model.add_material(clear(1.0)).unwrap();
        let glass = model.add_material(medium(1.5, 20.0, 1e30)).unwrap();
        let detecting = model.add_surface(detector()).unwrap();
        let block = brick([-10.0, -10.0, -10.0], [10.0, 10.0, 0.0], 1, 0).shape;
        let sheet = square(0.0, 8.0);
        if sheet_first {
            place(&mut model, &sheet, air, air, detecting);
        }
        place(&mut model, &block, glass, air, NONE);
        if !sheet_first {
            place(&mut model, &sheet, air, air, detecting);
        }
        let scene = commit(model);
        let n = many(20_000);
        let starts = vec![photon([1.0, 2.0, -10.0 + 1e-3], [0.0, 0.0, 1.0]); n];
        let (out, changes) = propagate_counting(&scene, &params(2420), starts);
        let detected = count(&out, flag::SURFACE_DETECT);
        assert_fraction(detected, n, (-10.0_f64 / 20.0).exp(), "a sheet on a block");
        assert_eq!(
            (count(&out, flag::BULK_ABSORB), changes.total),
            (n - detected, 0),
            "{:?}",
            changes.places
        );
        for end in out.iter().filter(|end| end.flags & flag::SURFACE_DETECT != 0) {
            assert!((f64::from(end.time) - 10.0 * 1.5 / LIGHT).abs() < 1e-5, "{end:?}");
            assert_eq!(scene.channel(end.instance, end.triangle), i32::from(!sheet_first));
        }
    }
}

/// Nothing but the media of a world: starts, and how much is absorbed in all of it along straight lines.
#[track_caller]
fn assert_beer_lambert(world: &World, starts: Vec<PhotonState>, what: &str) {
    let solids = world.solids();
    let mut expected = vec![0.0; solids.len() + 1];
    for start in &starts {
        let (o, d) = (wide(start.position), wide(start.direction));
        crate::worlds::add_shares(world, &solids, o, d, &mut expected);
    }
    for order in [(0..solids.len()).collect::<Vec<_>>(), (0..solids.len()).rev().collect()] {
        let (out, changes) = propagate_counting(&world.commit_in(order), &params(2430), starts.clone());
        assert_eq!(changes.total, 0, "{what}: {:?}", changes.places);
        let mut counts = vec![0.0; expected.len()];
        for end in &out {
            let inside = end.flags & flag::BULK_ABSORB != 0;
            let at = if inside { body_at(&solids, wide(end.position)) } else { None };
            counts[at.unwrap_or(solids.len())] += 1.0;
        }
        assert_chi_square(&counts, &expected, |i| expected[i], what);
    }
}

/// Eight boxes around one corner.
fn eight_boxes() -> World {
    let media = (0..9).map(|i| (1.5, if i == 0 { 1e30 } else { 5.0 + 3.0 * f64::from(i) }, 1e30)).collect();
    let boxes = (0..8_u32).map(|i| {
        let lo = [0, 1, 2].map(|k| if i >> k & 1 == 1 { 0.0 } else { -10.0_f32 });
        brick(lo, lo.map(|x| x + 10.0), i + 1, 0)
    });
    World::in_room(media, boxes.collect())
}

/// A photon from 9 mm off the middle.
fn towards(chance: &mut Chance, to: [f64; 3]) -> PhotonState {
    let from = chance.direction().map(|x| 9.0 * x);
    photon(from, unit([0, 1, 2].map(|k| to[k] - from[k])))
}

#[test]
fn light_through_a_common_corner() {
    let mut chance = Chance(2440);
    let corner = (0..many(20_000)).map(|_| towards(&mut chance, [0.0; 3])).collect();
    assert_beer_lambert(&eight_boxes(), corner, "through the corner");
}

#[test]
fn light_through_a_common_edge() {
    let mut chance = Chance(2441);
    let edge = |chance: &mut Chance| [0.0, 0.0, chance.between(-9.0, 9.0)];
    let through = (0..many(20_000)).map(|_| {
        let to = edge(&mut chance);
        towards(&mut chance, to)
    });
    assert_beer_lambert(&eight_boxes(), through.collect(), "through an edge");
}

#[test]
fn light_from_common_edges_and_corners() {
    let mut chance = Chance(2442);
    let edge = |chance: &mut Chance| [0.0, 0.0, chance.between(-9.0, 9.0)];
    let on_edge = (0..many(20_000)).map(|_| photon(edge(&mut chance), chance.direction())).collect();
    assert_beer_lambert(&eight_boxes(), on_edge, "from an edge");
    let on_corner = (0..many(20_000)).map(|_| photon([0.0; 3], chance.direction())).collect();
    assert_beer_lambert(&eight_boxes(), on_corner, "from the corner");
}

#[test]
fn light_from_common_faces() {
    let mut chance = Chance(2443);
    let face = |chance: &mut Chance| [0.0, chance.between(-9.0, 9.0), chance.between(-9.0, 9.0)];
    let on_face = (0..many(20_000)).map(|_| photon(face(&mut chance), chance.direction())).collect();
    assert_beer_lambert(&eight_boxes(), on_face, "from a face");
}

#[test]
fn the_same_body_twice_is_one() {
    let media = vec![(1.5, 1e30, 1e30), (1.5, 12.0, 1e30)];
    let one = brick([-5.0; 3], [5.0; 3], 1, 0);
    let world = World::in_room(media, vec![one.clone(), one]);
    let mut chance = Chance(2450);
    let starts: Vec<_> = (0..many(20_000)).map(|_| photon([8.0, 7.0, 6.0], chance.direction())).collect();
    let (mut solids, mut single) = (world.solids(), world.clone());
    solids.pop();
    single.bodies.pop();
    let mut expected = vec![0.0; 3];
    for start in &starts {
        crate::worlds::add_shares(
            &single,
            &solids,
            wide(start.position),
            wide(start.direction),
            &mut expected,
        );
    }
    let (out, changes) = propagate_counting(&world.commit_in(vec![0, 1, 2]), &params(2451), starts);
    assert_eq!(changes.total, 0, "{:?}", changes.places);
    assert_fraction(
        count(&out, flag::BULK_ABSORB),
        many(20_000),
        expected[1] / many(20_000) as f64,
        "the body placed twice",
    );
}

#[test]
fn balls_that_touch_at_a_point() {
    let media = vec![(1.5, 1e30, 1e30), (1.5, 8.0, 1e30), (1.5, 20.0, 1e30)];
    let ball = |x: f64, inner: u32| {
        let mut ball = crate::worlds::body(sphere(10.0, 3), inner, 0);
        ball.instance.translation = [x, 0.0, 0.0];
        ball
    };
    // A vertex of the sphere lies on no axis: along x they overlap by less than their tolerance.
    let reach = sphere(10.0, 3).vertices.iter().fold(0.0_f32, |most, v| most.max(v[0]));
    let balls = vec![ball(0.0, 1), ball(2.0 * f64::from(reach), 2)];
    let world = World { media, bodies: [vec![brick([-30.0; 3], [40.0; 3], 0, 0)], balls].concat() };
    let mut chance = Chance(2460);
    // Between them, next to where they touch, light is in one or the other.
    let (solids, middle) = (world.solids(), f64::from(reach));
    let starts: Vec<_> = (0..many(20_000))
        .map(|_| photon([chance.between(-9.0, 29.0), 0.0, 0.0], chance.direction()))
        .collect();
    let mut expected = vec![0.0; 4];
    for start in &starts {
        crate::worlds::add_shares(
            &world,
            &solids,
            wide(start.position),
            wide(start.direction),
            &mut expected,
        );
    }
    for order in [vec![0, 1, 2], vec![2, 1, 0]] {
        let (out, changes) = propagate_counting(&world.commit_in(order), &params(2461), starts.clone());
        assert_eq!(changes.total, 0, "{:?}", changes.places);
        let absorbed = out.iter().filter(|end| end.flags & flag::BULK_ABSORB != 0);
        let left = absorbed.clone().filter(|end| f64::from(end.position[0]) < middle).count() as f64;
        let counts = [left, absorbed.count() as f64 - left];
        assert_chi_square(&counts, &expected[1..3], |i| expected[i + 1], "balls");
    }
}

/// Light that is totally reflected at the common face of two crystals stays in the denser one.
#[test]
fn total_reflection_at_a_common_face() {
    let media = vec![(1.0, 1e30, 1e30), (1.8, 2000.0, 1e30), (1.2, 1.0, 1e30)];
    let core = brick([0.0, 0.0, 0.0], [1000.0, 2.0, 2.0], 1, 0);
    let mut bodies = vec![core];
    for [y, z, dy, dz] in
        [[-1.0, -1.0, 1.0, 4.0], [2.0, -1.0, 1.0, 4.0], [0.0, -1.0, 2.0, 1.0], [0.0, 2.0, 2.0, 1.0]]
    {
        bodies.push(brick([0.0, y, z], [1000.0, y + dy, z + dz], 2, 0));
    }
    let world = World::in_room(media, bodies);
    let n = many(20_000);
    let mut chance = Chance(2470);
    let start = |chance: &mut Chance| {
        let turn = chance.between(0.0, std::f64::consts::TAU);
        let slope = chance.between(0.2, 0.6); // from the axis; less than 48 degrees of 90 - 41.8
        photon([0.5, 1.0, 1.0], [slope.cos(), slope.sin() * turn.cos(), slope.sin() * turn.sin()])
    };
    let starts: Vec<_> = (0..n).map(|_| start(&mut chance)).collect();
    let (out, changes) =
        propagate_counting(&world.commit_in(vec![3, 0, 4, 1, 5, 2]), &params(2471), starts.clone());
    assert_eq!(changes.total, 0, "{:?}", changes.places);
    let mut expected = 0.0;
    for start in &starts {
        expected += 1.0 - (-999.5 / f64::from(start.direction[0]) / 2000.0).exp();
    }
    // At the far end some is reflected and comes back.
    let first = out.iter().filter(|end| {
        let way = f64::from(end.time) * LIGHT / 1.8;
        let start = starts[0].position;
        end.flags & flag::BULK_ABSORB != 0
            && way < 999.5
            && distance(wide(end.position), wide(start)) < 1000.0
    });
    for end in first {
        assert!((0.0..=2.0).contains(&end.position[1]) && (0.0..=2.0).contains(&end.position[2]), "{end:?}");
    }
    assert!(count(&out, flag::BULK_ABSORB) as f64 > expected - 5.0 * expected.sqrt(), "{expected}");
    let clad = out.iter().filter(|end| end.flags & flag::BULK_ABSORB != 0 && end.position[0] < 999.0);
    let clad = clad.filter(|end| {
        !(-1e-3..=2.001).contains(&end.position[1]) || !(-1e-3..=2.001).contains(&end.position[2])
    });
    assert_eq!(clad.count(), 0, "light in the cladding");
}

/// A tube in a tube whose bore is as wide, with another number of segments; light crosses their wall.
#[test]
fn tubes_of_other_tessellation() {
    let ring = |radius: f64, segments: u32| {
        let point = move |i: u32, z: f32| {
            let (y, x) = (std::f64::consts::TAU * f64::from(i) / f64::from(segments)).sin_cos();
            [(radius * x) as f32, (radius * y) as f32, z]
        };
        let vertices = (0..segments).map(|i| point(i, -30.0)).chain((0..segments).map(|i| point(i, 30.0)));
        let mut triangles = Vec::new();
        for i in 0..segments {
            let j = (i + 1) % segments;
            triangles.extend([[i, j, segments + j], [i, segments + j, segments + i]]);
            if i > 0 && j > 0 {
                triangles.extend([[0, j, i], [segments, segments + i, segments + j]]);
            }
        }
        Shape { vertices: vertices.collect(), triangles }
    };
    // Onions: each cylinder in the one before, flush at the ends, the last two of nearly the same radius.
    let media = vec![(1.5, 1e30, 1e30), (1.5, 30.0, 40.0), (1.5, 10.0, 40.0), (1.5, 50.0, 40.0)];
    let layers = [(20.0, 48, 1), (12.0, 36, 2), (12.0, 25, 3)];
    let bodies =
        layers.map(|(radius, segments, inner)| crate::worlds::body(ring(radius, segments), inner, inner - 1));
    let world = World::in_room(media, bodies.to_vec());
    let mut chance = Chance(2480);
    let starts: Vec<_> = (0..many(50_000))
        .map(|_| photon([chance.between(-19.0, 19.0), chance.between(-19.0, 19.0), 0.0], chance.direction()))
        .collect();
    let straight = World { media: world.media.iter().map(|m| (m.0, m.1, 1e30)).collect(), ..world.clone() };
    assert_beer_lambert(&straight, starts.clone(), "tubes");
    let (out, changes) = propagate_counting(&world.commit_in(vec![2, 3, 1, 0]), &params(2481), starts);
    assert_eq!((changes.total, out.len()), (0, many(50_000)), "scattering: {:?}", changes.places);
}

/// A million scatters in two crystals with a common face, whose outer sides absorb nothing.
#[test]
fn scattering_beside_a_common_face() {
    let media = vec![(1.5, 1e30, 1e30), (1.5, 20.0, 0.5), (1.5, 20.0, 0.2)];
    let left = brick([-5.0; 3], [0.0, 5.0, 5.0], 1, 0);
    let right = brick([0.0, -5.0, -5.0], [5.0; 3], 2, 0);
    let world = World::in_room(media, vec![left, right]);
    let mut chance = Chance(2490);
    let starts = (0..many(20_000))
        .map(|_| photon([chance.between(-0.1, 0.1), 0.0, 0.0], chance.direction()))
        .collect();
    let (out, changes) = propagate_counting(&world.commit_in(vec![2, 1, 0]), &params(2491), starts);
    assert_eq!(changes.total, 0, "{:?}", changes.places);
    assert_eq!(count(&out, flag::BULK_ABSORB) + count(&out, flag::NO_HIT), many(20_000));
    assert_eq!(out.iter().filter(|end| end.flags & flag::TERMINAL == 0).count(), 0);
}
