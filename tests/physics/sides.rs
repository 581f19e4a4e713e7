//! Surfaces that differ by the side from which light comes: those of triangles, and those of ordered pairs of
//! instances.

use crate::run::{count, params, photon, propagate, propagate_counting};
use crate::scene::{black, clear, commit, cube, cuboid, detector, place, place_at, square, surface_of};
use crate::stats::assert_fraction;
use crate::vector::Vec3;
use chroma2::geometry::{BorderSurface, Committed, Instance, Model, PerTriangle, Surface, SurfaceModel};
use chroma2::layout::{NONE, PhotonState, flag};
use chroma2::tables::Curve;

const N: usize = 1_000_000;

/// Runs photons of which no leg may end in another medium than it began.
fn shine(scene: &Committed, position: Vec3, direction: Vec3, n: usize) -> Vec<PhotonState> {
    let (out, changes) = propagate_counting(scene, &params(8900), vec![photon(position, direction); n]);
    assert_eq!(changes.total, 0, "{:?}", changes.places);
    out
}

/// The flags of one photon and the channel of what it met last.
fn fate(scene: &Committed, position: Vec3, direction: Vec3) -> (u32, i32) {
    let end = shine(scene, position, direction, 1)[0];
    (end.flags, scene.channel(end.instance, end.triangle))
}

fn half(detect: f64) -> Surface {
    Surface { detect: Curve::Constant(detect), ..Surface::default() }
}

#[test]
fn either_side_of_a_triangle_has_its_surface() {
    let mut model = Model::new();
    let air = model.add_material(clear(1.0)).unwrap();
    let seen = model.add_surface(half(0.25)).unwrap();
    let two = model.add_surface(Surface { inner_side: Some(seen), ..black() }).unwrap();
    let open = model.add_surface(Surface { inner_side: Some(NONE), ..detector() }).unwrap();
    let same = model.add_surface(Surface { inner_side: None, ..half(0.75) }).unwrap();
    for (i, surfaces) in [[two, open], [same, two]].into_iter().enumerate() {
        let mut mesh = square(0.0, 10.0).mesh(air, air, NONE);
        mesh.surface = PerTriangle::Each(surfaces.to_vec());
        let mesh = model.add_mesh(mesh).unwrap();
        let translation = [100.0 * i as f64, 0.0, 0.0];
        model.add_instance(Instance { translation, ..Instance::of(mesh) }).unwrap();
    }
    let scene = commit(model);
    // The first triangle of a square has the lower right half.
    let cases =
        [(5.0, -5.0, 0.0, 0.25), (-5.0, 5.0, 1.0, 0.0), (105.0, -5.0, 0.75, 0.75), (95.0, 5.0, 0.0, 0.25)];
    for (x, y, from_outside, from_inside) in cases {
        for (z, expected) in [(3.0, from_outside), (-3.0, from_inside)] {
            let out = shine(&scene, [x, y, z], [0.0, 0.0, -z / 3.0], N);
            assert_fraction(count(&out, flag::SURFACE_DETECT), N, expected, &format!("at {x}, {y} from {z}"));
        }
    }
    assert_eq!(fate(&scene, [5.0, -5.0, 3.0], [0.0, 0.0, -1.0]).0, flag::SURFACE_ABSORB);
}

/// A box of air with the instances 0 (around all), 1 and 2 side by side along x, their common face at x = 10, and 3
/// apart from them; borders are added by `add`.
fn room(own: [Option<Surface>; 4], add: &[(u32, u32, Surface)]) -> Committed {
    let mut model = Model::new();
    let [air, glass, gel] = [1.0, 1.5, 1.5].map(|index| model.add_material(clear(index)).unwrap());
    let shapes = [
        (cube(100.0), air, air),
        (cuboid([0.0, -5.0, -5.0], [10.0, 5.0, 5.0]), glass, air),
        (cuboid([10.0, -5.0, -5.0], [20.0, 5.0, 5.0]), gel, air),
        (cuboid([-50.0, -5.0, -5.0], [-40.0, 5.0, 5.0]), glass, air),
    ];
    for ((shape, inner, outer), surface) in shapes.into_iter().zip(own) {
        let surface = surface.map_or(NONE, |surface| model.add_surface(surface).unwrap());
        place(&mut model, &shape, inner, outer, surface);
    }
    for (from, into, surface) in add {
        let surface = model.add_surface(surface.clone()).unwrap();
        model.add_border_surface(BorderSurface { from: *from, into: *into, surface }).unwrap();
    }
    commit(model)
}

const RIGHT: Vec3 = [1.0, 0.0, 0.0];
const LEFT: Vec3 = [-1.0, 0.0, 0.0];

