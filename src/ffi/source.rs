//! Photon sources.

use super::event::chroma2_event;
use super::guard::guard;
use super::handle;
use super::options::{self, chroma2_event_config};
use super::read::{self, Config};
use super::session::chroma2_session;
use super::status::chroma2_status;
use crate::session::{Emission, Polarization, Shape, SourceSpec, Spectrum};
use crate::tables::{self, Cdf};
use crate::{Error, Result};

/// Where the photons of a source begin. Structs take it as uint32_t.
#[repr(u32)]
pub enum chroma2_source_type {
    /// `position`.
    Point = 0,
    /// A disk of `radius` around `position`, across `direction`, evenly.
    Beam = 1,
    /// The line from `position` to `end`, evenly; times change from `time` to `end_time`.
    Line = 2,
}

/// How the photons of a source are polarized. Structs take it as uint32_t.
#[repr(u32)]
pub enum chroma2_source_polarization {
    /// Any way across the direction.
    Random = 0,
    /// Along `polarization`, as far as the direction allows.
    Along = 1,
    /// In the plane of the photon's direction and `direction`, as Cherenkov light is.
    Radial = 2,
}

/// How the table of a source's spectrum is meant. Structs take it as uint32_t.
#[repr(u32)]
pub enum chroma2_spectrum {
    /// Relative densities per nm at the wavelengths, of any norm, 0 or more: linear between the wavelengths
    /// and 0 beyond them, so that 0 at 400 nm and 1 at 500 nm have a mean of 466.7 nm. Cumulative values
    /// are right to 10^-6. At most 524288 wavelengths.
    Density = 0,
    /// Cumulative distribution at the wavelengths, from 0 to 1 (within 10^-6), linear between them: the
    /// density is level there. At most 1048576 wavelengths.
    Cdf = 1,
}

/// A photon source. All zero but struct_size and wavelength is an isotropic point at the origin.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_source {
    /// sizeof(chroma2_source).
    pub struct_size: usize,
    /// Number of photons; 0 is fine, at most 2^40.
    pub count: u64,
    /// A chroma2_source_type.
    pub kind: u32,
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
    pub spectrum_count: usize,
    /// A chroma2_spectrum.
    pub spectrum_kind: u32,
    /// Bits of chroma2_flag to begin with, none of them terminal.
    pub flags: u32,
    /// Weight of each photon, 0 or more; 0: 1.
    pub weight: f64,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_source {
    const NAME: &'static str = "chroma2_source";
}

fn bad(name: &str, value: u32, allowed: &str) -> Error {
    Error::argument(format!("source->{name} is {value}; {allowed} are allowed"))
}

/// Refuses what a source of the kind at hand does not use.
fn unused<T: Default + PartialEq + std::fmt::Debug>(value: T, name: &str, why: &str) -> Result<()> {
    read::unused(value, &format!("source->{name}"), why)
}

/// # Safety
/// The spectrum's arrays have spectrum_count entries.
unsafe fn spectrum(source: &chroma2_source) -> Result<Spectrum> {
    if source.spectrum_count == 0 {
        unused(source.spectrum_kind, "spectrum_kind", "spectrum_count is 0")?;
        return Ok(match source.wavelength_end {
            0.0 => Spectrum::Fixed(source.wavelength),
            end => Spectrum::Uniform(source.wavelength, end),
        });
    }
    unused(source.wavelength, "wavelength", "a spectrum is given")?;
    unused(source.wavelength_end, "wavelength_end", "a spectrum is given")?;
    let count = source.spectrum_count;
    let allowed = match source.spectrum_kind {
        0 => tables::DENSITY,
        1 => tables::DISTRIBUTION,
        other => return Err(bad("spectrum_kind", other, "0 (density) and 1 (cumulative)")),
    };
    tables::check_count(count, allowed, "source->spectrum")?;
    // SAFETY: the caller vouches for the arrays.
    let (x, y) = unsafe {
        (
            read::slice(source.spectrum_wavelengths, count, "source->spectrum_wavelengths")?,
            read::slice(source.spectrum_values, count, "source->spectrum_values")?,
        )
    };
    Ok(Spectrum::Table(match source.spectrum_kind {
        0 => Cdf::from_density(x, y, "source->spectrum")?,
        _ => Cdf::new(x, y, "source->spectrum")?,
    }))
}

/// # Safety
/// The spectrum's arrays have spectrum_count entries.
unsafe fn spec(source: &chroma2_source) -> Result<SourceSpec> {
    let zero = [0.0; 3];
    let shape = match source.kind {
        0 => Shape::Point,
        1 => Shape::Beam { radius: source.radius },
        2 => Shape::Line { end: source.end, end_time: source.end_time },
        other => return Err(bad("kind", other, "0 (point), 1 (beam) and 2 (line)")),
    };
    if source.kind != 1 {
        unused(source.radius, "radius", "only beams have one")?;
    }
    if source.kind != 2 {
        unused(source.end, "end", "only lines have one")?;
        unused(source.end_time, "end_time", "only lines have one")?;
    }
    let emission = if source.direction == zero {
        unused(source.half_angle, "half_angle", "there is no direction")?;
        unused(source.inner_half_angle, "inner_half_angle", "there is no direction")?;
        Emission::Isotropic
    } else {
        Emission::Cone { axis: source.direction, inner: source.inner_half_angle, outer: source.half_angle }
    };
    let polarization = match source.polarized {
        0 => Polarization::Random,
        1 => Polarization::Along(source.polarization),
        2 => Polarization::Radial,
        other => return Err(bad("polarized", other, "0 (random), 1 (along) and 2 (radial)")),
    };
    if source.polarized != 1 {
        unused(source.polarization, "polarization", "polarized is not CHROMA2_SOURCE_POLARIZATION_ALONG")?;
    }
    Ok(SourceSpec {
        shape,
        position: source.position,
        emission,
        // SAFETY: the caller vouches for the arrays.
        spectrum: unsafe { spectrum(source) }?,
        polarization,
        time: source.time,
        time_spread: source.time_spread,
        weight: if source.weight == 0.0 { 1.0 } else { source.weight },
        flags: source.flags,
    })
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
        read::aligned(source, "source")?;
        // SAFETY: the caller vouches for `source` and `config`.
        let (source, config) = unsafe { (read::config(source, "source")?, read::config(config, "config")?) };
        read::switch(config.borrow, "config->borrow")?; // a source has no arrays of photons
        // SAFETY: the caller vouches for the spectrum.
        let light = unsafe { spec(&source) }?.light(source.count)?;
        // SAFETY: the caller vouches for `config` and `event`.
        unsafe { options::submit(&session, light, &config, event) }
    })
}
