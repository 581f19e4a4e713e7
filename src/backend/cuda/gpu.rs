//! A GPU that work can be given to.

use super::device::{gpus, suits};
use super::kernels::{Image, image};
use super::module::Module;
use super::outgrown::Outgrown;
use super::pinned_pool::{Piece, PinnedPool};
use super::primary::Primary;
use super::programs::Programs;
use super::resident::Residence;
use super::scene::{DeviceForm, DeviceScene, Scenes};
use super::stream::Stream;
use super::streams::StreamPool;
use super::workspace::Workspace;
use crate::backend::context::Context;
use crate::backend::device::GpuInfo;
use crate::backend::scene::SceneData;
use crate::runtime::workers::Workers;
use crate::{Error, Result};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::Duration;

/// Slices that are on the way at once, each with a workspace and a thread that serves it. They are propagated side by side,
/// while one of them is made ready, or tallied. More would bring streams of small events more (docs/notes/performance.md),
/// but each has two streams, and with more than eight a cancel may wait behind the kernel that it is to end.
pub const WORKSPACES: usize = 3;

/// Most launches that share the device: by more, each takes so long that those who submit one event after another wait.
const SIDE_BY_SIDE: u32 = 3;

/// How long these threads look for the next slice before they sleep: events of few photons take not much
/// longer than a thread's awakening.
pub const AWAKE: Duration = Duration::from_micros(200);

/// A device's context with the kernels loaded in it. Any number of threads may use one at once.
pub struct Gpu {
    info: GpuInfo,
    idle: Mutex<Vec<Workspace>>,
    /// GPUs of its context, itself included.
    siblings: AtomicU32,
    outgrown: Arc<Outgrown>,
    threads: OnceLock<Workers>,
    scenes: Scenes,
    /// For results.
    pinned: Arc<PinnedPool>,
    /// Held by who uploads much.
    uploads: Mutex<()>,
    /// Of all workspaces; made by the first.
    beside: OnceLock<Arc<Stream>>,
    /// For small events.
    residence: Residence,
    /// For programs' own kernels.
    streams: Arc<StreamPool>,
    programs: Programs,
    _module: Module,
    primary: Arc<Primary>,
    /// Bytes of free memory when it was opened.
    room: u64,
}

impl Gpu {
    /// Opens a device: the one of a number, or the first that kernels run on; its results go to memory of a pool. An error
    /// says why not.
    pub fn open(ordinal: Option<u32>, pinned: &Arc<PinnedPool>) -> Result<Arc<Self>> {
        let image = image()?;
        let gpus = gpus()?;
        let info = match ordinal {
            Some(ordinal) => {
                let info = gpus.get(ordinal as usize).ok_or_else(|| {
                    Error::argument(format!(
                        "config->device is {}, which is no device; 0 to {} are allowed",
                        ordinal + 1,
                        gpus.len()
                    ))
                })?;
                suits(info, &image)?;
                info
            }
            None => match gpus.iter().find(|info| suits(info, &image).is_ok()) {
                Some(info) => info,
                None => {
                    suits(&gpus[0], &image)?;
                    &gpus[0]
                }
            },
        };
        Self::load(info, &image, pinned)
    }

    fn load(info: &GpuInfo, image: &Image, pinned: &Arc<PinnedPool>) -> Result<Arc<Self>> {
        let primary = Primary::retain(info)?;
        let module = Module::load(&primary, image)?;
        let programs = Programs::new(&module, info.multiprocessors)?;
        let (room, _) = primary.free_memory()?;
        Ok(Arc::new(Self {
            info: info.clone(),
            idle: Mutex::default(),
            siblings: AtomicU32::new(1),
            outgrown: Outgrown::new(&primary, room / 8),
            threads: OnceLock::new(),
            scenes: Scenes::default(),
            pinned: Arc::clone(pinned),
            uploads: Mutex::default(),
            beside: OnceLock::new(),
            residence: Residence::default(),
            streams: StreamPool::new(&primary),
            programs,
            _module: module,
            primary,
            room,
        }))
    }

    /// The device's properties.
    pub fn info(&self) -> &GpuInfo {
        &self.info
    }

    /// The kernels.
    pub fn programs(&self) -> &Programs {
        &self.programs
    }

    /// Most photons of a slice whose buffers hold `bytes` a photon: all workspaces may take three quarters
    /// of the memory that was free at first.
    pub fn largest_slice(&self, bytes: u64) -> u64 {
        self.room / 4 * 3 / (WORKSPACES as u64 * bytes)
    }

