//! Removes facets and edges that are too small for single precision, keeping the surface closed.

use super::super::closed_mesh::{ClosedMesh, length, sub};
use super::changes::{GONE, collapse, swap};
use super::faces::height;
use super::necks::part;
use super::skins::{remove_pillows, remove_skins, separate_fans};
use super::stars::Stars;
use super::unfold::unfold;

/// What is smaller than so many steps of the grid, 2^-23 of the largest coordinate, goes.
const SMALL: f64 = 128.0;

/// Rounds of changes to parts that do not touch, until nothing is to be done or nothing can be.
pub(super) fn clean(mesh: &mut ClosedMesh, grid: f64) {
    let small = SMALL * grid;
    for _ in 0..20 {
        remove_small(mesh, small);
        if !unfold(mesh, small) {
            break;
        }
    }
    remove_skins(mesh, grid);
}

fn remove_small(mesh: &mut ClosedMesh, small: f64) {
    for _ in 0..40 {
        let is_bad = |t: &[u32; 3]| height(mesh.corners(*t)) < small;
        let bad: Vec<usize> = (0..mesh.triangles.len()).filter(|&t| is_bad(&mesh.triangles[t])).collect();
        if bad.is_empty() {
            break;
        }
        if !remove_pillows(mesh) {
            separate_fans(mesh);
            if !round(mesh, &bad, small) {
                break;
            }
        }
        mesh.triangles.retain(|t| *t != GONE);
        mesh.compact();
    }
}

/// Whether anything changed.
fn round(mesh: &mut ClosedMesh, bad: &[usize], small: f64) -> bool {
    let stars = Stars::new(mesh);
    let mut touched = vec![false; mesh.triangles.len()];
    let mut changed = false;
    for &t in bad {
        if touched[t] {
            continue;
        }
        let corners = mesh.triangles[t];
        let p = mesh.corners(corners);
        let side = |k: usize| length(sub(p[(k + 1) % 3], p[k]));
        let shortest = (0..3).fold(0, |best, k| if side(k) < side(best) { k } else { best });
        let longest = (0..3).fold(0, |best, k| if side(k) > side(best) { k } else { best });
        let (a, b) = (corners[shortest], corners[(shortest + 1) % 3]);
        if side(shortest) < small
            && (collapse(mesh, &stars, &mut touched, [a, b], small)
                || collapse(mesh, &stars, &mut touched, [b, a], small))
        {
            changed = true;
            continue;
        }
        if side(shortest) < small && part(mesh, &stars, &mut touched, [a, b]) {
            changed = true;
            continue;
        }
        let edge = [corners[longest], corners[(longest + 1) % 3], corners[(longest + 2) % 3]];
        changed |= swap(mesh, &stars, &mut touched, t, edge, small);
    }
    changed
}
