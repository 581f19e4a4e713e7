//! Materials of a geometry.

use super::arguments::{self, Config};
use super::geometry::chroma2_geometry;
use super::guard::guard;
use super::handle;
use super::status::chroma2_status;
use crate::named::Named;
use crate::optics::{Component, Material, Property, Range, Scintillation};
use crate::source::SpectrumKind;
use crate::tables::{self, check_count};
use crate::tables::{Cdf, Curve};
use crate::{Error, Result, memory};
use std::ffi::c_char;

pub use crate::optics::MaterialProperty as chroma2_material_property;

/// A component of a material that emits light again after it has absorbed some. Every table has two
/// arrays of the same length, at most 1048576: values at strictly increasing wavelengths (or times), linear
/// between them; lengths and probabilities are constant beyond the ends.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_reemission_config {
    /// sizeof(chroma2_reemission_config).
    pub struct_size: usize,
    /// nm; NULL with a count of 1: the same length everywhere.
    pub absorption_wavelengths: *const f64,
    /// The component's own absorption length, mm. The ratio of the material's to it is its share of
    /// the absorptions; the last component takes what remains.
    pub absorption_lengths: *const f64,
    pub absorption_count: u64,
    /// nm; NULL with a count of 1: the same probability everywhere.
    pub probability_wavelengths: *const f64,
    /// Probability of emission after an absorption.
    pub probabilities: *const f64,
    pub probability_count: u64,
    /// nm.
    pub wavelengths: *const f64,
    /// Cumulative distribution of the emitted wavelength there, from 0 to 1; linear in between, so that the
    /// density is level there. (Scene files take densities too.)
    pub wavelength_cdf: *const f64,
    pub wavelength_count: u64,
    /// ns; NULL with a count of 0: emission without delay.
    pub times: *const f64,
    /// Cumulative distribution of the delay there, from 0 to 1. A photon whose delay passes the event's
    /// time limit ends with CHROMA2_FLAG_TIME_LIMIT.
    pub time_cdf: *const f64,
    pub time_count: u64,
    /// ns: the same delay always, added to that of time_cdf.
    pub delay: f64,
    /// ns: the mean of an exponential delay, added to both; 0: none.
    pub decay_time: f64,
    /// 1: no photon is emitted with more energy than was absorbed. The spectrum is cut there, and nothing is
    /// emitted where nothing is left of it. 0: whatever was absorbed.
    pub downshift_only: u32,
    /// 0.
    pub reserved: u32,
    /// Mean number of photons, at most 1000, where light is emitted: the number is Poisson's, and where it is 0 the light
    /// stays absorbed. The absorbed photon goes on as the first of them, the others are secondary photons
    /// (CHROMA2_FLAG_SECONDARY). 0: exactly one.
    pub mean_number: f64,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_reemission_config {
    const NAME: &'static str = "chroma2_reemission_config";
    const RESERVED: &'static [usize] = &[std::mem::offset_of!(Self, reserved)];
}

/// A component of a material's scintillation light. The time from the energy loss to a photon has the density
/// exp(-t / decay_time) (1 - exp(-t / rise_time)), of any norm; without a rise time, exp(-t / decay_time).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_scintillation_config {
    /// sizeof(chroma2_scintillation_config).
    pub struct_size: usize,
    /// Strictly increasing wavelengths in nm, above 0, spectrum_count entries.
    pub spectrum_wavelengths: *const f64,
    /// Densities or cumulative values there.
    pub spectrum_values: *const f64,
    /// 2 or more.
    pub spectrum_count: u64,
    /// A chroma2_spectrum_type.
    pub spectrum_type: u32,
    /// 0.
    pub reserved: u32,
    /// ns; 0: all at once.
    pub decay_time: f64,
    /// ns; 0: none.
    pub rise_time: f64,
    /// Share of the material's light, of any norm; 0: 1.
    pub fraction: f64,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_scintillation_config {
    const NAME: &'static str = "chroma2_scintillation_config";
    const RESERVED: &'static [usize] = &[std::mem::offset_of!(Self, reserved)];
}

/// A curve from C.
///
/// # Safety
/// The arrays are NULL or have `count` entries.
pub(super) unsafe fn curve(x: *const f64, y: *const f64, count: u64, what: &str) -> Result<Curve> {
    check_count(count, tables::CURVE, what)?; // before anything is read: a wrong count may reach beyond the arrays
    // SAFETY: the same condition.
    let y = unsafe { arguments::slice(y, count, &format!("{what}: values")) }?;
    if x.is_null() {
        return match y[..] {
            [value] => Ok(Curve::Constant(value)),
            _ => Err(Error::argument(format!(
                "{what}: {count} values without wavelengths; one, for a constant, is allowed"
            ))),
        };
    }
    // SAFETY: the same condition.
    Curve::new(unsafe { arguments::slice(x, count, &format!("{what}: wavelengths")) }?, y, what)
}

/// A curve of lengths from C: an infinite one becomes the largest number that tables hold.
///
/// # Safety
/// As for [`curve`].
unsafe fn lengths(x: *const f64, y: *const f64, count: u64, what: &str) -> Result<Curve> {
    check_count(count, tables::CURVE, what)?;
    // SAFETY: the same conditions.
    let y = unsafe { arguments::slice(y, count, &format!("{what}: values")) }?;
    let finite = y.iter().map(|&y| if y == f64::INFINITY { tables::LARGEST } else { y });
    let y = memory::collected(finite, what)?;
    // SAFETY: the same conditions; `y` has `count` entries.
    unsafe { curve(x, y.as_ptr(), count, what) }
}

