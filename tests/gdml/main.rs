//! Detectors of GDML files.

mod files;
mod leaks;
mod reference;
mod straight;
