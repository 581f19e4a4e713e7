//! Surfaces of a geometry.

use super::geometry::chroma2_geometry;
use super::guard::guard;
use super::handle;
use super::material::{cdf, curve};
use super::read;
use super::status::chroma2_status;
use crate::geometry::{Angular, DichroicAngle, Model, Surface, SurfaceModel};
use crate::tables::Curve;
use crate::tables::check_count;
use crate::{Error, Result, memory};
use std::ffi::c_char;

/// How a surface treats light; functions take it as uint32_t.
#[repr(u32)]
pub enum chroma2_surface_model {
    /// Detects, absorbs, reflects diffusely and specularly, by probabilities that add up to 1 at
    /// most; the rest passes on to the boundary between the materials.
    Default = 0,
    /// A thin film of index eta + i k and a thickness between the materials.
    Complex = 1,
    /// A wavelength shifter: absorbs and emits again, or reflects, or transmits.
    Wls = 2,
    /// Reflects and transmits by angle and wavelength; the rest is absorbed.
    Dichroic = 3,
    /// Transmits and reflects by angle; the rest is absorbed.
    Angular = 4,
}

/// Properties of a surface; functions take them as uint32_t. All default to 0 but eta (1).
#[repr(u32)]
pub enum chroma2_surface_property {
    /// Probability; with a film (complex), of detection after absorption.
    Detect = 0,
    /// Probability of absorption (default, wls).
    Absorb = 1,
    /// Probability of emission after absorption (wls).
    Reemit = 2,
    /// Probability of diffuse reflection; with a film, of diffuse instead of specular reflection.
    ReflectDiffuse = 3,
    /// Probability of specular reflection (default, wls).
    ReflectSpecular = 4,
    /// Real part of the film's index, above 0 (complex).
    Eta = 5,
    /// Imaginary part of the film's index (complex).
    K = 6,
    /// Thickness of the film in nm: one value without wavelengths (complex).
    Thickness = 7,
    /// Whether light goes through the film, 0 or 1: one value without wavelengths (complex).
    Transmissive = 8,
}

/// Changes a copy of a surface, which takes its place if its ranges are right.
fn change(model: &mut Model, surface: u32, change: impl FnOnce(&mut Surface) -> Result<()>) -> Result<()> {
    let count = model.surfaces.len();
    let place = model.surfaces.get_mut(surface as usize).ok_or_else(|| {
        Error::argument(format!("surface is {surface}, but there are {count} surfaces, from 0"))
    })?;
    let what = format!("a copy of surface {surface}");
    let _held = memory::hold(2 * place.bytes() as u64, what)?;
    let mut changed = place.clone();
    change(&mut changed)?;
    changed.check_ranges(&format!("surface {surface} (\"{}\")", changed.name))?;
    *place = changed;
    Ok(())
}

/// Adds a surface of a chroma2_surface_model and writes its index to *surface. The name may be NULL
/// and need not be unique. What the model needs is checked by the commit. One thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_add_surface(
    geometry: *mut chroma2_geometry,
    name: *const c_char,
    model: u32,
    surface: *mut u32,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        read::aligned(surface.cast_const(), "surface")?;
        // SAFETY: the caller vouches for `name`.
        let name = unsafe { read::text(name, "name") }?.unwrap_or("");
        let kind = SurfaceModel::from_number(model).ok_or_else(|| {
            Error::argument(format!(
                "model is {model}; 0 (default), 1 (complex), 2 (wls), 3 (dichroic) and 4 (angular) are allowed"
            ))
        })?;
        let index = geometry.edit(|model| model.add_surface(Surface::new(name, kind)))?;
        // SAFETY: the caller vouches for `surface`.
        unsafe { read::write(surface, index, "surface") }
    })
}

/// Sets a chroma2_surface_property: `count` values at strictly increasing wavelengths (nm), linear
/// between them and constant beyond the ends; or one value and NULL, the same everywhere. The arrays
/// are copied. One thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_set_surface_property(
    geometry: *mut chroma2_geometry,
    surface: u32,
    property: u32,
    wavelengths: *const f64,
    values: *const f64,
    count: usize,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        let what = format!("surface {surface}: property {property}");
        // SAFETY: the caller vouches for the arrays.
        let curve = unsafe { curve(wavelengths, values, count, &what) }?;
        geometry.edit(|model| change(model, surface, |surface| set(surface, property, curve)))
    })
}

