//! What one event, and one part of it, take.
//!
//! Looking at the clock takes 20 ns, which is much for an event of one photon. So of the small events on the processor
//! one in [`SAMPLE`] is measured, and its times count for all of them; what is counted, not measured, is exact.

use super::stage::{Outcome, STAGES, Stage};
use super::sums::Share;
use super::trace::{Record, What};
use super::{Telemetry, lane};
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// Photons from which on every event is measured.
const SMALL: u64 = 128;
/// One in so many small events is.
const SAMPLE: u64 = 16;

thread_local! {
    /// Time in ns that the calling thread has spent in functions of programs that it called while events ran.
    static AWAY: Cell<u64> = const { Cell::new(0) };
}

/// Times in ns and bytes, of one thread at a time.
#[derive(Default)]
struct Amounts {
    stages: [AtomicU64; STAGES],
    device_stages: [AtomicU64; Stage::OF_DEVICE.len()],
    bytes: [AtomicU64; 2],
}

/// As one thread alone adds.
fn add(to: &AtomicU64, more: u64) {
    to.store(to.load(Relaxed) + more, Relaxed);
}

impl Amounts {
    fn all(&self) -> impl Iterator<Item = &AtomicU64> {
        self.stages.iter().chain(&self.device_stages).chain(&self.bytes)
    }

    /// Adds to a thread's sums; measured times count `weight` times.
    fn flush(&self, share: &mut Share, weight: u64) {
        let sums = &mut share.sums;
        let into = sums.stages.iter_mut().chain(&mut sums.device_stages);
        for (to, from) in into.zip(self.all()) {
            *to += weight * from.load(Relaxed);
        }
        for (to, from) in sums.bytes.iter_mut().zip(&self.bytes) {
            *to += from.load(Relaxed);
        }
    }
}

/// What a part was found to be.
#[derive(Debug, Clone, Copy, Default)]
pub struct Done {
    /// Whether a GPU ran it.
    pub on_device: bool,
    /// Photons that came to their end.
    pub photons: u64,
    /// Random numbers that they used.
    pub draws: u64,
    /// Hits among them.
    pub hits: u64,
    /// Secondary photons that came of them.
    pub secondaries: u64,
}

impl Done {
    fn flush(&self, share: &mut Share, now: u64) {
        let sums = &mut share.sums;
        sums.parts[usize::from(self.on_device)] += 1;
        sums.photons[usize::from(self.on_device)] += self.photons;
        sums.draws += self.draws;
        sums.hits += self.hits;
        sums.secondaries += self.secondaries;
        share.window.add(now, [self.photons, self.draws, self.hits]);
    }
}

/// An event's identity in traces.
#[derive(Debug, Clone, Copy)]
pub struct Identity {
    /// Its place among the session's events.
    pub number: u64,
    /// The number that the program gave it; of a batch, or a part of one, that of its first event.
    pub event_id: u64,
    /// Events of the program that it is: 1, but of a batch or a part of one.
    pub events: u64,
    /// Its photons.
    pub photons: u64,
}

/// Of an event. Its parts may be measured by several threads at once.
pub struct EventMeter {
    identity: Identity,
    /// In place of that of its identity, which a session may give later.
    event_id: AtomicU64,
    /// Whether it has one part: that is added up with the event, once.
    single: bool,
    /// How many events' times its own count for; 0: they are not measured.
    weight: u64,
    /// When it was submitted.
    submitted: Instant,
    taken: AtomicBool,
    /// When its end began.
    ending: AtomicU64,
    /// Of an event of one part: whether it was run, where, and what it counted.
    ran: AtomicBool,
    on_device: AtomicBool,
    counts: [AtomicU64; 4],
}

