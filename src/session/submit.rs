//! A session: a context, a geometry, and the way in.

use super::empty::NoHits;
use super::event::Event;
use super::flow::{Flow, FlowLimit, Telemetry};
use super::hit_room::HitRoom;
use super::media::Media;
use super::observe::Observer;
use super::options::{Callbacks, EventOptions};
use super::steps::Lineage;
use super::submission::Submission;
use crate::backend::LoadedScene;
use crate::backend::context::{Charge, Context};
use crate::backend::light::Light;
use crate::backend::media::MediumReport;
use crate::backend::scene::SceneData;
use crate::memory;
use crate::photon::columns::{BYTES, Filler};
use crate::steps::Materials;
use crate::telemetry;
use crate::words;
use crate::{Error, Result};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

/// Largest size of a chunk that may be asked for.
pub const LARGEST_CHUNK: u64 = 1 << 20;

/// Options of a session; the default is what most programs want.
#[derive(Debug, Clone, Copy, Default)]
pub struct SessionOptions {
    /// Photons that may be queued.
    pub limit: FlowLimit,
    /// Photons of a chunk, at most 2^20; 0: chosen by the library. Results do not depend on it.
    pub chunk: u64,
}

/// Takes events for a geometry. Any number of threads may submit at once. Events keep it alive.
pub struct Session {
    context: Arc<Context>,
    scene: Arc<dyn SceneData>,
    loaded: Box<dyn LoadedScene>,
    pub(super) flow: Arc<Flow>,
    pub(super) hub: telemetry::Telemetry,
    pub(super) observer: Observer,
    chunk: u64,
    media: Media,
    no_hits: NoHits,
    pub(super) materials: Mutex<Option<(Arc<Materials>, Charge)>>,
}

impl Session {
    /// A session on a context for a frozen geometry.
    pub fn new(
        context: Arc<Context>,
        scene: Arc<dyn SceneData>,
        options: SessionOptions,
    ) -> Result<Arc<Self>> {
        if options.chunk > LARGEST_CHUNK {
            return Err(Error::argument(format!(
                "chunk_photons is {}; 0 (chosen by the library) to {LARGEST_CHUNK} are allowed",
                options.chunk
            )));
        }
        memory::ready()?;
        let flow = Flow::new(options.limit);
        let loaded = context.backend().load(&context, &scene)?;
        loaded.prepare(0)?;
        Ok(Arc::new(Self {
            context,
            scene,
            loaded,
            flow,
            hub: telemetry::Telemetry::default(),
            observer: Observer::default(),
            chunk: options.chunk,
            media: Media::default(),
            no_hits: NoHits::default(),
            materials: Mutex::default(),
        }))
    }

    /// The context.
    pub fn context(&self) -> &Arc<Context> {
        &self.context
    }

    /// The geometry.
    pub fn scene(&self) -> &Arc<dyn SceneData> {
        &self.scene
    }

    /// The geometry where its photons are propagated.
    pub(super) fn loaded(&self) -> &dyn LoadedScene {
        &*self.loaded
    }

    /// Submits light; returns when it is queued, after waiting for room where there is a limit.
    pub fn submit(self: &Arc<Self>, light: Light, options: EventOptions) -> Result<Arc<Event>> {
        self.submit_with(light, options, |_| Ok(Callbacks::default()))
    }

    /// Submits light with callbacks, which `register` makes for the new event just before it
    /// starts; nothing is submitted where that fails.
    pub fn submit_with(
        self: &Arc<Self>,
        light: Light,
        mut options: EventOptions,
        register: impl FnOnce(&Arc<Event>) -> Result<Callbacks>,
    ) -> Result<Arc<Event>> {
        memory::ready()?;
        self.loaded.usable()?;
        let workers = self.loaded.workers()?;
        workers.here()?;
        let count = light.count();
        let lineage = Lineage::of(&light, &mut options)?;
        let params = options.check(count)?;
        let wanted = options.wanted();
        self.loaded.admits(&light, &wanted)?;
        if wanted.hits || wanted.device_hits {
            self.no_hits.warn(&*self.scene);
        }
        let chunk = self.loaded.part(&light, self.chunk);
        let chunks = count.div_ceil(chunk) as usize;
        let admission = self.flow.admit(count, options.no_wait)?;
        let held = self.context.charge(light.bytes(), "a copy of the photons")?;
        let light = light.settle(&self.context)?;
        let columns = |()| {
            let charge = self.context.charge(count * BYTES, "end states of the photons")?;
            Ok::<_, Error>((Filler::new(count as usize)?, charge))
        };
        let photons = wanted.photons.then_some(()).map(columns).transpose()?;
        let meter = self.meter(admission.number(), &options, count, chunks);
        let event =
            Arc::new(Event::new(Arc::clone(self), options.seed, options.time_offset, count, lineage, meter));
        let callbacks = register(&event)?;
        let work = Submission {
            event: Arc::clone(&event),
            admission,
            light,
            params,
            event_id: options.event_id,
            wanted,
            chunk,
            done: Mutex::default(),
            hit_room: HitRoom::default(),
            photons,
            callbacks,
            reported: Mutex::new(0),
            failure: OnceLock::new(),
            _memory: held,
        };
        if chunks > 1 {
            log::debug!("event of {}: {chunks} slices of {chunk} at most", words::count(count, "photon"));
        }
        match workers.submit(Box::new(work), chunks) {
            Ok(()) => Ok(event),
            Err(_) => Err(Error::OutOfMemory("the event's place in the queue of its workers".into())),
        }
    }

    /// Waits until every event submitted so far is finished, at most `timeout`. Not in a callback.
    pub fn drain(&self, timeout: Option<Duration>) -> Result<()> {
        if self.flow.telemetry().events_queued > 0 {
            self.context.workers().here()?;
        }
        self.flow.drain(timeout)
    }

    /// Legs of its photons, of all events so far, that began in one material and ended in another: none
    /// where the geometry is right.
    pub fn medium_changes(&self) -> MediumReport {
        self.media.counts.report()
    }

    /// Where they are counted.
    pub(super) fn media(&self) -> &Media {
        &self.media
    }

    /// What it did and has to do.
    pub fn telemetry(&self) -> Telemetry {
        self.flow.telemetry()
    }
}
