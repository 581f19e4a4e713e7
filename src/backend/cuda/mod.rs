//! The CUDA backend's hold on the driver and the devices. cust enumerates devices and gives types;
//! the rest calls the driver's functions by itself, where cust lacks them or misreads their results.
//!
//! Whoever calls the driver has the device's primary context current ([`Primary::enter`]) for that
//! time only, so that the program's own use of CUDA is not disturbed.

mod device;
#[allow(missing_docs, non_snake_case)]
mod driver;
mod foreign;
mod gpu;
pub mod hits;
pub mod kernels;
pub mod launch;
mod load;
mod loaded;
pub mod memory;
mod messages;
pub mod module;
mod nvrtc;
mod outgrown;
mod own_code;
mod persistent;
mod pinned_pool;
mod pipeline;
mod primary;
pub mod programs;
mod propagate;
mod resident;
mod ring;
pub mod scene;
mod several;
mod stayer;
pub mod stream;
pub mod streams;
mod timing;
mod trace;
mod upload;
pub mod workspace;

pub use device::gpus;
pub use driver::is_of_device;
pub use gpu::{Gpu, usable};
pub use load::LIBRARY_VARIABLE;
pub use primary::{Current, Primary};
pub use scene::DeviceScene;
pub use trace::FEW_RAYS;

use super::context::Context;
use super::device::GpuInfo;
use super::hit_block::BlockMemory;
use super::kernel::{Code, LoadedModule};
use super::messages::{Plan, Served};
use super::persistent::PersistentRun;
use super::ring::{Ring, Shape};
use super::scene::SceneData;
use super::streams::{Purpose, StreamHold, StreamUse, Urgency};
use super::{Backend, LoadedScene};
use crate::Result;
use crate::layout::PersistentState;
use loaded::CudaScene;
use pinned_pool::PinnedPool;
use ring::DeviceRing;
use several::{Gpus, SeveralScenes};
use std::any::Any;
use std::sync::Arc;

/// NVIDIA GPUs, one or several.
#[derive(Debug)]
pub struct Cuda(Arc<Gpus>);

impl Cuda {
    /// Opens a device: the one of a number, or the first that kernels run on. An error says why not.
    pub fn open(ordinal: Option<u32>) -> Result<Self> {
        Ok(Self(Gpus::new(vec![Gpu::open(ordinal, &PinnedPool::new(1))?])))
    }

    /// Opens devices of these numbers, each of which is there once.
    pub fn open_all(ordinals: &[u32]) -> Result<Self> {
        let pinned = PinnedPool::new(ordinals.len());
        let open = |ordinal: &u32| Gpu::open(Some(*ordinal), &pinned);
        Ok(Self(Gpus::new(ordinals.iter().map(open).collect::<Result<_>>()?)))
    }

    /// The GPU of a context, if it has one; of several, the first.
    pub fn of(context: &Context) -> Option<&Arc<Gpu>> {
        let backend: &dyn Any = context.backend();
        backend.downcast_ref().map(|Self(gpus)| gpus.first())
    }
}

impl Backend for Cuda {
    fn gpu(&self) -> Option<&GpuInfo> {
        Some(self.0.first().info())
    }

    fn devices(&self) -> Vec<u32> {
        self.0.all().iter().map(|gpu| gpu.info().ordinal + 1).collect()
    }

    fn memory(&self) -> u64 {
        self.0.all().iter().map(|gpu| gpu.memory()).sum()
    }

    fn memory_max(&self) -> u64 {
        self.0.all().iter().map(|gpu| gpu.memory_max()).sum()
    }

    fn staging(&self, bytes: usize) -> Result<Option<Box<dyn BlockMemory>>> {
        Ok(self.0.first().pinned(bytes)?.map(|piece| Box::new(piece) as _))
    }

    fn load(&self, context: &Arc<Context>, scene: &Arc<dyn SceneData>) -> Result<Box<dyn LoadedScene>> {
        if !scene.has_device_form() {
            return super::cpu::Processor.load(context, scene);
        }
        Ok(match self.0.all() {
            [gpu] => Box::new(CudaScene::new(gpu, context, scene)),
            _ => Box::new(SeveralScenes::new(&self.0, context, scene)),
        })
    }

    fn ring(&self, _: &Arc<Context>, shape: Shape) -> Result<Box<dyn Ring>> {
        Ok(Box::new(DeviceRing::new(self.0.first(), shape)?))
    }

    fn messages(&self, context: &Arc<Context>, plan: &Plan) -> Result<Served> {
        messages::serve(self.0.of(plan.device)?, context, plan)
    }

    fn module(&self, context: &Arc<Context>, code: &Code, device: u32) -> Result<Arc<dyn LoadedModule>> {
        own_code::load(self.0.of(device)?, context, code)
    }

    fn has_streams(&self) -> bool {
        true
    }

    fn lend_stream(&self, device: u32, purpose: Purpose, urgency: Urgency) -> Result<StreamHold> {
        let gpu = self.0.of(device)?;
        if purpose == Purpose::Peer {
            for peer in self.0.all().iter().filter(|peer| !Arc::ptr_eq(peer, gpu)) {
                gpu.primary().reach(peer.primary())?;
                peer.primary().reach(gpu.primary())?;
            }
        }
        Ok(gpu.streams().lend(purpose, urgency)?)
    }

    unsafe fn adopt_stream(&self, device: u32, address: usize, purpose: Purpose) -> Result<StreamHold> {
        // SAFETY: passed on.
        Ok(unsafe { self.0.of(device)?.streams().adopt(address, purpose) }?)
    }

    fn stream_use(&self, device: u32, purpose: Purpose) -> Result<StreamUse> {
        Ok(self.0.of(device)?.streams().counted(purpose))
    }

    fn run_persistent(&self, _: &Context, run: &PersistentRun<'_>) -> Result<(PersistentState, u32)> {
        persistent::run(run)
    }
}

/// What [`chroma2_build_info`](crate::ffi::version::chroma2_build_info) says of this backend.
pub fn build_info() -> String {
    match kernels::embedded_needs() {
        None => "cuda (no kernels)".into(),
        Some(needs) => {
            let architectures: Vec<String> =
                kernels::architectures().map(|arch| format!("sm_{arch}")).collect();
            let (major, minor) = (needs.cuda / 1000, needs.cuda % 1000 / 10);
            format!("cuda (kernels of CUDA {major}.{minor} for {})", architectures.join(" "))
        }
    }
}