    /// The threads that serve slices, started by the first call.
    pub fn threads(&self) -> Result<&Workers> {
        if self.threads.get().is_none() {
            let made = Workers::alert("chroma2-gpu", WORKSPACES, AWAKE)?;
            let _ = self.threads.set(made); // another thread's are as good
        }
        self.threads.get().ok_or_else(|| Error::Internal("threads of a GPU".into()))
    }

    /// A stream for what is not to wait for a workspace's work.
    pub fn beside(&self) -> Result<Arc<Stream>> {
        if self.beside.get().is_none() {
            let made = Arc::new(Stream::urgent(&self.primary)?);
            let _ = self.beside.set(made); // another thread's is as good
        }
        self.beside.get().cloned().ok_or_else(|| Error::Internal("a stream beside the workspaces".into()))
    }

    /// Runs `work` on a workspace, with the context current; `urgent`: ahead of others' that wait for room. A workspace
    /// whose work failed is not used again.
    pub fn with_workspace<T>(
        &self,
        urgent: bool,
        work: impl FnOnce(&mut Workspace) -> Result<T>,
    ) -> Result<T> {
        let idle = || self.idle.lock().unwrap_or_else(|e| e.into_inner());
        let _current = self.primary.enter()?;
        let _running = self.outgrown.run();
        self.residence.dismiss();
        let workspace = idle().pop();
        let mut workspace = workspace.map_or_else(|| Workspace::new(&self.primary, self.beside()?), Ok)?;
        workspace.set_urgent(urgent);
        let result = work(&mut workspace)?; // a drop waits for the stream
        idle().push(workspace);
        Ok(result)
    }

    /// The kernel that stays for small events.
    pub fn residence(&self) -> &Residence {
        &self.residence
    }

    /// Streams for programs' own kernels.
    pub fn streams(&self) -> &Arc<StreamPool> {
        &self.streams
    }

    /// Says how many GPUs its context has.
    pub fn set_siblings(&self, count: u32) {
        self.siblings.store(count, Ordering::Relaxed);
    }

    /// How many launches are to share the device with one of slice `number` of `slices` of an event, itself included:
    /// its own event's if there are no others, so that the last slices have all of the device.
    pub fn sharers(&self, number: u64, slices: u64) -> u32 {
        let most = u64::from(SIDE_BY_SIDE);
        let (running, gpus) = (self.outgrown.running(), u64::from(self.siblings.load(Ordering::Relaxed)));
        let turn = most * gpus; // slices that are on the way together
        let own = slices.saturating_sub(number / turn * turn).div_ceil(gpus).min(most);
        let others = running.saturating_sub(own);
        (own + others).clamp(1, most) as u32
    }

    /// Host memory that the device reads and writes, for results; `None`: there is no more of it.
    pub fn pinned(&self, bytes: usize) -> Result<Option<Piece>> {
        self.pinned.take(&self.primary, bytes)
    }

    /// The turn to upload much, until it is dropped.
    pub fn upload_turn(&self) -> MutexGuard<'_, ()> {
        self.uploads.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// What makes the buffers of workspaces larger.
    pub fn outgrown(&self) -> &Arc<Outgrown> {
        &self.outgrown
    }

    /// Refuses what is not `bytes` bytes of this device's memory.
    pub fn check_memory(&self, address: u64, bytes: u64, what: &str) -> Result<()> {
        super::foreign::check(&self.primary, address, bytes, what)
    }

    /// Refuses what is not `bytes` bytes of pinned host memory; gives the device's address of it.
    pub fn check_pinned(&self, address: u64, bytes: u64, what: &str) -> Result<u64> {
        super::foreign::check_pinned(&self.primary, address, bytes, what)
    }

    /// Refuses what is neither this device's memory nor pinned; gives the device's address of it.
    pub fn check_reachable(&self, address: u64, bytes: u64, what: &str) -> Result<u64> {
        super::foreign::check_reachable(&self.primary, address, bytes, what)
    }

    /// A geometry on this device; see [`Scenes::of`].
    pub fn scene(
        &self,
        context: &Context,
        data: &Arc<dyn SceneData>,
        form: &mut DeviceForm,
    ) -> Result<Arc<DeviceScene>> {
        self.scenes.of(self, context, data, form)
    }

    /// The device's context.
    pub fn primary(&self) -> &Arc<Primary> {
        &self.primary
    }

    /// The most bytes of device memory held so far.
    pub fn memory_max(&self) -> u64 {
        self.primary.memory_max()
    }

    /// Bytes of device memory held.
    pub fn memory(&self) -> u64 {
        self.primary.memory()
    }
}

impl std::fmt::Debug for Gpu {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gpu").field("info", &self.info).finish_non_exhaustive()
    }
}

/// Whether a context can be made on a device.
pub fn usable(info: &GpuInfo) -> bool {
    image().is_ok_and(|image| suits(info, &image).is_ok())
}
