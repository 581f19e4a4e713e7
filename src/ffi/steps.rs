//! Light of charged particles' steps.

use super::arguments::{self, Config};
use super::event::chroma2_event;
use super::guard::guard;
use super::handle;
use super::material;
use super::options::{self, chroma2_event_config};
use super::session::chroma2_session;
use super::status::chroma2_status;
use crate::backend::context::{Charge, Context};
use crate::named::Named;
use crate::session::{Light, Session, Stage};
use crate::steps::{self, StepCommon, StepKind, StepRecord, StepSpectrum};
use crate::{Error, Result, memory};
use std::sync::Arc;

pub use crate::steps::StepKind as chroma2_step_kind;

/// A step of a particle, or another place where light begins. Lengths in mm, times in ns from the event's
/// time_offset, velocities in mm/ns; what is 0 has its default. Photons begin where and when the particle was:
/// at a share f of the step after f length / (velocity + f (end_velocity - velocity) / 2), or f duration.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_step {
    /// The program's own number for it, such as that of a track; given back by chroma2_event_find_steps.
    pub id: u64,
    /// Number of photons; 0 is fine. All steps of a list have at most 2^40 together.
    pub count: u64,
    /// A chroma2_step_kind.
    pub kind: u32,
    /// Index in the geometry; not used where a spectrum of the list is.
    pub material: u32,
    /// 1 + the number of a scintillation component of the material; 0: drawn for each photon, by their
    /// fractions. Not for Cherenkov light.
    pub component: u32,
    /// 1 + the number of a spectrum of the list, in place of the material's components; 0: these. Not for
    /// Cherenkov light.
    pub spectrum: u32,
    /// Of its start.
    pub position: [f64; 3],
    /// Of its start.
    pub time: f64,
    /// From its start to its end. The direction of Cherenkov light's particle.
    pub displacement: [f64; 3],
    /// Of the path; 0: that of the displacement.
    pub length: f64,
    /// Of the particle at the start; above that of light by 10^-7 at most, which is rounding.
    pub velocity: f64,
    /// At the end; 0: it stops. Cherenkov light is that of the mean of both.
    pub end_velocity: f64,
    /// From start to end, where velocity is 0.
    pub duration: f64,
    /// Of the particle, in units of the proton's. Where it is 0 all scintillation photons begin at the end.
    pub charge: f64,
    /// Cherenkov photons per mm at the start, of any norm; in between the density of photons is linear. Both
    /// yields 0: those at the two velocities.
    pub yield_start: f64,
    /// At the end.
    pub yield_end: f64,
    /// Share of the scintillation photons that begin at the end, 0 to 1; the others begin evenly along the
    /// step.
    pub end_fraction: f64,
    /// Weight of each photon, 0 or more; 0: 1.
    pub weight: f64,
    /// Shortest wavelength of Cherenkov light, nm; both 0: those of the list.
    pub wavelength_min: f64,
    /// Longest one.
    pub wavelength_max: f64,
    /// ns; above 0: in place of that of components or spectrum.
    pub rise_time: f64,
    /// ns; above 0: both times are the step's own, and a rise_time of 0 is none.
    pub decay_time: f64,
    /// Energy that it leaves, MeV; for chroma2_session_count_steps alone.
    pub energy: f64,
}

/// A spectrum of a list of steps, with the times of its light: of the density exp(-t / decay_time) (1 - exp(-t /
/// rise_time)).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_step_spectrum {
    /// Strictly increasing wavelengths in nm, above 0, `count` entries.
    pub wavelengths: *const f64,
    /// Densities or cumulative values there.
    pub values: *const f64,
    /// 2 or more.
    pub count: u64,
    /// A chroma2_spectrum_type.
    pub r#type: u32,
    /// 0.
    pub reserved: u32,
    /// ns; 0: all at once.
    pub decay_time: f64,
    /// ns; 0: none.
    pub rise_time: f64,
}