#[test]
fn pairs_that_touch_have_a_surface_for_each_order() {
    let n = 100_000;
    let scene = room([None, None, None, None], &[(1, 2, half(0.3)), (2, 1, half(0.6))]);
    for (x, direction, detected, into) in [(5.0, RIGHT, 0.3, 2), (15.0, LEFT, 0.6, 1)] {
        let out = shine(&scene, [x, 0.5, 0.3], direction, n);
        let seen: Vec<_> = out.iter().filter(|end| end.flags & flag::SURFACE_DETECT != 0).collect();
        // What is detected at once has no other flag; what passes may come back from the glass' other end.
        let at_once = seen
            .iter()
            .filter(|end| end.flags == flag::SURFACE_DETECT && (end.position[0] - 10.0).abs() < 1e-4);
        let first = at_once.filter(|end| f64::from(end.time) < 5.1 * 1.5 / crate::run::LIGHT);
        let first: Vec<_> = first.collect();
        assert_fraction(first.len(), n, detected, &format!("from {x}"));
        assert!(first.iter().all(|end| scene.channel(end.instance, end.triangle) == into));
    }
}

#[test]
fn a_pair_comes_before_the_facets_own_surfaces() {
    let own = || [None, Some(detector()), Some(detector()), Some(detector())];
    let scene = room(own(), &[(1, 2, black()), (0, 3, black())]);
    assert_eq!(fate(&scene, [5.0, 0.5, 0.3], RIGHT), (flag::SURFACE_ABSORB, 2));
    // The other orders have the facets' own: that of what is left where it has one.
    assert_eq!(fate(&scene, [15.0, 0.5, 0.3], LEFT), (flag::SURFACE_DETECT, 2));
    assert_eq!(fate(&scene, [-60.0, 0.5, 0.3], RIGHT), (flag::SURFACE_ABSORB, 3));
    assert_eq!(fate(&scene, [-45.0, 0.5, 0.3], RIGHT), (flag::SURFACE_DETECT, 3));
    assert_eq!(fate(&scene, [5.0, 0.5, 0.3], LEFT), (flag::SURFACE_DETECT, 1));
    assert_eq!(fate(&scene, [-5.0, 0.5, 0.3], RIGHT), (flag::SURFACE_DETECT, 1));
}

#[test]
fn pairs_of_what_is_around_and_of_nothing() {
    let mother = [(0, 3, black()), (3, 0, detector()), (0, NONE, detector()), (NONE, 0, black())];
    let scene = room([None, None, None, None], &mother);
    assert_eq!(fate(&scene, [-60.0, 0.5, 0.3], RIGHT), (flag::SURFACE_ABSORB, 3));
    assert_eq!(fate(&scene, [-20.0, 0.5, 0.3], LEFT), (flag::SURFACE_ABSORB, 3));
    assert_eq!(fate(&scene, [-45.0, 0.5, 0.3], RIGHT), (flag::SURFACE_DETECT, 3));
    assert_eq!(fate(&scene, [-45.0, 0.5, 0.3], [0.0, 1.0, 0.0]), (flag::SURFACE_DETECT, 3));
    assert_eq!(fate(&scene, [60.0, 0.5, 0.3], RIGHT), (flag::SURFACE_DETECT, 0));
    assert_eq!(fate(&scene, [160.0, 0.5, 0.3], LEFT), (flag::SURFACE_ABSORB, 0));
    // A body beside without a pair stays as it is.
    let scene = room([None, Some(detector()), None, None], &mother);
    assert_eq!(fate(&scene, [-20.0, 0.5, 0.3], RIGHT), (flag::SURFACE_DETECT, 1));
}

