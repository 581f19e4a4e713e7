//! Pipelines around a function of the processor: a thread of their own runs the steps, one after another, or the caller.

use crate::backend::context::{Charge, Context};
use crate::backend::kernel::{Arguments, Call, HostFunction, Places};
use crate::backend::pipeline::{Blocks, Engine, Form, Plan, Times};
use crate::runtime::until::until;
use crate::runtime::workers::{Job, Workers, in_callback};
use crate::{Error, Result, memory};
use bytemuck::Zeroable;
use std::cell::{Cell, UnsafeCell};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long the thread looks for the next step before it sleeps.
const AWAKE: Duration = Duration::from_micros(50);

/// A line of blocks' memory.
#[derive(Clone, Copy)]
#[repr(C, align(256))]
struct Line([u8; 256]);

// SAFETY: bytes.
unsafe impl Zeroable for Line {}

/// Blocks one after another.
struct Area {
    lines: Box<[UnsafeCell<Line>]>,
    each: usize,
}

// SAFETY: who uses a block when is a matter of the pipeline.
unsafe impl Send for Area {}
// SAFETY: as above.
unsafe impl Sync for Area {}

impl Area {
    fn new(blocks: u64, bytes: usize, what: &str) -> Result<Self> {
        let each = bytes.div_ceil(size_of::<Line>());
        let lines = memory::zeroed::<Line>(each * blocks as usize, what)?;
        // SAFETY: UnsafeCell has the layout of what is in it.
        let lines = unsafe { Box::from_raw(Box::into_raw(lines) as *mut [UnsafeCell<Line>]) };
        Ok(Self { lines, each })
    }

    fn block(&self, number: u64) -> *mut u8 {
        self.lines[number as usize * self.each..].as_ptr().cast_mut().cast()
    }
}

/// What the thread and those who wait have in common.
struct Shared {
    function: Arc<HostFunction>,
    blocks: Blocks,
    configs: Area,
    telemetries: Area,
    state: Area,
    arguments: Mutex<Arguments>,
    codes: Box<[AtomicU32]>,
    times: Mutex<Vec<Times>>,
    timing: bool,
    /// Steps that are done.
    done: AtomicU64,
}

thread_local! {
    /// Of the pipeline whose function the thread is in: where that is shared. 0: in none.
    static INSIDE: Cell<usize> = const { Cell::new(0) };
}

/// Runs steps by a function of the processor.
pub struct ThreadPipeline {
    shared: Arc<Shared>,
    /// `None`: the caller does it.
    thread: Option<Workers>,
    _charge: Charge,
}

impl ThreadPipeline {
    /// One with all of its memory.
    pub fn new(context: &Arc<Context>, function: &Arc<HostFunction>, plan: &Plan) -> Result<Self> {
        if !matches!(plan.form, Form::Auto | Form::Thread) {
            return Err(Error::argument(format!(
                "config->form is {}; the kernel is a function of the processor, and 0 (auto) and 3 (thread) are allowed",
                plan.form as u32
            )));
        }
        let blocks = plan.blocks;
        let lines = |bytes: usize| bytes.next_multiple_of(size_of::<Line>()) as u64;
        let bytes =
            lines(blocks.config) * blocks.up + lines(blocks.telemetry) * blocks.down + lines(blocks.state);
        let charge = context.charge(bytes, "the blocks of a pipeline")?;
        let given = memory::collected(plan.arguments.iter().map(|argument| argument.borrow()), "arguments")?;
        let codes = memory::collected(
            (0..blocks.down).map(|_| AtomicU32::new(0)).collect::<Vec<_>>().into_iter(),
            "codes",
        )?;
        let shared = Shared {
            function: Arc::clone(function),
            blocks,
            configs: Area::new(blocks.up, blocks.config, "config->config_bytes")?,
            telemetries: Area::new(blocks.down, blocks.telemetry, "config->telemetry_bytes")?,
            state: Area::new(1, blocks.state, "config->state_bytes")?,
            arguments: Mutex::new(Arguments::new(&given)?),
            codes: codes.into_boxed_slice(),
            times: Mutex::new(memory::filled(Times::default(), blocks.down as usize, "times")?),
            timing: plan.timing,
            done: AtomicU64::new(0),
        };
        let thread = plan.asynchronous.then(|| Workers::alert("chroma2-pipe", 1, AWAKE)).transpose()?;
        Ok(Self { shared: Arc::new(shared), thread, _charge: charge })
    }

    /// Where the state is.
    fn state(&self, first: usize, bytes: usize) -> Result<*mut u8> {
        match first.checked_add(bytes) {
            Some(end) if end <= self.shared.blocks.state => {
                Ok(self.shared.state.block(0).wrapping_add(first))
            }
            _ => Err(Error::Internal(format!("{bytes} bytes from {first} of a pipeline's state"))),
        }
    }
}

