//! A propagation that stays on a device: the host hands it photons without a launch, and it answers in host memory.

use super::{PhotonState, PropagateJob};
use std::ffi::c_ulonglong;

/// Most photons of an order: all of them may be left to the host.
pub const MOST_RESIDENT: u32 = 1u32 << 14;

/// Photons for the kernel that stays.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct ResidentOrder {
    /// `next` and `aside_count` are those of the launch's ResidentControl; `hand_over` is at least 1.
    pub job: PropagateJob,
    /// Host memory, one each: end states of those that are not left to the host; where they are not generated, the
    /// photons at first.
    pub states: *mut PhotonState,
}

/// What the blocks share, in the device's memory; 0 before the first launch.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct ResidentControl {
    /// The launch in bits 34 on, the order's number in bits 2 to 33, and in the lowest two whether the other blocks are
    /// to wait (0), to take photons of the order (1), or to leave (2).
    pub epoch: u64,
    /// Blocks that may be reading the order.
    pub active: u32,
    pub reserved: u32,
    /// Of the order: photons taken, photons that have ended or are left to the host, and the latter.
    pub next: c_ulonglong,
    pub ended: c_ulonglong,
    pub aside: c_ulonglong,
    pub order: ResidentOrder,
}

/// What the host hears, in its memory.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct ResidentAnswer {
    /// The order's number in the upper half, and how many of its photons are left to the host.
    pub word: u64,
    /// Legs that the table of the order's medium changes counts.
    pub changes: u64,
}

/// A launch of the kernel that stays.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct ResidentJob {
    /// Host memory: the number of the last order in the lower half, in the upper one the launch that is to leave when
    /// there is nothing to do.
    pub request: *mut u64,
    /// Host memory: the order of that number.
    pub order: *const ResidentOrder,
    /// Host memory.
    pub answer: *mut ResidentAnswer,
    /// Host memory: `launch` when it has left.
    pub gone: *mut u64,
    pub control: *mut ResidentControl,
    /// Number of this launch, not 0.
    pub launch: u64,
    /// Of the device's clock: without an order, and since its begin, after which it leaves.
    pub idle_cycles: u64,
    pub stay_cycles: u64,
    /// Number of the last order before this launch.
    pub served: u64,
}
