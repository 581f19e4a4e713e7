//! Parameters that make no solid.

use super::super::{Solid, Tessellation};
use std::f64::consts::TAU;

fn refused(solid: Solid, words: &[&str]) {
    let message = solid.mesh(&Tessellation::default()).expect_err(&format!("{solid:?}"));
    for word in words {
        assert!(message.contains(word), "{message:?} does not say {word:?} of {solid:?}");
    }
}

#[test]
fn messages_say_what_was_wrong() {
    let tube = |rmin, rmax, z, delta| Solid::Tube { rmin, rmax, z, start: 0.0, delta };
    refused(Solid::Box { size: [1.0, -2.0, 1.0] }, &["size y", "-2"]);
    refused(Solid::Box { size: [1.0, f64::NAN, 1.0] }, &["size y", "NaN"]);
    refused(Solid::Box { size: [1.0, 1.0, f64::INFINITY] }, &["size z", "inf"]);
    refused(tube(5.0, 5.0, 1.0, TAU), &["rmin", "5"]);
    refused(tube(-1.0, 5.0, 1.0, TAU), &["rmin", "-1"]);
    refused(tube(1.0, 5.0, 0.0, TAU), &["z is 0"]);
    refused(tube(1.0, 5.0, 1.0, 0.0), &["delta"]);
    refused(tube(1.0, 5.0, 1.0, f64::NAN), &["delta", "NaN"]);
    let cone = |rmin, rmax| Solid::Cone { rmin, rmax, z: 1.0, start: 0.0, delta: TAU };
    refused(cone([2.0, 0.0], [1.0, 5.0]), &["rmin1", "rmax1"]);
    refused(cone([1.0, 2.0], [1.0, 2.0]), &["rmin1"]);
    let cut = |low, high| Solid::CutTube { rmin: 0.0, rmax: 5.0, z: 4.0, start: 0.0, delta: TAU, low, high };
    refused(cut([0.0, 0.0, 1.0], [0.0, 0.0, 1.0]), &["low"]);
    refused(cut([0.0, 0.7, -0.7], [0.0, 0.7, 0.7]), &["cross"]);
    let sphere = |start_theta, delta_theta| Solid::Sphere {
        rmin: 0.0,
        rmax: 1.0,
        start: 0.0,
        delta: TAU,
        start_theta,
        delta_theta,
    };
    refused(sphere(-0.1, 1.0), &["start_theta"]);
    refused(sphere(4.0, 1.0), &["start_theta", "4"]);
    refused(sphere(0.0, 0.0), &["delta_theta"]);
    refused(Solid::Orb { r: 0.0 }, &["r is 0"]);
    refused(Solid::Ellipsoid { semi_axes: [1.0; 3], cut: [0.5, 0.2] }, &["cut"]);
    refused(Solid::Ellipsoid { semi_axes: [1.0; 3], cut: [1.5, 2.0] }, &["cut"]);
    refused(Solid::EllipticalTube { half: [1.0, 0.0, 1.0] }, &["half y"]);
    refused(Solid::EllipticalCone { slope: [1.0, 1.0], height: 1.0, cut: 0.0 }, &["cut"]);
    refused(Solid::Torus { rmin: 0.0, rmax: 2.0, rtor: 1.0, start: 0.0, delta: TAU }, &["rtor", "rmax"]);
    refused(
        Solid::Hype { rmin: 1.0, rmax: 2.0, inner_stereo: 1.0, outer_stereo: 0.0, z: 10.0 },
        &["inner_stereo"],
    );
    refused(Solid::Paraboloid { r: [2.0, 1.0], half_z: 1.0 }, &["r low"]);
    refused(Solid::Para { size: [1.0; 3], alpha: 2.0, theta: 0.0, phi: 0.0 }, &["alpha", "pi/2"]);
    let trap = |x_high_y| Solid::Trap {
        z: 10.0,
        theta: 0.0,
        phi: 0.0,
        y: [10.0; 2],
        x_low_y: [10.0; 2],
        x_high_y,
        alpha: [0.0; 2],
    };
    refused(trap([10.0, 5.0]), &["flat"]);
    refused(Solid::Trd { x: [0.0; 2], y: [1.0; 2], z: 1.0 }, &["x1"]);
    refused(
        Solid::Tet { corners: [[0.0; 3], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [1.0, 1.0, 0.0]] },
        &["plane"],
    );
}

#[test]
fn messages_say_what_was_wrong_with_lists() {
    let polycone = |planes: &[[f64; 3]]| Solid::Polycone { start: 0.0, delta: TAU, planes: planes.to_vec() };
    refused(polycone(&[]), &["planes", "0"]);
    refused(polycone(&[[0.0, 0.0, 1.0], [0.0, 0.0, 2.0]]), &["outline"]);
    refused(polycone(&[[0.0, 2.0, 1.0], [1.0, 0.0, 2.0]]), &["rmin of plane 0"]);
    refused(
        polycone(&[[0.0, 0.0, 1.0], [1.0, 0.0, 1.0], [1.0, 2.0, 3.0], [2.0, 2.0, 3.0]]),
        &["planes 1 and 2"],
    );
    refused(polycone(&[[0.0, 0.0, 1.0], [5.0, 0.0, 1.0], [3.0, 0.0, 4.0]]), &["crosses"]);
    refused(
        Solid::GenericPolycone {
            start: 0.0,
            delta: 1.0,
            outline: vec![[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0]],
        },
        &[],
    );
    refused(
        Solid::Polyhedra { start: 0.0, delta: TAU, sides: 2, planes: vec![[0.0, 0.0, 1.0], [1.0, 0.0, 1.0]] },
        &["sides", "2"],
    );
    let extruded = |outline: &[[f64; 2]], sections: &[[f64; 4]]| Solid::Extruded {
        outline: outline.to_vec(),
        sections: sections.to_vec(),
    };
    let square = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]];
    let ends = [[0.0, 0.0, 0.0, 1.0], [1.0, 0.0, 0.0, 1.0]];
    refused(extruded(&square[..2], &ends), &["outline", "2"]);
    refused(extruded(&square, &ends[..1]), &["sections", "1"]);
    refused(extruded(&square, &[ends[1], ends[0]]), &["section 1"]);
    refused(extruded(&square, &[ends[0], [1.0, 0.0, 0.0, 0.0]]), &["scale of section 1"]);
    refused(extruded(&[[0.0, 0.0], [3.0, 3.0], [3.0, 0.0], [0.0, 2.0]], &ends), &["crosses"]);
    let mut corners =
        [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]];
    corners[4..].reverse();
    refused(Solid::Arb8 { half_z: 1.0, corners }, &["same way"]);
    refused(Solid::Arb8 { half_z: 1.0, corners: [[0.0; 2]; 8] }, &["volume"]);
    let tessellated = |facets: &[&[u32]]| Solid::Tessellated {
        vertices: vec![[0.0; 3], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        facets: facets.iter().map(|f| f.to_vec()).collect(),
    };
    refused(tessellated(&[&[0, 2, 1], &[0, 1, 3], &[1, 2, 3]]), &["facets", "3"]);
    refused(tessellated(&[&[0, 2, 1], &[0, 1, 3], &[1, 2, 3], &[2, 0, 9]]), &["facet 3", "9"]);
    refused(tessellated(&[&[0, 2, 1], &[0, 1, 3], &[1, 2, 3], &[0, 2, 3]]), &["closed"]);
    refused(Solid::Orb { r: f64::MAX }, &["r is"]);
}
