//! Meshes for tests.
#![allow(dead_code)] // each test file uses some of them

pub mod faults;

use chroma2::geometry::{Instance, Mesh, PerTriangle};
use chroma2::layout::NONE;

/// A mesh of material 0 on both sides without a surface.
pub fn bare(name: &str, vertices: Vec<[f32; 3]>, triangles: Vec<[u32; 3]>) -> Mesh {
    Mesh {
        name: name.into(),
        vertices,
        triangles,
        inner_material: PerTriangle::Uniform(0),
        outer_material: PerTriangle::Uniform(0),
        surface: PerTriangle::Uniform(NONE),
    }
}

/// No triangle at all.
pub fn empty() -> Mesh {
    bare("empty", Vec::new(), Vec::new())
}

/// A closed sphere of `rings` rings of `2 * rings` quads, normals outward.
pub fn sphere(radius: f32, rings: u32) -> Mesh {
    let columns = 2 * rings;
    let mut vertices = Vec::new();
    for ring in 0..=rings {
        let (s, c) = (std::f32::consts::PI * ring as f32 / rings as f32).sin_cos();
        let s = if ring == 0 || ring == rings { 0.0 } else { s };
        for column in 0..columns {
            let (y, x) = (2.0 * std::f32::consts::PI * column as f32 / columns as f32).sin_cos();
            vertices.push([radius * s * x, radius * s * y, radius * c]);
        }
    }
    let at = |ring: u32, column: u32| match ring {
        0 => 0,
        ring if ring == rings => rings * columns,
        ring => ring * columns + column % columns,
    };
    let mut triangles = Vec::new();
    for ring in 0..rings {
        for column in 0..columns {
            let (a, b) = (at(ring, column), at(ring, column + 1));
            let (c, d) = (at(ring + 1, column), at(ring + 1, column + 1));
            if ring > 0 {
                triangles.push([a, c, b]);
            }
            if ring + 1 < rings {
                triangles.push([b, c, d]);
            }
        }
    }
    bare("sphere", vertices, triangles)
}

/// Numbers in [0, 1) from a linear congruential generator (Knuth's constants).
pub struct Numbers(pub u64);

impl Numbers {
    pub fn next(&mut self) -> f32 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 40) as f32 / (1_u64 << 24) as f32
    }

    pub fn within(&mut self, half: f32) -> [f32; 3] {
        [0; 3].map(|_| (2.0 * self.next() - 1.0) * half)
    }
}

/// Triangles of very different sizes anywhere, many of them slivers.
pub fn soup(count: u32, seed: u64) -> Mesh {
    let mut numbers = Numbers(seed);
    let (mut vertices, mut triangles) = (Vec::new(), Vec::new());
    for i in 0..count {
        let centre = numbers.within(1000.0);
        let size = 0.01 * 1e5_f32.powf(numbers.next());
        let corners = [0; 3].map(|_| {
            let d = numbers.within(size);
            [0, 1, 2].map(|k| centre[k] + d[k] * if i % 4 == 0 && k == 0 { 1e-4 } else { 1.0 })
        });
        vertices.extend(corners);
        triangles.push([3 * i, 3 * i + 1, 3 * i + 2]);
    }
    bare("soup", vertices, triangles)
}

/// The same triangle many times over.
pub fn coincident(count: usize) -> Mesh {
    bare("coincident", vec![[0.0; 3], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], vec![[0, 1, 2]; count])
}

/// Turns an instance by angles that depend on a number.
pub fn turned(mut instance: Instance, number: u32) -> Instance {
    let (s, c) = f64::from(number).sin_cos();
    let (t, d) = (1.7 * f64::from(number)).sin_cos();
    instance.rotation = [c, -s * d, s * t, s, c * d, -c * t, 0.0, t, d];
    instance
}

/// A flat square of `cells` by `cells` quads at z = 0, from -half to half.
pub fn grid(cells: u32, half: f32) -> Mesh {
    let (mut vertices, mut triangles) = (Vec::new(), Vec::new());
    let at = |i: u32| 2.0 * half * i as f32 / cells as f32 - half;
    for row in 0..=cells {
        for column in 0..=cells {
            vertices.push([at(column), at(row), 0.0]);
        }
    }
    for row in 0..cells {
        for column in 0..cells {
            let a = row * (cells + 1) + column;
            let c = a + cells + 1;
            triangles.extend([[a, a + 1, c], [a + 1, c + 1, c]]);
        }
    }
    bare("grid", vertices, triangles)
}

/// A closed octahedron with its corners on the axes, normals outward; no rounding anywhere.
pub fn octahedron(radius: f32) -> Mesh {
    let r = radius;
    let vertices =
        vec![[r, 0.0, 0.0], [-r, 0.0, 0.0], [0.0, r, 0.0], [0.0, -r, 0.0], [0.0, 0.0, r], [0.0, 0.0, -r]];
    let (top, bottom) =
        ([[0, 2, 4], [2, 1, 4], [1, 3, 4], [3, 0, 4]], [[2, 0, 5], [1, 2, 5], [3, 1, 5], [0, 3, 5]]);
    bare("octahedron", vertices, [top, bottom].concat())
}

/// Equal triangles side by side along x.
pub fn strip(count: u32) -> Mesh {
    let vertices = (0..=count + 1).map(|i| [(i / 2) as f32, (i % 2) as f32, 0.0]).collect();
    bare("strip", vertices, (0..count).map(|i| [i, i + 1, i + 2]).collect())
}

/// With another material inside.
pub fn of(material: u32, mut mesh: Mesh) -> Mesh {
    mesh.inner_material = PerTriangle::Uniform(material);
    mesh
}

/// A closed box of material 1.
pub fn cuboid(lo: [f64; 3], hi: [f64; 3]) -> Mesh {
    let corner = |i: u32| [0, 1, 2].map(|k| if i >> (2 - k) & 1 == 1 { hi[k] as f32 } else { lo[k] as f32 });
    let triangles = [
        [0, 1, 3],
        [0, 3, 2],
        [4, 6, 7],
        [4, 7, 5],
        [0, 4, 5],
        [0, 5, 1],
        [2, 3, 7],
        [2, 7, 6],
        [0, 2, 6],
        [0, 6, 4],
        [1, 5, 7],
        [1, 7, 3],
    ];
    of(1, bare("box", (0..8).map(corner).collect(), triangles.to_vec()))
}

/// A closed prism along z whose section runs from `inner` (0: none) to `outer` in segments; the first
/// corner at `phase` segments.
pub fn tube(inner: f64, outer: f64, length: f64, segments: u32, phase: f64) -> Mesh {
    let ring = |radius: f64, z: f64| {
        (0..segments).map(move |i| {
            let (y, x) = (std::f64::consts::TAU * (f64::from(i) + phase) / f64::from(segments)).sin_cos();
            [radius * x, radius * y, z].map(|x| x as f32)
        })
    };
    let mut vertices = Vec::new();
    for (radius, z) in [(outer, -0.5), (outer, 0.5), (inner, 0.5), (inner, -0.5)] {
        vertices.extend(ring(radius, z * length));
    }
    let mut triangles = Vec::new();
    for from in 0..4 {
        for i in 0..segments {
            let next = (i + 1) % segments;
            let (a, b) = (from * segments, (from + 1) % 4 * segments);
            triangles.extend([[a + i, a + next, b + next], [a + i, b + next, b + i]]);
        }
    }
    // Without a bore its wall and half of each end have no area.
    of(1, bare("tube", vertices, triangles))
}
