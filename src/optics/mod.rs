//! Materials and surfaces, and the tables of their properties: what one is called, which numbers it may be,
//! what it is when nothing is said, who uses it, and where the kernels read it.
//!
//! Setters of the C API, checks and their messages, scene files, the digest and the kernels' arrays follow
//! from the tables: a new property is a field and a row.

mod angles;
mod check;
mod component;
mod effect;
mod group_velocity;
mod material;
mod material_table;
mod property;
mod range;
mod scintillation;
mod setter;
mod surface;
mod surface_finish;
mod surface_model;
mod surface_table;

pub use angles::{Angular, DichroicAngle};
pub use component::Component;
pub use effect::Unused;
pub use group_velocity::{GROUP_INDEX_ERROR, LIGHT};
pub use material::Material;
pub use material_table::MaterialProperty;
pub use property::{Choice, Described, Field, Place, Property};
pub use range::{NO_LIMIT, Range};
pub use scintillation::Scintillation;
pub use surface::Surface;
pub use surface_finish::{SurfaceFinish, SurfaceType};
pub use surface_model::SurfaceModel;
pub use surface_table::SurfaceProperty;

pub(crate) use angles::add_dichroic;
pub(crate) use check::{label, number};
pub(crate) use group_velocity::{group_index, velocities, velocity_points};
