//! What executes photons and rays: the kernels' data layout, the CPU backend and its threads.

pub mod context;
pub mod cpu;
pub mod device;
pub mod layout;
pub mod workers;
