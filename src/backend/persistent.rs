//! Workers that take items from one queue, work on them and put them into others.

use super::ring::Ring;
use crate::layout::PersistentJob;
use std::sync::atomic::AtomicBool;

/// What they are to do.
pub struct PersistentRun<'a> {
    /// All but its state.
    pub job: PersistentJob,
    /// Where items come from; where some of them go, to be worked on again; where the others go.
    pub rings: [&'a dyn Ring; 3],
    /// Set when the program destroys one of them.
    pub closed: [&'a AtomicBool; 3],
    /// Items that a worker takes at a time; 0: the backend's choice.
    pub block_dim: u32,
    /// Workers; 0: the backend's choice.
    pub grid_dim: u32,
}
