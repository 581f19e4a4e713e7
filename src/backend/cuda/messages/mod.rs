//! Message queues on a GPU: a kernel that stays there for a while looks for messages in pinned memory, and writes
//! results there. It leaves when there was nothing to do for some time, and is launched again by the next message.

mod program;
mod shape;
mod watch;

use super::gpu::Gpu;
use super::launch::launch;
use super::memory::{Buffer, Pinned};
use super::module::{Function, Module, allow_shared};
use super::stayer::Stayer;
use super::stream::Stream;
use crate::backend::context::Context;
use crate::backend::messages::{Exchange, Lone, MessageEngine, Plan, Served, User, Work, destroyed};
use crate::layout::message_request::REQUEST_STOP;
use crate::layout::presence::{PRESENCE_GONE, PRESENCE_LEAVES, PRESENCE_STAYS, PRESENCE_STUCK};
use crate::layout::{MessagesControl, MessagesJob};
use crate::{Error, Result};
use shape::Grid;
use std::hint::spin_loop;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::Duration;
use watch::Watch;

/// How long it looks for a message, and how long it stays in all, unless the program says otherwise.
const IDLE: Duration = Duration::from_millis(1);
const STAY: Duration = Duration::from_millis(20);
/// Looks at whether it leaves between two at whether it has failed.
const LOOKS: u32 = 1000;
/// Between two looks at whether it has left at the end.
const PAUSE: Duration = Duration::from_micros(50);
/// How many of these functions that have timed out have, to return at the end after all.
const PATIENCE: u32 = 10_000;

/// Words of the area: what the kernel says of itself, the launch that has left, what the host asks, what was not read.
const PRESENCE: usize = 0;
const GONE: usize = 1;
const REQUEST: usize = 2;
const UNREAD: usize = 3;

/// Launches of the kernel.
#[derive(Debug)]
struct Launches {
    /// The first field: it launches.
    watch: Option<Watch>,
    stayer: Stayer,
    /// Streams whose kernel has warps that do not end.
    stuck: Vec<Stream>,
}

/// The kernel of a queue and what it works with.
#[derive(Debug)]
pub struct CudaMessages {
    /// The first field: waited for before the memory goes. `None` after the end.
    launches: Mutex<Option<Launches>>,
    launched: AtomicU64,
    paused: AtomicBool,
    closed: AtomicBool,
    /// Messages may be in the device's memory, from before a pause.
    held: AtomicBool,
    broken: OnceLock<Error>,
    plan: Plan,
    grid: Grid,
    function: Function,
    control: Arc<Buffer>,
    exchange: Arc<Exchange>,
    /// The function's, where that is the program's.
    module: Option<Arc<Module>>,
    gpu: Arc<Gpu>,
}

/// Serves messages by a kernel on a device.
pub fn serve(gpu: &Arc<Gpu>, context: &Arc<Context>, plan: &Plan) -> Result<Served> {
    let _current = gpu.primary().enter()?;
    let (function, module) = match &plan.work {
        Work::Operation(..) => (gpu.programs().messages(), None),
        Work::Program(code) => {
            let (function, module) = program::load(gpu, code)?;
            (function, Some(module))
        }
        Work::Function(_) => {
            return Err(Error::Internal("a function of the processor for a GPU".into()));
        }
    };
    let grid = Grid::new(plan, gpu.info(), &function)?;
    allow_shared(&function, grid.shape().shared as usize)?;
    let bytes = plan.shape.bytes();
    let charge = context.charge(bytes as u64, "config->capacity")?;
    let pinned = Pinned::new(gpu.primary(), bytes)?;
    let start = pinned.start();
    // SAFETY: pinned memory is aligned to pages, and is kept.
    let exchange = unsafe {
        Exchange::new(context, plan.shape, (start, Box::new((pinned, charge))), Some(Lone::default()))
    }?;
    let words = 2 * size_of::<u64>() * plan.shape.capacity();
    let control = Buffer::new(gpu.primary(), size_of::<MessagesControl>() + words, "a message queue")?;
    let beside = gpu.beside()?;
    control.clear(control.bytes(), &beside)?;
    let stayer = Stayer::new(gpu.primary(), "a message queue's kernel")?;
    beside.wait()?;
    let made = CudaMessages {
        launches: Mutex::new(Some(Launches { watch: None, stayer, stuck: Vec::new() })),
        launched: AtomicU64::new(0),
        paused: AtomicBool::new(false),
        closed: AtomicBool::new(false),
        held: AtomicBool::new(false),
        broken: OnceLock::new(),
        plan: plan.clone(),
        grid,
        function,
        control: Arc::new(control),
        exchange: Arc::clone(&exchange),
        module,
        gpu: Arc::clone(gpu),
    };
    let made = Arc::new(made);
    let watch = Watch::start(&made)?;
    if let Some(launches) = made.lock().as_mut() {
        launches.watch = Some(watch);
    }
    Ok((exchange, made))
}

