//! Outlines turned about z.

use super::closed_mesh::ClosedMesh;
use super::polygon;
use super::tessellation::{Tessellation, check_triangles, sagitta};
use super::turn::{Direction, Turn};
use std::f64::consts::{PI, TAU};

/// A corner of an outline, and the segments of a full circle at it. At r = 0 there is one vertex.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Corner {
    pub(super) r: f64,
    pub(super) z: f64,
    pub(super) segments: u32,
}

/// Vertices of a circle, with their places.
pub(super) type Ring = Vec<(f64, u32)>;

/// The solid of a counterclockwise outline in r and z. Corners follow each other around it, none like the one
/// before.
pub(super) fn turned(
    outline: &[Corner],
    turn: Turn,
    tessellation: &Tessellation,
) -> Result<ClosedMesh, String> {
    let expected: f64 = outline.iter().map(|c| 2.0 * turn.about(c.segments)).sum();
    check_triangles(expected)?;
    let mut mesh = ClosedMesh::default();
    let rings: Vec<Ring> =
        outline.iter().map(|&corner| ring(&mut mesh, corner, turn, tessellation)).collect();
    for (i, low) in rings.iter().enumerate() {
        let high = &rings[(i + 1) % rings.len()];
        zip(&mut mesh, low, high, turn.is_full().then(|| turn.period()));
    }
    if !turn.is_full() {
        let points: Vec<_> = outline.iter().map(|c| [c.r, c.z]).collect();
        let ends: Vec<_> = rings.iter().filter_map(|ring| Some((ring.first()?.1, ring.last()?.1))).collect();
        for [a, b, c] in polygon::triangulate(&points) {
            mesh.triangle([ends[a].0, ends[b].0, ends[c].0]);
            mesh.triangle([ends[a].1, ends[c].1, ends[b].1]);
        }
    }
    mesh.compact();
    Ok(mesh)
}

/// Adds the vertices of a circle.
pub(super) fn ring(mesh: &mut ClosedMesh, corner: Corner, turn: Turn, tessellation: &Tessellation) -> Ring {
    if corner.r == 0.0 {
        return vec![(0.0, mesh.add([0.0, 0.0, corner.z]))];
    }
    let directions = turn.directions(corner.segments);
    let r = corner.r * growth(&directions, corner.segments, turn, tessellation);
    directions.into_iter().map(|d| (d.place, mesh.add([r * d.cos, r * d.sin, corner.z]))).collect()
}

/// What radii are multiplied by so that the facets of a section enclose its area.
fn growth(directions: &[Direction], segments: u32, turn: Turn, tessellation: &Tessellation) -> f64 {
    if !tessellation.keep_volume || matches!(turn, Turn::Sides(..)) {
        return 1.0;
    }
    let step = TAU / f64::from(segments);
    let steps = || directions.windows(2).map(|pair| TAU * (pair[1].place - pair[0].place));
    // A section of whole segments grows as the full circle does, to the last bit.
    if steps().all(|s| (s - step).abs() < 1e-9) {
        return tessellation.growth(segments);
    }
    (steps().sum::<f64>() / steps().map(f64::sin).sum::<f64>()).sqrt()
}

/// Fills the band between two circles: outside is on the right of the way from `low` to `high`. Where they
/// differ in segments, what comes next is the side whose middle does.
pub(super) fn zip(mesh: &mut ClosedMesh, low: &Ring, high: &Ring, period: Option<f64>) {
    let around = |ring: &Ring| -> Ring {
        let again = ring.first().filter(|_| ring.len() > 1).zip(period);
        ring.iter().copied().chain(again.map(|(&(place, v), period)| (place + period, v))).collect()
    };
    let (low, high) = (around(low), around(high));
    let (mut i, mut j) = (0, 0);
    while i + 1 < low.len() || j + 1 < high.len() {
        let middle = |ring: &Ring, k: usize| ring.get(k + 1).map_or(f64::INFINITY, |next| next.0 + ring[k].0);
        if middle(&low, i) < middle(&high, j) {
            mesh.triangle([low[i].1, low[i + 1].1, high[j].1]);
            i += 1;
        } else {
            mesh.triangle([low[i].1, high[j + 1].1, high[j].1]);
            j += 1;
        }
    }
}

/// Corners of an outline of straight sides, with segments by the chord. Circles that a slanting or upright
/// side connects have as many as the largest of them needs: between others the side would be off by more than
/// the chord.
pub(super) fn corners(outline: &[[f64; 2]], tessellation: &Tessellation) -> Result<Vec<Corner>, String> {
    let n = outline.len();
    let mut group: Vec<usize> = (0..n).collect();
    for i in 0..n {
        let j = (i + 1) % n;
        let flat = outline[i][1] == outline[j][1];
        // The axis separates, having no circle.
        if flat || outline[i][0] == 0.0 && outline[j][0] == 0.0 {
            continue;
        }
        let (from, to) = (group[i].max(group[j]), group[i].min(group[j]));
        group.iter_mut().filter(|g| **g == from).for_each(|g| *g = to);
    }
    let mut segments = vec![0; n];
    for (i, &g) in group.iter().enumerate() {
        segments[g] = segments[g].max(tessellation.segments(outline[i][0])?);
    }
    let mut corners: Vec<Corner> =
        (0..n).map(|i| Corner { r: outline[i][0], z: outline[i][1], segments: segments[group[i]] }).collect();
    if facets_cross(&corners) {
        let most = segments.iter().copied().max().unwrap_or(0);
        corners.iter_mut().for_each(|c| c.segments = most);
    }
    Ok(corners)
}

/// Whether a side with fewer segments might cut one inside of it that has more.
fn facets_cross(corners: &[Corner]) -> bool {
    let n = corners.len();
    let sides =
        || (0..n).map(|i| (corners[i], corners[(i + 1) % n])).filter(|(a, b)| a.segments == b.segments);
    let most = corners.iter().map(|c| c.segments).max();
    if corners.iter().all(|c| Some(c.segments) == most) {
        return false;
    }
    sides().any(|(a, b)| {
        let outer = sagitta(a.r.max(b.r), PI / f64::from(a.segments));
        sides().filter(|(c, _)| c.segments > a.segments).any(|(c, d)| {
            let low = a.z.min(b.z).max(c.z.min(d.z));
            let high = a.z.max(b.z).min(c.z.max(d.z));
            low <= high
                && [low, high].iter().any(|&z| {
                    let gap = radius(a, b, z, f64::min) - radius(c, d, z, f64::max);
                    gap > -1e-9 * a.r.max(b.r) && gap < 2.0 * outer
                })
        })
    })
}

/// The radius of a side at a height; of a flat one, that of the end which `pick` prefers.
fn radius(a: Corner, b: Corner, z: f64, pick: impl Fn(f64, f64) -> f64) -> f64 {
    if a.z == b.z { pick(a.r, b.r) } else { a.r + (b.r - a.r) * ((z - a.z) / (b.z - a.z)) }
}