#[test]
fn bodies_flush_with_what_is_around() {
    // A daughter at the mother's wall, between her and nothing; and one within her, against the daughter.
    let world = |pairs: &[(u32, u32, Surface)]| {
        let mut model = Model::new();
        let [air, glass, gel] = [1.0, 1.4, 1.4].map(|index| model.add_material(clear(index)).unwrap());
        for (lo, hi, inner, outer) in [
            ([-20.0; 3], [20.0; 3], glass, air),
            ([10.0, -5.0, -5.0], [20.0, 5.0, 5.0], gel, glass),
            ([0.0, -5.0, -5.0], [10.0, 5.0, 5.0], gel, glass),
        ] {
            place(&mut model, &cuboid(lo, hi), inner, outer, NONE);
        }
        for (from, into, surface) in pairs {
            let surface = model.add_surface(surface.clone()).unwrap();
            model.add_border_surface(BorderSurface { from: *from, into: *into, surface }).unwrap();
        }
        commit(model)
    };
    let outer = world(&[(1, NONE, black()), (NONE, 1, detector())]);
    assert_eq!(fate(&outer, [15.0, 0.5, 0.3], RIGHT), (flag::SURFACE_ABSORB, 1));
    assert_eq!(fate(&outer, [30.0, 0.5, 0.3], LEFT), (flag::SURFACE_DETECT, 1));
    let start = [15.0, 0.5, 0.3];
    let inner = world(&[(1, 0, detector()), (1, 2, black()), (2, 0, black()), (0, 2, detector())]);
    assert_eq!(fate(&inner, start, [0.0, 1.0, 0.0]), (flag::SURFACE_DETECT, 1));
    assert_eq!(fate(&inner, start, LEFT), (flag::SURFACE_ABSORB, 2));
    assert_eq!(fate(&inner, [5.0, 0.5, 0.3], LEFT), (flag::SURFACE_ABSORB, 2));
    assert_eq!(fate(&inner, [-15.0, 0.5, 0.3], RIGHT), (flag::SURFACE_DETECT, 2));
    for scene in [&outer, &inner] {
        assert_eq!(scene.report().optical.unmet_borders.count, 0);
    }
    // The second daughter is within the mother, and not at her wall.
    let apart = world(&[(1, NONE, black()), (2, NONE, black()), (0, 2, black()), (NONE, 2, black())]);
    let unmet = &apart.report().optical.unmet_borders;
    assert_eq!((unmet.count, &unmet.first[..]), (2, &[1, 3][..]));
    assert!(!apart.report().is_clean());
    // From the daughter straight out there is no pair, and no surface.
    let out = shine(&inner, start, RIGHT, 1000);
    assert!(
        out.iter().filter(|end| end.flags & flag::REFLECT_SPECULAR == 0).all(|end| end.flags == flag::NO_HIT)
    );
}

/// Tubes on a lattice in a tank, each with an inner body apart from its wall, and two blocks flush with each other: pairs
/// of meshes are the pairs of their instances that meet, and those that have a surface of their own keep it.
#[test]
fn pairs_of_meshes_are_pairs_of_their_instances() {
    let world = |by_mesh: bool| {
        let mut model = Model::new();
        let [water, glass, air] = [1.33, 1.5, 1.0].map(|index| model.add_material(clear(index)).unwrap());
        let body = |model: &mut Model, half: f32, inner, outer, places: &[[f64; 3]]| {
            place_at(
                model,
                &cuboid([-half; 3], [half; 3]),
                inner,
                outer,
                NONE,
                Instance { translation: places[0], ..Instance::of(0) },
            );
            let mesh = model.meshes.len() as u32 - 1;
            let more = places[1..].iter().map(|place| Instance { translation: *place, ..Instance::of(mesh) });
            model.add_instances(more.collect()).unwrap();
        };
        let lattice: Vec<[f64; 3]> =
            (0..27).map(|i| [i % 3, i / 3 % 3, i / 9].map(|k| 12.0 * f64::from(k - 1))).collect();
        body(&mut model, 40.0, water, air, &[[0.0; 3]]);
        body(&mut model, 4.0, glass, water, &lattice);
        body(&mut model, 2.0, air, glass, &lattice);
        body(&mut model, 1.0, glass, water, &[[30.0, 0.0, 0.0], [32.0, 0.0, 0.0]]);
        let surface = |absorb: f64, detect: f64| Surface {
            absorb: Curve::Constant(absorb),
            detect: Curve::Constant(detect),
            ..surface_of(SurfaceModel::Default)
        };
        let all = [(0.1, 0.2), (0.3, 0.3), (0.5, 0.4), (0.2, 0.7), (0.0, 1.0)];
        let [into_tube, into_body, out, block, own] =
            all.map(|(absorb, detect)| model.add_surface(surface(absorb, detect)).unwrap());
        let mut border = |from, into, surface, of_meshes: bool| {
            let border = BorderSurface { from, into, surface };
            match of_meshes {
                true => model.add_mesh_border_surface(border).unwrap(),
                false => model.add_border_surface(border).unwrap(),
            };
        };
        border(5, 32, own, false); // the fifth tube's, into its body
        if by_mesh {
            for (from, into, surface) in [(0, 1, into_tube), (1, 2, into_body), (0, NONE, out), (3, 3, block)]
            {
                border(from, into, surface, true);
            }
        } else {
            (0..27).for_each(|i| border(0, 1 + i, into_tube, false));
            (0..27).filter(|i| *i != 4).for_each(|i| border(1 + i, 28 + i, into_body, false));
            border(0, NONE, out, false);
            border(55, 56, block, false);
            border(56, 55, block, false);
        }
        commit(model)
    };
    let (by_mesh, by_instance) = (world(true), world(false));
    assert_eq!(by_mesh.report().optical.unmet_borders.count, 0);
    assert_ne!(by_mesh.digest(), by_instance.digest());
    assert_eq!(by_mesh.touching(), 2, "the blocks alone are shells");
    let options = params(77);
    let start = photon([6.0, 6.0, 6.0], RIGHT);
    let mut starts = vec![start; 30_000];
    for (i, photon) in starts.iter_mut().enumerate() {
        let (a, b) = (0.7 * i as f32, (i as f32 * 0.618_034).fract() * 2.0 - 1.0);
        let across = (1.0 - b * b).sqrt();
        photon.direction = [across * a.cos(), across * a.sin(), b];
    }
    let ends = [&by_mesh, &by_instance].map(|scene| propagate(scene, &options, starts.clone()));
    assert!(ends[0] == ends[1]);
    let detected = ends[0].iter().filter(|end| end.flags & flag::SURFACE_DETECT != 0).count();
    assert!(detected > 5000, "{detected}");
}

