//! What Rust and the kernels share: plain structs, numbers and functions, written here once. The headers
//! of kernels/layout/ are made from these files, one for each; tests/kernel_headers.rs compares and, under
//! `CHROMA2_BLESS=1`, rewrites them. A constant's C++ name is its own in camel case after a k:
//! [`WIRE_BIT`] is `kWireBit`. Units: mm, ns, nm, radians.

mod compact;
mod copy;
mod geometry;
mod host;
mod host_messages;
mod host_queue;
mod ids;
mod launch;
mod medium;
mod merged;
mod messages;
mod optics;
mod persistent;
mod photon;
mod propagate;
mod queue;
mod rays;
mod resident;
mod scene;
mod secondary;
mod service;
mod source;
mod steps;
mod tables;
mod transfer;
mod tree;

pub use compact::*;
pub use copy::*;
pub use geometry::*;
pub use host::*;
pub(crate) use host_messages::*;
pub use host_queue::*;
pub use ids::*;
pub use launch::*;
pub use medium::*;
pub use merged::*;
pub use messages::*;
pub use optics::*;
pub use persistent::*;
pub use photon::*;
pub use propagate::*;
pub use queue::*;
pub use rays::*;
pub use resident::*;
pub use scene::*;
pub use secondary::*;
pub use service::*;
pub use source::*;
pub use steps::*;
pub use tables::*;
pub use transfer::*;
pub use tree::*;
