//! What a user describes: materials, surfaces, meshes, their instances and wire planes.

mod border;
mod edit;
mod instance;
mod mesh;
mod wire;

pub use crate::optics::{
    Angular, Component, DichroicAngle, Material, NO_LIMIT, Scintillation, Surface, SurfaceModel,
};
pub use border::BorderSurface;
pub use edit::Moves;
pub use instance::Instance;
pub use mesh::{LARGEST_COORDINATE, Mesh, PerTriangle, SharedMesh};
pub use wire::WirePlane;

pub(crate) use crate::optics::label;

use crate::layout::NONE;
use crate::{Error, Result, memory};

/// Most entries of each kind: bit 31 of an index has other uses.
const MOST: usize = (1 << 31) - 1;

/// A geometry under construction. The `add_*` methods check what they are given, return its index,
/// and leave the model as it was when they fail; an index must exist before it is used.
///
/// The lists are open for reading and for bulk changes: [`Model::commit`] checks all again.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// Materials, by index.
    pub materials: Vec<Material>,
    /// Surfaces, by index.
    pub surfaces: Vec<Surface>,
    /// Meshes, by index.
    pub meshes: Vec<SharedMesh>,
    /// Placed meshes, by index.
    pub instances: Vec<Instance>,
    /// Planes of parallel wires, by index.
    pub wire_planes: Vec<WirePlane>,
    /// Surfaces of light that goes from one instance into another.
    pub border_surfaces: Vec<BorderSurface>,
    /// The same by meshes: of light that goes from any instance of one into any of the other. A pair of instances that
    /// has a surface of its own keeps that.
    pub mesh_border_surfaces: Vec<BorderSurface>,
    /// No facet is farther than this, in mm, from the smooth body that it stands for; 0: not known, and judged by how facets bend.
    pub chord: f64,
}

fn room(len: usize, more: usize, what: &str) -> Result<()> {
    if more > MOST - len.min(MOST) {
        return Err(Error::argument(format!(
            "{what}: {len} exist and {more} more are given; {MOST} are allowed"
        )));
    }
    Ok(())
}

impl Model {
    /// A model without anything.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a material.
    pub fn add_material(&mut self, material: Material) -> Result<u32> {
        room(self.materials.len(), 1, "materials")?;
        material.check(&label("material", self.materials.len(), &material.name))?;
        memory::push(&mut self.materials, material, "materials")?;
        Ok(self.materials.len() as u32 - 1)
    }

    /// Adds a surface. What its model needs is checked by the commit, so that a surface may be put
    /// together step by step.
    pub fn add_surface(&mut self, surface: Surface) -> Result<u32> {
        room(self.surfaces.len(), 1, "surfaces")?;
        surface.check_ranges(&label("surface", self.surfaces.len(), &surface.name))?;
        memory::push(&mut self.surfaces, surface, "surfaces")?;
        Ok(self.surfaces.len() as u32 - 1)
    }

    /// Adds a mesh of materials and surfaces that the model has.
    pub fn add_mesh(&mut self, mesh: Mesh) -> Result<u32> {
        let what = label("mesh", self.meshes.len(), &mesh.name);
        self.add_mesh_as(mesh, &what)
    }

    /// As [`Model::add_mesh`]; messages call the mesh `what`, which may say more than its index and name.
    pub(crate) fn add_mesh_as(&mut self, mesh: Mesh, what: &str) -> Result<u32> {
        room(self.meshes.len(), 1, "meshes")?;
        mesh.check(self.materials.len(), self.surfaces.len(), what)?;
        memory::push(&mut self.meshes, mesh.into(), "meshes")?;
        Ok(self.meshes.len() as u32 - 1)
    }

    /// Places a mesh that the model has.
    pub fn add_instance(&mut self, instance: Instance) -> Result<u32> {
        self.add_instances(vec![instance])
    }

    /// Places many meshes; returns the index of the first one. All or none are added.
    pub fn add_instances(&mut self, instances: Vec<Instance>) -> Result<u32> {
        room(self.instances.len(), instances.len(), "instances")?;
        for (i, instance) in instances.iter().enumerate() {
            instance.check(self.meshes.len(), self.instances.len() + i)?;
        }
        memory::grow(&mut self.instances, instances.len(), "instances")?;
        let first = self.instances.len() as u32;
        self.instances.extend(instances);
        Ok(first)
    }

    /// Says how far facets may be from the smooth bodies that they stand for, in mm; 0: not known.
    pub fn set_chord(&mut self, chord: f64) -> Result<()> {
        check_chord(chord)?;
        self.chord = chord;
        Ok(())
    }

    /// Adds a plane of wires of materials and a surface that the model has.
    pub fn add_wire_plane(&mut self, plane: WirePlane) -> Result<u32> {
        room(self.wire_planes.len(), 1, "wire planes")?;
        let what = format!("wire plane {}", self.wire_planes.len());
        plane.check(self.materials.len(), self.surfaces.len(), &what)?;
        memory::push(&mut self.wire_planes, plane, "wire planes")?;
        Ok(self.wire_planes.len() as u32 - 1)
    }

