//! Several GPUs of one context: the parts of its events go to whichever has least to do.

use super::gpu::{AWAKE, Gpu, WORKSPACES};
use super::hits::CudaHits;
use super::is_of_device;
use super::loaded::CudaScene;
use super::propagate::{most_together, slice_of};
use crate::backend::LoadedScene;
use crate::backend::context::Context;
use crate::backend::device::Share;
use crate::backend::hit_columns::DeviceHits;
use crate::backend::light::Light;
use crate::backend::scene::SceneData;
use crate::backend::task::{Part, Task, TaskPart, Wanted};
use crate::layout::{PropagateParams, RayBatch};
use crate::runtime::workers::Workers;
use crate::{Error, Result};
use std::cell::Cell;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

/// What a GPU does and did.
#[derive(Clone, Copy, Default)]
struct Load {
    parts: usize,
    photons: u64,
}

/// The GPUs of a context, each once, and the threads that serve them all.
pub struct Gpus {
    threads: OnceLock<Workers>,
    loads: Mutex<Vec<Load>>,
    all: Vec<Arc<Gpu>>,
}

impl Gpus {
    pub(super) fn new(all: Vec<Arc<Gpu>>) -> Arc<Self> {
        all.iter().for_each(|gpu| gpu.set_siblings(all.len() as u32));
        let loads = Mutex::new(vec![Load::default(); all.len()]);
        Arc::new(Self { threads: OnceLock::new(), loads, all })
    }

    /// All of them.
    pub fn all(&self) -> &[Arc<Gpu>] {
        &self.all
    }

    /// The first one, whose memory queues and rays of the context use.
    pub fn first(&self) -> &Arc<Gpu> {
        &self.all[0]
    }

    /// The one of a place in the list of devices; 0: the first.
    pub fn of(&self, device: u32) -> Result<&Arc<Gpu>> {
        let found = self.all.iter().find(|gpu| device == 0 || gpu.info().ordinal + 1 == device);
        found.ok_or_else(|| Error::Internal(format!("device {device} of a context that does not have it")))
    }

    fn loads(&self) -> MutexGuard<'_, Vec<Load>> {
        self.loads.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// The photons that each has been given.
    pub(super) fn shares(&self) -> Vec<Share> {
        let share =
            |(gpu, load): (&Arc<Gpu>, &Load)| Share { device: gpu.info().ordinal + 1, photons: load.photons };
        self.all.iter().zip(&*self.loads()).map(share).collect()
    }

    /// As many threads as serve each GPU alone, for all.
    fn threads(&self) -> Result<&Workers> {
        if self.threads.get().is_none() {
            let made = Workers::alert("chroma2-gpu", WORKSPACES * self.all.len(), AWAKE)?;
            let _ = self.threads.set(made); // another thread's are as good
        }
        self.threads.get().ok_or_else(|| Error::Internal("threads of GPUs".into()))
    }

    /// Takes the one with the fewest parts, then with the fewest photons so far, of those that suit.
    fn take(&self, photons: u64, suits: impl Fn(usize) -> bool) -> Option<Taken<'_>> {
        let mut loads = self.loads();
        let which = (0..self.all.len())
            .filter(|&gpu| suits(gpu))
            .min_by_key(|&gpu| (loads[gpu].parts, loads[gpu].photons))?;
        loads[which].parts += 1;
        loads[which].photons += photons;
        Some(Taken { gpus: self, which })
    }
}

impl std::fmt::Debug for Gpus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(&self.all).finish()
    }
}

/// A part runs on a GPU until this is dropped.
struct Taken<'a> {
    gpus: &'a Gpus,
    which: usize,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.gpus.loads()[self.which].parts -= 1;
    }
}

/// A scene on all of them.
pub struct SeveralScenes {
    gpus: Arc<Gpus>,
    scenes: Vec<CudaScene>,
}

impl SeveralScenes {
    pub(super) fn new(gpus: &Arc<Gpus>, context: &Arc<Context>, data: &Arc<dyn SceneData>) -> Self {
        let scenes = gpus.all.iter().map(|gpu| CudaScene::new(gpu, context, data)).collect();
        Self { gpus: Arc::clone(gpus), scenes }
    }

    /// The GPU of a place in the list of devices; where there is none, its neighbour refuses it by name.
    fn on(&self, device: u32) -> usize {
        self.gpus.all.iter().position(|gpu| gpu.info().ordinal + 1 == device).unwrap_or(0)
    }

