//! A closed surface of triangles.

use std::collections::HashMap;

/// Triangles that enclose a volume: counterclockwise from outside, each edge used once in each direction.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ClosedMesh {
    /// In mm.
    pub vertices: Vec<[f64; 3]>,
    /// Indices of vertices.
    pub triangles: Vec<[u32; 3]>,
}

impl ClosedMesh {
    /// The enclosed volume in mm^3.
    pub fn volume(&self) -> f64 {
        // About a vertex, for the digits of a small solid far from the origin.
        let Some(&o) = self.vertices.first() else { return 0.0 };
        let six: f64 = self
            .triangles
            .iter()
            .map(|&t| {
                let [a, b, c] = self.corners(t).map(|p| sub(p, o));
                dot(a, cross(b, c))
            })
            .sum();
        six / 6.0
    }

    /// The smallest and the largest coordinates; zeros where there is no vertex.
    pub fn bounds(&self) -> [[f64; 3]; 2] {
        let Some(&first) = self.vertices.first() else { return [[0.0; 3]; 2] };
        self.vertices.iter().fold([first; 2], |[low, high], p| {
            [std::array::from_fn(|i| low[i].min(p[i])), std::array::from_fn(|i| high[i].max(p[i]))]
        })
    }

    /// The area in mm^2.
    pub fn area(&self) -> f64 {
        self.triangles.iter().map(|&t| 0.5 * length(normal(self.corners(t)))).sum()
    }

    /// The corners of a triangle.
    pub(super) fn corners(&self, triangle: [u32; 3]) -> [[f64; 3]; 3] {
        triangle.map(|v| self.vertices[v as usize])
    }

    /// Adds a vertex.
    pub(super) fn add(&mut self, p: [f64; 3]) -> u32 {
        self.vertices.push(p);
        (self.vertices.len() - 1) as u32
    }

    /// Adds a triangle, unless two of its corners are one vertex.
    pub(super) fn triangle(&mut self, t: [u32; 3]) {
        if t[0] != t[1] && t[1] != t[2] && t[2] != t[0] {
            self.triangles.push(t);
        }
    }

    /// Adds another mesh as it is.
    pub(super) fn append(&mut self, other: &Self) {
        let base = self.vertices.len() as u32;
        self.vertices.extend_from_slice(&other.vertices);
        self.triangles.extend(other.triangles.iter().map(|t| t.map(|v| v + base)));
    }

    /// Turns all triangles over.
    pub(super) fn flip(&mut self) {
        self.triangles.iter_mut().for_each(|t| t.swap(1, 2));
    }

    /// Moves all vertices; a map that reflects turns the triangles over.
    pub(super) fn map(&mut self, reflects: bool, f: impl Fn([f64; 3]) -> [f64; 3]) {
        self.vertices.iter_mut().for_each(|p| *p = f(*p));
        if reflects {
            self.flip();
        }
    }

    /// Removes vertices that no triangle uses.
    pub(super) fn compact(&mut self) {
        let mut new = vec![u32::MAX; self.vertices.len()];
        let mut kept = Vec::with_capacity(self.vertices.len());
        for v in self.triangles.iter_mut().flatten() {
            let slot = &mut new[*v as usize];
            if *slot == u32::MAX {
                *slot = kept.len() as u32;
                kept.push(self.vertices[*v as usize]);
            }
            *v = *slot;
        }
        self.vertices = kept;
    }

    /// An error unless each edge is used once in each direction, by triangles of three vertices, of finite
    /// coordinates.
    pub(super) fn check_closed(&self) -> Result<(), String> {
        if self.triangles.is_empty() {
            return Err("the solid is empty".into());
        }
        if self.vertices.iter().flatten().any(|x| !x.is_finite()) {
            return Err("a coordinate is not finite".into());
        }
        let mut edges = Vec::with_capacity(3 * self.triangles.len());
        for &[a, b, c] in &self.triangles {
            if a == b || b == c || c == a {
                return Err("a facet has a vertex twice".into());
            }
            edges.extend([(a, b), (b, c), (c, a)].map(|(a, b)| (a.min(b), a.max(b), a > b)));
        }
        edges.sort_unstable();
        // Sorted: an edge's forward use comes first, then its backward use.
        let paired = edges.chunks(2).all(|pair| {
            pair.len() == 2 && (pair[0].0, pair[0].1) == (pair[1].0, pair[1].1) && pair[0].2 != pair[1].2
        });
        let twice = edges.windows(2).any(|pair| pair[0] == pair[1]);
        if !paired || twice {
            return Err("the surface is not closed, or its facets do not turn the same way".into());
        }
        Ok(())
    }

    /// For each vertex the first of those with the same coordinates.
    pub(super) fn same_vertices(&self) -> Vec<u32> {
        let mut first = HashMap::with_capacity(self.vertices.len());
        (0..)
            .zip(&self.vertices)
            .map(|(i, p)| *first.entry(p.map(|x| (x + 0.0).to_bits())).or_insert(i))
            .collect()
    }
}

pub(super) fn sub(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

pub(super) fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub(super) fn cross(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

pub(super) fn length(a: [f64; 3]) -> f64 {
    dot(a, a).sqrt()
}

/// A triangle's normal, as long as twice its area.
pub(super) fn normal([a, b, c]: [[f64; 3]; 3]) -> [f64; 3] {
    cross(sub(b, a), sub(c, a))
}
