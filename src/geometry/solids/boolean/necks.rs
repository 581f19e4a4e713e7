//! Parts surfaces at places without width.

use super::super::closed_mesh::ClosedMesh;
use super::stars::{Stars, neighbours};

/// Parts the surface along three edges that are around no triangle, two of which begin at the ends of a short
/// edge: a neck of no width, as where corners of solids touch. Both sides get a triangle.
pub(super) fn part(mesh: &mut ClosedMesh, stars: &Stars, touched: &mut [bool], [a, b]: [u32; 2]) -> bool {
    let around = [a, b].map(|v| neighbours(mesh, stars.of(v), v));
    let is_side = |x: u32| {
        stars.of(a).iter().any(|&t| {
            let corners = mesh.triangles[t as usize];
            corners.contains(&b) && corners.contains(&x)
        })
    };
    let Some(&x) = around[0].iter().find(|&&x| x != b && around[1].binary_search(&x).is_ok() && !is_side(x))
    else {
        return false;
    };
    let cycle = [a, b, x];
    if cycle.iter().any(|&v| stars.of(v).iter().any(|&t| touched[t as usize])) {
        return false;
    }
    let mut left = Vec::new();
    for k in 0..3 {
        let Some(arc) = left_of(mesh, stars, cycle[(k + 2) % 3], cycle[k], cycle[(k + 1) % 3]) else {
            return false;
        };
        left.push(arc);
    }
    for v in cycle {
        stars.of(v).iter().for_each(|&t| touched[t as usize] = true);
    }
    let copies = cycle.map(|v| mesh.add(mesh.vertices[v as usize]));
    for (k, arc) in left.into_iter().enumerate() {
        for t in arc {
            mesh.triangles[t as usize].iter_mut().filter(|v| **v == cycle[k]).for_each(|v| *v = copies[k]);
        }
    }
    mesh.triangles.push(cycle);
    mesh.triangles.push([copies[1], copies[0], copies[2]]);
    true
}

/// The triangles at a vertex on the left of the way to it and on.
fn left_of(mesh: &ClosedMesh, stars: &Stars, from: u32, v: u32, to: u32) -> Option<Vec<u32>> {
    let star = stars.of(v);
    let mut arc = Vec::new();
    let mut to = to;
    while arc.len() <= star.len() {
        // The triangle on the left of the edge to `to`, and its third corner.
        let (t, third) = star.iter().find_map(|&t| {
            let corners = mesh.triangles[t as usize];
            (0..3).find(|&k| corners[k] == v && corners[(k + 1) % 3] == to).map(|k| (t, corners[(k + 2) % 3]))
        })?;
        arc.push(t);
        if third == from {
            return Some(arc);
        }
        to = third;
    }
    None
}
