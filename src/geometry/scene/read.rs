//! From the file's entries to a model.

use super::document as file;
use super::folder::resolve;
use super::names::Names;
use super::properties::{material, surface};
use super::values::{Attribute, Reference};
use super::{UNITS, VERSION, instances};
use crate::geometry::load::{LoadOptions, LoadedMesh, load_mesh};
use crate::geometry::model::label;
use crate::geometry::{BorderSurface, Instance, Mesh, Model, PerTriangle, WirePlane};
use crate::layout::NONE;
use crate::words::are;
use crate::{Error, Result};
use std::path::Path;

/// Builds the model; `scene` is the file, whose folder has the others.
pub(super) fn model(document: file::Document, scene: &Path) -> Result<Model> {
    if document.version != VERSION {
        return Err(Error::argument(format!(
            "version is {}; this library reads version {VERSION}",
            document.version
        )));
    }
    if document.units != UNITS {
        return Err(Error::argument(format!("units is \"{}\"; \"{UNITS}\" is needed", document.units)));
    }
    let mut model = Model::new();
    model.set_chord(document.chord.unwrap_or(0.0))?;
    let names = AllNames::new(&document);
    let names = names.lookups();
    for (i, entry) in document.material.into_iter().enumerate() {
        model.add_material(material(entry, i)?)?;
    }
    for (i, entry) in document.surface.into_iter().enumerate() {
        let surface = surface(entry, i, &names.surfaces)?;
        surface.check(&format!("surface {i} (\"{}\")", surface.name))?; // not only at the commit
        model.add_surface(surface)?;
    }
    for (i, entry) in document.mesh.into_iter().enumerate() {
        let mut what = label("mesh", i, &entry.name);
        if let Some(file) = &entry.file {
            what += &format!(" ({file})");
        }
        let mesh = mesh(entry, &what, &names, scene)?;
        model.add_mesh_as(mesh, &what)?;
    }
    for (i, entry) in document.instance.into_iter().enumerate() {
        let placed = placed(entry, i, &names.meshes, scene)?;
        model.add_instances(placed)?;
    }
    for (i, entry) in document.wire_plane.into_iter().enumerate() {
        let plane = wire_plane(entry, i, &names)?;
        model.add_wire_plane(plane)?;
    }
    for (i, entry) in document.border_surface.into_iter().enumerate() {
        let what = format!("border surface {i}");
        let surface = names.surfaces.index(&entry.surface, &format!("{what}: surface"))?;
        if entry.from_mesh.is_none() && entry.into_mesh.is_none() {
            let (from, into) = (entry.from.unwrap_or(NONE), entry.into.unwrap_or(NONE));
            model.add_border_surface(BorderSurface { from, into, surface })?;
            continue;
        }
        if entry.from.is_some() || entry.into.is_some() {
            return Err(Error::argument(format!(
                "{what}: from and into are instances, from_mesh and into_mesh meshes; one kind is allowed"
            )));
        }
        let mesh = |entry: &Option<Reference>, name: &str| match entry {
            Some(mesh) => names.meshes.index(mesh, &format!("{what}: {name}")),
            None => Ok(NONE),
        };
        let (from, into) = (mesh(&entry.from_mesh, "from_mesh")?, mesh(&entry.into_mesh, "into_mesh")?);
        model.add_mesh_border_surface(BorderSurface { from, into, surface })?;
    }
    Ok(model)
}

/// All names of a file.
struct AllNames {
    materials: Vec<String>,
    surfaces: Vec<String>,
    meshes: Vec<String>,
}

struct Lookups<'a> {
    materials: Names<'a>,
    surfaces: Names<'a>,
    meshes: Names<'a>,
}

impl AllNames {
    fn new(document: &file::Document) -> Self {
        Self {
            materials: document.material.iter().map(|entry| entry.name.clone()).collect(),
            surfaces: document.surface.iter().map(|entry| entry.name.clone()).collect(),
            meshes: document.mesh.iter().map(|entry| entry.name.clone()).collect(),
        }
    }

    fn lookups(&self) -> Lookups<'_> {
        Lookups {
            materials: Names::new("material", self.materials.iter().map(String::as_str)),
            surfaces: Names::new("surface", self.surfaces.iter().map(String::as_str)),
            meshes: Names::new("mesh", self.meshes.iter().map(String::as_str)),
        }
    }
}

fn mesh(entry: file::Mesh, what: &str, names: &Lookups, scene: &Path) -> Result<Mesh> {
    let loaded = match (&entry.file, entry.vertices, entry.triangles) {
        (Some(name), None, None) => {
            let scale = entry.scale.unwrap_or(1.0);
            let listed = |entry: &Option<Attribute>| matches!(entry, Some(Attribute::File(_)));
            let attributes = [&entry.inner_material, &entry.outer_material, &entry.surface].map(listed);
            let options = LoadOptions { scale, attributes: attributes.contains(&true) };
            load_mesh(&resolve(scene, name, what)?, &options).map_err(|error| match error {
                Error::InvalidArgument(fault) => Error::argument(format!("{what}: {fault}")),
                other => other, // names the file
            })?
        }
        (None, Some(vertices), Some(triangles)) if entry.scale.is_none() => LoadedMesh {
            vertices: vertices.into_iter().map(|vertex| vertex.0.map(|x| x as f32)).collect(),
            triangles: triangles.into_iter().map(|triangle| triangle.0).collect(),
            ..LoadedMesh::default()
        },
        _ => {
            return Err(Error::argument(format!(
                "{what}: file (and scale), or vertices and triangles, are needed, not both"
            )));
        }
    };
    let needed = |name: &str| Error::argument(format!("{what}: {name} is needed"));
    let attribute = |name: &str, entry: &Attribute, file: &Option<Vec<u32>>, names: &Names| {
        per_triangle(entry, file.as_deref(), names, name == "surface", &format!("{what}: {name}"))
    };
    let inner = entry.inner_material.ok_or_else(|| needed("inner_material"))?;
    let outer = entry.outer_material.ok_or_else(|| needed("outer_material"))?;
    Ok(Mesh {
        inner_material: attribute("inner_material", &inner, &loaded.inner_material, &names.materials)?,
        outer_material: attribute("outer_material", &outer, &loaded.outer_material, &names.materials)?,
        surface: match &entry.surface {
            Some(entry) => attribute("surface", entry, &loaded.surface, &names.surfaces)?,
            None => PerTriangle::Uniform(NONE),
        },
        name: entry.name,
        vertices: loaded.vertices,
        triangles: loaded.triangles,
    })
}

