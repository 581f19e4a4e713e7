//! Surfaces of a geometry.

use super::arguments;
use super::geometry::chroma2_geometry;
use super::guard::guard;
use super::handle;
use super::material::{cdf, curve};
use super::status::chroma2_status;
use crate::memory;
use crate::named::Named;
use crate::optics::{Angular, DichroicAngle, Property, Surface, SurfaceModel};
use crate::tables::{self, check_count};
use std::ffi::c_char;

pub use crate::optics::SurfaceFinish as chroma2_surface_finish;
pub use crate::optics::SurfaceModel as chroma2_surface_model;
pub use crate::optics::SurfaceProperty as chroma2_surface_property;
pub use crate::optics::SurfaceType as chroma2_surface_type;

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
        arguments::aligned(surface.cast_const(), "surface")?;
        // SAFETY: the caller guarantees `name`.
        let name = unsafe { arguments::text(name, "name") }?.unwrap_or("");
        let kind = SurfaceModel::from_number(model, "model")?;
        let index = geometry.edit(|model| model.add_surface(Surface::new(name, kind)))?;
        // SAFETY: the caller guarantees `surface`.
        unsafe { arguments::write(surface, index, "surface") }
    })
}

/// Sets a chroma2_surface_property: `count` values, at most 1048576, at strictly increasing wavelengths (nm),
/// linear between them and constant beyond the ends; or one value and NULL, the same everywhere. The arrays
/// are copied. One thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_set_surface_property(
    geometry: *mut chroma2_geometry,
    surface: u32,
    property: u32,
    wavelengths: *const f64,
    values: *const f64,
    count: u64,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        let property = Property::<Surface>::of_number(property, "property")?;
        let what = format!("surface {surface}: {}", property.name);
        // SAFETY: the caller guarantees the arrays.
        let curve = unsafe { curve(wavelengths, values, count, &what) }?;
        geometry.edit(|model| model.set_surface(surface, property, curve))
    })
}

/// Lets another surface stand for one to light that comes from the inner side of a triangle (or from within a
/// wire): CHROMA2_NONE for a bare boundary. Without this call the surface is the same to both sides. That other
/// one's own inner side does not count. One thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_set_surface_inner_side(
    geometry: *mut chroma2_geometry,
    surface: u32,
    inner_side: u32,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        geometry.edit(|model| model.set_inner_side(surface, inner_side))
    })
}

/// Sets the cumulative distribution, from 0 to 1, of the wavelength (nm) that a wavelength shifter
/// emits, at `count` strictly increasing wavelengths, 2 to 1048576; linear in between, so that the density is
/// level there. The arrays are copied. One thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_set_surface_reemission_cdf(
    geometry: *mut chroma2_geometry,
    surface: u32,
    wavelengths: *const f64,
    cumulative: *const f64,
    count: u64,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        let what = format!("surface {surface}: reemission_cdf");
        // SAFETY: the caller guarantees the arrays.
        let cdf = unsafe { cdf(wavelengths, cumulative, count, &what) }?;
        geometry.edit(|model| model.set_reemission(surface, cdf))
    })
}

/// Sets the cumulative distribution, from 0 to 1, of the delay (ns, 0 or more) with which a wavelength shifter
/// emits, at `count` strictly increasing times, 2 to 1048576; linear in between. A fixed and an exponential
/// delay (CHROMA2_SURFACE_PROPERTY_DELAY, CHROMA2_SURFACE_PROPERTY_DECAY_TIME) add to it. The arrays are
/// copied. One thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_set_surface_reemission_time_cdf(
    geometry: *mut chroma2_geometry,
    surface: u32,
    times: *const f64,
    cumulative: *const f64,
    count: u64,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        let what = format!("surface {surface}: reemission_time_cdf");
        // SAFETY: the caller guarantees the arrays.
        let cdf = unsafe { cdf(times, cumulative, count, &what) }?;
        geometry.edit(|model| model.set_reemission_times(surface, cdf))
    })
}

/// Sets the probabilities of an angular surface at `count` angles of incidence (at most 1048576; radians,
/// strictly increasing, within 0 and pi/2), linear between them and constant beyond the ends. Where they add up
/// to less than 1, the rest is absorbed. The arrays are copied. One thread at a time.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_geometry_set_surface_angular(
    geometry: *mut chroma2_geometry,
    surface: u32,
    angles: *const f64,
    transmit: *const f64,
    reflect_specular: *const f64,
    reflect_diffuse: *const f64,
    count: u64,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        check_count(count, tables::CURVE, &format!("surface {surface}: angular"))?;
        let copied = |from, name: &str| {
            // SAFETY: each of the four arrays is the caller's, which guarantees `count` values or NULL.
            unsafe { arguments::slice(from, count, name) }.and_then(|all| memory::copied(all, name))
        };
        let angular = Angular {
            angles: copied(angles, "angles")?,
            transmit: copied(transmit, "transmit")?,
            reflect_specular: copied(reflect_specular, "reflect_specular")?,
            reflect_diffuse: copied(reflect_diffuse, "reflect_diffuse")?,
        };
        geometry.edit(|model| model.set_angular(surface, angular))
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
    reflect_count: u64,
    transmit_wavelengths: *const f64,
    transmit: *const f64,
    transmit_count: u64,
) -> chroma2_status {
    guard(|| {
        let geometry = handle::get(geometry.cast_const(), "geometry")?;
        // SAFETY: the caller guarantees the arrays.
        let entry = unsafe {
            DichroicAngle {
                angle,
                reflect: curve(reflect_wavelengths, reflect, reflect_count, "reflect")?,
                transmit: curve(transmit_wavelengths, transmit, transmit_count, "transmit")?,
            }
        };
        geometry.edit(|model| model.add_dichroic(surface, entry))
    })
}
