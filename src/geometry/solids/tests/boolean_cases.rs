//! Solids made of others, with surfaces that lie on each other, touch or cross.

use super::super::{Placed, Solid};
use super::cases::Case;
use std::f64::consts::{FRAC_PI_2, PI, TAU};
use std::sync::Arc;

pub(super) fn cube(x: f64, y: f64, z: f64) -> Solid {
    Solid::Box { size: [x, y, z] }
}

pub(super) fn tube(rmin: f64, rmax: f64, z: f64) -> Solid {
    Solid::Tube { rmin, rmax, z, start: 0.0, delta: TAU }
}

fn orb(r: f64) -> Solid {
    Solid::Orb { r }
}

pub(super) fn at(x: f64, y: f64, z: f64) -> Placed {
    Placed { translation: [x, y, z], ..Placed::IDENTITY }
}

/// Turned about an axis, then moved.
pub(super) fn turned(axis: usize, angle: f64, [x, y, z]: [f64; 3]) -> Placed {
    let mut placed = at(x, y, z);
    let (i, j) = ((axis + 1) % 3, (axis + 2) % 3);
    let (s, c) = angle.sin_cos();
    placed.rotation[4 * i] = c;
    placed.rotation[4 * j] = c;
    placed.rotation[3 * i + j] = -s;
    placed.rotation[3 * j + i] = s;
    placed
}

pub(super) fn union(a: Solid, b: Solid, placed: Placed) -> Solid {
    Solid::Union { first: Arc::new(a), second: Arc::new(b), placed }
}

pub(super) fn minus(a: Solid, b: Solid, placed: Placed) -> Solid {
    Solid::Subtraction { first: Arc::new(a), second: Arc::new(b), placed }
}

pub(super) fn common(a: Solid, b: Solid, placed: Placed) -> Solid {
    Solid::Intersection { first: Arc::new(a), second: Arc::new(b), placed }
}

pub(super) fn moved(solid: Solid, placed: Placed) -> Solid {
    Solid::Moved { solid: Arc::new(solid), placed }
}

fn scaled(solid: Solid, scale: [f64; 3]) -> Solid {
    Solid::Scaled { solid: Arc::new(solid), scale }
}

/// All of them.
pub(super) fn booleans() -> Vec<Case> {
    [of_boxes(), of_tubes(), curved(), nested()].concat()
}

