//! A session: a context, a geometry, and the way in.

use super::Stage;
use super::columns::{BYTES, Filler};
use super::empty::NoHits;
use super::event::Event;
use super::flow::{Flow, FlowLimit, Telemetry};
use super::gpu::Engine;
use super::input::Light;
use super::media::{MediumCounts, MediumReport};
use super::options::{Callbacks, EventOptions};
use super::work::Work;
use crate::memory;
use crate::runtime::context::Context;
use crate::{Error, Result};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

/// Photons of a chunk, unless a session is told otherwise: long enough that handing it out does
/// not show, short enough for fair turns.
const CHUNK: u64 = 2048;
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
    stage: Arc<dyn Stage>,
    engine: Option<Engine>,
    flow: Arc<Flow>,
    chunk: u64,
    media: MediumCounts,
    no_hits: NoHits,
}

impl Session {
    /// A session on a context for a frozen geometry.
    pub fn new(context: Arc<Context>, stage: Arc<dyn Stage>, options: SessionOptions) -> Result<Arc<Self>> {
        if options.chunk > LARGEST_CHUNK {
            return Err(Error::argument(format!(
                "chunk_photons is {}; 0 (chosen by the library) to {LARGEST_CHUNK} are allowed",
                options.chunk
            )));
        }
        memory::ready()?;
        let flow = Flow::new(options.limit);
        let engine = Engine::new(&context, &stage)?;
        Ok(Arc::new(Self {
            context,
            stage,
            engine,
            flow,
            chunk: options.chunk,
            media: MediumCounts::default(),
            no_hits: NoHits::default(),
        }))
    }

    /// The context.
    pub fn context(&self) -> &Arc<Context> {
        &self.context
    }

    /// The geometry.
    pub fn stage(&self) -> &Arc<dyn Stage> {
        &self.stage
    }

    /// What runs it on a GPU; `None`: the context's workers run it.
    pub(super) fn engine(&self) -> Option<&Engine> {
        self.engine.as_ref()
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
        let workers = match &self.engine {
            Some(engine) => {
                engine.usable()?;
                engine.threads()?
            }
            None => self.context.workers(),
        };
        workers.here()?;
        self.suits(&light, &options)?;
        let count = light.count();
        let params = options.check(count)?;
        if options.hits || options.device_hits {
            self.no_hits.warn(&self.stage);
        }
        let chunk = self.chunk_of(&light);
        let chunks = count.div_ceil(chunk) as usize;
        let admission = self.flow.admit(count, options.no_wait)?;
        let held = self.context.charge(light.bytes(), "a copy of the photons")?;
        let light = light.settle(&self.context)?;
        let columns = |()| {
            let charge = self.context.charge(count * BYTES, "end states of the photons")?;
            Ok::<_, Error>((Filler::new(count as usize)?, charge))
        };
        let photons = options.photons.then_some(()).map(columns).transpose()?;
        let event = Arc::new(Event::new(Arc::clone(self), options.seed, options.time_offset, count));
        let callbacks = register(&event)?;
        let work = Work {
            event: Arc::clone(&event),
            admission,
            light,
            params,
            options,
            chunk,
            done: Mutex::default(),
            photons,
            callbacks,
            reported: Mutex::new(0),
            failure: OnceLock::new(),
            _memory: held,
        };
        if chunks > 1 {
            log::debug!("event of {count} photons: {chunks} slices of {chunk} at most");
        }
        match workers.submit(Box::new(work), chunks) {
            Ok(()) => Ok(event),
            Err(_) => Err(Error::OutOfMemory("the event's place in the queue of its workers".into())),
        }
    }

    /// Refuses photons in the memory of a device that is not this session's own.
    pub(crate) fn check_device(&self, device: u32) -> Result<()> {
        let own = self.engine.as_ref().map_or(0, |engine| engine.place());
        if device == 0 || device == own {
            return Ok(());
        }
        Err(Error::argument(match own {
            0 => format!(
                "photons->device is {device}; 0 (host memory) is allowed, as the session runs on the processor"
            ),
            _ => format!(
                "photons->device is {device}; 0 (host memory) and {own}, which the session runs on, are allowed"
            ),
        }))
    }

    /// Whether what is asked for can be had where this session runs.
    fn suits(&self, light: &Light, options: &EventOptions) -> Result<()> {
        if let Light::OnDevice(arrays, device) = light {
            self.check_device(*device)?;
            if let Some(engine) = &self.engine {
                engine.admits(arrays, options)?;
            }
        }
        if options.device_hits && self.engine.is_none() {
            return Err(Error::argument(
                "config->want has CHROMA2_WANT_DEVICE_HITS, but the session runs on the processor; \
                 CHROMA2_WANT_HITS is allowed",
            ));
        }
        Ok(())
    }

    /// Chunks of the usual size, of less where an event would not give every thread a few.
    fn chunk_of(&self, light: &Light) -> u64 {
        let count = light.count();
        if let Some(engine) = &self.engine {
            return engine.slice_of(count, light.uploaded(), self.chunk);
        }
        match self.chunk {
            0 => (count / (4 * self.context.threads() as u64)).clamp(64, CHUNK),
            chunk => chunk,
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
        self.media.report()
    }

    /// Where they are counted.
    pub(super) fn media(&self) -> &MediumCounts {
        &self.media
    }

    /// What it did and has to do.
    pub fn telemetry(&self) -> Telemetry {
        self.flow.telemetry()
    }
}
