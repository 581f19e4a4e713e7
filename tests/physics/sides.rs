//! Surfaces that differ by the side from which light comes: those of triangles, and those of ordered pairs of
//! instances.

use crate::run::{count, params, photon, propagate_counting};
use crate::scene::{black, clear, commit, cube, cuboid, detector, place, place_at, square};
use crate::stats::assert_fraction;
use crate::vector::Vec3;
use chroma2::geometry::{BorderSurface, Committed, Instance, Model, PerTriangle, Surface};
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
