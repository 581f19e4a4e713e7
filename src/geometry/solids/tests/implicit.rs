//! Where solids are, by formulas of their own: a number for each point, below zero inside, and near the
//! surface about the distance from it.

use super::super::{Placed, Solid};
use std::f64::consts::{PI, TAU};

/// The number of a point.
pub(super) fn implicit(solid: &Solid, p: [f64; 3]) -> f64 {
    let [x, y, z] = p;
    let r = x.hypot(y);
    match solid {
        Solid::Box { size } => (0..3).map(|i| p[i].abs() - 0.5 * size[i]).fold(f64::MIN, f64::max),
        &Solid::Tube { rmin, rmax, z: length, start, delta } => {
            max([r - rmax, hole(rmin, r), z.abs() - 0.5 * length, wedge(p, start, delta)])
        }
        &Solid::CutTube { rmin, rmax, z: length, start, delta, low, high } => {
            let plane = |n: [f64; 3], at: f64| {
                (n[0] * x + n[1] * y + n[2] * (z - at)) / (n[0] * n[0] + n[1] * n[1] + n[2] * n[2]).sqrt()
            };
            let h = 0.5 * length;
            max([r - rmax, hole(rmin, r), plane(low, -h), plane(high, h), wedge(p, start, delta)])
        }
        &Solid::Cone { rmin, rmax, z: length, start, delta } => {
            let side = |ends: [f64; 2]| {
                let slope = (ends[1] - ends[0]) / length;
                (r - ends[0] - slope * (z + 0.5 * length)) / slope.hypot(1.0)
            };
            let inner = if rmin == [0.0; 2] { f64::MIN } else { -side(rmin) };
            max([side(rmax), inner, z.abs() - 0.5 * length, wedge(p, start, delta)])
        }
        &Solid::Sphere { rmin, rmax, start, delta, start_theta, delta_theta } => {
            let rho = r.hypot(z);
            let theta = r.atan2(z);
            let lean = |angle: f64| rho * angle.clamp(-PI / 2.0, PI / 2.0).sin();
            let first = if start_theta == 0.0 { f64::MIN } else { lean(start_theta - theta) };
            let end = start_theta + delta_theta;
            let last = if end >= PI { f64::MIN } else { lean(theta - end) };
            max([rho - rmax, hole(rmin, rho), first, last, wedge(p, start, delta)])
        }
        Solid::Orb { r: radius } => r.hypot(z) - radius,
        Solid::Ellipsoid { semi_axes, cut } => {
            let q: [f64; 3] = std::array::from_fn(|i| p[i] / semi_axes[i]);
            let rho = norm(q);
            let gradient = norm(std::array::from_fn(|i| q[i] / semi_axes[i])) / rho;
            let cut = if *cut == [0.0; 2] { [-semi_axes[2], semi_axes[2]] } else { *cut };
            max([if rho == 0.0 { f64::MIN } else { (rho - 1.0) / gradient }, cut[0] - z, z - cut[1]])
        }
        Solid::EllipticalTube { half } => {
            let rho = (x / half[0]).hypot(y / half[1]);
            let gradient = (x / half[0] / half[0]).hypot(y / half[1] / half[1]) / rho;
            max([if rho == 0.0 { f64::MIN } else { (rho - 1.0) / gradient }, z.abs() - half[2]])
        }
        &Solid::EllipticalCone { slope: [a, b], height, cut } => {
            let rho = (x / a).hypot(y / b);
            let gradient = if rho == 0.0 { 1.0 } else { ((x / a / a).hypot(y / b / b) / rho).hypot(1.0) };
            max([(rho - (height - z)) / gradient, z.abs() - cut.min(height)])
        }
        &Solid::Torus { rmin, rmax, rtor, start, delta } => {
            let rho = (r - rtor).hypot(z);
            max([rho - rmax, hole(rmin, rho), wedge(p, start, delta)])
        }
        Solid::Polycone { start, delta, planes } => {
            max([polygon(&outline(planes), r, z, true), wedge(p, *start, *delta)])
        }
        Solid::GenericPolycone { start, delta, outline } => {
            max([polygon(outline, r, z, true), wedge(p, *start, *delta)])
        }
        Solid::Polyhedra { start, delta, sides, planes } => {
            let middle = to_middle(p, *start, *delta, *sides);
            max([polygon(&outline(planes), middle, z, true), wedge(p, *start, *delta)])
        }
        Solid::GenericPolyhedra { start, delta, sides, outline } => {
            let shrink = (0.5 * delta.min(TAU) / f64::from(*sides)).cos();
            let outline: Vec<_> = outline.iter().map(|c| [c[0] * shrink, c[1]]).collect();
            let middle = to_middle(p, *start, *delta, *sides);
            max([polygon(&outline, middle, z, true), wedge(p, *start, *delta)])
        }
        Solid::Trd { x: ax, y: ay, z: length } => {
            let part = z / length + 0.5;
            let at = |a: &[f64; 2]| 0.5 * (a[0] + (a[1] - a[0]) * part);
            max([x.abs() - at(ax), y.abs() - at(ay), z.abs() - 0.5 * length])
        }
        &Solid::Trap { z: length, theta, phi, y: ay, x_low_y, x_high_y, alpha } => {
            let part = z / length + 0.5;
            let at = |a: [f64; 2]| a[0] + (a[1] - a[0]) * part;
            let half_y = 0.5 * at(ay);
            let along = y - z * theta.tan() * phi.sin();
            let shear = at([ay[0] * alpha[0].tan(), ay[1] * alpha[1].tan()]) / at(ay);
            let across = x - z * theta.tan() * phi.cos() - along * shear;
            let (low, high) = (0.5 * at(x_low_y), 0.5 * at(x_high_y));
            let half_x = low + (high - low) * (0.5 + 0.5 * along / half_y);
            max([along.abs() - half_y, across.abs() - half_x, z.abs() - 0.5 * length])
        }
        &Solid::Para { size, alpha, theta, phi } => {
            let along = y - z * theta.tan() * phi.sin();
            let across = x - z * theta.tan() * phi.cos() - along * alpha.tan();
            max([across.abs() - 0.5 * size[0], along.abs() - 0.5 * size[1], z.abs() - 0.5 * size[2]])
        }
        Solid::Extruded { outline, sections } => {
            let (first, last) = (sections[0][0], sections[sections.len() - 1][0]);
            let k = sections.windows(2).position(|pair| z <= pair[1][0]).unwrap_or(sections.len() - 2);
            let (a, b) = (sections[k], sections[k + 1]);
            let part = (z - a[0]) / (b[0] - a[0]);
            let [_, ox, oy, scale]: [f64; 4] = std::array::from_fn(|i| a[i] + (b[i] - a[i]) * part);
            let flat = polygon(outline, (x - ox) / scale, (y - oy) / scale, false) * scale;
            max([flat, first - z, z - last])
        }
        Solid::Arb8 { half_z, corners } => {
            let part = (0.5 * (z / half_z + 1.0)).clamp(0.0, 1.0);
            let ring: Vec<[f64; 2]> = (0..4)
                .map(|i| std::array::from_fn(|k| corners[i][k] + (corners[i + 4][k] - corners[i][k]) * part))
                .collect();
            max([polygon(&ring, x, y, false), z.abs() - half_z])
        }
        Solid::Tet { corners } => {
            let m: [f64; 3] = std::array::from_fn(|k| corners.iter().map(|c| c[k]).sum::<f64>() / 4.0);
            let faces = [[0, 1, 2], [0, 1, 3], [0, 2, 3], [1, 2, 3]];
            max(faces.map(|f| {
                let [a, b, c] = f.map(|i| corners[i]);
                let (u, v) = (minus(b, a), minus(c, a));
                let n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
                let off = |q: [f64; 3]| (0..3).map(|i| n[i] * (q[i] - a[i])).sum::<f64>() / norm(n);
                off(p) * -off(m).signum()
            }))
        }
        &Solid::Hype { rmin, rmax, inner_stereo, outer_stereo, z: length } => {
            let wall = |r0: f64, stereo: f64| {
                let t = stereo.tan();
                let at = r0.hypot(t * z);
                (r - at) / (if at > 0.0 { t * t * z / at } else { 0.0 }).hypot(1.0)
            };
            let inner = if rmin == 0.0 && inner_stereo == 0.0 { f64::MIN } else { -wall(rmin, inner_stereo) };
            max([wall(rmax, outer_stereo), inner, z.abs() - 0.5 * length])
        }
        &Solid::Paraboloid { r: [a, b], half_z } => {
            let k = (b * b - a * a) / (2.0 * half_z);
            let side = (r * r - a * a - k * (z + half_z)) / (4.0 * r * r + k * k).sqrt();
            max([side, z.abs() - half_z])
        }
        Solid::Tessellated { .. } => panic!("no formula"),
        Solid::Union { first, second, placed } => implicit(first, p).min(inside(second, placed, p)),
        Solid::Subtraction { first, second, placed } => implicit(first, p).max(-inside(second, placed, p)),
        Solid::Intersection { first, second, placed } => implicit(first, p).max(inside(second, placed, p)),
        Solid::MultiUnion { parts } => {
            parts.iter().map(|(solid, placed)| inside(solid, placed, p)).fold(f64::MAX, f64::min)
        }
        Solid::Moved { solid, placed } => inside(solid, placed, p),
        Solid::Scaled { solid, scale } => {
            let least = scale.iter().map(|s| s.abs()).fold(f64::MAX, f64::min);
            implicit(solid, std::array::from_fn(|i| p[i] / scale[i])) * least
        }
    }
}

