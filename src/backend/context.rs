//! A backend with its threads.

use super::Backend;
use super::cpu::{Kernels, Processor, check_environment, kernels};
use super::device::{GpuInfo, cores};
use super::open::{gpus, open_gpu, open_gpus, usable};
use crate::runtime::awake;
use crate::runtime::floats;
use crate::runtime::signals::quiet;
use crate::runtime::workers::{Workers, become_worker};
use crate::words::{are, count, one_or_many, there_are};
use crate::{Error, Result, memory};
use std::fmt::Display;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// Most threads of a context.
pub const MOST_THREADS: usize = 1024;

/// Which backend a context is to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// The best one that this build and machine have.
    Auto,
    /// The processor's cores.
    Cpu,
    /// An NVIDIA GPU.
    Cuda,
}

/// Which GPUs a context is to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gpus<'a> {
    /// One, or the processor, by its place in [`devices`](super::device::devices); 0: the processor, or for `Cuda`
    /// and `Auto` the first GPU that can be used.
    One(u32),
    /// Those of these places.
    Listed(&'a [u32]),
    /// The first so many that can be used; `None`: all of them.
    First(Option<u64>),
}

/// Worker threads, the kernels that they run, and what executes the work. Sessions and events keep their
/// context alive, so work goes on when a program gives its own hold up. Any number of threads may use one at once.
#[derive(Debug)]
pub struct Context {
    kernels: &'static Kernels,
    backend: Box<dyn Backend>,
    threads: usize,
    workers: Workers,
    pool: OnceLock<rayon::ThreadPool>,
    memory: AtomicU64,
    /// The most that `memory` was.
    memory_max: AtomicU64,
    /// The most that `memory` may be.
    limit: u64,
}

/// Why a device that was asked for can't be used, with the number it was asked for by.
fn named(device: u32, error: Error) -> Error {
    match error {
        Error::Unsupported(why) => {
            Error::Unsupported(format!("config->device is {device}; 0, the best there is, is allowed: {why}"))
        }
        other => other,
    }
}

/// The GPUs of these places, each of which is to be there once.
fn listed(devices: &[u32]) -> Result<Box<dyn Backend>> {
    let mut ordinals = memory::room(devices.len(), "devices")?;
    for (i, &device) in devices.iter().enumerate() {
        let name = format!("config->devices[{i}]");
        let Some(ordinal) = device.checked_sub(1) else {
            return Err(Error::argument(format!("{name} is 0, the processor; places of GPUs are allowed")));
        };
        if ordinals.contains(&ordinal) {
            return Err(Error::argument(format!("{name} is {device}, which is there already")));
        }
        let gpus = gpus()?;
        let found = gpus.get(ordinal as usize).ok_or_else(|| {
            Error::argument(format!(
                "{name} is {device}, which is no device; 1 to {} are allowed",
                gpus.len()
            ))
        })?;
        if !usable(found) {
            open_gpu(Some(ordinal)).map_err(|error| named(device, error))?; // says why
        }
        ordinals.push(ordinal);
    }
    open_gpus(&ordinals)
}

/// The first GPUs that can be used, so many or all of them.
fn first(most: Option<u64>) -> Result<Box<dyn Backend>> {
    let all: Vec<u32> = gpus()?.iter().filter(|gpu| usable(gpu)).map(|gpu| gpu.ordinal).collect();
    match most {
        Some(most) if (all.len() as u64) < most => Err(Error::Unsupported(format!(
            "config->device_count is {most}; {} that can be used",
            there_are(all.len() as u64, "GPU")
        ))),
        _ if all.is_empty() => open_gpu(None), // says why there is none
        Some(most) => open_gpus(&all[..most as usize]),
        None => open_gpus(&all),
    }
}

/// "1, 2 and 3".
fn listing(devices: &[u32]) -> String {
    match devices {
        [] => "none".into(),
        [one] => one.to_string(),
        [all @ .., last] => {
            let all: Vec<String> = all.iter().map(u32::to_string).collect();
            format!("{} and {last}", all.join(", "))
        }
    }
}

impl Context {
    /// A context of `threads` worker threads; 0: as many as the process may run at once.
    pub fn new(backend: Choice, threads: usize) -> Result<Arc<Self>> {
        Self::on(backend, 0, threads)
    }

