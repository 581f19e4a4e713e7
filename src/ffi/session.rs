//! Sessions: submission, drain, telemetry.

use super::arguments::{self, Config};
use super::context::chroma2_context;
use super::event::{chroma2_event, timeout};
use super::geometry::chroma2_geometry;
use super::given_photons;
use super::guard::guard;
use super::handle::{self, Handle};
use super::options::{self, chroma2_event_config};
use super::photons::chroma2_photons;
use super::status::chroma2_status;
use crate::session::{Placement, Session, SessionOptions};

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
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_session_config {
    const NAME: &'static str = "chroma2_session_config";
}

/// What a session did and has to do.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_telemetry {
    /// sizeof(chroma2_telemetry).
    pub struct_size: usize,
    /// Events submitted and not finished.
    pub events_queued: u64,
    /// Their photons.
    pub photons_queued: u64,
    /// Events finished, cancelled and failed ones included.
    pub events_done: u64,
    /// Photons of those that came to their end.
    pub photons_done: u64,
    /// Seconds during which there was an unfinished event.
    pub busy_seconds: f64,
    /// photons_done / busy_seconds; 0 before the first event.
    pub photons_per_second: f64,
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_telemetry {
    const NAME: &'static str = "chroma2_telemetry";
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
        let limit = |most: u64| (most > 0).then_some(most);
        let options = SessionOptions {
            limit: limit(config.max_queued_photons),
            events: limit(config.max_queued_events),
            placement: Placement::of(config.placement, "config->placement")?,
            chunk: config.chunk_photons.into(),
        };
        let made = handle::insert(Session::new(context, stage, options)?)?;
        // SAFETY: the caller guarantees `session`.
        unsafe { arguments::write(session, made, "session") }
    })
}

/// Gives a session up; NULL is fine. Returns at once: its events go on. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_session_destroy(session: *mut chroma2_session) -> chroma2_status {
    guard(|| handle::release(session, "session").map(drop))
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
        unsafe { options::submit(&session, light, &config, event) }
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
        let now = handle::get(session, "session")?.telemetry();
        let busy = now.busy.as_secs_f64();
        let value = chroma2_telemetry {
            struct_size: 0,
            events_queued: now.events_queued,
            photons_queued: now.photons_queued,
            events_done: now.events_done,
            photons_done: now.photons_done,
            busy_seconds: busy,
            photons_per_second: if busy > 0.0 { now.photons_done as f64 / busy } else { 0.0 },
        };
        // SAFETY: the caller guarantees `telemetry`.
        unsafe { arguments::write_struct(telemetry, &value, "telemetry") }
    })
}
