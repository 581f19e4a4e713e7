//! Meshes of a geometry.

use super::arguments::{self, Config};
use super::geometry::{CHROMA2_NONE, chroma2_geometry};
use super::guard::guard;
use super::handle;
use super::status::chroma2_status;
use super::strided;
use crate::geometry::{Mesh, PerTriangle};
use crate::{Error, Result, memory};
use std::ffi::c_char;

/// A triangle mesh in its own frame, in mm. Seen from the outer side the vertices of a triangle run
/// counterclockwise. All arrays are copied; they begin at multiples of 4, and so do entries. A mesh has at most
/// 2^31 - 1 triangles.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_mesh_config {
    /// sizeof(chroma2_mesh_config).
    pub struct_size: usize,
    /// May be NULL, need not be unique.
    pub name: *const c_char,
    /// x, y, z of each vertex, of magnitude 10^7 at most.
    pub vertices: *const f32,
    pub vertex_count: u64,
    /// Bytes from vertex to vertex; 0: 12.
    pub vertex_stride: usize,
    /// Three indices of vertices, from 0, of each triangle.
    pub triangles: *const u32,
    pub triangle_count: u64,
    /// Bytes from triangle to triangle; 0: 12.
    pub triangle_stride: usize,
    /// Material on the inner side of each triangle; NULL: inner_material for all.
    pub inner_materials: *const u32,
    /// Material on the outer side of each triangle; NULL: outer_material for all.
    pub outer_materials: *const u32,
    /// Surface of each triangle, CHROMA2_NONE for none; NULL: `surface` for all.
    pub surfaces: *const u32,
    /// Material on the inner side of all triangles.
    pub inner_material: u32,
    /// Material on the outer side of all triangles.
    pub outer_material: u32,
    /// 1: all triangles have `surface`; 0: they are bare boundaries between the materials.
    pub has_surface: u32,
    /// Surface of all triangles.
    pub surface: u32,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_mesh_config {
    const NAME: &'static str = "chroma2_mesh_config";
}

/// What triangles have: an array, or one value for all.
///
/// # Safety
/// `each` is NULL or has `count` entries.
unsafe fn per_triangle(
    each: *const u32,
    count: u64,
    (all, name): (u32, &str),
    what: &str,
) -> Result<PerTriangle> {
    if each.is_null() {
        return Ok(PerTriangle::Uniform(all));
    }
    arguments::unused(if all == CHROMA2_NONE { 0 } else { all }, name, "each triangle has its own")?;
    // SAFETY: the same condition.
    let each = unsafe { arguments::slice(each, count, what) }?;
    memory::copied(each, what).map(PerTriangle::Each)
}

/// The surface that a struct names, or none.
pub(super) fn surface(has_surface: bool, surface: u32) -> Result<u32> {
    if has_surface {
        return Ok(surface);
    }
    arguments::unused(
        if surface == CHROMA2_NONE { 0 } else { surface },
        "config->surface",
        "has_surface is 0",
    )?;
    Ok(CHROMA2_NONE)
}

/// Adds a mesh of one triangle or more, of materials and surfaces that the geometry has, and writes its index
/// to *mesh. It shows once an instance places it. Triangles without area are kept but never hit; the report of
/// the commit counts them. One thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_add_mesh(
    geometry: *mut chroma2_geometry,
    config: *const chroma2_mesh_config,
    mesh: *mut u32,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        arguments::aligned(mesh.cast_const(), "mesh")?;
        // SAFETY: the caller guarantees `config`.
        let c = unsafe { arguments::config(config, "config") }?;
        let has_surface = arguments::switch(c.has_surface, "config->has_surface")?;
        let count = c.triangle_count;
        if count == 0 {
            return Err(Error::argument("config->triangle_count is 0; one or more is needed"));
        }
        arguments::limit(count, arguments::MOST, "config->triangle_count")?;
        arguments::limit(c.vertex_count, arguments::MOST, "config->vertex_count")?;
        if !c.surfaces.is_null() {
            arguments::unused(c.has_surface, "config->has_surface", "each triangle has its own in surfaces")?;
        }
        // SAFETY: the caller guarantees the arrays.
        let made = unsafe {
            Mesh {
                name: memory::text(arguments::text(c.name, "config->name")?.unwrap_or(""), "config->name")?,
                vertices: strided::copy(c.vertices, c.vertex_stride, c.vertex_count, "config->vertices")?,
                triangles: strided::copy(c.triangles, c.triangle_stride, count, "config->triangles")?,
                inner_material: per_triangle(
                    c.inner_materials,
                    count,
                    (c.inner_material, "config->inner_material"),
                    "config->inner_materials",
                )?,
                outer_material: per_triangle(
                    c.outer_materials,
                    count,
                    (c.outer_material, "config->outer_material"),
                    "config->outer_materials",
                )?,
                surface: per_triangle(
                    c.surfaces,
                    count,
                    (surface(has_surface, c.surface)?, "config->surface"),
                    "config->surfaces",
                )?,
            }
        };
        let index = geometry.edit(|model| model.add_mesh(made))?;
        // SAFETY: the caller guarantees `mesh`.
        unsafe { arguments::write(mesh, index, "mesh") }
    })
}

/// Says how far facets of all meshes may be from the smooth bodies that they stand for, in mm; 0 (the default): not known, and
/// judged by how facets bend. Round bodies that come as near to each other as this touch. One thread at a time.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_geometry_set_chord(geometry: *mut chroma2_geometry, chord: f64) -> chroma2_status {
    guard(|| handle::get(geometry.cast_const(), "geometry")?.edit(|model| model.set_chord(chord)))
}
