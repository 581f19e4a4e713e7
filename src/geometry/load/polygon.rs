//! Faces of more than three corners, split into triangles inside their outline. No corner is left out and
//! none is added, so that a mesh that is closed before is closed after.

use super::fault::{Parsed, push};
use crate::words::count;
use spade::handles::FixedVertexHandle;
use spade::{ConstrainedDelaunayTriangulation, Point2, Triangulation};
use std::collections::HashMap;
use std::f64::consts::TAU;

/// Most corners of a face that is no fan: what triangulates those can't refuse for want of memory, and takes
/// up to some ten seconds for as many.
const MOST_CORNERS: usize = 1 << 18;

/// Half a unit in the last place of single precision, relative.
const ROUNDING: f64 = f32::EPSILON as f64 / 2.0;

const CROSSES: &str =
    "the outline of a face crosses or touches itself, so that it can't be split into triangles";

/// Splits a face into triangles of the same direction: a fan about its first corner where that is inside
/// the outline (always, if it is convex), else a constrained Delaunay triangulation in the plane across
/// the face's mean normal. `corners` are indices into `positions`.
pub(super) fn triangulate(
    corners: &[u32],
    positions: &[[f32; 3]],
    triangles: &mut Vec<[u32; 3]>,
) -> Parsed<()> {
    if corners.len() < 3 {
        let found = count(corners.len(), "corner");
        return Err(format!("{found} in a face; at least 3 are needed").into());
    }
    let fan = corners[1..].windows(2).map(|pair| [corners[0], pair[0], pair[1]]);
    if corners.len() > 3 {
        let points = Points { corners, positions };
        match points.shape() {
            Shape::Fan => {}
            Shape::Other(normal) => return delaunay(&points, normal, triangles),
            Shape::Crossing => return Err(CROSSES.into()),
        }
    }
    fan.into_iter().try_for_each(|triangle| push(triangles, triangle))
}

type Vector = [f64; 3];

fn dot(a: Vector, b: Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross(a: Vector, b: Vector) -> Vector {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn length(a: Vector) -> f64 {
    dot(a, a).sqrt()
}

enum Shape {
    /// The fan about the first corner is inside the outline, or the face has no area to be split.
    Fan,
    /// It is not; the face's unit normal.
    Other(Vector),
    /// There is no side from which the outline runs counterclockwise.
    Crossing,
}

struct Points<'a> {
    corners: &'a [u32],
    positions: &'a [[f32; 3]],
}

impl Points<'_> {
    /// A corner, seen from the first one.
    fn at(&self, i: usize) -> Vector {
        let [from, to] = [0, i].map(|i| self.positions[self.corners[i] as usize]);
        [0, 1, 2].map(|axis| f64::from(to[axis]) - f64::from(from[axis]))
    }

    /// How far rounding may have moved a corner.
    fn rounding(&self) -> f64 {
        let coordinates = self.corners.iter().flat_map(|&i| self.positions[i as usize]);
        4.0 * ROUNDING * coordinates.fold(0.0, |most, x| f64::from(x.abs()).max(most))
    }

    /// The two sides that each triangle of the fan has in common with its neighbours.
    fn fan(&self) -> impl Iterator<Item = (Vector, Vector)> {
        (1..self.corners.len() - 1).map(|i| (self.at(i), self.at(i + 1)))
    }

    fn shape(&self) -> Shape {
        let rounding = self.rounding();
        let ends = [1, self.corners.len() - 1].map(|i| length(self.at(i)));
        let (mut sum, mut rim, mut flat) = ([0.0; 3], ends[0] + ends[1], true);
        for (a, b) in self.fan() {
            let area = cross(a, b);
            sum = [0, 1, 2].map(|axis| sum[axis] + area[axis]);
            rim += length([0, 1, 2].map(|axis| b[axis] - a[axis]));
            flat &= length(area) <= rounding * (length(a) + length(b));
        }
        let whole = length(sum);
        if flat {
            return Shape::Fan;
        }
        if whole <= rounding * rim {
            return Shape::Crossing;
        }
        let normal = sum.map(|x| x / whole);
        // Triangles of one direction that together turn less than once about the corner do not overlap.
        let mut turn = 0.0;
        for (a, b) in self.fan() {
            let upright = dot(cross(a, b), normal);
            if upright < -rounding * (length(a) + length(b)) {
                return Shape::Other(normal);
            }
            turn += upright.max(0.0).atan2(dot(a, b));
        }
        if turn < TAU - 1e-3 { Shape::Fan } else { Shape::Other(normal) }
    }
}

