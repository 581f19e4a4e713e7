//! Parts of a surface that enclose nothing, and points where parts touch.

use super::super::closed_mesh::{ClosedMesh, dot, length, normal, sub};
use super::changes::GONE;

/// Removes pairs of triangles that are each other's backs. Whether there were any.
pub(super) fn remove_pillows(mesh: &mut ClosedMesh) -> bool {
    let mut sorted: Vec<([u32; 3], usize)> =
        (0..).zip(&mesh.triangles).map(|(i, t)| (ordered(*t), i)).collect();
    sorted.sort_unstable();
    let before = mesh.triangles.len();
    for pair in sorted.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1) {
        pair.iter().for_each(|&(_, i)| mesh.triangles[i] = GONE);
    }
    mesh.triangles.retain(|t| *t != GONE);
    mesh.triangles.len() < before
}

/// Gives each fan of triangles a vertex of its own where several fans touch in a point.
pub(super) fn separate_fans(mesh: &mut ClosedMesh) {
    let mut corner: Vec<u32> = (0..3 * mesh.triangles.len() as u32).collect();
    for [a, b] in sharing(mesh) {
        let next = |c: u32| c - c % 3 + (c + 1) % 3;
        // An edge goes the other way in its other triangle.
        unite(&mut corner, a, next(b));
        unite(&mut corner, next(a), b);
    }
    let mut owner = vec![u32::MAX; mesh.vertices.len()];
    let mut copy = vec![u32::MAX; corner.len()];
    for c in 0..corner.len() as u32 {
        let fan = root(&mut corner, c);
        let v = mesh.triangles[c as usize / 3][c as usize % 3] as usize;
        if owner[v] == u32::MAX {
            owner[v] = fan;
        }
        if owner[v] != fan {
            if copy[fan as usize] == u32::MAX {
                copy[fan as usize] = mesh.add(mesh.vertices[v]);
            }
            mesh.triangles[c as usize / 3][c as usize % 3] = copy[fan as usize];
        }
    }
}

/// Pairs of corners, three times the triangle and the corner's number, at which the two uses of an edge
/// begin.
pub(super) fn sharing(mesh: &ClosedMesh) -> Vec<[u32; 2]> {
    let mut edges: Vec<(u32, u32, u32)> = Vec::with_capacity(3 * mesh.triangles.len());
    for (t, &[a, b, c]) in (0..).zip(&mesh.triangles) {
        edges.extend((0..).zip([(a, b), (b, c), (c, a)]).map(|(k, (a, b))| (a.min(b), a.max(b), 3 * t + k)));
    }
    edges.sort_unstable();
    edges.chunks_exact(2).map(|pair| [pair[0].2, pair[1].2]).collect()
}

fn root(of: &mut [u32], mut i: u32) -> u32 {
    while of[i as usize] != i {
        of[i as usize] = of[of[i as usize] as usize];
        i = of[i as usize];
    }
    i
}

fn unite(of: &mut [u32], a: u32, b: u32) {
    let (a, b) = (root(of, a), root(of, b));
    of[a.max(b) as usize] = a.min(b);
}

fn ordered(mut t: [u32; 3]) -> [u32; 3] {
    t.sort_unstable();
    t
}

/// Removes separate parts that enclose nothing: less than a few steps of the grid on average.
pub(super) fn remove_skins(mesh: &mut ClosedMesh, grid: f64) {
    let mut part: Vec<u32> = (0..mesh.triangles.len() as u32).collect();
    for [a, b] in sharing(mesh) {
        unite(&mut part, a / 3, b / 3);
    }
    let of: Vec<u32> = (0..part.len() as u32).map(|t| root(&mut part, t)).collect();
    // Volume and area by part, the volume about one of its vertices.
    let mut sums = vec![[0.0; 2]; part.len()];
    for (&t, &part) in mesh.triangles.iter().zip(&of) {
        let corners = mesh.corners(t);
        let n = normal(corners);
        let origin = mesh.corners(mesh.triangles[part as usize])[0];
        let sum = &mut sums[part as usize];
        sum[0] += dot(n, sub(corners[0], origin)) / 6.0;
        sum[1] += 0.5 * length(n);
    }
    let is_skin = |part: u32| {
        let [volume, area] = sums[part as usize];
        volume.abs() <= 32.0 * grid * area
    };
    let mut kept = of.iter().map(|&part| !is_skin(part));
    mesh.triangles.retain(|_| kept.next().unwrap_or(true));
    mesh.compact();
}
