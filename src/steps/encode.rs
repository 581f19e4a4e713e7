//! A list of steps as the kernels take them.

use super::encoder::{EMISSIONS, Encoder, RANGES, Shared, TOO_MANY};
use super::materials::Materials;
use super::record::{StepCommon, StepKind, StepRecord};
use super::within;
use crate::backend::charged::ChargedList;
use crate::backend::context::Context;
use crate::backend::light::Light;
use crate::backend::staged::Staged;
use crate::backend::steps::{Origins, PLACE, Places, StepLight};
use crate::layout::{CherenkovRange, Step, StepEmission};
use crate::{Error, Result, memory};
use rayon::prelude::*;
use std::sync::Arc;

/// Most photons of all steps of a list.
pub const MOST_PHOTONS: u64 = 1 << 40;

/// Steps that a thread encodes at a time; fewer are encoded by the calling one.
const SHARE: usize = 1 << 13;

/// A share of the steps to be written.
struct Share<'a> {
    number: usize,
    steps: &'a mut [Step],
    /// Numbers of photons.
    counts: &'a mut [u64],
    /// Empty where they are not wanted.
    ids: &'a mut [u64],
}

/// What a share of the steps uses.
type Used = (ChargedList<CherenkovRange>, ChargedList<StepEmission>);

impl Share<'_> {
    fn encode(self, shared: &Shared<'_>, record: &impl Fn(u64) -> Result<StepRecord>) -> Result<Used> {
        let mut encoder = Encoder::new(shared);
        for (i, (step, count)) in self.steps.iter_mut().zip(self.counts).enumerate() {
            let number = (self.number * SHARE + i) as u64;
            let name = |error| within(error, format_args!("steps->records[{number}]"));
            let record = record(number)?;
            *step = encoder.step(&record).map_err(name)?;
            *count = record.count;
            if let Some(id) = self.ids.get_mut(i) {
                *id = record.id;
            }
        }
        Ok((encoder.ranges, encoder.emissions))
    }
}

/// The light of `count` steps, which `record` gives by their numbers, or an error that names them. `keep_origins`: the event is to tell which step
/// a photon is of. Fails before anything runs, with the number of the first step that is not as it must be. Many steps
/// are encoded by all threads of the context.
pub fn light(
    materials: &Materials,
    context: &Arc<Context>,
    common: &StepCommon,
    count: u64,
    record: impl Fn(u64) -> Result<StepRecord> + Sync,
    keep_origins: bool,
) -> Result<Light> {
    let shared = Shared::new(materials, common, context)?;
    let of_ids = if keep_origins { 8 } else { 0 };
    let mut charges = vec![context.charge(count * size_of::<Step>() as u64, "steps")?];
    let of_places = context.charge(count * (PLACE + of_ids), "photons of steps")?;
    let length = count as usize;
    let mut steps = Staged::new(context, length, "steps")?;
    let mut ends = memory::filled(0u64, length, "photons of steps")?;
    let mut ids = memory::filled(0u64, if keep_origins { length } else { 0 }, "numbers of steps")?;

    let mut shares = memory::room(length.div_ceil(SHARE), "shares of steps")?;
    let mut of_ids = ids.chunks_mut(SHARE);
    for (number, (steps, counts)) in steps.chunks_mut(SHARE).zip(ends.chunks_mut(SHARE)).enumerate() {
        shares.push(Share { number, steps, counts, ids: of_ids.next().unwrap_or_default() });
    }
    let encode = |share: Share<'_>| share.encode(&shared, &record);
    let used: Vec<Result<Used>> = match shares.len() {
        0 | 1 => shares.into_iter().map(encode).collect(),
        _ => context.install(|| shares.into_par_iter().map(encode).collect())?,
    };
    let (ranges, emissions) = join(used, materials, context, &mut steps)?;
    let ((ranges, of_ranges), (emissions, of_emissions)) = (ranges.into_parts(), emissions.into_parts());
    charges.extend([of_ranges, of_emissions, shared.charge]);
    add_up(&mut ends)?;
    let total = ends.last().copied().unwrap_or(0);
    let (first, wanted) = (common.first, common.count);
    let count = if wanted == 0 { total.saturating_sub(first) } else { wanted };
    if first > total || count > total - first {
        return Err(Error::argument(format!(
            "steps->first_photon is {first} and steps->photon_count {wanted}; the steps have {total} photons"
        )));
    }
    let places = Arc::new(Places::new(ends)?);
    let origins = if keep_origins {
        Some(Arc::new(Origins { places: Arc::clone(&places), ids, memory: of_places }))
    } else {
        charges.push(of_places);
        None
    };
    let (knots, spectra) = (Arc::clone(&materials.knots), shared.spectra);
    Ok(Light::Steps(Arc::new(StepLight {
        steps,
        places,
        ranges,
        knots,
        emissions,
        spectra,
        first,
        count,
        origins,
        memory: charges,
    })))
}

/// Joins what shares of the steps use, and numbers it anew in the steps.
fn join(
    used: Vec<Result<Used>>,
    materials: &Materials,
    context: &Arc<Context>,
    steps: &mut [Step],
) -> Result<Used> {
    let of_materials = materials.emissions.len() as u32;
    let mut all = [0, materials.emissions.len()];
    for (ranges, emissions) in used.iter().flatten() {
        all = [all[0] + ranges.len(), all[1] + emissions.len()];
    }
    let alone = used.len() == 1;
    let mut ranges = ChargedList::with_room(context, if alone { 0 } else { all[0] }, RANGES)?;
    let mut emissions = ChargedList::with_room(context, all[1], EMISSIONS)?;
    emissions.extend(&materials.emissions)?;
    for (used, steps) in used.into_iter().zip(steps.chunks_mut(SHARE)) {
        let (more_ranges, more_emissions) = used?;
        let before = (ranges.len() as u32, emissions.len() as u32 - of_materials);
        if before != (0, 0) {
            for step in steps {
                if step.kind == StepKind::Cherenkov as u32 {
                    step.first_part += before.0;
                } else if step.first_part >= of_materials {
                    step.first_part += before.1;
                }
            }
        }
        emissions.extend(&more_emissions)?;
        match alone {
            true => ranges = more_ranges,
            false => ranges.extend(&more_ranges)?,
        }
        if ranges.len().max(emissions.len()) > u32::MAX as usize {
            return Err(Error::argument(TOO_MANY));
        }
    }
    Ok((ranges, emissions))
}

/// Turns numbers of photons into the places after the last ones.
fn add_up(counts: &mut [u64]) -> Result<()> {
    let mut total = 0u64;
    for (i, count) in counts.iter_mut().enumerate() {
        total = match total.checked_add(*count) {
            Some(total) if total <= MOST_PHOTONS => total,
            _ => {
                return Err(Error::argument(format!(
                    "steps->records[{i}]: count is {count}, after {total} photons of the steps before; {MOST_PHOTONS} \
                     together are allowed"
                )));
            }
        };
        *count = total;
    }
    Ok(())
}
