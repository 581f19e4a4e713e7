//! Spheres, their shells and sections, and ellipsoids.

use super::check;
use super::closed_mesh::ClosedMesh;
use super::rings::{Corner, turned};
use super::tessellation::{NEAR, Tessellation, sagitta};
use super::turn::Turn;
use std::f64::consts::PI;

/// The fewest segments of a circle near a pole.
const FEWEST: u32 = 8;

/// A shell between two angles from z.
pub(super) fn sphere(
    rmin: f64,
    rmax: f64,
    section: [f64; 2],
    theta: [f64; 2],
    tessellation: &Tessellation,
) -> Result<ClosedMesh, String> {
    check::radii(["rmin", "rmax"], rmin, rmax)?;
    let turn = Turn::new(section[0], section[1])?;
    let [start, delta] = theta;
    if !(0.0..PI).contains(&start) {
        return Err(format!("start_theta is {start}, must be from 0 to less than pi"));
    }
    check::angle("delta_theta", delta)?;
    if !(delta > 1e-9) {
        return Err(format!("delta_theta is {delta}, must be above 0"));
    }
    let end = if start + delta > PI - 1e-9 { PI } else { start + delta };
    let segments = tessellation.segments_both_ways(rmax)?;
    // In a thin shell equal facets keep the surfaces apart.
    let inner = if rmax - rmin < 2.0 * tessellation.chord {
        segments
    } else {
        tessellation.segments_both_ways(rmin)?
    };
    let mut outline = arc(rmax, [start, end], segments, turn, tessellation)?;
    if rmin > 0.0 {
        let mut back = arc(rmin, [start, end], inner, turn, tessellation)?;
        // A cut is a cone or flat, so its circles need equal segments.
        for (a, b) in [(0, 0), (outline.len() - 1, back.len() - 1)] {
            let most = outline[a].segments.max(back[b].segments);
            (outline[a].segments, back[b].segments) = (most, most);
        }
        back.reverse();
        outline.append(&mut back);
    } else if (start, end) != (0.0, PI) {
        outline.push(Corner { r: 0.0, z: 0.0, segments: FEWEST });
    }
    turned(&outline, turn, tessellation)
}

/// An ellipsoid between two planes.
pub(super) fn ellipsoid(
    semi: [f64; 3],
    cut: [f64; 2],
    tessellation: &Tessellation,
) -> Result<ClosedMesh, String> {
    for (name, a) in ["semi_axes x", "semi_axes y", "semi_axes z"].into_iter().zip(semi) {
        check::positive(name, a)?;
    }
    let c = semi[2];
    // Two zeros say that there is no cut.
    let [low, high] = if cut == [0.0; 2] { [-c, c] } else { cut };
    check::coordinate("cut low", low)?;
    check::coordinate("cut high", high)?;
    if !(low < high && low < c && high > -c) {
        return Err(format!(
            "cut is from {low} to {high}, must be in ascending order and within -{c} and {c}"
        ));
    }
    let theta = [(high / c).min(1.0).acos(), (low / c).max(-1.0).acos()];
    let unit = Tessellation { chord: tessellation.chord / semi[0].max(semi[1]).max(c), ..*tessellation };
    let segments = unit
        .segments_both_ways(1.0)
        .map_err(|_| format!("semi_axes are {semi:?}, too large for the chord"))?;
    let mut outline = arc(1.0, theta, segments, Turn::Full, &unit)?;
    // Cuts are exactly where they were asked for.
    if theta[1] < PI
        && let Some(first) = outline.first_mut()
    {
        first.z = low / c;
        outline.insert(0, Corner { r: 0.0, z: low / c, segments: FEWEST });
    }
    if theta[0] > 0.0
        && let Some(last) = outline.last_mut()
    {
        last.z = high / c;
        outline.push(Corner { r: 0.0, z: high / c, segments: FEWEST });
    }
    let mut mesh = turned(&outline, Turn::Full, &unit)?;
    if tessellation.keep_volume {
        let [a, b] = [low / c, high / c].map(|z| z.clamp(-1.0, 1.0));
        let volume = PI * (b - a - (b * b * b - a * a * a) / 3.0);
        let grow = (volume / mesh.volume()).sqrt();
        mesh.map(false, |p| [p[0] * grow, p[1] * grow, p[2]]);
    }
    mesh.map(false, |p| [p[0] * semi[0], p[1] * semi[1], p[2] * c]);
    Ok(mesh)
}

/// Corners of an arc in ascending z, between two angles from z. Circles near the poles have fewer segments,
/// so that all facets are about as large.
fn arc(
    r: f64,
    [start, end]: [f64; 2],
    segments: u32,
    turn: Turn,
    tessellation: &Tessellation,
) -> Result<Vec<Corner>, String> {
    let step = 2.0 * PI / f64::from(segments);
    // Distances along and around add up: what segments leave of the chord is for the steps, but facets are at
    // most twice as long as wide.
    let left = (tessellation.chord - sagitta(r, 0.5 * step * (1.0 + NEAR))).max(0.5 * tessellation.chord);
    let long = (4.0 * (left / (2.0 * r)).sqrt().min(1.0).asin()).min(2.0 * step).min(PI / 8.0);
    let steps = (((end - start) / long).ceil() as u32).max(1);
    let cut = |at_pole: bool, rho: f64| if at_pole { Ok(FEWEST) } else { tessellation.segments(rho) };
    let mut corners = Vec::with_capacity(steps as usize + 1);
    for k in (0..=steps).rev() {
        // Counted from the equator where the arc is symmetric about it, so that it is so to the last bit.
        let theta = if k == steps { end } else { start + (end - start) * (f64::from(k) / f64::from(steps)) };
        let (sin, cos) = sin_cos(theta);
        let mut corner = Corner { r: r * sin, z: r * cos, segments: FEWEST };
        let edge = 2.0 * r * (0.5 * step).sin() * (1.0 + 1e-9);
        while 2.0 * corner.r * (PI / f64::from(corner.segments)).sin() > edge && corner.segments < segments {
            corner.segments *= 2;
        }
        if k == 0 || k == steps {
            corner.segments = corner.segments.max(cut(corner.r == 0.0, corner.r)?);
        }
        corners.push(corner);
    }
    if tessellation.keep_volume {
        grow(&mut corners, r, turn, tessellation)?;
    }
    Ok(corners)
}

/// Moves an arc outwards, so that what is between it and the origin keeps its volume.
fn grow(corners: &mut [Corner], r: f64, turn: Turn, tessellation: &Tessellation) -> Result<(), String> {
    let mut outline = corners.to_vec();
    if outline.first().zip(outline.last()).is_some_and(|(a, b)| a.r != 0.0 || b.r != 0.0) {
        outline.push(Corner { r: 0.0, z: 0.0, segments: FEWEST });
    }
    let (Some(low), Some(high)) = (corners.first(), corners.last()) else { return Ok(()) };
    let exact = turn.delta() / 3.0 * r * r * (high.z - low.z);
    let factor = (exact / turned(&outline, turn, tessellation)?.volume()).cbrt();
    for corner in corners {
        corner.r *= factor;
        corner.z *= factor;
    }
    Ok(())
}

/// The sine and the cosine of an angle from 0 to pi, symmetric about pi/2, and exact at the ends and there.
fn sin_cos(theta: f64) -> (f64, f64) {
    let from_equator = 0.5 * PI - theta;
    if from_equator.abs() < 1e-12 {
        (1.0, 0.0)
    } else if theta <= 0.0 || theta >= PI {
        (0.0, from_equator.signum())
    } else {
        let (s, c) = from_equator.sin_cos();
        (c, s)
    }
}
