//! Message queues on the processor: threads of the context take messages, as long as there are some.

mod desk;
mod order;
mod watch;

use crate::backend::context::{Charge, Context};
use crate::backend::messages::{
    Exchange, MessageEngine, Plan, Posted, ReadyWord, Served, User, Work, destroyed,
};
use crate::layout::{MESSAGE_SCRATCH, Message, ResultHead, chroma2_host_message, message_outcome::*};
use crate::runtime::awake;
use crate::runtime::workers::Job;
use crate::{Error, Result, memory};
use desk::Desk;
use order::Order;
use std::alloc::{Layout, alloc_zeroed, dealloc};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering, fence};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};
use watch::Watch;

/// How long a thread looks for the next message before it leaves.
const IDLE: Duration = Duration::from_micros(50);
/// How long one works on messages before other work of the context has its turn.
const TURN: Duration = Duration::from_millis(10);
const ALIGNMENT: usize = 128;

/// Memory of an exchange.
struct Memory {
    start: *mut u8,
    layout: Layout,
    _charge: Charge,
}

// SAFETY: who uses it is said by the exchange.
unsafe impl Send for Memory {}
// SAFETY: as above.
unsafe impl Sync for Memory {}

impl Memory {
    fn new(context: &Arc<Context>, bytes: usize) -> Result<Self> {
        let what = "config->capacity";
        let charge = context.charge(bytes as u64, what)?;
        let failed = || memory::short(bytes, 1, what);
        let layout = Layout::from_size_align(bytes, ALIGNMENT).map_err(|_| failed())?;
        // SAFETY: not of size 0.
        let start = memory::fallibly(|| unsafe { alloc_zeroed(layout) });
        if start.is_null() {
            return Err(failed());
        }
        Ok(Self { start, layout, _charge: charge })
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        // SAFETY: allocated with this layout.
        unsafe { dealloc(self.start, self.layout) };
    }
}

/// Those who work on a queue's messages.
pub struct Pumps {
    exchange: Arc<Exchange>,
    work: Work,
    user: User,
    retries: u32,
    idle: Duration,
    /// Most threads at once.
    most: usize,
    /// Threads at work, or on their way.
    active: AtomicUsize,
    /// Those of them that look for a message.
    looking: AtomicUsize,
    desks: Box<[Desk]>,
    order: Option<Order>,
    paused: AtomicBool,
    closed: AtomicBool,
    launches: AtomicU64,
    watch: Watch,
    own: Weak<Self>,
    context: Arc<Context>,
}

/// Serves messages by threads of a context.
pub fn serve(context: &Arc<Context>, plan: &Plan) -> Result<Served> {
    if let Work::Program(_) = plan.work {
        return Err(Error::Unsupported(
            "config->program is code for a GPU, and the queue's context is on the processor; a function is needed".into(),
        ));
    }
    let memory = Memory::new(context, plan.shape.bytes())?;
    let start = memory.start;
    // SAFETY: allocated with the alignment.
    let exchange = unsafe { Exchange::new(context, plan.shape, (start, Box::new(memory)), None) }?;
    let threads = context.threads();
    let most = if plan.workers == 0 { threads } else { threads.min(plan.workers as usize) };
    let desks = memory::collected((0..most).map(|_| Desk::default()), "threads")?;
    let order = plan.ordered.then(|| Order::new(plan.shape.capacity())).transpose()?;
    let limited = matches!(plan.work, Work::Function(_)).then(|| plan.limit_ns()).filter(|&ns| ns > 0);
    let made = Arc::new_cyclic(|own: &Weak<Pumps>| Pumps {
        exchange: Arc::clone(&exchange),
        work: plan.work.clone(),
        user: plan.user,
        retries: plan.retries,
        idle: plan.idle.unwrap_or(IDLE),
        most,
        active: AtomicUsize::new(0),
        looking: AtomicUsize::new(0),
        desks: desks.into_boxed_slice(),
        order,
        paused: AtomicBool::new(false),
        closed: AtomicBool::new(false),
        launches: AtomicU64::new(0),
        watch: Watch::default(),
        own: own.clone(),
        context: Arc::clone(context),
    });
    if let Some(limit) = limited {
        made.watch.start(Weak::clone(&made.own), limit)?;
    }
    Ok((exchange, made))
}

