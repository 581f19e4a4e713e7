//! Geometry: mesh files, materials, surfaces, placed meshes and their acceleration structure.

pub mod load;
