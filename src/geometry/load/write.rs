//! Binary PLY (with attributes) and binary STL files.

use super::LoadedMesh;
use super::file::write_atomically;
use super::ply::{ATTRIBUTES, value_of};
use crate::layout::NONE;
use crate::words::count;
use crate::{Error, Result};
use std::io::Write;
use std::path::Path;

/// Saves a mesh as binary little-endian PLY, attributes as `int` properties of the faces.
pub fn save_ply(mesh: &LoadedMesh, path: &Path) -> Result<()> {
    consistent(mesh)?;
    write_atomically(path, |out| ply_to(mesh, out))
}

/// Saves a mesh as binary STL; shared vertices are written out, attributes are lost.
pub fn save_stl(mesh: &LoadedMesh, path: &Path) -> Result<()> {
    consistent(mesh)?;
    write_atomically(path, |out| stl_to(mesh, out))
}

/// The bytes of [`save_ply`]'s file.
pub fn ply_bytes(mesh: &LoadedMesh) -> Result<Vec<u8>> {
    bytes(mesh, ply_to)
}

/// The bytes of [`save_stl`]'s file.
pub fn stl_bytes(mesh: &LoadedMesh) -> Result<Vec<u8>> {
    bytes(mesh, stl_to)
}

fn bytes(mesh: &LoadedMesh, write: fn(&LoadedMesh, &mut Vec<u8>) -> std::io::Result<()>) -> Result<Vec<u8>> {
    consistent(mesh)?;
    let mut out = Vec::new();
    write(mesh, &mut out).map_err(|e| Error::Internal(e.to_string()))?;
    Ok(out)
}

fn attributes(mesh: &LoadedMesh) -> [Option<&[u32]>; 3] {
    [mesh.inner_material.as_deref(), mesh.outer_material.as_deref(), mesh.surface.as_deref()]
}

fn consistent(mesh: &LoadedMesh) -> Result<()> {
    let vertices = mesh.vertices.len();
    if mesh.triangles.iter().flatten().any(|&i| i as usize >= vertices) {
        return Err(Error::argument(format!("a triangle names a vertex beyond all there are ({vertices})")));
    }
    let triangles = mesh.triangles.len();
    for (name, values) in ATTRIBUTES.iter().zip(attributes(mesh)) {
        match values {
            Some(values) if values.len() != triangles => {
                let triangles = count(triangles, "triangle");
                return Err(Error::argument(format!(
                    "{} of {name} for {triangles}",
                    count(values.len(), "entry")
                )));
            }
            Some(values) if values.iter().any(|&i| i != NONE && i > i32::MAX as u32) => {
                return Err(Error::argument(format!("{name} holds an index above {}", i32::MAX)));
            }
            _ => {}
        }
    }
    Ok(())
}

fn ply_to<W: Write>(mesh: &LoadedMesh, out: &mut W) -> std::io::Result<()> {
    let attributes = attributes(mesh);
    write!(out, "ply\nformat binary_little_endian 1.0\nelement vertex {}\n", mesh.vertices.len())?;
    for axis in ["x", "y", "z"] {
        writeln!(out, "property float {axis}")?;
    }
    writeln!(out, "element face {}\nproperty list uchar uint vertex_indices", mesh.triangles.len())?;
    for (name, _) in ATTRIBUTES.iter().zip(attributes).filter(|(_, values)| values.is_some()) {
        writeln!(out, "property int {name}")?;
    }
    writeln!(out, "end_header")?;
    for coordinate in mesh.vertices.iter().flatten() {
        out.write_all(&coordinate.to_le_bytes())?;
    }
    for (i, triangle) in mesh.triangles.iter().enumerate() {
        out.write_all(&[3])?;
        for corner in triangle {
            out.write_all(&corner.to_le_bytes())?;
        }
        for values in attributes.into_iter().flatten() {
            out.write_all(&value_of(values[i]).to_le_bytes())?;
        }
    }
    Ok(())
}

fn stl_to<W: Write>(mesh: &LoadedMesh, out: &mut W) -> std::io::Result<()> {
    let count = u32::try_from(mesh.triangles.len())
        .map_err(|_| std::io::Error::other("more triangles than an STL file can count"))?;
    out.write_all(&[0; 80])?;
    out.write_all(&count.to_le_bytes())?;
    for triangle in &mesh.triangles {
        let corners = triangle.map(|i| mesh.vertices[i as usize]);
        for number in normal(&corners).iter().chain(corners.iter().flatten()) {
            out.write_all(&number.to_le_bytes())?;
        }
        out.write_all(&[0; 2])?;
    }
    Ok(())
}

/// The unit normal; 0 where there is none.
fn normal(corners: &[[f32; 3]; 3]) -> [f32; 3] {
    let [a, b, c] = corners.map(|corner| corner.map(f64::from));
    let (u, v) = ([0, 1, 2].map(|i| b[i] - a[i]), [0, 1, 2].map(|i| c[i] - a[i]));
    let cross = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
    let length = cross.iter().map(|x| x * x).sum::<f64>().sqrt();
    if length > 0.0 { cross.map(|x| (x / length) as f32) } else { [0.0; 3] }
}
