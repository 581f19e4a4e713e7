//! Mesh files: STL (binary and ASCII), OBJ and PLY.
//!
//! Every reader takes the whole file as bytes, checks what a header claims against the bytes that
//! are there before it allocates, and gives a message that names the file and the place.

mod file;
mod obj;
mod ply;
mod ply_elements;
mod stl;
mod weld;
mod write;

pub use file::{read_bounded, write_atomically};
pub use write::{ply_bytes, save_ply, save_stl, stl_bytes};

use crate::{Error, Result};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// What a parser says is wrong, before the file's name is put in front.
type Parsed<T> = std::result::Result<T, String>;

/// Largest mesh file that is read, in bytes.
pub const MAX_FILE_BYTES: u64 = 8 << 30;

/// Most triangles of a mesh; also the bound of the index types.
const MAX_TRIANGLES: usize = 1 << 31;

/// Triangles as a file describes them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LoadedMesh {
    /// Positions in mm (file units times the scale), all finite.
    pub vertices: Vec<[f32; 3]>,
    /// Indices into `vertices`, all in range; counterclockwise seen from the outer side.
    pub triangles: Vec<[u32; 3]>,
    /// Index of the material on the inner side, one per triangle.
    pub inner_material: Option<Vec<u32>>,
    /// Index of the material on the outer side, one per triangle.
    pub outer_material: Option<Vec<u32>>,
    /// Index of the surface, one per triangle; [`crate::runtime::layout::NONE`] for none.
    pub surface: Option<Vec<u32>>,
}

/// How to read a mesh file.
#[derive(Debug, Clone, Copy)]
pub struct LoadOptions {
    /// Length of the file's unit in mm (1000 for a file in metres); finite and above 0.
    pub scale: f64,
}

impl Default for LoadOptions {
    fn default() -> Self {
        Self { scale: 1.0 }
    }
}

/// A mesh file format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MeshFormat {
    /// Stereolithography, binary or ASCII.
    Stl,
    /// Wavefront OBJ; only vertices and faces are read.
    Obj,
    /// Polygon file format, ASCII or binary.
    Ply,
}

impl MeshFormat {
    /// The format that a file's name announces.
    pub fn of(path: &Path) -> Result<Self> {
        let extension = path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
        match extension.as_deref() {
            Some("stl") => Ok(Self::Stl),
            Some("obj") => Ok(Self::Obj),
            Some("ply") => Ok(Self::Ply),
            _ => Err(Error::argument(format!(
                "{}: the name of a mesh file must end in .stl, .obj or .ply",
                path.display()
            ))),
        }
    }
}

/// Reads a mesh file; the name's end tells the format.
pub fn load_mesh(path: &Path, options: &LoadOptions) -> Result<LoadedMesh> {
    let format = MeshFormat::of(path)?;
    let bytes = read_bounded(path, MAX_FILE_BYTES)?;
    parse_mesh(&bytes, format, path, options)
}

/// Reads a mesh from the bytes of a file; `path` is for messages only.
pub fn parse_mesh(
    bytes: &[u8],
    format: MeshFormat,
    path: &Path,
    options: &LoadOptions,
) -> Result<LoadedMesh> {
    let scale = options.scale;
    if !(scale.is_finite() && scale > 0.0) {
        return Err(Error::argument(format!("scale is {scale}; a finite number above 0 is needed")));
    }
    // The parsing libraries are not proof against every input: a panic is the file's fault here.
    let parsed = catch_unwind(AssertUnwindSafe(|| match format {
        MeshFormat::Stl => stl::parse(bytes, scale),
        MeshFormat::Obj => obj::parse(bytes, scale),
        MeshFormat::Ply => ply::parse(bytes, scale),
    }));
    let mesh = parsed
        .unwrap_or_else(|_| Err("the file's content can't be understood".into()))
        .map_err(|what| Error::format(path, shorten(&what)))?;
    check(&mesh).map_err(|what| Error::format(path, what))?;
    Ok(mesh)
}

/// A position in mm from one in file units.
fn scaled(position: [f64; 3], scale: f64) -> [f32; 3] {
    position.map(|x| (x * scale) as f32)
}

fn check(mesh: &LoadedMesh) -> Parsed<()> {
    if mesh.triangles.is_empty() {
        return Err("there is no triangle in it".into());
    }
    if mesh.triangles.len() > MAX_TRIANGLES || mesh.vertices.len() > u32::MAX as usize {
        return Err(format!("{} triangles; at most 2^31 are allowed", mesh.triangles.len()));
    }
    if let Some(i) = mesh.vertices.iter().position(|v| v.iter().any(|x| !x.is_finite())) {
        let [x, y, z] = mesh.vertices[i];
        return Err(format!("vertex {i} is ({x}, {y}, {z}); finite numbers are needed"));
    }
    let count = mesh.vertices.len() as u32;
    match mesh.triangles.iter().position(|t| t.iter().any(|&i| i >= count)) {
        Some(i) => Err(format!("triangle {i} names vertex {:?} of {count}", mesh.triangles[i])),
        None => Ok(()),
    }
}

/// The first lines of a library's message, which may quote the whole file.
fn shorten(message: &str) -> String {
    const MOST: usize = 300;
    let clean: String =
        message.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MOST + 1).collect();
    match clean.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &clean[..end]),
        None => clean,
    }
}
