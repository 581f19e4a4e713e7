//! Tori, whole or a section of a turn.

use super::check;
use super::closed_mesh::ClosedMesh;
use super::rings::{Corner, Ring, ring, zip};
use super::tessellation::{Tessellation, check_triangles};
use super::turn::Turn;
use std::f64::consts::PI;

/// A torus about z, solid or a pipe.
pub(super) fn torus(
    rmin: f64,
    rmax: f64,
    rtor: f64,
    section: [f64; 2],
    tessellation: &Tessellation,
) -> Result<ClosedMesh, String> {
    check::radii(["rmin", "rmax"], rmin, rmax)?;
    check::positive("rtor", rtor)?;
    if !(rtor > rmax) {
        return Err(format!("rtor is {rtor}, must be above rmax = {rmax}"));
    }
    let turn = Turn::new(section[0], section[1])?;
    let around = tessellation.segments_both_ways(rtor + rmax)?;
    let radii: Vec<f64> = [rmax, rmin].into_iter().filter(|&r| r > 0.0).collect();
    let segments =
        radii.iter().map(|&r| tessellation.segments_both_ways(r)).collect::<Result<Vec<_>, _>>()?;
    check_triangles(segments.iter().map(|&n| 2.0 * f64::from(n) * turn.about(around)).sum())?;

    let mut mesh = ClosedMesh::default();
    let mut ends: Vec<[Ring; 2]> = Vec::new();
    for (i, (&r, &n)) in radii.iter().zip(&segments).enumerate() {
        let pipe = Turn::Full.directions(n);
        let grown = r * tessellation.growth(n);
        let rings: Vec<Ring> = pipe
            .iter()
            .map(|d| {
                let corner = Corner { r: rtor + grown * d.cos, z: grown * d.sin, segments: around };
                ring(&mut mesh, corner, turn, tessellation)
            })
            .collect();
        for (k, low) in rings.iter().enumerate() {
            let high = &rings[(k + 1) % rings.len()];
            let (low, high) = if i == 0 { (low, high) } else { (high, low) };
            zip(&mut mesh, low, high, turn.is_full().then(|| turn.period()));
        }
        // The circle around the pipe at either end.
        let places = || pipe.iter().map(|d| d.place);
        let first = places().zip(rings.iter().filter_map(|ring| Some(ring.first()?.1))).collect();
        let last = places().zip(rings.iter().filter_map(|ring| Some(ring.last()?.1))).collect();
        ends.push([first, last]);
    }
    if !turn.is_full() {
        close(&mut mesh, ends, rtor, turn);
    }
    if tessellation.keep_volume {
        let exact = PI * (rmax * rmax - rmin * rmin) * rtor * turn.delta();
        let grow = (exact / mesh.volume()).sqrt();
        mesh.map(false, |p| [p[0] * grow, p[1] * grow, p[2]]);
    }
    Ok(mesh)
}

/// Closes the ends of a section: discs, or rings between the pipe's two walls.
fn close(mesh: &mut ClosedMesh, ends: Vec<[Ring; 2]>, rtor: f64, turn: Turn) {
    let directions = turn.directions(4);
    let at = [directions.first(), directions.last()];
    for (side, direction) in at.into_iter().enumerate() {
        let Some(d) = direction else { continue };
        let outer = &ends[0][side];
        let inner = match ends.get(1) {
            Some(inner) => inner[side].clone(),
            None => vec![(0.0, mesh.add([rtor * d.cos, rtor * d.sin, 0.0]))],
        };
        // Seen with z up and r to the right, the first end is seen from outside.
        let before = mesh.triangles.len();
        zip(mesh, outer, &inner, Some(1.0));
        if side == 1 {
            mesh.triangles[before..].iter_mut().for_each(|t| t.swap(1, 2));
        }
    }
}
