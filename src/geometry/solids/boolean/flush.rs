//! Surfaces that lie on each other, but for rounding.

use super::super::closed_mesh::{ClosedMesh, dot, length, normal, sub};
use super::boxes::Bounds;
use super::combine::Operation;
use super::surface::Surface;

/// What is closer than so many steps of the grid is taken as in one plane: rounding of a few booleans, one
/// after the other.
const NEAR: f64 = 48.0;
/// How far apart it is afterwards, in steps: less, so that what lies on the result is found again.
const APART: f64 = 8.0;

/// Rounds coordinates of both to a grid of 2^-30 of the largest one, or a little more: what was computed in
/// two ways but meant to be equal then is. The step of the grid.
pub(super) fn round(p: &mut ClosedMesh, q: &mut ClosedMesh) -> f64 {
    let extent = Bounds::of(&p.vertices).with(&Bounds::of(&q.vertices)).extent();
    let grid = 2f64.powi(extent.max(1e-150).log2().ceil() as i32 - 31);
    for mesh in [p, q] {
        mesh.vertices.iter_mut().flatten().for_each(|x| *x = (*x / grid).round() * grid);
    }
    grid
}

/// Where facets of both lie in one plane but for rounding, moves the second mesh by steps of the grid:
/// outwards for unions and subtractions, inwards for intersections. This is what the exact case is taken as
/// too, and it leaves no skins. Where all such planes are the same to the last bit, nothing is moved, and
/// corners stay where they are.
pub(super) fn separate(p: &Surface, q: &mut ClosedMesh, operation: Operation, grid: f64) {
    let sign = if operation == Operation::Intersection { -1.0 } else { 1.0 };
    for (v, push) in pushed(p, q, grid, sign).into_iter().flatten().enumerate() {
        if !push.planes.is_empty() {
            let by = push.displacement(grid);
            (0..3).for_each(|i| q.vertices[v][i] += by[i]);
        }
    }
}

/// How a vertex has to move.
#[derive(Default, Clone)]
struct Push {
    /// Unit vectors out of planes, and how far to move along them at least.
    planes: Vec<([f64; 3], f64)>,
}

impl Push {
    /// The way that is far enough along all vectors, by steps along one after the other.
    fn displacement(&self, grid: f64) -> [f64; 3] {
        let mut by = [0.0; 3];
        for _ in 0..50 {
            let mut done = true;
            for &(n, distance) in &self.planes {
                let missing = distance - dot(n, by);
                if missing > 0.01 * grid {
                    done = false;
                    (0..3).for_each(|i| by[i] += n[i] * missing);
                }
            }
            if done {
                break;
            }
        }
        // Where planes are against each other, no way is long enough.
        let (long, most) = (length(by), 4.0 * (NEAR + APART) * grid);
        if long > most { by.map(|x| x * most / long) } else { by }
    }
}

/// For each vertex of the second mesh how it moves, or nothing where none does.
fn pushed(p: &Surface, q: &ClosedMesh, grid: f64, sign: f64) -> Option<Vec<Push>> {
    let near = NEAR * grid;
    let mut pushes: Option<Vec<Push>> = None;
    let mut any = false;
    for &t in &q.triangles {
        let b = q.corners(t);
        let bounds = Bounds::of(&b).grown(near);
        if !bounds.touches(&p.bounds) {
            continue;
        }
        let Some(n) = unit(b) else { continue };
        let out = n.map(|x| sign * x);
        let mut flush = f64::NEG_INFINITY;
        p.tree.touching(&bounds, |face| {
            if !bounds.touches(&p.boxes[face as usize]) {
                return;
            }
            let a = p.mesh.corners(p.mesh.triangles[face as usize]);
            let Some(beyond) = in_one_plane(a, b, out, near) else { return };
            flush = flush.max(beyond + APART * grid);
            any |= !exactly(&a, &b);
        });
        if flush > 0.0 {
            let pushes = pushes.get_or_insert_with(|| vec![Push::default(); q.vertices.len()]);
            for v in t {
                let planes = &mut pushes[v as usize].planes;
                match planes.iter_mut().find(|(m, _)| dot(*m, out) > 1.0 - 1e-12) {
                    Some((_, distance)) => *distance = distance.max(flush),
                    None => planes.push((out, flush)),
                }
            }
        }
    }
    pushes.filter(|_| any)
}

fn unit(corners: [[f64; 3]; 3]) -> Option<[f64; 3]> {
    let n = normal(corners);
    let long = length(n);
    (long > 0.0).then(|| n.map(|x| x / long))
}

/// If one triangle is near the plane of the other one: how far the first one is beyond the second one, along
/// a unit normal of that.
fn in_one_plane(a: [[f64; 3]; 3], b: [[f64; 3]; 3], n: [f64; 3], near: f64) -> Option<f64> {
    let off = |o: [f64; 3], n: [f64; 3], of: [[f64; 3]; 3]| of.map(|p| dot(n, sub(p, o)));
    let is_near = |offs: [f64; 3]| offs.iter().all(|x| x.abs() <= near);
    let largest = |offs: [f64; 3]| offs.into_iter().fold(f64::NEG_INFINITY, f64::max);
    let a_off = off(b[0], n, a);
    if is_near(a_off) {
        return Some(largest(a_off));
    }
    let m = unit(a)?;
    let m = if dot(m, n) < 0.0 { m.map(|x| -x) } else { m };
    let b_off = off(a[0], m, b);
    is_near(b_off).then(|| largest(b_off.map(|x| -x)))
}

/// Whether both are in one plane to the last bit: one across an axis; or they are one triangle; or seen along
/// an axis they are one line between the same points.
fn exactly(a: &[[f64; 3]; 3], b: &[[f64; 3]; 3]) -> bool {
    let across = (0..3).any(|i| a.iter().chain(b).all(|p| p[i] == a[0][i]));
    if across || b.iter().all(|p| a.contains(p)) {
        return true;
    }
    (0..3).any(|axis| {
        let seen = |p: &[f64; 3]| [p[(axis + 1) % 3], p[(axis + 2) % 3]];
        let ends = |t: &[[f64; 3]; 3]| {
            let mut ends = t.map(|p| seen(&p)).to_vec();
            ends.sort_by(|x, y| x[0].total_cmp(&y[0]).then(x[1].total_cmp(&y[1])));
            ends.dedup();
            ends
        };
        let of_a = ends(a);
        of_a.len() == 2 && of_a == ends(b)
    })
}