/// Where an instance touches no other one, a surface of its triangles and the same for both ways across its border are one
/// thing, photon by photon.
#[test]
fn borders_of_what_is_apart_are_as_surfaces_of_its_triangles() {
    let world = |own: bool| {
        let mut model = Model::new();
        let [water, glass] = [1.33, 1.5].map(|index| model.add_material(clear(index)).unwrap());
        let coat = Surface {
            detect: Curve::Constant(0.05),
            absorb: Curve::Constant(0.05),
            reflect_specular: Curve::Constant(0.2),
            reflect_diffuse: Curve::Constant(0.2),
            ..surface_of(SurfaceModel::Default)
        };
        let coat = model.add_surface(coat).unwrap();
        let wall = Surface {
            absorb: Curve::Constant(0.1),
            reflect_diffuse: Curve::Constant(0.9),
            ..surface_of(SurfaceModel::Default)
        };
        let wall = model.add_surface(wall).unwrap();
        place(&mut model, &cube(50.0), water, water, wall);
        let mut ball = crate::scene::sphere(4.0, 3).mesh(glass, water, if own { coat } else { NONE });
        ball.name = "ball".into();
        let ball = model.add_mesh(ball).unwrap();
        let places =
            (0..27).map(|i| [i % 3, i / 3 % 3, i / 9].map(|k| 14.0 * f64::from(k - 1) + 0.1 * f64::from(i)));
        let balls = places.map(|translation| Instance { translation, ..Instance::of(ball) });
        model.add_instances(balls.collect()).unwrap();
        if !own {
            for (from, into) in [(0, ball), (ball, 0)] {
                model.add_mesh_border_surface(BorderSurface { from, into, surface: coat }).unwrap();
            }
        }
        commit(model)
    };
    let (own, borders) = (world(true), world(false));
    assert_eq!(borders.touching(), 0);
    let options = params(78);
    let mut starts = vec![photon([6.0, 6.5, 7.0], RIGHT); 50_000];
    for (i, photon) in starts.iter_mut().enumerate() {
        let (a, b) = (0.7 * i as f32, (i as f32 * 0.618_034).fract() * 2.0 - 1.0);
        let across = (1.0 - b * b).sqrt();
        photon.direction = [across * a.cos(), across * a.sin(), b];
    }
    let ends = [&own, &borders].map(|scene| propagate(scene, &options, starts.clone()));
    assert!(ends[0] == ends[1]);
    assert!(count(&ends[0], flag::REFLECT_SPECULAR | flag::REFLECT_DIFFUSE | flag::SURFACE_DETECT) > 1000);
}

#[test]
fn a_single_instance_has_borders_with_nothing() {
    let mut model = Model::new();
    let air = model.add_material(clear(1.0)).unwrap();
    let [black, seen] = [black(), detector()].map(|surface| model.add_surface(surface).unwrap());
    let turned = Instance { translation: [5.0, 6.0, 7.0], ..Instance::of(0) };
    place_at(&mut model, &cube(3.0), air, air, NONE, turned);
    for (from, into, surface) in [(0, NONE, black), (NONE, 0, seen)] {
        model.add_border_surface(BorderSurface { from, into, surface }).unwrap();
    }
    let scene = commit(model);
    assert_eq!(fate(&scene, [5.5, 6.2, 7.1], RIGHT), (flag::SURFACE_ABSORB, 0));
    assert_eq!(fate(&scene, [-5.0, 6.2, 7.1], RIGHT), (flag::SURFACE_DETECT, 0));
}
