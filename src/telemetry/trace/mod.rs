//! Traces: which thread, or GPU, did what for which event when.
//!
//! Records go into memory of a fixed size. With a file a thread of the library writes them out; without one the last
//! ones are kept, to be saved when something is worth it. Without a clock a trace is the list of (event, part, stage)
//! that ran, in this order: the same for every run and any number of threads, if parts have the same size.

mod json;
mod output;
mod record;
mod ring;

pub(super) use record::{Record, What};

use super::{Identity, lane};
use crate::runtime::periodic::{Periodic, Wake};
use crate::runtime::process;
use crate::{Error, Result, memory};
use json::Style;
use output::{Lanes, Output};
use ring::{Full, Ring};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

/// Most records that a trace may keep in memory.
pub const MOST_RECORDS: u64 = 1 << 24;
/// As many as are kept where nothing else is said.
const RECORDS: u64 = 1 << 16;
/// How often they are written.
const INTERVAL: Duration = Duration::from_millis(100);

/// How to trace.
#[derive(Debug, Clone, Default)]
pub struct TraceOptions {
    /// The file; `None`: the last records are kept in memory.
    pub path: Option<PathBuf>,
    /// Records in memory, at most [`MOST_RECORDS`]; 0: 65536.
    pub capacity: u64,
    /// What the trace calls the process; empty: "libchroma2".
    pub name: String,
    /// Records have their place instead of a time.
    pub clockless: bool,
}

/// What a running trace has.
struct Running {
    ring: Ring,
    lanes: Lanes,
    options: TraceOptions,
    /// Wakes the writer.
    wake: Option<Wake>,
    process: u32,
}

impl Running {
    fn style(&self) -> Style {
        let process = if self.options.clockless { 1 } else { self.process };
        Style { process, clockless: self.options.clockless }
    }

    fn name(&self) -> &str {
        if self.options.name.is_empty() { "libchroma2" } else { &self.options.name }
    }

    /// Its records as they are to be written.
    fn sorted(&self) -> Result<Vec<Record>> {
        let mut records = memory::room(self.ring.len(), "records of a trace")?;
        records.extend(self.ring.records().copied());
        if self.options.clockless {
            records.sort_unstable_by_key(Record::place);
        }
        Ok(records)
    }
}

/// The file being written, and what went wrong with it.
struct File {
    output: Output,
    failed: Option<Error>,
    /// Room for records, to be exchanged with the ring's.
    spare: std::collections::VecDeque<Record>,
}

#[derive(Default)]
struct Shared {
    on: AtomicBool,
    running: Mutex<Option<Running>>,
    file: Mutex<Option<File>>,
    kept: AtomicU64,
    lost: AtomicU64,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|e| e.into_inner())
}

/// The traces of a session, one at a time.
#[derive(Default)]
pub struct Tracer {
    shared: Arc<Shared>,
    writer: Mutex<Option<Periodic>>,
    /// The process that began the last trace; 0: none has.
    process: AtomicU32,
}

impl Shared {
    /// Writes what there is.
    fn write(&self) {
        let mut file = lock(&self.file);
        let Some(File { output, failed, spare }) = &mut *file else { return };
        let (mut records, lanes) = match &mut *lock(&self.running) {
            Some(running) => (running.ring.take(std::mem::take(spare)), running.lanes.clone()),
            None => return,
        };
        if failed.is_none() {
            *failed = output.write(records.iter(), &lanes).err();
        }
        records.clear();
        *spare = records;
    }
}

impl Tracer {
    /// Whether records are kept.
    pub fn is_on(&self) -> bool {
        self.shared.on.load(Relaxed)
    }

    /// Begins a trace.
    pub fn start(&self, options: TraceOptions) -> Result<()> {
        if options.capacity > MOST_RECORDS {
            return Err(Error::argument(format!(
                "config->capacity is {}; 0 (for {RECORDS}) to {MOST_RECORDS} are allowed",
                options.capacity
            )));
        }
        let mut writer = lock(&self.writer);
        if lock(&self.shared.running).is_some() {
            return Err(Error::InvalidState("a trace of the session is running; stop it first".into()));
        }
        let capacity = if options.capacity == 0 { RECORDS } else { options.capacity } as usize;
        let full = if options.path.is_some() || options.clockless { Full::LosesNew } else { Full::LosesOld };
        let ring = Ring::new(capacity, full)?;
        let (lanes, process) = (Lanes::new(), process::id());
        let mut running = Running { ring, lanes, options, wake: None, process };
        if let Some(path) = &running.options.path {
            let output = Output::create(path, running.style(), running.name())?;
            let streams = !running.options.clockless;
            let spare = memory::room(if streams { capacity } else { 0 }, "records of a trace")?.into();
            *lock(&self.shared.file) = Some(File { output, failed: None, spare });
            if streams {
                let shared = Arc::clone(&self.shared);
                match Periodic::start("chroma2-trace", INTERVAL, move || shared.write()) {
                    Ok(started) => {
                        running.wake = Some(started.wake());
                        *writer = Some(started);
                    }
                    Err(error) => {
                        *lock(&self.shared.file) = None;
                        return Err(error);
                    }
                }
            }
        }
        self.process.store(process, Relaxed);
        *lock(&self.shared.running) = Some(running);
        self.shared.on.store(true, Relaxed);
        Ok(())
    }