impl Shared {
    fn run(&self, step: u64) {
        let Blocks { config, telemetry, state, up, down } = self.blocks;
        let (from, to) = (self.configs.block(step % up), self.telemetries.block(step % down));
        let slot = (step % down) as usize;
        let (own, code) = (self.state.block(0), &self.codes[slot]);
        code.store(0, Ordering::Relaxed);
        let mut arguments = self.arguments.lock().unwrap_or_else(PoisonError::into_inner);
        let address = |pointer: *mut u8| pointer.expose_provenance() as u64;
        arguments.set(&Places {
            config: address(from),
            telemetry: address(to),
            state: address(own),
            code: address(code.as_ptr().cast()),
            step,
        });
        let start = self.timing.then(Instant::now);
        // SAFETY: the block of this step, which nobody writes before it is done.
        let config = unsafe { std::slice::from_raw_parts(from, config) };
        let call = Call {
            config,
            telemetry: (to, telemetry),
            state: (own, state),
            arguments: arguments.pointers(),
            step,
        };
        let outside = INSIDE.replace(std::ptr::from_ref(self).addr());
        let returned = in_callback(|| (self.function)(&call));
        INSIDE.set(outside);
        if returned != 0 {
            code.store(returned, Ordering::Relaxed);
        }
        drop(arguments);
        if let Some(start) = start {
            let span = start.elapsed();
            let mut times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
            times[slot] = Times { stages: [Duration::ZERO, span, Duration::ZERO], span };
        }
        self.done.store(step + 1, Ordering::Release);
    }
}

/// A step for the thread.
struct Step {
    shared: Arc<Shared>,
    number: u64,
}

impl Job for Step {
    fn run(&self, _: usize) {
        self.shared.run(self.number);
    }

    fn stopped(&self) -> bool {
        false
    }

    fn end(self: Box<Self>) {}
}

impl Drop for ThreadPipeline {
    fn drop(&mut self) {
        if let Some(thread) = self.thread.take() {
            thread.end();
        }
    }
}

impl Engine for ThreadPipeline {
    fn runs_here(&self) -> bool {
        INSIDE.get() == Arc::as_ptr(&self.shared).addr()
    }

    fn form(&self) -> Form {
        Form::Thread
    }

    fn config(&self, step: u64) -> *mut u8 {
        self.shared.configs.block(step % self.shared.blocks.up)
    }

    fn telemetry(&self, step: u64) -> *const u8 {
        self.shared.telemetries.block(step % self.shared.blocks.down)
    }

    fn wait_place(&self, step: u64, limit: Option<Duration>) -> Result<bool> {
        step.checked_sub(self.shared.blocks.up).map_or(Ok(true), |before| self.wait(before, limit))
    }

    fn submit(&self, step: u64) -> Result<()> {
        let Some(thread) = &self.thread else {
            self.shared.run(step);
            return Ok(());
        };
        thread.here()?;
        let job = Box::new(Step { shared: Arc::clone(&self.shared), number: step });
        thread.submit(job, 1).map_err(|_| memory::short(1, size_of::<Step>(), "a step"))
    }

    fn wait(&self, step: u64, limit: Option<Duration>) -> Result<bool> {
        let here = || self.thread.as_ref().map_or(Ok(()), Workers::here);
        here()?;
        let look = || (self.shared.done.load(Ordering::Acquire) > step).then_some(());
        Ok(until(limit, look, here)?.is_some())
    }

    fn code(&self, step: u64) -> u32 {
        self.shared.codes[(step % self.shared.blocks.down) as usize].load(Ordering::Relaxed)
    }

    fn times(&self, step: u64) -> Result<Option<Times>> {
        let times = self.shared.times.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(self.shared.timing.then(|| times[(step % self.shared.blocks.down) as usize]))
    }

    fn read_state(&self, first: usize, to: &mut [u8]) -> Result<()> {
        let from = self.state(first, to.len())?;
        // SAFETY: within the state, which no step uses now.
        unsafe { to.as_mut_ptr().copy_from_nonoverlapping(from, to.len()) };
        Ok(())
    }

    fn write_state(&self, first: usize, from: &[u8]) -> Result<()> {
        let to = self.state(first, from.len())?;
        // SAFETY: as above.
        unsafe { to.copy_from_nonoverlapping(from.as_ptr(), from.len()) };
        Ok(())
    }
}

impl std::fmt::Debug for ThreadPipeline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ThreadPipeline").field("blocks", &self.shared.blocks).finish_non_exhaustive()
    }
}