fn of_boxes() -> Vec<Case> {
    let ten = || cube(10.0, 10.0, 10.0);
    vec![
        ("side by side", union(ten(), ten(), at(10.0, 0.0, 0.0)), Some(2000.0)),
        ("side by side, turned", union(ten(), ten(), turned(2, FRAC_PI_2, [10.0, 0.0, 0.0])), Some(2000.0)),
        ("one edge in common", union(ten(), ten(), at(10.0, 10.0, 0.0)), Some(2000.0)),
        ("one corner in common", union(ten(), ten(), at(10.0, 10.0, 10.0)), Some(2000.0)),
        ("apart", union(ten(), ten(), at(30.0, 0.0, 0.0)), Some(2000.0)),
        ("the same twice", union(ten(), ten(), at(0.0, 0.0, 0.0)), Some(1000.0)),
        ("overlapping", union(ten(), ten(), at(3.0, 4.0, 5.0)), Some(2000.0 - 7.0 * 6.0 * 5.0)),
        ("overlapping, flush tops", union(ten(), ten(), at(3.0, 4.0, 0.0)), Some(2000.0 - 420.0)),
        ("one in the other, flush", union(ten(), cube(4.0, 4.0, 4.0), at(3.0, 3.0, 3.0)), Some(1000.0)),
        ("corner cut off", minus(ten(), ten(), at(5.0, 5.0, 5.0)), Some(875.0)),
        ("notch, flush", minus(ten(), cube(4.0, 4.0, 4.0), at(3.0, 3.0, 3.0)), Some(936.0)),
        ("slot, flush", minus(ten(), cube(10.0, 4.0, 4.0), at(0.0, 0.0, 3.0)), Some(840.0)),
        ("window, flush", minus(ten(), cube(4.0, 4.0, 10.0), at(0.0, 0.0, 0.0)), Some(840.0)),
        ("two halves, flush", minus(ten(), cube(2.0, 10.0, 10.0), at(0.0, 0.0, 0.0)), Some(800.0)),
        ("void", minus(ten(), cube(4.0, 4.0, 4.0), at(0.0, 0.0, 0.0)), Some(936.0)),
        ("touched only", minus(ten(), ten(), at(10.0, 0.0, 0.0)), Some(1000.0)),
        (
            "touched by an edge",
            minus(ten(), cube(10.0, 4.0, 4.0), turned(0, 0.25 * PI, [0.0, 0.0, 5.0 + 8f64.sqrt()])),
            Some(1000.0),
        ),
        ("common corner", common(ten(), ten(), at(5.0, 6.0, 7.0)), Some(60.0)),
        ("common of the same", common(ten(), ten(), at(0.0, 0.0, 0.0)), Some(1000.0)),
        ("common, flush", common(ten(), cube(4.0, 4.0, 4.0), at(3.0, 3.0, 3.0)), Some(64.0)),
        (
            "octagon",
            common(ten(), ten(), turned(2, 0.25 * PI, [0.0; 3])),
            Some(1000.0 * 2.0 * (2f64.sqrt() - 1.0)),
        ),
        (
            "eight-pointed star",
            union(ten(), ten(), turned(2, 0.25 * PI, [0.0; 3])),
            Some(2000.0 - 2000.0 * (2f64.sqrt() - 1.0)),
        ),
        ("cube through cube", minus(ten(), cube(4.0, 4.0, 20.0), turned(2, 0.3, [0.0; 3])), Some(840.0)),
    ]
}

fn of_tubes() -> Vec<Case> {
    let rod = |r: f64| tube(0.0, r, 20.0);
    let wedge = Solid::Tube { rmin: 0.0, rmax: 10.0, z: 20.0, start: 0.0, delta: FRAC_PI_2 };
    let area = |r: f64| PI * r * r;
    vec![
        (
            "bore of equal length",
            minus(rod(10.0), rod(5.0), at(0.0, 0.0, 0.0)),
            Some(20.0 * (area(10.0) - area(5.0))),
        ),
        (
            "blind bore, flush",
            minus(rod(10.0), tube(0.0, 5.0, 10.0), at(0.0, 0.0, 5.0)),
            Some(20.0 * area(10.0) - 10.0 * area(5.0)),
        ),
        (
            "rod in its bore",
            union(tube(5.0, 10.0, 20.0), rod(5.0), at(0.0, 0.0, 0.0)),
            Some(20.0 * area(10.0)),
        ),
        (
            "longer rod in its bore",
            union(tube(5.0, 10.0, 20.0), tube(0.0, 5.0, 30.0), at(0.0, 0.0, 0.0)),
            Some(20.0 * area(10.0) + 10.0 * area(5.0)),
        ),
        (
            "tube without its inside",
            minus(rod(10.0), tube(0.0, 10.0, 8.0), at(0.0, 0.0, 6.0)),
            Some(12.0 * area(10.0)),
        ),
        (
            "tube minus a tube of its radius",
            minus(tube(5.0, 10.0, 20.0), tube(5.0, 8.0, 20.0), at(0.0, 0.0, 0.0)),
            Some(20.0 * (area(10.0) - area(8.0))),
        ),
        (
            "tubes one above the other",
            union(tube(5.0, 10.0, 20.0), tube(5.0, 10.0, 20.0), at(0.0, 0.0, 20.0)),
            Some(40.0 * (area(10.0) - area(5.0))),
        ),
        (
            "turned wedge taken from a rod",
            minus(rod(10.0), wedge.clone(), turned(2, 1.0, [0.0; 3])),
            Some(15.0 * area(10.0)),
        ),
        (
            "wedge taken from a rod",
            minus(rod(10.0), wedge.clone(), at(0.0, 0.0, 0.0)),
            Some(15.0 * area(10.0)),
        ),
        ("two wedges", union(wedge.clone(), wedge, turned(2, FRAC_PI_2, [0.0; 3])), Some(10.0 * area(10.0))),
        (
            "half of a tube",
            common(tube(5.0, 10.0, 20.0), cube(20.0, 10.0, 20.0), at(0.0, 5.0, 0.0)),
            Some(10.0 * (area(10.0) - area(5.0))),
        ),
        (
            "rod in a box of its size",
            minus(cube(20.0, 20.0, 20.0), rod(10.0), at(0.0, 0.0, 0.0)),
            Some(20.0 * (400.0 - area(10.0))),
        ),
        (
            "crossed rods",
            common(tube(0.0, 5.0, 30.0), tube(0.0, 5.0, 30.0), turned(0, FRAC_PI_2, [0.0; 3])),
            Some(16.0 / 3.0 * 125.0),
        ),
        (
            "crossed pipes",
            union(tube(0.0, 5.0, 30.0), tube(0.0, 5.0, 30.0), turned(1, FRAC_PI_2, [0.0; 3])),
            Some(60.0 * area(5.0) - 16.0 / 3.0 * 125.0),
        ),
        (
            "branch",
            minus(
                union(tube(0.0, 5.0, 30.0), tube(0.0, 3.0, 20.0), turned(0, FRAC_PI_2, [0.0, 10.0, 0.0])),
                tube(0.0, 4.0, 30.0),
                at(0.0, 0.0, 0.0),
            ),
            None,
        ),
        (
            "reflected",
            moved(
                minus(rod(10.0), cube(8.0, 8.0, 8.0), at(6.0, 0.0, 8.0)),
                Placed {
                    rotation: [-1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0],
                    translation: [1.0, 2.0, 3.0],
                },
            ),
            None,
        ),
    ]
}

