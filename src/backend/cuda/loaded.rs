//! A scene for sessions and rays on a GPU.

use super::gpu::Gpu;
use super::hits::CudaHits;
use super::is_of_device;
use super::propagate::{Merged, Slice, merges, most_together, slice_of};
use super::scene::{DeviceForm, DeviceScene};
use super::trace::FEW_RAYS;
use super::workspace::Workspace;
use crate::backend::LoadedScene;
use crate::backend::context::Context;
use crate::backend::cpu::HostScene;
use crate::backend::cpu::trace::Shared;
use crate::backend::hit_columns::DeviceHits;
use crate::backend::light::Light;
use crate::backend::scene::SceneData;
use crate::backend::task::{Part, Task, TaskPart, Wanted};
use crate::layout::{PropagateParams, RayBatch};
use crate::runtime::workers::Workers;
use crate::{Error, Result};
use std::cell::Cell;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// Of one session, or of a geometry's rays; what is on the device is shared with others of the same scene.
pub struct CudaScene {
    gpu: Arc<Gpu>,
    context: Arc<Context>,
    data: Arc<dyn SceneData>,
    /// For what the processor does sooner.
    host: HostScene,
    there: OnceLock<Arc<DeviceScene>>,
    broken: OnceLock<Error>,
}

impl CudaScene {
    pub(super) fn new(gpu: &Arc<Gpu>, context: &Arc<Context>, data: &Arc<dyn SceneData>) -> Self {
        Self {
            gpu: Arc::clone(gpu),
            context: Arc::clone(context),
            data: Arc::clone(data),
            host: HostScene::new(context, data),
            there: OnceLock::new(),
            broken: OnceLock::new(),
        }
    }

    /// The largest mean number of photons of an absorption; 0: it is always one.
    pub(super) fn spawns(&self) -> u32 {
        self.data.scene().spawns
    }

    /// On the device.
    fn there(&self) -> Result<&Arc<DeviceScene>> {
        self.upload(&mut None)?;
        self.there.get().ok_or_else(|| Error::Internal("a scene on a device".into()))
    }

    /// Puts it on the device if it is not there; `form`: as made for another device, or for this one from now on.
    pub(super) fn upload(&self, form: &mut DeviceForm) -> Result<()> {
        if self.there.get().is_none() {
            let scene = self.gpu.scene(&self.context, &self.data, form)?;
            let _ = self.there.set(scene); // another thread's is the same
        }
        Ok(())
    }

    /// As [`LoadedScene::propagate`]; `advanced`: photons of the range that its watch has counted as done.
    pub(super) fn propagate_on(
        &self,
        task: &Task<'_>,
        range: Range<u64>,
        advanced: &Cell<u64>,
    ) -> Result<Part> {
        if let Some(part) = self.by_resident(task, &range)? {
            return Ok(part);
        }
        self.on_device(task.urgent, |scene, workspace| {
            Slice::new(&self.gpu, scene, task, range, advanced).run(workspace)
        })
    }

    /// Propagates few photons without a launch, where that is possible now.
    fn by_resident(&self, task: &Task<'_>, range: &Range<u64>) -> Result<Option<Part>> {
        self.tried(|scene| self.gpu.residence().run(&self.gpu, scene, task, range))
    }

    /// Runs `work` on a workspace, and keeps what makes the device unusable.
    fn on_device<T>(
        &self,
        urgent: bool,
        work: impl FnOnce(&DeviceScene, &mut Workspace) -> Result<T>,
    ) -> Result<T> {
        self.tried(|scene| self.gpu.with_workspace(urgent, |workspace| work(scene, workspace)))
    }

    fn tried<T>(&self, work: impl FnOnce(&DeviceScene) -> Result<T>) -> Result<T> {
        self.usable()?;
        let result = work(self.there()?);
        if let Err(error) = &result
            && is_of_device(error)
        {
            self.give_up(error.clone());
        }
        result
    }
}

impl LoadedScene for CudaScene {
    fn prepare(&self, rays: u64) -> Result<()> {
        if rays == 0 {
            self.gpu.threads()?;
        }
        if rays == 0 || rays >= FEW_RAYS {
            self.there()?;
        }
        Ok(())
    }

    fn usable(&self) -> Result<()> {
        match self.broken.get() {
            Some(error) => Err(error.clone()),
            None => Ok(()),
        }
    }

    fn give_up(&self, why: Error) {
        let _ = self.broken.set(why); // the first one is kept
    }

    fn workers(&self) -> Result<&Workers> {
        self.gpu.threads()
    }

    fn is_device(&self) -> bool {
        true
    }

    fn admits(&self, light: &Light, wanted: &Wanted) -> Result<()> {
        let Light::OnDevice(arrays, device) = light else { return Ok(()) };
        self.context.check_device(*device, "photons->device", "the session")?;
        if wanted.record.first > 0 || !wanted.record.indices.is_empty() {
            return Err(Error::argument(
                "record: steps are recorded of photons in host memory only; these are in a GPU's",
            ));
        }
        arrays.extents(|address, bytes, what| {
            if address % 4 != 0 || bytes % 4 != 0 {
                return Err(Error::argument(format!(
                    "{what}: address and stride must be multiples of 4 in a GPU's memory"
                )));
            }
            self.gpu.check_memory(address, bytes, what)
        })
    }

    fn part(&self, light: &Light, asked: u64) -> u64 {
        slice_of(&self.gpu, light, self.spawns(), asked, 1)
    }

    fn propagate(&self, task: &Task<'_>, range: Range<u64>) -> Result<Part> {
        self.propagate_on(task, range, &Cell::new(0))
    }

    fn merges(&self, light: &Light, count: u64, params: &PropagateParams, wanted: &Wanted) -> bool {
        self.spawns() == 0 && merges(light, count, params, wanted)
    }

    fn most_together(&self) -> u64 {
        most_together(&self.gpu)
    }

    fn propagate_together(&self, parts: &[TaskPart<'_>]) -> Result<Vec<Part>> {
        self.on_device(false, |scene, workspace| Merged::new(&self.gpu, scene, parts)?.run(workspace))
    }

    fn join_hits(&self, parts: Vec<Box<dyn DeviceHits>>) -> Result<Box<dyn DeviceHits>> {
        CudaHits::join(&self.gpu, parts)
    }

    unsafe fn trace(&self, rays: &RayBatch, device: u32, closest: bool) -> Result<()> {
        self.context.check_device(device, "rays->device", "the geometry's context")?;
        // SAFETY: passed on, as in the other cases.
        unsafe {
            if device != 0 {
                return self.gpu.trace_there(self.there()?, rays, closest);
            }
            if rays.count < FEW_RAYS {
                return self.host.trace(rays, 0, closest);
            }
        }
        let (scene, shared) = (self.there()?, Shared(rays));
        // SAFETY: as above.
        self.context.install(move || unsafe { self.gpu.trace(scene, shared.batch(), closest) })?
    }
}
