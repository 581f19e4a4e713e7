//! What executes photons and rays: the CPU backend and its threads, the
//! CUDA backend.

pub mod context;
pub mod cpu;
#[cfg(feature = "cuda")]
pub mod cuda;
#[cfg(not(feature = "cuda"))]
#[path = "no_cuda.rs"]
pub mod cuda;
pub mod device;
pub mod floats;
pub mod hit_columns;
pub mod process;
pub mod random;
pub mod signals;
pub mod workers;