fn curved() -> Vec<Case> {
    let ball = |r: f64| 4.0 / 3.0 * PI * r.powi(3);
    let cap = |r: f64, h: f64| PI * h * h * (r - h / 3.0);
    vec![
        ("lens", common(orb(10.0), orb(10.0), at(12.0, 0.0, 0.0)), Some(2.0 * cap(10.0, 4.0))),
        (
            "two balls",
            union(orb(10.0), orb(10.0), at(12.0, 0.0, 0.0)),
            Some(2.0 * ball(10.0) - 2.0 * cap(10.0, 4.0)),
        ),
        ("bitten ball", minus(orb(10.0), orb(6.0), at(0.0, 12.0, 0.0)), None),
        ("hemisphere", minus(orb(10.0), cube(20.0, 20.0, 10.0), at(0.0, 0.0, -5.0)), Some(0.5 * ball(10.0))),
        (
            "ring of a ball",
            minus(orb(10.0), tube(0.0, 6.0, 20.0), at(0.0, 0.0, 0.0)),
            Some(4.0 / 3.0 * PI * 512.0),
        ),
        ("shell", minus(orb(10.0), orb(8.0), at(0.0, 0.0, 0.0)), Some(ball(10.0) - ball(8.0))),
        ("bottle", union(orb(10.0), tube(0.0, 4.0, 20.0), at(0.0, 0.0, 10.0)), None),
        (
            "bulb",
            union(
                Solid::Ellipsoid { semi_axes: [10.0, 10.0, 7.0], cut: [-5.0, 7.0] },
                Solid::Torus { rmin: 0.0, rmax: 2.0, rtor: 7.0, start: 0.0, delta: TAU },
                at(0.0, 0.0, -4.0),
            ),
            None,
        ),
        (
            "torus in a torus",
            union(
                Solid::Torus { rmin: 0.0, rmax: 3.0, rtor: 10.0, start: 0.0, delta: TAU },
                Solid::Torus { rmin: 0.0, rmax: 3.0, rtor: 10.0, start: 0.0, delta: TAU },
                turned(0, FRAC_PI_2, [10.0, 0.0, 0.0]),
            ),
            None,
        ),
        (
            "cone through a ball",
            minus(
                orb(10.0),
                Solid::Cone { rmin: [0.0; 2], rmax: [2.0, 8.0], z: 30.0, start: 0.0, delta: TAU },
                turned(1, 0.4, [1.0, 2.0, 0.0]),
            ),
            None,
        ),
        (
            "scaled",
            scaled(minus(cube(10.0, 10.0, 10.0), orb(6.0), at(0.0, 0.0, 0.0)), [2.0, -1.0, 0.5]),
            None,
        ),
        ("reflected ball", scaled(orb(5.0), [-1.0, 2.0, 3.0]), Some(6.0 * ball(5.0))),
        (
            "hype and paraboloid",
            common(
                Solid::Hype { rmin: 0.0, rmax: 5.0, inner_stereo: 0.0, outer_stereo: 0.4, z: 30.0 },
                Solid::Paraboloid { r: [0.0, 9.0], half_z: 12.0 },
                at(0.0, 0.0, 0.0),
            ),
            None,
        ),
    ]
}

