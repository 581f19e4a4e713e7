//! Many events of one submission.

use super::event::Event;
use super::kept::Kept;
use super::options::{Callbacks, EventOptions, MOST_PHOTONS};
use super::stage::Stage;
use super::submission::{Ready, What};
use super::submit::Session;
use crate::backend::LoadedScene;
use crate::backend::cpu::random::stream;
use crate::backend::light::Light;
use crate::backend::summary::Summary;
use crate::backend::task::Wanted;
use crate::layout::PropagateParams;
use crate::memory::{self, push, room};
use crate::telemetry::Identity;
use crate::words::count;
use crate::{Error, Result};
use std::ops::Range;
use std::sync::Arc;

/// Most events of a batch.
pub const MOST_EVENTS: u64 = 1 << 24;

/// An event of a batch.
#[derive(Debug, Clone)]
pub struct BatchEvent {
    /// Its photons' place among [`Batch::lights`].
    pub light: usize,
    /// Their positions there.
    pub range: Range<u64>,
    /// With `event_id` and the photons' indices, decides every random number.
    pub seed: u64,
    /// Its number.
    pub event_id: u64,
}

impl BatchEvent {
    /// How many photons it has.
    fn photons(&self) -> u64 {
        self.range.end - self.range.start
    }
}

/// Events with the same options, whose results come together.
#[derive(Default)]
pub struct Batch {
    /// Of any number of events each.
    pub lights: Vec<Light>,
    /// In the order of their results.
    pub events: Vec<BatchEvent>,
}

/// What each event of a batch gives.
#[derive(Debug, Default)]
pub struct BatchResults {
    /// Of each event.
    pub summaries: Vec<Summary>,
    /// Place of the first hit of each among those of all, and the number of all at the end.
    pub hit_offsets: Vec<u64>,
}

impl BatchResults {
    pub(super) fn new(summaries: Vec<Summary>) -> Result<Self> {
        let mut hit_offsets = room(summaries.len() + 1, "places of hits")?;
        let mut hits = 0;
        for summary in &summaries {
            hit_offsets.push(hits);
            hits += summary.hits;
        }
        hit_offsets.push(hits);
        Ok(Self { summaries, hit_offsets })
    }
}

/// An event as it is propagated.
pub(super) struct Member {
    pub light: usize,
    /// `first_index` is that of position 0 of the light, as if the event began there.
    pub params: PropagateParams,
    pub event_id: u64,
}

/// Photons of an event that one thread takes.
pub(super) struct Share {
    pub member: usize,
    pub range: Range<u64>,
}

/// A batch, divided.
pub(super) struct Members {
    pub list: Vec<Member>,
    /// In the order of the photons.
    pub shares: Vec<Share>,
    /// Shares that are run in one chunk.
    pub chunks: Vec<Range<usize>>,
}

/// Most shares of photons, about, as long as these have no more photons than what follows.
const MOST_SHARES: u64 = 1 << 16;
const LARGEST_SHARE: u64 = 1 << 20;

/// Photons of a chunk of a device that are worth a launch.
const LEAST_TOGETHER: u64 = 1 << 17;

impl Batch {
    /// Number of photons of all events.
    pub fn photons(&self) -> u64 {
        self.events.iter().fold(0, |sum: u64, event| sum.saturating_add(event.photons()))
    }

    /// Whether the session is to number the events, which then have its seed and are numbered from 0 on till they start.
    fn number(&mut self, options: &mut EventOptions, session: &Session) -> Result<bool> {
        if !session.pending.numbers(options)? {
            return Ok(false);
        }
        for (i, event) in self.events.iter_mut().enumerate() {
            for (name, value) in [("seeds", event.seed), ("event_ids", event.event_id.wrapping_sub(i as u64))]
            {
                if value != 0 {
                    return Err(Error::argument(format!(
                        "batch->{name} are given, but the session numbers its events; NULL is allowed"
                    )));
                }
            }
            event.seed = options.seed;
        }
        Ok(true)
    }

    /// Checks the options, and gives what the kernels take of each event.
    pub(super) fn check(&self, options: &mut EventOptions) -> Result<Vec<Member>> {
        for (asked, bit) in [
            (options.photons, "CHROMA2_WANT_PHOTONS"),
            (options.device_hits, "CHROMA2_WANT_DEVICE_HITS"),
            (options.steps, "CHROMA2_WANT_STEPS"),
        ] {
            if asked {
                return Err(Error::argument(format!(
                    "config->want has {bit}; CHROMA2_WANT_HITS and CHROMA2_WANT_SUMMARY are allowed for a batch"
                )));
            }
        }
        if options.record.first > 0 || !options.record.indices.is_empty() {
            return Err(Error::argument(
                "config->record_first and record_count: steps of photons are not recorded in a batch; 0 is allowed",
            ));
        }
        let photons = self.photons();
        if photons > MOST_PHOTONS {
            return Err(Error::argument(format!(
                "batch: its events have {photons} photons; at most {MOST_PHOTONS} can be submitted at once"
            )));
        }
        let largest = self.events.iter().map(|event| event.photons()).max();
        let all = options.check(largest.unwrap_or(0))?; // each has indices of its own
        let mut members = room(self.events.len(), "events of a batch")?;
        for event in &self.events {
            members.push(Member {
                light: event.light,
                params: PropagateParams {
                    stream: stream(event.seed, event.event_id),
                    first_index: all.first_index.wrapping_sub(event.range.start),
                    ..all
                },
                event_id: event.event_id,
            });
        }
        Ok(members)
    }
}

