//! Meshes of solids against what is known of the solids.

mod boolean_cases;
mod booleans;
mod cases;
mod implicit;
mod nested_boxes;
mod nonsense;
mod refused;
mod simple;
mod support;