/// Splits a face whose normal is known along its outline.
fn delaunay(points: &Points, normal: Vector, triangles: &mut Vec<[u32; 3]>) -> Parsed<()> {
    let corners = points.corners;
    if corners.len() > MOST_CORNERS {
        return Err(format!(
            "a face of {} corners that is not convex; at most {MOST_CORNERS} are split",
            corners.len()
        )
        .into());
    }
    let mut plane = ConstrainedDelaunayTriangulation::<Point2<f64>>::new();
    let outline = insert(&mut plane, points, normal)?;
    // How often the outline runs along an edge, less how often against it.
    let mut runs = HashMap::<_, i32>::new();
    for (i, &from) in outline.iter().enumerate() {
        let to = outline[(i + 1) % outline.len()];
        if from == to {
            continue;
        }
        if !plane.can_add_constraint(from, to) {
            return Err(CROSSES.into());
        }
        plane.add_constraint(from, to);
        *runs.entry((from, to)).or_default() += 1;
        *runs.entry((to, from)).or_default() -= 1;
    }
    // An edge that other corners lie on has been cut: faces beside this one would not fit any more.
    if runs.keys().any(|&(from, to)| plane.get_edge_from_neighbors(from, to).is_none()) {
        return Err(CROSSES.into());
    }
    let mut corner_of = vec![0; plane.num_vertices()];
    outline.iter().zip(corners).rev().for_each(|(vertex, &corner)| corner_of[vertex.index()] = corner);
    // From the outside inwards: how often the outline goes round each triangle.
    let outer = plane.outer_face().fix();
    let mut around = vec![None; plane.num_all_faces()];
    around[outer.index()] = Some(0);
    let mut next: Vec<_> = plane.convex_hull().flat_map(|edge| [edge.fix(), edge.fix().rev()]).collect();
    while let Some(edge) = next.pop() {
        let edge = plane.directed_edge(edge);
        let (inside, outside) = (edge.face(), edge.rev().face());
        let Some(times) = around[outside.fix().index()] else { continue };
        let (Some(face), None) = (inside.as_inner(), around[inside.fix().index()]) else { continue };
        let run = runs.get(&(edge.from().fix(), edge.to().fix())).copied().unwrap_or(0);
        around[inside.fix().index()] = Some(times + run);
        next.extend(face.adjacent_edges().map(|edge| edge.fix().rev()));
    }
    if around.iter().flatten().any(|times| !matches!(times, 0 | 1)) {
        return Err(CROSSES.into());
    }
    for face in plane.inner_faces() {
        if around[face.fix().index()] == Some(1) {
            push(triangles, face.vertices().map(|vertex| corner_of[vertex.fix().index()]))?;
        }
    }
    Ok(())
}

/// Puts the corners into the plane across the normal; gives the vertex of each.
fn insert(
    plane: &mut ConstrainedDelaunayTriangulation<Point2<f64>>,
    points: &Points,
    normal: Vector,
) -> Parsed<Vec<FixedVertexHandle>> {
    let count = points.corners.len();
    let size = (0..count).map(|i| length(points.at(i))).fold(0.0, f64::max);
    // Across the axis that is least along the normal.
    let least = (0..3).min_by(|&a, &b| normal[a].abs().total_cmp(&normal[b].abs())).unwrap_or(0);
    let mut axis = [0.0; 3];
    axis[least] = 1.0;
    let u = cross(axis, normal);
    let u = u.map(|x| x / length(u));
    let v = cross(normal, u);
    let mut outline: Vec<FixedVertexHandle> = Vec::new();
    let mut place_of = HashMap::new();
    for i in 0..count {
        // Where a coordinate is next to nothing, it is nothing: smaller ones than 1e-43 are not taken.
        let coordinate = |direction| {
            let x = dot(points.at(i), direction) / size;
            if x.abs() < 1e-30 { 0.0 } else { x }
        };
        let point = Point2::new(coordinate(u), coordinate(v));
        let vertex = match outline.last() {
            Some(&near) => plane.insert_with_hint(point, near),
            None => plane.insert(point),
        };
        let vertex = vertex.map_err(|_| CROSSES)?;
        // Corners in one place are one vertex; corners above one another are a fold.
        let place = points.at(i).map(|x| (x + 0.0).to_bits());
        if *place_of.entry(vertex).or_insert(place) != place {
            return Err(CROSSES.into());
        }
        push(&mut outline, vertex)?;
    }
    Ok(outline)
}
