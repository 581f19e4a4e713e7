//! Photon sources.

use super::arguments::{self, Config};
use super::event::chroma2_event;
use super::guard::guard;
use super::handle;
use super::options::{self, chroma2_event_config};
use super::session::chroma2_session;
use super::status::chroma2_status;
use crate::Result;
use crate::named::Named;
use crate::session::Light;
use crate::source::{
    Emission, Places, Polarization, SourceKind, SourcePolarization, SourceSpec, Spectrum, SpectrumKind,
};
use crate::tables;

pub use crate::source::SourceKind as chroma2_source_type;
pub use crate::source::SourcePolarization as chroma2_source_polarization;
pub use crate::source::SpectrumKind as chroma2_spectrum_type;

/// A photon source. All zero but struct_size and wavelength is an isotropic point at the origin.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_source {
    /// sizeof(chroma2_source).
    pub struct_size: usize,
    /// Number of photons; 0 is fine, at most 2^40.
    pub count: u64,
    /// A chroma2_source_type.
    pub r#type: u32,
    /// A chroma2_source_polarization.
    pub polarized: u32,
    /// mm. A surface that it lies on is met or not, as rounding has it.
    pub position: [f64; 3],
    /// mm; lines only.
    pub end: [f64; 3],
    /// Axis, of any length; all zero: isotropic, not for beams.
    pub direction: [f64; 3],
    /// Photons go evenly in solid angle between inner_half_angle and half_angle around the axis, radians
    /// up to pi; both 0: along it. Not without an axis.
    pub half_angle: f64,
    pub inner_half_angle: f64,
    /// mm, of a disk; beams only; 0: a point.
    pub radius: f64,
    /// ns, from the event's time_offset. Times of photons are single precision: resolved to 2^-24 of their
    /// size.
    pub time: f64,
    /// Standard deviation of a Gaussian around the time, ns; 0: none.
    pub time_spread: f64,
    /// ns, from the event's time_offset; lines only.
    pub end_time: f64,
    /// Of any length; for CHROMA2_SOURCE_POLARIZATION_ALONG only.
    pub polarization: [f64; 3],
    /// The wavelength in nm, where spectrum_count is 0.
    pub wavelength: f64,
    /// Wavelengths evenly from `wavelength` to this one, nm; 0: `wavelength` alone.
    pub wavelength_end: f64,
    /// Strictly increasing wavelengths in nm, above 0, spectrum_count entries; copied.
    pub spectrum_wavelengths: *const f64,
    /// Densities or cumulative values there.
    pub spectrum_values: *const f64,
    /// 2 or more; 0: no spectrum.
    pub spectrum_count: u64,
    /// A chroma2_spectrum_type.
    pub spectrum_type: u32,
    /// Bits of chroma2_flag to begin with, none of them terminal.
    pub flags: u32,
    /// Weight of each photon, 0 or more; 0: 1.
    pub weight: f64,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_source {
    const NAME: &'static str = "chroma2_source";
}

/// Refuses what a source of the kind at hand does not use.
fn unused<T: Default + PartialEq + std::fmt::Debug>(value: T, name: &str, why: &str) -> Result<()> {
    arguments::unused(value, &format!("source->{name}"), why)
}

/// Refuses a field of places that sources of this kind do not use.
fn unused_by<T: Default + PartialEq + std::fmt::Debug>(kind: SourceKind, value: T, name: &str) -> Result<()> {
    let users = SourceKind::that_use(name);
    if users.contains(&kind) {
        return Ok(());
    }
    let users: Vec<String> = users.iter().map(|kind| format!("{}s", kind.name())).collect();
    unused(value, name, &format!("only {} have one", users.join(" and ")))
}