/// `in_file` is the mesh file's own index for each triangle, into the names of [`Attribute::File`].
fn per_triangle(
    entry: &Attribute,
    in_file: Option<&[u32]>,
    names: &Names,
    optional: bool,
    what: &str,
) -> Result<PerTriangle> {
    let index = |reference: &Reference, what: &str| match optional {
        true => names.index_or_none(reference, what),
        false => names.index(reference, what),
    };
    match entry {
        Attribute::Uniform(reference) => index(reference, what).map(PerTriangle::Uniform),
        Attribute::Each(references) => {
            let each = |(i, reference)| index(reference, &format!("{what} of triangle {i}"));
            references.iter().enumerate().map(each).collect::<Result<_>>().map(PerTriangle::Each)
        }
        Attribute::File(list) => {
            let values = in_file.ok_or_else(|| {
                Error::argument(format!(
                    "{what}: names are listed, but the mesh file has no such face property"
                ))
            })?;
            let list: Vec<u32> =
                list.names.iter().map(|reference| index(reference, what)).collect::<Result<_>>()?;
            let each = |(i, &value): (usize, &u32)| match list.get(value as usize) {
                Some(index) => Ok(*index),
                None if value == NONE && optional => Ok(NONE),
                None => Err(Error::argument(format!(
                    "{what}: the mesh file has {value} at triangle {i}; {} listed",
                    are(list.len(), "name")
                ))),
            };
            let mut indices = Vec::new();
            crate::memory::tried(|| indices.try_reserve_exact(values.len())).map_err(|_| {
                Error::OutOfMemory(format!("{what}: no memory for one entry a triangle of {}", values.len()))
            })?;
            for value in values.iter().enumerate().map(each) {
                indices.push(value?);
            }
            Ok(PerTriangle::Each(indices))
        }
    }
}

fn placed(entry: file::Instance, number: usize, meshes: &Names, scene: &Path) -> Result<Vec<Instance>> {
    let what = format!("instance entry {number}");
    let mesh = entry.mesh.map(|mesh| meshes.index(&mesh, &format!("{what}: mesh"))).transpose()?;
    let single = entry.position.is_some()
        || entry.rotation.is_some()
        || entry.axis_angle.is_some()
        || entry.channel.is_some()
        || entry.priority.is_some();
    if let Some(file) = &entry.file {
        if single {
            return Err(Error::argument(format!(
                "{what}: position, rotation, channel and priority come from its file; they are not allowed beside it"
            )));
        }
        return instances::read(&resolve(scene, file, &what)?, mesh, meshes);
    }
    let wrong = |fault: String| Error::argument(format!("{what}: {fault}"));
    let mut instance = Instance::of(mesh.ok_or_else(|| Error::argument(format!("{what}: mesh is needed")))?);
    instance.rotation = match (entry.rotation, entry.axis_angle) {
        (None, None) => instance.rotation,
        (Some(rows), None) => std::array::from_fn(|i| rows.0[i / 3].0[i % 3]),
        (None, Some(turn)) => instances::matrix(turn).map_err(wrong)?,
        (Some(_), Some(_)) => {
            return Err(Error::argument(format!("{what}: rotation and axis_angle; one of them is allowed")));
        }
    };
    instance.translation = entry.position.map_or([0.0; 3], |position| position.0);
    instance.channel = entry.channel.unwrap_or(-1);
    instance.priority = entry.priority.unwrap_or(0);
    instance.check_values().map_err(wrong)?; // tables before it have made its index another one
    Ok(vec![instance])
}

fn wire_plane(entry: file::WirePlane, number: usize, names: &Lookups) -> Result<WirePlane> {
    let what = format!("wire plane {number}");
    let (materials, surfaces) = (&names.materials, &names.surfaces);
    Ok(WirePlane {
        origin: entry.origin.0,
        u: entry.u.0,
        v: entry.v.0,
        pitch: entry.pitch,
        radius: entry.radius,
        u_min: entry.u_min,
        u_max: entry.u_max,
        v_min: entry.v_min,
        v_max: entry.v_max,
        v0: entry.v0,
        surface: match &entry.surface {
            Some(surface) => surfaces.index_or_none(surface, &format!("{what}: surface"))?,
            None => NONE,
        },
        inner_material: materials.index(&entry.inner_material, &format!("{what}: inner_material"))?,
        outer_material: materials.index(&entry.outer_material, &format!("{what}: outer_material"))?,
        first_channel: entry.first_channel.unwrap_or(-1),
        channel_stride: match (entry.first_channel, entry.channel_stride) {
            (None, Some(stride)) if stride != 0 => {
                return Err(Error::argument(format!(
                    "{what}: channel_stride is {stride}, but would not be used: there is no first_channel"
                )));
            }
            (_, stride) => stride.unwrap_or(0),
        },
    })
}
