//! The closest hit by testing every triangle of every instance, in the kernels' arithmetic:
//! single precision, fused where they fuse. Written apart from them.

use chroma2::geometry::Committed;
use chroma2::layout::{Instance, NONE};

type V = [f32; 3];

fn dot(a: V, b: V) -> f32 {
    a[0].mul_add(b[0], a[1].mul_add(b[1], a[2] * b[2]))
}

fn normalize(a: V) -> V {
    let scale = 1.0 / dot(a, a).sqrt();
    a.map(|x| scale * x)
}

/// The transpose of the rotation times a vector.
fn into_mesh(instance: &Instance, v: V) -> V {
    let r = &instance.rotation;
    [0, 1, 2].map(|k| r[k].mul_add(v[0], r[3 + k].mul_add(v[1], r[6 + k] * v[2])))
}

/// Distance along the ray to a triangle (Woop, Benthin, Wald 2013), of either sign, from the areas that
/// the ray makes with the edges; from the plane where those are too small. NaN for a ray within the plane.
fn intersect(o: V, d: V, corners: [V; 3]) -> Option<f32> {
    let size = d.map(f32::abs);
    let kz = if size[0] > size[1] {
        if size[0] > size[2] { 0 } else { 2 }
    } else if size[1] > size[2] {
        1
    } else {
        2
    };
    let (mut kx, mut ky) = ((kz + 1) % 3, (kz + 2) % 3);
    if d[kz] < 0.0 {
        std::mem::swap(&mut kx, &mut ky);
    }
    let sz = 1.0 / d[kz];
    let (sx, sy) = (d[kx] * sz, d[ky] * sz);
    let z = corners.map(|c| c[kz] - o[kz]);
    let x = [0, 1, 2].map(|i| (-sx).mul_add(z[i], corners[i][kx] - o[kx]));
    let y = [0, 1, 2].map(|i| (-sy).mul_add(z[i], corners[i][ky] - o[ky]));
    let single = |i: usize, j: usize| x[i] * y[j] - y[i] * x[j];
    // On an edge: as if the ray were a hair farther on along x, and less along y.
    let double = |i: usize, j: usize| {
        let area = (f64::from(x[i]) * f64::from(y[j]) - f64::from(y[i]) * f64::from(x[j])) as f32;
        if area != 0.0 {
            area
        } else if y[i] != y[j] {
            y[i] - y[j]
        } else {
            x[j] - x[i]
        }
    };
    let pairs = [(2, 1), (0, 2), (1, 0)];
    let areas = pairs.map(|(i, j)| single(i, j));
    let on_edge = areas.contains(&0.0);
    let e = if on_edge { pairs.map(|(i, j)| double(i, j)) } else { areas };
    if e.iter().any(|e| *e < 0.0) && e.iter().any(|e| *e > 0.0) {
        return None;
    }
    if (e[0] + e[1]) + e[2] == 0.0 {
        return None;
    }
    let [a, b, c] = areas;
    let det = (a + b) + c;
    let size = |v: [f32; 3]| v.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
    let low = z.iter().fold(f32::INFINITY, |least, z| least.min(*z));
    let high = z.iter().fold(f32::NEG_INFINITY, |most, z| most.max(*z));
    let t = sz * a.mul_add(z[0], b.mul_add(z[1], c * z[2])) / det;
    let off = size(z) * (size(x) + size(y)) * (high - low);
    let most = size(o);
    let across = size(x) + size(y);
    let thin = across * across > 64.0 * det.abs();
    let poor = off > 4.0 * det.abs() * (most + t.abs()) || thin || t.abs() <= 2.0_f32.powi(-22) * most;
    Some(if on_edge || poor { distance(o, d, corners) } else { t })
}

/// Distance along the ray to the plane of a triangle, in double up to the quotient.
fn distance(o: V, d: V, corners: [V; 3]) -> f32 {
    let wide = |v: V| v.map(f64::from);
    let minus = |a: V, b: V| [0, 1, 2].map(|k| f64::from(a[k]) - f64::from(b[k]));
    let dot = |a: [f64; 3], b: [f64; 3]| a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
    let (p, q) = (minus(corners[1], corners[0]), minus(corners[2], corners[0]));
    let normal = [p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]];
    dot(normal, minus(corners[0], o)) as f32 / dot(normal, wide(d)) as f32
}

/// The stretch of a ray within a triangle's box, widened by the rounding of positions.
fn within_box(o: V, d: V, corners: [V; 3], extent: f32) -> Option<(f32, f32)> {
    let largest = o.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
    let margin = 2.0_f32.powi(-20) * (largest + extent);
    let (mut enter, mut leave) = (0.0_f32, f32::INFINITY);
    for k in 0..3 {
        let lo = corners.iter().fold(f32::INFINITY, |least, c| least.min(c[k]));
        let hi = corners.iter().fold(f32::NEG_INFINITY, |most, c| most.max(c[k]));
        let inverse = if d[k].abs() > 1e-30 { 1.0 / d[k] } else { 1e30_f32.copysign(d[k]) };
        let (near, far, shift) = if d[k].is_sign_negative() { (hi, lo, -margin) } else { (lo, hi, margin) };
        enter = enter.max((near - (o[k] + shift)) * inverse);
        leave = leave.min((far - (o[k] - shift)) * inverse);
    }
    (enter <= leave).then_some((enter, leave))
}

/// Distance, instance and triangle of the closest hit; the least instance and triangle of equals.
pub fn closest(world: &Committed, origin: V, direction: V) -> (f32, u32, u32) {
    let direction = normalize(direction);
    let mut best = (f32::INFINITY, NONE, NONE);
    for (number, instance) in world.instances().iter().enumerate() {
        let mesh = &world.model().meshes[instance.mesh as usize];
        let extent = world.meshes()[instance.mesh as usize].extent;
        let o = into_mesh(instance, [0, 1, 2].map(|k| origin[k] - instance.translation[k]));
        let d = into_mesh(instance, direction);
        for triangle in (0..mesh.triangles.len()).filter(|&triangle| !mesh.is_degenerate(triangle)) {
            let corners = mesh.corners(triangle);
            let Some(t) = intersect(o, d, corners).filter(|t| t.is_nan() || *t > 0.0) else {
                continue;
            };
            let Some((enter, leave)) = within_box(o, d, corners, extent) else { continue };
            let t = t.max(enter).min(leave);
            if t > 0.0 && t < best.0 {
                best = (t, number as u32, triangle as u32);
            }
        }
    }
    best
}