/// A list of steps, in the order of their photons: photon k of all steps together has the index first_index +
/// k in the event, whichever part of them is submitted.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_steps {
    /// sizeof(chroma2_steps).
    pub struct_size: usize,
    /// `count` of them; read during the call.
    pub records: *const chroma2_step,
    /// At most 2147483647.
    pub count: u64,
    /// Bytes from one record to the next, sizeof(chroma2_step) of the program; 0: that of this library.
    pub record_size: usize,
    /// `spectrum_count` of them, or NULL; read during the call.
    pub spectra: *const chroma2_step_spectrum,
    pub spectrum_count: u64,
    /// Bytes from one spectrum to the next, sizeof(chroma2_step_spectrum) of the program; 0: that of this library.
    pub spectrum_size: usize,
    /// Shortest wavelength of Cherenkov light, nm, for steps that say nothing of their own; both 0: the first
    /// and last wavelengths of the material's refractive_index, which must not be the same everywhere then.
    pub wavelength_min: f64,
    /// Longest one.
    pub wavelength_max: f64,
    /// Place of the first photon to submit, among those of all steps.
    pub first_photon: u64,
    /// Photons from there on; 0: all of these, so what has none is not to be submitted.
    pub photon_count: u64,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_steps {
    const NAME: &'static str = "chroma2_steps";
}

/// The bytes from one entry of a caller's array to the next, 0 being those of this library; refused with a message where
/// such entries do not fit.
pub(super) fn entry_size<T>(given: usize, message: impl FnOnce() -> String) -> Result<usize> {
    let size = if given == 0 { size_of::<T>() } else { given };
    match size >= size_of::<T>() && size.is_multiple_of(align_of::<T>()) && size <= 65536 {
        true => Ok(size),
        false => Err(Error::argument(message())),
    }
}

/// A caller's array of structs that may have grown or not yet.
pub(super) struct Array<T> {
    first: *const T,
    size: usize,
    name: &'static str,
}

// SAFETY: read only, during the call.
unsafe impl<T: Sync> Sync for Array<T> {}