    /// Keeps a record, where a trace is running.
    pub(super) fn push(&self, record: Record) {
        let mut running = lock(&self.shared.running);
        let Some(Running { ring, lanes, wake, .. }) = &mut *running else { return };
        if record.lane > 0 && !lanes.contains_key(&record.lane) {
            lanes.insert(record.lane, lane::name());
        }
        if !ring.push(record) {
            self.shared.lost.fetch_add(1, Relaxed);
        }
        self.shared.kept.fetch_add(1, Relaxed);
        if ring.half_full()
            && let Some(wake) = wake
        {
            wake.now();
        }
    }

    /// Whether the trace that is running has no clock.
    pub(super) fn is_clockless(&self) -> bool {
        self.is_on() && lock(&self.shared.running).as_ref().is_some_and(|running| running.options.clockless)
    }

    /// Tells how much is unfinished, but to a trace without a clock: that depends on time.
    pub(super) fn queued(&self, now: u64, events: u64, photons: u64) {
        if self.is_clockless() {
            return;
        }
        let identity = Identity { number: 0, event_id: 0, events: 1, photons: 0 };
        let what = What::Queued(events, photons);
        self.push(Record { what, lane: 0, identity, part: None, photons: 0, start: now, end: now });
    }

    /// Writes what a trace without a file has kept to one; it goes on.
    pub fn save(&self, path: &Path) -> Result<()> {
        let (style, name, records, lanes) = match &*lock(&self.shared.running) {
            Some(running) if running.options.path.is_none() => {
                (running.style(), running.name().to_owned(), running.sorted()?, running.lanes.clone())
            }
            Some(_) => {
                return Err(Error::InvalidState(
                    "the session's trace has a file of its own, which is complete when it is stopped".into(),
                ));
            }
            None => return Err(not_running()),
        };
        let mut output = Output::create(path, style, &name)?;
        output.write(records.iter(), &lanes)?;
        output.finish()
    }

    /// Ends the trace. Its file is complete then, or what went wrong with it is told.
    pub fn stop(&self) -> Result<()> {
        if self.forked() {
            return Err(Error::InvalidState(
                "the trace is of the process that this one was forked from".into(),
            ));
        }
        let mut writer = lock(&self.writer);
        self.shared.on.store(false, Relaxed);
        drop(writer.take()); // waits for it
        self.shared.write_last()
    }

    /// Whether the trace was begun by the process that this one was forked from: its locks may be held for ever, and its
    /// file is the other's.
    fn forked(&self) -> bool {
        let process = self.process.load(Relaxed);
        process != 0 && process != process::id()
    }

    /// Records kept so far, by all traces, and lost.
    pub fn records(&self) -> [u64; 2] {
        let lost = self.shared.lost.load(Relaxed);
        [self.shared.kept.load(Relaxed).saturating_sub(lost), lost]
    }
}

fn not_running() -> Error {
    Error::InvalidState("no trace of the session is running; start one first".into())
}

impl Shared {
    fn write_last(&self) -> Result<()> {
        let file = lock(&self.file).take();
        let running = lock(&self.running).take().ok_or_else(not_running)?;
        let Some(File { mut output, failed, .. }) = file else { return Ok(()) };
        if let Some(error) = failed {
            return Err(error);
        }
        output.write(running.sorted()?.iter(), &running.lanes)?;
        output.finish()
    }
}

impl Tracer {
    /// Ends the trace if there is one; what goes wrong is said in the log.
    pub fn close(&self) {
        if self.is_on()
            && !self.forked()
            && let Err(error) = self.stop()
        {
            log::error!("trace: {error}");
        }
    }
}

impl Drop for Tracer {
    fn drop(&mut self) {
        self.close();
    }
}
