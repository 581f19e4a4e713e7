//! Where an event is propagated: by the processor or by the session's GPU. Its results do not depend on it.

use crate::{Error, Result};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// Where events are propagated. Results do not depend on it. Structs take it as uint32_t.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u32)]
pub enum Placement {
    /// Where an event is done first, by what the session has measured so far and has to do: few photons by the
    /// processor, many by the GPU. Of a session without a GPU, the processor.
    #[default]
    Auto = 0,
    /// By the threads of the context.
    Processor = 1,
    /// By the GPU, which a session must have.
    Device = 2,
}

impl Placement {
    /// Of a number of the C API.
    pub fn of(number: u32, name: &str) -> Result<Self> {
        match number {
            0 => Ok(Self::Auto),
            1 => Ok(Self::Processor),
            2 => Ok(Self::Device),
            other => Err(Error::argument(format!(
                "{name} is {other}; 0 (auto), 1 (processor) and 2 (device) are allowed"
            ))),
        }
    }

    /// As `CHROMA2_PLACEMENT` in the environment says, for sessions that leave it to the library.
    pub(super) fn from_environment() -> Result<Self> {
        let Some(text) = std::env::var_os("CHROMA2_PLACEMENT") else { return Ok(Self::Auto) };
        match text.to_string_lossy().as_ref() {
            "" | "auto" => Ok(Self::Auto),
            "processor" => Ok(Self::Processor),
            "device" => Ok(Self::Device),
            other => Err(Error::argument(format!(
                "CHROMA2_PLACEMENT is \"{}\" in the environment; auto, processor and device are allowed",
                other.chars().take(40).collect::<String>()
            ))),
        }
    }
}

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Processor,
    Device,
}

/// A mean that forgets, in units of 2^-10.
struct Mean(AtomicU64);

impl Mean {
    fn new(value: u64) -> Self {
        Self(AtomicU64::new(value << 10))
    }

    /// Whether nothing was measured of one that began with 0.
    fn is_unknown(&self) -> bool {
        self.0.load(Relaxed) == 0
    }

    fn get(&self) -> f64 {
        self.0.load(Relaxed) as f64 / 1024.0
    }

    /// Takes a measurement in with a share. One of two at the same time may be lost.
    fn add(&self, value: f64, share: f64) {
        let old = self.0.load(Relaxed) as f64;
        self.0.store((old + (value * 1024.0 - old) * share).clamp(1.0, 1e18) as u64, Relaxed);
    }

    /// The same, soon where it is less and slowly where it is more: what is measured while a thread of the host
    /// waits for a core is not the device's doing.
    fn add_time(&self, value: f64) {
        let share = if value < self.get() { 0.5 } else { 1.0 / 16.0 };
        self.add(value, if self.is_unknown() { 1.0 } else { share });
    }
}

/// Work of one of the two that was given out and is not done.
#[derive(Default)]
struct Load {
    photons: AtomicU64,
    parts: AtomicU32,
}

/// Photons of a launch that tells how long the device takes for few, and of one that tells for many.
const FEW: u64 = 1 << 13;
const MANY: u64 = 1 << 17;

/// Until something was measured: nanoseconds of a thread for a photon; of a device for a launch of few photons and for
/// a photon of many. Short ones for the device, so that it is tried.
const THREAD: u64 = 1000;
const LAUNCH: u64 = 250_000;
const PHOTON: u64 = 4;

/// Fewest photons of a part that tell how fast a thread is, and nanoseconds that it takes beside its photons.
const PER_PART: u64 = 8;
const PART: f64 = 4000.0;
/// Nanoseconds until a thread has taken a part, and another one has heard of its end.
const HANDING: f64 = 15_000.0;

/// Photons of an event that nobody but a device does first.
const LARGE: u64 = 1 << 18;

/// What an event takes that is alone, from its submission to its end, by the logarithm of its photons: measured of both,
/// and the slower one is tried again now and then.
struct Alone {
    times: [[Mean; 64]; 2],
    turns: [AtomicU32; 64],
}

/// The first events of a size try both in turn: what a device does best it finds out by trying, too.
const FIRST: u32 = 24;
/// Events of a size between two that try the slower one, later on.
const OFTEN: u32 = 64;
/// One that is so many times as slow is not tried.
const HOPELESS: f64 = 4.0;

impl Default for Alone {
    fn default() -> Self {
        let unknown = || std::array::from_fn(|_| Mean::new(0));
        Self { times: [unknown(), unknown()], turns: std::array::from_fn(|_| AtomicU32::new(0)) }
    }
}

