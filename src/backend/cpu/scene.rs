//! A scene in host memory, for the threads of a context.

use super::trace::{FEW_RAYS, Shared, trace, trace_few};
use crate::backend::LoadedScene;
use crate::backend::context::Context;
use crate::backend::hit_columns::DeviceHits;
use crate::backend::light::Light;
use crate::backend::scene::SceneData;
use crate::backend::task::{Part, Task, Wanted};
use crate::layout::RayBatch;
use crate::runtime::workers::Workers;
use crate::{Error, Result};
use std::ops::Range;
use std::sync::Arc;

/// Photons of a part, unless a session is told otherwise: long enough that handing it out does not show,
/// short enough for fair turns; of small events, so few that each thread has some.
const PART: u64 = 2048;
const SMALL_PART: u64 = 64;
const SMALLEST_PART: u64 = 8;

/// What the processor needs of it.
pub struct HostScene {
    context: Arc<Context>,
    scene: Arc<dyn SceneData>,
}

impl HostScene {
    /// Nothing has to be moved.
    pub fn new(context: &Arc<Context>, scene: &Arc<dyn SceneData>) -> Self {
        Self { context: Arc::clone(context), scene: Arc::clone(scene) }
    }
}

impl LoadedScene for HostScene {
    fn prepare(&self, _: u64) -> Result<()> {
        Ok(())
    }

    fn usable(&self) -> Result<()> {
        Ok(())
    }

    fn workers(&self) -> Result<&Workers> {
        Ok(self.context.workers())
    }

    fn is_device(&self) -> bool {
        false
    }

    fn admits(&self, light: &Light, wanted: &Wanted) -> Result<()> {
        if let Light::OnDevice(_, device) = light {
            self.context.check_device(*device, "photons->device", "the session")?;
            return Err(Error::Internal("photons of a GPU's memory on the processor".into()));
        }
        if wanted.device_hits {
            return Err(Error::argument(
                "config->want has CHROMA2_WANT_DEVICE_HITS, but the session runs on the processor; \
                 CHROMA2_WANT_HITS is allowed",
            ));
        }
        Ok(())
    }

    /// Of the usual size, of less where an event would not give every thread a few.
    fn part(&self, light: &Light, asked: u64) -> u64 {
        match asked {
            0 => {
                let (count, threads) = (light.count(), self.context.threads() as u64);
                match count.div_ceil(threads) {
                    share @ ..SMALL_PART => share.max(SMALLEST_PART),
                    // With all that comes of its photons a part is about as large.
                    _ => (count / (4 * threads))
                        .clamp(SMALL_PART, PART)
                        .min(PART / u64::from(self.scene.scene().spawns).max(1))
                        .max(SMALLEST_PART),
                }
            }
            asked => asked,
        }
    }

    fn propagate(&self, task: &Task<'_>, range: Range<u64>) -> Result<Part> {
        task.run(range)
    }

    fn join_hits(&self, _: Vec<Box<dyn DeviceHits>>) -> Result<Box<dyn DeviceHits>> {
        Err(Error::Internal("hits in a GPU's memory on the processor".into()))
    }

    unsafe fn trace(&self, rays: &RayBatch, device: u32, closest: bool) -> Result<()> {
        self.context.check_device(device, "rays->device", "the geometry's context")?;
        let (kernels, scene) = (self.context.kernels(), self.scene.scene());
        if rays.count <= FEW_RAYS {
            self.context.workers().here()?;
            // SAFETY: passed on.
            unsafe { trace_few(kernels, scene, rays, closest) };
            return Ok(());
        }
        let shared = Shared(rays);
        // SAFETY: passed on.
        self.context.install(move || unsafe { trace(kernels, scene, shared.batch(), closest) })
    }
}
