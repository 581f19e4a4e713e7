//! Detector geometry: what a user describes, checked, then frozen into what the kernels read.
//!
//! A [`Model`] grows by its `add_*` methods; [`Model::commit`] freezes it into a [`Committed`],
//! which any number of threads may use at once.

pub mod bvh;
mod commit;
pub mod device;
pub mod gdml;
pub mod load;
mod lookup;
mod model;
pub mod scene;
mod shared_geometry;
pub mod solids;

pub use bvh::{BuildOptions, Quality};
pub use commit::{
    Check, CommitOptions, CommitReport, Committed, Edges, Found, Misplaced, RayHits, Rays, Weld,
};
pub use lookup::Item;
pub use model::{
    Angular, BorderSurface, Component, DichroicAngle, Instance, LARGEST_COORDINATE, Material, Mesh, Model,
    Moves, NO_LIMIT, PerTriangle, Scintillation, SharedMesh, Surface, SurfaceModel, WirePlane,
};
pub use shared_geometry::Geometry;

pub(crate) use model::{index, label};