    /// A context on a device, by its place in [`devices`](super::device::devices); 0: the processor,
    /// or for `Cuda` the first GPU that can be used. `Auto` takes that one too, or the processor where
    /// there is none.
    pub fn on(backend: Choice, device: u32, threads: usize) -> Result<Arc<Self>> {
        Self::limited(backend, device, threads, 0)
    }

    /// As [`Context::on`], with a limit in bytes to the host memory that it may have in use at a time; 0: none.
    pub fn limited(backend: Choice, device: u32, threads: usize, limit: u64) -> Result<Arc<Self>> {
        Self::spread(backend, Gpus::One(device), threads, limit)
    }

    /// As [`Context::limited`], on several GPUs, over which its sessions spread their events. `Auto` takes the
    /// processor where [`Gpus::First`] finds none.
    pub fn spread(backend: Choice, gpus: Gpus<'_>, threads: usize, limit: u64) -> Result<Arc<Self>> {
        memory::ready()?;
        check_environment()?;
        let mut why = String::new();
        let mut processor = |reason: Error| -> Box<dyn Backend> {
            why = format!(", since there is no GPU: {reason}");
            Box::new(Processor)
        };
        let backend: Box<dyn Backend> = match (backend, gpus) {
            (Choice::Cpu, Gpus::One(0)) => Box::new(Processor),
            (Choice::Cpu, Gpus::One(device)) => {
                return Err(Error::argument(format!(
                    "config->device is {device}, which is no processor; 0 is allowed for the backend cpu"
                )));
            }
            (Choice::Cpu, _) => {
                return Err(Error::argument(
                    "config->devices or device_count is given for the backend cpu, which has none; NULL and 0 are \
                     allowed",
                ));
            }
            (Choice::Auto, Gpus::One(0)) => open_gpu(None).unwrap_or_else(processor),
            (Choice::Cuda, Gpus::One(0)) => open_gpu(None)?,
            (_, Gpus::One(device)) => open_gpu(Some(device - 1)).map_err(|e| named(device, e))?,
            (_, Gpus::Listed(devices)) => listed(devices)?,
            (choice, Gpus::First(most)) => match (choice, first(most)) {
                (Choice::Auto, Err(error @ Error::Unsupported(_))) if most.is_none() => processor(error),
                (_, found) => found?,
            },
        };
        let made = Self::make(threads, kernels(), backend, if limit == 0 { u64::MAX } else { limit })?;
        let threads = count(made.threads, "thread");
        match (made.gpu(), &made.backend.devices()[..]) {
            (None, _) => log::info!("context: processor, {threads}{why}"),
            (Some(GpuInfo { name, .. }), [device]) => {
                log::info!("context: device {device} ({name}), {threads}");
            }
            (_, devices) => log::info!("context: devices {}, {threads}", listing(devices)),
        }
        Ok(made)
    }

    /// A context that runs other kernels than the best for this processor.
    pub fn with_kernels(threads: usize, kernels: &'static Kernels) -> Result<Arc<Self>> {
        Self::make(threads, kernels, Box::new(Processor), u64::MAX)
    }

    fn make(
        threads: usize,
        kernels: &'static Kernels,
        backend: Box<dyn Backend>,
        limit: u64,
    ) -> Result<Arc<Self>> {
        if threads > MOST_THREADS {
            return Err(Error::argument(format!(
                "config->threads is {threads}; 0 (all cores) to {MOST_THREADS} are allowed"
            )));
        }
        let threads = if threads == 0 { cores().min(MOST_THREADS) } else { threads };
        let workers = Workers::alert("chroma2", threads, awake::SHORT)?;
        let (pool, memory, memory_max) = (OnceLock::new(), AtomicU64::new(0), AtomicU64::new(0));
        Ok(Arc::new(Self { kernels, backend, threads, workers, pool, memory, memory_max, limit }))
    }

    /// What executes its work.
    pub fn backend(&self) -> &dyn Backend {
        &*self.backend
    }

    /// The GPU, where it has one.
    pub fn gpu(&self) -> Option<&GpuInfo> {
        self.backend.gpu()
    }

    /// Place of its device in [`devices`](super::device::devices); 0: the processor.
    pub fn device(&self) -> u32 {
        self.backend.device()
    }

    /// Refuses a place of memory (0: the host's) that this context's device does not have; `argument` names
    /// it, `who` is on this device.
    pub fn check_device(&self, device: u32, argument: &str, who: &str) -> Result<()> {
        if device == 0 || device == self.device() || self.backend.devices().contains(&device) {
            return Ok(());
        }
        Err(Error::argument(match self.device() {
            0 => format!("{argument} is {device}; 0 (host memory) is allowed, as {who} is on the processor"),
            _ => {
                let own = listing(&self.backend.devices());
                format!("{argument} is {device}; 0 (host memory) and {own}, which {who} is on, are allowed")
            }
        }))
    }

