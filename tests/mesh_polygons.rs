//! Faces of more than three corners: triangles inside the outline that use each of its edges once, whatever
//! the shape; what is no outline is refused with its line.

use chroma2::Result;
use chroma2::geometry::load::{LoadOptions, MeshFormat, parse_mesh};
use proptest::prelude::*;
use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;

type Triangles = Vec<[usize; 3]>;

/// Splits the face of these points in this order, as an OBJ file.
fn split(points: &[[f64; 3]], face: &[usize]) -> Result<Triangles> {
    let mut text = String::new();
    for [x, y, z] in points {
        writeln!(text, "v {x} {y} {z}").unwrap();
    }
    // Every vertex is used first, in the order of the file; the triangle of each is dropped again.
    (1..=points.len()).for_each(|i| writeln!(text, "f {i} {i} {i}").unwrap());
    let corners: Vec<String> = face.iter().map(|i| (i + 1).to_string()).collect();
    write!(text, "f {}", corners.join(" ")).unwrap();
    let mesh = parse_mesh(text.as_bytes(), MeshFormat::Obj, Path::new("a.obj"), &LoadOptions::default())?;
    assert_eq!(mesh.vertices.len(), points.len());
    Ok(mesh.triangles[points.len()..].iter().map(|t| t.map(|i| i as usize)).collect())
}

fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    (0..3).map(|i| a[i] * b[i]).sum()
}

/// Twice the area, as a vector.
fn area(points: &[[f64; 3]], outline: &[usize]) -> [f64; 3] {
    let from = |i: usize| [0, 1, 2].map(|axis| points[i][axis] - points[outline[0]][axis]);
    let mut sum = [0.0; 3];
    for pair in outline.windows(2) {
        let part = cross(from(pair[0]), from(pair[1]));
        sum = [0, 1, 2].map(|axis| sum[axis] + part[axis]);
    }
    sum
}

/// The outline's edges are used once each, all others both ways, and no triangle is turned over: then the
/// triangles fill the outline and do not overlap.
#[track_caller]
fn assert_fills(points: &[[f64; 3]], face: &[usize], triangles: &Triangles) {
    let mut edges = HashMap::<(usize, usize), i32>::new();
    let mut put = |outline: &[usize], by: i32| {
        for (i, &a) in outline.iter().enumerate() {
            let b = outline[(i + 1) % outline.len()];
            *edges.entry((a, b)).or_default() += by;
            *edges.entry((b, a)).or_default() -= by;
        }
    };
    put(face, 1);
    triangles.iter().for_each(|triangle| put(triangle, -1));
    assert!(edges.values().all(|&uses| uses == 0), "{face:?}: {triangles:?}");
    let whole = area(points, face);
    let size = dot(whole, whole).sqrt();
    let mut sum = 0.0;
    for triangle in triangles {
        let part = dot(area(points, triangle), whole) / size;
        assert!(part > -1e-6 * size, "{face:?}: {triangle:?} is turned over: {part}");
        sum += part.abs();
    }
    assert!((sum - size).abs() < 1e-5 * size, "{sum} of {size}");
}

fn all(points: &[[f64; 3]]) -> Vec<usize> {
    (0..points.len()).collect()
}

#[test]
fn a_notch_stays_open() {
    let points = [[0., 0., 0.], [4., 0., 0.], [4., 4., 0.], [2., 1., 0.], [0., 4., 0.]];
    for turn in 0..5 {
        for face in
            [(0..5).map(|i| (i + turn) % 5).collect::<Vec<_>>(), (0..5).map(|i| (9 - i - turn) % 5).collect()]
        {
            let triangles = split(&points, &face).unwrap();
            assert_eq!(triangles.len(), 3);
            assert_fills(&points, &face, &triangles);
            let covers = |triangle: &[usize; 3]| {
                let side = |i: usize| {
                    let [a, b] = [triangle[i], triangle[(i + 1) % 3]].map(|i| points[i]);
                    (b[0] - a[0]) * (3.0 - a[1]) - (b[1] - a[1]) * (2.0 - a[0])
                };
                (0..3).all(|i| side(i) > 0.0) || (0..3).all(|i| side(i) < 0.0)
            };
            assert!(!triangles.iter().any(covers), "{triangles:?} cover (2, 3)");
        }
    }
}

/// As they were before: a fan about the first corner, where that is right.
#[test]
fn convex_faces_and_stars_about_their_first_corner_are_fans() {
    let circle: Vec<[f64; 3]> =
        (0..100).map(|i| (f64::from(i) * 0.0628).sin_cos()).map(|(s, c)| [c, s + 0.5 * c, 7e3 - c]).collect();
    let straight =
        [[0.1, 0., 0.3], [1.1, 0., 0.3], [2.1, 0., 0.3], [2.1, 0.7, 0.3], [1.3, 0.7, 0.3], [0.1, 0.7, 0.3]];
    let star = [[2., 1., 0.], [0., 4., 0.], [0., 0., 0.], [4., 0., 0.], [4., 4., 0.]];
    let saddle = [[0., 0., 0.], [1., 0., 0.4], [1., 1., 0.], [0., 1., 0.4]];
    let nothing = [[1., 1., 1.], [2., 2., 2.], [3., 3., 3.], [0., 0., 0.]];
    for points in [&circle[..], &straight, &star, &saddle, &nothing] {
        let fan: Triangles = (1..points.len() - 1).map(|i| [0, i, i + 1]).collect();
        assert_eq!(split(points, &all(points)).unwrap(), fan);
    }
    assert_eq!(split(&star, &[0, 1, 1, 2]).unwrap(), [[0, 1, 1], [0, 1, 2]], "a corner twice");
}