impl Alone {
    fn size(photons: u64) -> usize {
        photons.max(1).ilog2() as usize
    }

    fn learn(&self, place: Place, photons: u64, took: Duration) {
        self.times[place as usize][Self::size(photons)].add_time(took.as_nanos() as f64);
    }

    /// Where such an event goes, `expected` being what it should take, in ns, as long as that was not measured.
    fn choose(&self, photons: u64, expected: [f64; 2]) -> Place {
        let size = Self::size(photons);
        let known = [0, 1].map(|place| &self.times[place][size]);
        let time = [0, 1].map(|i| if known[i].is_unknown() { expected[i] } else { known[i].get() });
        let (best, other) = if time[0] <= time[1] { (0, 1) } else { (1, 0) };
        let turn = self.turns[size].fetch_add(1, Relaxed);
        let tries = turn < FIRST && turn % 2 == 1 || turn % OFTEN == OFTEN - 1;
        let hope = time[other] < HOPELESS * time[best] || turn < FIRST;
        let affordable = expected[other] < HOPELESS * expected[best].min(time[best]);
        [Place::Processor, Place::Device][if tries && hope && affordable { other } else { best }]
    }
}

/// Knows how fast both are, and what they have to do. Any number of threads may use one at once.
pub(super) struct Placer {
    wish: Placement,
    threads: f64,
    devices: f64,
    thread: Mean,
    launch: Mean,
    photon: Mean,
    alone: Alone,
    processor: Load,
    device: Load,
}

/// A part that is being run.
pub(super) struct Running<'a> {
    placer: &'a Placer,
    place: Place,
    /// None other of the device ran when it began.
    alone: bool,
    begun: Instant,
}

impl Placer {
    /// Of so many threads and devices.
    pub fn new(wish: Placement, threads: usize, devices: usize) -> Self {
        Self {
            wish,
            threads: threads as f64,
            devices: devices as f64,
            thread: Mean::new(THREAD),
            launch: Mean::new(LAUNCH),
            photon: Mean::new(PHOTON),
            alone: Alone::default(),
            processor: Load::default(),
            device: Load::default(),
        }
    }

    fn load(&self, place: Place) -> &Load {
        match place {
            Place::Processor => &self.processor,
            Place::Device => &self.device,
        }
    }

    /// What the option says, by itself or by the session's.
    pub fn wish(&self, asked: Placement) -> Placement {
        if asked == Placement::Auto { self.wish } else { asked }
    }

    /// Nanoseconds until the processor would have done all that waits anywhere, and an event of so many photons in parts
    /// of `part`.
    fn by_processor(&self, waiting: u64, photons: u64, part: u64) -> f64 {
        let rounds = (photons.div_ceil(part.max(1)) as f64 / self.threads).ceil();
        HANDING + (waiting as f64 / self.threads + rounds * part.min(photons) as f64) * self.thread.get()
    }

    /// The same of the devices, which share what waits.
    fn by_device(&self, waiting: u64, photons: u64) -> f64 {
        let running = (f64::from(self.device.parts.load(Relaxed)) / self.devices).min(3.0);
        let photons = waiting as f64 / self.devices + photons as f64;
        self.launch.get() * (1.0 + running / 3.0) + photons * self.photon.get()
    }

    /// Where an event that both could propagate goes: to whom would be done first with all that waits. One after
    /// another each would go where it is done first by itself, but then both work on a stream of events, and the
    /// processor's share is small and takes the cores that feed the device.
    pub fn choose(&self, photons: u64, part: u64) -> Place {
        let waiting = self.waiting();
        let times = [self.by_processor(waiting, photons, part), self.by_device(waiting, photons)];
        match photons {
            LARGE.. => Place::Device,
            _ if waiting == 0 => self.alone.choose(photons, times),
            _ if times[0] > times[1] => Place::Device,
            _ => Place::Processor,
        }
    }

    /// Photons that are given out and not done.
    fn waiting(&self) -> u64 {
        self.processor.photons.load(Relaxed) + self.device.photons.load(Relaxed)
    }

    /// Counts an event that was placed; whether there is no other.
    pub fn place(&self, place: Place, photons: u64) -> bool {
        let alone = self.waiting() == 0;
        self.load(place).photons.fetch_add(photons, Relaxed);
        alone
    }

    /// An event that was alone when it was placed has succeeded.
    pub fn learn_alone(&self, place: Place, photons: u64, took: Duration) {
        if photons > 0 && self.waiting() == 0 {
            self.alone.learn(place, photons, took);
        }
    }

