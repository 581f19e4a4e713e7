//! Sessions that go on from a file, bit for bit, and photons that are run again.

mod damage;
mod job;
mod jobs;
mod replay;
#[path = "../shapes/mod.rs"]
mod shapes;
mod threads;
