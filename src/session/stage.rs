//! A session's geometry, and what is made for the events that are submitted while it has that one.

use super::empty::NoHits;
use super::merger::Merger;
use super::placement::Place;
use super::submit::Session;
use crate::backend::LoadedScene;
use crate::backend::context::{Charge, Context};
use crate::backend::cpu::HostScene;
use crate::backend::scene::SceneData;
use crate::runtime::locks::{lock, read, write};
use crate::steps::Materials;
use crate::{Error, Result, memory};
use std::sync::{Arc, Mutex};

/// A frozen geometry where a session's events are propagated. Those that are submitted with it keep it until they are
/// done. Any number of threads may use it at once.
pub struct Stage {
    scene: Arc<dyn SceneData>,
    loaded: Box<dyn LoadedScene>,
    /// For the processor, where `loaded` is for a device.
    beside: Option<Box<dyn LoadedScene>>,
    merger: Merger,
    pub(super) no_hits: NoHits,
    materials: Mutex<Option<(Arc<Materials>, Charge)>>,
}

impl Stage {
    /// Puts a geometry where a context's events are propagated; `broken`: why its device cannot be used any more.
    pub(super) fn new(
        context: &Arc<Context>,
        scene: Arc<dyn SceneData>,
        broken: Option<Error>,
    ) -> Result<Arc<Self>> {
        memory::ready()?;
        let loaded = context.backend().load(context, &scene)?;
        match broken {
            Some(why) => loaded.give_up(why),
            None => loaded.prepare(0)?,
        }
        let beside =
            loaded.is_device().then(|| Box::new(HostScene::new(context, &scene)) as Box<dyn LoadedScene>);
        let (merger, no_hits, materials) = (Merger::default(), NoHits::default(), Mutex::default());
        Ok(Arc::new(Self { scene, loaded, beside, merger, no_hits, materials }))
    }

    /// The geometry.
    pub fn scene(&self) -> &Arc<dyn SceneData> {
        &self.scene
    }

    /// Where its photons are propagated.
    pub(super) fn loaded(&self) -> &dyn LoadedScene {
        &*self.loaded
    }

    /// The processor, where photons can be propagated by a device too.
    pub(super) fn beside(&self) -> Option<&dyn LoadedScene> {
        self.beside.as_deref()
    }

    /// Where an event that is placed so is propagated.
    pub(super) fn executor(&self, place: Place) -> &dyn LoadedScene {
        match (place, &self.beside) {
            (Place::Processor, Some(beside)) => &**beside,
            _ => &*self.loaded,
        }
    }

    /// Small events that wait.
    pub(super) fn merger(&self) -> &Merger {
        &self.merger
    }

    /// What its materials make light from, made at the first call.
    pub fn materials(&self, context: &Arc<Context>) -> Result<Arc<Materials>> {
        let mut known = lock(&self.materials);
        if let Some((materials, _)) = &*known {
            return Ok(Arc::clone(materials));
        }
        let made = Arc::new(Materials::new(&*self.scene)?);
        let charge = context.charge(made.bytes(), "light of materials")?;
        *known = Some((Arc::clone(&made), charge));
        Ok(made)
    }
}

impl Session {
    /// Its geometry now.
    pub fn stage(&self) -> Arc<Stage> {
        Arc::clone(&read(&self.stage))
    }

    /// The geometry now.
    pub fn scene(&self) -> Arc<dyn SceneData> {
        Arc::clone(self.stage().scene())
    }

    /// What its geometry's materials make light from.
    pub fn materials(&self) -> Result<Arc<Materials>> {
        self.stage().materials(self.context())
    }

    /// Gives it another geometry for what is submitted from now on; events that were submitted before end with theirs.
    pub fn set_scene(&self, scene: Arc<dyn SceneData>) -> Result<()> {
        self.context().workers().here()?;
        let broken = self.stage().loaded().usable().err();
        let stage = Stage::new(self.context(), scene, broken)?;
        let before = std::mem::replace(&mut *write(&self.stage), stage);
        drop(before); // without the lock: it may be the last hold on a geometry
        Ok(())
    }
}