/// # Safety
/// The spectrum's arrays have spectrum_count entries.
unsafe fn spectrum(source: &chroma2_source) -> Result<Spectrum> {
    if source.spectrum_count == 0 {
        unused(source.spectrum_type, "spectrum_type", "spectrum_count is 0")?;
        return Ok(match source.wavelength_end {
            0.0 => Spectrum::Fixed(source.wavelength),
            end => Spectrum::Uniform(source.wavelength, end),
        });
    }
    unused(source.wavelength, "wavelength", "a spectrum is given")?;
    unused(source.wavelength_end, "wavelength_end", "a spectrum is given")?;
    let count = source.spectrum_count;
    let kind = SpectrumKind::from_number(source.spectrum_type, "source->spectrum_type")?;
    tables::check_count(count, kind.counts(), "source->spectrum")?;
    // SAFETY: the caller guarantees the arrays.
    let (x, y) = unsafe {
        (
            arguments::slice(source.spectrum_wavelengths, count, "source->spectrum_wavelengths")?,
            arguments::slice(source.spectrum_values, count, "source->spectrum_values")?,
        )
    };
    kind.distribution(x, y, "source->spectrum").map(Spectrum::Table)
}

/// # Safety
/// The spectrum's arrays have spectrum_count entries.
unsafe fn spec(source: &chroma2_source) -> Result<SourceSpec> {
    let zero = [0.0; 3];
    let kind = SourceKind::from_number(source.r#type, "source->type")?;
    unused_by(kind, source.radius, "radius")?;
    unused_by(kind, source.end, "end")?;
    unused_by(kind, source.end_time, "end_time")?;
    let places = Places { radius: source.radius, end: source.end, end_time: source.end_time };
    let emission = if source.direction == zero {
        unused(source.half_angle, "half_angle", "there is no direction")?;
        unused(source.inner_half_angle, "inner_half_angle", "there is no direction")?;
        Emission::Isotropic
    } else {
        Emission::Cone { axis: source.direction, inner: source.inner_half_angle, outer: source.half_angle }
    };
    let mode = SourcePolarization::from_number(source.polarized, "source->polarized")?;
    if mode != SourcePolarization::Along {
        unused(source.polarization, "polarization", "polarized is not CHROMA2_SOURCE_POLARIZATION_ALONG")?;
    }
    Ok(SourceSpec {
        shape: kind.shape(&places),
        position: source.position,
        emission,
        // SAFETY: the caller guarantees the arrays.
        spectrum: unsafe { spectrum(source) }?,
        polarization: Polarization::of(mode, source.polarization),
        time: source.time,
        time_spread: source.time_spread,
        weight: if source.weight == 0.0 { 1.0 } else { source.weight },
        flags: source.flags,
    })
}

/// Its photons.
///
/// # Safety
/// As for [`spec`].
pub(super) unsafe fn light(source: &chroma2_source) -> Result<Light> {
    // SAFETY: the caller guarantees the spectrum.
    unsafe { spec(source) }?.light(source.count)
}

/// Submits the photons of a source, which are made by the threads that propagate them: photon k is the
/// same in every part of an event that has it. `config` may be NULL for all defaults. The caller owns
/// *event, to be given to chroma2_event_destroy. Fails as chroma2_session_submit does. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_session_submit_source(
    session: *const chroma2_session,
    source: *const chroma2_source,
    config: *const chroma2_event_config,
    event: *mut *mut chroma2_event,
) -> chroma2_status {
    guard(|| {
        let session = handle::get(session, "session")?;
        arguments::aligned(source, "source")?;
        // SAFETY: the caller guarantees `source` and `config`.
        let (source, config) =
            unsafe { (arguments::config(source, "source")?, arguments::config(config, "config")?) };
        arguments::switch(config.borrow, "config->borrow")?; // a source has no arrays of photons
        // SAFETY: the caller guarantees the spectrum.
        let light = unsafe { light(&source) }?;
        // SAFETY: the caller guarantees `config` and `event`.
        unsafe { options::submit(&session, session.stage(), light, &config, event) }
    })
}
