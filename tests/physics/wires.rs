//! Wire planes: what rays meet.

use crate::random_scenes::Chance;
use crate::run::{params, photon, propagate};
use crate::scene::{black, clear, commit, detector};
use crate::stats::assert_fraction;
use crate::vector::{Vec3, add, any_across, cross, dot, unit, wide};
use chroma2::geometry::{Committed, Model, Rays, WirePlane};
use chroma2::layout::{NONE, WIRE_BIT, flag};

fn world(planes: Vec<WirePlane>) -> Committed {
    let mut model = Model::new();
    model.add_material(clear(1.0)).unwrap();
    model.add_surface(detector()).unwrap();
    model.add_surface(black()).unwrap();
    for plane in planes {
        model.add_wire_plane(plane).unwrap();
    }
    commit(model)
}

/// Wires along x in the plane z = 0, detecting.
fn flat(pitch: f64, radius: f64) -> WirePlane {
    WirePlane {
        pitch,
        radius,
        u_min: -1000.0,
        u_max: 1000.0,
        v_min: -1000.0,
        v_max: 1000.0,
        surface: 0,
        ..WirePlane::default()
    }
}

#[test]
fn fraction_hit_depends_on_the_angle_across_the_wires() {
    let (pitch, radius) = (4.0, 0.15);
    let scene = world(vec![flat(pitch, radius)]);
    let n = 200_000;
    let chance = &mut Chance(7);
    for (i, angle) in [0.0_f64, 30.0, 60.0, 80.0, 85.0, 86.0].into_iter().enumerate() {
        let (sin, cos) = angle.to_radians().sin_cos();
        let covered = 2.0 * radius / (pitch * cos);
        for (direction, expected) in
            [([0.0, sin, -cos], covered.min(1.0)), ([sin, 0.0, -cos], 2.0 * radius / pitch)]
        {
            let starts = (0..n)
                .map(|_| {
                    let target = [chance.between(-50.0, 50.0), chance.between(-100.0, 100.0), 0.0];
                    photon(add(-20.0 / cos.max(0.05), direction, target), direction)
                })
                .collect();
            let out = propagate(&scene, &params(1700 + i as u64), starts);
            let hit = out.iter().filter(|p| p.flags == flag::SURFACE_DETECT).count();
            assert_fraction(hit, n, expected, &format!("{angle} degrees, {direction:?}"));
        }
    }
}

/// The closest hit over all wires one by one: distance, plane, wire.
pub fn brute_force(planes: &[WirePlane], origin: Vec3, direction: Vec3) -> Option<(f64, usize, u32)> {
    let mut best: Option<(f64, usize, u32)> = None;
    for (id, plane) in planes.iter().enumerate() {
        let w = cross(plane.u, plane.v);
        let from = add(-1.0, plane.origin, origin);
        let (ou, ov, ow) = (dot(from, plane.u), dot(from, plane.v), dot(from, w));
        let (du, dv, dw) = (dot(direction, plane.u), dot(direction, plane.v), dot(direction, w));
        let first = ((plane.v_min - plane.v0) / plane.pitch).ceil() as i64;
        let last = ((plane.v_max - plane.v0) / plane.pitch).floor() as i64;
        for k in first..=last {
            let v = ov - (k as f64 * plane.pitch + plane.v0);
            // |(v, ow) + t (dv, dw)| = radius
            let (a, b) = (dv * dv + dw * dw, v * dv + ow * dw);
            let c = v * v + ow * ow - plane.radius * plane.radius;
            let root = b * b - a * c;
            if root <= 0.0 {
                continue;
            }
            for t in [(-b - root.sqrt()) / a, (-b + root.sqrt()) / a] {
                let u = ou + t * du;
                let met = t > 0.0 && u >= plane.u_min && u <= plane.u_max;
                if met && best.is_none_or(|(nearest, ..)| t < nearest) {
                    best = Some((t, id, (k - first) as u32));
                }
            }
        }
    }
    best
}

/// The unit vector as the kernels make it.
pub fn normalized([x, y, z]: [f32; 3]) -> [f32; 3] {
    let scale = 1.0 / x.mul_add(x, y.mul_add(y, z * z)).sqrt();
    [scale * x, scale * y, scale * z]
}