/// A thread's turn.
struct Pump(Arc<Pumps>);

impl Job for Pump {
    fn run(&self, _: usize) {
        self.0.pump();
    }

    fn stopped(&self) -> bool {
        false
    }

    fn end(self: Box<Self>) {}
}

impl Pumps {
    fn stands(&self) -> bool {
        self.paused.load(Ordering::SeqCst) || self.closed.load(Ordering::SeqCst)
    }

    /// Calls one more thread, unless there are enough.
    fn call(&self) -> Result<()> {
        let more = |active: usize| (active < self.most && !self.stands()).then_some(active + 1);
        if self.active.fetch_update(Ordering::SeqCst, Ordering::SeqCst, more).is_err() {
            return Ok(());
        }
        self.submit()
    }

    /// Queues the turn of a thread that counts as active.
    fn submit(&self) -> Result<()> {
        let Some(own) = self.own.upgrade() else { return Ok(()) };
        self.launches.fetch_add(1, Ordering::Relaxed);
        self.context.workers().submit(Box::new(Pump(own)), 1).map_err(|_| {
            self.active.fetch_sub(1, Ordering::SeqCst);
            Error::OutOfMemory("a turn of a message queue's threads".into())
        })
    }

    /// Whether there is something that one more thread could do.
    fn has_work(&self) -> bool {
        self.exchange.is_ready() || self.order.as_ref().is_some_and(Order::has_runnable)
    }

    /// Works on messages until there are none for a while, or the turn is over.
    fn pump(&self) {
        let Some(desk) = self.desks.iter().find(|desk| desk.sit()) else {
            self.active.fetch_sub(1, Ordering::SeqCst); // those who are stuck keep theirs
            return;
        };
        let begun = Instant::now();
        let mut over = false;
        while !over && !self.stands() {
            match self.take(desk) {
                Some((position, word)) => {
                    self.work_on(desk, position, word);
                    over = begun.elapsed() >= TURN;
                }
                None => over = !self.look(),
            }
        }
        desk.rise();
        if begun.elapsed() >= TURN && !self.stands() && self.has_work() && self.submit().is_ok() {
            return; // still active
        }
        self.active.fetch_sub(1, Ordering::SeqCst);
        fence(Ordering::SeqCst);
        if self.has_work() {
            let _ = self.call(); // without memory for that: who waits calls again
        }
    }

    /// Waits for a message; false: there was none for a while.
    fn look(&self) -> bool {
        self.looking.fetch_add(1, Ordering::SeqCst);
        let found = awake::look(self.idle, || self.has_work() || self.stands());
        self.looking.fetch_sub(1, Ordering::SeqCst);
        found
    }

    /// The next message that may be worked on.
    fn take(&self, desk: &Desk) -> Option<(u64, ReadyWord)> {
        desk.reach(true);
        fence(Ordering::SeqCst); // who pauses sees the hand, or this sees the pause
        let taken = if self.stands() {
            None
        } else {
            match &self.order {
                None => self.exchange.next(),
                Some(order) => order.take(&self.exchange),
            }
        };
        if taken.is_none() {
            desk.reach(false);
        } else if self.has_work() {
            let _ = self.call();
        }
        taken
    }

    fn work_on(&self, desk: &Desk, position: u64, word: ReadyWord) {
        let id = self.exchange.id(position, word.slot);
        desk.begin(id, word.partition, self.exchange.now());
        let mut head = ResultHead::default();
        loop {
            head.attempts += 1;
            let (code, bytes) = self.run(desk, id, word, head.attempts - 1);
            let room = self.exchange.area().shape().output_bytes;
            head.code = code;
            head.outcome = match code {
                0 if bytes > room => OUTCOME_OVERRUN,
                0 => OUTCOME_DONE,
                _ => OUTCOME_FAILED,
            };
            head.bytes = if bytes > room { 0 } else { bytes };
            if head.outcome == OUTCOME_DONE || head.attempts > self.retries || desk.is_asked_to_stop() {
                break;
            }
        }
        if desk.end(id) {
            self.exchange.complete(Posted { id, slot: word.slot }, head);
            self.let_on(word.partition);
        } else {
            self.exchange.release(&mut [word.slot]); // its time was over: others have said so
        }
        desk.reach(false);
    }

