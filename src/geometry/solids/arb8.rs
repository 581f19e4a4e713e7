//! Two ends of four corners, between which the sides may be twisted.

use super::box_like::{off_plane, weld};
use super::check;
use super::closed_mesh::ClosedMesh;
use super::polygon;
use super::tessellation::Tessellation;

/// The most layers of a twisted solid.
const MOST_LAYERS: usize = 20_000;

/// Corners in x and y: four at -half_z, then four at half_z. Sides are where the straight edges between
/// corners at equal heights are.
pub(super) fn arb8(
    half_z: f64,
    corners: [[f64; 2]; 8],
    tessellation: &Tessellation,
) -> Result<ClosedMesh, String> {
    check::positive("half_z", half_z)?;
    for (i, corner) in corners.iter().enumerate() {
        corner
            .iter()
            .try_for_each(|&x| check::coordinate(&format!("a coordinate of corner {}", i + 1), x))?;
    }
    let [mut low, mut high] = [0, 4].map(|i| [corners[i], corners[i + 1], corners[i + 2], corners[i + 3]]);
    let areas = [low, high].map(|end| polygon::area(&end));
    let size = corners.iter().flatten().fold(0.0, |m: f64, x| m.max(x.abs()));
    let none = 1e-12 * size * size;
    if areas.iter().all(|a| a.abs() <= none) && !(middle_area(low, high).abs() > none) {
        return Err("corners: the solid has no volume".into());
    }
    if areas[0] > none && areas[1] < -none || areas[0] < -none && areas[1] > none {
        return Err("corners: those of the ends must go around the same way".into());
    }
    if areas[0] + areas[1] + middle_area(low, high) < 0.0 {
        low.swap(1, 3);
        high.swap(1, 3);
    }
    check_convex(low, high, size)?;

    let layers = layers(low, high, half_z, tessellation.chord)?;
    let mut mesh = ClosedMesh::default();
    for k in 0..=layers {
        let part = k as f64 / layers as f64;
        let z = if k == layers { half_z } else { -half_z + 2.0 * half_z * part };
        mesh.vertices.extend(between(low, high, part).map(|[x, y]| [x, y, z]));
    }
    let top = 4 * layers as u32;
    cap(&mut mesh, low, [0, 1, 2, 3].map(|i| 3 - i), [3, 2, 1, 0]);
    cap(&mut mesh, high, [0, 1, 2, 3], [0, 1, 2, 3].map(|i| top + i));
    for k in 0..layers as u32 {
        for i in 0..4 {
            let [a, b] = [4 * k + i, 4 * k + (i + 1) % 4];
            let [c, d] = [b + 4, a + 4];
            // Diagonals one way and the other: of a twisted side they take away as much as they add.
            let split = if k % 2 == 0 { [[a, b, c], [a, c, d]] } else { [[a, b, d], [b, c, d]] };
            split.into_iter().for_each(|t| mesh.triangle(t));
        }
    }
    weld(mesh)
}

/// Two triangles of an end, on the diagonal that has none of them without area.
fn cap(mesh: &mut ClosedMesh, end: [[f64; 2]; 4], order: [usize; 4], v: [u32; 4]) {
    let p = order.map(|i| end[i]);
    let smallest = |x: [usize; 3], y: [usize; 3]| {
        [x, y]
            .map(|[a, b, c]| polygon::turn(p[a], p[b], p[c]).abs())
            .into_iter()
            .fold(f64::INFINITY, f64::min)
    };
    let same = |a: usize, b: usize| p[a] == p[b];
    let first = smallest([0, 1, 2], [0, 2, 3]) >= smallest([0, 1, 3], [1, 2, 3]);
    // With two corners in one place, the triangle that has them both goes, the other one stays.
    let first = if same(0, 1) || same(2, 3) || same(1, 2) || same(3, 0) { true } else { first };
    let split = if first { [[0, 1, 2], [0, 2, 3]] } else { [[0, 1, 3], [1, 2, 3]] };
    for t in split {
        mesh.triangle(t.map(|i: usize| v[i]));
    }
}

fn between(low: [[f64; 2]; 4], high: [[f64; 2]; 4], part: f64) -> [[f64; 2]; 4] {
    std::array::from_fn(|i| {
        std::array::from_fn(|k| {
            if part == 1.0 { high[i][k] } else { low[i][k] + (high[i][k] - low[i][k]) * part }
        })
    })
}

fn middle_area(low: [[f64; 2]; 4], high: [[f64; 2]; 4]) -> f64 {
    polygon::area(&between(low, high, 0.5))
}

/// An error if the outline at some height turns the wrong way somewhere.
fn check_convex(low: [[f64; 2]; 4], high: [[f64; 2]; 4], size: f64) -> Result<(), String> {
    for k in 0..=16 {
        let part = f64::from(k) / 16.0;
        let p = between(low, high, part);
        for i in 0..4 {
            if polygon::turn(p[i], p[(i + 1) % 4], p[(i + 2) % 4]) < -1e-9 * size * size {
                return Err(format!(
                    "corners: the outline {p:?} at {:.0} % of the height is not convex, or crosses itself",
                    100.0 * part
                ));
            }
        }
    }
    Ok(())
}

/// How many layers keep the two triangles of each side within the chord.
fn layers(low: [[f64; 2]; 4], high: [[f64; 2]; 4], half_z: f64, chord: f64) -> Result<usize, String> {
    let mut most: f64 = 1.0;
    for i in 0..4 {
        let j = (i + 1) % 4;
        let at = |p: [f64; 2], z: f64| [p[0], p[1], z];
        let side = [at(low[i], -half_z), at(low[j], -half_z), at(high[j], half_z), at(high[i], half_z)];
        let size = low[i].iter().chain(&high[j]).fold(half_z, |m: f64, x| m.max(x.abs()));
        let off = off_plane(side);
        if off > 1e-9 * size {
            // The surface is half of the diagonals' distance from each, and a layer's diagonals are closer by
            // the number of layers.
            most = most.max((0.5 * off.max(twist(low, high, i)) / chord).ceil());
        }
    }
    if most > MOST_LAYERS as f64 {
        return Err(format!(
            "the chord is so small that there would be {most:.0} layers, at most {MOST_LAYERS} are allowed"
        ));
    }
    Ok(most as usize)
}

/// The distance of the middles of a side's diagonals, which is the side's whole twist.
fn twist(low: [[f64; 2]; 4], high: [[f64; 2]; 4], i: usize) -> f64 {
    let j = (i + 1) % 4;
    let middle = |k: usize| 0.5 * (low[i][k] + high[j][k] - low[j][k] - high[i][k]);
    middle(0).hypot(middle(1))
}
