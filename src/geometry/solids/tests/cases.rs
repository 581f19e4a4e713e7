//! Solids with known volumes.

use super::super::Solid;
use std::f64::consts::{FRAC_PI_2, PI, TAU};

/// A name, a solid, and its volume where a formula has it.
pub(super) type Case = (&'static str, Solid, Option<f64>);

/// Solids that are not made of others.
pub(super) fn simple() -> Vec<Case> {
    [flat(), tubes(), spheres(), bent(), turned()].concat()
}

fn flat() -> Vec<Case> {
    let l = vec![[0.0, 0.0], [20.0, 0.0], [20.0, 5.0], [5.0, 5.0], [5.0, 30.0], [0.0, 30.0]];
    let clockwise: Vec<_> = l.iter().rev().copied().collect();
    let star: Vec<_> = (0..14)
        .map(|k| {
            let (r, a) = (if k % 2 == 0 { 20.0 } else { 8.0 }, f64::from(k) * PI / 7.0);
            [r * a.cos(), r * a.sin()]
        })
        .collect();
    let star_area = 7.0 * 20.0 * 8.0 * (PI / 7.0).sin();
    let square = |s: f64| [[-s, -s], [s, -s], [s, s], [-s, s]];
    let arb8 = |low: [[f64; 2]; 4], high: [[f64; 2]; 4]| Solid::Arb8 {
        half_z: 10.0,
        corners: std::array::from_fn(|i| if i < 4 { low[i] } else { high[i - 4] }),
    };
    let turned =
        |s: f64, a: f64| square(s).map(|[x, y]| [x * a.cos() - y * a.sin(), x * a.sin() + y * a.cos()]);
    // Across the middle the square turned by a has a side shorter by cos(a/2): the area is a quadratic of z.
    let twisted = |s: f64, a: f64| 20.0 * 4.0 * s * s * (2.0 + a.cos()) / 3.0;
    vec![
        ("box", Solid::Box { size: [10.0, 20.0, 30.0] }, Some(6000.0)),
        ("thin box", Solid::Box { size: [1e-3, 2e4, 3e4] }, Some(6e5)),
        (
            "trd",
            Solid::Trd { x: [10.0, 20.0], y: [30.0, 14.0], z: 12.0 },
            Some(12.0 / 6.0 * (300.0 + 280.0 + 4.0 * 15.0 * 22.0)),
        ),
        ("trd to a line", Solid::Trd { x: [10.0, 0.0], y: [8.0, 8.0], z: 6.0 }, Some(240.0)),
        ("pyramid", Solid::Trd { x: [0.0, 10.0], y: [0.0, 6.0], z: 9.0 }, Some(180.0)),
        (
            "trap",
            Solid::Trap {
                z: 20.0,
                theta: 0.3,
                phi: 0.7,
                y: [10.0, 10.0],
                x_low_y: [8.0, 8.0],
                x_high_y: [14.0, 14.0],
                alpha: [0.2, 0.2],
            },
            Some(20.0 * 10.0 * 11.0),
        ),
        (
            "tapered trap",
            Solid::Trap {
                z: 20.0,
                theta: -0.2,
                phi: 2.0,
                y: [10.0, 20.0],
                x_low_y: [8.0, 16.0],
                x_high_y: [12.0, 24.0],
                alpha: [0.1, 0.1],
            },
            Some(20.0 / 3.0 * (100.0 + 400.0 + 200.0)),
        ),
        ("para", Solid::Para { size: [10.0, 12.0, 14.0], alpha: 0.3, theta: 0.4, phi: -1.0 }, Some(1680.0)),
        (
            "tet",
            Solid::Tet { corners: [[0.0, 0.0, 0.0], [10.0, 0.0, 0.0], [0.0, 10.0, 0.0], [0.0, 0.0, 10.0]] },
            Some(1000.0 / 6.0),
        ),
        (
            "tet, other way",
            Solid::Tet { corners: [[1.0, 1.0, 0.0], [1.0, 11.0, 0.0], [11.0, 1.0, 0.0], [1.0, 1.0, 10.0]] },
            Some(1000.0 / 6.0),
        ),
        (
            "extruded",
            Solid::Extruded {
                outline: l.clone(),
                sections: vec![[-5.0, 0.0, 0.0, 1.0], [5.0, 0.0, 0.0, 1.0]],
            },
            Some(2250.0),
        ),
        (
            "extruded, clockwise, three sections",
            Solid::Extruded {
                outline: clockwise,
                sections: vec![[-5.0, 0.0, 0.0, 1.0], [5.0, 3.0, 4.0, 2.0], [6.0, 3.0, 1.0, 0.5]],
            },
            Some(225.0 * (10.0 * 7.0 / 3.0 + (4.0 + 0.25 + 1.0) / 3.0)),
        ),
        (
            "star",
            Solid::Extruded { outline: star, sections: vec![[0.0, 1.0, 2.0, 1.0], [7.0, 1.0, 2.0, 1.0]] },
            Some(7.0 * star_area),
        ),
        ("arb8", arb8(square(10.0), square(10.0)), Some(8000.0)),
        ("arb8 to a point", arb8(square(10.0), [[3.0, 4.0]; 4]), Some(8000.0 / 3.0)),
        (
            "arb8 to a line",
            arb8(square(10.0), [[-10.0, 0.0], [10.0, 0.0], [10.0, 0.0], [-10.0, 0.0]]),
            Some(4000.0),
        ),
        (
            "arb8 with three corners",
            arb8(
                [[0.0, 0.0], [9.0, 0.0], [0.0, 9.0], [0.0, 9.0]],
                [[0.0, 0.0], [9.0, 0.0], [0.0, 9.0], [0.0, 9.0]],
            ),
            Some(810.0),
        ),
        ("arb8, twisted", arb8(square(10.0), turned(10.0, 0.5)), Some(twisted(10.0, 0.5))),
        ("arb8, twisted the other way", arb8(square(10.0), turned(10.0, -0.9)), Some(twisted(10.0, 0.9))),
    ]
}

fn tubes() -> Vec<Case> {
    let tube =
        |rmin: f64, rmax: f64, start: f64, delta: f64| Solid::Tube { rmin, rmax, z: 20.0, start, delta };
    let area = |rmin: f64, rmax: f64, delta: f64| 0.5 * delta * (rmax * rmax - rmin * rmin) * 20.0;
    let cone =
        |rmin: [f64; 2], rmax: [f64; 2], delta: f64| Solid::Cone { rmin, rmax, z: 20.0, start: 1.0, delta };
    let frustum = |[a, b]: [f64; 2], delta: f64| delta / 6.0 * 20.0 * (a * a + a * b + b * b);
    let cut = |rmin: f64, delta: f64| Solid::CutTube {
        rmin,
        rmax: 10.0,
        z: 30.0,
        start: 0.5,
        delta,
        low: [0.3, -0.2, -0.9],
        high: [-0.1, 0.4, 0.8],
    };
    vec![
        ("rod", tube(0.0, 10.0, 0.0, TAU), Some(area(0.0, 10.0, TAU))),
        ("tube", tube(5.0, 10.0, 0.3, 7.0), Some(area(5.0, 10.0, TAU))),
        ("thin tube", tube(9.999, 10.0, 0.0, TAU), Some(area(9.999, 10.0, TAU))),
        ("quarter of a tube", tube(5.0, 10.0, 0.0, FRAC_PI_2), Some(area(5.0, 10.0, FRAC_PI_2))),
        ("half of a rod", tube(0.0, 10.0, FRAC_PI_2, PI), Some(area(0.0, 10.0, PI))),
        ("most of a tube", tube(2.0, 10.0, -1.0, 5.0), Some(area(2.0, 10.0, 5.0))),
        ("most of a rod", tube(0.0, 10.0, 4.0, 5.0), Some(area(0.0, 10.0, 5.0))),
        ("slice", tube(0.0, 10.0, 0.1, 0.01), Some(area(0.0, 10.0, 0.01))),
        ("cone", cone([0.0, 0.0], [10.0, 4.0], TAU), Some(frustum([10.0, 4.0], TAU))),
        ("cone to a tip", cone([0.0, 0.0], [0.0, 8.0], TAU), Some(frustum([0.0, 8.0], TAU))),
        (
            "hollow cone",
            cone([2.0, 7.0], [5.0, 12.0], TAU),
            Some(frustum([5.0, 12.0], TAU) - frustum([2.0, 7.0], TAU)),
        ),
        (
            "hollow cone to an edge",
            cone([2.0, 7.0], [5.0, 7.0], TAU),
            Some(frustum([5.0, 7.0], TAU) - frustum([2.0, 7.0], TAU)),
        ),
        (
            "hollow section of a cone",
            cone([0.0, 7.0], [5.0, 12.0], 4.0),
            Some(frustum([5.0, 12.0], 4.0) - frustum([0.0, 7.0], 4.0)),
        ),
        ("cut tube", cut(4.0, TAU), Some(0.5 * TAU * (100.0 - 16.0) * 30.0)),
        ("section of a cut tube", cut(4.0, 2.0), None),
        ("cut rod", cut(0.0, 4.0), None),
        ("elliptical tube", Solid::EllipticalTube { half: [10.0, 4.0, 8.0] }, Some(PI * 640.0)),
        (
            "elliptical cone",
            Solid::EllipticalCone { slope: [0.5, 0.3], height: 30.0, cut: 12.0 },
            Some(PI * 0.15 / 3.0 * (42f64.powi(3) - 18f64.powi(3))),
        ),
        (
            "elliptical cone to the tip",
            Solid::EllipticalCone { slope: [0.5, 0.7], height: 20.0, cut: 50.0 },
            Some(PI * 0.35 / 3.0 * 40f64.powi(3)),
        ),
    ]
}

fn spheres() -> Vec<Case> {
    let ball = |r: f64| 4.0 / 3.0 * PI * r * r * r;
    let sphere = |rmin: f64, rmax: f64, phi: [f64; 2], theta: [f64; 2]| Solid::Sphere {
        rmin,
        rmax,
        start: phi[0],
        delta: phi[1],
        start_theta: theta[0],
        delta_theta: theta[1],
    };
    let sector = |rmin: f64, rmax: f64, delta: f64, [a, d]: [f64; 2]| {
        delta / 3.0 * (rmax.powi(3) - rmin.powi(3)) * (a.cos() - (a + d).min(PI).cos())
    };
    let of = |name, rmin, rmax, phi: [f64; 2], theta: [f64; 2]| {
        (name, sphere(rmin, rmax, phi, theta), Some(sector(rmin, rmax, phi[1].min(TAU), theta)))
    };
    let full = [0.0, TAU];
    let ellipsoid = |[a, b, c]: [f64; 3], [low, high]: [f64; 2]| {
        PI * a * b * ((high - low) - (high.powi(3) - low.powi(3)) / (3.0 * c * c))
    };
    vec![
        ("orb", Solid::Orb { r: 10.0 }, Some(ball(10.0))),
        of("sphere", 0.0, 10.0, full, [0.0, PI]),
        of("shell", 8.0, 10.0, full, [0.0, PI]),
        of("thin shell", 9.9999, 10.0, full, [0.0, PI]),
        of("section of a shell", 8.0, 10.0, [0.3, 2.0], [0.0, PI]),
        of("most of a sphere", 0.0, 10.0, [0.3, 5.0], [0.0, PI]),
        of("hemisphere", 0.0, 10.0, full, [0.0, FRAC_PI_2]),
        of("lower hemisphere of a shell", 6.0, 10.0, full, [FRAC_PI_2, FRAC_PI_2]),
        of("band of a sphere", 0.0, 10.0, full, [1.0, 0.8]),
        of("cap of a shell", 7.0, 10.0, full, [0.0, 0.4]),
        of("sphere without a cap", 0.0, 10.0, full, [0.4, 4.0]),
        of("patch of a shell", 9.0, 10.0, [1.0, 1.0], [0.7, 1.1]),
        of("patch of a sphere", 0.0, 10.0, [1.0, 4.0], [0.7, 1.1]),
        (
            "ellipsoid",
            Solid::Ellipsoid { semi_axes: [10.0, 6.0, 4.0], cut: [0.0, 0.0] },
            Some(ball(1.0) * 240.0),
        ),
        (
            "cut ellipsoid",
            Solid::Ellipsoid { semi_axes: [5.0, 6.0, 10.0], cut: [-3.0, 8.0] },
            Some(ellipsoid([5.0, 6.0, 10.0], [-3.0, 8.0])),
        ),
        (
            "ellipsoid cut once",
            Solid::Ellipsoid { semi_axes: [5.0, 6.0, 10.0], cut: [-30.0, 2.0] },
            Some(ellipsoid([5.0, 6.0, 10.0], [-10.0, 2.0])),
        ),
    ]
}

fn bent() -> Vec<Case> {
    let torus =
        |rmin: f64, rmax: f64, start: f64, delta: f64| Solid::Torus { rmin, rmax, rtor: 20.0, start, delta };
    let pipe = |rmin: f64, rmax: f64, delta: f64| PI * (rmax * rmax - rmin * rmin) * 20.0 * delta;
    let hype = |rmin: f64, inner: f64| Solid::Hype {
        rmin,
        rmax: 10.0,
        inner_stereo: inner,
        outer_stereo: 0.5,
        z: 40.0,
    };
    let hyperbolic = |r: f64, stereo: f64| PI * 40.0 * (r * r + (stereo.tan() * 20.0f64).powi(2) / 3.0);
    let outer = hyperbolic(10.0, 0.5);
    vec![
        ("torus", torus(0.0, 5.0, 0.0, TAU), Some(pipe(0.0, 5.0, TAU))),
        ("pipe bent to a ring", torus(3.0, 5.0, 0.0, TAU), Some(pipe(3.0, 5.0, TAU))),
        ("elbow", torus(3.0, 5.0, 1.0, FRAC_PI_2), Some(pipe(3.0, 5.0, FRAC_PI_2))),
        ("solid elbow", torus(0.0, 5.0, 6.0, 4.0), Some(pipe(0.0, 5.0, 4.0))),
        ("thin elbow", torus(4.999, 5.0, 1.0, FRAC_PI_2), Some(pipe(4.999, 5.0, FRAC_PI_2))),
        ("hype", hype(0.0, 0.0), Some(outer)),
        ("hollow hype", hype(5.0, 0.2), Some(outer - hyperbolic(5.0, 0.2))),
        ("hype with a bore", hype(5.0, 0.0), Some(outer - hyperbolic(5.0, 0.0))),
        ("hype with cones inside", hype(0.0, 0.3), Some(outer - hyperbolic(0.0, 0.3))),
        (
            "thin hype",
            Solid::Hype { rmin: 9.99, rmax: 10.0, inner_stereo: 0.5, outer_stereo: 0.5, z: 40.0 },
            Some(outer - hyperbolic(9.99, 0.5)),
        ),
        ("paraboloid", Solid::Paraboloid { r: [4.0, 10.0], half_z: 7.0 }, Some(PI * 7.0 * 116.0)),
        ("paraboloid with a tip", Solid::Paraboloid { r: [0.0, 10.0], half_z: 7.0 }, Some(PI * 700.0)),
    ]
}

fn turned() -> Vec<Case> {
    let frustum = |a: f64, b: f64, h: f64| PI / 3.0 * h * (a * a + a * b + b * b);
    let polycone =
        |delta: f64, planes: &[[f64; 3]]| Solid::Polycone { start: 0.4, delta, planes: planes.to_vec() };
    let steps = [
        [0.0, 2.0, 5.0],
        [4.0, 2.0, 5.0],
        [4.0, 3.0, 9.0],
        [10.0, 3.0, 9.0],
        [10.0, 0.0, 4.0],
        [12.0, 0.0, 1.0],
    ];
    let steps_volume = 4.0 * PI * 21.0 + 6.0 * PI * 72.0 + frustum(4.0, 1.0, 2.0);
    let gon = |sides: u32, r: f64| f64::from(sides) * r * r * (PI / f64::from(sides)).tan();
    let polyhedra = |sides: u32, delta: f64, planes: &[[f64; 3]]| Solid::Polyhedra {
        start: 0.4,
        delta,
        sides,
        planes: planes.to_vec(),
    };
    let ring = vec![[5.0, 0.0], [9.0, 0.0], [9.0, 4.0], [7.0, 4.0], [7.0, 2.0], [5.0, 2.0]];
    let ring_volume = PI * (2.0 * 56.0 + 2.0 * 32.0);
    vec![
        (
            "polycone",
            polycone(TAU, &[[-3.0, 0.0, 5.0], [3.0, 0.0, 8.0], [5.0, 0.0, 0.0]]),
            Some(frustum(5.0, 8.0, 6.0) + frustum(8.0, 0.0, 2.0)),
        ),
        ("polycone with steps", polycone(0.0, &steps), Some(steps_volume)),
        ("section of a polycone with steps", polycone(2.0, &steps), Some(steps_volume / PI)),
        (
            "polycone, downwards",
            polycone(TAU, &[[5.0, 1.0, 4.0], [-5.0, 2.0, 3.0]]),
            Some(frustum(4.0, 3.0, 10.0) - frustum(1.0, 2.0, 10.0)),
        ),
        (
            "two cones at a tip",
            polycone(TAU, &[[-5.0, 0.0, 4.0], [0.0, 0.0, 0.0], [5.0, 0.0, 4.0]]),
            Some(2.0 * frustum(4.0, 0.0, 5.0)),
        ),
        ("polycone between edges", polycone(4.0, &[[0.0, 3.0, 3.0], [2.0, 1.0, 6.0], [5.0, 4.0, 4.0]]), None),
        (
            "generic polycone",
            Solid::GenericPolycone { start: 0.0, delta: TAU, outline: ring.clone() },
            Some(ring_volume),
        ),
        (
            "section of a generic polycone",
            Solid::GenericPolycone { start: 3.0, delta: 5.0, outline: ring.iter().rev().copied().collect() },
            Some(ring_volume * 5.0 / TAU),
        ),
        ("hexagon", polyhedra(6, TAU, &[[-5.0, 0.0, 4.0], [5.0, 0.0, 4.0]]), Some(10.0 * gon(6, 4.0))),
        (
            "hollow octagon",
            polyhedra(8, TAU, &[[-5.0, 2.0, 4.0], [5.0, 3.0, 4.0]]),
            Some(10.0 * (gon(8, 4.0) - gon(8, 1.0) * 19.0 / 3.0)),
        ),
        (
            "sector of a polyhedron",
            polyhedra(3, 2.0, &[[-5.0, 2.0, 4.0], [5.0, 2.0, 4.0]]),
            Some(10.0 * 12.0 * 3.0 * (1.0f64 / 3.0).tan()),
        ),
        (
            "polyhedron with steps",
            polyhedra(5, 0.0, &[[0.0, 0.0, 3.0], [1.0, 0.0, 3.0], [1.0, 0.0, 6.0], [3.0, 0.0, 6.0]]),
            Some(gon(5, 3.0) + 2.0 * gon(5, 6.0)),
        ),
        (
            "generic polyhedron",
            Solid::GenericPolyhedra {
                start: 0.4,
                delta: TAU,
                sides: 6,
                outline: vec![[2.0, 0.0], [4.0, 0.0], [4.0, 5.0], [2.0, 5.0]],
            },
            Some(5.0 * 3.0 * 12.0 * (PI / 3.0).sin()),
        ),
    ]
}
