//! Sessions and events, over kernels and geometries that are made up where scheduling is tested.

mod borrowed;
mod callbacks;
mod cancel;
#[path = "../common/mod.rs"]
mod common;
mod double;
mod flow;
mod hostile;
mod limits;
mod media;
mod physics;
mod priority;
mod results;
mod secondaries;
#[path = "../shapes/mod.rs"]
mod shapes;
mod sources;
mod stream;
mod telemetry;
mod traces;
mod wait_any;
