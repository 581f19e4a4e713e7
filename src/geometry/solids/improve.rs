//! Better triangles of the same points.

use super::polygon::turn;
use std::collections::HashMap;

/// Swaps diagonals of neighbours until no triangle has another's corner in its circle, which avoids slivers.
pub(super) fn improve(p: &[[f64; 2]], triangles: &mut [[usize; 3]]) {
    let mut owner = HashMap::with_capacity(3 * triangles.len());
    for (t, corners) in triangles.iter().enumerate() {
        for k in 0..3 {
            owner.insert((corners[k], corners[(k + 1) % 3]), t);
        }
    }
    if owner.len() != 3 * triangles.len() {
        return;
    }
    let mut edges: Vec<(usize, usize)> =
        triangles.iter().flat_map(|t| [(t[0], t[1]), (t[1], t[2]), (t[2], t[0])]).collect();
    // Enough for what comes; rounding might go round in circles.
    let mut swaps_left = 20 * triangles.len() + 100;
    while let Some((a, b)) = edges.pop() {
        let (Some(&t), Some(&u)) = (owner.get(&(a, b)), owner.get(&(b, a))) else { continue };
        let (Some(c), Some(d)) = (opposite(triangles[t], a, b), opposite(triangles[u], b, a)) else {
            continue;
        };
        if owner.contains_key(&(c, d)) || owner.contains_key(&(d, c)) || !better(p, [a, b, c, d]) {
            continue;
        }
        if swaps_left == 0 {
            return;
        }
        swaps_left -= 1;
        owner.remove(&(a, b));
        owner.remove(&(b, a));
        triangles[t] = [a, d, c];
        triangles[u] = [d, b, c];
        for (t, k) in [(t, (a, d)), (t, (d, c)), (t, (c, a)), (u, (d, b)), (u, (b, c)), (u, (c, d))] {
            owner.insert(k, t);
        }
        edges.extend([(a, d), (d, b), (b, c), (c, a)]);
    }
}

/// The corner of a triangle across its edge from a to b.
fn opposite(t: [usize; 3], a: usize, b: usize) -> Option<usize> {
    (0..3).find(|&k| t[k] == a && t[(k + 1) % 3] == b).map(|k| t[(k + 2) % 3])
}

/// Whether diagonal c, d is better than a, b: its triangles turn left by enough, and the smaller one of the
/// opposite angles grows.
fn better(p: &[[f64; 2]], [a, b, c, d]: [usize; 4]) -> bool {
    let [a, b, c, d] = [p[a], p[b], p[c], p[d]];
    let (s, t) = (turn(a, d, c), turn(d, b, c));
    if !(s > 0.0 && t > 0.0) {
        return false;
    }
    // Angles opposite of the edge: together above pi, d is in the circle of a, b, c.
    let angle = |o: [f64; 2], u: [f64; 2], v: [f64; 2]| {
        let dot = (u[0] - o[0]) * (v[0] - o[0]) + (u[1] - o[1]) * (v[1] - o[1]);
        turn(o, u, v).atan2(dot)
    };
    let old = angle(c, a, b) + angle(d, b, a);
    old > std::f64::consts::PI + 1e-9
}
