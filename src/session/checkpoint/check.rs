//! Light that was read: nothing in it may lead kernels out of their arrays. (What decides a result is under the file's
//! hash.)

use super::bytes::not_so;
use crate::Result;
use crate::layout::{
    CherenkovKnot, CherenkovRange, NONE, PhotonState, Segment, Source, Step, StepEmission, Table,
    polarization_mode, source_type, step_kind,
};
use crate::session::options::MOST_PHOTONS;
use crate::tables::TableStore;

fn all(good: bool, what: &str) -> Result<()> {
    if good { Ok(()) } else { Err(not_so(format!("{what} are not as they must be"))) }
}

pub(super) fn states(states: &[PhotonState]) -> Result<()> {
    let good = |state: &PhotonState| state.instance == NONE && state.triangle == NONE;
    all(states.len() as u64 <= MOST_PHOTONS && states.iter().all(good), "photons")
}

/// A part of a list, if it is there.
fn part<T>(list: &[T], first: u32, count: u32) -> Option<&[T]> {
    list.get(first as usize..first as usize + count as usize)
}

fn is_table(table: &Table, store: &TableStore) -> bool {
    if table.segment_count == 0 {
        return true;
    }
    let segments = part(&store.segments, table.segment_offset, table.segment_count);
    let buckets = part(&store.buckets, table.bucket_offset, table.bucket_count);
    let (Some(segments), Some(buckets)) = (segments, buckets) else { return false };
    let finite = |segment: &Segment| segment.x.is_finite() && !segment.next.is_nan();
    table.bucket_count > 0
        && table.lo.is_finite()
        && table.hi.is_finite()
        && table.lo <= table.hi
        && table.bucket_scale.is_finite()
        && table.bucket_scale >= 0.0
        && segments.iter().all(finite)
        && segments[segments.len() - 1].next == f32::INFINITY // where a lookup ends
        && buckets.iter().all(|segment| *segment < table.segment_count)
}

pub(super) fn store(store: &TableStore) -> Result<()> {
    all(store.tables.iter().all(|table| is_table(table, store)), "tables")
}

pub(super) fn source(source: &Source, count: u64, tables: &TableStore) -> Result<()> {
    let good = source.kind <= source_type::LINE
        && source.polarized <= polarization_mode::RADIAL
        && (source.wavelength as usize) < tables.tables.len()
        && count <= MOST_PHOTONS;
    all(good, "sources")
}

pub(super) fn steps(
    steps: &[Step],
    ends: &[u64],
    ranges: &[CherenkovRange],
    emissions: &[StepEmission],
    knots: &[CherenkovKnot],
    spectra: &TableStore,
    (first, count): (u64, u64),
) -> Result<()> {
    let total = ends.last().copied().unwrap_or(0);
    let counts = ends.is_sorted() && total <= MOST_PHOTONS && first <= total && count <= total - first;
    let knot = |number: u32| (number as usize + 1) < knots.len();
    let of_ranges = ranges.iter().all(|range| knot(range.first_knot) && knot(range.last_knot));
    let of_emissions =
        emissions.iter().all(|emission| (emission.inverse_wavelength as usize) < spectra.tables.len());
    let mut before = 0;
    let of_steps = steps.iter().zip(ends).all(|(step, end)| {
        let photons = end.wrapping_sub(std::mem::replace(&mut before, *end));
        let there = match step.kind {
            step_kind::STEP_CHERENKOV => part(ranges, step.first_part, step.part_count).is_some(),
            step_kind::STEP_POINT | step_kind::STEP_SCINTILLATION => {
                part(emissions, step.first_part, step.part_count).is_some()
            }
            _ => false,
        };
        photons == 0 || there && step.part_count > 0
    });
    all(counts && of_ranges && of_emissions && of_steps, "steps")
}
