//! Parts of meshes that hang together: where no facet of another body is near, all of a part is on one side of it.

use super::super::edges;
use crate::geometry::model::Mesh;

/// A facet with an area of each part.
pub(super) fn of(mesh: &Mesh) -> Vec<usize> {
    let places = edges::places(mesh);
    let mut above: Vec<u32> = (0..places.len() as u32).collect();
    let solid = || (0..mesh.triangles.len()).filter(|&triangle| !mesh.is_degenerate(triangle));
    for triangle in solid() {
        let [a, b, c] = mesh.triangles[triangle].map(|vertex| places[vertex as usize]);
        for other in [b, c] {
            let (one, other) = (root(&mut above, a), root(&mut above, other));
            above[one.max(other) as usize] = one.min(other);
        }
    }
    let mut seen = vec![false; places.len()];
    let is_new = |&triangle: &usize| {
        let part = root(&mut above, places[mesh.triangles[triangle][0] as usize]);
        !std::mem::replace(&mut seen[part as usize], true)
    };
    solid().filter(is_new).collect()
}

/// The least vertex that one hangs together with, as far as that is known.
fn root(above: &mut [u32], mut vertex: u32) -> u32 {
    while above[vertex as usize] != vertex {
        let next = above[above[vertex as usize] as usize];
        above[vertex as usize] = next;
        vertex = next;
    }
    vertex
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::PerTriangle;
    use crate::layout::NONE;

    #[test]
    fn parts_hang_together_by_corners_at_one_place() {
        let corner = |x: f32, y: f32| [x, y, 0.0];
        // Two triangles with a corner in common whose vertices differ, one without area, and one apart.
        let vertices = vec![
            corner(0.0, 0.0),
            corner(1.0, 0.0),
            corner(0.0, 1.0),
            corner(1.0, 0.0),
            corner(2.0, 0.0),
            corner(2.0, 1.0),
            corner(5.0, 0.0),
            corner(6.0, 0.0),
            corner(5.0, 1.0),
        ];
        let triangles = vec![[2, 7, 7], [0, 1, 2], [3, 4, 5], [6, 7, 8]];
        let material = || PerTriangle::Uniform(0);
        let (inner_material, outer_material, surface) = (material(), material(), PerTriangle::Uniform(NONE));
        let mesh = Mesh { name: String::new(), vertices, triangles, inner_material, outer_material, surface };
        assert_eq!(of(&mesh), [1, 3]);
    }
}
