//! Options of events.

use super::arguments::{self, Config};
use super::callbacks::callbacks;
use super::event::{chroma2_event, timeout};
use super::handle;
use super::photons::chroma2_hits;
use super::status::chroma2_status;
use crate::session::{Batch, Callbacks, Event, EventOptions, Light, Placement, Recording, Session, Stage};
use crate::{Error, Result};
use std::ffi::c_void;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What an event is to give, as bits of chroma2_event_config.want.
#[repr(u32)]
pub enum chroma2_want {
    /// The summary, which every event has: alone, nothing else.
    Summary = 1,
    /// Detected photons that have a channel.
    Hits = 2,
    /// End states of all photons.
    Photons = 4,
    /// Hits in the memory of the session's GPU; see chroma2_event_get_device_hits.
    DeviceHits = 8,
    /// With photons of steps: chroma2_event_find_steps is to tell the steps of photons. Costs 24 bytes a step.
    Steps = 16,
}

/// Called once by a worker thread when an event has ended and its results can be read, before waits for
/// it return; `status` is what those will give. `event` is the handle that the submission gives, maybe
/// before it gives it; after chroma2_event_destroy it is a dead one. It may submit, but not wait for
/// other events. It must not throw.
pub type chroma2_done_callback =
    Option<unsafe extern "C" fn(user: *mut c_void, event: *mut chroma2_event, status: chroma2_status)>;

/// Called by worker threads now and then, one at a time, with the photons that came to their end, and at
/// the end with all of them. It may cancel the event. It must not throw.
pub type chroma2_progress_callback =
    Option<unsafe extern "C" fn(user: *mut c_void, photons_done: u64, photons: u64)>;

/// Called by worker threads while an event runs, one at a time, with the hits among its photons `first` to before
/// `last` (indices in the event), which are valid during the call; NULL columns where there are none. The first call
/// begins with the event's first photon, and each begins where the one before has ended: all of them together give what
/// chroma2_event_get_hits does, bit for bit. Of an event that is cancelled or fails they are its first photons, as far
/// as all of these came to their end. They come before the completion callback. While a call runs the event goes a
/// few parts of its work ahead and then waits, and other events go on; so a slow function holds its event up,
/// not memory. It may cancel the event, after which calls for photons that are done may follow. It may submit, but not
/// wait. It must not throw.
pub type chroma2_hits_callback =
    Option<unsafe extern "C" fn(user: *mut c_void, first: u64, last: u64, hits: *const chroma2_hits)>;

/// What becomes of a photon where it may be absorbed or detected. With weights, sums of weights mean something
/// and counts do not. A photon whose weight has fallen to 10^-4 is absorbed by chance again, so that no light
/// goes on for ever. Structs take it as uint32_t.
#[repr(u32)]
pub enum chroma2_weight_mode {
    /// It is absorbed or detected by chance, whole.
    None = 0,
    /// Absorption lowers its weight instead, and a surface that detects at all detects every photon and
    /// multiplies its weight by the probability of that (as legacy Chroma): the light ends there, and none of
    /// it is reflected or passed, so detected_weight is too small where reflected light would come to a
    /// detector later.
    Detecting = 1,
    /// Absorption lowers its weight instead (survival biasing); what a surface detects is left to chance, so
    /// that light which it reflects or passes is followed, and the mean of detected_weight is that of the
    /// photons detected without weights.
    Surviving = 2,
}

/// At which velocity light travels in a material. Structs take it as uint32_t.
#[repr(u32)]
pub enum chroma2_velocity {
    /// The group velocity: that of a pulse, which a detector sees (CHROMA2_MATERIAL_PROPERTY_GROUP_VELOCITY).
    Group = 0,
    /// The phase velocity, c / refractive index (as legacy Chroma): earlier by a few percent in water.
    Phase = 1,
}

pub use crate::session::Placement as chroma2_placement;