    /// Adds a surface that the model has for light from one instance into another. That no pair has two is checked by
    /// the commit.
    pub fn add_border_surface(&mut self, border: BorderSurface) -> Result<u32> {
        let number = self.border_surfaces.len();
        room(number, 1, "border surfaces")?;
        border.check(self.instances.len(), self.surfaces.len(), number)?;
        memory::push(&mut self.border_surfaces, border, "border surfaces")?;
        Ok(number as u32)
    }

    /// Adds a surface that the model has for light from any instance of a mesh into any of another one.
    pub fn add_mesh_border_surface(&mut self, border: BorderSurface) -> Result<u32> {
        let number = self.mesh_border_surfaces.len();
        room(number, 1, "border surfaces of meshes")?;
        border.check_of_meshes(self.meshes.len(), self.surfaces.len(), number)?;
        memory::push(&mut self.mesh_border_surfaces, border, "border surfaces of meshes")?;
        Ok(number as u32)
    }

    /// Triangles of all instances together.
    pub fn triangle_count(&self) -> u64 {
        let of =
            |instance: &Instance| self.meshes.get(instance.mesh as usize).map_or(0, |m| m.triangles.len());
        self.instances.iter().map(|instance| of(instance) as u64).sum()
    }

    /// Bytes of all that it is made of.
    pub(crate) fn bytes(&self) -> u64 {
        let meshes: usize = self.meshes.iter().map(|one| size_of::<Mesh>() + one.bytes()).sum();
        self.bytes_of_copy() + meshes as u64
    }

    /// Bytes of a copy, which shares the meshes.
    pub(crate) fn bytes_of_copy(&self) -> u64 {
        let materials: usize = self.materials.iter().map(|one| size_of_val(one) + one.bytes()).sum();
        let surfaces: usize = self.surfaces.iter().map(|one| size_of_val(one) + one.bytes()).sum();
        let meshes = size_of_val(&self.meshes[..]);
        let placed = size_of_val(&self.instances[..]) + size_of_val(&self.wire_planes[..]);
        let borders = size_of_val(&self.border_surfaces[..]) + size_of_val(&self.mesh_border_surfaces[..]);
        (materials + surfaces + meshes + placed + borders) as u64
    }

    /// Checks everything; what [`Model::commit`] begins with.
    pub fn check(&self) -> Result<()> {
        self.check_meshes()?;
        self.check_rest()
    }

    fn check_meshes(&self) -> Result<()> {
        let (materials, surfaces) = (self.materials.len(), self.surfaces.len());
        room(0, self.meshes.len(), "meshes")?;
        for (i, mesh) in self.meshes.iter().enumerate() {
            mesh.check(materials, surfaces, &label("mesh", i, &mesh.name))?;
        }
        Ok(())
    }

    /// Checks all but the meshes, which have been checked against as many materials and surfaces, or less.
    pub(crate) fn check_rest(&self) -> Result<()> {
        check_chord(self.chord)?;
        let (materials, surfaces) = (self.materials.len(), self.surfaces.len());
        room(0, materials, "materials")?;
        room(0, surfaces, "surfaces")?;
        room(0, self.instances.len(), "instances")?;
        room(0, self.wire_planes.len(), "wire planes")?;
        for (i, material) in self.materials.iter().enumerate() {
            material.check(&label("material", i, &material.name))?;
        }
        for (i, surface) in self.surfaces.iter().enumerate() {
            let what = label("surface", i, &surface.name);
            surface.check(&what)?;
            if let Some(inner_side) = surface.inner_side {
                index_or_none(inner_side, surfaces, "surfaces", format_args!("{what}: inner_side"))?;
            }
        }
        for (i, instance) in self.instances.iter().enumerate() {
            instance.check(self.meshes.len(), i)?;
        }
        for (i, plane) in self.wire_planes.iter().enumerate() {
            plane.check(materials, surfaces, &format!("wire plane {i}"))?;
        }
        for (i, border) in self.border_surfaces.iter().enumerate() {
            border.check(self.instances.len(), surfaces, i)?;
        }
        for (i, border) in self.mesh_border_surfaces.iter().enumerate() {
            border.check_of_meshes(self.meshes.len(), surfaces, i)?;
        }
        border::check_pairs(&self.border_surfaces, ["", "instance"])?;
        border::check_pairs(&self.mesh_border_surfaces, [" of meshes", "mesh"])
    }
}

fn check_chord(chord: f64) -> Result<()> {
    match (0.0..=LARGEST_COORDINATE).contains(&chord) {
        true => Ok(()),
        false => Err(Error::argument(format!("chord is {chord} mm; 0 to {LARGEST_COORDINATE:e} is allowed"))),
    }
}

/// Checks an index into a list of `count`; `what` names it.
pub(crate) fn index(value: u32, count: usize, list: &str, what: std::fmt::Arguments) -> Result<()> {
    if (value as usize) < count {
        return Ok(());
    }
    Err(Error::argument(match count {
        0 => format!("{what} is {value}, but there are no {list} yet"),
        _ => format!("{what} is {value}; {list} 0 to {} exist", count - 1),
    }))
}

/// As [`index`], where [`NONE`] is allowed too.
pub(crate) fn index_or_none(value: u32, count: usize, list: &str, what: std::fmt::Arguments) -> Result<()> {
    if value == NONE { Ok(()) } else { index(value, count, list, what) }
}
