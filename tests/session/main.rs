//! Sessions and events, over kernels and geometries that are made up where scheduling is tested.

mod borrowed;
mod callbacks;
mod double;
mod flow;
mod hostile;
mod limits;
mod physics;
mod results;
#[path = "../shapes/mod.rs"]
mod shapes;
mod sources;