impl<T: Copy> Array<T> {
    /// # Safety
    /// The array has `count` entries of `size` bytes.
    pub unsafe fn new(
        first: *const T,
        count: u64,
        size: usize,
        [name, of_size]: [&'static str; 2],
    ) -> Result<Self> {
        arguments::limit(count, arguments::MOST, &of_size.replace("_size", "_count"))?;
        let size = entry_size::<T>(size, || {
            let own = size_of::<T>();
            format!("{of_size} is {size}; 0, or the size of an entry, {own} in this version, is needed")
        })?;
        if count > 0 {
            arguments::aligned(first, name)?;
        }
        Ok(Self { first, size, name })
    }

    /// The address of an entry.
    pub fn address(&self, i: u64) -> *const T {
        self.first.wrapping_byte_add(i as usize * self.size)
    }

    /// An entry; refuses one that uses what this library does not know.
    ///
    /// # Safety
    /// There are so many.
    pub unsafe fn get(&self, i: u64) -> Result<T> {
        let at = self.address(i);
        let tail = self.size - size_of::<T>();
        // SAFETY: the maker of the array guarantees it.
        let (value, tail) = unsafe {
            (at.read(), std::slice::from_raw_parts(at.cast::<u8>().wrapping_add(size_of::<T>()), tail))
        };
        if tail.iter().any(|byte| *byte != 0) {
            return Err(Error::argument(format!(
                "{}[{i}] uses fields of a newer version than this library knows",
                self.name
            )));
        }
        Ok(value)
    }
}

/// The records of a list.
///
/// # Safety
/// They are as their comments say.
pub(super) unsafe fn records(list: &chroma2_steps) -> Result<Array<chroma2_step>> {
    arguments::limit(list.count, arguments::MOST, "steps->count")?;
    // SAFETY: the caller guarantees it.
    unsafe {
        Array::new(list.records, list.count, list.record_size, ["steps->records", "steps->record_size"])
    }
}

/// What the steps of a list have in common, and what counts its memory.
///
/// # Safety
/// The spectra are as their comments say.
pub(super) unsafe fn common(list: &chroma2_steps, context: &Arc<Context>) -> Result<(StepCommon, Charge)> {
    let names = ["steps->spectra", "steps->spectrum_size"];
    // SAFETY: the caller guarantees it.
    let array = unsafe { Array::new(list.spectra, list.spectrum_count, list.spectrum_size, names) }?;
    let own = list.spectrum_count.saturating_mul(size_of::<StepSpectrum>() as u64);
    let mut charge = context.charge(own, "steps->spectra")?;
    let mut spectra = memory::room(list.spectrum_count as usize, "steps->spectra")?;
    for i in 0..list.spectrum_count {
        // SAFETY: the caller guarantees it.
        let of = unsafe { array.get(i) }?;
        arguments::unused(of.reserved, &format!("steps->spectra[{i}].reserved"), "it is reserved")?;
        let what = format!("steps->spectra[{i}].spectrum");
        let points = material::spectrum_bytes(of.count, of.r#type, &what)?;
        charge.join(charge.more(points, &what)?);
        // SAFETY: the caller guarantees the arrays.
        let wavelengths =
            unsafe { material::spectrum(of.wavelengths, of.values, of.count, of.r#type, &what) }?;
        spectra.push(StepSpectrum { wavelengths, rise_time: of.rise_time, decay_time: of.decay_time });
    }
    let common = StepCommon {
        spectra,
        wavelength_min: list.wavelength_min,
        wavelength_max: list.wavelength_max,
        first: list.first_photon,
        count: list.photon_count,
    };
    Ok((common, charge))
}

/// A record from C.
#[inline]
fn record(of: &chroma2_step) -> Result<StepRecord> {
    Ok(StepRecord {
        id: of.id,
        count: of.count,
        kind: StepKind::from_number(of.kind, "kind")?,
        material: of.material,
        position: of.position,
        time: of.time,
        displacement: of.displacement,
        length: of.length,
        velocity: of.velocity,
        end_velocity: of.end_velocity,
        duration: of.duration,
        charge: of.charge,
        yield_start: of.yield_start,
        yield_end: of.yield_end,
        end_fraction: of.end_fraction,
        weight: of.weight,
        wavelength_min: of.wavelength_min,
        wavelength_max: of.wavelength_max,
        rise_time: of.rise_time,
        decay_time: of.decay_time,
        energy: of.energy,
        component: of.component,
        spectrum: of.spectrum,
    })
}

/// The same, with its number in messages.
#[inline]
pub(super) fn numbered_record(i: u64, of: &chroma2_step) -> Result<StepRecord> {
    record(of).map_err(|error| steps::within(error, format_args!("steps->records[{i}]")))
}

/// The photons of a list. `keep_origins`: the event is to tell which step a photon is of.
///
/// # Safety
/// The arrays are as their comments say.
pub(super) unsafe fn light(
    session: &Session,
    stage: &Stage,
    list: &chroma2_steps,
    keep_origins: bool,
) -> Result<Light> {
    // SAFETY: the caller guarantees the arrays.
    let (records, (common, _charge)) = unsafe { (records(list)?, common(list, session.context())?) };
    // SAFETY: there are so many.
    let each = |i| numbered_record(i, &unsafe { records.get(i) }?);
    let materials = stage.materials(session.context())?;
    steps::light(&materials, session.context(), &common, list.count, each, keep_origins)
}

/// Submits the photons of steps, which are made by the threads or the GPU that propagate them: photon k is the
/// same in every part of an event that has it. All steps are checked before anything runs; a message names the
/// first one that is not as it must be. `config` may be NULL for all defaults. The caller owns *event, to be
/// given to chroma2_event_destroy. Fails as chroma2_session_submit does. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_session_submit_steps(
    session: *const chroma2_session,
    steps: *const chroma2_steps,
    config: *const chroma2_event_config,
    event: *mut *mut chroma2_event,
) -> chroma2_status {
    guard(|| {
        let session = handle::get(session, "session")?;
        arguments::aligned(steps, "steps")?;
        // SAFETY: the caller guarantees `steps` and `config`.
        let (list, config) =
            unsafe { (arguments::config(steps, "steps")?, arguments::config(config, "config")?) };
        arguments::switch(config.borrow, "config->borrow")?; // records are read during the call
        let stage = session.stage();
        // SAFETY: the caller guarantees the arrays.
        let light = unsafe { light(&session, &stage, &list, options::wants_steps(&config)) }?;
        // SAFETY: the caller guarantees `config` and `event`.
        unsafe { options::submit(&session, stage, light, &config, event) }
    })
}