    /// The only GPU that will do: where photons lie, or, where hits are to lie on one and photons come from elsewhere,
    /// the first.
    fn only(&self, task: &Task<'_>) -> Option<usize> {
        match task.light {
            Light::OnDevice(_, device) => Some(self.on(*device)),
            _ => task.wanted.device_hits.then_some(0),
        }
    }

    /// Runs a part of so many photons on a GPU; where that fails, on another one, since its results are the same there.
    fn run<T>(&self, only: Option<usize>, photons: u64, run: impl Fn(&CudaScene) -> Result<T>) -> Result<T> {
        let usable = |gpu: usize| only.is_none_or(|only| only == gpu) && self.scenes[gpu].usable().is_ok();
        loop {
            let Some(taken) = self.gpus.take(photons, usable) else {
                self.scenes[only.unwrap_or(0)].usable()?;
                return Err(Error::Internal("no GPU of several".into()));
            };
            let (scene, gpu) = (&self.scenes[taken.which], &self.gpus.all[taken.which]);
            match run(scene) {
                Err(error) if is_of_device(&error) && (0..self.scenes.len()).any(usable) => {
                    log::warn!("device {}: {error}; its work goes to another GPU", gpu.info().ordinal + 1);
                }
                result => return result,
            }
        }
    }
}

impl LoadedScene for SeveralScenes {
    fn prepare(&self, rays: u64) -> Result<()> {
        if rays > 0 {
            return self.scenes[0].prepare(rays);
        }
        self.gpus.threads()?;
        let mut form = None;
        for (scene, gpu) in self.scenes.iter().zip(&self.gpus.all) {
            match scene.upload(&mut form) {
                Err(error) if is_of_device(&error) => {
                    log::warn!("device {}: {error}; a session does without it", gpu.info().ordinal + 1);
                    scene.give_up(error);
                }
                result => result?,
            }
        }
        self.usable()
    }

    fn usable(&self) -> Result<()> {
        let mut all = self.scenes.iter().map(|scene| scene.usable());
        let first = all.next().unwrap_or(Ok(()));
        if all.any(|other| other.is_ok()) { Ok(()) } else { first }
    }

    fn give_up(&self, why: Error) {
        self.scenes.iter().for_each(|scene| scene.give_up(why.clone()));
    }

    fn workers(&self) -> Result<&Workers> {
        self.gpus.threads()
    }

    fn is_device(&self) -> bool {
        true
    }

    fn devices(&self) -> usize {
        self.scenes.len()
    }

    fn shares(&self) -> Vec<Share> {
        self.gpus.shares()
    }

    fn admits(&self, light: &Light, wanted: &Wanted) -> Result<()> {
        match light {
            Light::OnDevice(_, device) => self.scenes[self.on(*device)].admits(light, wanted),
            _ => Ok(()),
        }
    }

    fn part(&self, light: &Light, asked: u64) -> u64 {
        let count = self.gpus.all.len() as u64;
        let spawns = self.scenes[0].spawns();
        let part = |gpu: &Arc<Gpu>| slice_of(gpu, light, spawns, asked, count);
        self.gpus.all.iter().map(part).min().unwrap_or(1)
    }

    fn propagate(&self, task: &Task<'_>, range: Range<u64>) -> Result<Part> {
        let advanced = Cell::new(0);
        self.run(self.only(task), range.end - range.start, |scene| {
            scene.propagate_on(task, range.clone(), &advanced)
        })
    }

    fn merges(&self, light: &Light, count: u64, params: &PropagateParams, wanted: &Wanted) -> bool {
        self.scenes[0].merges(light, count, params, wanted)
    }

    fn most_together(&self) -> u64 {
        self.gpus.all.iter().map(|gpu| most_together(gpu)).min().unwrap_or(0)
    }

    fn propagate_together(&self, parts: &[TaskPart<'_>]) -> Result<Vec<Part>> {
        let photons = parts.iter().map(TaskPart::count).sum();
        let only = parts.first().and_then(|part| self.only(&part.task));
        self.run(only, photons, |scene| scene.propagate_together(parts))
    }

    fn join_hits(&self, parts: Vec<Box<dyn DeviceHits>>) -> Result<Box<dyn DeviceHits>> {
        CudaHits::join(self.gpus.first(), parts)
    }

    unsafe fn trace(&self, rays: &RayBatch, device: u32, closest: bool) -> Result<()> {
        // SAFETY: passed on.
        unsafe { self.scenes[self.on(device)].trace(rays, device, closest) }
    }
}
