//! Hyperboloids, paraboloids, and tubes and cones with elliptical outlines.

use super::check;
use super::closed_mesh::ClosedMesh;
use super::polygon;
use super::rings::{Corner, turned};
use super::tessellation::Tessellation;
use super::turn::Turn;
use std::f64::consts::PI;

/// A tube between hyperbolas r^2 = r0^2 + (z tan(stereo))^2.
pub(super) fn hype(
    [rmin, rmax]: [f64; 2],
    [inner_stereo, outer_stereo]: [f64; 2],
    z: f64,
    tessellation: &Tessellation,
) -> Result<ClosedMesh, String> {
    check::radii(["rmin", "rmax"], rmin, rmax)?;
    check::positive("z", z)?;
    check::slant("inner_stereo", inner_stereo)?;
    check::slant("outer_stereo", outer_stereo)?;
    let h = 0.5 * z;
    let [inner, outer] = [(rmin, inner_stereo), (rmax, outer_stereo)]
        .map(|(r, stereo)| Hyperbola { r, slope: stereo.tan().abs() });
    let ends = [inner.at(h), outer.at(h)];
    check::coordinate("rmax at the ends", ends[1])?;
    if ends[0] >= ends[1] {
        return Err(format!(
            "inner_stereo is {inner_stereo}, which makes the inner radius {} at the ends, must be less than the outer one, {}",
            ends[0], ends[1]
        ));
    }
    let chord = bend_chord(tessellation);
    let mut heights = [inner.heights(h, chord)?, outer.heights(h, chord)?];
    let mut segments = [tessellation.segments(ends[0])?, tessellation.segments(ends[1])?];
    if (rmax - rmin).min(ends[1] - ends[0]) < 2.0 * tessellation.chord {
        // Equal facets keep the walls apart.
        let mut both = heights.concat();
        both.sort_by(f64::total_cmp);
        both.dedup();
        heights = [both.clone(), both];
        segments[0] = segments[1];
    }
    let mut outline = outer.corners(&heights[1], segments[1], tessellation)?;
    if rmin > 0.0 || inner.slope > 0.0 {
        let mut back = inner.corners(&heights[0], segments[0], tessellation)?;
        back.reverse();
        outline.append(&mut back);
    } else {
        outline.extend([h, -h].map(|z| Corner { r: 0.0, z, segments: 0 }));
    }
    turned(&outline, Turn::Full, tessellation)
}

/// r^2 = r0^2 + (slope z)^2.
struct Hyperbola {
    r: f64,
    slope: f64,
}

impl Hyperbola {
    fn at(&self, z: f64) -> f64 {
        self.r.hypot(self.slope * z)
    }

    fn heights(&self, h: f64, chord: f64) -> Result<Vec<f64>, String> {
        let mut half = Vec::new();
        if self.slope > 0.0 {
            halve(&|z| [self.at(z), z], [0.0, h], chord, &mut half)?;
        }
        half.push(h);
        let middle = (self.slope > 0.0).then_some(0.0);
        Ok(half.iter().rev().map(|z| -z).chain(middle).chain(half.iter().copied()).collect())
    }

    fn corners(
        &self,
        heights: &[f64],
        segments: u32,
        tessellation: &Tessellation,
    ) -> Result<Vec<Corner>, String> {
        let corner = |r: f64, z: f64| Corner { r, z, segments };
        let mut corners: Vec<Corner> = heights.iter().map(|&z| corner(self.at(z), z)).collect();
        if tessellation.keep_volume
            && let [.., h] = heights[..]
        {
            let mut outline = corners.clone();
            outline.extend([corner(0.0, h), corner(0.0, -h)]);
            let exact = 2.0 * PI * h * (self.r * self.r + (self.slope * h).powi(2) / 3.0);
            let grow = (exact / turned(&outline, Turn::Full, tessellation)?.volume()).sqrt();
            corners.iter_mut().for_each(|c| c.r *= grow);
        }
        Ok(corners)
    }
}

/// What is left of the chord for bends. Along z facets are outside of the surface and around it inside,
/// unless they grow.
fn bend_chord(tessellation: &Tessellation) -> f64 {
    if tessellation.keep_volume { 0.25 * tessellation.chord } else { tessellation.chord }
}