    /// Refuses a place that is none of its own devices'; 0 stands for the first.
    pub fn check_own_device(&self, device: u32, argument: &str) -> Result<()> {
        if device == 0 || self.backend.devices().contains(&device) {
            return Ok(());
        }
        let own = listing(&self.backend.devices());
        Err(Error::argument(format!("{argument} is {device}; 0 (the context's first) and {own} are allowed")))
    }

    /// Number of worker threads.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// What the workers run.
    pub fn kernels(&self) -> &'static Kernels {
        self.kernels
    }

    /// The worker threads.
    pub fn workers(&self) -> &Workers {
        &self.workers
    }

    /// Bytes that it has in use: of its events (copies of their photons, and results), of its committed
    /// geometries, of its queues in host memory, and what commits and pictures need on the way.
    pub fn memory(&self) -> u64 {
        self.memory.load(Ordering::Relaxed)
    }

    /// The most of these that it had in use so far.
    pub fn memory_max(&self) -> u64 {
        self.memory_max.load(Ordering::Relaxed)
    }

    /// The most that these may be; `None`: no limit.
    pub fn memory_limit(&self) -> Option<u64> {
        (self.limit != u64::MAX).then_some(self.limit)
    }

    /// Counts bytes as this context's until the result is dropped. Fails where they would exceed its limit;
    /// `what` names what they are for.
    pub fn charge(self: &Arc<Self>, bytes: u64, what: impl Display) -> Result<Charge> {
        let more = |used: u64| used.checked_add(bytes).filter(|used| *used <= self.limit);
        match self.memory.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more) {
            Ok(used) => {
                if used + bytes > self.memory_max() {
                    self.memory_max.fetch_max(used + bytes, Ordering::Relaxed);
                }
                Ok(Charge { context: Arc::clone(self), bytes })
            }
            Err(used) => Err(Error::OutOfMemory(format!(
                "{what}: {} asked for, {used} {} in use, and the context's memory_limit is {}",
                are(bytes, "byte"),
                one_or_many(used, ["is", "are"]),
                self.limit
            ))),
        }
    }

    /// Counts nothing yet; [`Charge::join`] may add to it.
    pub fn no_charge(self: &Arc<Self>) -> Charge {
        Charge { context: Arc::clone(self), bytes: 0 }
    }

    /// Runs `work` so that its parallel loops use threads of this context's own (started by the
    /// first such call, as many as there are workers), never a pool shared with the program.
    pub fn install<T: Send>(&self, work: impl FnOnce() -> T + Send) -> Result<T> {
        self.workers.here()?;
        let pool = match self.pool.get() {
            Some(pool) => pool,
            None => {
                memory::room_for_threads(self.threads)?;
                let builder = rayon::ThreadPoolBuilder::new()
                    .num_threads(self.threads)
                    .thread_name(|i| format!("chroma2-loop-{i}"))
                    .start_handler(|_| {
                        become_worker(); // the log's callback may run on it
                        floats::default_for_thread();
                    });
                let pool = quiet(|| builder.build())
                    .map_err(|e| Error::OutOfMemory(format!("threads for parallel loops: {e}")))?;
                // As for workers: no other request may take what threads ask for as they begin.
                pool.broadcast(|_| ());
                self.pool.get_or_init(|| pool)
            }
        };
        Ok(pool.install(work))
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        if self.workers.here().is_err() {
            std::mem::forget(self.pool.take()); // whose threads the child of a fork does not have
        }
    }
}

/// Bytes counted by [`Context::charge`], until dropped.
#[derive(Debug)]
pub struct Charge {
    context: Arc<Context>,
    bytes: u64,
}

impl Charge {
    /// As [`Context::charge`] of the same context.
    pub fn more(&self, bytes: u64, what: impl Display) -> Result<Self> {
        self.context.charge(bytes, what)
    }

    /// Bytes that the context's limit leaves.
    pub fn left(&self) -> u64 {
        self.context.limit.saturating_sub(self.context.memory())
    }

    /// Counts what another one counts as well.
    pub fn join(&mut self, mut other: Self) {
        self.bytes += std::mem::take(&mut other.bytes);
    }
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.context.memory.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}
