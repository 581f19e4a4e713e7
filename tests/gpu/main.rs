//! The GPU against the processor, bit for bit, through sessions, ray queries and pictures; and what a
//! program can do to a GPU: many threads, too little memory, contexts that go early.
//!
//! Skips itself, with a note, where no GPU can be used, unless `CHROMA2_REQUIRE_GPU=1`. Sizes can be
//! changed: docs/testing.md.
#![cfg(feature = "cuda")]

#[path = "../common/mod.rs"]
mod common;

mod arrays;
mod cancel;
mod checkpoint;
mod events;
mod graphs;
mod long;
mod matter;
mod memory;
mod messages;
mod mixed;
mod pictures;
mod queries;
mod queues;
mod resident;
mod revisions;
mod rig;
mod same;
mod scenes;
mod secondaries;
mod several;
mod small;
mod streams;
mod telemetry;
