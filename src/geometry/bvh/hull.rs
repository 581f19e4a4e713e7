//! How far a mesh reaches in a direction, which decides the box of a turned copy of it.

use super::Bounds;
use crate::geometry::Mesh;
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Directions are told apart by where they meet the faces of a cube, each of which has so many cells
/// along a side.
const CELLS: usize = 8;

/// So many copies pay for the lists of all cells.
const MANY: usize = 200;

/// Meshes of more vertices have no such lists, which could become too long.
const MOST: usize = 1 << 20;

/// Part of a mesh's largest coordinate by which a vertex is nearer than another for certain, whatever
/// rounding in single precision says.
const CERTAIN: f32 = 1.0 / 65536.0;

/// Vertices that may be the farthest ones in some direction.
pub(super) struct Hull {
    all: Points,
    /// By cell, those that may be the farthest ones in its directions; none where there are few copies.
    cells: Vec<Points>,
    /// Largest coordinate.
    pub extent: f32,
}

impl Hull {
    /// Of the vertices that a box and the triangles with an area need, for so many turned copies.
    pub fn new(mesh: &Mesh, bounds: &Bounds, copies: usize) -> Self {
        let vertices = match copies {
            _ if bounds.lo[0] > bounds.hi[0] => Vec::new(),
            0 => vec![bounds.lo, bounds.hi],
            _ => used(mesh),
        };
        Self::of(&vertices, copies)
    }

    fn of(vertices: &[[f32; 3]], copies: usize) -> Self {
        let extent = vertices.as_flattened().iter().fold(0.0, |most: f32, x| most.max(x.abs()));
        let mut hull = Self { all: Points::new(vertices), cells: Vec::new(), extent };
        if copies >= MANY && (1..MOST).contains(&vertices.len()) {
            let face = |face| {
                let mut cells = vec![Points::default(); CELLS * CELLS];
                divide(vertices.to_vec(), &Square { face, at: [0, 0], size: CELLS }, extent, &mut cells);
                cells
            };
            hull.cells = (0..6).into_par_iter().flat_map_iter(face).collect();
        }
        hull
    }

    pub fn is_empty(&self) -> bool {
        self.all.0.is_empty()
    }

    /// The least and the most along a direction.
    pub fn span(&self, direction: [f32; 3]) -> (f32, f32) {
        let most = |direction| match self.cells.is_empty() {
            true => self.all.most(direction),
            false => self.cells[cell(direction)].most(direction),
        };
        (-most(direction.map(|x| -x)), most(direction))
    }
}

/// Vertices of triangles that have an area.
fn used(mesh: &Mesh) -> Vec<[f32; 3]> {
    let used: Vec<AtomicBool> = mesh.vertices.iter().map(|_| AtomicBool::new(false)).collect();
    (0..mesh.triangles.len()).into_par_iter().with_min_len(1 << 14).for_each(|triangle| {
        if !mesh.is_degenerate(triangle) {
            mesh.triangles[triangle].iter().for_each(|&vertex| used[vertex as usize].store(true, Relaxed));
        }
    });
    mesh.vertices
        .iter()
        .zip(&used)
        .filter(|(_, used)| used.load(Relaxed))
        .map(|(vertex, _)| *vertex)
        .collect()
}

/// Points in blocks of eight, by axis; the last one is repeated.
#[derive(Clone, Default)]
struct Points(Vec<[[f32; 8]; 3]>);

impl Points {
    fn new(points: &[[f32; 3]]) -> Self {
        let block = |points: &[[f32; 3]]| {
            [0, 1, 2].map(|axis| std::array::from_fn(|lane| points[lane.min(points.len() - 1)][axis]))
        };
        Self(points.chunks(8).map(block).collect())
    }

    fn most(&self, [a, b, c]: [f32; 3]) -> f32 {
        let mut most = [f32::NEG_INFINITY; 8];
        for [x, y, z] in &self.0 {
            for lane in 0..8 {
                let along = a * x[lane] + b * y[lane] + c * z[lane];
                // A comparison instead of max: no NaN here, and this becomes a vector instruction.
                most[lane] = if along > most[lane] { along } else { most[lane] };
            }
        }
        most.into_iter().fold(f32::NEG_INFINITY, f32::max)
    }
}

/// Number of the face that a direction meets, and where: two numbers from -1 to 1.
fn face(direction: [f32; 3]) -> (usize, [f32; 2]) {
    let [x, y, z] = direction.map(f32::abs);
    let axis = if x >= y && x >= z { 0 } else { 1 + usize::from(z > y) };
    let along = direction[axis];
    let across = [1, 2].map(|next| direction[(axis + next) % 3] / along.abs());
    (2 * axis + usize::from(along < 0.0), across)
}

