//! From a model to the files of a scene.

use super::document as file;
use super::folder::tame;
use super::names::Names;
use super::properties::{from_material, from_surface};
use super::values::{Attribute, Listed, Tuple};
use super::{FILE_NAME, UNITS, VERSION, instances};
use crate::geometry::load::{LoadedMesh, save_ply, write_atomically};
use crate::geometry::{BorderSurface, Instance, Mesh, Model, PerTriangle, WirePlane};
use crate::layout::NONE;
use crate::{Error, Result};
use std::io::Write;
use std::path::Path;

/// Meshes up to this many triangles stand in the scene file itself.
const INLINE_TRIANGLES: usize = 12;
/// More instances than this go to a table.
const INLINE_INSTANCES: usize = 32;

struct AllNames<'a> {
    materials: Names<'a>,
    surfaces: Names<'a>,
    meshes: Names<'a>,
}

pub(super) fn model(model: &Model, folder: &Path) -> Result<()> {
    let names = AllNames {
        materials: Names::new("material", model.materials.iter().map(|m| m.name.as_str())),
        surfaces: Names::new("surface", model.surfaces.iter().map(|s| s.name.as_str())),
        meshes: Names::new("mesh", model.meshes.iter().map(|m| m.name.as_str())),
    };
    std::fs::create_dir_all(folder).map_err(|e| Error::io(folder, e))?;
    let mut document = file::Document { version: VERSION, units: UNITS.into(), ..Default::default() };
    document.chord = (model.chord != 0.0).then_some(model.chord);
    document.material = model.materials.iter().map(from_material).collect();
    document.surface = model.surfaces.iter().map(|surface| from_surface(surface, &names.surfaces)).collect();
    for (i, entry) in model.meshes.iter().enumerate() {
        document.mesh.push(mesh(entry, i, &names, folder)?);
    }
    document.instance = match model.instances.len() {
        0..=INLINE_INSTANCES => model.instances.iter().map(|i| instance(i, &names.meshes)).collect(),
        _ => {
            let name = "instances.csv";
            let write = |out: &mut _| instances::write(out, &model.instances, &names.meshes);
            write_atomically(&folder.join(name), write)?;
            vec![file::Instance { file: Some(name.into()), ..Default::default() }]
        }
    };
    document.wire_plane = model.wire_planes.iter().map(|plane| wire_plane(plane, &names)).collect();
    let some = |instance: u32| (instance != NONE).then_some(instance);
    let border = |border: &BorderSurface| file::BorderSurface {
        from: some(border.from),
        into: some(border.into),
        from_mesh: None,
        into_mesh: None,
        surface: names.surfaces.reference(border.surface),
    };
    let mesh = |mesh: u32| (mesh != NONE).then(|| names.meshes.reference(mesh));
    let of_meshes = |border: &BorderSurface| file::BorderSurface {
        from: None,
        into: None,
        from_mesh: mesh(border.from),
        into_mesh: mesh(border.into),
        surface: names.surfaces.reference(border.surface),
    };
    let borders = model.border_surfaces.iter().map(border);
    document.border_surface = borders.chain(model.mesh_border_surfaces.iter().map(of_meshes)).collect();
    let text = toml::to_string(&document).map_err(|e| Error::Internal(format!("{FILE_NAME}: {e}")))?;
    write_atomically(&folder.join(FILE_NAME), |out| out.write_all(text.as_bytes()))
}

fn mesh(mesh: &Mesh, number: usize, names: &AllNames, folder: &Path) -> Result<file::Mesh> {
    let mut entry = file::Mesh { name: mesh.name.clone(), ..Default::default() };
    if mesh.triangles.len() <= INLINE_TRIANGLES {
        entry.vertices = Some(mesh.vertices.iter().map(|vertex| Tuple(vertex.map(f64::from))).collect());
        entry.triangles = Some(mesh.triangles.iter().copied().map(Tuple).collect());
        let inline = |values: &PerTriangle, names: &Names| match values {
            PerTriangle::Uniform(index) => Attribute::Uniform(names.reference(*index)),
            PerTriangle::Each(values) => {
                Attribute::Each(values.iter().map(|&index| names.reference(index)).collect())
            }
        };
        entry.inner_material = Some(inline(&mesh.inner_material, &names.materials));
        entry.outer_material = Some(inline(&mesh.outer_material, &names.materials));
        entry.surface = Some(inline(&mesh.surface, &names.surfaces));
    } else {
        let (inner, inner_file) = in_file(&mesh.inner_material, &names.materials);
        let (outer, outer_file) = in_file(&mesh.outer_material, &names.materials);
        let (surface, surface_file) = in_file(&mesh.surface, &names.surfaces);
        let name = format!("meshes/{number}_{}.ply", tame(&mesh.name));
        let path = folder.join(&name);
        std::fs::create_dir_all(folder.join("meshes")).map_err(|e| Error::io(&path, e))?;
        let loaded = LoadedMesh {
            vertices: mesh.vertices.clone(),
            triangles: mesh.triangles.clone(),
            inner_material: inner_file,
            outer_material: outer_file,
            surface: surface_file,
        };
        save_ply(&loaded, &path)?;
        entry.file = Some(name);
        (entry.inner_material, entry.outer_material, entry.surface) =
            (Some(inner), Some(outer), Some(surface));
    }
    // No surface anywhere is what a missing key says.
    if mesh.surface == PerTriangle::Uniform(NONE) {
        entry.surface = None;
    }
    Ok(entry)
}

/// The scene file's entry, and each triangle's index into its names for the mesh file.
fn in_file(values: &PerTriangle, names: &Names) -> (Attribute, Option<Vec<u32>>) {
    let values = match values {
        PerTriangle::Uniform(index) => return (Attribute::Uniform(names.reference(*index)), None),
        PerTriangle::Each(values) => values,
    };
    let mut used: Vec<u32> = values.iter().copied().filter(|&index| index != NONE).collect();
    used.sort_unstable();
    used.dedup();
    let position = |index: &u32| used.binary_search(index).map_or(NONE, |i| i as u32);
    let listed = Listed { names: used.iter().map(|&index| names.reference(index)).collect() };
    (Attribute::File(listed), Some(values.iter().map(position).collect()))
}

fn instance(instance: &Instance, meshes: &Names) -> file::Instance {
    let r = &instance.rotation;
    let rows = Tuple([0, 3, 6].map(|i| Tuple([r[i], r[i + 1], r[i + 2]])));
    file::Instance {
        mesh: Some(meshes.reference(instance.mesh)),
        position: Some(Tuple(instance.translation)),
        rotation: (instance.rotation != Instance::default().rotation).then_some(rows),
        channel: (instance.channel != -1).then_some(instance.channel),
        priority: (instance.priority != 0).then_some(instance.priority),
        ..Default::default()
    }
}

fn wire_plane(plane: &WirePlane, names: &AllNames) -> file::WirePlane {
    file::WirePlane {
        origin: Tuple(plane.origin),
        u: Tuple(plane.u),
        v: Tuple(plane.v),
        pitch: plane.pitch,
        radius: plane.radius,
        u_min: plane.u_min,
        u_max: plane.u_max,
        v_min: plane.v_min,
        v_max: plane.v_max,
        v0: plane.v0,
        surface: (plane.surface != NONE).then(|| names.surfaces.reference(plane.surface)),
        inner_material: names.materials.reference(plane.inner_material),
        outer_material: names.materials.reference(plane.outer_material),
        first_channel: (plane.first_channel != -1).then_some(plane.first_channel),
        channel_stride: (plane.channel_stride != 0).then_some(plane.channel_stride),
    }
}
