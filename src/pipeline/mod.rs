//! Pipelines: a program's own kernel, step after step, with a configuration block up and a telemetry block down for each;
//! copies of one step overlap the kernels of others. docs/pipelines.md

mod callback;
mod counts;
mod plan;
mod submit;
mod take;

pub use crate::backend::pipeline::{Blocks, Form, OwnArgument};
pub use callback::StepFunction;
pub use counts::Counts;
pub use plan::{Config, Mode};
pub use take::{Taken, View};

use crate::backend::context::Context;
use crate::backend::cpu::pipeline::ThreadPipeline;
use crate::backend::kernel::{Kernel, What};
use crate::backend::pipeline::Engine;
use crate::runtime::periodic::{Periodic, Wake};
use crate::{Error, Result};
use counts::Counters;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering, fence};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::ThreadId;
use std::time::{Duration, Instant};

/// What those who submit and those who take results have in common.
struct Shared {
    engine: Box<dyn Engine>,
    blocks: Blocks,
    mode: Mode,
    /// Steps that were submitted, and those of them whose results were taken: so their numbers are from `taken` on.
    submitted: AtomicU64,
    taken: AtomicU64,
    /// Held by who submits, and by who takes results, in this order where both are.
    submitting: Mutex<submit::Side>,
    taking: Mutex<take::Side>,
    /// Tells those who wait for a step to be submitted or taken, and how many do: nobody is told by a call of the system
    /// where nobody waits.
    moved: (Mutex<()>, Condvar),
    waiters: AtomicU64,
    /// The thread that calls the program's function, once it does.
    calling: OnceLock<ThreadId>,
    context: Arc<Context>,
    /// After a failure of the device.
    broken: OnceLock<Error>,
    /// The program has given it up.
    ended: AtomicBool,
    counters: Counters,
    /// Steps end in a function of the program, which a thread of this calls.
    caller: OnceLock<Wake>,
    calls: bool,
}

/// A pipeline. One thread may submit while another takes results.
pub struct Pipeline {
    /// Given up first: it uses the rest.
    caller: Mutex<Option<Periodic>>,
    shared: Arc<Shared>,
    kernel: Kernel,
}

impl Pipeline {
    /// One that has done nothing.
    pub fn new(kernel: &Kernel, config: Config, on_step: Option<Box<StepFunction>>) -> Result<Arc<Self>> {
        let context = kernel.context();
        context.workers().here()?;
        crate::memory::ready()?;
        let mode = config.mode;
        let plan = config.plan(kernel)?;
        let blocks = plan.blocks;
        let engine: Box<dyn Engine> = match kernel.what() {
            What::Function(function) => Box::new(ThreadPipeline::new(context, function, &plan)?),
            What::Device(device) => Arc::clone(device).pipeline(context, plan)?,
        };
        let shared = Arc::new(Shared {
            engine,
            blocks,
            mode,
            submitted: AtomicU64::new(0),
            taken: AtomicU64::new(0),
            submitting: Mutex::default(),
            taking: Mutex::default(),
            moved: Default::default(),
            waiters: AtomicU64::new(0),
            calling: OnceLock::new(),
            context: Arc::clone(context),
            broken: OnceLock::new(),
            ended: AtomicBool::new(false),
            counters: Counters::new(blocks.down as usize)?,
            caller: OnceLock::new(),
            calls: on_step.is_some(),
        });
        let caller = on_step.map(|call| callback::start(&shared, call)).transpose()?;
        Ok(Arc::new(Self { caller: Mutex::new(caller), shared, kernel: kernel.clone() }))
    }

    /// Its kernel.
    pub fn kernel(&self) -> &Kernel {
        &self.kernel
    }

    /// Its blocks.
    pub fn blocks(&self) -> Blocks {
        self.shared.blocks
    }

    /// Whether steps run while the caller does something else.
    pub fn mode(&self) -> Mode {
        self.shared.mode
    }

    /// How steps are given to the device.
    pub fn form(&self) -> Form {
        self.shared.engine.form()
    }

    /// What it did so far.
    pub fn counts(&self) -> Counts {
        self.shared.counts()
    }

    /// Waits until no step is on the way; results stay to be taken. False where some still are.
    pub fn flush(&self, limit: Option<Duration>) -> Result<bool> {
        self.shared.outside()?;
        self.shared.flush(limit)
    }

    /// Copies bytes of the state, from `first` on, after the steps that were submitted so far.
    pub fn read_state(&self, first: u64, to: &mut [u8]) -> Result<()> {
        self.at_rest(first, to.len(), |engine, first| engine.read_state(first, to))
    }

    /// As [`Pipeline::read_state`], to it.
    pub fn write_state(&self, first: u64, from: &[u8]) -> Result<()> {
        self.at_rest(first, from.len(), |engine, first| engine.write_state(first, from))
    }

    fn at_rest(
        &self,
        first: u64,
        bytes: usize,
        work: impl FnOnce(&dyn Engine, usize) -> Result<()>,
    ) -> Result<()> {
        let shared = &self.shared;
        let all = shared.blocks.state as u64;
        if first.checked_add(bytes as u64).is_none_or(|end| end > all) {
            return Err(Error::argument(format!(
                "first is {first} and bytes {bytes}; the pipeline's state has {all} bytes"
            )));
        }
        let _submitting = shared.submitting(None)?;
        shared.flush_submitted(None)?;
        shared.tried(|| work(&*shared.engine, first as usize))
    }