/// Number of a direction's cell.
fn cell(direction: [f32; 3]) -> usize {
    let (face, across) = face(direction);
    let [i, j] = across.map(|x| ((0.5 * (x + 1.0) * CELLS as f32) as usize).min(CELLS - 1));
    (face * CELLS + i) * CELLS + j
}

/// Some cells of a face.
struct Square {
    face: usize,
    /// Its first cell.
    at: [usize; 2],
    /// Cells along a side.
    size: usize,
}

impl Square {
    /// The direction through a place in it: its corners are at 0 and 1, and a little beyond, so that
    /// rounding leads no direction out.
    fn direction(&self, place: [f32; 2]) -> [f32; 3] {
        let mut direction = [0.0; 3];
        direction[self.face / 2] = if self.face % 2 == 1 { -1.0 } else { 1.0 };
        for k in 0..2 {
            let cells = self.at[k] as f32 + place[k] * self.size as f32 + (place[k] - 0.5) * 1e-3;
            direction[(self.face / 2 + 1 + k) % 3] = 2.0 * cells / CELLS as f32 - 1.0;
        }
        direction
    }

    fn quarters(&self) -> [Self; 4] {
        let size = self.size / 2;
        let corner =
            |i, j| Self { face: self.face, at: [self.at[0] + i * size, self.at[1] + j * size], size };
        [corner(0, 0), corner(0, 1), corner(1, 0), corner(1, 1)]
    }
}

/// Gives the cells of a square their lists, from the points that may be the farthest ones in its
/// directions and others. What is nearer than some point along all four corners of a square is so
/// along all that lies between.
fn divide(mut points: Vec<[f32; 3]>, square: &Square, extent: f32, cells: &mut [Points]) {
    let along = |d: [f32; 3], p: [f32; 3]| d[0] * p[0] + d[1] * p[1] + d[2] * p[2];
    let middle = square.direction([0.5; 2]);
    let farthest = points.iter().copied().max_by(|p, q| along(middle, *p).total_cmp(&along(middle, *q)));
    let Some(farthest) = farthest else { return };
    let corners = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]].map(|place| square.direction(place));
    let reach = corners.map(|corner| along(corner, farthest) - CERTAIN * extent);
    points.retain(|point| corners.iter().zip(reach).any(|(corner, reach)| along(*corner, *point) >= reach));
    if square.size == 1 {
        cells[square.at[0] * CELLS + square.at[1]] = Points::new(&points);
        return;
    }
    for quarter in square.quarters() {
        divide(points.clone(), &quarter, extent, cells);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_answer_as_all_vertices_do() {
        let mut state = 1_u64;
        let mut number = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / (1 << 23) as f32 - 1.0
        };
        let mut random: Vec<[f32; 3]> = (0..1000).map(|_| [number(), number(), number()]).collect();
        let mut directions: Vec<[f32; 3]> =
            (0..27).map(|i| [i / 9, i / 3 % 3, i % 3].map(|x| x as f32 - 1.0)).collect();
        directions.retain(|direction| *direction != [0.0; 3]);
        directions
            .extend((0..65 * 65).map(|i| [1.0, (i / 65) as f32 / 32.0 - 1.0, (i % 65) as f32 / 32.0 - 1.0]));
        directions.extend((0..4000).map(|_| [number(), number(), number()]));
        let round = random
            .iter()
            .map(|p| p.map(|x| 300.0 * x / p.iter().map(|x| x * x).sum::<f32>().sqrt()))
            .collect();
        let flat = random.iter().map(|p| [p[0], 7.0, p[2]]).collect();
        let far = random.iter().map(|p| p.map(|x| 1e5 + x)).collect();
        random[0] = [1e4, -1e3, 0.0];
        for vertices in [round, flat, far, vec![random[1]], vec![[0.0; 3]; 9], random] {
            let (plain, quick) = (Hull::of(&vertices, 1), Hull::of(&vertices, MANY));
            assert_eq!((plain.cells.len(), quick.cells.len()), (0, 6 * CELLS * CELLS));
            for direction in &directions {
                assert_eq!(quick.span(*direction), plain.span(*direction), "{direction:?}");
            }
        }
    }

    #[test]
    fn cells_of_a_ball_hold_few_vertices() {
        let place = |i: usize| {
            let (z, turn) = (1.0 - (2 * i + 1) as f32 / 3000.0, 2.4 * i as f32);
            let r = (1.0 - z * z).sqrt();
            [r * turn.cos(), r * turn.sin(), z]
        };
        let hull = Hull::of(&(0..3000).map(place).collect::<Vec<_>>(), MANY);
        assert!(hull.cells.iter().all(|cell| (1..16).contains(&cell.0.len())));
    }
}
