//! In the place of the CUDA backend in a build without the feature `cuda`.

use super::context::Context;
use super::device::GpuInfo;
use super::hit_columns::HitColumns;
use crate::geometry::Committed;
use crate::layout::RayBatch;
use crate::{Error, Result};
use std::sync::Arc;

/// There is none.
#[derive(Debug)]
pub enum Gpu {}

impl Gpu {
    /// Fails as unsupported.
    pub fn open(_: Option<u32>) -> Result<Arc<Self>> {
        Err(no_cuda())
    }

    /// The device's properties.
    pub fn info(&self) -> &GpuInfo {
        match *self {}
    }

    /// A geometry on this device.
    pub fn scene(&self, _: &Context, _: &Arc<Committed>) -> Result<Arc<DeviceScene>> {
        match *self {}
    }

    /// Traces rays of host memory.
    ///
    /// # Safety
    /// Never called.
    pub unsafe fn trace(&self, _: &DeviceScene, _: &RayBatch, _: bool) -> Result<()> {
        match *self {}
    }

    /// Traces rays of this device's memory.
    ///
    /// # Safety
    /// Never called.
    pub unsafe fn trace_there(&self, _: &DeviceScene, _: &RayBatch, _: bool) -> Result<()> {
        match *self {}
    }

    /// Bytes of device memory held.
    pub fn memory(&self) -> u64 {
        match *self {}
    }
}

/// There is none.
#[derive(Debug)]
pub enum DeviceScene {}

/// There are none.
#[derive(Debug)]
pub enum DeviceHits {}

impl DeviceHits {
    /// Number of hits.
    pub fn count(&self) -> u64 {
        match *self {}
    }

    /// Number of the device.
    pub fn ordinal(&self) -> u32 {
        match *self {}
    }

    /// Where their properties are on the device.
    pub fn columns(&self) -> HitColumns {
        match *self {}
    }
}

/// Queries of fewer rays are the processor's.
pub const FEW_RAYS: u64 = u64::MAX;

/// Fails as unsupported.
pub fn gpus() -> Result<Vec<GpuInfo>> {
    Err(no_cuda())
}

/// Whether a context can be made on a device.
pub fn usable(_: &GpuInfo) -> bool {
    false
}

/// What the library says of this backend.
pub fn build_info() -> String {
    "no cuda".into()
}

fn no_cuda() -> Error {
    Error::Unsupported(
        "this library was built without the CUDA backend, because cargo's feature cuda was off".into(),
    )
}
