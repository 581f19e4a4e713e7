//! Message queues: fixed-size slots that producers fill, workers on a device or of the processor empty, and consumers
//! collect the results of, each once. docs/messages.md

mod counts;
mod letters;
mod receive;
mod send;
mod stop;

pub use crate::backend::messages::{MessageFunction, Plan, ProgramCode, Shape, User, Work};
pub use counts::Counts;
pub use letters::Letter;
pub use receive::{Outcome, Received, Room};
pub use send::{Messages, Reservation};
pub use stop::Left;

use crate::backend::context::Context;
use crate::backend::messages::{Exchange, MessageEngine};
use crate::{Error, Result, memory};
use counts::Counters;
use letters::Letters;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Most dead letters that a queue keeps.
pub const MOST_LETTERS: u64 = 1 << 20;

/// A message queue. Any number of threads may use one at once.
#[derive(Debug)]
pub struct MessageQueue {
    exchange: Arc<Exchange>,
    engine: Arc<dyn MessageEngine>,
    plan: Plan,
    counters: Counters,
    letters: Letters,
    stopping: stop::Stopping,
    context: Arc<Context>,
}

impl MessageQueue {
    /// An empty one, which keeps at most so many messages that have failed.
    pub fn new(context: &Arc<Context>, plan: Plan, letters: u64) -> Result<Arc<Self>> {
        context.workers().here()?;
        memory::ready()?;
        context.check_device(plan.device, "config->device", "the queue")?;
        if letters > MOST_LETTERS {
            return Err(Error::argument(format!(
                "config->dead_letters is {letters}; at most {MOST_LETTERS} are allowed"
            )));
        }
        let letters = Letters::new(context, letters as usize)?;
        let (exchange, engine) = context.backend().messages(context, &plan)?;
        Ok(Arc::new(Self {
            exchange,
            engine,
            plan,
            counters: Counters::default(),
            letters,
            stopping: stop::Stopping::default(),
            context: Arc::clone(context),
        }))
    }

    /// Its size.
    pub fn shape(&self) -> &Shape {
        &self.plan.shape
    }

    /// The context that it is on.
    pub fn context(&self) -> &Arc<Context> {
        &self.context
    }

    /// Threads, or blocks, that work on messages.
    pub fn workers(&self) -> u32 {
        self.engine.workers()
    }

    /// Place of its device in [`devices`](crate::backend::device::devices).
    pub fn device(&self) -> u32 {
        if self.plan.device == 0 { self.context.device() } else { self.plan.device }
    }

    /// The program has given it up: what is worked on ends, and nothing else is begun.
    pub fn end(&self) {
        self.stopping.ended.store(true, Ordering::SeqCst); // before others see that it is closed
        self.exchange.close();
        self.exchange.give_up();
        self.engine.close();
    }

    /// Whether the program has given it up.
    fn is_ended(&self) -> bool {
        self.stopping.ended.load(Ordering::SeqCst)
    }

    /// Fails in a forked process, whose workers are elsewhere.
    fn here(&self) -> Result<()> {
        self.context.workers().here()
    }
}

impl Drop for MessageQueue {
    fn drop(&mut self) {
        self.end();
    }
}