    /// Counts photons of such an event that are done, or will not be.
    pub fn done(&self, place: Place, photons: u64) {
        self.load(place).photons.fetch_sub(photons, Relaxed);
    }

    /// A part begins to run.
    pub fn begin(&self, place: Place) -> Running<'_> {
        let others = self.load(place).parts.fetch_add(1, Relaxed);
        Running { placer: self, place, alone: others == 0, begun: Instant::now() }
    }

    fn learn(&self, place: Place, alone: bool, photons: u64, took: Duration) {
        let took = took.as_nanos() as f64;
        match place {
            _ if photons == 0 => {}
            Place::Processor if photons < PER_PART => {} // mostly what a part itself takes
            Place::Processor => {
                self.thread.add((took - PART).max(took / 2.0) / photons as f64, 1.0 / 16.0);
            }
            Place::Device if photons >= MANY => self.photon.add_time(took / photons as f64),
            Place::Device if alone && photons <= FEW => self.launch.add_time(took),
            Place::Device => {}
        }
    }
}

impl Running<'_> {
    /// The part is done, with so many photons.
    pub fn end(self, photons: u64) {
        self.placer.learn(self.place, self.alone, photons, self.begun.elapsed());
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.placer.load(self.place).parts.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_goes_where_it_is_done_first() {
        let placer = Placer::new(Placement::Auto, 4, 1);
        let micros = |n| Duration::from_micros(n);
        for _ in 0..200 {
            placer.learn(Place::Processor, true, 1000, micros(1004)); // a thread takes 1 us for a photon
            placer.learn(Place::Device, true, 1000, micros(300));
            placer.learn(Place::Device, false, 1000, micros(9000)); // not alone: tells nothing
            placer.learn(Place::Device, true, 1 << 20, micros(5243)); // 5 ns a photon
        }
        let close = |time: f64, micros: f64| assert!((time / 1000.0 / micros - 1.0).abs() < 0.01, "{time}");
        close(placer.by_processor(0, 1, 64), 16.0);
        close(placer.by_processor(0, 1000, 64), 15.0 + 256.0);
        close(placer.by_processor(4000, 1, 64), 1016.0);
        close(placer.by_device(0, 1), 300.0);
        close(placer.by_device(20_000, 80_000), 800.0);
        assert_eq!(placer.choose(1000, 64), Place::Processor);
        assert_eq!(placer.choose(10_000, 64), Place::Device);
        assert_eq!(placer.choose(LARGE, 64), Place::Device);
        placer.place(Place::Processor, 4000); // a millisecond of work for all threads
        assert_eq!(placer.choose(1, 64), Place::Device);
        placer.place(Place::Device, 20_000);
        placer.done(Place::Processor, 4000);
        assert_eq!(placer.choose(1, 64), Place::Device);
        placer.done(Place::Device, 20_000);
        assert_eq!(placer.choose(1, 64), Place::Processor);
        let running = placer.begin(Place::Device);
        close(placer.by_device(0, 1), 400.0);
        drop(running);
        close(placer.by_device(0, 1), 300.0);
    }

    #[test]
    fn an_event_alone_goes_where_such_ones_were_done_first() {
        let placer = Placer::new(Placement::Auto, 16, 1);
        let time = |place| Duration::from_micros(if place == Place::Device { 90 } else { 150 });
        let mut on_device = 0;
        for round in 0..1000 {
            let place = placer.choose(1000, 64);
            assert!(placer.place(place, 1000));
            placer.done(place, 1000);
            // The first one there takes long.
            placer.learn_alone(
                place,
                1000,
                if on_device == 0 { Duration::from_millis(9) } else { time(place) },
            );
            on_device += u32::from(place == Place::Device);
            assert!(round < 100 || placer.alone.times[1][9].get() < 100_000.0);
        }
        assert!(on_device > 900, "{on_device}");
        assert!((on_device..1000).len() >= 10, "the other was not tried any more");
        placer.place(Place::Device, 5);
        placer.learn_alone(Place::Processor, 1000, Duration::from_nanos(1)); // not alone: tells nothing
        assert!(placer.alone.times[0][9].get() > 100_000.0);
        assert!(!placer.place(Place::Processor, 5));
    }

    #[test]
    fn numbers_that_are_no_placement_are_refused() {
        assert_eq!(Placement::of(2, "config->placement").unwrap(), Placement::Device);
        let message = Placement::of(3, "config->placement").unwrap_err().to_string();
        assert!(
            message.contains("config->placement is 3; 0 (auto), 1 (processor) and 2 (device)"),
            "{message}"
        );
    }
}
