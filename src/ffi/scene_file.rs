//! Scene files, and meshes from files.

use super::arguments::{self, Config};
use super::context::chroma2_context;
use super::geometry::chroma2_geometry;
use super::guard::guard;
use super::handle;
use super::mesh::surface;
use super::status::chroma2_status;
use crate::geometry::load::{LoadOptions, load_mesh};
use crate::geometry::{Geometry, LARGEST_COORDINATE, Mesh, PerTriangle, label, scene};
use std::ffi::c_char;

/// A mesh from a file: STL (binary or ASCII), OBJ or PLY (ASCII or binary), by the end of its name.
/// docs/scene-format.md says what of them is read; what is left out is reported to the log. Faces of more
/// than three corners are split inside their outline. Seen from the outer side the vertices of a triangle
/// run counterclockwise.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_mesh_file_config {
    /// sizeof(chroma2_mesh_file_config).
    pub struct_size: usize,
    /// Name of the mesh; may be NULL, need not be unique.
    pub name: *const c_char,
    /// The file.
    pub path: *const c_char,
    /// Length of the file's unit in mm (1000: the file is in metres); 0: 1.
    pub scale: f64,
    /// Material on the inner side of all triangles.
    pub inner_material: u32,
    /// Material on the outer side of all triangles.
    pub outer_material: u32,
    /// 1: all triangles have `surface`; 0: they are bare boundaries between the materials.
    pub has_surface: u32,
    /// Surface of all triangles.
    pub surface: u32,
    /// 1: where faces of a PLY file have the integer properties inner_material, outer_material or
    /// surface (-1: none), these indices are taken instead of the ones above.
    pub use_file_attributes: u32,
    /// 0.
    pub reserved: u32,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_mesh_file_config {
    const NAME: &'static str = "chroma2_mesh_file_config";
    const RESERVED: &'static [usize] = &[std::mem::offset_of!(Self, reserved)];
}

/// Makes a geometry from a scene file (docs/scene-format.md): the TOML file, or the folder that has
/// scene.toml. It is not committed, so that it can be changed first. The caller owns *geometry, to be
/// given to chroma2_geometry_destroy. Fails as an input or output error where a file can't be read,
/// and as a format error where its content is wrong; the message names the file and the place. Any
/// thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_load(
    context: *const chroma2_context,
    path: *const c_char,
    geometry: *mut *mut chroma2_geometry,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(geometry.cast_const(), "geometry")?;
        let context = handle::get(context, "context")?;
        // SAFETY: the caller guarantees `path`.
        let path = unsafe { arguments::path(path, "path") }?;
        let made = handle::insert(Geometry::new(context, scene::load(path)?).into())?;
        // SAFETY: the caller guarantees `geometry`.
        unsafe { arguments::write(geometry, made, "geometry") }
    })
}

/// Saves a geometry, committed or not, to the folder `path`, which is made where it is missing:
/// scene.toml, meshes/ and, for many instances, instances.csv. Files of these names are replaced.
/// Loading it gives a geometry of the same digest. Fails as an invalid argument where the geometry
/// does not hold together, and as an input or output error. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_save(
    geometry: *const chroma2_geometry,
    path: *const c_char,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry, "geometry")?;
        // SAFETY: the caller guarantees `path`.
        let path = unsafe { arguments::path(path, "path") }?;
        scene::save(&geometry.model(), path)
    })
}

/// Adds a mesh from a file, and writes its index to *mesh; the rest is as in
/// chroma2_geometry_add_mesh. Fails as an input or output error or a format error; the message names
/// the file and the place. One thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_add_mesh_file(
    geometry: *mut chroma2_geometry,
    config: *const chroma2_mesh_file_config,
    mesh: *mut u32,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        arguments::aligned(mesh.cast_const(), "mesh")?;
        // SAFETY: the caller guarantees `config`.
        let c = unsafe { arguments::config(config, "config") }?;
        let has_surface = arguments::switch(c.has_surface, "config->has_surface")?;
        let from_file = arguments::switch(c.use_file_attributes, "config->use_file_attributes")?;
        // SAFETY: the caller guarantees the texts.
        let (name, path) = unsafe {
            (arguments::text(c.name, "config->name")?.unwrap_or(""), arguments::path(c.path, "config->path")?)
        };
        let scale = if c.scale == 0.0 { 1.0 } else { c.scale };
        let loaded = load_mesh(path, &LoadOptions { scale, attributes: from_file })?;
        let none =
            loaded.inner_material.is_none() && loaded.outer_material.is_none() && loaded.surface.is_none();
        if from_file && none {
            log::warn!(
                "{}: use_file_attributes is 1, but the file has none of inner_material, outer_material and surface",
                path.display()
            );
        }
        if let Some(vertex) =
            loaded.vertices.iter().position(|v| v.iter().any(|x| f64::from(x.abs()) > LARGEST_COORDINATE))
        {
            let [x, y, z] = loaded.vertices[vertex];
            return Err(crate::Error::format(
                path,
                format!(
                    "vertex {vertex} is ({x}, {y}, {z}) mm; coordinates of magnitude {LARGEST_COORDINATE:e} at most are allowed"
                ),
            ));
        }
        let attribute = |each: Option<Vec<u32>>, all: u32| match each {
            Some(each) if from_file => PerTriangle::Each(each),
            _ => PerTriangle::Uniform(all),
        };
        let made = Mesh {
            name: name.to_owned(),
            inner_material: attribute(loaded.inner_material, c.inner_material),
            outer_material: attribute(loaded.outer_material, c.outer_material),
            surface: attribute(loaded.surface, surface(has_surface, c.surface)?),
            vertices: loaded.vertices,
            triangles: loaded.triangles,
        };
        let index = geometry.edit(|model| {
            let what = format!("{} ({})", label("mesh", model.meshes.len(), name), path.display());
            model.add_mesh_as(made, &what)
        })?;
        // SAFETY: the caller guarantees `mesh`.
        unsafe { arguments::write(mesh, index, "mesh") }
    })
}
