//! Sessions that go on later, from a file.

use super::arguments::{self, Config};
use super::callbacks::{Functions, callbacks_of};
use super::context::chroma2_context;
use super::event::{chroma2_event, timeout};
use super::geometry::chroma2_geometry;
use super::guard::guard;
use super::handle;
use super::options::{chroma2_done_callback, chroma2_hits_callback, chroma2_progress_callback};
use super::replay::{self, chroma2_event_info};
use super::session::{self, chroma2_session, chroma2_session_config};
use super::status::chroma2_status;
use crate::session::{Callbacks, Event, Session};
use crate::{Error, Result};
use std::ffi::{c_char, c_void};
use std::sync::Arc;

/// Functions of an event that goes on from a checkpoint, as those of chroma2_event_config.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_event_functions {
    /// sizeof(chroma2_event_functions), as the library has set it.
    pub struct_size: usize,
    /// May be NULL.
    pub on_done: chroma2_done_callback,
    /// May be NULL.
    pub on_progress: chroma2_progress_callback,
    /// May be NULL; not of a batch.
    pub on_hits: chroma2_hits_callback,
    /// Given to all of them.
    pub user: *mut c_void,
}

// SAFETY: pointers and numbers without padding, struct_size first, NULL callbacks allowed.
unsafe impl Config for chroma2_event_functions {
    const NAME: &'static str = "chroma2_event_functions";
}

/// Called by chroma2_session_restore, on its thread, with each event that goes on, just before that begins, in the order in
/// which they were submitted. The program owns `event`, to be given to chroma2_event_destroy; `info` says which one it is,
/// and is valid during the call. `functions` are none but what the program sets. It must not throw.
pub type chroma2_restored_callback = Option<
    unsafe extern "C" fn(
        user: *mut c_void,
        event: *mut chroma2_event,
        info: *const chroma2_event_info,
        functions: *mut chroma2_event_functions,
    ),
>;

/// Writes what a session has not done to a file: its events that are not finished, with their photons, sources or steps and
/// all that decides their results, each whole, however far it is; batches whole, too; its next number, where it numbers
/// events; and what tells whether a geometry is the same. chroma2_session_restore goes on from there: results are the same
/// bits as without the file. The session goes on as well. Threads may submit meanwhile: an event is in the file or it is
/// not, and where the session numbers its events those with numbers from the saved one on are not. An event is in it until
/// its on_done has returned, or without that function until its end: the results of events that have ended are to be in a
/// safe place before a job goes on from the file (docs/checkpoint.md), and some of them come again. Invalid state while an
/// event of a geometry that the session had before is not finished. Not in it: cancelled and failed events, telemetry, functions, and
/// submissions that wait for room. Photons in a GPU's memory are refused as an invalid argument. Arrays that are borrowed
/// are copied into the file, and their events do not end before it is written. The file takes the place of another one of
/// that name when it is complete and on the disk: a crash leaves the one or the other. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_session_checkpoint(
    session: *const chroma2_session,
    path: *const c_char,
) -> chroma2_status {
    guard(|| {
        let session = handle::get(session, "session")?;
        // SAFETY: the caller guarantees `path`.
        session.checkpoint(unsafe { arguments::path(path, "path") }?)
    })
}

/// Writes the same and ends the session's work, so that the process may end, as before a batch system's time limit: each
/// event either is in the file and ends as cancelled, even if all its photons are done, or is not and has its results
/// (or was cancelled or has failed by itself); so none is lost and none comes twice. What on_hits was given of an event that
/// is in the file comes again. Nothing can be submitted from then on, which fails as an invalid state, also for those that
/// wait for room. Waits until all events are finished and their functions have returned, at most `timeout_ns` nanoseconds
/// (UINT64_MAX: for ever); a timeout after that, with the file written. After any other error the session goes on as if
/// nothing had been asked; so while an event of a geometry that it had before is not finished: wait for that one, or cancel
/// it, and call again. Not in a signal handler: have that set a flag, or another thread wait for the signal. Invalid state
/// in a callback, and of a session that is suspended. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_session_suspend(
    session: *const chroma2_session,
    path: *const c_char,
    timeout_ns: u64,
) -> chroma2_status {
    guard(|| {
        let session = handle::get(session, "session")?;
        // SAFETY: the caller guarantees `path`.
        session.suspend(unsafe { arguments::path(path, "path") }?, timeout(timeout_ns))
    })
}