impl CudaMessages {
    fn word(&self, which: usize) -> &AtomicU64 {
        self.exchange.area().own(which)
    }

    fn presence(&self) -> u64 {
        self.word(PRESENCE).load(Ordering::Acquire) & 3
    }

    fn lock(&self) -> MutexGuard<'_, Option<Launches>> {
        self.launches.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// Runs work of which a failure is the queue's last.
    fn tried<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        if let Some(error) = self.broken.get() {
            return Err(error.clone());
        }
        work().inspect_err(|error| {
            let _ = self.broken.set(error.clone()); // another thread's is as good
        })
    }

    /// Whether there is a message that nobody has begun, where the kernel has left.
    fn has_unread(&self) -> bool {
        self.held.load(Ordering::Acquire)
            || self.presence() == PRESENCE_STUCK
            || self.exchange.published() != self.word(UNREAD).load(Ordering::Acquire)
    }

    fn stands(&self) -> bool {
        self.paused.load(Ordering::SeqCst) || self.closed.load(Ordering::SeqCst)
    }

    fn job(&self) -> MessagesJob {
        let area = self.exchange.area();
        let shape = area.shape();
        let [input_stride, output_stride] = shape.strides().map(|bytes| bytes as u32);
        let nanoseconds =
            |time: Option<Duration>, default: Duration| time.unwrap_or(default).as_nanos() as u64;
        let (operation, element) = match self.plan.work {
            Work::Operation(operation, element) => (operation, element),
            _ => (0, 0),
        };
        let control = self.control.pointer::<MessagesControl>();
        let [lone_in, lone_out] = area.lone(0).map(<[_]>::as_ptr);
        let surplus = control.wrapping_add(1).cast::<u64>();
        let User(user) = self.plan.user;
        MessagesJob {
            ready: area.ready(0).as_ptr(),
            lone_in: lone_in.cast(),
            lone_out: lone_out.cast_mut().cast(),
            done: area.done(0).as_ptr(),
            input: area.message_head(0).cast(),
            output: area.result_head(0).cast(),
            presence: area.own(PRESENCE).as_ptr(),
            gone: area.own(GONE).as_ptr(),
            unread: area.own(UNREAD).as_ptr(),
            request: area.own(REQUEST).as_ptr(),
            control,
            surplus,
            links: surplus.wrapping_add(shape.capacity()),
            user,
            launch: 0,
            idle_ns: nanoseconds(self.plan.idle, IDLE),
            stay_ns: nanoseconds(self.plan.stay, STAY),
            limit_ns: if matches!(self.plan.work, Work::Operation(..)) { 0 } else { self.plan.limit_ns() },
            input_stride,
            output_stride,
            output_room: shape.output_bytes,
            stage_bytes: self.grid.stage_bytes,
            stage_output: self.grid.stage_output,
            capacity_log2: shape.capacity_log2,
            done_log2: shape.done_log2(),
            workers: self.grid.workers,
            retries: self.plan.retries,
            operation,
            element,
            ordered: self.plan.ordered.into(),
        }
    }

    /// Launches the kernel where it has left and there is something to do.
    #[cold]
    fn launch(&self) -> Result<()> {
        let mut launches = self.lock();
        let Some(launches) = launches.as_mut() else { return Err(destroyed()) };
        self.tried(|| {
            let presence = self.settled(launches)?;
            if presence == PRESENCE_STAYS || self.stands() || !self.has_unread() {
                return Ok(());
            }
            let _current = self.gpu.primary().enter()?;
            launches.stuck.retain(|stream| !stream.idle().unwrap_or(false));
            if presence == PRESENCE_STUCK {
                log::warn!("a message queue: functions of messages that have timed out go on on the device");
                let old = launches.stayer.renew()?;
                launches.stuck.push(old);
            }
            let number = launches.stayer.launched() + 1;
            self.held.store(false, Ordering::Release);
            self.word(PRESENCE).store(number << 2 | PRESENCE_STAYS, Ordering::SeqCst);
            let job = self.job();
            let (gone, shape) = (self.word(GONE), self.grid.shape());
            let started = launches.stayer.call(gone, &|stream: &Stream, launched: u64| {
                let job = MessagesJob { launch: launched, ..job };
                // SAFETY: memory of this object, which waits for the stream before it goes.
                unsafe { launch(&self.function, shape, stream.raw, &job) }
            });
            match started {
                Ok(()) => {
                    self.launched.store(number, Ordering::Relaxed);
                    if let Some(watch) = &launches.watch {
                        watch.begin();
                    }
                }
                Err(_) => self.word(PRESENCE).store(number << 2 | PRESENCE_GONE, Ordering::SeqCst),
            }
            started
        })
    }

    /// What the kernel says of itself when it does not say that it is about to leave.
    fn settled(&self, launches: &Launches) -> Result<u64> {
        for look in 1u32.. {
            let presence = self.presence();
            if presence != PRESENCE_LEAVES {
                return Ok(presence);
            }
            if look % LOOKS == 0 {
                launches.stayer.attend(self.word(GONE))?;
            }
            spin_loop();
        }
        Ok(PRESENCE_LEAVES)
    }

    /// Asks the kernel to begin no more messages, and to leave.
    fn stop(&self) {
        let launches = self.lock();
        if let Some(launches) = &*launches {
            self.word(REQUEST).store(launches.stayer.launched() << 2 | REQUEST_STOP, Ordering::SeqCst);
        }
    }

    /// Waits until the kernel has left; fails where it does not because the device has failed.
    fn wait_until_gone(&self, launches: &Launches) -> Result<()> {
        while !matches!(self.presence(), PRESENCE_GONE | PRESENCE_STUCK) {
            launches.stayer.attend(self.word(GONE))?;
            std::thread::sleep(PAUSE);
        }
        Ok(())
    }

    /// What is the device's as long as a kernel does not end, which is for ever.
    fn leak(&self, launches: Launches) {
        log::error!(
            "a message queue is destroyed while a function of a message that has timed out goes on on GPU {}: its memory \
             stays, and calls that wait for the whole GPU may not return",
            self.gpu.primary().ordinal()
        );
        std::mem::forget(launches);
        std::mem::forget(Arc::clone(&self.control));
        std::mem::forget(Arc::clone(&self.exchange));
        std::mem::forget(self.module.clone());
        std::mem::forget(Arc::clone(&self.gpu));
    }
}

