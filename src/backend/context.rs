//! A backend with its threads.

use super::Backend;
use super::cpu::{Kernels, Processor, check_environment, kernels};
use super::device::{GpuInfo, cores};
use super::open::open_gpu;
use crate::runtime::awake;
use crate::runtime::floats;
use crate::runtime::signals::quiet;
use crate::runtime::workers::{Workers, become_worker};
use crate::words::{are, count, one_or_many};
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
        memory::ready()?;
        check_environment()?;
        let chosen = device.checked_sub(1);
        let mut why = String::new();
        let backend: Box<dyn Backend> = match (backend, chosen) {
            (Choice::Cpu, None) => Box::new(Processor),
            (Choice::Cpu, Some(_)) => {
                return Err(Error::argument(format!(
                    "config->device is {device}, which is no processor; 0 is allowed for the backend cpu"
                )));
            }
            (Choice::Auto, None) => match open_gpu(None) {
                Ok(gpu) => gpu,
                Err(reason) => {
                    why = format!(", since there is no GPU: {reason}");
                    Box::new(Processor)
                }
            },
            (Choice::Cuda, None) => open_gpu(None)?,
            (Choice::Auto | Choice::Cuda, chosen) => open_gpu(chosen).map_err(|e| named(device, e))?,
        };
        let made = Self::make(threads, kernels(), backend, if limit == 0 { u64::MAX } else { limit })?;
        let threads = count(made.threads, "thread");
        match made.gpu() {
            Some(GpuInfo { ordinal, name, .. }) => {
                log::info!("context: device {} ({name}), {threads}", ordinal + 1);
            }
            None => log::info!("context: processor, {threads}{why}"),
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
        let own = self.device();
        if device == 0 || device == own {
            return Ok(());
        }
        Err(Error::argument(match own {
            0 => format!("{argument} is {device}; 0 (host memory) is allowed, as {who} is on the processor"),
            _ => {
                format!("{argument} is {device}; 0 (host memory) and {own}, which {who} is on, are allowed")
            }
        }))
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