/// Options of an event. All zero but struct_size is right for most programs.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_event_config {
    /// sizeof(chroma2_event_config).
    pub struct_size: usize,
    /// With event_id and the photons' indices, decides every random number: events of the same seed, event_id
    /// and indices get the same ones. Give each event an event_id of its own.
    pub seed: u64,
    /// Number of the event. 0, as seed, where the session numbers its events (number_events of its config).
    pub event_id: u64,
    /// Index in the event of the first photon. An event may be submitted in parts, by several threads or
    /// programs: the union of the results is that of the whole.
    pub first_index: u64,
    /// Steps, of a secondary photon those of its ancestors included, after which a photon ends with
    /// CHROMA2_FLAG_STEP_LIMIT; 0: 1000.
    pub max_steps: u32,
    /// A chroma2_weight_mode; 0: photons are absorbed.
    pub weight_mode: u32,
    /// Time in ns, from time_offset, after which a photon ends with CHROMA2_FLAG_TIME_LIMIT (see there for
    /// delayed reemissions); what happens at this very time still does. 0: none.
    pub max_time: f32,
    /// On the first step: 1 forces a scatter, -1 forbids one, and the weight is multiplied by the probability
    /// of that, with any weight_mode; 0 leaves it to chance.
    pub scatter_first: i32,
    /// Bits of chroma2_want; 0: hits.
    pub want: u32,
    /// 1: the photons' arrays are not copied and must stay as they are until the event is done, also
    /// where it is cancelled or its handle is destroyed before. Photons of a source or of steps, which have no arrays, are
    /// made in any case: 1 changes nothing for them.
    pub borrow: u32,
    /// 1: a full queue makes the submission fail as a timeout, rather than wait for room (at most
    /// submit_timeout_ns).
    pub no_wait: u32,
    /// 0.
    pub reserved: u32,
    /// Number of photons, from the submission's first one on, whose steps are recorded.
    pub record_first: u64,
    /// Further photons to record, by their index in the event; copied.
    pub record_indices: *const u64,
    /// Entries of record_indices.
    pub record_count: u64,
    /// May be NULL.
    pub on_done: chroma2_done_callback,
    /// May be NULL.
    pub on_progress: chroma2_progress_callback,
    /// Given to all callbacks.
    pub user: *mut c_void,
    /// Time in ns that all times of the event are counted from: those of its photons or its source,
    /// max_time, and those of its results, which give it back. So an event at 10^9 ns keeps what lies
    /// picoseconds apart, which times of 32 bits alone would round to 64 ns. Nothing else depends on it.
    pub time_offset: f64,
    /// A chroma2_velocity; 0: the group velocity.
    pub velocity: u32,
    /// A chroma2_placement: where the event is propagated. 0: as the session's says.
    pub placement: u32,
    /// From -2 to 2; higher ones first, 0 for most events. Worker threads, of a processor and of a GPU, take the
    /// next part of an event of the highest priority, in turn among equals, and what runs on a GPU is not interrupted.
    /// A submission that waits for room goes before those of lower ones. So that nothing waits for ever, what waits
    /// gets one turn in 17 at least, whatever its priority is. Results do not depend on it.
    pub priority: i32,
    /// 0.
    pub reserved_2: u32,
    /// Nanoseconds that the submission waits for room in a full queue, after which it fails as a timeout and nothing is
    /// submitted; 0: for ever. Not with no_wait.
    pub submit_timeout_ns: u64,
    /// May be NULL. Hits that `want` does not name are given up after the call, so that an event of any size takes little
    /// memory; where it names them, calls take no memory of their own.
    pub on_hits: chroma2_hits_callback,
    /// The program's own number for the event, given back by chroma2_event_get_info: also of an event that
    /// chroma2_session_restore has brought back. Nothing depends on it.
    pub tag: u64,
    /// 1: the photons, or the steps that make them, stay with the event until it is destroyed, for
    /// chroma2_event_replay. An event of one source can be replayed in any case. Not with borrow.
    pub keep_light: u32,
    /// 0.
    pub reserved_3: u32,
    /// May be NULL. For a submission that waits for room by several calls of a submit_timeout_ns each, so that it can be given
    /// up in between, and keeps its place among those that wait: 0 at first; a call that ends as a timeout after it has waited
    /// writes its place there, with which the next one, of the same session and priority, goes on from it.
    pub submit_turn: *mut u64,
}

// SAFETY: pointers and numbers without padding, struct_size first, NULL callbacks allowed.
unsafe impl Config for chroma2_event_config {
    const NAME: &'static str = "chroma2_event_config";
    const RESERVED: &'static [usize] = &[
        std::mem::offset_of!(Self, reserved),
        std::mem::offset_of!(Self, reserved_2),
        std::mem::offset_of!(Self, reserved_3),
    ];
}

