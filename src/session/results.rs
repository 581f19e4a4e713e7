//! What an event gives.

use crate::Result;
use crate::backend::context::Charge;
use crate::backend::hit_columns::DeviceHits;
use crate::backend::summary::Summary;
use crate::backend::task::Part;
use crate::layout::PhotonState;
use crate::memory::{self, room};
use crate::photon::columns::{BYTES, Columns, Filler, SHARE, append};
use rayon::prelude::*;

/// Detected photons that have a channel, in the order of their indices.
#[derive(Debug, Default)]
pub struct Hits {
    /// Their end states.
    pub states: Columns,
    /// The channel that detected each.
    pub channel: Vec<i32>,
    /// Index in the event of each.
    pub photon: Vec<u64>,
    /// The event's number, for each.
    pub event: Vec<u64>,
}

/// States of chosen photons at their start and after every step, in the order of their indices.
#[derive(Debug, Default)]
pub struct Records {
    /// The states of all chosen photons, one photon after the other.
    pub states: Columns,
    /// Index in the event of each chosen photon.
    pub photon: Vec<u64>,
    /// Number of the first state of each, and of all states at the end.
    pub offset: Vec<u64>,
}

/// What was asked for of an event that came to its end.
#[derive(Debug)]
pub struct Results {
    /// The summary.
    pub summary: Summary,
    /// Where wanted.
    pub hits: Option<Hits>,
    /// Hits in the memory of the session's GPU, where wanted.
    pub device_hits: Option<Box<dyn DeviceHits>>,
    /// End states of all photons, where wanted.
    pub photons: Option<Columns>,
    /// Empty where no photon was chosen.
    pub records: Records,
    /// Counts their memory.
    pub(super) _memory: Charge,
}

impl Results {
    /// Bytes of what the chunks' hits and tracks become.
    pub(super) fn bytes_of(chunks: &[Part], with_hits: bool) -> u64 {
        let hits = chunks.iter().map(|chunk| chunk.hits.len()).sum::<usize>() as u64 * u64::from(with_hits);
        let tracks = || chunks.iter().flat_map(|chunk| &chunk.tracks);
        let states = tracks().map(|track| track.states.len()).sum::<usize>() as u64;
        hits * (BYTES + 20) + states * BYTES + 16 * (tracks().count() as u64 + 1)
    }
}

/// Hits from which on they are joined by several threads.
pub(super) const MANY: usize = 1 << 18;

/// Joins parts of columns; where `parallel`, by all threads of the calling thread's pool.
fn join(parts: &[&[PhotonState]], parallel: bool) -> Result<Columns> {
    let columns = Filler::new(parts.iter().map(|part| part.len()).sum())?;
    let mut shares = room(parts.iter().map(|part| part.len().div_ceil(SHARE)).sum(), "shares of states")?;
    let mut first = 0;
    for share in parts.iter().flat_map(|part| part.chunks(SHARE)) {
        shares.push((first, share));
        first += share.len();
    }
    let write = |(first, share): (usize, &[PhotonState])| {
        // SAFETY: shares do not overlap.
        unsafe { columns.write(first, share) }
    };
    match parallel {
        false => shares.into_iter().for_each(write),
        true => shares.into_par_iter().for_each(write),
    }
    Ok(columns.finish())
}

/// Joins arrays, likewise.
fn concatenate<T: Copy + Send + Sync>(parts: &[&[T]], parallel: bool, what: &str) -> Result<Vec<T>> {
    let count = parts.iter().map(|part| part.len()).sum();
    let mut all = room(count, what)?;
    match parallel {
        false => parts.iter().for_each(|part| all.extend_from_slice(part)),
        true => parts.iter().for_each(|part| append(&mut all, part)),
    }
    Ok(all)
}

/// Joins the hits of all chunks in their order; where `parallel`, by all threads of the calling
/// thread's pool.
pub(super) fn join_hits(chunks: &[Part], event: u64, parallel: bool) -> Result<Hits> {
    let states = memory::collected(chunks.iter().map(|chunk| &chunk.hits[..]), "hits of chunks")?;
    let channels = memory::collected(chunks.iter().map(|chunk| &chunk.channels[..]), "hits of chunks")?;
    let photons = memory::collected(chunks.iter().map(|chunk| &chunk.photons[..]), "hits of chunks")?;
    let states = join(&states, parallel)?;
    let mut events = room(states.len(), "events of hits")?;
    match parallel {
        false => events.resize(states.len(), event),
        true => events.par_extend(rayon::iter::repeat_n(event, states.len()).with_min_len(SHARE)),
    }
    let channel = concatenate(&channels, parallel, "channels of hits")?;
    let photon = concatenate(&photons, parallel, "indices of hits")?;
    Ok(Hits { states, channel, photon, event: events })
}

/// Joins the records of all chunks in their order.
pub(super) fn join_records(chunks: &[Part]) -> Result<Records> {
    let tracks = || chunks.iter().flat_map(|chunk| &chunk.tracks);
    let count = tracks().count();
    let (mut photon, mut offset) = (room(count, "recorded photons")?, room(count + 1, "recorded photons")?);
    let mut states = 0;
    for track in tracks() {
        photon.push(track.photon);
        offset.push(states as u64);
        states += track.states.len();
    }
    offset.push(states as u64);
    let mut parts: Vec<&[PhotonState]> = room(count, "recorded photons")?;
    parts.extend(tracks().map(|track| &track.states[..]));
    let states = join(&parts, false)?;
    Ok(Records { states, photon, offset })
}
