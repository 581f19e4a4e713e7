//! Whether a mesh is closed and of one winding, by a sum.

use crate::geometry::model::Mesh;
use rayon::prelude::*;

/// Whether each edge is run along as often one way as the other. A hash of each edge's two ends is added
/// where a triangle runs along it one way and subtracted where it runs back; the sum is 0 where all cancel,
/// and for any other mesh with a probability of 2^-64. Vertices at the same place are one.
pub(super) fn is_closed(mesh: &Mesh) -> bool {
    let side = |from: [f32; 3], to: [f32; 3]| {
        let (a, b) = (place(from), place(to));
        match a.cmp(&b) {
            std::cmp::Ordering::Less => mix(a, b),
            std::cmp::Ordering::Equal => 0,
            std::cmp::Ordering::Greater => mix(b, a).wrapping_neg(),
        }
    };
    let sides = |triangle: &[u32; 3]| {
        let [a, b, c] = triangle.map(|vertex| mesh.vertices[vertex as usize]);
        side(a, b).wrapping_add(side(b, c)).wrapping_add(side(c, a))
    };
    let sum = mesh.triangles.par_iter().with_min_len(1 << 12).map(sides).reduce(|| 0, u64::wrapping_add);
    sum == 0 && !mesh.triangles.is_empty()
}

/// A vertex as a number: a hash of its coordinates, in which 0 and -0 are one.
fn place(v: [f32; 3]) -> u64 {
    let [x, y, z] = v.map(|x| u64::from((x + 0.0).to_bits()));
    mix(x << 32 | y, z)
}

/// The finalizer of SplitMix64 (Steele, Lea, Flood 2014) over both numbers.
fn mix(a: u64, b: u64) -> u64 {
    let scramble = |z: u64| {
        let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    scramble(scramble(a.wrapping_add(0x9e37_79b9_7f4a_7c15)).wrapping_add(b))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::model::PerTriangle;
    use crate::layout::NONE;

    fn tetrahedron() -> Mesh {
        let vertices = vec![[0.0; 3], [1.0, -0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [-0.0, 0.0, -0.0]];
        Mesh {
            name: String::new(),
            vertices,
            triangles: vec![[0, 2, 1], [4, 1, 3], [0, 3, 2], [1, 2, 3]],
            inner_material: PerTriangle::Uniform(0),
            outer_material: PerTriangle::Uniform(0),
            surface: PerTriangle::Uniform(NONE),
        }
    }

    #[test]
    fn closed_meshes_are_told_from_open_and_inconsistent_ones() {
        let mesh = tetrahedron();
        assert!(is_closed(&mesh)); // with a vertex that is there twice
        for triangle in 0..4 {
            let mut open = mesh.clone();
            open.triangles.remove(triangle);
            assert!(!is_closed(&open));
            let mut turned = mesh.clone();
            turned.triangles[triangle].swap(0, 1);
            assert!(!is_closed(&turned));
            let mut torn = mesh.clone();
            torn.vertices[3][0] = 1e-30;
            torn.vertices.push(mesh.vertices[3]);
            torn.triangles[3] = [1, 2, 5];
            assert!(!is_closed(&torn));
        }
        assert!(!is_closed(&Mesh { triangles: vec![], ..mesh }));
    }
}
