//! One boolean of two meshes.

use super::super::closed_mesh::ClosedMesh;
use super::assemble::assemble;
use super::clean::clean;
use super::crossings::crossings;
use super::faces::fill;
use super::flush::{round, separate};
use super::kernels::Pair;
use super::repeated;
use super::surface::Surface;

/// What to do with the second mesh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Operation {
    Union,
    Subtraction,
    Intersection,
}

/// A closed mesh, which has no triangles if nothing is left.
pub(in super::super) fn combine(
    p: &ClosedMesh,
    q: &ClosedMesh,
    operation: Operation,
) -> Result<ClosedMesh, String> {
    if p.triangles.is_empty() || q.triangles.is_empty() {
        return Ok(match operation {
            Operation::Intersection => ClosedMesh::default(),
            Operation::Subtraction => p.clone(),
            Operation::Union if p.triangles.is_empty() => q.clone(),
            Operation::Union => p.clone(),
        });
    }
    let (mut p, mut q) = (p.clone(), q.clone());
    let grid = round(&mut p, &mut q);
    let first = Surface::new(&p)?;
    separate(&first, &mut q, operation, grid);
    let second = Surface::new(&q)?;
    let growth = if operation == Operation::Union { 1.0 } else { -1.0 };
    let pair = Pair { p: &first, q: &second, growth };
    let found = crossings(&pair);
    let outlines = assemble(&pair, &found, operation)?;
    let (mut triangles, mut faces) =
        fill(&outlines, &first, &second, operation == Operation::Subtraction, 128.0 * grid);
    let mut vertices = outlines.vertices;
    repeated::divide(&mut vertices, &mut triangles, &mut faces);
    let mut mesh = ClosedMesh { vertices, triangles };
    mesh.compact();
    clean(&mut mesh, grid);
    if !mesh.triangles.is_empty() {
        mesh.check_closed()?;
    }
    check_volume(p.volume(), q.volume(), &mesh, operation)?;
    Ok(mesh)
}

/// An error if the volume is out of what the two volumes allow.
fn check_volume(p: f64, q: f64, mesh: &ClosedMesh, operation: Operation) -> Result<(), String> {
    let (least, most) = match operation {
        Operation::Union => (p.max(q), p + q),
        Operation::Subtraction => (p - q, p),
        Operation::Intersection => (0.0, p.min(q)),
    };
    let volume = mesh.volume();
    let near = 1e-6 * (p + q);
    if volume >= least.max(0.0) - near && volume <= most + near {
        return Ok(());
    }
    Err(format!("the surfaces cross so that the volume would be {volume} mm^3, not from {least} to {most}"))
}
