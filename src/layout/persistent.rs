//! Persistent runs: items go from one queue to others until nothing is outstanding.

use super::QueueMemory;
use bytemuck::{Pod, Zeroable};

/// Most threads of a block of `chroma2_run_persistent`.
pub const PERSISTENT_BLOCK: u32 = 1024;

/// Why a worker leaves. The run's reason is the largest of them.
pub mod persistent_stop {
    /// Nothing is left in `active`, nor in anybody's hands.
    pub const STOP_DONE: u32 = 1;
    /// Too many polls without an item.
    pub const STOP_IDLE: u32 = 2;
    /// As many iterations as allowed.
    pub const STOP_ITERATIONS: u32 = 3;
    /// `spawn` was full.
    pub const STOP_SPAWN_FULL: u32 = 4;
    /// `finished` was full.
    pub const STOP_FINISHED_FULL: u32 = 5;
    /// On the processor: an item fits nowhere, and a queue that it could go to was destroyed.
    pub const STOP_GIVEN_UP: u32 = 6;
}

/// What the workers of a persistent run share, and what they have done; 0 at first but for `start`.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default, Pod, Zeroable)]
#[allow(missing_docs)]
pub struct PersistentState {
    /// Pops of `active` before the run.
    pub start: u64,
    /// Items that workers have taken, or may be taking, and not put down yet.
    pub hands: u64,
    /// Items put into `finished`.
    pub finished: u64,
    /// And into `spawn`.
    pub spawned: u64,
    /// From `spawn` back into `active`.
    pub moved: u64,
    /// Of all workers, in which they had items.
    pub iterations: u64,
    /// In which they had none.
    pub idle_polls: u64,
    /// The largest reason that a worker has found for all.
    pub stop: u32,
    /// The largest reason of workers that have left.
    pub left: u32,
}

/// A persistent run: items go from `active` to `finished` or, some of them, to `spawn`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct PersistentJob {
    pub active: QueueMemory,
    pub spawn: QueueMemory,
    pub finished: QueueMemory,
    pub state: *mut PersistentState,
    /// Of a worker; 0: no limit.
    pub max_iterations: u64,
    /// Polls in a row without an item after which a worker leaves; 0: none.
    pub idle_threshold: u64,
    /// Each so-manieth item goes to `spawn`; 0: none.
    pub spawn_interval: u64,
    /// Added to an item's payload.
    pub increment: u64,
    /// Items in `active` below which those of `spawn` return; 0: never.
    pub compact_below: u64,
}
