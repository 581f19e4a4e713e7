//! Changes of a few triangles that keep a surface closed. Each touches only triangles that no other change of
//! the same round has touched, and says whether it was made. A triangle that goes becomes [`GONE`].

use super::super::closed_mesh::{ClosedMesh, dot, length, normal, sub};
use super::faces::height;
use super::stars::{Stars, after, neighbours};

/// In place of a triangle that is no more.
pub(super) const GONE: [u32; 3] = [u32::MAX; 3];

/// Moves a vertex to another one, along an edge; its two triangles go.
pub(super) fn collapse(
    mesh: &mut ClosedMesh,
    stars: &Stars,
    touched: &mut [bool],
    [from, to]: [u32; 2],
    small: f64,
) -> bool {
    let (star, other) = (stars.of(from), stars.of(to));
    if star.iter().chain(other).any(|&t| touched[t as usize]) {
        return false;
    }
    let [a, b] = [(star, from), (other, to)].map(|(star, v)| neighbours(mesh, star, v));
    let common = a.iter().filter(|v| b.binary_search(v).is_ok()).count();
    let sides = star.iter().map(|&t| mesh.triangles[t as usize]).filter(|t| t.contains(&to));
    let mut sides: Vec<u32> = sides.flatten().filter(|&v| v != from && v != to).collect();
    sides.dedup();
    // Otherwise triangles would come to lie on each other, or an edge to have four. Vertices where several
    // surfaces touch stay.
    if common != 2
        || a.len() != star.len()
        || b.len() != other.len()
        || a.len() < 3
        || b.len() < 3
        || a.len() + b.len() < 7
    {
        return false;
    }
    let target = mesh.vertices[to as usize];
    let turns = star.iter().any(|&t| {
        let corners = mesh.triangles[t as usize];
        if corners.contains(&to) {
            return false;
        }
        let old = mesh.corners(corners);
        let new = corners.map(|v| if v == from { target } else { mesh.vertices[v as usize] });
        height(old) >= small && !(dot(normal(old), normal(new)) > 0.0)
    });
    if turns {
        return false;
    }
    star.iter().chain(other).for_each(|&t| touched[t as usize] = true);
    for &t in star {
        let corners = &mut mesh.triangles[t as usize];
        if corners.contains(&to) {
            *corners = GONE;
        } else {
            corners.iter_mut().filter(|v| **v == from).for_each(|v| *v = to);
        }
    }
    true
}

/// Replaces the longest edge of a flat triangle by the one between the corners opposite of it.
pub(super) fn swap(
    mesh: &mut ClosedMesh,
    stars: &Stars,
    touched: &mut [bool],
    t: usize,
    [a, b, c]: [u32; 3],
    small: f64,
) -> bool {
    let across = stars.of(a).iter().copied().find(|&u| {
        let corners = mesh.triangles[u as usize];
        (0..3).any(|k| corners[k] == b && corners[(k + 1) % 3] == a)
    });
    let Some(u) = across else { return false };
    let Some(d) = mesh.triangles[u as usize].into_iter().find(|&v| v != a && v != b) else { return false };
    // What is around must be as it was when the stars were made.
    if d == c || [a, b, c, d].iter().any(|&v| stars.of(v).iter().any(|&t| touched[t as usize])) {
        return false;
    }
    if neighbours(mesh, stars.of(c), c).binary_search(&d).is_ok() {
        // The edge is there already: an end with three triangles is the tip of a flat fin.
        return [a, b].into_iter().any(|v| remove_tip(mesh, stars, touched, v))
            || divide(mesh, stars, touched, [t, u as usize], [a, b, c, d]);
    }
    let old = mesh.corners(mesh.triangles[u as usize]);
    let new = [[a, d, c], [d, b, c]];
    let heights = new.map(|t| height(mesh.corners(t)));
    let before = height(old).min(height(mesh.corners([a, b, c])));
    let n = normal(old);
    let turned =
        new.iter().any(|&t| height(mesh.corners(t)) > 0.0 && !(dot(n, normal(mesh.corners(t))) > 0.0));
    let better = heights[0].min(heights[1]) > before && !(length(n) > 0.0 && turned);
    // Of two flat ones the parts are no less flat, but shorter, which ends too.
    let distance = |v: u32, w: u32| length(sub(mesh.vertices[v as usize], mesh.vertices[w as usize]));
    let sides = [(a, c), (c, b), (b, d), (d, a), (c, d)].map(|(v, w)| distance(v, w));
    let shorter = height(old) < small && sides.iter().all(|&side| side < distance(a, b));
    if !better && !shorter {
        return false;
    }
    mesh.triangles[t] = new[0];
    mesh.triangles[u as usize] = new[1];
    for v in [a, b, c, d] {
        stars.of(v).iter().for_each(|&t| touched[t as usize] = true);
    }
    true
}

/// Replaces the three triangles at a vertex by one.
pub(super) fn remove_tip(mesh: &mut ClosedMesh, stars: &Stars, touched: &mut [bool], v: u32) -> bool {
    let &[s, t, u] = stars.of(v) else { return false };
    let Some((b, c)) = after(mesh.triangles[s as usize], v) else { return false };
    let others = [t, u].map(|t| after(mesh.triangles[t as usize], v));
    let Some(d) = others.into_iter().flatten().find(|edge| edge.0 == c).map(|edge| edge.1) else {
        return false;
    };
    if d == b || !others.contains(&Some((d, b))) {
        return false;
    }
    for w in [b, c, d] {
        stars.of(w).iter().for_each(|&t| touched[t as usize] = true);
    }
    mesh.triangles[s as usize] = [b, c, d];
    mesh.triangles[t as usize] = GONE;
    mesh.triangles[u as usize] = GONE;
    true
}

/// Divides the edge between two triangles where the corner of the flat one is, so that both sheets which
/// touch there can be parted.
fn divide(
    mesh: &mut ClosedMesh,
    stars: &Stars,
    touched: &mut [bool],
    [t, u]: [usize; 2],
    [a, b, c, d]: [u32; 4],
) -> bool {
    let middle = mesh.add(mesh.vertices[c as usize]);
    for v in [a, b, c, d] {
        stars.of(v).iter().for_each(|&t| touched[t as usize] = true);
    }
    mesh.triangles[t] = [a, middle, c];
    mesh.triangles[u] = [middle, a, d];
    mesh.triangles.extend([[middle, b, c], [b, middle, d]]);
    true
}
