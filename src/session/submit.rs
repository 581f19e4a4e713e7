//! A session: a context, a geometry, and the way in.

use super::empty::NoDevice;
use super::event::Event;
use super::flow::{Flow, FlowLimit};
use super::hit_room::HitRoom;
use super::kept::Kept;
use super::media::Media;
use super::merger::Merger;
use super::observe::Observer;
use super::options::{Callbacks, EventOptions};
use super::pending::{Numbering, Pending};
use super::placement::{Place, Placement, Placer};
use super::stage::Stage;
use super::steps::Lineage;
use super::stream::Stream;
use super::submission::{Done, Ready, Submission, What};
use crate::backend::context::Context;
use crate::backend::light::Light;
use crate::backend::media::MediumReport;
use crate::backend::scene::SceneData;
use crate::memory;
use crate::photon::columns::{BYTES, Filler};
use crate::runtime::turns::Priority;
use crate::telemetry::{self, Identity};
use crate::words;
use crate::{Error, Result};
use std::sync::{Arc, Mutex, OnceLock, RwLock};
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
    /// Numbers that it gives to its events; `None`: the program numbers them.
    pub numbering: Option<Numbering>,
}

/// Takes events for a geometry. Any number of threads may submit at once. Events keep it alive.
pub struct Session {
    pub(super) context: Arc<Context>,
    /// Of what is submitted from now on.
    pub(super) stage: RwLock<Arc<Stage>>,
    pub(super) placer: Placer,
    pub(super) flow: Arc<Flow>,
    pub(super) pending: Pending,
    pub(super) hub: telemetry::Telemetry,
    pub(super) observer: Observer,
    pub(super) chunk: u64,
    media: Media,
    pub(super) no_device: NoDevice,
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
        let stage = Stage::new(&context, scene, None)?;
        let wish = match options.placement {
            Placement::Auto => Placement::from_environment()?,
            asked => asked,
        };
        if options.placement == Placement::Device && stage.beside().is_none() {
            return Err(Error::argument(NO_DEVICE));
        }
        let placer = Placer::new(wish, context.threads(), stage.loaded().devices());
        Ok(Arc::new(Self {
            stage: RwLock::new(stage),
            placer,
            context,
            flow,
            pending: Pending::new(options.numbering),
            hub: telemetry::Telemetry::default(),
            observer: Observer::default(),
            chunk: options.chunk,
            media: Media::default(),
            no_device: NoDevice::default(),
        }))
    }

    /// The context.
    pub fn context(&self) -> &Arc<Context> {
        &self.context
    }

    /// Whether it has a device to propagate on.
    pub(super) fn has_device(&self) -> bool {
        self.stage().beside().is_some()
    }

    pub(super) fn placer(&self) -> &Placer {
        &self.placer
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
        options: EventOptions,
        register: impl FnOnce(&Arc<Event>) -> Result<Callbacks>,
    ) -> Result<Arc<Event>> {
        self.submit_on(self.stage(), light, options, register)
    }

    /// As [`Session::submit_with`], for a geometry that it had when the light was made.
    pub fn submit_on(
        self: &Arc<Self>,
        stage: Arc<Stage>,
        light: Light,
        mut options: EventOptions,
        register: impl FnOnce(&Arc<Event>) -> Result<Callbacks>,
    ) -> Result<Arc<Event>> {
        memory::ready()?;
        self.context.workers().here()?;
        let count = light.count();
        let numbered = self.pending.numbers(&mut options)?;
        let asked = options.copy()?;
        options.check_kept(std::slice::from_ref(&light))?;
        let lineage = Lineage::of(&light, &mut options)?;
        let params = options.check(count)?;
        options.check_ids(count, || stage.scene().scene().spawns != 0)?;
        let entry = options.entry(count)?;
        let wanted = options.wanted();
        let place = self.place(&stage, std::slice::from_ref(&light), count, &wanted, options.placement)?;
        let loaded = stage.runnable(place)?;
        loaded.admits(&light, &wanted)?;
        if wanted.hits || wanted.device_hits {
            stage.no_hits.warn(&**stage.scene());
        }
        let merges =
            place == Place::Device && self.chunk == 0 && loaded.merges(&light, count, &params, &wanted);
        let chunk = loaded.part(&light, self.chunk);
        let chunks = count.div_ceil(chunk) as usize;
        let admission = self.flow.admit(&entry)?;
        let held = self.context.charge(light.bytes(), "a copy of the photons")?;
        let kept = Arc::new(Kept::one(&stage, light.settle(&self.context)?, asked, numbered, held)?);
        let what = What::One { params, event_id: options.event_id, chunk };
        let identity =
            Identity { number: admission.number(), event_id: options.event_id, events: 1, photons: count };
        let meter = self.meter(identity, chunks, loaded.is_device());
        let event = Event::new(Arc::clone(self), Arc::clone(&kept), count, lineage, meter);
        if chunks > 1 {
            log::debug!("event of {}: {chunks} slices of {chunk} at most", words::count(count, "photon"));
        }
        let priority = entry.priority;
        let ready = Ready { event, stage, place, admission, kept, what, priority, wanted, chunks, merges };
        self.start(ready, register)
    }

    /// Starts what is ready to run.
    pub(super) fn start(
        self: &Arc<Self>,
        ready: Ready,
        register: impl FnOnce(&Arc<Event>) -> Result<Callbacks>,
    ) -> Result<Arc<Event>> {
        let Ready {
            mut event,
            stage,
            place,
            admission,
            kept,
            mut what,
            priority,
            mut wanted,
            chunks,
            merges,
        } = ready;
        let count = event.photons;
        let columns = |()| {
            let charge = self.context.charge(count * BYTES, "end states of the photons")?;
            Ok::<_, Error>((Filler::new(count as usize)?, charge))
        };
        let photons = wanted.photons.then_some(()).map(columns).transpose()?;
        let done = Done::of(&what)?;
        event.standing.at = Some((place, priority));
        let event = Arc::new(event);
        let mut callbacks = register(&event)?;
        let workers = stage.executor(place).workers()?;
        let stream = match (callbacks.hits.take(), &what) {
            (Some(_), What::Many(_)) => {
                return Err(Error::argument(
                    "config->on_hits is given, but hits of a batch come at its end; NULL is allowed",
                ));
            }
            (call, _) => {
                call.map(|call| Stream::new(&event, (&stage, place), call, priority, workers.count()))
            }
        };
        let keeps_hits = wanted.hits;
        wanted.hits |= stream.is_some();
        let together = merges && chunks == 1 && stream.is_none() && priority == Priority::default();
        let number = admission.number();
        self.pending.enter(number, &event, &kept, &mut what)?;
        let alone = self.placer.place(place, count);
        let work = Box::new(Submission {
            alone,
            event: Arc::clone(&event),
            stage: Arc::clone(&stage),
            place,
            admission,
            kept,
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
        });
        let taken = match together {
            true => Merger::add(self, &stage, work).is_ok(),
            false => workers.submit(work, chunks).is_ok(),
        };
        if taken {
            return Ok(event);
        }
        self.placer.done(place, count);
        self.pending.withdraw(number);
        Err(Error::OutOfMemory("the event's place in the queue of its workers".into()))
    }

    /// Waits until every event submitted so far is finished, at most `timeout`. Not in a callback.
    pub fn drain(&self, timeout: Option<Duration>) -> Result<()> {
        self.here()?;
        self.flow.drain(timeout)
    }

    /// The numbers that its events get, where it numbers them.
    pub fn numbering(&self) -> Option<Numbering> {
        self.pending.numbering()
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
    pub fn telemetry(&self) -> telemetry::Queue {
        self.flow.telemetry()
    }
}