impl EventMeter {
    /// Of an event of `parts` parts that is submitted now; `device`: it goes to a GPU.
    pub fn new(hub: &Telemetry, identity: Identity, parts: usize, device: bool) -> Self {
        let small = !device && parts == 1 && identity.photons < SMALL && !hub.trace().is_on();
        let weight = match small {
            false => 1,
            true if identity.number.is_multiple_of(SAMPLE) => SAMPLE,
            true => 0,
        };
        Self {
            identity,
            event_id: AtomicU64::new(identity.event_id),
            single: parts == 1,
            weight,
            submitted: Instant::now(),
            taken: AtomicBool::new(false),
            ending: AtomicU64::new(0),
            ran: AtomicBool::new(false),
            on_device: AtomicBool::new(false),
            counts: Default::default(),
        }
    }

    /// The session has given it its number; before any of its parts begins.
    pub fn number(&self, event_id: u64) {
        self.event_id.store(event_id, Relaxed);
    }

    fn identity(&self) -> Identity {
        Identity { event_id: self.event_id.load(Relaxed), ..self.identity }
    }

    /// When it was submitted.
    pub fn submitted(&self) -> Instant {
        self.submitted
    }

    /// Begins a part of so many photons; `of` are the first one's event_id and the number of a batch's events that it
    /// has photons of.
    pub fn part<'a>(
        &'a self,
        hub: &'a Telemetry,
        part: usize,
        photons: u64,
        of: Option<(u64, u64)>,
    ) -> PartMeter<'a> {
        let now = if self.weight > 0 { hub.now() } else { 0 };
        let meter = PartMeter {
            hub,
            event: self,
            part,
            identity: of.map_or(self.identity(), |(event_id, events)| Identity {
                event_id,
                events,
                ..self.identity
            }),
            photons,
            last: AtomicU64::new(now),
            away: AtomicU64::new(AWAY.get()),
            amounts: Amounts::default(),
        };
        if self.weight > 0 && !self.taken.swap(true, Relaxed) {
            let submitted = hub.at(self.submitted);
            add(&meter.amounts.stages[Stage::Queue as usize], now.saturating_sub(submitted));
            trace(hub, self.identity(), What::Stage(Stage::Queue), None, submitted..now);
        }
        meter
    }

    /// Runs a function of the program while the event runs: for a part, by its number and photons, or not. Its time is
    /// that stage's and no other's.
    pub fn call(&self, hub: &Telemetry, part: Option<(usize, u64)>, call: impl FnOnce()) {
        let begun = hub.now();
        call();
        let now = hub.now();
        let time = now.saturating_sub(begun);
        AWAY.set(AWAY.get() + time);
        hub.share().sums.stages[Stage::Callback as usize] += time;
        // Where it is not for a part, how often it is called depends on time.
        if part.is_some() || !hub.trace().is_clockless() {
            trace(hub, self.identity(), What::Stage(Stage::Callback), part, begun..now);
        }
    }

    /// All parts are done and told to the program: the results will be joined.
    pub fn ending(&self, hub: &Telemetry) {
        if self.weight > 0 {
            self.ending.store(hub.now(), Relaxed);
        }
    }

    /// The event has its results, so long after its submission.
    pub fn ended(&self, hub: &Telemetry, outcome: Outcome, elapsed: Duration) {
        let elapsed = elapsed.as_nanos() as u64;
        let submitted = hub.at(self.submitted);
        let (now, begun) = (submitted + elapsed, self.ending.load(Relaxed));
        let mut share = hub.share();
        share.sums.ended[outcome as usize] += 1;
        share.sums.latencies.add(elapsed);
        if self.single && self.ran.load(Relaxed) {
            let [photons, draws, hits, secondaries] = [0, 1, 2, 3].map(|i| self.counts[i].load(Relaxed));
            let on_device = self.on_device.load(Relaxed);
            Done { on_device, photons, draws, hits, secondaries }.flush(&mut share, now);
        }
        if self.weight > 0 {
            share.sums.stages[Stage::Join as usize] += self.weight * now.saturating_sub(begun);
        }
        drop(share);
        trace(hub, self.identity(), What::Stage(Stage::Join), None, begun..now);
        trace(hub, self.identity(), What::Event(outcome), None, submitted..now);
    }

    /// The program's function has returned that was called so long after the submission.
    pub fn called(&self, hub: &Telemetry, elapsed: Duration) {
        let (begun, now) = (hub.at(self.submitted) + elapsed.as_nanos() as u64, hub.now());
        hub.share().sums.stages[Stage::Callback as usize] += now.saturating_sub(begun);
        trace(hub, self.identity(), What::Stage(Stage::Callback), None, begun..now);
    }
}

