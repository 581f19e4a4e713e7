//! Whether two triangles are near to each other.

use super::near::Triangle;
use super::vector::{Vector, add, cross, dot, length, scale, subtract};

/// Whether two triangles are no farther apart than a tolerance, which is much larger than rounding
/// in double precision. The nearest points of two triangles are a corner of one and a point of the
/// other, or a point on an edge of each, unless an edge goes through the other triangle.
pub(super) fn within(a: &Triangle, b: &Triangle, tolerance: f64) -> bool {
    if beyond_plane(a, b, tolerance) || beyond_plane(b, a, tolerance) {
        return false;
    }
    let limit = tolerance * tolerance;
    b.iter().any(|corner| square_to_triangle(*corner, a) <= limit)
        || a.iter().any(|corner| square_to_triangle(*corner, b) <= limit)
        || edges(a).any(|one| edges(b).any(|other| square_of_edges(one, other) <= limit))
        || edges(a).any(|edge| pierces(edge, b))
        || edges(b).any(|edge| pierces(edge, a))
}

fn edges(t: &Triangle) -> impl Iterator<Item = (Vector, Vector)> {
    (0..3).map(|k| (t[k], t[(k + 1) % 3]))
}

fn normal(t: &Triangle) -> Vector {
    cross(subtract(t[1], t[0]), subtract(t[2], t[0]))
}

pub(super) fn unit_normal(t: &Triangle) -> Vector {
    let normal = normal(t);
    scale(1.0 / length(normal), normal)
}

/// The angle between two triangles' planes, whichever way those face.
pub(super) fn angle(a: &Triangle, b: &Triangle) -> f64 {
    let (n, m) = (normal(a), normal(b));
    length(cross(n, m)).atan2(dot(n, m).abs())
}

/// Whether two triangles go through each other over more than a length, and each ends more than that
/// beyond the other's plane on both sides of it.
pub(super) fn cross_by(a: &Triangle, b: &Triangle, by: f64) -> bool {
    let (n, m) = (unit_normal(a), unit_normal(b));
    let heights = |of: &Triangle, over: &Triangle, normal: Vector| {
        of.map(|corner| dot(normal, subtract(corner, over[0])))
    };
    let (above_a, above_b) = (heights(b, a, n), heights(a, b, m));
    let straddles = |heights: &[f64; 3]| {
        heights.iter().any(|height| *height > by) && heights.iter().any(|height| *height < -by)
    };
    if !straddles(&above_a) || !straddles(&above_b) {
        return false;
    }
    let line = cross(n, m);
    let ((a0, a1), (b0, b1)) = (stretch(a, &above_b, line), stretch(b, &above_a, line));
    a1.min(b1) - a0.max(b0) > by * length(line)
}

/// Where a triangle meets a plane that it goes through: least and greatest place along a line, times
/// the line's length. From the heights of its corners above the plane.
fn stretch(t: &Triangle, heights: &[f64; 3], line: Vector) -> (f64, f64) {
    let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
    for (i, j) in [(0, 1), (1, 2), (2, 0)] {
        let (from, to) = (heights[i], heights[j]);
        if (from > 0.0) == (to > 0.0) {
            continue;
        }
        let at = dot(line, add(t[i], scale(from / (from - to), subtract(t[j], t[i]))));
        (least, most) = (least.min(at), most.max(at));
    }
    (least, most)
}

/// Whether all of `b` is farther than a tolerance from the plane of `a`, on one side.
fn beyond_plane(a: &Triangle, b: &Triangle, tolerance: f64) -> bool {
    let normal = normal(a);
    let limit = tolerance * length(normal);
    let heights = b.map(|corner| dot(normal, subtract(corner, a[0])));
    heights.iter().all(|height| *height > limit) || heights.iter().all(|height| *height < -limit)
}

fn square(a: Vector) -> f64 {
    dot(a, a)
}

/// Square of the distance from a point to an edge.
fn square_to_edge(p: Vector, (a, b): (Vector, Vector)) -> f64 {
    let along = subtract(b, a);
    let t = (dot(subtract(p, a), along) / square(along)).clamp(0.0, 1.0);
    // NaN where the edge has no length: then either end will do.
    square(subtract(p, add(a, scale(if t.is_nan() { 0.0 } else { t }, along))))
}

/// Square of the distance from a point to a triangle.
pub(super) fn square_to_triangle(p: Vector, t: &Triangle) -> f64 {
    let normal = normal(t);
    let above = |(a, b): (Vector, Vector)| dot(cross(subtract(b, a), subtract(p, a)), normal) >= 0.0;
    if edges(t).all(above) {
        let height = dot(normal, subtract(p, t[0]));
        return height * height / square(normal);
    }
    edges(t).map(|edge| square_to_edge(p, edge)).fold(f64::INFINITY, f64::min)
}

