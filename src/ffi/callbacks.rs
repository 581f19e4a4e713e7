//! A program's functions, as sessions call them.

use super::event::chroma2_event;
use super::options::{
    chroma2_done_callback, chroma2_event_config, chroma2_hits_callback, chroma2_progress_callback,
};
use super::photons::chroma2_hits;
use super::results;
use super::status::chroma2_status;
use crate::session::{Callbacks, Event, Hits};
use std::ffi::c_void;
use std::ops::Range;
use std::sync::Arc;

/// A caller's pointer on its way to a thread of the library.
#[derive(Clone, Copy)]
pub(super) struct User(pub *mut c_void);

// SAFETY: the callbacks' contract says that they run on other threads.
unsafe impl Send for User {}
// SAFETY: as above.
unsafe impl Sync for User {}

impl User {
    /// It, as its function gets it.
    pub fn pointer(&self) -> *mut c_void {
        self.0
    }
}

struct Address(*mut chroma2_event);

// SAFETY: a number, never followed.
unsafe impl Send for Address {}
// SAFETY: as above.
unsafe impl Sync for Address {}

impl Address {
    fn pointer(&self) -> *mut chroma2_event {
        self.0
    }
}

/// A program's functions for an event, whose times count from `time_offset`.
pub(super) struct Functions {
    pub on_done: chroma2_done_callback,
    pub on_progress: chroma2_progress_callback,
    pub on_hits: chroma2_hits_callback,
    pub user: *mut c_void,
    pub time_offset: f64,
}

/// The callbacks of `config`, for the event of a handle.
pub(super) fn callbacks(config: &chroma2_event_config, handle: *mut chroma2_event) -> Callbacks {
    let chroma2_event_config { on_done, on_progress, on_hits, user, time_offset, .. } = *config;
    callbacks_of(&Functions { on_done, on_progress, on_hits, user, time_offset }, handle)
}

/// Those of `config`, for the event of a handle.
pub(super) fn callbacks_of(config: &Functions, handle: *mut chroma2_event) -> Callbacks {
    let (user, handle) = (User(config.user), Address(handle));
    let mut callbacks = Callbacks::default();
    if let Some(call) = config.on_progress {
        // SAFETY: the caller guarantees its callback.
        callbacks.progress = Some(Box::new(move |done, all| unsafe { call(user.pointer(), done, all) }));
    }
    if let Some(call) = config.on_done {
        callbacks.done = Some(Box::new(move |event: &Arc<Event>| {
            let status = event.results().map_or_else(|error| (&error).into(), |_| chroma2_status::Ok);
            // SAFETY: as above.
            unsafe { call(user.pointer(), handle.pointer(), status) }
        }));
    }
    if let Some(call) = config.on_hits {
        let time_offset = config.time_offset;
        callbacks.hits = Some(Box::new(move |photons: Range<u64>, values: &Hits| {
            let struct_size = size_of::<chroma2_hits>();
            let hits = chroma2_hits { struct_size, ..results::hits_of(values, time_offset) };
            // SAFETY: as above.
            unsafe { call(user.pointer(), photons.start, photons.end, &raw const hits) }
        }));
    }
    callbacks
}
