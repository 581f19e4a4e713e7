//! Steps of other programs.

mod clsim;
mod npy;
mod opticks;

pub use clsim::clsim;
pub use npy::read_gensteps;
pub use opticks::{GENSTEP, opticks};
