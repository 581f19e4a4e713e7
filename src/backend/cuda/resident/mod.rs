//! Small events without a launch: a kernel that stays on the device takes their photons, and the processor does its
//! share of them at the same time and then what the device leaves.
//!
//! One event at a time is on its way so; others are launched, several together. The kernel leaves when it has had
//! nothing to do for a moment, after a while in any case, and when larger work comes: what waits for an idle device, as
//! the driver does to free memory, does not wait for long.

mod division;
mod work;

pub use division::Division;

use super::gpu::Gpu;
use super::memory::{Buffer, Pinned};
use super::primary::Primary;
use super::scene::{DeviceScene, uploaded};
use super::stayer::{Stayer, place};
use super::stream::Stream;
use crate::backend::light::Light;
use crate::backend::task::{Part, Task, Wanted};
use crate::layout::{
    AsidePhoton, MOST_ASIDE, MOST_RESIDENT, MediumChanges, PhotonState, PropagateJob, PropagateParams,
    ResidentAnswer, ResidentControl, ResidentJob, ResidentOrder, SourceBatch,
};
use crate::runtime::team::lead;
use crate::telemetry::Stage;
use crate::{Error, Result};
use bytemuck::Zeroable;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering, fence};
use std::sync::{Arc, Mutex};
use std::time::Instant;
use work::Work;

const STATE: usize = size_of::<PhotonState>();
/// Most steps of its photons: what the device leaves is to be a moment's work.
const MOST_STEPS: u32 = 1 << 12;
/// Of the device's clock, about 0.2 ms and 20 ms: without anything to do, and in all.
const IDLE_CYCLES: u64 = 350_000;
const STAY_CYCLES: u64 = 35_000_000;
/// Most blocks that may be asked for.
const MOST_BLOCKS: u32 = 1024;

/// Where the parts of the pinned memory begin: what each side writes is on lines of its own.
const REQUEST: usize = 0;
const ANSWER: usize = 256;
const GONE: usize = 512;
const ORDER: usize = 768;
const BYTES: usize = ORDER + size_of::<ResidentOrder>();

/// Of how many blocks the kernel is, as `CHROMA2_RESIDENT` in the environment says; `None`: one for each
/// multiprocessor. 0: it is never launched.
pub fn blocks() -> Result<Option<u32>> {
    let Some(text) = std::env::var_os("CHROMA2_RESIDENT") else { return Ok(None) };
    let text = text.to_string_lossy();
    match (text.as_ref(), text.parse()) {
        ("", _) => Ok(None),
        ("off", _) => Ok(Some(0)),
        (_, Ok(count @ 1..=MOST_BLOCKS)) => Ok(Some(count)),
        _ => Err(Error::argument(format!(
            "CHROMA2_RESIDENT is \"{}\" in the environment; off, and 1 to {MOST_BLOCKS} blocks, are allowed",
            text.chars().take(40).collect::<String>()
        ))),
    }
}

/// Whether photons may be propagated so: those of a whole event.
fn suits(task: &Task<'_>, range: &Range<u64>) -> bool {
    let Wanted { device_hits, .. } = task.wanted;
    (1..=u64::from(MOST_RESIDENT)).contains(&range.end)
        && *range == (0..task.light.count())
        && task.params.max_steps <= MOST_STEPS
        && task.scene.scene().spawns == 0
        && !device_hits
        && !matches!(task.light, Light::OnDevice(..))
}

/// A device's place for it, made by the first event that it suits.
#[derive(Debug, Default)]
pub struct Residence(Mutex<Option<Resident>>);

impl Residence {
    /// Propagates photons of a task; `None`: it is in use, or not for these.
    pub fn run(
        &self,
        gpu: &Arc<Gpu>,
        scene: &DeviceScene,
        task: &Task<'_>,
        range: &Range<u64>,
    ) -> Result<Option<Part>> {
        if !gpu.programs().may_stay() || scene.many_unusual() || !suits(task, range) {
            return Ok(None);
        }
        let Ok(mut place) = self.0.try_lock() else { return Ok(None) };
        let _current = gpu.primary().enter()?;
        let _running = gpu.outgrown().run_small();
        let mut resident = match place.take() {
            Some(resident) => resident,
            None => Resident::new(gpu.primary(), &*gpu.beside()?)?,
        };
        let part = resident.run(gpu, scene, task, range.clone())?; // dropped where that fails
        *place = Some(resident);
        Ok(part)
    }

    /// Makes way for larger work.
    pub fn dismiss(&self) {
        if let Ok(place) = self.0.try_lock()
            && let Some(resident) = &*place
        {
            let _ = resident.dismiss(); // it leaves after a moment anyway
        }
    }
}

