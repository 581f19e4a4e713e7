//! Parameters without sense: an error or a closed mesh, and never a panic.

use super::super::{Placed, Solid, Tessellation};
use super::support::Random;
use std::sync::Arc;

/// A number, often one that is rarely thought of.
fn number(random: &mut Random) -> f64 {
    let odd =
        [0.0, -0.0, 1.0, -1.0, 5.0, 5.0, 10.0, 1e-12, 1e-300, 1e9, 1e300, f64::NAN, f64::INFINITY, f64::MIN];
    match (random.next() * 8.0) as usize {
        0 => odd[(random.next() * odd.len() as f64) as usize],
        1 => random.between(-10.0, 10.0),
        2 => (random.next() * 6.0).floor(),
        3 => std::f64::consts::FRAC_PI_2 * (random.next() * 6.0).floor(),
        4 => random.between(0.0, 1e-3),
        _ => random.between(0.0, 10.0),
    }
}

fn numbers<const N: usize>(random: &mut Random) -> [f64; N] {
    std::array::from_fn(|_| number(random))
}

fn list<const N: usize>(random: &mut Random) -> Vec<[f64; N]> {
    (0..(random.next() * 7.0) as usize).map(|_| numbers(random)).collect()
}

fn pick(random: &mut Random, kinds: usize) -> usize {
    (random.next() * kinds as f64) as usize
}

fn placed(random: &mut Random) -> Placed {
    let mut placed = Placed { translation: numbers(random), ..Placed::IDENTITY };
    if pick(random, 20) == 0 {
        placed.rotation = numbers(random);
    }
    placed
}

fn solid(random: &mut Random, depth: u32) -> Solid {
    let r = random;
    let part = |r: &mut Random| Arc::new(solid(r, depth - 1));
    let [a, b, c, d, e] = numbers(r);
    match pick(r, if depth > 0 { 33 } else { 24 }) {
        0 => Solid::Box { size: [a, b, c] },
        1 => Solid::Tube { rmin: a, rmax: b, z: c, start: d, delta: e },
        2 => Solid::CutTube { rmin: a, rmax: b, z: c, start: d, delta: e, low: numbers(r), high: numbers(r) },
        3 => Solid::Cone { rmin: numbers(r), rmax: numbers(r), z: c, start: d, delta: e },
        4 => Solid::Sphere { rmin: a, rmax: b, start: c, delta: d, start_theta: e, delta_theta: number(r) },
        5 => Solid::Orb { r: a },
        6 => Solid::Ellipsoid { semi_axes: [a, b, c], cut: [d, e] },
        7 => Solid::EllipticalTube { half: [a, b, c] },
        8 => Solid::EllipticalCone { slope: [a, b], height: c, cut: d },
        9 => Solid::Torus { rmin: a, rmax: b, rtor: c, start: d, delta: e },
        10 => Solid::Polycone { start: a, delta: b, planes: list(r) },
        11 => Solid::GenericPolycone { start: a, delta: b, outline: list(r) },
        12 => Solid::Polyhedra { start: a, delta: b, sides: pick(r, 9) as u32, planes: list(r) },
        13 => Solid::GenericPolyhedra { start: a, delta: b, sides: pick(r, 9) as u32, outline: list(r) },
        14 => Solid::Trd { x: [a, b], y: [c, d], z: e },
        15 => Solid::Trap {
            z: a,
            theta: b,
            phi: c,
            y: [d, d],
            x_low_y: [e, e],
            x_high_y: numbers(r),
            alpha: [b, b],
        },
        16 => Solid::Para { size: [a, b, c], alpha: d, theta: e, phi: number(r) },
        17 => Solid::Extruded { outline: list(r), sections: list(r) },
        18 => Solid::Arb8 { half_z: a, corners: std::array::from_fn(|_| numbers(r)) },
        19 => Solid::Tet { corners: std::array::from_fn(|_| numbers(r)) },
        20 => Solid::Hype { rmin: a, rmax: b, inner_stereo: c, outer_stereo: d, z: e },
        21 => Solid::Paraboloid { r: [a, b], half_z: c },
        22 | 23 => {
            let vertices = list(r);
            let facet = |r: &mut Random| (0..3 + pick(r, 2)).map(|_| pick(r, 7) as u32).collect();
            Solid::Tessellated { vertices, facets: (0..4 + pick(r, 5)).map(|_| facet(r)).collect() }
        }
        24 | 25 => Solid::Union { first: part(r), second: part(r), placed: placed(r) },
        26 | 27 => Solid::Subtraction { first: part(r), second: part(r), placed: placed(r) },
        28 | 29 => Solid::Intersection { first: part(r), second: part(r), placed: placed(r) },
        30 => Solid::MultiUnion { parts: (0..pick(r, 4)).map(|_| (part(r), placed(r))).collect() },
        31 => Solid::Moved { solid: part(r), placed: placed(r) },
        _ => Solid::Scaled { solid: part(r), scale: numbers(r) },
    }
}

#[test]
fn nothing_panics() {
    let mut made = 0;
    for seed in 0..60_000 {
        let mut random = Random(seed);
        let depth = (seed % 3) as u32;
        let solid = solid(&mut random, depth);
        let chord = if seed % 50 == 0 { number(&mut random) } else { 0.5 };
        let tessellation =
            Tessellation { chord: if chord < 0.01 { -chord } else { chord }, keep_volume: seed % 7 == 0 };
        if let Ok(mesh) = solid.mesh(&tessellation) {
            made += 1;
            mesh.check_closed().unwrap_or_else(|what| panic!("seed {seed}: {what}: {solid:?}"));
        }
    }
    assert!(made > 3000, "{made}");
}
