//! Cutting a mesh into pieces: ranges of its triangles in Morton order.

use super::morton::Cells;
use super::pieces::bounds;
use super::{Bounds, BuildOptions};
use crate::geometry::Mesh;
use rayon::prelude::*;
use std::ops::Range;

/// Triangles of a task here.
const CHUNK: usize = 1 << 14;

/// Bits of a cell's number for each axis: a whole number and that of a triangle share 64 bits.
const BITS: u32 = 10;

/// The triangles of a mesh that have an area, in pieces, and those that have none.
pub(super) struct Pieces {
    pub triangles: Vec<u32>,
    pub ranges: Vec<Range<usize>>,
    /// In order.
    pub degenerate: Vec<u32>,
    /// Box of those that have an area.
    pub bounds: Bounds,
}

/// Cuts a mesh that has been checked into pieces of so many triangles at most, unless it is one of few.
pub(super) fn cut(mesh: &Mesh, options: &BuildOptions) -> Pieces {
    let (bounds, degenerate) = survey(mesh);
    let count = mesh.triangles.len() - degenerate.len();
    let all = 0..mesh.triangles.len() as u32;
    let flat = |triangle: &u32| !degenerate.is_empty() && degenerate.binary_search(triangle).is_ok();
    if count <= options.most_of_whole() {
        let ranges = (count > 0).then_some(0..count).into_iter().collect();
        return Pieces { triangles: all.filter(|one| !flat(one)).collect(), ranges, degenerate, bounds };
    }
    let cells = Cells::over(&bounds, BITS);
    let key = |triangle: u32| if flat(&triangle) { u64::MAX } else { key(mesh, &cells, triangle) };
    let mut keys: Vec<u64> = all.into_par_iter().map(key).collect();
    keys.par_sort_unstable();
    keys.truncate(count);
    let ranges = ranges(mesh, &mut keys, options.most_of_piece());
    let triangles = keys.into_par_iter().map(|key| key as u32).collect();
    Pieces { triangles, ranges, degenerate, bounds }
}

fn key(mesh: &Mesh, cells: &Cells, triangle: u32) -> u64 {
    cells.code(&bounds(mesh, triangle)) << 32 | u64::from(triangle)
}

/// Box of the triangles that have an area, and those that have none.
fn survey(mesh: &Mesh) -> (Bounds, Vec<u32>) {
    let chunk = |(number, chunk): (usize, &[[u32; 3]])| {
        let (mut all, mut degenerate) = (Bounds::EMPTY, Vec::new());
        for triangle in number * CHUNK..number * CHUNK + chunk.len() {
            if mesh.is_degenerate(triangle) {
                degenerate.push(triangle as u32);
            } else {
                all = all.join(bounds(mesh, triangle as u32));
            }
        }
        (all, degenerate)
    };
    let parts: Vec<_> = mesh.triangles.par_chunks(CHUNK).enumerate().map(chunk).collect();
    let bounds = parts.iter().fold(Bounds::EMPTY, |all, part| all.join(part.0));
    (bounds, parts.into_iter().flat_map(|part| part.1).collect())
}

/// Ranges of sorted keys: cells of the curve are halved until few enough are in one. Where too many
/// are in one smallest cell, a finer grid is laid over these alone.
fn ranges(mesh: &Mesh, keys: &mut [u64], most: usize) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut work = vec![(0..keys.len(), false)];
    while let Some((range, finest)) = work.pop() {
        let part = &mut keys[range.clone()];
        let cells = |part: &[u64]| (part[0] >> 32, part[part.len() - 1] >> 32);
        let (first, last) = cells(part);
        if part.len() <= most {
            out.push(range);
        } else if first != last {
            let bit = 63 - (first ^ last).leading_zeros() + 32;
            let half = range.start + part.partition_point(|key| key >> bit & 1 == 0);
            work.extend([(half..range.end, finest), (range.start..half, finest)]);
        } else if !finest {
            refine(mesh, part);
            let (first, last) = cells(part);
            work.push((range, first == last));
        } else {
            // All in one place.
            let pieces = range.len().div_ceil(most);
            let at = |piece: usize| range.start + range.len() * piece / pieces;
            out.extend((0..pieces).map(|piece| at(piece)..at(piece + 1)));
        }
    }
    out
}

/// Sorts keys by cells of a grid over the centres of their own triangles.
fn refine(mesh: &Mesh, keys: &mut [u64]) {
    let centre = |key: &u64| {
        let one = bounds(mesh, *key as u32);
        let middle = [0, 1, 2].map(|axis| 0.5 * (one.lo[axis] + one.hi[axis]));
        Bounds { lo: middle, hi: middle }
    };
    let centres = keys.par_iter().with_min_len(CHUNK).map(centre).reduce(|| Bounds::EMPTY, Bounds::join);
    let cells = Cells::over(&centres, BITS);
    keys.par_iter_mut().with_min_len(CHUNK).for_each(|one| *one = key(mesh, &cells, *one as u32));
    keys.par_sort_unstable();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PerTriangle;

    fn mesh(places: impl Iterator<Item = [f32; 3]>) -> Mesh {
        let vertices: Vec<[f32; 3]> =
            places.flat_map(|[x, y, z]| [[x, y, z], [x + 1e-3, y, z], [x, y + 1e-3, z]]).collect();
        Mesh {
            name: String::new(),
            triangles: (0..vertices.len() as u32 / 3).map(|i| [3 * i, 3 * i + 1, 3 * i + 2]).collect(),
            vertices,
            inner_material: PerTriangle::Uniform(0),
            outer_material: PerTriangle::Uniform(0),
            surface: PerTriangle::Uniform(u32::MAX),
        }
    }

    #[test]
    fn pieces_hold_all_triangles_once() {
        let spread = |i: usize, k: usize| ((i * 7919 + k * 104_729) % 1009) as f32;
        let scattered = |i: usize| [spread(i, 1), spread(i, 2), spread(i, 3)];
        // A far corner makes the first grid too coarse for the rest; the last ones are all in one place.
        let far = |i: usize| if i == 0 { [1e4, 0.0, 0.0] } else { scattered(i).map(|x| 1e-2 * x) };
        let options = BuildOptions { piece: 100, ..BuildOptions::default() };
        for mesh in
            [mesh((0..5000).map(scattered)), mesh((0..5000).map(far)), mesh((0..5000).map(|_| [1.0; 3]))]
        {
            let mut pieces = cut(&mesh, &options);
            let mut next = 0;
            for range in &pieces.ranges {
                assert_eq!(range.start, next);
                assert!((1..=100).contains(&range.len()));
                next = range.end;
            }
            assert_eq!(next, 5000);
            assert!(pieces.ranges.len() < 500, "{} pieces", pieces.ranges.len());
            pieces.triangles.sort_unstable();
            assert!((0..5000).eq(pieces.triangles));
        }
    }
}
