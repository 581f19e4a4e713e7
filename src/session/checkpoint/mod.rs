//! Checkpoints: a session's unfinished events and next number in a file, from which another session goes on, maybe in
//! another process, on another machine. Events begin anew there; since a photon's end depends on its numbers alone,
//! results are the same bits.

mod bytes;
mod check;
mod event;
mod file;
mod light;

use super::event::Event;
use super::options::Callbacks;
use super::pending::{Numbering, Writing};
use super::{SceneData, Session, SessionOptions};
use crate::backend::context::Context;
use crate::runtime::workers::on_worker;
use crate::{Error, Result};
use bytes::Reader;
use event::Saved;
use std::fs;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

impl Session {
    /// Writes its unfinished events and its next number to a file, and goes on. An event whose completion callback has
    /// not returned is in it.
    pub fn checkpoint(&self, path: &Path) -> Result<()> {
        self.context().workers().here()?; // a fork's child would write its parent's file
        let snapshot = self.pending.snapshot(Writing::Checkpoint)?;
        file::write(path, self, &snapshot)
    }

    /// Writes the same, and ends: what is in the file ends as cancelled, what is not has its results, and nothing can be
    /// submitted any more. Waits for all that, at most `timeout`; where that is over the file is written. After any other
    /// error the session goes on. Not in a callback.
    pub fn suspend(&self, path: &Path, timeout: Option<Duration>) -> Result<()> {
        if on_worker() {
            return Err(Error::InvalidState(
                "a callback may not suspend a session: it could wait for itself".into(),
            ));
        }
        self.context().workers().here()?;
        let mut snapshot = self.pending.snapshot(Writing::Suspension)?;
        file::write(path, self, &snapshot)?;
        snapshot.suspend();
        self.flow.close();
        let events = std::mem::take(&mut snapshot.events);
        drop(snapshot); // an event that has not begun ends in its cancel, which would wait for this
        events.iter().for_each(|(event, _)| event.cancel());
        self.drain(timeout)
    }

    /// A session that goes on from a file, on a geometry of the same digest. `register` is called with each event just
    /// before it begins, in the order of the submissions, and gives its callbacks. The session's options may differ, but for
    /// the seed where the checkpoint's numbers its events. An error cancels what has begun.
    pub fn restore(
        context: Arc<Context>,
        scene: Arc<dyn SceneData>,
        options: SessionOptions,
        path: &Path,
        register: impl FnMut(&Arc<Event>) -> Result<Callbacks>,
    ) -> Result<Arc<Self>> {
        let about = fs::metadata(path).map_err(|error| Error::io(path, error))?;
        if !about.is_file() {
            return Err(Error::format(path, "it is no regular file")); // a pipe would keep the caller waiting
        }
        let from = fs::File::open(path).map_err(|error| Error::io(path, error))?;
        let from = BufReader::with_capacity(1 << 20, from);
        Self::restore_from(context, scene, options, from, about.len(), register)
            .map_err(|error| file::of(path, error))
    }

    /// As [`Session::restore`], from `length` bytes.
    pub fn restore_from(
        context: Arc<Context>,
        scene: Arc<dyn SceneData>,
        options: SessionOptions,
        from: impl Read,
        length: u64,
        mut register: impl FnMut(&Arc<Event>) -> Result<Callbacks>,
    ) -> Result<Arc<Self>> {
        let mut from = Reader::new(from, length)?;
        let header = file::header(&mut from, &*scene)?;
        let numbering = go_on(header.numbering(), options.numbering)?;
        let session = Self::new(context, scene, SessionOptions { numbering, ..options })?;
        let saved = file::events(from, &header, &session)?;
        let mut begun = crate::memory::room(saved.len(), "events of the checkpoint")?;
        for event in saved {
            let mut known = None;
            let register = |event: &Arc<Event>| {
                known = Some(Arc::clone(event));
                register(event)
            };
            let event = match event {
                Saved::One(light, options) => session.submit_with(light, options, register),
                Saved::Many(batch, options) => session.submit_batch(batch, options, register),
            };
            match event {
                Ok(event) => begun.push(event),
                Err(error) => {
                    begun.iter().for_each(|event: &Arc<Event>| event.cancel());
                    known.iter().for_each(|event| event.abandon(error.clone())); // the program may wait for it
                    return Err(error);
                }
            }
        }
        Ok(session)
    }
}

/// The numbers of a restored session, which its options may leave to the file.
fn go_on(saved: Option<Numbering>, asked: Option<Numbering>) -> Result<Option<Numbering>> {
    match (saved, asked) {
        (None, Some(_)) => Err(Error::argument(
            "config->number_events is 1, but the checkpoint's session did not number its events; 0 is allowed",
        )),
        (Some(saved), Some(asked)) if saved.seed != asked.seed => Err(Error::argument(format!(
            "config->seed is {}; that of the checkpoint's session, {}, is needed",
            asked.seed, saved.seed
        ))),
        _ => Ok(saved),
    }
}

/// For tests: bytes with the hash that they need behind them.
#[doc(hidden)]
pub fn seal(bytes: &[u8]) -> Vec<u8> {
    let mut writer = bytes::Writer::new(Vec::new());
    let written = writer.values(bytes).and_then(|()| writer.finish());
    written.unwrap_or_default() // a list takes all
}