#[test]
fn the_same_wires_as_one_by_one() {
    let chance = &mut Chance(11);
    let planes: Vec<WirePlane> = (0..4)
        .map(|i| {
            let u = chance.direction();
            let v = any_across(u);
            WirePlane {
                origin: [0; 3].map(|_: i32| chance.between(-40.0, 40.0)),
                u,
                v: unit(add(-dot(u, v), u, v)),
                u_min: chance.between(-150.0, -50.0),
                u_max: chance.between(50.0, 150.0),
                v_min: chance.between(-130.0, -60.0),
                v_max: chance.between(60.0, 130.0),
                v0: chance.between(-20.0, 20.0),
                ..flat(chance.between(3.0, 8.0), [0.02, 0.3, 1.0, 1.4][i])
            }
        })
        .collect();
    let scene = world(planes.clone());
    let n = 100_000;
    let mut origins = Vec::new();
    let mut directions = Vec::new();
    for i in 0..n {
        let origin = [0; 3].map(|_: i32| chance.between(-200.0, 200.0) as f32);
        let target = [0; 3].map(|_: i32| chance.between(-80.0, 80.0));
        let mut direction = unit(add(-1.0, wide(origin), target));
        if i % 4 == 0 {
            // nearly within a plane, where many wires are candidates
            let plane = &planes[i / 4 % 4];
            let (w, slope) = (cross(plane.u, plane.v), chance.between(-0.02, 0.02));
            let along = add(-dot(direction, w), w, direction);
            direction = unit(add(slope, w, along));
        }
        origins.push(origin);
        directions.push(direction.map(|x| x as f32));
    }
    let rays = Rays { origins: &origins, directions: &directions, max_distances: None };
    let hits = scene.closest_hits(&rays).unwrap();
    let any = scene.any_hits(&rays).unwrap();
    let mut met = 0;
    for i in 0..n {
        let ray = (origins[i], directions[i]);
        match brute_force(&planes, wide(origins[i]), wide(normalized(directions[i]))) {
            None => assert_eq!((hits.instance[i], any[i]), (NONE, false), "{ray:?}"),
            Some((distance, plane, wire)) => {
                met += 1;
                let found = (hits.instance[i], hits.triangle[i]);
                assert_eq!(found, (WIRE_BIT | plane as u32, wire), "{ray:?}: {distance} mm");
                assert!(
                    any[i] && (f64::from(hits.distance[i]) - distance).abs() < 1e-4,
                    "{ray:?}: {distance} mm"
                );
            }
        }
    }
    assert!(met > n / 20 && met < n / 2, "{met} of {n} rays meet a wire");
}

#[test]
fn bounds_along_and_across() {
    let plane = WirePlane {
        u_min: -10.0,
        u_max: 20.0,
        v_min: -7.9,
        v_max: 8.1,
        v0: 1.0,
        first_channel: 100,
        channel_stride: 3,
        ..flat(2.0, 0.5)
    };
    let scene = world(vec![plane]);
    // centres at -7, -5, ... 7
    for (x, y, wire) in [
        (0.0, -7.0, Some(0)),
        (-9.99, -5.3, Some(1)),
        (19.99, 1.2, Some(4)),
        (0.0, 7.4, Some(7)),
        (-10.01, 1.0, None),
        (20.01, 1.0, None),
        (0.0, -9.0, None),
        (0.0, 9.0, None),
        (0.0, 0.0, None),
    ] {
        let end = propagate(&scene, &params(1710), vec![photon([x, y, 5.0], [0.0, 0.0, -1.0])])[0];
        let Some(wire) = wire else {
            assert_eq!((end.flags, end.instance), (flag::NO_HIT, NONE), "({x}, {y})");
            continue;
        };
        assert_eq!(
            (end.flags, end.instance, end.triangle),
            (flag::SURFACE_DETECT, WIRE_BIT, wire),
            "({x}, {y})"
        );
        assert_eq!(scene.channel(end.instance, end.triangle), 100 + 3 * wire as i32);
        let [_, v, w] = wide(end.position);
        assert!(((v - (2.0 * f64::from(wire) - 7.0)).hypot(w) - 0.5).abs() < 1e-6, "{end:?}");
    }
    assert_eq!(scene.channel(WIRE_BIT, 8), -1);
    // along a wire and past its ends: nothing; through its open end: the wall, from within
    for (origin, direction, flags) in [
        ([-30.0, 1.0, 0.0], [1.0, 0.0, 0.0], flag::NO_HIT),
        ([-30.0, 1.0, 0.7], [1.0, 0.0, 0.0], flag::NO_HIT),
        ([-10.5, 1.0, 0.0], [1.0, 0.1, 0.0], flag::SURFACE_DETECT),
        ([-18.0, 1.0, 0.0], [-1.0, 0.1, 0.0], flag::NO_HIT),
    ] {
        let end = propagate(&scene, &params(1711), vec![photon(origin, direction)])[0];
        assert_eq!(end.flags, flags, "{origin:?} {direction:?}: {end:?}");
    }
}
