//! How many photons steps make.

use super::arguments::{self, Config};
use super::guard::guard;
use super::handle;
use super::session::chroma2_session;
use super::status::chroma2_status;
use super::steps::{chroma2_step, chroma2_steps, common, numbered_record, records};
use crate::steps::{CountOptions, Counted, Counter};

/// What decides the random numbers of chroma2_session_count_steps.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_step_count_config {
    /// sizeof(chroma2_step_count_config).
    pub struct_size: usize,
    pub seed: u64,
    /// Number of the event.
    pub event_id: u64,
    /// Number of the list's first step in the event, where its steps are counted in parts.
    pub first_step: u64,
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_step_count_config {
    const NAME: &'static str = "chroma2_step_count_config";
}

/// Counts the photons that the steps of a list make, by random numbers that depend on seed, event and the step's
/// number alone.
/// Cherenkov steps: Poisson's distribution about the mean, 2 pi alpha charge^2 length times the integral of
/// 1 - 1/(beta n)^2 over 1/wavelength where that is above 0, at the mean velocity; yield_start and yield_end become
/// the mean numbers per mm at the two velocities.
/// Scintillation steps: of a mean of the material's scintillation_yield times the visible part of `energy`
/// (birks_constant); above 10 normal with resolution_scale times the square root of the mean, and rounded, else Poisson's.
/// Points keep their count.
/// `records` gets `count`, yield_start and yield_end of each step, record_size bytes apart; it may be steps->records.
/// `means` gets the mean numbers, or is NULL. `config` may be NULL. Steps are checked as by
/// chroma2_session_submit_steps, but that light below the threshold has a count of 0, and that the light of a step needs
/// no spectrum yet. Nothing is written when it fails. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_session_count_steps(
    session: *const chroma2_session,
    steps: *const chroma2_steps,
    config: *const chroma2_step_count_config,
    records: *mut chroma2_step,
    means: *mut f64,
) -> chroma2_status {
    guard(|| {
        let session = handle::get(session, "session")?;
        arguments::aligned(steps, "steps")?;
        // SAFETY: the caller guarantees `steps` and `config`.
        let (list, config) =
            unsafe { (arguments::config(steps, "steps")?, arguments::config(config, "config")?) };
        // SAFETY: the caller guarantees the arrays.
        let (from, (common, mut charge)) =
            unsafe { (self::records(&list)?, common(&list, session.context())?) };
        if list.count > 0 {
            arguments::aligned(records.cast_const(), "records")?;
            if !means.is_null() {
                arguments::aligned(means.cast_const(), "means")?;
            }
        }
        let options =
            CountOptions { seed: config.seed, event_id: config.event_id, first_step: config.first_step };
        let materials = session.materials()?;
        let counter = Counter::new(&materials, &common, options)?;
        // SAFETY: there are so many.
        let counted = |i| counter.count(i, &numbered_record(i, &unsafe { from.get(i) }?)?);
        let what = "numbers of photons";
        charge.join(charge.more(list.count * size_of::<Counted>() as u64, what)?);
        let mut all = crate::memory::room(list.count as usize, what)?;
        for i in 0..list.count {
            all.push(counted(i)?);
        }
        for (i, counted) in all.iter().enumerate() {
            let offset = from.address(i as u64).addr() - list.records.addr();
            // SAFETY: the caller guarantees that many records and means.
            unsafe {
                let to = records.byte_add(offset);
                (*to).count = counted.count;
                if let Some((start, end)) = counted.yields {
                    ((*to).yield_start, (*to).yield_end) = (start, end);
                }
                if !means.is_null() {
                    means.add(i).write(counted.mean);
                }
            }
        }
        Ok(())
    })
}
