//! Threads and the process: what runs, not what is run.

pub mod awake;
pub mod floats;
pub mod invitation;
pub mod locks;
pub(crate) mod message;
pub mod out_file;
pub(crate) mod panic;
pub mod periodic;
pub mod process;
pub mod signals;
pub mod team;
pub mod turns;
pub mod until;
pub mod workers;