/// # Safety
/// `on_event` is as its type says.
unsafe fn register(
    event: &Arc<Event>,
    on_event: chroma2_restored_callback,
    user: *mut c_void,
) -> Result<Callbacks> {
    let call = on_event.ok_or_else(|| {
        Error::argument(
            "on_event is NULL, but the checkpoint has events; a function that takes them is needed",
        )
    })?;
    let handle = handle::insert::<chroma2_event>(Arc::clone(event))?;
    let mut functions = chroma2_event_functions {
        struct_size: size_of::<chroma2_event_functions>(),
        on_done: None,
        on_progress: None,
        on_hits: None,
        user: std::ptr::null_mut(),
    };
    let info = replay::info(event);
    // SAFETY: the caller guarantees it; both structs live during the call.
    unsafe { call(user, handle, &raw const info, &raw mut functions) };
    let chroma2_event_functions { on_done, on_progress, on_hits, user, .. } = functions;
    let functions = Functions { on_done, on_progress, on_hits, user, time_offset: event.time_offset() };
    Ok(callbacks_of(&functions, handle))
}

/// Makes a session that goes on from the file of chroma2_session_checkpoint or chroma2_session_suspend, of another process
/// or machine, with any processor, GPU or number of threads: its events begin anew, whatever the limits of this session
/// are, and it gives the next number. `geometry` has the digest of the one before. `config` may be NULL for all defaults, and
/// another one than before; where the checkpoint's session numbered its events this one does, too: number_events is 0, or 1
/// with the same seed, and first_event_id is not used. `on_event` is called with each event and `user`; it may be NULL where
/// the file has no events. An event that was to be propagated by a GPU goes to the processor where there is none. The caller
/// owns *session, to be given to chroma2_session_destroy. Fails as a file's format where the file is damaged or of another
/// version of the library, as an invalid argument where the geometry is another one (the message has both digests), and as
/// chroma2_session_create and chroma2_session_submit do; before on_event is called the whole file is checked, and where a
/// later error comes, the events given to the program end as cancelled or failed. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_session_restore(
    context: *const chroma2_context,
    geometry: *const chroma2_geometry,
    config: *const chroma2_session_config,
    path: *const c_char,
    on_event: chroma2_restored_callback,
    user: *mut c_void,
    session: *mut *mut chroma2_session,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(session.cast_const(), "session")?;
        let context = handle::get(context, "context")?;
        let stage = handle::get(geometry, "geometry")?.committed()?;
        // SAFETY: the caller guarantees `config` and `path`.
        let (config, path) =
            unsafe { (arguments::config(config, "config")?, arguments::path(path, "path")?) };
        let options = session::options_of(&config)?;
        let made = Session::restore(context, stage, options, path, |event| {
            // SAFETY: the caller guarantees its function.
            unsafe { register(event, on_event, user) }
        })?;
        session::observe(&made, &config)?;
        // SAFETY: the caller guarantees `session`.
        unsafe { arguments::write(session, handle::insert(made)?, "session") }
    })
}

/// Writes the number that a session will give to the next event: a program that goes on from a checkpoint goes on with its
/// input there. Invalid state where the session does not number events. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_session_next_event_id(
    session: *const chroma2_session,
    event_id: *mut u64,
) -> chroma2_status {
    guard(|| {
        let numbering = handle::get(session, "session")?.numbering().ok_or_else(|| {
            Error::InvalidState("session: does not number events; config->number_events was 0".into())
        })?;
        // SAFETY: the caller guarantees `event_id`.
        unsafe { arguments::write(event_id, numbering.next, "event_id") }
    })
}
