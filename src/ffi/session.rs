//! Sessions: submission, drain, telemetry.

use super::arguments::{self, Config};
use super::callbacks::User;
use super::context::chroma2_context;
use super::event::{chroma2_event, timeout};
use super::geometry::chroma2_geometry;
use super::given_photons;
use super::guard::guard;
use super::handle::{self, Handle};
use super::options::{self, chroma2_event_config};
use super::photons::chroma2_photons;
use super::status::chroma2_status;
use super::telemetry::{self, chroma2_telemetry, chroma2_telemetry_callback};
use crate::Result;
use crate::session::{Numbering, Placement, Session, SessionOptions};
use std::ffi::{c_char, c_void};
use std::sync::Arc;
use std::time::Duration;

/// A context and a committed geometry that take events. It keeps both alive, and events keep it alive.
/// Several threads may submit to one at once.
pub struct chroma2_session {
    _private: [u8; 0],
}

impl Handle for chroma2_session {
    type Object = Session;
    const NAME: &'static str = "chroma2_session";
}

/// How to make a session. All zero but struct_size is right for most programs.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_session_config {
    /// sizeof(chroma2_session_config).
    pub struct_size: usize,
    /// Most photons that unfinished events may have together: a submission above it waits for room, or
    /// fails as a timeout where the event's no_wait is 1, its submit_timeout_ns is over, or a callback submits. Those
    /// that wait go in by priority, and by turns among equals. An event that alone has
    /// more is taken when there is no other. 0: no limit.
    pub max_queued_photons: u64,
    /// Photons that a thread takes at a time, at most 1048576; 0: chosen by the library. Results do not
    /// depend on it.
    pub chunk_photons: u32,
    /// A chroma2_placement: where events are propagated that do not say so. 0: as CHROMA2_PLACEMENT in the
    /// environment says ("auto", "processor" or "device"), else where each is done first.
    pub placement: u32,
    /// Most unfinished events, as max_queued_photons; 0: no limit.
    pub max_queued_events: u64,
    /// Milliseconds between calls of on_telemetry; 0: 1000.
    pub telemetry_interval_ms: u32,
    /// 1: a GPU measures with its own clock how long its stages take (chroma2_telemetry); it does so during a trace in
    /// any case. On the processor this changes nothing.
    pub device_timing: u32,
    /// May be NULL. Called until the session is destroyed: once chroma2_session_destroy returns it is not running and
    /// will not be called again, unless it was the one who called that.
    pub on_telemetry: chroma2_telemetry_callback,
    /// Given to it.
    pub telemetry_user: *mut c_void,
    /// 1: the session gives its events their numbers, one after another in the order in which submissions are taken in
    /// (a batch takes as many as it has events), and its seed; seed and event_id of an event's config are 0 then, and
    /// chroma2_event_get_info tells what it got. chroma2_session_checkpoint saves the next one.
    pub number_events: u32,
    /// 0.
    pub reserved: u32,
    /// Of its events, where number_events is 1.
    pub seed: u64,
    /// Number of the first event, where number_events is 1.
    pub first_event_id: u64,
}

// SAFETY: pointers and numbers without padding, struct_size first, NULL callbacks allowed.
unsafe impl Config for chroma2_session_config {
    const NAME: &'static str = "chroma2_session_config";
    const RESERVED: &'static [usize] = &[std::mem::offset_of!(Self, reserved)];
}

/// What a config asks of a session.
pub(super) fn options_of(config: &chroma2_session_config) -> Result<SessionOptions> {
    let limit = |most: u64| (most > 0).then_some(most);
    let numbers = arguments::switch(config.number_events, "config->number_events")?;
    if !numbers {
        let why = "number_events is 0";
        arguments::unused(config.seed, "config->seed", why)?;
        arguments::unused(config.first_event_id, "config->first_event_id", why)?;
    }
    Ok(SessionOptions {
        limit: limit(config.max_queued_photons),
        events: limit(config.max_queued_events),
        placement: Placement::of(config.placement, "config->placement")?,
        chunk: config.chunk_photons.into(),
        numbering: numbers.then_some(Numbering { seed: config.seed, next: config.first_event_id }),
    })
}

/// Begins what tells of a session.
pub(super) fn observe(session: &Arc<Session>, config: &chroma2_session_config) -> Result<()> {
    session.time_device(arguments::switch(config.device_timing, "config->device_timing")?);
    let Some(call) = config.on_telemetry else {
        let why = "config->on_telemetry is NULL";
        return arguments::unused(config.telemetry_interval_ms, "config->telemetry_interval_ms", why);
    };
    let interval = if config.telemetry_interval_ms == 0 { 1000 } else { config.telemetry_interval_ms };
    let user = User(config.telemetry_user);
    session.on_telemetry(Duration::from_millis(interval.into()), move |snapshot| {
        // SAFETY: the caller guarantees its callback.
        unsafe { call(user.pointer(), &telemetry::of(snapshot)) }
    })
}

