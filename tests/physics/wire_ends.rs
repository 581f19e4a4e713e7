//! Rays within a plane of wires, before, between and behind their ends.

use crate::random_scenes::Chance;
use crate::scene::{clear, commit, detector};
use crate::wires::brute_force;
use chroma2::geometry::{Committed, Model, Rays, WirePlane};
use chroma2::layout::{NONE, WIRE_BIT};
use std::time::{Duration, Instant};

fn world(plane: WirePlane) -> Committed {
    let mut model = Model::new();
    model.add_material(clear(1.0)).unwrap();
    model.add_surface(detector()).unwrap();
    model.add_wire_plane(plane).unwrap();
    commit(model)
}

/// Short wires along x, in the plane z = 0.
fn short(pitch: f64, radius: f64, reach: f64) -> WirePlane {
    WirePlane {
        pitch,
        radius,
        u_min: -1.0,
        u_max: 1.0,
        v_min: -reach,
        v_max: reach,
        surface: 0,
        ..WirePlane::default()
    }
}

#[test]
fn the_same_as_one_by_one() {
    let plane = short(0.5, 0.05, 200.0); // 801 wires
    let scene = world(plane.clone());
    let chance = &mut Chance(17);
    let n = 20_000;
    let (mut origins, mut directions) = (Vec::new(), Vec::new());
    for _ in 0..n {
        origins.push([
            chance.between(-4.0, 4.0) as f32,
            chance.between(-210.0, 210.0) as f32,
            chance.between(-0.04, 0.04) as f32,
        ]);
        let slope = chance.between(0.0, 0.3).powi(3); // from along v to across the ends soon
        let (dx, dz) = (chance.between(-slope, slope), chance.between(-1e-5, 1e-5));
        let back = if chance.between(0.0, 1.0) < 0.5 { -1.0 } else { 1.0 };
        directions.push([dx as f32, back, dz as f32]);
    }
    let rays = Rays { origins: &origins, directions: &directions, max_distances: None };
    let hits = scene.closest_hits(&rays).unwrap();
    let (mut far, mut none) = (0, 0);
    for i in 0..n {
        let (origin, direction) = (origins[i].map(f64::from), crate::wires::normalized(directions[i]));
        match brute_force(std::slice::from_ref(&plane), origin, direction.map(f64::from)) {
            None => {
                none += 1;
                assert_eq!(hits.instance[i], NONE, "{origin:?} {direction:?}");
            }
            Some((distance, _, wire)) => {
                far += usize::from(distance > 40.0); // past 80 wires
                assert_eq!(
                    (hits.instance[i], hits.triangle[i]),
                    (WIRE_BIT, wire),
                    "{origin:?} {direction:?}"
                );
            }
        }
    }
    assert!(far > 200 && none > 2000, "{far} far, {none} none");
}

/// Rays beside two thousand million wires do not try them one by one.
#[test]
fn many_wires_take_no_time() {
    let scene = world(short(0.001, 1e-4, 1e6));
    let chance = &mut Chance(18);
    let start = Instant::now();
    let n = 1000;
    let origins: Vec<_> = (0..n).map(|_| [3.0, chance.between(-9e5, 9e5) as f32, 0.0]).collect();
    let directions: Vec<_> = (0..n).map(|i| [[0.0, 1.0, 0.0], [1e-7, -1.0, 0.0]][i % 2]).collect();
    let rays = Rays { origins: &origins, directions: &directions, max_distances: None };
    let hits = scene.closest_hits(&rays).unwrap();
    assert!(hits.instance.iter().all(|&instance| instance == NONE));
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}
