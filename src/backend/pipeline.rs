//! Pipelines in a backend: where the blocks of steps are, and who runs them.

use super::kernel::{Argument, Kind, Launch};
use super::streams::{StreamHold, Urgency};
use crate::Result;
use crate::named::Named;
use std::fmt::Debug;
use std::time::Duration;

/// How steps are given to a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u32)]
pub enum Form {
    /// The library chooses: graphs, but where the program gives a stream, or depths would make too many.
    #[default]
    Auto = 0,
    /// Three streams, whose work events put in order.
    Streams = 1,
    /// A CUDA graph for each pair of blocks.
    Graphs = 2,
    /// A thread of the processor.
    Thread = 3,
}

impl Named for Form {
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Auto, "auto"),
        (Self::Streams, "streams"),
        (Self::Graphs, "graphs"),
        (Self::Thread, "thread"),
    ];

    fn number(self) -> u32 {
        self as u32
    }
}

/// Bytes of blocks, and how many of them there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blocks {
    /// Bytes of a configuration block.
    pub config: usize,
    /// Of a telemetry block.
    pub telemetry: usize,
    /// Of the state.
    pub state: usize,
    /// Configuration blocks.
    pub up: u64,
    /// Telemetry blocks.
    pub down: u64,
}

/// An argument that a pipeline keeps.
#[derive(Debug, Clone)]
pub struct OwnArgument {
    /// What it is.
    pub kind: Kind,
    /// Its bytes, of a value.
    pub value: Vec<u8>,
}

impl OwnArgument {
    /// As a launch takes it.
    pub fn borrow(&self) -> Argument<'_> {
        Argument { kind: self.kind, value: &self.value }
    }
}

/// What a pipeline is to be.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Its blocks.
    pub blocks: Blocks,
    /// Of its kernel.
    pub launch: Launch,
    /// Of its kernel.
    pub arguments: Vec<OwnArgument>,
    /// How its steps are given to a device.
    pub form: Form,
    /// Whether each step's stages are timed.
    pub timing: bool,
    /// Of its streams.
    pub urgency: Urgency,
    /// Where its kernel runs; `None`: on a stream of its own.
    pub stream: Option<StreamHold>,
    /// Whether steps are to run while the caller does something else.
    pub asynchronous: bool,
}

/// How long a step's stages took, and how long it was the oldest one on the way.
#[derive(Debug, Clone, Copy, Default)]
pub struct Times {
    /// Upload, kernel, download.
    pub stages: [Duration; 3],
    /// From its begin, or from the end of the step before where that was later, to its end.
    pub span: Duration,
}

/// Who runs a pipeline's steps, in the order of their numbers. One thread submits at a time, and one waits; they may do
/// both at once.
pub trait Engine: Send + Sync + Debug {
    /// Whether the calling thread is in its function, which would wait for itself.
    fn runs_here(&self) -> bool {
        false
    }

    /// How it does that.
    fn form(&self) -> Form;

    /// Where a step's configuration is written before it is submitted; aligned to 256 bytes.
    fn config(&self, step: u64) -> *mut u8;

    /// Where its telemetry is when it is done.
    fn telemetry(&self, step: u64) -> *const u8;

    /// Waits until the configuration block of a step, the next one, is not used any more; false where it still is.
    fn wait_place(&self, step: u64, limit: Option<Duration>) -> Result<bool>;

    /// Begins a step; its blocks are free.
    fn submit(&self, step: u64) -> Result<()>;

    /// Waits until a step is done; false where it is not in time.
    fn wait(&self, step: u64, limit: Option<Duration>) -> Result<bool>;

    /// What the kernel says of a step that is done: 0, or its code.
    fn code(&self, step: u64) -> u32;

    /// Of a step that is done, where that is timed.
    fn times(&self, step: u64) -> Result<Option<Times>>;

    /// Copies bytes from `first` on of the state, while no step is on the way.
    fn read_state(&self, first: usize, to: &mut [u8]) -> Result<()>;

    /// As [`Engine::read_state`], to it.
    fn write_state(&self, first: usize, from: &[u8]) -> Result<()>;
}
