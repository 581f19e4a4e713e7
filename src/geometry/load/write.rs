//! Binary PLY (with attributes) and binary STL files.

use super::file::write_atomically;
use super::ply_elements::{ATTRIBUTES, Face, Vertex, value_of};
use super::{LoadedMesh, Parsed};
use crate::runtime::layout::NONE;
use crate::{Error, Result};
use ply_rs_bw::ply::{Addable, ElementDef, Encoding, Header, PropertyDef, PropertyType, ScalarType};
use ply_rs_bw::writer::Writer;
use std::io::Write;
use std::path::Path;

/// Saves a mesh as binary little-endian PLY, attributes as `int` properties of the faces.
pub fn save_ply(mesh: &LoadedMesh, path: &Path) -> Result<()> {
    consistent(mesh).map_err(Error::InvalidArgument)?;
    write_atomically(path, |out| ply_to(mesh, out))
}

/// Saves a mesh as binary STL; shared vertices are written out, attributes are lost.
pub fn save_stl(mesh: &LoadedMesh, path: &Path) -> Result<()> {
    consistent(mesh).map_err(Error::InvalidArgument)?;
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
    consistent(mesh).map_err(Error::InvalidArgument)?;
    let mut out = Vec::new();
    write(mesh, &mut out).map_err(|e| Error::Internal(e.to_string()))?;
    Ok(out)
}

fn attributes(mesh: &LoadedMesh) -> [Option<&[u32]>; 3] {
    [mesh.inner_material.as_deref(), mesh.outer_material.as_deref(), mesh.surface.as_deref()]
}

fn consistent(mesh: &LoadedMesh) -> Parsed<()> {
    let count = mesh.vertices.len();
    if mesh.triangles.iter().flatten().any(|&i| i as usize >= count) {
        return Err(format!("a triangle names a vertex beyond the {count} there are"));
    }
    for (name, values) in ATTRIBUTES.iter().zip(attributes(mesh)) {
        match values {
            Some(values) if values.len() != mesh.triangles.len() => {
                return Err(format!("{} of {name} for {} triangles", values.len(), mesh.triangles.len()));
            }
            Some(values) if values.iter().any(|&i| i != NONE && i > i32::MAX as u32) => {
                return Err(format!("{name} holds an index above {}", i32::MAX));
            }
            _ => {}
        }
    }
    Ok(())
}

fn element(name: &str, count: usize, properties: &[(&str, PropertyType)]) -> ElementDef {
    let mut element = ElementDef::new(name.into());
    element.count = count;
    for (name, data_type) in properties {
        element.properties.add(PropertyDef::new((*name).into(), data_type.clone()));
    }
    element
}

fn ply_to<W: Write>(mesh: &LoadedMesh, out: &mut W) -> std::io::Result<()> {
    let attributes = attributes(mesh);
    let float = PropertyType::Scalar(ScalarType::Float);
    let axes = ["x", "y", "z"].map(|axis| (axis, float.clone()));
    let mut properties = vec![("vertex_indices", PropertyType::List(ScalarType::UChar, ScalarType::UInt))];
    for (&name, values) in ATTRIBUTES.iter().zip(attributes) {
        if values.is_some() {
            properties.push((name, PropertyType::Scalar(ScalarType::Int)));
        }
    }
    let mut header = Header::new();
    header.encoding = Encoding::BinaryLittleEndian;
    header.elements.add(element("vertex", mesh.vertices.len(), &axes));
    header.elements.add(element("face", mesh.triangles.len(), &properties));
    Writer::<Vertex>::new().write_header(out, &header)?;
    let vertices = Writer::<Vertex>::new();
    for vertex in &mesh.vertices {
        vertices.write_little_endian_element(
            out,
            &Vertex(vertex.map(f64::from)),
            &header.elements["vertex"],
        )?;
    }
    let faces = Writer::<Face>::new();
    for (i, triangle) in mesh.triangles.iter().enumerate() {
        let attributes = attributes.map(|values| values.map(|values| value_of(values[i])));
        let face = Face { corners: triangle.to_vec(), attributes };
        faces.write_little_endian_element(out, &face, &header.elements["face"])?;
    }
    Ok(())
}

fn stl_to<W: Write>(mesh: &LoadedMesh, out: &mut W) -> std::io::Result<()> {
    let facets = mesh.triangles.iter().map(|triangle| {
        let corners = triangle.map(|i| mesh.vertices[i as usize]);
        stl_io::Triangle {
            normal: stl_io::Normal::new(normal(&corners)),
            vertices: corners.map(stl_io::Vertex::new),
        }
    });
    stl_io::write_stl(out, facets)
}

/// The unit normal; 0 where there is none.
fn normal(corners: &[[f32; 3]; 3]) -> [f32; 3] {
    let [a, b, c] = corners.map(|corner| corner.map(f64::from));
    let (u, v) = ([0, 1, 2].map(|i| b[i] - a[i]), [0, 1, 2].map(|i| c[i] - a[i]));
    let cross = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
    let length = cross.iter().map(|x| x * x).sum::<f64>().sqrt();
    if length > 0.0 { cross.map(|x| (x / length) as f32) } else { [0.0; 3] }
}
