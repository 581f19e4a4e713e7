//! Many events of one submission.

use super::arguments::{self, Config};
use super::event::{chroma2_event, chroma2_summary, summary};
use super::given_photons;
use super::guard::guard;
use super::handle;
use super::options::{self, chroma2_event_config};
use super::photons::chroma2_photons;
use super::session::chroma2_session;
use super::source::{self, chroma2_source};
use super::status::chroma2_status;
use super::steps::{self, chroma2_steps};
use crate::session::{Batch, BatchEvent, BatchResults, Event, Light, MOST_EVENTS, Session, Stage};
use crate::{Error, Result, memory};
use std::sync::Arc;

/// Many events: their photons are of sources, one for each; or of arrays or of steps, in which `offsets` says which ones
/// each event has. One of the three is given.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_batch {
    /// sizeof(chroma2_batch).
    pub struct_size: usize,
    /// Number of events.
    pub count: u64,
    /// One source for each event; else NULL.
    pub sources: *const chroma2_source,
    /// Bytes between two of them; 0: sizeof(chroma2_source) of this version.
    pub source_size: usize,
    /// The photons of all events; else NULL.
    pub photons: *const chroma2_photons,
    /// The steps of all events, without first_photon and photon_count; else NULL.
    pub steps: *const chroma2_steps,
    /// Of photons or steps: the first one of each event, and the number of all at the end: count + 1 entries that
    /// begin with 0 and never fall. NULL with sources.
    pub offsets: *const u64,
    /// Numbers of the events; NULL: config->event_id, and each the next (2^64 - 1 is followed by 0). NULL, as the seeds,
    /// where the session numbers its events.
    pub event_ids: *const u64,
    /// Their seeds; NULL: config->seed for all.
    pub seeds: *const u64,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_batch {
    const NAME: &'static str = "chroma2_batch";
}

/// What the events of a batch give.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_batch_results {
    /// sizeof(chroma2_batch_results).
    pub struct_size: usize,
    /// Number of events.
    pub count: u64,
    /// Place of the first hit of each event in the arrays of chroma2_event_get_hits, and the number of all hits at the
    /// end: count + 1 entries. They belong to the event and are valid until it is destroyed.
    pub hit_offsets: *const u64,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_batch_results {
    const NAME: &'static str = "chroma2_batch_results";
}

/// An array of numbers that may be missing.
///
/// # Safety
/// It has `count` entries.
unsafe fn numbers<'a>(array: *const u64, count: u64, name: &str) -> Result<Option<&'a [u64]>> {
    match array.is_null() {
        true => Ok(None),
        // SAFETY: the caller guarantees it.
        false => unsafe { arguments::slice(array, count, name) }.map(Some),
    }
}

/// The offsets of events in `all` photons or steps.
///
/// # Safety
/// They are as their comment says.
unsafe fn offsets<'a>(batch: &chroma2_batch, all: u64, of: &str) -> Result<&'a [u64]> {
    // SAFETY: the caller guarantees it.
    let offsets = unsafe { arguments::slice(batch.offsets, batch.count + 1, "batch->offsets") }?;
    let wrong = |i: usize, what: String| {
        Err(Error::argument(format!("batch->offsets[{i}] is {}; {what}", offsets[i])))
    };
    if offsets[0] != 0 {
        return wrong(0, "0 is needed".into());
    }
    if let Some(i) = (1..offsets.len()).find(|&i| offsets[i] < offsets[i - 1]) {
        return wrong(i, format!("at least {}, that of the event before, is needed", offsets[i - 1]));
    }
    let last = offsets.len() - 1;
    if offsets[last] != all {
        return wrong(last, format!("the number of all {of}, {all}, is needed"));
    }
    Ok(offsets)
}

/// What the events are of: lights, and for each event its light's number and the range of its photons.
type Parts = (Vec<Light>, Vec<(usize, std::ops::Range<u64>)>);

