//! Tubes and cones, whole or a section of a turn.

use super::check;
use super::closed_mesh::{ClosedMesh, dot, length, sub};
use super::polygon;
use super::rings::{corners, turned};
use super::tessellation::Tessellation;
use super::turn::Turn;

/// Inner and outer radii at -z/2 and z/2.
pub(super) fn cone(
    rmin: [f64; 2],
    rmax: [f64; 2],
    z: f64,
    section: [f64; 2],
    tessellation: &Tessellation,
) -> Result<ClosedMesh, String> {
    let turn = Turn::new(section[0], section[1])?;
    check::positive("z", z)?;
    for (i, names) in [["rmin1", "rmax1"], ["rmin2", "rmax2"]].into_iter().enumerate() {
        check::not_negative(names[0], rmin[i])?;
        check::not_negative(names[1], rmax[i])?;
        if rmin[i] > rmax[i] {
            return Err(format!("{} is {}, must not be above {} = {}", names[0], rmin[i], names[1], rmax[i]));
        }
    }
    if rmin[0] == rmax[0] && rmin[1] == rmax[1] {
        return Err(format!("rmin1 is {}, must be less than rmax1 unless rmin2 is less than rmax2", rmin[0]));
    }
    let h = 0.5 * z;
    let mut outline = vec![[rmin[0], -h], [rmax[0], -h], [rmax[1], h], [rmin[1], h]];
    polygon::tidy(&mut outline);
    turned(&corners(&outline, tessellation)?, turn, tessellation)
}

/// A tube.
pub(super) fn tube(
    rmin: f64,
    rmax: f64,
    z: f64,
    section: [f64; 2],
    tessellation: &Tessellation,
) -> Result<ClosedMesh, String> {
    check::radii(["rmin", "rmax"], rmin, rmax)?;
    cone([rmin; 2], [rmax; 2], z, section, tessellation)
}

/// A tube between two slanting planes.
pub(super) fn cut_tube(
    [rmin, rmax, z]: [f64; 3],
    section: [f64; 2],
    low: [f64; 3],
    high: [f64; 3],
    tessellation: &Tessellation,
) -> Result<ClosedMesh, String> {
    let low = outward("low", low, -1.0)?;
    let high = outward("high", high, 1.0)?;
    let mut mesh = tube(rmin, rmax, z, section, tessellation)?;
    let h = 0.5 * z;
    // Where the planes are above and below a point.
    let top = |p: [f64; 3]| h - (high[0] * p[0] + high[1] * p[1]) / high[2];
    let bottom = |p: [f64; 3]| -h - (low[0] * p[0] + low[1] * p[1]) / low[2];
    if let Some(p) = mesh.vertices.iter().find(|&&p| !(bottom(p) < top(p))) {
        return Err(format!(
            "low and high are {low:?} and {high:?}, but these planes cross in the tube, at x = {}, y = {}",
            p[0], p[1]
        ));
    }
    mesh.map(false, |p| [p[0], p[1], if p[2] < 0.0 { bottom(p) } else { top(p) }]);
    Ok(mesh)
}

/// A normal of length 1; zeros stand for an end without a cut.
fn outward(name: &str, n: [f64; 3], sign: f64) -> Result<[f64; 3], String> {
    if n == [0.0; 3] {
        return Ok([0.0, 0.0, sign]);
    }
    let unit = n.map(|x| x / length(n));
    if sub(unit, unit) == [0.0; 3] && unit[2] * sign > 1e-9 && (dot(unit, unit) - 1.0).abs() < 1e-6 {
        return Ok(unit);
    }
    Err(format!("{name} is {n:?}, must be a normal with z {} 0", if sign < 0.0 { "below" } else { "above" }))
}