/// Square of the distance between two edges where it is that of points between their ends, else
/// infinite. Nearly parallel edges whose points are ill determined give too much, but then a corner
/// is as near.
fn square_of_edges((a, b): (Vector, Vector), (c, d): (Vector, Vector)) -> f64 {
    let (u, v, w) = (subtract(b, a), subtract(d, c), subtract(a, c));
    let (uu, uv, vv, uw, vw) = (square(u), dot(u, v), square(v), dot(u, w), dot(v, w));
    let determinant = uu * vv - uv * uv;
    let s = (uv * vw - vv * uw) / determinant;
    let t = (uu * vw - uv * uw) / determinant;
    if !((0.0..=1.0).contains(&s) && (0.0..=1.0).contains(&t)) {
        return f64::INFINITY;
    }
    square(add(w, subtract(scale(s, u), scale(t, v))))
}

/// Whether an edge goes through a triangle. Rounding may decide where it passes an edge, but then
/// the edges are near.
fn pierces((p, q): (Vector, Vector), t: &Triangle) -> bool {
    let normal = normal(t);
    let side = |point: Vector| dot(normal, subtract(point, t[0]));
    if (side(p) > 0.0) == (side(q) > 0.0) {
        return false;
    }
    let along = subtract(q, p);
    let turn = |(a, b): (Vector, Vector)| dot(along, cross(subtract(a, p), subtract(b, p)));
    let turns: [f64; 3] = [0, 1, 2].map(|k| turn((t[k], t[(k + 1) % 3])));
    turns.iter().all(|turn| *turn >= 0.0) || turns.iter().all(|turn| *turn <= 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Numbers(u64);

    impl Numbers {
        fn next(&mut self) -> f64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 11) as f64 / (1_u64 << 53) as f64
        }

        /// Of sizes over an order of magnitude, some of them needles.
        fn triangle(&mut self) -> Triangle {
            let (size, thin) = (0.1_f64.powf(self.next()), if self.next() < 0.3 { 1e-3 } else { 1.0 });
            let middle = [0; 3].map(|_| 0.4 * self.next());
            [0; 3].map(|_| {
                let [x, y, z] = [0; 3].map(|_| size * (self.next() - 0.5));
                add(middle, [x, y * thin, z])
            })
        }
    }

    /// The nearest point of a triangle, by its barycentric regions (Ericson, Real-Time Collision
    /// Detection, 2005, sec. 5.1.5).
    fn nearest(p: Vector, [a, b, c]: Triangle) -> Vector {
        let (ab, ac) = (subtract(b, a), subtract(c, a));
        let towards = |from: Vector| (dot(ab, subtract(p, from)), dot(ac, subtract(p, from)));
        let ((d1, d2), (d3, d4), (d5, d6)) = (towards(a), towards(b), towards(c));
        let (va, vb, vc) = (d3 * d6 - d5 * d4, d5 * d2 - d1 * d6, d1 * d4 - d3 * d2);
        if d1 <= 0.0 && d2 <= 0.0 {
            a
        } else if d3 >= 0.0 && d4 <= d3 {
            b
        } else if vc <= 0.0 && d1 >= 0.0 && d3 <= 0.0 {
            add(a, scale(d1 / (d1 - d3), ab))
        } else if d6 >= 0.0 && d5 <= d6 {
            c
        } else if vb <= 0.0 && d2 >= 0.0 && d6 <= 0.0 {
            add(a, scale(d2 / (d2 - d6), ac))
        } else if va <= 0.0 && d4 >= d3 && d5 >= d6 {
            add(b, scale((d4 - d3) / ((d4 - d3) + (d5 - d6)), subtract(c, b)))
        } else {
            add(a, add(scale(vb / (va + vb + vc), ab), scale(vc / (va + vb + vc), ac)))
        }
    }

    /// Bounds of the distance: alternating projections converge to nearest points of convex sets
    /// (Cheney and Goldstein 1959), and planes across the line between two points show how far apart
    /// the sets are at least.
    fn distance(a: &Triangle, b: &Triangle) -> (f64, f64) {
        let mut p = a[0];
        let mut q = nearest(p, *b);
        for _ in 0..20_000 {
            p = nearest(q, *a);
            q = nearest(p, *b);
        }
        let line = subtract(q, p);
        let along = |t: &Triangle| t.map(|corner| dot(line, corner) / length(line));
        let gap = along(b).into_iter().fold(f64::INFINITY, f64::min)
            - along(a).into_iter().fold(f64::NEG_INFINITY, f64::max);
        (gap, length(line))
    }

    #[test]
    fn distances_are_those_of_alternating_projections() {
        let mut numbers = Numbers(3);
        let (mut met, mut apart) = (0, 0);
        for case in 0..1000 {
            let (a, b) = (numbers.triangle(), numbers.triangle());
            let (least, most) = distance(&a, &b);
            let limit = 1.000_001 * most + 1e-8;
            assert!(within(&a, &b, limit) && within(&b, &a, limit), "case {case}: {most}");
            met += u32::from(most < 1e-9);
            if most > 1e-9 && least > 1e-4 {
                apart += u32::from(least > 0.999 * most);
                assert!(!within(&a, &b, 0.999_999 * least), "case {case}: {least}");
            }
        }
        assert!(met > 30 && apart > 500, "{met} meet, {apart} do not");
    }
}
