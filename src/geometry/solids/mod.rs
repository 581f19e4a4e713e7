//! Solids of parameters, and the closed meshes of them.
//!
//! [`Solid::mesh`] checks the parameters and makes a [`ClosedMesh`] that is within a chord of the solid's
//! surface.

mod arb8;
mod boolean;
mod box_like;
mod cells;
mod check;
mod closed_mesh;
mod ears;
mod extruded;
mod improve;
mod mesh;
mod planes;
mod polygon;
mod quadrics;
mod rings;
mod solid;
mod sphere;
mod tessellated;
mod tessellation;
mod torus;
mod tubes;
mod turn;

#[cfg(test)]
mod tests;

pub use closed_mesh::ClosedMesh;
pub use solid::{Placed, Solid};
pub use tessellation::Tessellation;
