//! Message queues in a backend: who works on what producers publish, and where both find it.

mod area;
mod exchange;
mod lone;
mod word;

pub use area::{Area, Shape};
pub use exchange::{CHUNK, Entry, Exchange, Posted, unknown};
pub use lone::Lone;
pub use word::{DoneWord, PARTITIONS, ReadyWord, lap};

use crate::{Error, Result};
use std::any::Any;
use std::ffi::c_void;
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

/// A function of the program on the processor: gets what the program gave along in the message.
pub type MessageFunction = unsafe extern "C" fn(message: *mut crate::layout::Message) -> u32;

/// A pointer of the program, which functions get.
#[derive(Debug, Clone, Copy)]
pub struct User(pub *mut c_void);

// SAFETY: the program's functions run on other threads, as their description says.
unsafe impl Send for User {}
// SAFETY: as above.
unsafe impl Sync for User {}

/// What a program on a device is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProgramCode {
    /// CUDA C++.
    Source(String),
    /// PTX, a text.
    Ptx(Vec<u8>),
    /// A fatbin or a cubin with relocatable device code.
    Binary(Vec<u8>),
}

/// What is done to messages.
#[derive(Debug, Clone)]
pub enum Work {
    /// A built-in operation, by its number and that of its elements.
    Operation(u32, u32),
    /// A function of the program, on the processor.
    Function(MessageFunction),
    /// A function `chroma2_process` of a program's own code, on a device.
    Program(ProgramCode),
}

/// What a backend is to do with messages.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Of slots.
    pub shape: Shape,
    /// What is done.
    pub work: Work,
    /// Handed on to functions.
    pub user: User,
    /// How often a message that has failed is tried again.
    pub retries: u32,
    /// How long those who work look for the next message before they leave; `None`: the backend's choice.
    pub idle: Option<Duration>,
    /// How long a kernel stays on a device without a break; `None`: the backend's choice.
    pub stay: Option<Duration>,
    /// How long a message may take; `None`: any time.
    pub limit: Option<Duration>,
    /// Whether messages of a partition are worked on one after another.
    pub ordered: bool,
    /// Blocks on a device, or threads of the processor; 0: the backend's choice.
    pub workers: u32,
    /// Place of the device, as the context has it; 0: the context's first.
    pub device: u32,
}

impl Plan {
    /// How long a message may take in ns; 0: any time.
    pub fn limit_ns(&self) -> u64 {
        self.limit.map_or(0, |limit| (limit.as_nanos() as u64).max(1))
    }
}

/// Who works on messages. Any number of threads may use one at once.
pub trait MessageEngine: Send + Sync + Debug + Any {
    /// Something was published: sees to it that it is worked on, unless it is paused.
    fn nudge(&self) -> Result<()>;

    /// For those who wait, now and then: as [`MessageEngine::nudge`]; fails where nothing will be worked on any more.
    fn attend(&self) -> Result<()> {
        self.nudge()
    }

    /// Begins no more messages, or does so again.
    fn pause(&self, paused: bool) -> Result<()>;

    /// Whether it has nothing in hand, and nobody of it is about to take something.
    fn is_quiet(&self) -> bool;

    /// How often those who work have come.
    fn launches(&self) -> u64;

    /// Threads or blocks that work at once.
    fn workers(&self) -> u32;

    /// Ends it: what was not begun is not. Waits for what is in hand, but for what does not end.
    fn close(&self);
}

/// An exchange and who serves it.
pub type Served = (Arc<Exchange>, Arc<dyn MessageEngine>);

/// The error of a queue that was shut down.
pub fn shut_down() -> Error {
    Error::InvalidState("queue: was shut down; no message is taken any more".into())
}

/// The error of those who wait on a queue that the program gives up meanwhile.
pub fn destroyed() -> Error {
    Error::InvalidState("queue: was destroyed by another thread".into())
}
