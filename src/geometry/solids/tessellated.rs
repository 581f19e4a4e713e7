//! Facets of three or four corners, as they are given.

use super::check;
use super::closed_mesh::{ClosedMesh, cross, dot, length, normal, sub};
use super::tessellation::MOST_TRIANGLES;

/// Vertices at one place are one vertex; facets of which no area is left go. Facets that all point inwards
/// are turned over.
pub(super) fn tessellated(vertices: &[[f64; 3]], facets: &[Vec<u32>]) -> Result<ClosedMesh, String> {
    check::count("facets", facets.len(), 4, MOST_TRIANGLES)?;
    check::count("vertices", vertices.len(), 4, 3 * MOST_TRIANGLES)?;
    for (i, p) in vertices.iter().enumerate() {
        p.iter().try_for_each(|&x| check::coordinate(&format!("a coordinate of vertex {i}"), x))?;
    }
    let mut mesh = ClosedMesh { vertices: vertices.to_vec(), triangles: Vec::new() };
    let same = mesh.same_vertices();
    for (i, facet) in facets.iter().enumerate() {
        check::count(&format!("corners of facet {i}"), facet.len(), 3, 4)?;
        if let Some(v) = facet.iter().find(|&&v| v as usize >= vertices.len()) {
            return Err(format!("facet {i} has vertex {v}, must be less than {}", vertices.len()));
        }
        let mut corners: Vec<u32> = facet.iter().map(|&v| same[v as usize]).collect();
        corners.dedup();
        if corners.len() > 1 && corners.first() == corners.last() {
            corners.pop();
        }
        match corners[..] {
            [a, b, c] => mesh.triangle([a, b, c]),
            [a, b, c, d] if a != c && b != d => {
                let p = [a, b, c, d].map(|v| mesh.vertices[v as usize]);
                let split = if along_first(p) { [[a, b, c], [a, c, d]] } else { [[a, b, d], [b, c, d]] };
                split.into_iter().for_each(|t| mesh.triangle(t));
            }
            _ => {}
        }
    }
    if let Some(t) = mesh.triangles.iter().find(|&&t| is_flat(mesh.corners(t))) {
        return Err(format!("the facet with vertices {t:?} has no area"));
    }
    mesh.compact();
    mesh.check_closed().map_err(|what| format!("facets: {what}"))?;
    let volume = mesh.volume();
    if volume == 0.0 {
        return Err("facets: they enclose no volume".into());
    }
    if volume < 0.0 {
        mesh.flip();
    }
    Ok(mesh)
}

fn is_flat(corners: [[f64; 3]; 3]) -> bool {
    let [a, b, c] = corners;
    let long = [sub(b, a), sub(c, b), sub(a, c)].map(length).into_iter().fold(0.0, f64::max);
    length(normal(corners)) <= 1e-12 * long * long
}

/// Whether to divide along the first diagonal: it has to be inside, and the shorter one where both are.
fn along_first([a, b, c, d]: [[f64; 3]; 4]) -> bool {
    let n = cross(sub(c, a), sub(d, b));
    let inside = |x: [[f64; 3]; 3], y: [[f64; 3]; 3]| dot(normal(x), n) > 0.0 && dot(normal(y), n) > 0.0;
    let [first, second] = [inside([a, b, c], [a, c, d]), inside([a, b, d], [b, c, d])];
    if first != second { first } else { length(sub(c, a)) <= length(sub(d, b)) }
}
