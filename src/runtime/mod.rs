//! Threads and the process: what runs, not what is run.

pub mod floats;
pub mod process;
pub mod signals;
pub mod workers;
