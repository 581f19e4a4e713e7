//! What an event gives.

use super::batch::BatchResults;
use crate::Result;
use crate::backend::context::{Charge, Context};
use crate::backend::hit_block::{self, HIT, HitBlock, HitPart, HitValues};
use crate::backend::hit_columns::DeviceHits;
use crate::backend::summary::Summary;
use crate::backend::task::Part;
use crate::layout::PhotonState;
use crate::memory::room;
use crate::photon::columns::{BYTES, Columns, Filler};
use std::sync::Arc;

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
    pub hits: Option<HitValues>,
    /// Hits in the memory of the session's GPU, where wanted.
    pub device_hits: Option<Box<dyn DeviceHits>>,
    /// End states of all photons, where wanted.
    pub photons: Option<Columns>,
    /// Empty where no photon was chosen.
    pub records: Records,
    /// Of each event, where there are several.
    pub batch: Option<BatchResults>,
    /// Counts their memory.
    pub(super) _memory: Charge,
}

impl Results {
    /// Bytes of what the chunks' tracks become.
    pub(super) fn bytes_of(chunks: &[Part]) -> u64 {
        let tracks = || chunks.iter().flat_map(|chunk| &chunk.tracks);
        let states = tracks().map(|track| track.states.len()).sum::<usize>() as u64;
        states * BYTES + 16 * (tracks().count() as u64 + 1)
    }
}

/// Hits from which on they are joined by several threads.
const MANY: usize = 1 << 18;

/// Joins parts of columns.
fn join(parts: &[&[PhotonState]]) -> Result<Columns> {
    let columns = Filler::new(parts.iter().map(|part| part.len()).sum())?;
    let mut first = 0;
    for part in parts {
        // SAFETY: parts do not overlap, and nobody else writes.
        unsafe { columns.write(first, part) };
        first += part.len();
    }
    Ok(columns.finish())
}

/// Joins the hits of all chunks in their order; where they are many, by all threads of the context.
pub(super) fn join_hits(chunks: &mut [Part], context: &Arc<Context>) -> Result<HitValues> {
    let mut parts: Vec<HitPart> = room(chunks.len(), "hits of chunks")?;
    parts.extend(chunks.iter_mut().filter_map(|chunk| chunk.hits.take()));
    let count: usize = parts.iter().map(|part| part.count).sum();
    let make =
        |count: usize| HitBlock::on_host(count, context.charge((count * HIT) as u64, "hits of the event")?);
    let charge = |bytes: u64| context.charge(bytes, "ids of the event's hits");
    match count < MANY || parts.len() == 1 {
        true => hit_block::join(&parts, false, charge, make),
        false => context.install(|| hit_block::join(&parts, true, charge, make))?,
    }
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
    let states = join(&parts)?;
    Ok(Records { states, photon, offset })
}
