//! Polycones and polyhedra: outlines of straight sides turned about z.

use super::check;
use super::closed_mesh::ClosedMesh;
use super::polygon;
use super::rings::{Corner, corners, turned};
use super::tessellation::Tessellation;
use super::turn::Turn;
use std::f64::consts::TAU;

/// The outline of planes (z, rmin, rmax): out along rmax, back along rmin.
fn outline_of(planes: &[[f64; 3]]) -> Result<Vec<[f64; 2]>, String> {
    check::count("planes", planes.len(), 2, polygon::MOST_CORNERS / 2)?;
    for (i, &[z, rmin, rmax]) in planes.iter().enumerate() {
        check::coordinate(&format!("z of plane {i}"), z)?;
        check::not_negative(&format!("rmin of plane {i}"), rmin)?;
        check::not_negative(&format!("rmax of plane {i}"), rmax)?;
        if rmin > rmax {
            return Err(format!("rmin of plane {i} is {rmin}, must not be above its rmax = {rmax}"));
        }
    }
    for (i, pair) in planes.windows(2).enumerate() {
        if pair[0][0] == pair[1][0] && (pair[0][1] > pair[1][2] || pair[1][1] > pair[0][2]) {
            return Err(format!("planes {i} and {} are at one z, but their rings do not touch", i + 1));
        }
    }
    Ok(planes.iter().map(|p| [p[2], p[0]]).chain(planes.iter().rev().map(|p| [p[1], p[0]])).collect())
}

/// Makes an outline counterclockwise, without repeated corners; an error if it encloses nothing or crosses
/// itself.
fn tidy(mut outline: Vec<[f64; 2]>) -> Result<Vec<[f64; 2]>, String> {
    polygon::tidy(&mut outline);
    if let Some([i, j]) = polygon::crossing(&outline) {
        let [a, b] = [outline[i], outline[j]];
        return Err(format!("the outline crosses itself: its sides from (r, z) = {a:?} and {b:?} meet"));
    }
    let area = polygon::area(&outline);
    if outline.len() < 3 || area == 0.0 {
        return Err("the outline has no area".into());
    }
    if area < 0.0 {
        outline.reverse();
    }
    Ok(outline)
}

fn check_outline(outline: &[[f64; 2]]) -> Result<(), String> {
    check::count("outline", outline.len(), 3, polygon::MOST_CORNERS)?;
    for (i, &[r, z]) in outline.iter().enumerate() {
        check::not_negative(&format!("r of corner {i}"), r)?;
        check::coordinate(&format!("z of corner {i}"), z)?;
    }
    Ok(())
}

/// Cones and tubes one above the other.
pub(super) fn polycone(
    section: [f64; 2],
    planes: &[[f64; 3]],
    tessellation: &Tessellation,
) -> Result<ClosedMesh, String> {
    round(section, outline_of(planes)?, tessellation)
}

/// An outline in r and z, turned.
pub(super) fn generic_polycone(
    section: [f64; 2],
    outline: &[[f64; 2]],
    tessellation: &Tessellation,
) -> Result<ClosedMesh, String> {
    check_outline(outline)?;
    round(section, outline.to_vec(), tessellation)
}

fn round(
    section: [f64; 2],
    outline: Vec<[f64; 2]>,
    tessellation: &Tessellation,
) -> Result<ClosedMesh, String> {
    let turn = Turn::new(section[0], whole(section[1]))?;
    let corners = corners(&tidy(outline)?, tessellation)?;
    turned(&corners, turn, tessellation)
}

/// As a polycone, but with flat sides; radii are to their middles.
pub(super) fn polyhedra(
    section: [f64; 2],
    sides: u32,
    planes: &[[f64; 3]],
    tessellation: &Tessellation,
) -> Result<ClosedMesh, String> {
    let outline = outline_of(planes)?;
    let turn = sides_of(section, sides)?;
    let to_corner = 1.0 / (0.5 * turn.delta() / f64::from(sides)).cos();
    sided(turn, sides, outline.into_iter().map(|[r, z]| [r * to_corner, z]).collect(), tessellation)
}

/// As a generic polycone, but with flat sides; radii are to the corners.
pub(super) fn generic_polyhedra(
    section: [f64; 2],
    sides: u32,
    outline: &[[f64; 2]],
    tessellation: &Tessellation,
) -> Result<ClosedMesh, String> {
    check_outline(outline)?;
    sided(sides_of(section, sides)?, sides, outline.to_vec(), tessellation)
}

fn sided(
    turn: Turn,
    sides: u32,
    outline: Vec<[f64; 2]>,
    tessellation: &Tessellation,
) -> Result<ClosedMesh, String> {
    let corners: Vec<Corner> =
        tidy(outline)?.into_iter().map(|[r, z]| Corner { r, z, segments: sides }).collect();
    turned(&corners, turn, tessellation)
}

fn sides_of([start, delta]: [f64; 2], sides: u32) -> Result<Turn, String> {
    let delta = whole(delta);
    let full = Turn::new(start, delta)? == Turn::Full;
    let delta = if full { TAU } else { delta };
    // A side of half a turn or more has no middle.
    let least = if full { 3 } else { 1 + (delta / (0.5 * TAU - 1e-6)).floor() as usize };
    check::count("sides", sides as usize, least, 100_000)?;
    Ok(Turn::Sides(start.rem_euclid(TAU), delta / f64::from(sides), sides, full))
}

/// An angle of zero or less stands for a full turn.
fn whole(delta: f64) -> f64 {
    if delta <= 0.0 { TAU } else { delta }
}