/// The kernel that stays on a device, for one thread at a time.
#[derive(Debug)]
struct Resident {
    /// The first field: waited for before the memory goes.
    stayer: Stayer,
    /// Request, answer and order.
    pinned: Pinned,
    aside: Pinned,
    control: Buffer,
    photons: Buffer,
    changes: Buffer,
    tables: Buffer,
    /// What is in these.
    tables_held: Vec<u8>,
    /// Geometries that had been put on devices when it was launched: caches of the device may have what was in the
    /// memory of later ones before.
    uploaded: u64,
    /// Of the last order.
    number: u32,
}

impl Resident {
    /// Memory for it; nothing is launched.
    fn new(primary: &Arc<Primary>, beside: &Stream) -> Result<Self> {
        let cleared = |bytes: usize, what: &str| {
            let buffer = Buffer::new(primary, bytes, what)?;
            buffer.clear(bytes, beside)?;
            Ok::<_, Error>(buffer)
        };
        let made = Self {
            stayer: Stayer::new(primary, "the propagation of small events")?,
            pinned: Pinned::new(primary, BYTES)?,
            aside: Pinned::new(primary, MOST_ASIDE as usize * size_of::<AsidePhoton>())?,
            control: cleared(size_of::<ResidentControl>(), "small events")?,
            photons: Buffer::new(primary, MOST_RESIDENT as usize * STATE, "photons of small events")?,
            changes: cleared(size_of::<MediumChanges>(), "medium changes of small events")?,
            tables: Buffer::new(primary, 0, "tables of a source")?,
            tables_held: Vec::new(),
            uploaded: 0,
            number: 0,
        };
        beside.wait()?;
        Ok(made)
    }

    /// A word that both sides use. The device, or the host, writes it as atomics do.
    fn word(&self, at: usize) -> Result<&AtomicU64> {
        // SAFETY: aligned pinned memory of this object.
        Ok(unsafe { place(self.pinned.pointer(at)?) })
    }

    /// Asks it to leave when there is nothing to do.
    fn dismiss(&self) -> Result<()> {
        if !self.stayer.is_absent(self.word(GONE)?) {
            let word = self.stayer.launched() << 32 | u64::from(self.number);
            self.word(REQUEST)?.store(word, Ordering::Release);
        }
        Ok(())
    }

    /// Has it leave, so that the next launch finds caches without what was in the device's memory before.
    fn renew(&self) -> Result<()> {
        self.dismiss()?;
        self.stayer.quiet()
    }

    /// Puts the tables of a source where the device reads them, unless they are there from the event before.
    fn tables(&mut self, gpu: &Gpu, task: &Task<'_>, stream: &Stream) -> Result<SourceBatch> {
        let Light::Source(source, store, _) = task.light else { return Ok(Zeroable::zeroed()) };
        let packed = store.packed()?;
        if self.tables_held != packed.bytes {
            self.renew()?;
            self.tables_held.clear(); // not known until the copy is done
            gpu.outgrown().grow(&mut self.tables, packed.bytes.len(), "tables of a source")?;
            self.tables.fill(&packed.bytes, stream)?;
            task.meter.sent(packed.bytes.len());
            self.tables_held = packed.bytes;
        }
        let address = |part: usize| self.tables.pointer::<u8>().wrapping_add(packed.begins[part]);
        Ok(SourceBatch {
            tables: address(0).cast(),
            segments: address(1).cast(),
            buckets: address(2).cast(),
            ..store.batch_of(source)
        })
    }

    /// Propagates photons of a task. When this fails the device may have work that is not done.
    fn run(
        &mut self,
        gpu: &Arc<Gpu>,
        scene: &DeviceScene,
        task: &Task<'_>,
        range: Range<u64>,
    ) -> Result<Option<Part>> {
        let (count, entered) = (range.end - range.start, Instant::now());
        let Some(memory) = gpu.pinned(count as usize * STATE)? else { return Ok(None) };
        let beside = gpu.beside()?;
        let uploaded = uploaded();
        if std::mem::replace(&mut self.uploaded, uploaded) != uploaded {
            self.renew()?;
        }
        let params = task.params_at(range.start);
        let sources = SourceBatch { first: range.start, ..self.tables(gpu, task, &beside)? };
        let by_device = count - scene.division.of_host(count);
        let turns = scene.division.turns(count);
        let work = Work::new(task, range.clone(), memory, by_device, self.aside.pointer(0)?);
        let generate = u32::from(matches!(task.light, Light::Source(..)));
        if generate == 0 {
            work.make(0..by_device)?;
            task.meter.sent(by_device as usize * STATE);
        }
        let order = self.order(scene, &params, sources, &work, (generate, turns))?;
        let begun = Instant::now();
        let start = self.post(gpu, order)?;
        task.meter.lap(Stage::Upload);
        let (answer, gone) = (self.pinned.pointer(ANSWER)?, self.pinned.pointer(GONE)?);
        // SAFETY: aligned pinned memory that lives as long as this.
        let (answer, gone) = unsafe { (place(answer), place(gone)) };
        let answered = || {
            let word = answer.load(Ordering::Acquire);
            (word >> 32 == u64::from(self.number)).then_some(word as u32)
        };
        self.stayer.call(gone, &start)?;
        let helpers = task.context.threads().saturating_sub(1).min(count.div_ceil(work::SHARE) as usize);
        let stayer = &mut self.stayer;
        let mut own = begun.elapsed();
        let all = || work.all(&answered);
        let left = lead(task.context.workers(), helpers, &all, || {
            work.own();
            own = begun.elapsed();
            let left = stayer.ask(gone, answered, &start).inspect_err(|_| work.give_up())?;
            let waited = begun.elapsed() - own;
            work.left(left);
            Ok((left, waited))
        });
        if left.is_err() {
            // Nothing of this is the device's any more when it goes.
            let _ = self.dismiss();
            let _ = self.stayer.quiet();
        }
        let (left, waited) = left?;
        task.meter.brought(by_device as usize * STATE);
        let changes = self.changes_of_order(task, &beside)?;
        if task.is_halted() {
            return Ok(Some(Part::default())); // none of its photons count as done
        }
        scene.division.learn(count, (own, waited), u64::from(left), task.context.threads());
        task.meter.lap(Stage::Propagate);
        let (ready, ended) = (begun - entered, begun.elapsed());
        let part = work.finish(changes).map(Some);
        log::trace!(
            "small event: {count} photons, {by_device} to the device for {turns} turns, {left} left; us: ready {}, own {}, \
             waited {}, ended {}, finished {}",
            ready.as_micros(),
            own.as_micros(),
            waited.as_micros(),
            ended.as_micros(),
            begun.elapsed().as_micros()
        );
        part
    }