#[test]
fn a_hole_that_a_slit_joins_to_the_outline() {
    let mut points = Vec::new();
    for (half, z) in [(2.0, 1.0), (1.0, 1.0)] {
        points.extend([[-half, -half, z], [half, -half, z], [half, half, z], [-half, half, z]]);
    }
    let face = [0, 1, 2, 3, 0, 4, 7, 6, 5, 4];
    let triangles = split(&points, &face).unwrap();
    assert_eq!(triangles.len(), 8);
    assert_fills(&points, &face, &triangles);
}

#[test]
fn many_corners() {
    // A comb: a straight back, and teeth of one unit, whose corners are all on two lines.
    let teeth = 20_000;
    let mut points = vec![[0.0, -1.0, 0.0]];
    points.extend((0..=2 * teeth).map(|i| [f64::from(i), f64::from(i % 2), 0.0]));
    points.push([f64::from(2 * teeth), -1.0, 0.0]);
    let face: Vec<usize> = all(&points).into_iter().rev().collect();
    let triangles = split(&points, &face).unwrap();
    assert_eq!(triangles.len(), points.len() - 2);
    assert_fills(&points, &face, &triangles);
}

#[test]
fn outlines_that_cross_or_touch_themselves_are_refused() {
    let bow_tie = [[0., 0., 0.], [2., 2., 0.], [2., 0., 0.], [0., 2., 0.]];
    let uneven = [[0., 0., 0.], [2., 2., 0.], [2., 0., 0.], [0., 3., 0.]];
    let pentagram: Vec<[f64; 3]> =
        (0..5).map(|i| (f64::from(i) * 2.5132741).sin_cos()).map(|(s, c)| [c, s, 1.0]).collect();
    let touching = [[0., 0., 0.], [4., 0., 0.], [4., 4., 0.], [2., 0., 0.], [0., 4., 0.]];
    for points in [&bow_tie[..], &uneven, &pentagram, &touching] {
        let message = split(points, &all(points)).unwrap_err().to_string();
        let line = 2 * points.len() + 1;
        assert_eq!(
            message,
            format!(
                "a.obj: line {line}: the outline of a face crosses or touches itself, so that it can't be split into triangles"
            )
        );
    }
    let ply = "ply\nformat ascii 1.0\nelement vertex 4\nproperty int x\nproperty int y\nproperty int z\nelement face 1\n\
               property list int int vertex_index\nend_header\n0 0 0\n2 2 0\n2 0 0\n0 2 0\n4 0 1 2 3\n";
    let message = parse_mesh(ply.as_bytes(), MeshFormat::Ply, Path::new("a.ply"), &LoadOptions::default());
    assert!(message.unwrap_err().to_string().starts_with("a.ply: line 14: face 0: the outline"));
}

/// Undoes crossings of an outline until there is none: gives simple outlines of any shape.
fn untangle(points: &[[f64; 2]]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..points.len()).collect();
    let side = |a: usize, b: usize, c: usize| {
        let [a, b, c] = [a, b, c].map(|i| points[i]);
        (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    };
    let n = points.len();
    loop {
        let mut changed = false;
        for i in 0..n {
            for k in i + 2..n - usize::from(i == 0) {
                let (a, b, c, d) = (order[i], order[i + 1], order[k], order[(k + 1) % n]);
                if side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0 {
                    order[i + 1..=k].reverse();
                    changed = true;
                }
            }
        }
        if !changed {
            return order;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Outlines of any shape, in any plane, bent a little.
    #[test]
    fn random_outlines(
        flat in prop::collection::vec(prop::array::uniform2(-100.0..100.0f64), 4..40),
        axes in prop::array::uniform2(prop::array::uniform3(-1.0..1.0f64)),
        bend in 0.0..1e-4f64,
    ) {
        let flat: Vec<[f64; 2]> = flat.iter().map(|p| p.map(|x| f64::from(x as f32))).collect();
        let [u, v] = axes;
        prop_assume!(dot(cross(u, v), cross(u, v)) > 0.01);
        let place = |&[x, y]: &[f64; 2]| {
            [0, 1, 2].map(|axis| f64::from((x * u[axis] + y * v[axis] + bend * (x * y).sin()) as f32))
        };
        let points: Vec<[f64; 3]> = flat.iter().map(place).collect();
        let face = untangle(&flat);
        let triangles = split(&points, &face).unwrap();
        prop_assert_eq!(triangles.len(), points.len() - 2);
        assert_fills(&points, &face, &triangles);
    }
}
