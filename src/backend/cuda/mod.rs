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
pub mod module;
mod outgrown;

mod persistent;
mod pinned_pool;
mod primary;
pub mod programs;
mod propagate;
mod ring;
pub mod scene;
pub mod stream;
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
use super::persistent::PersistentRun;
use super::ring::{Ring, Shape};
use super::scene::SceneData;
use super::{Backend, LoadedScene};
use crate::Result;
use crate::layout::PersistentState;
use loaded::CudaScene;
use ring::DeviceRing;
use std::any::Any;
use std::sync::Arc;

/// An NVIDIA GPU.
#[derive(Debug)]
pub struct Cuda(Arc<Gpu>);

impl Cuda {
    /// Opens a device: the one of a number, or the first that kernels run on. An error says why not.
    pub fn open(ordinal: Option<u32>) -> Result<Self> {
        Gpu::open(ordinal).map(Self)
    }

    /// The GPU of a context, if it has one.
    pub fn of(context: &Context) -> Option<&Arc<Gpu>> {
        let backend: &dyn Any = context.backend();
        backend.downcast_ref().map(|Self(gpu)| gpu)
    }
}

impl Backend for Cuda {
    fn gpu(&self) -> Option<&GpuInfo> {
        Some(self.0.info())
    }

    fn memory(&self) -> u64 {
        self.0.memory()
    }

    fn memory_max(&self) -> u64 {
        self.0.memory_max()
    }

    fn staging(&self, bytes: usize) -> Result<Option<Box<dyn BlockMemory>>> {
        Ok(self.0.pinned(bytes)?.map(|piece| Box::new(piece) as _))
    }

    fn load(&self, context: &Arc<Context>, scene: &Arc<dyn SceneData>) -> Result<Box<dyn LoadedScene>> {
        if !scene.has_device_form() {
            return super::cpu::Processor.load(context, scene);
        }
        Ok(Box::new(CudaScene::new(&self.0, context, scene)))
    }

    fn ring(&self, _: &Arc<Context>, shape: Shape) -> Result<Box<dyn Ring>> {
        Ok(Box::new(DeviceRing::new(&self.0, shape)?))
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