/// A distribution from C.
///
/// # Safety
/// The arrays are NULL or have `count` entries.
pub(super) unsafe fn cdf(x: *const f64, y: *const f64, count: u64, what: &str) -> Result<Cdf> {
    check_count(count, tables::DISTRIBUTION, what)?;
    // SAFETY: the same condition.
    unsafe { Cdf::new(arguments::slice(x, count, what)?, arguments::slice(y, count, what)?, what) }
}

/// Adds a material that is transparent with index 1 until its properties are set, and writes its
/// index to *material. The name may be NULL and need not be unique. One thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_add_material(
    geometry: *mut chroma2_geometry,
    name: *const c_char,
    material: *mut u32,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        arguments::aligned(material.cast_const(), "material")?;
        // SAFETY: the caller guarantees `name`.
        let name = unsafe { arguments::text(name, "name") }?.unwrap_or("");
        let index = geometry.edit(|model| model.add_material(Material::new(name)))?;
        // SAFETY: the caller guarantees `material`.
        unsafe { arguments::write(material, index, "material") }
    })
}

/// Sets a chroma2_material_property: `count` values, at most 1048576, at strictly increasing wavelengths (nm),
/// linear between them and constant beyond the ends; or one value and NULL, the same everywhere. The arrays
/// are copied. One thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_set_material_property(
    geometry: *mut chroma2_geometry,
    material: u32,
    property: u32,
    wavelengths: *const f64,
    values: *const f64,
    count: u64,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        let property = Property::<Material>::of_number(property, "property")?;
        let what = format!("material {material}: {}", property.name);
        // SAFETY: the caller guarantees the arrays.
        let curve = unsafe {
            match property.range {
                Range::Length => lengths(wavelengths, values, count, &what),
                _ => curve(wavelengths, values, count, &what),
            }
        }?;
        geometry.edit(|model| model.set_material(material, property, curve))
    })
}

/// Adds a reemission component to a material; any number is allowed. The arrays are copied. One
/// thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_add_reemission(
    geometry: *mut chroma2_geometry,
    material: u32,
    config: *const chroma2_reemission_config,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        // SAFETY: the caller guarantees `config`.
        let c = unsafe { arguments::config(config, "config") }?;
        let what = |name: &str| format!("config->{name}");
        // SAFETY: the caller guarantees the arrays.
        let component = unsafe {
            Component {
                absorption_length: lengths(
                    c.absorption_wavelengths,
                    c.absorption_lengths,
                    c.absorption_count,
                    &what("absorption_lengths"),
                )?,
                reemission_prob: curve(
                    c.probability_wavelengths,
                    c.probabilities,
                    c.probability_count,
                    &what("probabilities"),
                )?,
                wavelength_cdf: cdf(
                    c.wavelengths,
                    c.wavelength_cdf,
                    c.wavelength_count,
                    &what("wavelength_cdf"),
                )?,
                time_cdf: match c.time_count {
                    0 => Component::no_delay()?,
                    count => cdf(c.times, c.time_cdf, count, &what("time_cdf"))?,
                },
                delay: c.delay,
                decay_time: c.decay_time,
                downshift_only: arguments::switch(c.downshift_only, "config->downshift_only")?,
                mean_number: c.mean_number,
            }
        };
        geometry.edit(|model| model.add_component(material, component))
    })
}

/// The type of a distribution of wavelengths with so many points.
fn spectrum_kind(count: u64, kind: u32, what: &str) -> Result<SpectrumKind> {
    let kind = SpectrumKind::from_number(kind, &format!("{what}_type"))?;
    check_count(count, kind.counts(), what)?;
    Ok(kind)
}

/// Bytes of such a distribution, at most.
pub(super) fn spectrum_bytes(count: u64, kind: u32, what: &str) -> Result<u64> {
    Ok(spectrum_kind(count, kind, what)?.bytes(count))
}

/// A spectrum from C, with its kind.
///
/// # Safety
/// The arrays are NULL or have `count` entries.
pub(super) unsafe fn spectrum(
    wavelengths: *const f64,
    values: *const f64,
    count: u64,
    kind: u32,
    what: &str,
) -> Result<Cdf> {
    let kind = spectrum_kind(count, kind, what)?;
    // SAFETY: the caller guarantees the arrays.
    let (x, y) = unsafe {
        (
            arguments::slice(wavelengths, count, &format!("{what}_wavelengths"))?,
            arguments::slice(values, count, &format!("{what}_values"))?,
        )
    };
    let cdf = kind.distribution(x, y, what)?;
    Range::Wavelength.check_distribution(&cdf, what)?;
    Ok(cdf)
}

/// Adds a scintillation component to a material; any number is allowed. The arrays are copied. How many photons
/// a particle makes is said by the properties CHROMA2_MATERIAL_PROPERTY_SCINTILLATION_YIELD, BIRKS_CONSTANT and
/// RESOLUTION_SCALE. One thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_add_scintillation(
    geometry: *mut chroma2_geometry,
    material: u32,
    config: *const chroma2_scintillation_config,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        arguments::aligned(config, "config")?;
        // SAFETY: the caller guarantees `config`.
        let c = unsafe { arguments::config(config, "config") }?;
        // SAFETY: the caller guarantees the arrays.
        let wavelength_cdf = unsafe {
            spectrum(
                c.spectrum_wavelengths,
                c.spectrum_values,
                c.spectrum_count,
                c.spectrum_type,
                "config->spectrum",
            )
        }?;
        let component = Scintillation {
            wavelength_cdf,
            decay_time: c.decay_time,
            rise_time: c.rise_time,
            fraction: if c.fraction == 0.0 { 1.0 } else { c.fraction },
        };
        geometry.edit(|model| model.add_scintillation(material, component))
    })
}