    /// The program has given it up: calls of others on it fail. Waits for the program's functions and for what is on the way,
    /// but not in one of these functions.
    pub fn end(&self) {
        let shared = &self.shared;
        shared.ended.store(true, Ordering::SeqCst);
        if shared.context.workers().here().is_err() {
            return; // a forked process has none of the threads
        }
        shared.tell();
        let caller = self.caller.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(caller); // waits for its call
        if shared.engine.runs_here() {
            return;
        }
        drop(shared.submitting.lock()); // who submits may be in the function
        if let Some(last) = shared.submitted().checked_sub(1)
            && shared.broken.get().is_none()
            && let Err(error) = shared.engine.wait(last, None)
        {
            log::debug!("the end of a pipeline: {error}");
        }
    }
}

impl Shared {
    fn usable(&self) -> Result<()> {
        self.context.workers().here()?;
        if self.ended.load(Ordering::SeqCst) {
            return Err(Error::InvalidState("pipeline: was destroyed by another thread".into()));
        }
        self.broken.get().cloned().map_or(Ok(()), Err)
    }

    /// Runs work of the engine, of which a failure is the pipeline's last.
    fn tried<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.usable()?;
        work().inspect_err(|error| {
            let _ = self.broken.set(error.clone()); // another thread's is as good
            self.tell();
        })
    }

    /// As [`Shared::tried`], of a step, which a failure names.
    fn tried_step<T>(&self, step: u64, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.tried(|| work().map_err(|error| of_step(step, error)))
    }

    fn submitted(&self) -> u64 {
        self.submitted.load(Ordering::Acquire)
    }

    fn taken(&self) -> u64 {
        self.taken.load(Ordering::Acquire)
    }

    /// Refuses to wait in the pipeline's own function, which would wait for itself.
    fn outside(&self) -> Result<()> {
        self.usable()?;
        if !self.engine.runs_here() {
            return Ok(());
        }
        Err(Error::InvalidState("pipeline: its own function would wait for itself".into()))
    }

    /// Whether the calling thread is in the function that gets results.
    fn in_call(&self) -> bool {
        self.calling.get() == Some(&std::thread::current().id())
    }

    /// The turn to submit; waits for another thread's.
    fn submitting(&self, limit: Option<Duration>) -> Result<MutexGuard<'_, submit::Side>> {
        self.outside()?;
        locked(&self.submitting, limit, "submits to")
    }

    /// The turn to take results.
    fn taking(&self, limit: Option<Duration>) -> Result<MutexGuard<'_, take::Side>> {
        self.outside()?;
        locked(&self.taking, limit, "takes results of")
    }

    /// Wakes those who wait for steps to be submitted or taken.
    fn tell(&self) {
        if let Some(caller) = self.caller.get() {
            caller.now();
        }
        fence(Ordering::SeqCst); // what is told of came before; who waits looks again after it has counted itself
        if self.waiters.load(Ordering::Relaxed) > 0 {
            drop(self.moved.0.lock().unwrap_or_else(PoisonError::into_inner));
            self.moved.1.notify_all();
        }
    }

    /// Waits for one of these, or the end; false where it does not come in time.
    fn wait_until(&self, limit: Option<Duration>, come: impl Fn() -> bool) -> Result<bool> {
        self.waiters.fetch_add(1, Ordering::Relaxed);
        let found = self.look_until(limit, come);
        self.waiters.fetch_sub(1, Ordering::Relaxed);
        found
    }

    /// As [`Shared::wait_until`], of a thread that is counted among those who wait.
    fn look_until(&self, limit: Option<Duration>, come: impl Fn() -> bool) -> Result<bool> {
        let start = Instant::now();
        let mut guard = self.moved.0.lock().unwrap_or_else(PoisonError::into_inner);
        fence(Ordering::SeqCst);
        loop {
            if come() {
                return Ok(true);
            }
            self.usable()?;
            let left = limit.map(|limit| limit.saturating_sub(start.elapsed()));
            if left.is_some_and(|left| left.is_zero()) {
                return Ok(false);
            }
            let most = left.unwrap_or(Duration::MAX).min(Duration::from_secs(1));
            guard = self.moved.1.wait_timeout(guard, most).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Waits until all steps that were submitted are done, and, where the program's function gets them, it has.
    fn flush(&self, limit: Option<Duration>) -> Result<bool> {
        let last = self.submitted();
        if !self.calls {
            return self.flush_submitted(limit);
        }
        if self.in_call() {
            return Err(Error::InvalidState("pipeline: a callback would wait for its own end".into()));
        }
        self.wait_until(limit, || self.taken() >= last)
    }

    fn flush_submitted(&self, limit: Option<Duration>) -> Result<bool> {
        match self.submitted().checked_sub(1) {
            Some(last) => self.tried_step(last, || self.engine.wait(last, limit)),
            None => Ok(true),
        }
    }
}

/// The lock, when who has it gives it up.
fn locked<'a, T>(lock: &'a Mutex<T>, limit: Option<Duration>, does: &str) -> Result<MutexGuard<'a, T>> {
    use std::sync::TryLockError;
    let look = || match lock.try_lock() {
        Ok(guard) => Some(guard),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    };
    let found = crate::runtime::until::until(limit, look, || Ok::<(), Error>(()))?;
    found.ok_or_else(|| Error::Timeout(format!("pipeline: another thread {does} it")))
}

/// An error with the number of its step.
fn of_step(step: u64, error: Error) -> Error {
    let named = |text: String| format!("step {step}: {text}");
    match error {
        Error::Device(text) => Error::Device(named(text)),
        Error::OutOfMemory(text) => Error::OutOfMemory(named(text)),
        Error::InvalidState(text) => Error::InvalidState(named(text)),
        other => other,
    }
}

impl Drop for Pipeline {
    fn drop(&mut self) {
        self.end();
    }
}

impl std::fmt::Debug for Pipeline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pipeline").field("engine", &self.shared.engine).finish_non_exhaustive()
    }
}
