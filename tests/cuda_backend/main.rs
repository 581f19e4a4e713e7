//! The CUDA backend on a stand-in for the driver: which GPU is taken, why there is none, and that
//! nothing is left behind. Runs with and without a GPU.
#![cfg(feature = "cuda")]

#[path = "../support/mod.rs"]
mod support;

mod benches;
mod messages;
mod pipelines;
mod queues;
mod reasons;
mod rig;
mod sessions;
