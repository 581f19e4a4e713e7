//! Triangle meshes.

use super::{index, index_or_none};
use crate::words::{count, there_are};
use crate::{Error, Result};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// Largest magnitude of a coordinate, in mm (10 km): single precision still tells millimetres apart.
pub const LARGEST_COORDINATE: f64 = 1e7;

/// Something that all triangles of a mesh share, or that each has its own of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PerTriangle {
    /// The same for all.
    Uniform(u32),
    /// One entry for each triangle.
    Each(Vec<u32>),
}

impl PerTriangle {
    /// The entry of a triangle that the mesh has.
    pub fn get(&self, triangle: usize) -> u32 {
        match self {
            Self::Uniform(value) => *value,
            Self::Each(values) => values[triangle],
        }
    }

    /// The one value of all triangles, however it is stored.
    pub fn uniform(&self) -> Option<u32> {
        match self {
            Self::Uniform(value) => Some(*value),
            Self::Each(values) => {
                let first = *values.first()?;
                values.iter().all(|value| *value == first).then_some(first)
            }
        }
    }
}

/// A triangle mesh in its own frame, in mm. Seen from the side of the outer material the vertices
/// of a triangle run counterclockwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Mesh {
    /// For people and lookups; need not be unique.
    pub name: String,
    /// Vertices.
    pub vertices: Vec<[f32; 3]>,
    /// Indices of three vertices each.
    pub triangles: Vec<[u32; 3]>,
    /// Material on the side that the normal points away from.
    pub inner_material: PerTriangle,
    /// Material on the side that the normal points to.
    pub outer_material: PerTriangle,
    /// Surface, or [`NONE`](crate::layout::NONE) for a bare boundary.
    pub surface: PerTriangle,
}

/// A mesh that several models may have together. Whoever changes one that is shared gets a copy of it.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedMesh(Arc<Mesh>);

impl SharedMesh {
    /// Whether both are the same mesh, not only an equal one.
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl From<Mesh> for SharedMesh {
    fn from(mesh: Mesh) -> Self {
        Self(Arc::new(mesh))
    }
}

impl Deref for SharedMesh {
    type Target = Mesh;

    fn deref(&self) -> &Mesh {
        &self.0
    }
}

impl DerefMut for SharedMesh {
    fn deref_mut(&mut self) -> &mut Mesh {
        Arc::make_mut(&mut self.0)
    }
}

impl Mesh {
    /// Checks indices and coordinates against the number of materials and surfaces there are.
    pub fn check(&self, materials: usize, surfaces: usize, what: &str) -> Result<()> {
        super::room(0, self.triangles.len(), &format!("{what}: triangles"))?;
        super::room(0, self.vertices.len(), &format!("{what}: vertices"))?;
        let outside = |x: &f32| x.is_nan() || f64::from(x.abs()) > LARGEST_COORDINATE;
        if let Some(i) = self.vertices.iter().position(|vertex| vertex.iter().any(outside)) {
            let [x, y, z] = self.vertices[i];
            return Err(Error::argument(format!(
                "{what}: vertex {i} is ({x}, {y}, {z}) mm; finite coordinates of magnitude {LARGEST_COORDINATE:e} at most are allowed"
            )));
        }
        let vertices = self.vertices.len();
        if let Some(i) = self.triangles.iter().position(|t| t.iter().any(|&v| v as usize >= vertices)) {
            let [a, b, c] = self.triangles[i];
            return Err(Error::argument(format!(
                "{what}: triangle {i} is ({a}, {b}, {c}), but {}",
                there_are(vertices, "vertex")
            )));
        }
        for (name, values) in
            [("inner_material", &self.inner_material), ("outer_material", &self.outer_material)]
        {
            self.check_each(values, &format!("{what}: {name}"), |value, what| {
                index(value, materials, "materials", what)
            })?;
        }
        self.check_each(&self.surface, &format!("{what}: surface"), |value, what| {
            index_or_none(value, surfaces, "surfaces", what)
        })
    }

    fn check_each(
        &self,
        values: &PerTriangle,
        what: &str,
        check: impl Fn(u32, std::fmt::Arguments) -> Result<()>,
    ) -> Result<()> {
        match values {
            PerTriangle::Uniform(value) => check(*value, format_args!("{what}")),
            PerTriangle::Each(values) if values.len() != self.triangles.len() => {
                Err(Error::argument(format!(
                    "{what} has {} for {}; one for each is needed",
                    count(values.len(), "entry"),
                    count(self.triangles.len(), "triangle")
                )))
            }
            PerTriangle::Each(values) => values
                .iter()
                .enumerate()
                .try_for_each(|(i, value)| check(*value, format_args!("{what} of triangle {i}"))),
        }
    }

    /// Bytes of its lists.
    pub(crate) fn bytes(&self) -> usize {
        let each = |values: &PerTriangle| match values {
            PerTriangle::Uniform(_) => 0,
            PerTriangle::Each(values) => size_of_val(&values[..]),
        };
        let attributes = each(&self.inner_material) + each(&self.outer_material) + each(&self.surface);
        size_of_val(&self.vertices[..]) + size_of_val(&self.triangles[..]) + attributes + self.name.len()
    }

    /// The corners of a triangle that the mesh has.
    pub fn corners(&self, triangle: usize) -> [[f32; 3]; 3] {
        self.triangles[triangle].map(|vertex| self.vertices[vertex as usize])
    }

    /// Whether a triangle has no area, so that no ray can meet it: its normal, twice the area in
    /// length, vanishes (1e-15 mm²) when the edges are taken in single precision as rays see them.
    pub fn is_degenerate(&self, triangle: usize) -> bool {
        let [a, b, c] = self.corners(triangle);
        let edge = |to: [f32; 3]| [0, 1, 2].map(|k| f64::from(to[k] - a[k]));
        let (p, q) = (edge(b), edge(c));
        let n = [p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]];
        n.iter().map(|x| x * x).sum::<f64>() < 1e-30
    }
}
