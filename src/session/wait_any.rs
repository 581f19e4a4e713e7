//! Waiting for the first of several events.

use super::event::Event;
use super::latch::First;
use crate::runtime::workers::on_worker;
use crate::words::count;
use crate::{Error, Result};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Events that tell one who waits, as long as this is.
struct Watched<'a> {
    first: Arc<First>,
    events: &'a [Arc<Event>],
}

impl<'a> Watched<'a> {
    /// An event that is there twice is refused.
    fn new(events: &'a [Arc<Event>]) -> Result<Self> {
        let mut watched = Self { first: Arc::default(), events: &[] };
        for (i, event) in events.iter().enumerate() {
            if let Some(before) = event.finished.tell(&watched.first, i)? {
                return Err(Error::argument(format!(
                    "events[{i}] is the same event as events[{before}]; each is allowed once"
                )));
            }
            watched.events = &events[..=i];
        }
        Ok(watched)
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        for event in self.events {
            event.finished.forget(&self.first);
        }
    }
}

/// Waits until one of several events is finished, at most `timeout` (`None`: for ever), and gives its number: the
/// lowest where several are. They may be of any sessions and contexts. How it ended its own wait tells.
///
/// Each is looked at once, and its end wakes the caller: what that costs does not depend on how many there are. In
/// a callback it does not wait, and fails as `InvalidState` where none has its results; the event whose end the callback is
/// told of has them.
pub fn wait_any(events: &[Arc<Event>], timeout: Option<Duration>) -> Result<usize> {
    if events.is_empty() {
        return Err(Error::argument("count is 0; at least 1 event is needed"));
    }
    let watched = Watched::new(events)?;
    if on_worker() {
        return events.iter().position(|event| event.outcome.get().is_some()).ok_or_else(|| {
            Error::InvalidState("a callback may not wait for other events: it could wait for itself".into())
        });
    }
    if let Some(number) = watched.first.lowest() {
        return Ok(number);
    }
    for (i, event) in events.iter().enumerate() {
        let here = event.session().context().workers().here();
        here.map_err(|error| Error::InvalidState(format!("events[{i}]: {error}")))?;
    }
    let until = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
    watched.first.wait(until).ok_or_else(|| {
        Error::Timeout(match events.len() {
            1 => "the event is not finished".into(),
            many => format!("none of {} is finished", count(many, "event")),
        })
    })
}
