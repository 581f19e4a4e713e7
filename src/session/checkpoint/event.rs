//! Events in a checkpoint.

use super::bytes::{Reader, Writer, not_so};
use super::light;
use crate::backend::light::Light;
use crate::backend::task::Recording;
use crate::memory::push;
use crate::session::batch::{Batch, BatchEvent, MOST_EVENTS};
use crate::session::event::Event;
use crate::session::kept::Kept;
use crate::session::options::EventOptions;
use crate::session::{Placement, Session};
use crate::{Error, Result};
use bytemuck::{Pod, Zeroable};
use std::io::{Read, Write};

/// What is one number of an event.
#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
struct Fixed {
    seed: u64,
    event_id: u64,
    first_index: u64,
    tag: u64,
    time_offset: f64,
    record_first: u64,
    max_steps: u32,
    max_time: f32,
    weight_mode: u32,
    scatter_first: i32,
    velocity: u32,
    placement: u32,
    priority: i32,
    switches: u32,
    lights: u64,
}

/// One event of a batch.
#[repr(C)]
#[derive(Debug, Clone, Copy, Pod, Zeroable)]
struct Member {
    light: u64,
    first: u64,
    last: u64,
    seed: u64,
    event_id: u64,
}

/// Bits of `Fixed::switches`.
const HITS: u32 = 1;
const DEVICE_HITS: u32 = 1 << 1;
const PHOTONS: u32 = 1 << 2;
const STEPS: u32 = 1 << 3;
const KEEP_LIGHT: u32 = 1 << 4;
const BATCH: u32 = 1 << 5;

/// An event that was read.
pub(super) enum Saved {
    One(Light, EventOptions),
    Many(Batch, EventOptions),
}

/// Writes an event that is not finished.
pub(super) fn write(to: &mut Writer<impl Write>, event: &Event, kept: &Kept) -> Result<()> {
    let id = event.event_id();
    // All of them by name: a new one does not compile until it is saved, or left out on purpose.
    let EventOptions {
        seed,
        event_id: _, // maybe not yet that of the session
        first_index,
        max_steps,
        max_time,
        time_offset,
        weight_mode,
        scatter_first,
        velocity,
        hits,
        device_hits,
        photons,
        steps,
        ref record,
        placement,
        no_wait: _,
        submit_timeout: _,
        priority,
        tag,
        keep_light,
        again: _,
        submit_turn: _,
    } = kept.options;
    let switches = [
        (hits, HITS),
        (device_hits, DEVICE_HITS),
        (photons, PHOTONS),
        (steps, STEPS),
        (keep_light, KEEP_LIGHT),
        (kept.events.is_some(), BATCH),
    ];
    let fixed = Fixed {
        seed,
        event_id: id,
        first_index,
        tag,
        time_offset,
        record_first: record.first,
        max_steps,
        max_time,
        weight_mode,
        scatter_first,
        velocity,
        placement: placement as u32,
        priority,
        switches: switches.into_iter().map(|(on, bit)| if on { bit } else { 0 }).sum(),
        lights: kept.lights.len() as u64,
    };
    let io = |error: std::io::Error| Error::Io(error.to_string());
    to.one(fixed).and_then(|()| to.list(&record.indices)).map_err(io)?;
    for light in &kept.lights {
        light::write(to, light, event.session())?;
    }
    let Some(events) = &kept.events else { return Ok(()) };
    to.one(events.len() as u64).map_err(io)?;
    for of in events {
        let (light, event_id) = (of.light as u64, kept.number(of, id));
        to.one(Member { light, first: of.range.start, last: of.range.end, seed: of.seed, event_id })
            .map_err(io)?;
    }
    Ok(())
}

/// Reads an event for a session.
pub(super) fn read(from: &mut Reader<impl Read>, session: &Session) -> Result<Saved> {
    let of: Fixed = from.one("an event")?;
    let has = |bit: u32| of.switches & bit != 0;
    let placement =
        Placement::of(of.placement, "placement").map_err(|error| not_so(format!("an event: {error}")))?;
    let options = EventOptions {
        seed: of.seed,
        event_id: of.event_id,
        first_index: of.first_index,
        max_steps: of.max_steps,
        max_time: of.max_time,
        time_offset: of.time_offset,
        weight_mode: of.weight_mode,
        scatter_first: of.scatter_first,
        velocity: of.velocity,
        hits: has(HITS),
        device_hits: has(DEVICE_HITS),
        photons: has(PHOTONS),
        steps: has(STEPS),
        record: Recording { first: of.record_first, indices: from.list("photons to be recorded")? },
        // Results do not depend on it, and this session may have another machine.
        placement: if session.has_device() { placement } else { Placement::Auto },
        no_wait: false,
        submit_timeout: None,
        priority: of.priority,
        tag: of.tag,
        keep_light: has(KEEP_LIGHT),
        again: true,
        submit_turn: None,
    };
    let mut lights = Vec::new();
    for _ in 0..of.lights {
        push(&mut lights, light::read(from, session)?, "lights of events")?;
    }
    if has(BATCH) {
        return Ok(Saved::Many(members(from, lights)?, options));
    }
    match (lights.pop(), lights.is_empty()) {
        (Some(light), true) => Ok(Saved::One(light, options)),
        _ => Err(not_so("an event has not one light")),
    }
}

fn members(from: &mut Reader<impl Read>, lights: Vec<Light>) -> Result<Batch> {
    let listed: Vec<Member> = from.list("events of a batch")?;
    if listed.len() as u64 > MOST_EVENTS {
        return Err(not_so(format!("a batch has {} events", listed.len())));
    }
    let mut events = crate::memory::room(listed.len(), "events of a batch")?;
    for Member { light, first, last, seed, event_id } in listed {
        let all = lights.get(light as usize).map(Light::count);
        if first > last || all.is_none_or(|all| last > all) {
            return Err(not_so("an event of a batch has photons that are not there"));
        }
        events.push(BatchEvent { light: light as usize, range: first..last, seed, event_id });
    }
    Ok(Batch { lights, events })
}
