//! What a trace is made of.

use crate::telemetry::meter::Identity;
use crate::telemetry::stage::{Outcome, Stage};

/// What a record is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A thread's work, or an event's wait for a thread.
    Stage(Stage),
    /// A GPU's work.
    Device(Stage),
    /// A whole event.
    Event(Outcome),
    /// Events unfinished, and their photons: what there is of them at a time.
    Queued(u64, u64),
}

/// Something that took time. Times are in ns since the session's begin.
#[derive(Debug, Clone, Copy)]
pub struct Record {
    pub what: What,
    /// Of the thread that tells it.
    pub lane: u32,
    /// Of the event.
    pub identity: Identity,
    /// `None`: the whole event's.
    pub part: Option<u64>,
    /// Of the part, or of the event.
    pub photons: u64,
    pub start: u64,
    pub end: u64,
}

impl Record {
    /// Where it stands in a trace that knows no clock: by event, part, stage; an event's wait before its parts, the rest
    /// of it after them.
    pub fn place(&self) -> (u64, u64, What) {
        let order = match (self.part, self.what) {
            (Some(part), _) => part + 1,
            (None, What::Stage(Stage::Queue)) => 0,
            (None, _) => u64::MAX,
        };
        (self.identity.number, order, self.what)
    }
}
