//! Many wire planes: what their tree finds is what all of them one by one have nearest.

use crate::random_scenes::Chance;
use crate::scene::{clear, commit};
use crate::vector::{Vec3, add, any_across, dot, unit, wide};
use crate::wires::{brute_force, normalized};
use chroma2::geometry::{Model, Rays, WirePlane};
use chroma2::layout::{NONE, WIRE_BIT};

fn plane(chance: &mut Chance, origin: Vec3, u: Vec3) -> WirePlane {
    let v = any_across(u);
    WirePlane {
        origin,
        u,
        v: unit(add(-dot(u, v), u, v)),
        pitch: chance.between(3.0, 8.0),
        radius: chance.between(0.05, 1.2),
        u_min: chance.between(-20.0, -5.0),
        u_max: chance.between(5.0, 20.0),
        v_min: chance.between(-20.0, -5.0),
        v_max: chance.between(5.0, 20.0),
        ..WirePlane::default()
    }
}

/// Planes anywhere and any way, and planes across the z axis one above the other.
fn planes(count: usize, chance: &mut Chance) -> Vec<WirePlane> {
    (0..count)
        .map(|i| {
            let place = [0; 3].map(|_: i32| chance.between(-150.0, 150.0));
            match i % 3 {
                0 => plane(chance, [1.0, 2.0, 4.0 * i as f64 - 150.0], [1.0, 0.0, 0.0]),
                _ => {
                    let u = chance.direction();
                    plane(chance, place, u)
                }
            }
        })
        .collect()
}

#[test]
fn trees_of_any_number_of_planes_find_the_nearest_wire() {
    let chance = &mut Chance(29);
    for count in [3, 4, 5, 9, 31, 64, 120] {
        let planes = planes(count, chance);
        let mut model = Model::new();
        model.add_material(clear(1.0)).unwrap();
        for plane in &planes {
            model.add_wire_plane(plane.clone()).unwrap();
        }
        let scene = commit(model);
        let rays = 6000;
        let (mut origins, mut directions) = (Vec::new(), Vec::new());
        for i in 0..rays {
            origins.push([0; 3].map(|_: i32| chance.between(-170.0, 170.0) as f32));
            directions.push(match i % 4 {
                // along an axis, forward or backward
                0 => [0, 1, 2]
                    .map(|axis| if axis == i / 4 % 3 { 1.0 - (i / 12 % 2) as f32 * 2.0 } else { 0.0 }),
                _ => chance.direction().map(|x| x as f32),
            });
        }
        let hits = scene
            .closest_hits(&Rays { origins: &origins, directions: &directions, max_distances: None })
            .unwrap();
        let mut met = 0;
        for i in 0..rays {
            let what = format!("{count} planes, {:?} {:?}", origins[i], directions[i]);
            match brute_force(&planes, wide(origins[i]), wide(normalized(directions[i]))) {
                None => assert_eq!(hits.instance[i], NONE, "{what}"),
                Some((distance, plane, wire)) => {
                    met += 1;
                    assert!((f64::from(hits.distance[i]) - distance).abs() < 1e-4, "{what}: {distance} mm");
                    assert_eq!(
                        (hits.instance[i], hits.triangle[i]),
                        (WIRE_BIT | plane as u32, wire),
                        "{what}"
                    );
                }
            }
        }
        assert!(met > count.min(30), "{met} of {rays} rays meet a wire of {count} planes");
    }
}
