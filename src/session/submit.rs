//! A session: a context, a geometry, and the way in.

use super::empty::{NoDevice, NoHits};
use super::event::Event;
use super::flow::{Flow, FlowLimit, Telemetry};
use super::hit_room::HitRoom;
use super::media::Media;
use super::merger::Merger;
use super::observe::Observer;
use super::options::{Callbacks, EventOptions};
use super::placement::{Place, Placement, Placer};
use super::steps::Lineage;
use super::stream::Stream;
use super::submission::{Done, Ready, Submission, What};
use crate::backend::LoadedScene;
use crate::backend::context::{Charge, Context};
use crate::backend::cpu::HostScene;
use crate::backend::light::Light;
use crate::backend::media::MediumReport;
use crate::backend::scene::SceneData;
use crate::memory;
use crate::photon::columns::{BYTES, Filler};
use crate::runtime::turns::Priority;
use crate::steps::Materials;
use crate::telemetry;
use crate::words;
use crate::{Error, Result};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

/// Largest size of a chunk that may be asked for.
pub const LARGEST_CHUNK: u64 = 1 << 20;

pub(super) const NO_DEVICE: &str =
    "config->placement is 2 (device), but the session has no GPU; 0 (auto) and 1 (processor) are allowed";

/// Options of a session; the default is what most programs want.
#[derive(Debug, Clone, Copy, Default)]
pub struct SessionOptions {
    /// Photons that may be queued.
    pub limit: FlowLimit,
    /// Where events are propagated that do not say so.
    pub placement: Placement,
    /// Events that may be queued.
    pub events: FlowLimit,
    /// Photons of a chunk, at most 2^20; 0: chosen by the library. Results do not depend on it.
    pub chunk: u64,
}

/// Takes events for a geometry. Any number of threads may submit at once. Events keep it alive.
pub struct Session {
    pub(super) context: Arc<Context>,
    pub(super) scene: Arc<dyn SceneData>,
    pub(super) loaded: Box<dyn LoadedScene>,
    /// For the processor, where `loaded` is for a device.
    pub(super) beside: Option<Box<dyn LoadedScene>>,
    pub(super) placer: Placer,
    merger: Merger,
    pub(super) flow: Arc<Flow>,
    pub(super) hub: telemetry::Telemetry,
    pub(super) observer: Observer,
    pub(super) chunk: u64,
    media: Media,
    pub(super) no_hits: NoHits,
    pub(super) no_device: NoDevice,
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
        let flow = Flow::new(options.limit, options.events);
        let loaded = context.backend().load(&context, &scene)?;
        loaded.prepare(0)?;
        let beside =
            loaded.is_device().then(|| Box::new(HostScene::new(&context, &scene)) as Box<dyn LoadedScene>);
        let wish = match options.placement {
            Placement::Auto => Placement::from_environment()?,
            asked => asked,
        };
        if options.placement == Placement::Device && beside.is_none() {
            return Err(Error::argument(NO_DEVICE));
        }
        let placer = Placer::new(wish, context.threads());
        Ok(Arc::new(Self {
            beside,
            placer,
            merger: Merger::default(),
            context,
            scene,
            loaded,
            flow,
            hub: telemetry::Telemetry::default(),
            observer: Observer::default(),
            chunk: options.chunk,
            media: Media::default(),
            no_hits: NoHits::default(),
            no_device: NoDevice::default(),
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

    /// The geometry where an event that is placed so is propagated.
    pub(super) fn executor(&self, place: Place) -> &dyn LoadedScene {
        match (place, &self.beside) {
            (Place::Processor, Some(beside)) => &**beside,
            _ => &*self.loaded,
        }
    }

    pub(super) fn placer(&self) -> &Placer {
        &self.placer
    }

    pub(super) fn merger(&self) -> &Merger {
        &self.merger
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
        self.context.workers().here()?;
        let count = light.count();
        let lineage = Lineage::of(&light, &mut options)?;
        let params = options.check(count)?;
        options.check_ids(count, || self.scene.scene().spawns != 0)?;
        let entry = options.entry(count)?;
        let wanted = options.wanted();
        let place = self.place(std::slice::from_ref(&light), count, &wanted, options.placement)?;
        let loaded = self.runnable(place)?;
        loaded.admits(&light, &wanted)?;
        if wanted.hits || wanted.device_hits {
            self.no_hits.warn(&*self.scene);
        }
        let merges =
            place == Place::Device && self.chunk == 0 && loaded.merges(&light, count, &params, &wanted);
        let chunk = loaded.part(&light, self.chunk);
        let chunks = count.div_ceil(chunk) as usize;
        let admission = self.flow.admit(entry)?;
        let held = self.context.charge(light.bytes(), "a copy of the photons")?;
        let what =
            What::One { light: light.settle(&self.context)?, params, event_id: options.event_id, chunk };
        let meter = self.meter(admission.number(), &options, count, chunks, loaded.is_device());
        let event = Event::new(Arc::clone(self), options.seed, options.time_offset, count, lineage, meter);
        if chunks > 1 {
            log::debug!("event of {}: {chunks} slices of {chunk} at most", words::count(count, "photon"));
        }
        let priority = entry.priority;
        self.start(Ready { event, place, admission, held, what, priority, wanted, chunks, merges }, register)
    }

    /// Starts what is ready to run.
    pub(super) fn start(
        self: &Arc<Self>,
        ready: Ready,
        register: impl FnOnce(&Arc<Event>) -> Result<Callbacks>,
    ) -> Result<Arc<Event>> {
        let Ready { event, place, admission, held, what, priority, mut wanted, chunks, merges } = ready;
        let count = event.photons;
        let columns = |()| {
            let charge = self.context.charge(count * BYTES, "end states of the photons")?;
            Ok::<_, Error>((Filler::new(count as usize)?, charge))
        };
        let photons = wanted.photons.then_some(()).map(columns).transpose()?;
        let done = Done::of(&what)?;
        let event = Arc::new(event);
        let mut callbacks = register(&event)?;
        let workers = self.executor(place).workers()?;
        let stream = match (callbacks.hits.take(), &what) {
            (Some(_), What::Many(_)) => {
                return Err(Error::argument(
                    "config->on_hits is given, but hits of a batch come at its end; NULL is allowed",
                ));
            }
            (call, _) => call.map(|call| Stream::new(&event, place, call, priority, workers.count())),
        };
        let keeps_hits = wanted.hits;
        wanted.hits |= stream.is_some();
        let together = merges && chunks == 1 && stream.is_none() && priority == Priority::default();
        let work = Box::new(Submission {
            event: Arc::clone(&event),
            place,
            admission,
            what,
            priority,
            wanted,
            keeps_hits,
            stream,
            done: Mutex::new(done),
            hit_room: HitRoom::default(),
            photons,
            callbacks,
            reported: Mutex::new(0),
            failure: OnceLock::new(),
            _memory: held,
        });
        self.placer.place(place, count);
        let taken = match together {
            true => Merger::add(self, work).is_ok(),
            false => workers.submit(work, chunks).is_ok(),
        };
        if taken {
            return Ok(event);
        }
        self.placer.done(place, count);
        Err(Error::OutOfMemory("the event's place in the queue of its workers".into()))
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
