//! Data acquisition: channels read out after events.

use super::arguments::{self, Config};
use super::event::chroma2_event;
use super::guard::guard;
use super::handle::{self, Handle};
use super::status::chroma2_status;
use crate::daq::{ChannelType, Daq, Part, Readout, Window};
use crate::runtime::locks;
use crate::session::{Event, Hits};
use crate::tables::Cdf;
use crate::{Error, Result, memory};
use std::sync::{Arc, RwLock};

/// What channels do with hits: their types, and which channel is of which type.
pub struct chroma2_daq {
    _private: [u8; 0],
}

impl Handle for chroma2_daq {
    type Object = RwLock<Arc<Daq>>;
    const NAME: &'static str = "chroma2_daq";
}

/// One readout of all channels; its arrays stay until it is destroyed.
pub struct chroma2_readout {
    _private: [u8; 0],
}

impl Handle for chroma2_readout {
    type Object = Readout;
    const NAME: &'static str = "chroma2_readout";
}

/// How to make a chroma2_daq. All zero but struct_size: hits at all times count.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_daq_config {
    /// sizeof(chroma2_daq_config).
    pub struct_size: usize,
    /// Hits count whose times, their event's time_offset and delays included, are at window_start or later
    /// and before window_end; ns, either may be infinite; both 0: at all times.
    pub window_start: f64,
    pub window_end: f64,
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_daq_config {
    const NAME: &'static str = "chroma2_daq_config";
}

/// How the channels of a type answer to a hit. All zero but struct_size: every hit counts, without
/// delay, as one photoelectron, and any hit fires the channel. Distributions are copied.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_channel_type {
    /// sizeof(chroma2_channel_type).
    pub struct_size: usize,
    /// Strictly increasing delays in ns, time_count entries, 2 to 1048576; they are added to the times of
    /// hits, and may be below 0.
    pub times: *const f64,
    /// Cumulative distribution there, from 0 to 1, linear between the delays.
    pub time_cdf: *const f64,
    /// 0: no delay.
    pub time_count: u64,
    /// Strictly increasing charges in photoelectrons, of magnitude 10^6 at most, charge_count entries, 2
    /// to 1048576.
    pub charges: *const f64,
    /// Cumulative distribution there, from 0 to 1, linear between the charges.
    pub charge_cdf: *const f64,
    /// 0: every hit has a charge of 1.
    pub charge_count: u64,
    /// A hit counts with this probability, 0 to 1, times its weight; 0: 1. A product of 1 or more is
    /// certainty: a hit counts once at most, whatever its weight is, so weights above 1 / efficiency lose
    /// what is above.
    pub efficiency: f64,
    /// A channel fires when hits count and its charge is this many photoelectrons or more; of magnitude
    /// 10^6 at most.
    pub threshold: f64,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_channel_type {
    const NAME: &'static str = "chroma2_channel_type";
}

/// What channels saw: arrays of channel_count entries by channel, and the list of those that fired.
/// NULL where they would have no entry.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_channel_hits {
    /// sizeof(chroma2_channel_hits).
    pub struct_size: usize,
    pub channel_count: u64,
    /// Earliest time in ns of the hits that count, their event's time_offset and delays included (at 10^9 ns
    /// a double resolves 10^-7 ns); infinite where there is none.
    pub time: *const f64,
    /// Sum of their charges in photoelectrons, in fixed point (2^-20 each).
    pub charge: *const f64,
    /// Union of their bits of chroma2_flag.
    pub flags: *const u32,
    /// Their number.
    pub hits: *const u32,
    /// 1 where the channel fired, else 0.
    pub fired: *const u8,
    pub fired_count: u64,
    /// The channels that fired, ascending; fired_count entries.
    pub fired_channels: *const i32,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_channel_hits {
    const NAME: &'static str = "chroma2_channel_hits";
}

fn current(daq: &RwLock<Arc<Daq>>) -> Arc<Daq> {
    Arc::clone(&locks::read(daq))
}

fn edit<T>(daq: *mut chroma2_daq, change: impl FnOnce(&mut Daq) -> Result<T>) -> Result<T> {
    let daq = handle::get(daq.cast_const(), "daq")?;
    let mut daq = locks::write(&daq);
    change(Arc::make_mut(&mut daq))
}

/// Makes one without types and channels. `config` may be NULL. The caller owns *daq, to be given to
/// chroma2_daq_destroy. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_daq_create(
    config: *const chroma2_daq_config,
    daq: *mut *mut chroma2_daq,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(daq.cast_const(), "daq")?;
        // SAFETY: the caller guarantees `config`.
        let config = unsafe { arguments::config(config, "config") }?;
        let window = if config.window_start == 0.0 && config.window_end == 0.0 {
            Window::default()
        } else {
            Window::new(config.window_start, config.window_end)?
        };
        let made = handle::insert(Arc::new(RwLock::new(Arc::new(Daq::new(window)))))?;
        // SAFETY: the caller guarantees `daq`.
        unsafe { arguments::write(daq, made, "daq") }
    })
}

/// Gives one up; NULL is fine. Readouts do not need it. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_daq_destroy(daq: *mut chroma2_daq) -> chroma2_status {
    guard(|| handle::release(daq, "daq").map(drop))
}

