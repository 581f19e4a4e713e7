//! The C ABI: one file a topic, each with a generated header of the same name under
//! `include/chroma2/`. Only this module handles raw pointers from outside.

#![allow(non_camel_case_types, missing_docs)]
// Every function's pointers are described in its comment, which becomes the C header's.
#![allow(clippy::missing_safety_doc)]

pub mod arguments;
pub mod batch;
mod callbacks;
pub mod checkpoint;
pub mod context;
pub mod daq;
pub mod device_hits;
pub mod event;
pub mod gdml;
pub mod geometry;
mod given_photons;
pub mod guard;
pub mod handle;
pub mod instance;
pub mod kernel;
pub mod log;
pub mod material;
pub mod medium_changes;
pub mod mesh;
pub mod message;
pub mod message_io;
pub mod message_queue;
pub mod module;
pub mod options;
pub mod persistent;
pub mod photons;
pub mod pipeline;
pub mod pipeline_io;
pub mod queue;
pub mod queue_batch;
pub mod queue_view;
pub mod rays;
pub mod render;
pub mod replay;
pub mod report;
pub mod results;
pub mod revision;
pub mod scene_file;
pub mod session;
pub mod source;
pub mod status;
pub mod step_import;
pub mod step_origins;
pub mod step_yields;
pub mod steps;
pub mod stream;
mod strided;
pub mod surface;
pub mod telemetry;
pub mod trace;
pub mod version;