/// # Safety
/// record_indices has record_count entries.
unsafe fn options(config: &chroma2_event_config, photons: u64) -> Result<EventOptions> {
    // More indices than photons would name some twice, or are a wrong count.
    arguments::limit(config.record_count, photons, "config->record_count")?;
    use chroma2_want::{DeviceHits, Hits, Photons, Steps, Summary};
    let all = Summary as u32 | Hits as u32 | Photons as u32 | DeviceHits as u32 | Steps as u32;
    if config.want & !all != 0 {
        return Err(Error::argument(format!(
            "config->want is {:#x}; bits of chroma2_want, {all:#x} together, are allowed",
            config.want
        )));
    }
    let wanted = |bit: chroma2_want| config.want & bit as u32 != 0;
    let no_wait = arguments::switch(config.no_wait, "config->no_wait")?;
    if no_wait {
        arguments::unused(config.submit_timeout_ns, "config->submit_timeout_ns", "no_wait is 1")?;
    }
    // SAFETY: the caller guarantees it.
    let indices =
        unsafe { arguments::slice(config.record_indices, config.record_count, "config->record_indices") }?;
    Ok(EventOptions {
        seed: config.seed,
        event_id: config.event_id,
        first_index: config.first_index,
        max_steps: config.max_steps,
        max_time: config.max_time,
        time_offset: config.time_offset,
        weight_mode: config.weight_mode,
        scatter_first: config.scatter_first,
        velocity: config.velocity,
        hits: config.want == 0 || wanted(Hits),
        device_hits: wanted(DeviceHits),
        photons: wanted(Photons),
        steps: wanted(Steps),
        record: Recording {
            first: config.record_first,
            indices: crate::memory::copied(indices, "config->record_indices")?,
        },
        placement: Placement::of(config.placement, "config->placement")?,
        no_wait,
        submit_timeout: if config.submit_timeout_ns == 0 { None } else { timeout(config.submit_timeout_ns) },
        priority: config.priority,
        tag: config.tag,
        keep_light: arguments::switch(config.keep_light, "config->keep_light")?,
        again: false,
        submit_turn: if config.submit_turn.is_null() {
            None
        } else {
            // SAFETY: the caller guarantees it.
            let turn = unsafe { arguments::slice(config.submit_turn, 1, "config->submit_turn") }?[0];
            Some(Arc::new(AtomicU64::new(turn)))
        },
    })
}

/// Submits by `start`, which gets the options of `config` and what registers its handle, and writes that.
///
/// # Safety
/// The pointers in `config` are as its comment says; a non-NULL `event` is writable.
unsafe fn submit_by(
    photons: u64,
    config: &chroma2_event_config,
    event: *mut *mut chroma2_event,
    start: impl FnOnce(EventOptions, Register<'_>) -> Result<Arc<Event>>,
) -> Result<()> {
    arguments::aligned(event.cast_const(), "event")?;
    // SAFETY: the caller guarantees it.
    let options = unsafe { options(config, photons) }?;
    let turn = options.submit_turn.clone();
    let mut handle = std::ptr::null_mut();
    let submitted = start(
        options,
        Box::new(|made| {
            handle = handle::insert::<chroma2_event>(Arc::clone(made))?;
            Ok(callbacks(config, handle))
        }),
    );
    if let Err(error) = submitted {
        handle::release(handle, "event")?; // NULL where it did not get so far
        if let (Some(turn), Error::Timeout(_)) = (turn, &error) {
            // SAFETY: the caller guarantees it.
            unsafe {
                arguments::write(config.submit_turn, turn.load(Ordering::Relaxed), "config->submit_turn")
            }?;
        }
        return Err(error);
    }
    // SAFETY: the caller guarantees it.
    unsafe { arguments::write(event, handle, "event") }
}

type Register<'a> = Box<dyn FnOnce(&Arc<Event>) -> Result<Callbacks> + 'a>;

/// Submits light with the options of `config` and writes the event's handle. `stage`: the session's geometry when the
/// light was made.
///
/// # Safety
/// As for [`submit_by`].
pub(super) unsafe fn submit(
    session: &Arc<Session>,
    stage: Arc<Stage>,
    light: Light,
    config: &chroma2_event_config,
    event: *mut *mut chroma2_event,
) -> Result<()> {
    let photons = light.count();
    // SAFETY: the caller guarantees it.
    unsafe {
        submit_by(photons, config, event, |options, register| {
            session.submit_on(stage, light, options, register)
        })
    }
}

/// As [`submit`], many events.
///
/// # Safety
/// As for [`submit_by`].
pub(super) unsafe fn submit_batch(
    session: &Arc<Session>,
    stage: Arc<Stage>,
    batch: Batch,
    config: &chroma2_event_config,
    event: *mut *mut chroma2_event,
) -> Result<()> {
    let photons = batch.photons();
    // SAFETY: the caller guarantees it.
    unsafe {
        submit_by(photons, config, event, |options, register| {
            session.submit_batch_on(stage, batch, options, register)
        })
    }
}

/// Whether the steps of photons are wanted.
pub(super) fn wants_steps(config: &chroma2_event_config) -> bool {
    config.want & chroma2_want::Steps as u32 != 0
}
