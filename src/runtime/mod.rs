//! What executes photons and rays: the kernels' data layout and the CPU backend.

pub mod cpu;
pub mod layout;
