//! Queues on the processor: kernels/host/queue.cpp and persistent.cpp, made from the header that programs
//! use.

use super::{PersistentJob, QueueCounters, QueueMemory};

/// Most items that a worker of a persistent run on the processor takes at a time.
pub const HOST_BATCH: u32 = 64;

unsafe extern "C" {
    /// Puts items into a queue; how many it had room for.
    pub(crate) fn chroma2_host_queue_push(memory: *const QueueMemory, batch: *const u8, count: u64) -> u64;
    /// Takes items out of a queue; how many there were. Null batch: they are thrown away.
    pub(crate) fn chroma2_host_queue_pop(memory: *const QueueMemory, batch: *mut u8, count: u64) -> u64;
    /// Whether it is full (push) or empty, at an instant of the call.
    pub(crate) fn chroma2_host_queue_blocked(memory: *const QueueMemory, push: u32) -> u32;
    /// Reads the counters, of a queue's memory or of a copy of it.
    pub(crate) fn chroma2_host_queue_counters(memory: *const QueueMemory, counters: *mut QueueCounters);
    /// One worker's part of a persistent run, in iterations of up to `batch` items (at most HOST_BATCH).
    /// `given_up`: whether the program has destroyed active, spawn, finished.
    pub(crate) fn chroma2_host_run_persistent(
        job: *const PersistentJob,
        given_up: *const *mut bool,
        batch: u32,
    );
}
