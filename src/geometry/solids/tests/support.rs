//! What several tests check.

use super::super::{ClosedMesh, Solid};
use super::implicit::implicit;

/// Random numbers that are the same in each run.
pub(super) struct Random(pub(super) u64);

impl Random {
    /// From 0 to less than 1.
    pub(super) fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Between two numbers.
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.next()
    }
}

/// Closed, each vertex used, no facet without area.
pub(super) fn assert_sound(name: &str, mesh: &ClosedMesh) {
    mesh.check_closed().unwrap_or_else(|what| panic!("{name}: {what}"));
    let mut used = vec![false; mesh.vertices.len()];
    mesh.triangles.iter().flatten().for_each(|&v| used[v as usize] = true);
    assert!(used.iter().all(|&u| u), "{name}: unused vertices");
    for &t in &mesh.triangles {
        let [a, b, c] = t.map(|v| mesh.vertices[v as usize]);
        let area = ClosedMesh { vertices: vec![a, b, c], triangles: vec![[0, 1, 2]] }.area();
        assert!(area > 0.0, "{name}: facet {a:?} {b:?} {c:?} has no area");
    }
    assert!(mesh.volume() > 0.0, "{name}: inside out");
}

/// The largest distance from the surface, of vertices, middles of edges and of facets.
pub(super) fn largest_distance(solid: &Solid, mesh: &ClosedMesh) -> f64 {
    let mut largest: f64 = 0.0;
    for &t in &mesh.triangles {
        let p = t.map(|v| mesh.vertices[v as usize]);
        let weights = [[1.0, 0.0, 0.0], [0.5, 0.5, 0.0], [0.0, 0.5, 0.5], [0.5, 0.0, 0.5], [1.0 / 3.0; 3]];
        for w in weights {
            let at = std::array::from_fn(|k| (0..3).map(|i| w[i] * p[i][k]).sum());
            largest = largest.max(implicit(solid, at).abs());
        }
    }
    largest
}

/// The volume by random points in a box, and its standard deviation.
pub(super) fn monte_carlo(solid: &Solid, bounds: [[f64; 3]; 2], points: u32) -> (f64, f64) {
    let mut random = Random(1);
    let [low, high] = bounds;
    let all: f64 = (0..3).map(|i| high[i] - low[i]).product();
    let inside = (0..points)
        .filter(|_| implicit(solid, std::array::from_fn(|i| random.between(low[i], high[i]))) < 0.0)
        .count();
    let part = inside as f64 / f64::from(points);
    (all * part, all * (part * (1.0 - part) / f64::from(points)).sqrt())
}
