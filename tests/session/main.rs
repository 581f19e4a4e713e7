//! Sessions and events, over kernels and geometries that are made up where scheduling is tested.

mod borrowed;
mod callbacks;
mod double;
mod flow;
mod limits;
mod results;
mod sources;
