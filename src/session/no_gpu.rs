//! In the place of the GPU's engine in a build without CUDA.

use super::Stage;
use super::chunk::{ChunkResult, Task};
use super::input::PhotonArrays;
use super::options::EventOptions;
use crate::Result;
use crate::runtime::context::Context;
use crate::runtime::cuda::DeviceHits;
use crate::runtime::workers::Workers;
use std::ops::Range;
use std::sync::Arc;

/// There is none.
pub(super) enum Engine {}

impl Engine {
    pub(super) fn new(_: &Arc<Context>, _: &Arc<dyn Stage>) -> Result<Option<Self>> {
        Ok(None)
    }

    pub(super) fn usable(&self) -> Result<()> {
        match *self {}
    }

    pub(super) fn threads(&self) -> Result<&Workers> {
        match *self {}
    }

    pub(super) fn slice_of(&self, _: u64, _: bool, _: u64) -> u64 {
        match *self {}
    }

    pub(super) fn place(&self) -> u32 {
        match *self {}
    }

    pub(super) fn admits(&self, _: &PhotonArrays, _: &EventOptions) -> Result<()> {
        match *self {}
    }

    pub(super) fn join(&self, _: Vec<DeviceHits>) -> Result<DeviceHits> {
        match *self {}
    }

    pub(super) fn run(&self, _: &Task<'_>, _: Range<u64>) -> Result<ChunkResult> {
        match *self {}
    }
}