/// Adds the values between two others, in ascending order, at which a curve has to be bent to be within the
/// chord.
fn halve(
    curve: &impl Fn(f64) -> [f64; 2],
    [a, b]: [f64; 2],
    chord: f64,
    to: &mut Vec<f64>,
) -> Result<(), String> {
    let (p, q) = (curve(a), curve(b));
    let d = [q[0] - p[0], q[1] - p[1]];
    let long = d[0].hypot(d[1]);
    let off = |part: f64| {
        let at = curve(a + (b - a) * part);
        (polygon::turn(p, q, at) / long).abs()
    };
    if long <= chord || [0.15, 0.3, 0.5, 0.7, 0.85].into_iter().all(|part| off(part) * 1.02 <= chord) {
        return Ok(());
    }
    if to.len() > 10_000 {
        return Err("the chord is so small that a curve would need more than 10000 bends".into());
    }
    let middle = 0.5 * (a + b);
    if !(a < middle && middle < b) {
        return Ok(());
    }
    halve(curve, [a, middle], chord, to)?;
    to.push(middle);
    halve(curve, [middle, b], chord, to)
}

/// A paraboloid with radii `r` at -half_z and half_z.
pub(super) fn paraboloid(
    [low, high]: [f64; 2],
    half_z: f64,
    tessellation: &Tessellation,
) -> Result<ClosedMesh, String> {
    check::radii(["r low", "r high"], low, high)?;
    check::positive("half_z", half_z)?;
    // Bends at equal steps of the radius: z is a parabola of it.
    let z = |r: f64| half_z * (2.0 * r * r - low * low - high * high) / ((high - low) * (high + low));
    let mut bends = Vec::new();
    halve(&|r| [r, z(r)], [low, high], 0.5 * tessellation.chord, &mut bends)?;
    let segments = tessellation.segments_both_ways(high)?;
    let corner = |r: f64, z: f64| Corner { r, z, segments };
    let mut outline = vec![corner(low, -half_z)];
    outline.extend(bends.into_iter().map(|r| corner(r, z(r))));
    outline.extend([corner(high, half_z), corner(0.0, half_z)]);
    if low > 0.0 {
        outline.push(corner(0.0, -half_z));
    }
    let mut mesh = turned(&outline, Turn::Full, tessellation)?;
    if tessellation.keep_volume {
        let grow = (PI * half_z * (low * low + high * high) / mesh.volume()).sqrt();
        mesh.map(false, |p| [p[0] * grow, p[1] * grow, p[2]]);
    }
    Ok(mesh)
}

/// A tube with an elliptical outline, by half lengths.
pub(super) fn elliptical_tube(half: [f64; 3], tessellation: &Tessellation) -> Result<ClosedMesh, String> {
    for (name, x) in ["half x", "half y", "half z"].into_iter().zip(half) {
        check::positive(name, x)?;
    }
    elliptical([half[0], half[1]], [1.0, 1.0], half[2], tessellation)
}

/// A cone with an elliptical outline between -cut and cut.
pub(super) fn elliptical_cone(
    slope: [f64; 2],
    height: f64,
    cut: f64,
    tessellation: &Tessellation,
) -> Result<ClosedMesh, String> {
    check::positive("slope x", slope[0])?;
    check::positive("slope y", slope[1])?;
    check::positive("height", height)?;
    check::positive("cut", cut)?;
    // A cut above the tip is at the tip.
    let cut = cut.min(height);
    elliptical(slope, [height + cut, height - cut], cut, tessellation)
}

/// Semi-axes are `axes` times `scale` at -half_z, then at half_z.
fn elliptical(
    axes: [f64; 2],
    scale: [f64; 2],
    half_z: f64,
    tessellation: &Tessellation,
) -> Result<ClosedMesh, String> {
    // A circle stretched by the longer axis, of which the shorter one only takes away.
    let segments = tessellation.segments(axes[0].max(axes[1]) * scale[0])?;
    let corner = |r: f64, z: f64| Corner { r, z, segments };
    let mut outline = vec![corner(0.0, -half_z), corner(scale[0], -half_z), corner(scale[1], half_z)];
    if scale[1] > 0.0 {
        outline.push(corner(0.0, half_z));
    }
    let mut mesh = turned(&outline, Turn::Full, tessellation)?;
    mesh.map(false, |p| [p[0] * axes[0], p[1] * axes[1], p[2]]);
    Ok(mesh)
}