fn nested() -> Vec<Case> {
    let plate = (0..25).fold(cube(60.0, 60.0, 4.0), |plate, k| {
        let (x, y) = (f64::from(k % 5) * 11.0 - 22.0, f64::from(k / 5) * 11.0 - 22.0);
        minus(plate, tube(0.0, 4.0, 4.0), at(x, y, 0.0))
    });
    let row = Solid::MultiUnion {
        parts: (0..6)
            .map(|k| (Arc::new(cube(10.0, 10.0, 10.0)), at(10.0 * f64::from(k), 0.0, 0.0)))
            .collect(),
    };
    let beads = Solid::MultiUnion {
        parts: (0..6).map(|k| (Arc::new(orb(6.0)), at(10.0 * f64::from(k), 0.0, 0.0))).collect(),
    };
    let frame = minus(
        minus(cube(20.0, 20.0, 20.0), cube(12.0, 12.0, 20.0), at(0.0, 0.0, 0.0)),
        cube(20.0, 12.0, 12.0),
        at(0.0, 0.0, 0.0),
    );
    let plug = union(
        minus(cube(20.0, 20.0, 10.0), tube(0.0, 5.0, 10.0), at(0.0, 0.0, 0.0)),
        tube(0.0, 5.0, 10.0),
        at(0.0, 0.0, 0.0),
    );
    vec![
        ("plate with holes", plate, Some(4.0 * (3600.0 - 25.0 * PI * 16.0))),
        ("row", row, Some(6000.0)),
        ("beads", beads, Some(6.0 * 4.0 / 3.0 * PI * 216.0 - 10.0 * PI * (6.0 - 1.0 / 3.0))),
        ("frame", frame.clone(), Some(8000.0 - 144.0 * 20.0 - 144.0 * 8.0)),
        (
            "frame, turned, taken away",
            minus(cube(30.0, 30.0, 30.0), frame.clone(), turned(0, 0.4, [0.0; 3])),
            Some(27000.0 - 8000.0 + 144.0 * 28.0),
        ),
        ("hole filled", plug, Some(4000.0)),
        (
            "box in a frame",
            union(frame, cube(12.0, 12.0, 20.0), at(0.0, 0.0, 0.0)),
            Some(8000.0 - 2.0 * 4.0 * 144.0),
        ),
        (
            "of moved ones",
            minus(
                moved(cube(10.0, 10.0, 10.0), turned(2, 0.3, [5.0, 0.0, 0.0])),
                moved(cube(10.0, 10.0, 10.0), turned(2, 0.3, [5.0, 0.0, 0.0])),
                at(0.0, 0.0, 5.0),
            ),
            Some(500.0),
        ),
    ]
}
