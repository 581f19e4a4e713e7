//! Removes folds without thickness.

use super::super::closed_mesh::{ClosedMesh, dot, length, normal, sub};
use super::changes::{GONE, remove_tip};
use super::skins::sharing;
use super::stars::{Stars, after, neighbours};

/// Where two triangles lie on each other, back to back, replaces the edge between them by the one between
/// their other corners, if that makes the area smaller. Whether there were any.
pub(super) fn unfold(mesh: &mut ClosedMesh, small: f64) -> bool {
    let stars = Stars::new(mesh);
    let mut touched = vec![false; mesh.triangles.len()];
    let mut changed = false;
    for pair in sharing(mesh) {
        let [s, t] = pair.map(|corner| corner as usize / 3);
        if touched[s] || touched[t] {
            continue;
        }
        let (p, q) = (mesh.corners(mesh.triangles[s]), mesh.corners(mesh.triangles[t]));
        let (n, m) = (normal(p), normal(q));
        if !(dot(n, m) < -0.99 * length(n) * length(m)) {
            continue;
        }
        let other = |of: usize, than: usize| {
            mesh.triangles[of].into_iter().find(|v| !mesh.triangles[than].contains(v))
        };
        let (Some(c), Some(d)) = (other(s, t), other(t, s)) else { continue };
        let Some((a, b)) = after(mesh.triangles[s], c) else { continue };
        let far = |v: u32, n: [f64; 3], o: [f64; 3]| {
            dot(n, sub(mesh.vertices[v as usize], o)).abs() > small * length(n)
        };
        if far(d, n, p[0])
            || far(c, m, q[0])
            || [a, b, c, d].iter().any(|&v| stars.of(v).iter().any(|&t| touched[t as usize]))
        {
            continue;
        }
        let area = |t: [u32; 3]| length(normal(mesh.corners(t)));
        if neighbours(mesh, stars.of(c), c).binary_search(&d).is_ok() {
            // A vertex of three triangles, all of them flat: one triangle less its tip.
            let whole = |v: u32, w: u32| {
                let star = stars.of(v);
                star.len() == 3
                    && star.iter().map(|&t| area(mesh.triangles[t as usize])).sum::<f64>()
                        > 1.001 * area([w, c, d])
            };
            if whole(a, b) {
                changed |= remove_tip(mesh, &stars, &mut touched, a);
            } else if whole(b, a) {
                changed |= remove_tip(mesh, &stars, &mut touched, b);
            }
            continue;
        }
        if area([a, d, c]) + area([d, b, c]) > 0.999 * (length(n) + length(m)) {
            continue;
        }
        mesh.triangles[s] = [a, d, c];
        mesh.triangles[t] = [d, b, c];
        for v in [a, b, c, d] {
            stars.of(v).iter().for_each(|&t| touched[t as usize] = true);
        }
        changed = true;
    }
    mesh.triangles.retain(|t| *t != GONE);
    mesh.compact();
    changed
}
