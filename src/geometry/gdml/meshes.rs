//! The meshes of a file: one for each logical volume as far as what is on both sides of it is the same.

use super::optics::Optics;
use super::read::Document;
use crate::geometry::solids::{ClosedMesh, Tessellation};
use crate::geometry::{Mesh, PerTriangle};
use crate::layout::NONE;
use crate::{Error, Result};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What makes a mesh; volumes that agree in it share one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Shape {
    /// Index of the logical volume.
    pub volume: usize,
    /// Index of the solid.
    pub solid: usize,
    /// Mirrored in z.
    pub reflected: bool,
    /// Index of the material around it; `None`: it is the world, and its own goes on.
    pub outer: Option<usize>,
    /// The physical volume; kept only where a border surface names it.
    pub physical: usize,
}

/// In no border surface.
const ANY: usize = usize::MAX - 1;

/// What knows all meshes so far.
pub(super) struct Meshes<'a> {
    document: &'a Document,
    optics: &'a Optics,
    tessellation: Tessellation,
    bordered: HashSet<usize>,
    solids: HashMap<usize, Arc<ClosedMesh>>,
    numbers: HashMap<Shape, u32>,
    /// By mesh.
    pub shapes: Vec<Shape>,
    /// By mesh.
    pub meshes: Vec<Mesh>,
    /// Pairs of meshes of which the second one is placed in the first one.
    pub mothers: HashSet<(u32, u32)>,
}

impl<'a> Meshes<'a> {
    pub fn new(document: &'a Document, optics: &'a Optics, tessellation: Tessellation) -> Self {
        let bordered = document.borders.iter().flat_map(|border| [border.from, border.into]).collect();
        Self {
            document,
            optics,
            tessellation,
            bordered,
            solids: HashMap::new(),
            numbers: HashMap::new(),
            shapes: Vec::new(),
            meshes: Vec::new(),
            mothers: HashSet::new(),
        }
    }

    /// Whether a border surface names a physical volume.
    fn is_bordered(&self, physical: usize) -> bool {
        self.bordered.contains(&physical)
    }

    /// That one is placed in the other.
    pub fn note_mother(&mut self, mother: u32, daughter: u32) {
        self.mothers.insert((mother, daughter));
    }

    /// The surface of all triangles of a shape. Light that leaves the world ends, whatever skin that has.
    pub fn own_surface(&self, shape: &Shape) -> u32 {
        if shape.outer.is_none() { NONE } else { self.optics.own_surface(shape.volume) }
    }

    /// The mesh of a shape, which is made where it is the first one.
    pub fn mesh(&mut self, shape: &Shape) -> Result<u32> {
        let physical = if self.is_bordered(shape.physical) { shape.physical } else { ANY };
        let shape = Shape { physical, ..shape.clone() };
        if let Some(number) = self.numbers.get(&shape) {
            return Ok(*number);
        }
        let solid = self.solid(shape.solid)?;
        let volume = &self.document.volumes[shape.volume];
        let material = volume.content.map_or(0, |(_, material)| material);
        let mut triangles = solid.triangles.clone();
        let mirror = if shape.reflected { -1.0 } else { 1.0 };
        if shape.reflected {
            triangles.iter_mut().for_each(|corners| corners.swap(1, 2));
        }
        let vertices = solid.vertices.iter().map(|[x, y, z]| [*x as f32, *y as f32, (mirror * z) as f32]);
        let number = self.meshes.len() as u32;
        self.meshes.push(Mesh {
            name: volume.name.clone(),
            vertices: vertices.collect(),
            triangles,
            inner_material: PerTriangle::Uniform(material as u32),
            outer_material: PerTriangle::Uniform(shape.outer.unwrap_or(material) as u32),
            surface: PerTriangle::Uniform(self.own_surface(&shape)),
        });
        self.shapes.push(shape.clone());
        self.numbers.insert(shape, number);
        Ok(number)
    }

    fn solid(&mut self, index: usize) -> Result<Arc<ClosedMesh>> {
        if let Some(mesh) = self.solids.get(&index) {
            return Ok(Arc::clone(mesh));
        }
        let named = &self.document.solids[index];
        let mesh = named.solid.mesh(&self.tessellation).map_err(|what| {
            let place = &named.place;
            Error::Format(format!("{}:{}: solid \"{}\": {what}", place.file, place.line, named.name))
        })?;
        let mesh = Arc::new(mesh);
        self.solids.insert(index, Arc::clone(&mesh));
        Ok(mesh)
    }
}