/// # Safety
/// The arrays have `count` entries.
unsafe fn cdf(x: *const f64, y: *const f64, count: u64, names: [&str; 2]) -> Result<Option<Cdf>> {
    if count == 0 {
        return Ok(None);
    }
    // SAFETY: the same condition.
    let (x, y) = unsafe { (arguments::slice(x, count, names[0])?, arguments::slice(y, count, names[1])?) };
    Cdf::new(x, y, names[1]).map(Some)
}

/// Adds a type of channels and writes its index, from 0 on, to *index. One thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_daq_add_channel_type(
    daq: *mut chroma2_daq,
    channel_type: *const chroma2_channel_type,
    index: *mut u32,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(index.cast_const(), "index")?;
        // SAFETY: the caller guarantees `channel_type`.
        let t = unsafe { arguments::config(channel_type, "channel_type") }?;
        // SAFETY: the caller guarantees the distributions.
        let (time, charge) = unsafe {
            (
                cdf(t.times, t.time_cdf, t.time_count, ["times", "time_cdf"])?,
                cdf(t.charges, t.charge_cdf, t.charge_count, ["charges", "charge_cdf"])?,
            )
        };
        let efficiency = if t.efficiency == 0.0 { 1.0 } else { t.efficiency };
        let made = ChannelType::new(time, charge, efficiency, t.threshold)?;
        let added = edit(daq, |daq| daq.add_type(made))?;
        // SAFETY: the caller guarantees `index`.
        unsafe { arguments::write(index, added, "index") }
    })
}

/// Says of channels 0 to before `count` of which type they are, CHROMA2_NONE for those that are not read
/// out; NULL: all of type 0. Replaces what was set before. `count` is at most 2^31, and more than the largest
/// channel that has a hit (chroma2_geometry_info.channel_count will do). The array is copied. One thread at
/// a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_daq_set_channels(
    daq: *mut chroma2_daq,
    types: *const u32,
    count: u64,
) -> chroma2_status {
    guard(|| {
        if count > i32::MAX as u64 + 1 {
            return Err(Error::argument(format!("count is {count}; at most 2^31 channels are allowed")));
        }
        let mut all = memory::room(count as usize, "types of channels")?;
        if types.is_null() {
            all.resize(count as usize, 0);
        } else {
            // SAFETY: the caller guarantees `types`.
            all.extend_from_slice(unsafe { arguments::slice(types, count, "types") }?);
        }
        edit(daq, |daq| daq.set_channels(all))
    })
}

fn hits(event: &Event) -> Result<&Hits> {
    event.results()?.hits.as_ref().ok_or_else(|| {
        Error::InvalidState("events: one was submitted without CHROMA2_WANT_HITS among what is wanted".into())
    })
}

/// Reads the channels out after the hits of `count` finished events: the parts of one event, or several
/// at once. What a hit gives is decided by its event's seed and number, its photon's index and `trial`
/// (less than 2^31; numbers independent readouts of the same hits), so the order of events does not
/// matter. Each hit's time is counted from its event's time_offset, so that events of different offsets lie
/// where they belong. The caller owns *readout, to be given to chroma2_readout_destroy. Invalid argument where a hit
/// is in a channel that was not set; invalid state where an event is not finished or has no hits wanted.
/// Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_daq_run(
    daq: *const chroma2_daq,
    events: *const *const chroma2_event,
    count: u64,
    trial: u32,
    readout: *mut *mut chroma2_readout,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(readout.cast_const(), "readout")?;
        let daq = current(&*handle::get(daq, "daq")?);
        // SAFETY: the caller guarantees `events`.
        let handles = unsafe { arguments::slice(events, count, "events") }?;
        let mut events: Vec<Arc<Event>> = memory::room(count as usize, "events")?;
        for (i, &event) in handles.iter().enumerate() {
            events.push(handle::get(event, &format!("events[{i}]"))?);
        }
        let mut parts: Vec<Part> = memory::room(count as usize, "events")?;
        for event in &events {
            parts.push(Part { seed: event.seed(), time_offset: event.time_offset(), hits: hits(event)? });
        }
        let made = handle::insert(Arc::new(daq.run(&parts, trial)?))?;
        // SAFETY: the caller guarantees `readout`.
        unsafe { arguments::write(readout, made, "readout") }
    })
}

fn start<T>(values: &[T]) -> *const T {
    if values.is_empty() { std::ptr::null() } else { values.as_ptr() }
}

/// Writes where what the channels saw is; channels->struct_size must be set. The arrays belong to the
/// readout and are valid until it is destroyed. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_readout_get_channels(
    readout: *const chroma2_readout,
    channels: *mut chroma2_channel_hits,
) -> chroma2_status {
    guard(|| {
        let of = handle::get(readout, "readout")?;
        let value = chroma2_channel_hits {
            struct_size: 0,
            channel_count: of.time.len() as u64,
            time: start(&of.time),
            charge: start(&of.charge),
            flags: start(&of.flags),
            hits: start(&of.hits),
            fired: start(&of.fired),
            fired_count: of.fired_channels.len() as u64,
            fired_channels: start(&of.fired_channels),
        };
        // SAFETY: the caller guarantees `channels`.
        unsafe { arguments::write_struct(channels, &value, "channels") }
    })
}

/// Gives a readout and its arrays up; NULL is fine. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_readout_destroy(readout: *mut chroma2_readout) -> chroma2_status {
    guard(|| handle::release(readout, "readout").map(drop))
}
