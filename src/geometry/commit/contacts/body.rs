//! What a mesh is as a body: whether it is closed, its volume, and how far its facets may lie from the
//! smooth body that they stand for.

use super::super::edges::{self, Side};
use super::vector::{Vector, cross, dot, length, subtract};
use crate::geometry::model::Mesh;

#[derive(Clone, Copy)]
pub(in crate::geometry::commit) struct Body {
    /// Every edge is run along as often one way as the other.
    pub closed: bool,
    /// In mm³, by the divergence theorem; negative where normals point inward.
    pub volume: f64,
    /// How far facets may be from what they approximate, mm; 0 for a box.
    pub chord: f64,
}

/// Edges with a larger angle between the normals (50 degrees) are edges of the body.
const SHARP: f64 = 0.873;
/// Edges with a smaller one are within a flat face.
const FLAT: f64 = 1e-4;
/// Rounding moves a facet's corners by no more than this share of the largest coordinate from its plane.
const ROUNDING: f64 = 2.0 / (1 << 23) as f64;
/// A facet that is so many times wider than its neighbour across an edge is the flat part beside a
/// rounding, whose width decides.
const UNEVEN: f64 = 4.0;

/// Whether facets at this angle may be neighbours of one round body.
pub(super) fn is_smooth(angle: f64) -> bool {
    (FLAT..SHARP).contains(&angle)
}

/// How far the middle of a facet is from the arc that has it as a chord, from its width and the angle
/// by which the normals turn from facet to facet.
fn sagitta(width: f64, angle: f64) -> f64 {
    0.5 * width * (0.25 * angle).tan()
}

impl Body {
    pub fn of(mesh: &Mesh) -> Self {
        let sides = edges::sides(mesh, &edges::places(mesh), |triangle| !mesh.is_degenerate(triangle));
        let mut closed = is_closed(&sides);
        if !closed && (0..mesh.triangles.len()).any(|triangle| mesh.is_degenerate(triangle)) {
            // Triangles without area may close what they lie between.
            closed = is_closed(&edges::sides(mesh, &edges::places(mesh), |_| true));
        }
        Self { closed, volume: volume(mesh), chord: chord(mesh, &sides) }
    }

    /// Whether it has an inside that its normals point away from.
    pub fn is_solid(&self) -> bool {
        self.closed && self.volume > 0.0
    }
}

fn is_closed(sides: &[Side]) -> bool {
    !sides.is_empty()
        && edges::each(sides).all(|same| 2 * same.iter().filter(|side| side.2).count() == same.len())
}

fn corners(mesh: &Mesh, triangle: usize) -> [Vector; 3] {
    mesh.corners(triangle).map(|corner| corner.map(f64::from))
}

/// Sums in the order of triangles, so that equal meshes have equal volumes. From a vertex, to lose
/// nothing where the mesh is far from its origin.
fn volume(mesh: &Mesh) -> f64 {
    let Some(first) = mesh.triangles.first() else { return 0.0 };
    let origin = mesh.vertices[first[0] as usize].map(f64::from);
    let cone = |triangle| {
        let [a, b, c] = corners(mesh, triangle).map(|corner| subtract(corner, origin));
        dot(a, cross(b, c)) / 6.0
    };
    (0..mesh.triangles.len()).map(cone).sum()
}

/// The largest sum of a facet's arcs: one across each edge at which the surface bends smoothly. On a
/// cylinder each triangle has one such edge, on a sphere two or three, whose arcs add up. What rounding of the coordinates
/// may tilt slivers by is no bend.
fn chord(mesh: &Mesh, sides: &[Side]) -> f64 {
    let mut sums = vec![0.0_f64; mesh.triangles.len()];
    let far = mesh.vertices.as_flattened().iter().fold(0.0_f32, |far, x| far.max(x.abs()));
    let rounding = f64::from(far) * ROUNDING;
    let tilt = |triangle: usize, normal: Vector| {
        let [a, b, c] = corners(mesh, triangle);
        let longest =
            [subtract(b, a), subtract(c, b), subtract(a, c)].map(length).into_iter().fold(0.0, f64::max);
        rounding * longest / length(normal)
    };
    for same in edges::each(sides) {
        let [one, other] = same else { continue };
        if one.2 == other.2 {
            continue;
        }
        let (one, other) = (one.3 as usize, other.3 as usize);
        let normal = |triangle| {
            let [a, b, c] = corners(mesh, triangle);
            cross(subtract(b, a), subtract(c, a))
        };
        let (n, m) = (normal(one), normal(other));
        let angle = length(cross(n, m)).atan2(dot(n, m));
        if !is_smooth(angle) || angle <= tilt(one, n) + tilt(other, m) {
            continue;
        }
        let edge = edges::length(mesh, &same[0]);
        let (n, m) = (length(n) / edge, length(m) / edge); // widths across the edge
        let arc = sagitta(n.max(m).min(UNEVEN * n.min(m)), angle);
        sums[one] += arc;
        sums[other] += arc;
    }
    sums.into_iter().fold(0.0, f64::max)
}
