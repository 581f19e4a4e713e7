//! What an event gives.

use super::chunk::ChunkResult;
use super::columns::{BYTES, Columns, Filler};
use super::input::room;
use super::summary::Summary;
use crate::Result;
use crate::runtime::context::Charge;
use crate::runtime::layout::PhotonState;

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
    /// The account.
    pub summary: Summary,
    /// Where wanted.
    pub hits: Option<Hits>,
    /// End states of all photons, where wanted.
    pub photons: Option<Columns>,
    /// Empty where no photon was chosen.
    pub records: Records,
    /// Counts their memory.
    pub(super) memory: Option<Charge>,
}

impl Results {
    /// Bytes of all arrays.
    pub(super) fn bytes(&self) -> u64 {
        let states = self.records.states.len()
            + self.hits.as_ref().map_or(0, |hits| hits.states.len())
            + self.photons.as_ref().map_or(0, Columns::len);
        let hits = self.hits.as_ref().map_or(0, |hits| hits.channel.len());
        states as u64 * BYTES + hits as u64 * 20 + self.records.offset.len() as u64 * 16
    }
}

/// Joins parts of columns.
fn join<'a>(count: usize, parts: impl Iterator<Item = &'a [PhotonState]>) -> Result<Columns> {
    let columns = Filler::new(count)?;
    let mut first = 0;
    for part in parts {
        // SAFETY: nothing else writes them.
        unsafe { columns.write(first, part) };
        first += part.len();
    }
    Ok(columns.finish())
}

/// Joins the hits of all chunks in their order.
pub(super) fn join_hits(chunks: &[ChunkResult], event: u64) -> Result<Hits> {
    let count = chunks.iter().map(|chunk| chunk.hits.len()).sum();
    let (mut channel, mut photon) = (room(count, "channels of hits")?, room(count, "indices of hits")?);
    let mut events = room(count, "events of hits")?;
    events.resize(count, event);
    for chunk in chunks {
        channel.extend_from_slice(&chunk.channels);
        photon.extend_from_slice(&chunk.photons);
    }
    let states = join(count, chunks.iter().map(|chunk| &chunk.hits[..]))?;
    Ok(Hits { states, channel, photon, event: events })
}

/// Joins the records of all chunks in their order.
pub(super) fn join_records(chunks: &[ChunkResult]) -> Result<Records> {
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
    let states = join(states, tracks().map(|track| &track.states[..]))?;
    Ok(Records { states, photon, offset })
}
