//! How the host hands a small transfer to the service, a block that stays on the device for a while.

use super::QueueMemory;
use std::ffi::c_void;

/// A request as it lies in memory. Each 32 bytes, which travel together, end with the request's number,
/// so that a request is read whole or not.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct QueueRequest {
    /// A QueueOrder, 7 words before each number.
    pub word: [u32; 32],
}

/// What a service is asked to do.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct QueueOrder {
    pub queue: QueueMemory,
    pub batch: *mut c_void,
    pub count: u64,
    pub push: u32,
    pub reserved: [u32; 11],
}

/// A launch of a service.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct QueueServiceJob {
    /// Host memory.
    pub request: *const QueueRequest,
    /// Host memory: the request's number in the upper half, below it whether the queue was full (or
    /// empty) before the rest (bit 31) and how many items went through.
    pub answer: *mut u64,
    /// Host memory: `launch` when it has left.
    pub gone: *mut u64,
    /// Number of this launch, not 0.
    pub launch: u64,
    /// Of the device's clock without a request, after which it leaves.
    pub idle_cycles: u64,
    /// Number of the last request before this launch.
    pub served: u64,
}
