//! What executes photons, rays and queues: one interface, which the processor and GPUs implement. It knows
//! the kernels' layout and their light, but neither geometries nor sessions.

pub mod charged;
pub mod context;
pub mod cpu;
#[cfg(feature = "cuda")]
pub mod cuda;
pub mod device;
pub mod ends;
pub mod hit_block;
pub mod hit_columns;
pub mod kernel;
pub mod light;
pub mod media;
pub mod messages;
mod open;
pub mod persistent;
pub mod pipeline;
pub mod ring;
pub mod scene;
pub mod secondaries;
pub mod staged;
pub mod steps;
pub mod streams;
pub mod summary;
pub mod task;

pub use open::{build_info, gpus, usable};

use crate::layout::{PersistentState, PropagateParams, RayBatch};
use crate::runtime::workers::Workers;
use crate::{Error, Result};
use context::Context;
use device::{GpuInfo, Share};
use hit_block::BlockMemory;
use hit_columns::DeviceHits;
use kernel::{Code, LoadedModule};
use light::Light;
use messages::{Plan, Served};
use persistent::PersistentRun;
use ring::{Ring, Shape};
use scene::SceneData;
use std::any::Any;
use std::fmt::Debug;
use std::ops::Range;
use std::sync::Arc;
use streams::{Purpose, StreamHold, StreamUse, Urgency};
use task::{Part, Task, TaskPart, Wanted};

/// A device that work is done on. Any number of threads may use one at once.
pub trait Backend: Send + Sync + Debug + Any {
    /// The GPU that it is; `None`: the processor.
    fn gpu(&self) -> Option<&GpuInfo>;

    /// Place of its device in [`devices`](device::devices); 0: the processor.
    fn device(&self) -> u32 {
        self.gpu().map_or(0, |gpu| gpu.ordinal + 1)
    }

    /// Places of all of its devices there; the first is [`Backend::device`].
    fn devices(&self) -> Vec<u32> {
        vec![self.device()]
    }

    /// Bytes of the memory of devices of its own that are held.
    fn memory(&self) -> u64;

    /// The most bytes of that so far.
    fn memory_max(&self) -> u64;

    /// Host memory that its device copies from at full speed; `None`: ordinary memory will do.
    fn staging(&self, _bytes: usize) -> Result<Option<Box<dyn BlockMemory>>> {
        Ok(None)
    }

    /// A scene for its kernels, which is put where they read it when it is first needed.
    fn load(&self, context: &Arc<Context>, scene: &Arc<dyn SceneData>) -> Result<Box<dyn LoadedScene>>;

    /// An empty queue in its memory.
    fn ring(&self, context: &Arc<Context>, shape: Shape) -> Result<Box<dyn Ring>>;

    /// Who works on messages, and where they go.
    fn messages(&self, context: &Arc<Context>, plan: &Plan) -> Result<Served>;

    /// Loads code of the program on one of its devices, by its place; 0: the first.
    fn module(&self, _context: &Arc<Context>, _code: &Code, _device: u32) -> Result<Arc<dyn LoadedModule>> {
        Err(on_processor("modules are", "chroma2_kernel_create makes a kernel of a function"))
    }

    /// Whether it has streams.
    fn has_streams(&self) -> bool {
        false
    }

    /// A stream of its own on one of its devices, by its place; 0: the first.
    fn lend_stream(&self, _device: u32, _purpose: Purpose, _urgency: Urgency) -> Result<StreamHold> {
        Err(on_processor("streams are", "chroma2_context_has_stream_management says so"))
    }

    /// The program's own stream (a CUstream of the device's primary context), which stays its own.
    ///
    /// # Safety
    /// It lives as long as the hold.
    unsafe fn adopt_stream(&self, _device: u32, _address: usize, _purpose: Purpose) -> Result<StreamHold> {
        Err(on_processor("streams are", "chroma2_context_has_stream_management says so"))
    }

    /// What was done by streams of a purpose.
    fn stream_use(&self, _device: u32, _purpose: Purpose) -> Result<StreamUse> {
        Err(on_processor("streams are", "chroma2_context_has_stream_management says so"))
    }

    /// Runs workers on queues of its own until nothing is outstanding or a limit is met; with how many.
    fn run_persistent(&self, context: &Context, run: &PersistentRun<'_>) -> Result<(PersistentState, u32)>;
}

/// The refusal of what the processor has none of.
fn on_processor(what: &str, instead: &str) -> Error {
    Error::Unsupported(format!("{what} for a GPU, and this context is on the processor; {instead}"))
}

/// A scene where the kernels of a backend read it. Any number of threads may use one at once.
pub trait LoadedScene: Send + Sync {
    /// Puts it where the kernels read it, if it is not there: for photons, or for a batch of `rays` rays where
    /// that is not 0. Not called by threads of the context; what they ask for is to be there.
    fn prepare(&self, rays: u64) -> Result<()>;

    /// Fails with what made it unusable.
    fn usable(&self) -> Result<()>;

    /// Makes it unusable, as another scene of its device is that has failed.
    fn give_up(&self, _why: Error) {}

    /// The threads that call [`LoadedScene::propagate`].
    fn workers(&self) -> Result<&Workers>;

    /// Whether these threads have better to do than to end an event.
    fn is_device(&self) -> bool;

    /// How many devices share its parts.
    fn devices(&self) -> usize {
        1
    }

    /// The photons that each of these has been given; nothing where there is one.
    fn shares(&self) -> Vec<Share> {
        Vec::new()
    }

    /// Refuses what it cannot propagate, or not as wanted.
    fn admits(&self, light: &Light, wanted: &Wanted) -> Result<()>;

    /// Photons of a part of an event's work; `asked` where that is not 0 and as far as there is room.
    fn part(&self, light: &Light, asked: u64) -> u64;

    /// Propagates the photons at `range` of a submission. Each range is to be run by one thread. A failure
    /// of a device is for ever.
    fn propagate(&self, task: &Task<'_>, range: Range<u64>) -> Result<Part>;

    /// Whether so many photons of a light may be propagated together with others.
    fn merges(&self, _light: &Light, _count: u64, _params: &PropagateParams, _wanted: &Wanted) -> bool {
        false
    }

    /// Most photons of events that are propagated together, but for one alone.
    fn most_together(&self) -> u64 {
        0
    }

    /// Propagates parts of events, of a scene and a session, together; what each gives. As for
    /// [`LoadedScene::propagate`].
    fn propagate_together(&self, _parts: &[TaskPart<'_>]) -> Result<Vec<Part>> {
        Err(Error::Internal("events together".into()))
    }

    /// The hits of all parts, in their order, where hits on the device are wanted.
    fn join_hits(&self, parts: Vec<Box<dyn DeviceHits>>) -> Result<Box<dyn DeviceHits>>;

    /// Traces rays of memory of a device (0: of the host), where few or many of them are done soonest.
    ///
    /// # Safety
    /// The pointers of the batch are valid for its count and strides, outputs for writing and for this call
    /// alone.
    unsafe fn trace(&self, rays: &RayBatch, device: u32, closest: bool) -> Result<()>;
}