/// # Safety
/// The batch is as its comment says.
unsafe fn of_sources(batch: &chroma2_batch) -> Result<Parts> {
    let count = batch.count as usize;
    let (mut lights, mut ranges) =
        (memory::room(count, "batch->sources")?, memory::room(count, "batch->sources")?);
    let names = ["batch->sources", "batch->source_size"];
    // SAFETY: the caller guarantees the array.
    let all = unsafe { steps::Array::new(batch.sources, batch.count, batch.source_size, names) }?;
    for i in 0..batch.count {
        let name = format!("batch->sources[{i}]");
        // SAFETY: there are so many; the caller guarantees their spectra.
        let light = unsafe {
            let of = arguments::config(all.address(i), &name)?;
            source::light(&of).map_err(|error| crate::steps::within(error, &name))?
        };
        ranges.push((lights.len(), 0..light.count()));
        lights.push(light);
    }
    Ok((lights, ranges))
}

/// # Safety
/// As above; the photons stay as they are until the event is done if `borrow`.
unsafe fn of_photons(batch: &chroma2_batch, session: &Session, borrow: bool) -> Result<Parts> {
    // SAFETY: the caller guarantees all of it.
    let (photons, light) = unsafe {
        let photons = arguments::config(batch.photons, "batch->photons")?;
        (photons, given_photons::light(session, &photons, borrow)?)
    };
    // SAFETY: as above.
    let offsets = unsafe { offsets(batch, photons.count, "photons") }?;
    let mut ranges = memory::room(batch.count as usize, "batch->offsets")?;
    ranges.extend(offsets.windows(2).map(|ends| (0, ends[0]..ends[1])));
    Ok((vec![light], ranges))
}

/// # Safety
/// As above.
unsafe fn of_steps(batch: &chroma2_batch, session: &Session, stage: &Stage) -> Result<Parts> {
    // SAFETY: the caller guarantees all of it.
    let (list, light) = unsafe {
        let list = arguments::config(batch.steps, "batch->steps")?;
        for (given, name) in [(list.first_photon, "first_photon"), (list.photon_count, "photon_count")] {
            arguments::unused(
                given,
                &format!("batch->steps->{name}"),
                "the events have all photons of their steps",
            )?;
        }
        (list, steps::light(session, stage, &list, false)?)
    };
    // SAFETY: as above.
    let offsets = unsafe { offsets(batch, list.count, "steps") }?;
    let Light::Steps(of) = &light else { return Err(Error::Internal("steps that are none".into())) };
    let photons_before = |step: u64| if step == 0 { 0 } else { of.places.ends[step as usize - 1] };
    let mut ranges = memory::room(batch.count as usize, "batch->offsets")?;
    ranges.extend(offsets.windows(2).map(|ends| (0, photons_before(ends[0])..photons_before(ends[1]))));
    Ok((vec![light], ranges))
}

/// # Safety
/// The batch is as its comment says; photons stay as they are until the event is done if they are borrowed.
unsafe fn read(
    batch: &chroma2_batch,
    session: &Arc<Session>,
    stage: &Stage,
    config: &chroma2_event_config,
) -> Result<Batch> {
    arguments::limit(batch.count, MOST_EVENTS, "batch->count")?;
    let borrow = arguments::switch(config.borrow, "config->borrow")?;
    let given = [!batch.sources.is_null(), !batch.photons.is_null(), !batch.steps.is_null()];
    if batch.sources.is_null() {
        arguments::unused(batch.source_size, "batch->source_size", "there are no sources")?;
    }
    if !batch.event_ids.is_null() {
        arguments::unused(config.event_id, "config->event_id", "batch->event_ids are given")?;
    }
    if !batch.seeds.is_null() {
        arguments::unused(config.seed, "config->seed", "batch->seeds are given")?;
    }
    if borrow && batch.photons.is_null() {
        return Err(Error::argument(
            "config->borrow is 1, but the batch has no arrays of photons; 0 is allowed",
        ));
    }
    let (lights, ranges) = match given {
        [true, false, false] => {
            if !batch.offsets.is_null() {
                return Err(Error::argument(
                    "batch->offsets are given, but each event has a source; NULL is allowed",
                ));
            }
            // SAFETY: the caller guarantees it, as in the next cases.
            unsafe { of_sources(batch) }?
        }
        // SAFETY: as above.
        [false, true, false] => unsafe { of_photons(batch, session, borrow) }?,
        // SAFETY: as above.
        [false, false, true] => unsafe { of_steps(batch, session, stage) }?,
        [false, false, false] if batch.count == 0 => (Vec::new(), Vec::new()),
        _ => {
            let number = given.iter().filter(|given| **given).count();
            return Err(Error::argument(format!(
                "batch: {number} of sources, photons and steps are given; one of them is needed"
            )));
        }
    };
    // SAFETY: as above.
    let (ids, seeds) = unsafe {
        (
            numbers(batch.event_ids, batch.count, "batch->event_ids")?,
            numbers(batch.seeds, batch.count, "batch->seeds")?,
        )
    };
    let mut events = memory::room(ranges.len(), "events of a batch")?;
    for (i, (light, range)) in ranges.into_iter().enumerate() {
        events.push(BatchEvent {
            light,
            range,
            seed: seeds.map_or(config.seed, |seeds| seeds[i]),
            event_id: ids.map_or(config.event_id.wrapping_add(i as u64), |ids| ids[i]),
        });
    }
    Ok(Batch { lights, events })
}

