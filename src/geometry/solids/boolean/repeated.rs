//! Edges that more than two triangles would share.

use std::collections::BTreeMap;

/// Divides edges so that each is shared by two triangles. `faces` says which triangles belong together; those
/// of one face share their inner edges with each other.
pub(super) fn divide(vertices: &mut Vec<[f64; 3]>, triangles: &mut Vec<[u32; 3]>, faces: &mut Vec<u32>) {
    // Parts of a divided edge are new, so that one round does.
    for _ in 0..4 {
        let mut uses = Vec::with_capacity(3 * triangles.len());
        for (t, corners) in triangles.iter().enumerate() {
            for k in 0..3 {
                let (a, b) = (corners[k], corners[(k + 1) % 3]);
                uses.push((a.min(b), a.max(b), faces[t], a > b, t));
            }
        }
        uses.sort_unstable();
        // Of triangles to divide: the edges, each with its new vertex.
        let mut cuts: BTreeMap<usize, Vec<([u32; 2], u32)>> = BTreeMap::new();
        for group in uses.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)).filter(|group| group.len() > 2) {
            let (a, b) = (group[0].0, group[0].1);
            let mut pairs = Vec::new();
            let mut rest = [Vec::new(), Vec::new()];
            for of_face in group.chunk_by(|x, y| x.2 == y.2) {
                let split = of_face.partition_point(|x| !x.3);
                let (there, back) = of_face.split_at(split);
                pairs.extend(there.iter().zip(back).map(|(x, y)| [x.4, y.4]));
                let both = there.len().min(back.len());
                rest[0].extend(there[both..].iter().map(|x| x.4));
                rest[1].extend(back[both..].iter().map(|x| x.4));
            }
            pairs.extend(rest[0].iter().zip(&rest[1]).map(|(&x, &y)| [x, y]));
            // One pair, of two faces if there is one, keeps the edge.
            pairs.pop();
            for pair in pairs {
                let (p, q) = (vertices[a as usize], vertices[b as usize]);
                vertices.push(std::array::from_fn(|i| 0.5 * (p[i] + q[i])));
                let middle = vertices.len() as u32 - 1;
                pair.into_iter().for_each(|t| cuts.entry(t).or_default().push(([a, b], middle)));
            }
        }
        if cuts.is_empty() {
            return;
        }
        for (t, mut edges) in cuts {
            // One edge at a time; others of the triangle have their turn in its parts.
            let mut parts = vec![t];
            while let Some((edge, middle)) = edges.pop() {
                let Some(&part) = parts.iter().find(|&&part| has(triangles[part], edge)) else { continue };
                let [a, b, c] = rotated(triangles[part], edge);
                triangles[part] = [a, middle, c];
                triangles.push([middle, b, c]);
                faces.push(faces[part]);
                parts.push(triangles.len() - 1);
            }
        }
    }
}

fn has(t: [u32; 3], [a, b]: [u32; 2]) -> bool {
    t.contains(&a) && t.contains(&b)
}

/// The corners in an order that begins with the edge, whichever way it goes.
fn rotated(t: [u32; 3], [a, b]: [u32; 2]) -> [u32; 3] {
    let k = (0..3).find(|&k| t[(k + 2) % 3] != a && t[(k + 2) % 3] != b).unwrap_or(0);
    [t[k], t[(k + 1) % 3], t[(k + 2) % 3]]
}
