//! An outline in x and y, moved and scaled along z.

use super::check;
use super::closed_mesh::ClosedMesh;
use super::polygon;
use super::tessellation::check_triangles;

/// Sections are (z, offset x, offset y, scale), in ascending z.
pub(super) fn extruded(outline: &[[f64; 2]], sections: &[[f64; 4]]) -> Result<ClosedMesh, String> {
    check::count("outline", outline.len(), 3, polygon::MOST_CORNERS)?;
    check::count("sections", sections.len(), 2, 100_000)?;
    for (i, corner) in outline.iter().enumerate() {
        corner.iter().try_for_each(|&x| check::coordinate(&format!("a coordinate of corner {i}"), x))?;
    }
    for (i, &[z, x, y, scale]) in sections.iter().enumerate() {
        check::coordinate(&format!("z of section {i}"), z)?;
        check::coordinate(&format!("x of section {i}"), x)?;
        check::coordinate(&format!("y of section {i}"), y)?;
        check::positive(&format!("scale of section {i}"), scale)?;
    }
    if let Some(i) = sections.windows(2).position(|pair| !(pair[0][0] < pair[1][0])) {
        return Err(format!(
            "z of section {} is {}, must be above that of section {i}, {}",
            i + 1,
            sections[i + 1][0],
            sections[i][0]
        ));
    }
    let mut outline = outline.to_vec();
    polygon::tidy(&mut outline);
    if let Some([i, j]) = polygon::crossing(&outline) {
        let [a, b] = [outline[i], outline[j]];
        return Err(format!("the outline crosses itself: its sides from (x, y) = {a:?} and {b:?} meet"));
    }
    let area = polygon::area(&outline);
    if outline.len() < 3 || area == 0.0 {
        return Err("the outline has no area".into());
    }
    if area < 0.0 {
        outline.reverse();
    }
    check_triangles(2.0 * outline.len() as f64 * sections.len() as f64)?;
    Ok(build(&outline, sections))
}

fn build(outline: &[[f64; 2]], sections: &[[f64; 4]]) -> ClosedMesh {
    let mut mesh = ClosedMesh::default();
    for &[z, x, y, scale] in sections {
        mesh.vertices.extend(outline.iter().map(|p| [x + scale * p[0], y + scale * p[1], z]));
    }
    let n = outline.len() as u32;
    let top = n * (sections.len() as u32 - 1);
    for t in polygon::triangulate(outline) {
        let [a, b, c] = t.map(|i| i as u32);
        mesh.triangle([a, c, b]);
        mesh.triangle([top + a, top + b, top + c]);
    }
    for low in (0..top).step_by(n as usize) {
        for i in 0..n {
            let j = (i + 1) % n;
            mesh.triangle([low + i, low + j, low + n + j]);
            mesh.triangle([low + i, low + n + j, low + n + i]);
        }
    }
    mesh
}
