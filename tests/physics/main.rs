//! The kernels against analytic results, with a million photons or more for every process. Judged
//! at five standard deviations and p = 1e-6, with fixed seeds.

mod amplitudes;
mod angle_models;
mod beer_lambert;
mod default_surface;
#[cfg(feature = "cuda")]
#[path = "../common/device.rs"]
mod device;
mod emission;
mod film;
mod film_cases;
mod fresnel;
mod fresnel_state;
mod geant4;
mod group_velocity;
mod limits;
mod many;
mod media;
mod mie;
mod needles;
mod random_scenes;
mod rayleigh;
mod reemission;
mod revisions;
mod run;
mod scene;
mod secondaries;
mod sides;
mod sources;
mod stats;
mod steps;
mod touching;
mod touching_edges;
mod touching_faults;
mod touching_plates;
mod transfer_matrix;
mod vector;
mod weights;
mod wire_ends;
mod wire_optics;
mod wire_trees;
mod wires;
mod wls;
mod worlds;
