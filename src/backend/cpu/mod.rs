//! The processor: kernels of the best instruction-set level, run by the threads of a context.

mod chunk;
mod ends;
pub mod kernels;
mod messages;
mod persistent;
pub mod pipeline;
pub mod random;
pub mod ring;
mod scene;
mod secondaries;
pub mod trace;

pub use kernels::*;
pub use ring::HostRing;
pub use scene::HostScene;

use super::context::Context;
use super::device::GpuInfo;
use super::messages::{Plan, Served};
use super::persistent::PersistentRun;
use super::ring::{Ring, Shape};
use super::scene::SceneData;
use super::{Backend, LoadedScene};
use crate::Result;
use crate::layout::PersistentState;
use std::sync::Arc;

/// The processor's cores.
#[derive(Debug)]
pub struct Processor;

impl Backend for Processor {
    fn gpu(&self) -> Option<&GpuInfo> {
        None
    }

    fn memory(&self) -> u64 {
        0
    }

    fn memory_max(&self) -> u64 {
        0
    }

    fn load(&self, context: &Arc<Context>, scene: &Arc<dyn SceneData>) -> Result<Box<dyn LoadedScene>> {
        Ok(Box::new(HostScene::new(context, scene)))
    }

    fn ring(&self, context: &Arc<Context>, shape: Shape) -> Result<Box<dyn Ring>> {
        Ok(Box::new(HostRing::new(context, shape)?))
    }

    fn messages(&self, context: &Arc<Context>, plan: &Plan) -> Result<Served> {
        messages::serve(context, plan)
    }

    fn run_persistent(&self, context: &Context, run: &PersistentRun<'_>) -> Result<(PersistentState, u32)> {
        persistent::run(context, run)
    }
}
