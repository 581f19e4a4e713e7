//! Joins holes of a facet to the outlines around them.

use super::super::polygon;

/// Joins holes to the outlines around them, by edges there and back.
pub(super) fn with_holes(loops: Vec<Vec<usize>>, points: &[[f64; 2]], thin: f64) -> Vec<Vec<usize>> {
    let area = |l: &[usize]| polygon::area(&l.iter().map(|&i| points[i]).collect::<Vec<_>>());
    let areas: Vec<f64> = loops.iter().map(|l| area(l)).collect();
    if loops.len() < 2 || areas.iter().all(|&a| a > 0.0) {
        return loops;
    }
    let Some(largest) =
        (0..loops.len()).filter(|&i| areas[i] > 0.0).max_by(|&i, &j| areas[i].total_cmp(&areas[j]))
    else {
        return loops;
    };
    // What encloses next to nothing needs no bridge, and might not be inside of anything.
    let long = |l: &[usize]| -> f64 {
        let next = |k: usize| points[l[(k + 1) % l.len()]];
        (0..l.len()).map(|k| (next(k)[0] - points[l[k]][0]).hypot(next(k)[1] - points[l[k]][1])).sum()
    };
    let (mut outer, mut holes, mut alone): (Vec<_>, Vec<_>, Vec<_>) = Default::default();
    for (i, l) in loops.into_iter().enumerate() {
        if areas[i].abs() <= thin * long(&l) {
            alone.push(l);
        } else if areas[i] > 0.0 {
            outer.push((areas[i], i == largest, l))
        } else {
            holes.push(l)
        }
    }
    // The smallest outline around a hole is its own.
    outer.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut inside: Vec<Vec<Vec<usize>>> = vec![Vec::new(); outer.len()];
    for hole in holes {
        let around = outer.iter().position(|(.., l)| hole.iter().any(|&i| surrounds(l, points, points[i])));
        let k = around.or_else(|| outer.iter().position(|o| o.1)).unwrap_or(0);
        inside[k].push(hole);
    }
    outer.into_iter().zip(inside).map(|((.., l), holes)| bridge(l, holes, points)).chain(alone).collect()
}

/// Whether a point is strictly inside, by crossings of a ray.
fn surrounds(outline: &[usize], points: &[[f64; 2]], p: [f64; 2]) -> bool {
    let mut inside = false;
    for (k, &i) in outline.iter().enumerate() {
        let (a, b) = (points[i], points[outline[(k + 1) % outline.len()]]);
        if (a[1] > p[1]) != (b[1] > p[1]) && (polygon::turn(a, b, p) > 0.0) == (b[1] > a[1]) {
            inside = !inside;
        }
    }
    inside
}

fn bridge(mut outline: Vec<usize>, mut holes: Vec<Vec<usize>>, points: &[[f64; 2]]) -> Vec<usize> {
    // From the right, so that holes find those they look at already joined.
    let rightmost = |hole: &[usize]| {
        (0..hole.len()).fold(0, |best, k| if points[hole[k]][0] > points[hole[best]][0] { k } else { best })
    };
    holes.sort_by(|a, b| points[b[rightmost(b)]][0].total_cmp(&points[a[rightmost(a)]][0]));
    for hole in holes {
        let start = rightmost(&hole);
        let from = points[hole[start]];
        let end = seen(&outline, points, from).unwrap_or(0);
        // To the hole, around it, and back.
        let mut joined = Vec::with_capacity(outline.len() + hole.len() + 2);
        joined.extend_from_slice(&outline[..=end]);
        joined.extend_from_slice(&hole[start..]);
        joined.extend_from_slice(&hole[..=start]);
        joined.extend_from_slice(&outline[end..]);
        outline = joined;
    }
    outline
}

/// A corner of an outline that is seen from a point inside of it, in whose right there is nothing but the
/// outline.
fn seen(outline: &[usize], points: &[[f64; 2]], from: [f64; 2]) -> Option<usize> {
    let n = outline.len();
    let at = |k: usize| points[outline[k % n]];
    // The nearest side to the right, which goes up.
    let mut nearest: Option<(f64, usize, [f64; 2])> = None;
    for k in 0..n {
        let (a, b) = (at(k), at(k + 1));
        if !(a[1] <= from[1] && from[1] <= b[1] && a[1] < b[1]) {
            continue;
        }
        let x = a[0] + (b[0] - a[0]) * ((from[1] - a[1]) / (b[1] - a[1]));
        if x >= from[0] && nearest.is_none_or(|(best, ..)| x < best) {
            nearest = Some((x, if a[0] > b[0] { k } else { k + 1 }, [x, from[1]]));
        }
    }
    let (_, end, hit) = nearest?;
    let end = end % n;
    let target = at(end);
    // Corners between the ray and the way to that end hide it: the one closest to the ray's direction is
    // seen.
    let left = polygon::turn(from, hit, target) < 0.0;
    let triangle = if left { [from, target, hit] } else { [from, hit, target] };
    let covered = |p: [f64; 2]| (0..3).all(|i| polygon::turn(triangle[i], triangle[(i + 1) % 3], p) >= 0.0);
    let slope = |p: [f64; 2]| {
        let d = [p[0] - from[0], (p[1] - from[1]).abs()];
        (d[1].atan2(d[0]), d[0].hypot(d[1]))
    };
    // Of corners in one place, the one whose inside the point is in.
    let faces = |k: usize| {
        let (before, corner, after) = (at(k + n - 1), at(k), at(k + 1));
        let (l, r) = (polygon::turn(before, corner, from) > 0.0, polygon::turn(corner, after, from) > 0.0);
        if polygon::turn(before, corner, after) >= 0.0 { l && r } else { l || r }
    };
    let bends = |k: usize| !(polygon::turn(at(k + n - 1), at(k), at(k + 1)) > 0.0);
    (0..n)
        .filter(|&k| k == end || at(k) == target || bends(k) && at(k)[0] >= from[0] && covered(at(k)))
        .min_by(|&i, &j| {
            let ((a, s), (b, t)) = (slope(at(i)), slope(at(j)));
            a.total_cmp(&b).then(s.total_cmp(&t)).then(faces(j).cmp(&faces(i))).then(i.cmp(&j))
        })
}