fn trace(
    hub: &Telemetry,
    identity: Identity,
    what: What,
    part: Option<(usize, u64)>,
    time: std::ops::Range<u64>,
) {
    if hub.trace().is_on() {
        let photons = part.map_or(identity.photons, |(_, photons)| photons);
        let part = part.map(|(part, _)| part as u64);
        let (start, end) = (time.start, time.end);
        hub.trace().push(Record { what, lane: lane::number(), identity, part, photons, start, end });
    }
}

/// Of a part, while one thread runs it.
pub struct PartMeter<'a> {
    hub: &'a Telemetry,
    event: &'a EventMeter,
    part: usize,
    identity: Identity,
    photons: u64,
    /// Until when its time is accounted for.
    last: AtomicU64,
    /// What [`AWAY`] was then.
    away: AtomicU64,
    amounts: Amounts,
}

impl PartMeter<'_> {
    /// The time since the last call, or the begin, went into a stage.
    #[inline]
    pub fn lap(&self, stage: Stage) {
        if self.event.weight > 0 {
            self.measure(stage);
        }
    }

    fn measure(&self, stage: Stage) {
        let now = self.hub.now();
        let before = self.last.swap(now, Relaxed);
        let away = AWAY.get();
        let called = away.saturating_sub(self.away.swap(away, Relaxed));
        add(&self.amounts.stages[stage as usize], now.saturating_sub(before).saturating_sub(called));
        self.trace(What::Stage(stage), before..now);
    }

    fn trace(&self, what: What, time: std::ops::Range<u64>) {
        trace(self.hub, self.identity, what, Some((self.part, self.photons)), time);
    }

    /// Counts bytes sent to a GPU.
    pub fn sent(&self, bytes: usize) {
        add(&self.amounts.bytes[0], bytes as u64);
    }

    /// Counts bytes brought from a GPU.
    pub fn brought(&self, bytes: usize) {
        add(&self.amounts.bytes[1], bytes as u64);
    }

    /// Whether a GPU is to measure its stages with its own clock.
    pub fn times_device(&self) -> bool {
        self.hub.times_device()
    }

    /// What a GPU's clock says of [`Stage::OF_DEVICE`], which have just ended.
    pub fn device(&self, times: [Duration; Stage::OF_DEVICE.len()]) {
        let mut end = self.hub.now();
        for (i, stage) in Stage::OF_DEVICE.into_iter().enumerate().rev() {
            let time = times[i].as_nanos() as u64;
            add(&self.amounts.device_stages[i], time);
            let start = end.saturating_sub(time);
            self.trace(What::Device(stage), start..end);
            end = start;
        }
    }

    /// The part is done.
    pub fn done(self, done: Done) {
        let event = self.event;
        if !event.single || event.weight > 0 || done.on_device {
            let mut share = self.hub.share();
            self.amounts.flush(&mut share, event.weight);
            if !event.single {
                return done.flush(&mut share, self.last.load(Relaxed));
            }
        }
        // The only part of its event is counted with the event's end, which is one turn less at the sums.
        event.on_device.store(done.on_device, Relaxed);
        for (to, from) in event.counts.iter().zip([done.photons, done.draws, done.hits, done.secondaries]) {
            to.store(from, Relaxed);
        }
        event.ran.store(true, Relaxed);
    }
}