fn set(surface: &mut Surface, property: u32, curve: Curve) -> Result<()> {
    let place = match property {
        0 => &mut surface.detect,
        1 => &mut surface.absorb,
        2 => &mut surface.reemit,
        3 => &mut surface.reflect_diffuse,
        4 => &mut surface.reflect_specular,
        5 => &mut surface.eta,
        6 => &mut surface.k,
        7 | 8 => return set_number(surface, property, &curve),
        _ => {
            return Err(Error::argument(format!(
                "property is {property}; 0 to 8 are allowed (chroma2_surface_property)"
            )));
        }
    };
    *place = curve;
    Ok(())
}

fn set_number(surface: &mut Surface, property: u32, curve: &Curve) -> Result<()> {
    let name = if property == 7 { "thickness" } else { "transmissive" };
    let Curve::Constant(value) = *curve else {
        return Err(Error::argument(format!(
            "{name}: does not depend on the wavelength; give one value and NULL"
        )));
    };
    match (property, value) {
        (7, _) => surface.thickness = value,
        (_, 0.0 | 1.0) => surface.transmissive = value == 1.0,
        _ => return Err(Error::argument(format!("{name} is {value}; 0 and 1 are allowed"))),
    }
    Ok(())
}

/// Sets the cumulative distribution, from 0 to 1, of the wavelength (nm) that a wavelength shifter
/// emits, at `count` strictly increasing wavelengths. The arrays are copied. One thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_set_surface_reemission_cdf(
    geometry: *mut chroma2_geometry,
    surface: u32,
    wavelengths: *const f64,
    cumulative: *const f64,
    count: usize,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        let what = format!("surface {surface}: reemission_cdf");
        // SAFETY: the caller vouches for the arrays.
        let cdf = unsafe { cdf(wavelengths, cumulative, count, &what) }?;
        geometry.edit(|model| {
            change(model, surface, |surface| {
                surface.reemission_cdf = Some(cdf);
                Ok(())
            })
        })
    })
}

/// Sets the probabilities of an angular surface at `count` angles of incidence (radians, strictly
/// increasing from 0 to pi/2), linear between them and constant beyond the ends. Where they add up
/// to less than 1, the rest is absorbed. The arrays are copied. One thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_set_surface_angular(
    geometry: *mut chroma2_geometry,
    surface: u32,
    angles: *const f64,
    transmit: *const f64,
    reflect_specular: *const f64,
    reflect_diffuse: *const f64,
    count: usize,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        check_count(count, 1, &format!("surface {surface}: angular"))?;
        // SAFETY: the caller vouches for the arrays.
        let copied = |from, name: &str| {
            unsafe { read::slice(from, count, name) }.and_then(|all| memory::copied(all, name))
        };
        let angular = Angular {
            angles: copied(angles, "angles")?,
            transmit: copied(transmit, "transmit")?,
            reflect_specular: copied(reflect_specular, "reflect_specular")?,
            reflect_diffuse: copied(reflect_diffuse, "reflect_diffuse")?,
        };
        geometry.edit(|model| {
            change(model, surface, |surface| {
                surface.angular = Some(angular);
                Ok(())
            })
        })
    })
}

/// Adds an angle of incidence (radians, 0 to pi/2, above those added before) to a dichroic surface,
/// with the probabilities of specular reflection and of transmission there, as tables over the
/// wavelength (nm) or as one value each with NULL wavelengths. Probabilities are linear between
/// angles and constant beyond the first and last one. The arrays are copied. One thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_add_surface_dichroic_angle(
    geometry: *mut chroma2_geometry,
    surface: u32,
    angle: f64,
    reflect_wavelengths: *const f64,
    reflect: *const f64,
    reflect_count: usize,
    transmit_wavelengths: *const f64,
    transmit: *const f64,
    transmit_count: usize,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        // SAFETY: the caller vouches for the arrays.
        let entry = unsafe {
            DichroicAngle {
                angle,
                reflect: curve(reflect_wavelengths, reflect, reflect_count, "reflect")?,
                transmit: curve(transmit_wavelengths, transmit, transmit_count, "transmit")?,
            }
        };
        geometry.edit(|model| {
            change(model, surface, |surface| {
                surface.dichroic.push(entry);
                Ok(())
            })
        })
    })
}
