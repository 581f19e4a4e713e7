//! Detectors of GDML files.

mod files;
mod reference;
mod straight;
