//! In the place of queues on a GPU in a build without CUDA.

use super::shape::Shape;
use super::{Batch, Side};
use crate::Result;
use crate::backend::cuda::Gpu;
use crate::layout::{QueueCounters, QueueMemory, QueueTransferResult};
use std::ffi::c_void;
use std::sync::Arc;

/// There is none.
#[derive(Debug)]
pub(super) enum DeviceRing {}

impl DeviceRing {
    pub(super) fn new(gpu: &Arc<Gpu>, _: Shape) -> Result<Self> {
        match **gpu {}
    }

    pub(super) fn memory(&self) -> &QueueMemory {
        match *self {}
    }

    pub(super) fn bytes(&self) -> u64 {
        match *self {}
    }

    pub(super) unsafe fn attempt(&self, _: Side, _: *mut u8, _: u64, _: bool) -> Result<u64> {
        match *self {}
    }

    pub(super) unsafe fn enqueue(
        &self,
        _: Side,
        _: &Batch,
        _: *mut c_void,
        _: (*mut QueueTransferResult, u64),
    ) -> Result<()> {
        match *self {}
    }

    pub(super) fn counters(&self) -> Result<QueueCounters> {
        match *self {}
    }

    pub(super) fn drain(&self, _: u64) -> Result<u64> {
        match *self {}
    }

    pub(super) fn reset(&self) -> Result<()> {
        match *self {}
    }
}