/// Submits many events with the same options, which cost less together than one by one, and returns when they are
/// queued. They give one *event, to be given to chroma2_event_destroy by the caller, who waits for all of them, cancels all of
/// them and hears of their end together: its summary is the sum, and its hits are those of all events in their order, each with
/// its event's number (chroma2_event_get_batch says which are whose). Each event's photons are what they are in an event of its
/// own with that seed and number: photon i of an event has index config->first_index + i. Wanted may be hits and the summary;
/// on_hits is refused, since hits come at the end of all, and so is what records or finds steps. For limits, telemetry and traces
/// it is one event. `config` may be NULL for all defaults; its placement is that of all. Fails as chroma2_session_submit does. Any
/// thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_session_submit_batch(
    session: *const chroma2_session,
    batch: *const chroma2_batch,
    config: *const chroma2_event_config,
    event: *mut *mut chroma2_event,
) -> chroma2_status {
    guard(|| {
        let session = handle::get(session, "session")?;
        arguments::aligned(batch, "batch")?;
        arguments::aligned(event.cast_const(), "event")?;
        // SAFETY: the caller guarantees all of it.
        unsafe {
            let (of, config) = (arguments::config(batch, "batch")?, arguments::config(config, "config")?);
            let stage = session.stage();
            let batch = read(&of, &session, &stage, &config)?;
            options::submit_batch(&session, stage, batch, &config, event)
        }
    })
}

fn batch_of(event: &Event) -> Result<&BatchResults> {
    event.results()?.batch.as_ref().ok_or_else(|| {
        Error::InvalidState("event: is not that of a batch (chroma2_session_submit_batch)".into())
    })
}

/// Writes which hits of a batch are whose; results->struct_size must be set. Invalid state before the batch's end, and
/// of other events; otherwise what a wait gives. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_event_get_batch(
    event: *const chroma2_event,
    results: *mut chroma2_batch_results,
) -> chroma2_status {
    guard(|| {
        let event = handle::get(event, "event")?;
        let of = batch_of(&event)?;
        let value = chroma2_batch_results {
            struct_size: 0,
            count: of.summaries.len() as u64,
            hit_offsets: of.hit_offsets.as_ptr(),
        };
        // SAFETY: the caller guarantees `results`.
        unsafe { arguments::write_struct(results, &value, "results") }
    })
}

/// Writes the summary of one event of a batch, by its place there; summary->struct_size must be set. Fails as
/// chroma2_event_get_batch does. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_event_get_batch_summary(
    event: *const chroma2_event,
    place: u64,
    summary: *mut chroma2_summary,
) -> chroma2_status {
    guard(|| {
        let event = handle::get(event, "event")?;
        let all = &batch_of(&event)?.summaries;
        let one = usize::try_from(place).ok().and_then(|place| all.get(place)).ok_or_else(|| {
            Error::argument(format!(
                "place is {place}; the batch has {}",
                crate::words::count(all.len(), "event")
            ))
        })?;
        let value = self::summary(one);
        // SAFETY: the caller guarantees `summary`.
        unsafe { arguments::write_struct(summary, &value, "summary") }
    })
}