/// Of a placed solid; rotations here are orthogonal.
fn inside(solid: &Solid, placed: &Placed, p: [f64; 3]) -> f64 {
    let q = minus(p, placed.translation);
    implicit(solid, std::array::from_fn(|i| (0..3).map(|j| placed.rotation[3 * j + i] * q[j]).sum()))
}

fn minus(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    std::array::from_fn(|i| a[i] - b[i])
}

fn norm(a: [f64; 3]) -> f64 {
    a.iter().map(|x| x * x).sum::<f64>().sqrt()
}

fn max<const N: usize>(values: [f64; N]) -> f64 {
    values.into_iter().fold(f64::MIN, f64::max)
}

fn hole(rmin: f64, r: f64) -> f64 {
    if rmin == 0.0 { f64::MIN } else { rmin - r }
}

fn wedge(p: [f64; 3], start: f64, delta: f64) -> f64 {
    if delta >= TAU - 1e-9 || delta <= 0.0 {
        return f64::MIN;
    }
    let end = start + delta;
    let before = p[0] * start.sin() - p[1] * start.cos();
    let after = p[1] * end.cos() - p[0] * end.sin();
    if delta <= PI { before.max(after) } else { before.min(after) }
}

/// The distance along the normal of the side that a point is at.
fn to_middle(p: [f64; 3], start: f64, delta: f64, sides: u32) -> f64 {
    let side = (if delta <= 0.0 { TAU } else { delta.min(TAU) }) / f64::from(sides);
    let at = (p[1].atan2(p[0]) - start).rem_euclid(TAU);
    // What rounding puts before the start is at the first side.
    let at = if at > 0.5 * (TAU + side * f64::from(sides)) { 0.0 } else { at };
    let k = (at / side).floor().min(f64::from(sides) - 1.0);
    let normal = start + (k + 0.5) * side;
    p[0] * normal.cos() + p[1] * normal.sin()
}

fn outline(planes: &[[f64; 3]]) -> Vec<[f64; 2]> {
    planes.iter().map(|p| [p[2], p[0]]).chain(planes.iter().rev().map(|p| [p[1], p[0]])).collect()
}

/// The distance from an outline, below zero inside; sides on the axis do not count.
fn polygon(outline: &[[f64; 2]], x: f64, y: f64, axis: bool) -> f64 {
    let mut inside = false;
    let mut nearest = f64::MAX;
    for (i, a) in outline.iter().enumerate() {
        let b = &outline[(i + 1) % outline.len()];
        if (a[1] > y) != (b[1] > y) && x < a[0] + (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) {
            inside = !inside;
        }
        if axis && a[0] == 0.0 && b[0] == 0.0 {
            continue;
        }
        let d = [b[0] - a[0], b[1] - a[1]];
        let long = d[0] * d[0] + d[1] * d[1];
        let t =
            if long == 0.0 { 0.0 } else { ((x - a[0]) * d[0] + (y - a[1]) * d[1]) / long }.clamp(0.0, 1.0);
        nearest = nearest.min((x - a[0] - t * d[0]).hypot(y - a[1] - t * d[1]));
    }
    if inside { -nearest } else { nearest }
}