impl Session {
    /// Submits many events with the same options, as one whose results are those of all; returns when they are queued.
    /// `register`: as for one event.
    pub fn submit_batch(
        self: &Arc<Self>,
        batch: Batch,
        options: EventOptions,
        register: impl FnOnce(&Arc<Event>) -> Result<Callbacks>,
    ) -> Result<Arc<Event>> {
        self.submit_batch_on(self.stage(), batch, options, register)
    }

    /// As [`Session::submit_batch`], for a geometry that it had when the light was made.
    pub fn submit_batch_on(
        self: &Arc<Self>,
        stage: Arc<Stage>,
        mut batch: Batch,
        mut options: EventOptions,
        register: impl FnOnce(&Arc<Event>) -> Result<Callbacks>,
    ) -> Result<Arc<Event>> {
        memory::ready()?;
        self.context.workers().here()?;
        let numbered = batch.number(&mut options, self)?;
        let asked = options.copy()?;
        options.check_kept(&batch.lights)?;
        let (photons, list) = (batch.photons(), batch.check(&mut options)?);
        let event_id = list.first().map_or(options.event_id, |first| first.event_id);
        let largest = batch.events.iter().map(BatchEvent::photons).max();
        options.check_ids(largest.unwrap_or(0), || stage.scene().scene().spawns != 0)?;
        let wanted = options.wanted();
        let place = self.place(&stage, &batch.lights, photons, &wanted, options.placement)?;
        let loaded = stage.runnable(place)?;
        batch.lights.iter().try_for_each(|light| loaded.admits(light, &wanted))?;
        if wanted.hits {
            stage.no_hits.warn(&**stage.scene());
        }
        let entry = options.entry(photons)?;
        let admission = self.flow.admit(&entry)?;
        let shares = batch.events.len() as u64 + (photons / LARGEST_SHARE).max(MOST_SHARES.min(photons));
        let bytes = batch.lights.iter().map(Light::bytes).sum::<u64>()
            + batch.events.len() as u64 * size_of::<(Member, Summary, BatchEvent)>() as u64
            + shares * size_of::<(Share, Range<usize>)>() as u64;
        let held = self.context.charge(bytes, "events of a batch")?;
        let mut lights = room(batch.lights.len(), "events of a batch")?;
        for light in batch.lights {
            lights.push(light.settle(&self.context)?);
        }
        let divided = (&wanted, self.context.threads(), self.chunk);
        let members = Members::new(&lights, list, &batch.events, loaded, divided)?;
        let chunks = members.chunks.len();
        let (number, events) = (admission.number(), batch.events.len() as u64);
        let meter = self.meter(Identity { number, event_id, events, photons }, chunks, loaded.is_device());
        let kept = Arc::new(Kept::many(&stage, lights, batch.events, asked, numbered, held));
        let event = Event::new(Arc::clone(self), Arc::clone(&kept), photons, None, meter);
        let what = What::Many(members);
        let (priority, merges) = (entry.priority, false);
        let ready = Ready { event, stage, place, admission, kept, what, priority, wanted, chunks, merges };
        self.start(ready, register)
    }
}

impl Members {
    /// The number of the first event that a chunk has photons of, and how many of them it has.
    pub fn events_of(&self, chunk: usize) -> Option<(u64, u64)> {
        let shares = &self.shares[self.chunks[chunk].clone()];
        let (first, last) = (shares.first()?.member, shares.last()?.member);
        Some((self.list[first].event_id, (last - first + 1) as u64))
    }

    /// Divides events for where they are propagated, by `threads` threads of the processor or a device.
    pub fn new(
        lights: &[Light],
        list: Vec<Member>,
        events: &[BatchEvent],
        loaded: &dyn LoadedScene,
        (wanted, threads, asked): (&Wanted, usize, u64),
    ) -> Result<Self> {
        let what = "chunks of a batch";
        let photons = events.iter().map(|event| event.photons()).sum::<u64>();
        let chunk = match (asked, loaded.is_device()) {
            // Large events have large shares, so that these are not too many.
            (0, false) => {
                let even = (photons / (4 * threads as u64)).clamp(64, 2048);
                even.max((photons / MOST_SHARES).min(LARGEST_SHARE))
            }
            (0, true) => (photons / 3).clamp(LEAST_TOGETHER, loaded.most_together().max(LEAST_TOGETHER)),
            (asked, _) => asked.max((photons / MOST_SHARES).min(LARGEST_SHARE)),
        };
        let (mut shares, mut chunks) = (Vec::new(), Vec::new());
        let (mut begun, mut filled) = (0, 0);
        for (number, (event, member)) in events.iter().zip(&list).enumerate() {
            let (light, photons) = (&lights[event.light], event.photons());
            let together = loaded.merges(light, photons, &member.params, wanted);
            let most = match loaded.is_device() {
                true if together => photons,
                true => loaded.part(light, asked),
                false => chunk,
            };
            let mut first = event.range.start;
            while first < event.range.end {
                let range = first..event.range.end.min(first.saturating_add(most.max(1)));
                let size = range.end - range.start;
                let alone = loaded.is_device() && !together;
                if shares.len() > begun && (alone || filled + size > chunk) {
                    push(&mut chunks, begun..shares.len(), what)?;
                    (begun, filled) = (shares.len(), 0);
                }
                first = range.end;
                push(&mut shares, Share { member: number, range }, what)?;
                filled += size;
                if alone {
                    push(&mut chunks, begun..shares.len(), what)?;
                    (begun, filled) = (shares.len(), 0);
                }
            }
        }
        if shares.len() > begun {
            push(&mut chunks, begun..shares.len(), what)?;
        }
        log::debug!("batch of {}: {} of work", count(events.len(), "event"), count(chunks.len(), "chunk"));
        Ok(Self { list, shares, chunks })
    }
}