impl MessageEngine for CudaMessages {
    fn nudge(&self) -> Result<()> {
        if self.presence() == PRESENCE_STAYS { Ok(()) } else { self.launch() }
    }

    fn attend(&self) -> Result<()> {
        if let Some(error) = self.broken.get() {
            return Err(error.clone());
        }
        if self.closed.load(Ordering::SeqCst) {
            return Err(destroyed());
        }
        if self.presence() != PRESENCE_STAYS {
            return if self.has_unread() { self.launch() } else { Ok(()) };
        }
        let Ok(launches) = self.launches.try_lock() else { return Ok(()) };
        match &*launches {
            Some(launches) => self.tried(|| launches.stayer.attend(self.word(GONE))),
            None => Err(destroyed()),
        }
    }

    fn pause(&self, paused: bool) -> Result<()> {
        self.paused.store(paused, Ordering::SeqCst);
        if paused {
            self.held.store(true, Ordering::Release);
            self.stop();
            return Ok(());
        }
        let launches = self.lock();
        if let Some(launches) = &*launches {
            let asked = self.word(REQUEST).load(Ordering::SeqCst);
            if asked == launches.stayer.launched() << 2 | REQUEST_STOP {
                self.tried(|| self.wait_until_gone(launches))?; // it begins nothing more
            }
        }
        drop(launches);
        self.nudge()
    }

    fn is_quiet(&self) -> bool {
        matches!(self.presence(), PRESENCE_GONE | PRESENCE_STUCK) || self.broken.get().is_some()
    }

    fn launches(&self) -> u64 {
        self.launched.load(Ordering::Relaxed)
    }

    fn workers(&self) -> u32 {
        self.grid.blocks * self.grid.workers
    }

    fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        self.stop();
        let Some(mut launches) = self.lock().take() else { return };
        launches.watch = None; // it finds no launches any more
        let Ok(_current) = self.gpu.primary().enter() else {
            std::mem::forget(launches); // of the process from which this one was forked
            return;
        };
        let gone = self.wait_until_gone(&launches);
        let last = gone.is_ok() && self.presence() == PRESENCE_STUCK;
        for _ in 0..PATIENCE {
            launches.stuck.retain(|stream| !stream.idle().unwrap_or(true));
            if launches.stuck.is_empty() && (!last || launches.stayer.has_ended()) {
                return;
            }
            std::thread::sleep(PAUSE);
        }
        self.leak(launches);
    }
}
