//! Booleans of many meshes: those that are apart are taken as one.

use super::super::closed_mesh::ClosedMesh;
use super::boxes::{Bounds, Boxes};
use super::combine::{Operation, combine};

/// The first mesh without the others.
pub(super) fn subtract(first: ClosedMesh, others: Vec<ClosedMesh>) -> Result<ClosedMesh, String> {
    let bounds = Bounds::of(&first.vertices);
    let others = others.into_iter().filter(|other| Bounds::of(&other.vertices).touches(&bounds)).collect();
    groups(others).into_iter().try_fold(first, |left, group| combine(&left, &group, Operation::Subtraction))
}

/// All of them.
pub(super) fn unite(parts: Vec<ClosedMesh>) -> Result<ClosedMesh, String> {
    let mut groups = groups(parts);
    // By pairs, so that no large mesh is gone through for each small one.
    while groups.len() > 1 {
        let mut rest = groups.into_iter();
        groups = Vec::new();
        while let Some(a) = rest.next() {
            groups.push(match rest.next() {
                Some(b) => combine(&a, &b, Operation::Union)?,
                None => a,
            });
        }
    }
    Ok(groups.pop().unwrap_or_default())
}

/// Meshes of parts whose bounds do not touch: each part goes into the first mesh where it touches no other.
fn groups(parts: Vec<ClosedMesh>) -> Vec<ClosedMesh> {
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.triangles.is_empty()).collect();
    let extent = parts.iter().map(|part| Bounds::of(&part.vertices).extent()).fold(0.0, f64::max);
    // So far apart that rounding does not bring them together.
    let bounds: Vec<_> = parts.iter().map(|part| Bounds::of(&part.vertices).grown(1e-7 * extent)).collect();
    let tree = Boxes::new(&bounds);
    let mut group_of: Vec<usize> = Vec::with_capacity(parts.len());
    let mut groups: Vec<ClosedMesh> = Vec::new();
    for (i, part) in parts.iter().enumerate() {
        let mut taken = Vec::new();
        tree.touching(&bounds[i], |j| {
            if (j as usize) < i && bounds[j as usize].touches(&bounds[i]) {
                taken.push(group_of[j as usize]);
            }
        });
        taken.sort_unstable();
        taken.dedup();
        let free = taken.iter().enumerate().take_while(|&(k, &g)| k == g).count();
        group_of.push(free);
        if free == groups.len() {
            groups.push(ClosedMesh::default());
        }
        groups[free].append(part);
    }
    groups
}
