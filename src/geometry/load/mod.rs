//! Mesh files: STL (binary and ASCII), OBJ and PLY.
//!
//! Every reader takes the whole file as bytes, checks what a header claims against the bytes that
//! are there before it allocates, and gives a message that names the file and the place. What it does not
//! use it does not check; what it leaves out is reported to the log.

pub(super) mod fault;
mod file;
pub(super) mod number;
mod obj;
mod ply;
mod ply_body;
mod ply_header;
mod polygon;
mod stl;
mod stl_text;
pub(super) mod text;
mod weld;
mod write;

pub use file::{read_bounded, write_atomically};
pub use write::{ply_bytes, save_ply, save_stl, stl_bytes};

use crate::words::real;
use crate::{Error, Result};
use fault::Parsed;
use std::path::Path;

/// What a parser left out, for the log.
type Notes = Vec<String>;

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
    /// Index of the surface, one per triangle; [`crate::layout::NONE`] for none.
    pub surface: Option<Vec<u32>>,
}

/// How to read a mesh file.
#[derive(Debug, Clone, Copy)]
pub struct LoadOptions {
    /// Length of the file's unit in mm (1000 for a file in metres); finite and above 0.
    pub scale: f64,
    /// Are materials and surfaces of faces wanted? If not, they are neither read nor checked.
    pub attributes: bool,
}

impl Default for LoadOptions {
    fn default() -> Self {
        Self { scale: 1.0, attributes: true }
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
        return Err(Error::argument(format!("scale is {}; a finite number above 0 is needed", real(scale))));
    }
    if bytes.is_empty() {
        return Err(Error::format(path, "the file is empty (0 bytes)"));
    }
    let mut notes = Notes::new();
    let parsed = match format {
        MeshFormat::Stl => stl::parse(bytes, options, &mut notes),
        MeshFormat::Obj => obj::parse(bytes, options, &mut notes),
        MeshFormat::Ply => ply::parse(bytes, options, &mut notes),
    };
    let mesh = parsed.and_then(check).map_err(|fault| fault.of_file(path, bytes.len()))?;
    for note in notes {
        log::warn!("{}: {note}", path.display());
    }
    Ok(mesh)
}

/// A position in mm from one in file units.
#[inline]
fn position(place: [f64; 3], scale: f64) -> std::result::Result<[f32; 3], String> {
    let scaled = place.map(|x| (x * scale) as f32);
    if scaled.iter().all(|x| x.is_finite()) { Ok(scaled) } else { Err(not_finite(place, scale)) }
}

#[cold]
fn not_finite([x, y, z]: [f64; 3], scale: f64) -> String {
    let times = if scale == 1.0 { String::new() } else { format!(" times {scale:?}") };
    format!("a vertex is ({x:?}, {y:?}, {z:?}){times}; finite numbers, in single precision, are needed")
}

fn check(mesh: LoadedMesh) -> Parsed<LoadedMesh> {
    if mesh.triangles.is_empty() {
        return Err("there is no triangle in it".into());
    }
    if mesh.triangles.len() > MAX_TRIANGLES {
        return Err(format!("{} triangles; at most 2^31 are allowed", mesh.triangles.len()).into());
    }
    Ok(mesh)
}