    fn order(
        &self,
        scene: &DeviceScene,
        params: &PropagateParams,
        sources: SourceBatch,
        work: &Work<'_>,
        (generate, hand_over): (u32, u32),
    ) -> Result<ResidentOrder> {
        let control = self.control.pointer::<ResidentControl>();
        let counter = |offset: usize| control.wrapping_byte_add(offset).cast();
        Ok(ResidentOrder {
            job: PropagateJob {
                scene: *scene.scene(),
                params: *params,
                sources,
                photons: self.photons.pointer(),
                count: work.by_device(),
                next: counter(std::mem::offset_of!(ResidentControl, next)),
                changes: self.changes.pointer(),
                aside: self.aside.pointer(0)?,
                aside_count: counter(std::mem::offset_of!(ResidentControl, aside)),
                resumes: 0,
                generate,
                refill_threshold: 0, // the device's
                hand_over,
            },
            states: work.states(),
        })
    }

    /// Writes an order where the kernel looks for it; what launches that where it is absent.
    fn post<'a>(
        &mut self,
        gpu: &'a Gpu,
        order: ResidentOrder,
    ) -> Result<impl Fn(&Stream, u64) -> Result<()> + use<'a>> {
        let served = self.number;
        self.number = served.wrapping_add(1);
        let place = self.pinned.pointer::<ResidentOrder>(ORDER)?;
        // SAFETY: within the pinned memory; the device reads it when it has seen the request's number only.
        unsafe { place.write_volatile(gpu.programs().ordered(order)) };
        fence(Ordering::Release);
        self.word(REQUEST)?.store(self.number.into(), Ordering::Release);
        let job = ResidentJob {
            request: self.pinned.pointer(REQUEST)?,
            order: place,
            answer: self.pinned.pointer::<ResidentAnswer>(ANSWER)?,
            gone: self.pinned.pointer(GONE)?,
            control: self.control.pointer(),
            launch: 0,
            idle_cycles: IDLE_CYCLES,
            stay_cycles: STAY_CYCLES,
            served: served.into(),
        };
        Ok(move |stream: &Stream, launch: u64| {
            // SAFETY: memory of this object, which waits for the stream before it goes.
            unsafe { gpu.programs().stay(&ResidentJob { launch, ..job }, stream) }
        })
    }

    /// How many changes of the medium the device has found, which become the session's.
    fn changes_of_order(&self, task: &Task<'_>, stream: &Stream) -> Result<u64> {
        const TABLE: usize = size_of::<MediumChanges>();
        let count = self.word(ANSWER + 8)?.load(Ordering::Acquire);
        if count == 0 {
            return Ok(0);
        }
        let copy = Pinned::new(stream.primary(), TABLE)?;
        // SAFETY: read below, after the wait.
        unsafe { self.changes.download(0, &copy, 0..TABLE, stream) }?;
        self.changes.clear(TABLE, stream)?;
        stream.wait()?;
        self.renew()?;
        task.meter.brought(TABLE);
        // SAFETY: the copy is done.
        task.media.merge(task.context.kernels(), unsafe { &copy.values::<MediumChanges>(0, 1)?[0] });
        Ok(count)
    }
}

impl Drop for Resident {
    fn drop(&mut self) {
        let _ = self.dismiss(); // the stream is waited for
    }
}