/// Makes a session. `config` may be NULL for all defaults. The caller owns *session, to be given to
/// chroma2_session_destroy. Invalid state where the geometry is not committed. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_session_create(
    context: *const chroma2_context,
    geometry: *const chroma2_geometry,
    config: *const chroma2_session_config,
    session: *mut *mut chroma2_session,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(session.cast_const(), "session")?;
        let context = handle::get(context, "context")?;
        let stage = handle::get(geometry, "geometry")?.committed()?;
        // SAFETY: the caller guarantees `config`.
        let config = unsafe { arguments::config(config, "config") }?;
        let made = Session::new(context, stage, options_of(&config)?)?;
        observe(&made, &config)?;
        // SAFETY: the caller guarantees `session`.
        unsafe { arguments::write(session, handle::insert(made)?, "session") }
    })
}

/// Gives a session up; NULL is fine. Its events go on, and this does not wait for them; but for a call of on_telemetry
/// that is under way, and for the end of its trace's file. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_session_destroy(session: *mut chroma2_session) -> chroma2_status {
    guard(|| {
        if let Some(session) = handle::release(session, "session")? {
            session.close();
        }
        Ok(())
    })
}

/// Submits photons and returns when they are queued (and copied, unless config->borrow is 1). `config`
/// may be NULL for all defaults. The photons' times are counted from config->time_offset. The caller owns *event, to be given to chroma2_event_destroy. Photons
/// that have a terminal flag are left as they are; one with a number that is not finite, or a wavelength
/// that is not positive, ends with CHROMA2_FLAG_NAN_ABORT. Fails as an invalid argument (the message
/// names it), out of memory, or a timeout where the queue is full. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_session_submit(
    session: *const chroma2_session,
    photons: *const chroma2_photons,
    config: *const chroma2_event_config,
    event: *mut *mut chroma2_event,
) -> chroma2_status {
    guard(|| {
        let session = handle::get(session, "session")?;
        arguments::aligned(photons, "photons")?;
        // SAFETY: the caller guarantees `photons` and `config`.
        let (photons, config) =
            unsafe { (arguments::config(photons, "photons")?, arguments::config(config, "config")?) };
        let borrow = arguments::switch(config.borrow, "config->borrow")?;
        // SAFETY: the caller guarantees the arrays, until the event is done where borrowed.
        let light = unsafe { given_photons::light(&session, &photons, borrow) }?;
        // SAFETY: the caller guarantees `config` and `event`.
        unsafe { options::submit(&session, session.stage(), light, &config, event) }
    })
}

/// Gives a session another committed geometry, mostly a revision of the one that it has (chroma2_geometry_revise), for
/// what is submitted from now on. Events that were submitted before end with the geometry that they were submitted
/// with, which they keep alive until they are done; nothing waits for them. Of a revision a GPU gets only what differs.
/// Invalid state where the geometry is not committed; where this fails the session stays as it was. Medium changes are
/// those of all events, by the numbers that each one's geometry has. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_session_set_geometry(
    session: *const chroma2_session,
    geometry: *const chroma2_geometry,
) -> chroma2_status {
    guard(|| {
        let session = handle::get(session, "session")?;
        session.set_scene(handle::get(geometry, "geometry")?.committed()?)
    })
}

/// Waits until all events submitted so far are finished, at most `timeout_ns` nanoseconds (0: only
/// looks; UINT64_MAX: for ever). How each of them ended is told by its own wait. Timeout while there is
/// one; invalid state in a callback. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_session_drain(session: *const chroma2_session, timeout_ns: u64) -> chroma2_status {
    guard(|| handle::get(session, "session")?.drain(timeout(timeout_ns)))
}

/// Writes what a session did and has to do; telemetry->struct_size must be set. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_session_get_telemetry(
    session: *const chroma2_session,
    telemetry: *mut chroma2_telemetry,
) -> chroma2_status {
    guard(|| {
        let session = handle::get(session, "session")?;
        session.here()?;
        let value = telemetry::of(&session.snapshot());
        // SAFETY: the caller guarantees `telemetry`.
        unsafe { arguments::write_struct(telemetry, &value, "telemetry") }
    })
}

/// Writes all of that in the text format of Prometheus (version 0.0.4), NUL-terminated, and to *needed how many bytes that
/// takes, the NUL included. With `buffer` NULL it only tells these. Fails as an invalid argument where `size`, the bytes
/// of `buffer`, is less; the text may have grown since it was asked for: 16384 are enough at any time. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_session_telemetry_text(
    session: *const chroma2_session,
    buffer: *mut c_char,
    size: u64,
    needed: *mut u64,
) -> chroma2_status {
    guard(|| {
        let session = handle::get(session, "session")?;
        session.here()?;
        let text = session.telemetry_text();
        // SAFETY: the caller guarantees `size` bytes and `needed`.
        unsafe { arguments::write_text(&text, buffer, size, needed) }
    })
}
