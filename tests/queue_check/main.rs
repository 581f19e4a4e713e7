//! The queue of include/chroma2/device_queue.cuh is a queue: histories of its operations are checked,
//! from a model that runs through interleavings (model/), from threads of the processor (threads.cpp),
//! and from GPUs (tests/queue_gpu writes them to files); and much is pushed and popped (stress.cpp).
//!
//! `CHROMA2_QUEUE_INCLUDE` names another folder with the headers: scripts/queue-mutants puts bugs into
//! them and looks which test sees each.

#[path = "../support/mod.rs"]
mod support;

mod checker;
mod conditions;
mod gpu;
mod history;
mod model;
mod mutants;
mod program;
mod ptx;
mod search;
mod stress;
mod threads;
