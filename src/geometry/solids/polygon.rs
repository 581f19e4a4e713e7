//! Outlines in a plane: area, crossings, and triangles without new points.

use super::ears::clip_ears;
use super::improve::improve;

/// The most corners of an outline.
pub(super) const MOST_CORNERS: usize = 10_000;

/// Twice the area of a triangle, positive if counterclockwise.
pub(super) fn turn(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/// The area, positive if counterclockwise.
pub(super) fn area(outline: &[[f64; 2]]) -> f64 {
    let Some(&o) = outline.first() else { return 0.0 };
    0.5 * outline.windows(2).map(|pair| turn(o, pair[0], pair[1])).sum::<f64>()
}

/// Removes corners that repeat the one before, and spikes without width, until there is none.
pub(super) fn tidy(outline: &mut Vec<[f64; 2]>) {
    let mut i = 0;
    let mut clean = 0;
    while outline.len() > 2 && clean <= outline.len() {
        let n = outline.len();
        i %= n;
        if outline[i] == outline[(i + 1) % n] {
            outline.remove((i + 1) % n);
            clean = 0;
        } else if outline[i] == outline[(i + 2) % n] {
            outline.remove((i + 1) % n);
            clean = 0;
            // Spikes may be on spikes.
            i = (i + n - 2) % (n - 1);
        } else {
            clean += 1;
            i += 1;
        }
    }
}

/// Two sides of an outline that cross, or lie on each other, by their first corners. Corners may touch.
pub(super) fn crossing(outline: &[[f64; 2]]) -> Option<[usize; 2]> {
    let n = outline.len();
    let side = |i: usize| (outline[i], outline[(i + 1) % n]);
    (0..n).find_map(|i| {
        let (a, b) = side(i);
        let (low, high) = ([a[0].min(b[0]), a[1].min(b[1])], [a[0].max(b[0]), a[1].max(b[1])]);
        (i + 1..n)
            .find(|&j| {
                let (c, d) = side(j);
                let apart = (0..2).any(|k| c[k].max(d[k]) < low[k] || c[k].min(d[k]) > high[k]);
                !apart && sides_cross(a, b, c, d)
            })
            .map(|j| [i, j])
    })
}

fn sides_cross(a: [f64; 2], b: [f64; 2], c: [f64; 2], d: [f64; 2]) -> bool {
    let (tc, td, ta, tb) = (turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b));
    if tc == 0.0 && td == 0.0 {
        // On one line: they overlap if they share more than a point.
        let along = usize::from((b[0] - a[0]).abs() < (b[1] - a[1]).abs());
        let low = a[along].min(b[along]).max(c[along].min(d[along]));
        let high = a[along].max(b[along]).min(c[along].max(d[along]));
        return low < high;
    }
    let opposite = |s: f64, t: f64| (s > 0.0 && t < 0.0) || (s < 0.0 && t > 0.0);
    opposite(tc, td) && opposite(ta, tb)
}

/// Triangles of a counterclockwise outline that does not cross itself, with its corners only. There are
/// always two fewer than corners, and each side is used once.
pub(super) fn triangulate(outline: &[[f64; 2]]) -> Vec<[usize; 3]> {
    let mut triangles = clip_ears(outline, 0.0);
    improve(outline, &mut triangles);
    triangles
}
