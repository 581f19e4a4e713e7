//! A session: a context, a geometry, and the way in.

use super::empty::{NoDevice, NoHits};
use super::event::Event;
use super::flow::{Flow, FlowLimit, Telemetry};
use super::hit_room::HitRoom;
use super::media::Media;
use super::merger::Merger;
use super::observe::Observer;
use super::options::{Callbacks, EventOptions};
use super::placement::{Place, Placed, Placement, Placer};
use super::steps::Lineage;
use super::submission::Submission;
use crate::backend::LoadedScene;
use crate::backend::context::{Charge, Context};
use crate::backend::cpu::HostScene;
use crate::backend::light::Light;
use crate::backend::media::MediumReport;
use crate::backend::scene::SceneData;
use crate::backend::task::Wanted;
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

const NO_DEVICE: &str =
    "{} is 2 (device), but the session has no GPU; 0 (auto) and 1 (processor) are allowed";

/// Options of a session; the default is what most programs want.
#[derive(Debug, Clone, Copy, Default)]
pub struct SessionOptions {
    /// Photons that may be queued.
    pub limit: FlowLimit,
    /// Where events are propagated that do not say so.
    pub placement: Placement,
    /// Photons of a chunk, at most 2^20; 0: chosen by the library. Results do not depend on it.
    pub chunk: u64,
}

/// Takes events for a geometry. Any number of threads may submit at once. Events keep it alive.
pub struct Session {
    context: Arc<Context>,
    scene: Arc<dyn SceneData>,
    loaded: Box<dyn LoadedScene>,
    /// For the processor, where `loaded` is for a device.
    beside: Option<Box<dyn LoadedScene>>,
    placer: Placer,
    merger: Merger,
    pub(super) flow: Arc<Flow>,
    pub(super) hub: telemetry::Telemetry,
    pub(super) observer: Observer,
    chunk: u64,
    media: Media,
    no_hits: NoHits,
    no_device: NoDevice,
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
        let beside =
            loaded.is_device().then(|| Box::new(HostScene::new(&context, &scene)) as Box<dyn LoadedScene>);
        let wish = match options.placement {
            Placement::Auto => Placement::from_environment()?,
            asked => asked,
        };
        if options.placement == Placement::Device && beside.is_none() {
            return Err(Error::argument(NO_DEVICE.replace("{}", "config->placement")));
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

    /// How many events and photons were placed where, so far.
    pub fn placed(&self) -> Placed {
        self.placer.placed()
    }

    /// Where an event is propagated.
    fn place(&self, light: &Light, wanted: &Wanted, asked: Placement) -> Result<Place> {
        let Some(processor) = &self.beside else {
            if asked == Placement::Device {
                return Err(Error::argument(NO_DEVICE.replace("{}", "config->placement")));
            }
            return Ok(Place::Processor);
        };
        let only_device = matches!(light, Light::OnDevice(..)) || wanted.device_hits;
        match self.placer.wish(asked) {
            Placement::Device => Ok(Place::Device),
            Placement::Processor if only_device && asked == Placement::Processor => Err(Error::argument(
                "config->placement is 1 (processor), but photons or hits are to be in a GPU's memory; 0 (auto) and \
                 2 (device) are allowed",
            )),
            _ if only_device => Ok(Place::Device),
            Placement::Processor => Ok(Place::Processor),
            Placement::Auto if self.loaded.usable().is_err() => {
                self.no_device.warn();
                Ok(Place::Processor)
            }
            Placement::Auto => {
                let part = processor.part(light, self.chunk);
                Ok(self.placer.choose(light.count(), &**processor, part))
            }
        }
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
        let wanted = options.wanted();
        let place = self.place(&light, &wanted, options.placement)?;
        let loaded = self.executor(place);
        loaded.usable()?;
        let workers = loaded.workers()?;
        workers.here()?;
        loaded.admits(&light, &wanted)?;
        if wanted.hits || wanted.device_hits {
            self.no_hits.warn(&*self.scene);
        }
        let merges = place == Place::Device && self.chunk == 0 && loaded.merges(&light, &params, &wanted);
        let chunk = loaded.part(&light, self.chunk);
        let chunks = count.div_ceil(chunk) as usize;
        let admission = self.flow.admit(count, options.no_wait)?;
        let held = self.context.charge(light.bytes(), "a copy of the photons")?;
        let light = light.settle(&self.context)?;
        let columns = |()| {
            let charge = self.context.charge(count * BYTES, "end states of the photons")?;
            Ok::<_, Error>((Filler::new(count as usize)?, charge))
        };
        let photons = wanted.photons.then_some(()).map(columns).transpose()?;
        let meter = self.meter(admission.number(), &options, count, chunks, loaded.is_device());
        let event =
            Arc::new(Event::new(Arc::clone(self), options.seed, options.time_offset, count, lineage, meter));
        let callbacks = register(&event)?;
        let work = Submission {
            event: Arc::clone(&event),
            place,
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
        self.placer.place(place, count);
        let work = Box::new(work);
        let taken = match merges && chunks == 1 {
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