    /// The next message of a partition may be worked on.
    fn let_on(&self, partition: u32) {
        if let Some(order) = &self.order {
            order.end(partition);
        }
    }

    /// Runs the function once; its code, and the bytes of the result.
    fn run(&self, desk: &Desk, id: u64, word: ReadyWord, attempt: u32) -> (u32, u32) {
        let area = self.exchange.area();
        // SAFETY: the message's, written before it was published.
        let key = unsafe { (*area.message_head(word.slot)).key };
        let mut message = Message {
            struct_size: size_of::<Message>() as u64,
            id,
            key,
            input: area.message(word.slot),
            output: area.result(word.slot),
            user: self.user.0,
            stop: desk.stop(),
            input_bytes: word.bytes,
            output_room: area.shape().output_bytes,
            output_bytes: 0,
            attempt,
            lane: 0,
            lanes: 1,
        };
        let mut scratch = [0u64; MESSAGE_SCRATCH as usize / 8];
        // SAFETY: the slot is this thread's; the caller of the C API guarantees its function.
        let code = unsafe {
            match self.work {
                Work::Operation(operation, element) => {
                    chroma2_host_message(&raw mut message, operation, element, scratch.as_mut_ptr())
                }
                Work::Function(call) => call(&raw mut message),
                Work::Program(_) => 0, // refused at the begin
            }
        };
        (code, message.output_bytes)
    }

    /// Reports messages whose time is over.
    fn look_at_clock(&self, limit: u64) {
        let now = self.exchange.now();
        for desk in &self.desks {
            let Some((id, partition)) = desk.overdue(now, limit) else { continue };
            let Some((posted, _)) = self.exchange.find(id) else { continue };
            if !desk.give_up(id) {
                continue;
            }
            // The thread lets go of the slot when its function has returned, and who takes the result does.
            self.exchange.hold(posted.slot, 2);
            log::warn!("message {id}: its time limit of {limit} ns is over, and its function goes on");
            let head = ResultHead { outcome: OUTCOME_TIMED_OUT, attempts: 1, ..ResultHead::default() };
            self.exchange.complete(posted, head);
            desk.reported();
            self.let_on(partition);
            if self.has_work() {
                let _ = self.call();
            }
        }
    }
}

impl MessageEngine for Pumps {
    fn nudge(&self) -> Result<()> {
        // Those who look find it.
        if self.looking.load(Ordering::SeqCst) == 0 { self.call() } else { Ok(()) }
    }

    fn attend(&self) -> Result<()> {
        self.context.workers().here()?;
        if self.closed.load(Ordering::SeqCst) {
            return Err(destroyed());
        }
        if self.has_work() { self.call() } else { Ok(()) }
    }

    fn pause(&self, paused: bool) -> Result<()> {
        self.paused.store(paused, Ordering::SeqCst);
        fence(Ordering::SeqCst);
        if paused { Ok(()) } else { self.nudge() }
    }

    fn is_quiet(&self) -> bool {
        self.desks.iter().all(Desk::is_quiet)
    }

    fn launches(&self) -> u64 {
        self.launches.load(Ordering::Relaxed)
    }

    fn workers(&self) -> u32 {
        self.most as u32
    }

    fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        fence(Ordering::SeqCst);
        // A function that destroys its own queue would wait for itself, and one of another queue for a thread that it has.
        let workers = self.context.workers();
        while !workers.has_this_thread() && workers.here().is_ok() && !self.is_quiet() {
            std::thread::sleep(Duration::from_micros(50));
        }
        self.watch.stop();
    }
}

impl std::fmt::Debug for Pumps {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pumps").field("most", &self.most).finish_non_exhaustive()
    }
}
