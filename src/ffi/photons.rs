//! Photons as structures of arrays.

use super::arguments::Config;
use crate::session::{GivenArrays, Light, PhotonArrays, Scalar, Session, Vector};
use crate::words;
use crate::{Error, Result};

/// Photons to submit, one array for each property. A vector is given either as interleaved triples
/// (position) or as three arrays of components (position_x, position_y, position_z). A stride is the
/// number of bytes from one photon to the next (0: no gaps), for all three components of a vector.
/// Position, direction and wavelength are needed; the others may be NULL. In host memory addresses and
/// strides need no alignment; a stride is at least the size of an entry (12 of triples, else 4).
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_photons {
    /// sizeof(chroma2_photons).
    pub struct_size: usize,
    /// Number of photons; 0 is fine, at most 2^40.
    pub count: u64,
    /// mm. Resolved to 2^-24 of their size: 0.6 micrometres at 10 m. A surface that a photon starts on is
    /// met or not, as rounding has it: set it off that surface, to the side it is to start on, by four
    /// times that or more.
    pub position: *const f32,
    pub position_x: *const f32,
    pub position_y: *const f32,
    pub position_z: *const f32,
    pub position_stride: usize,
    /// Of any length but 0.
    pub direction: *const f32,
    pub direction_x: *const f32,
    pub direction_y: *const f32,
    pub direction_z: *const f32,
    pub direction_stride: usize,
    /// Its part across the direction counts. NULL, and for a photon whose vector has no such part: random.
    pub polarization: *const f32,
    pub polarization_x: *const f32,
    pub polarization_y: *const f32,
    pub polarization_z: *const f32,
    pub polarization_stride: usize,
    /// nm, in vacuum.
    pub wavelength: *const f32,
    pub wavelength_stride: usize,
    /// ns, from the event's time_offset; NULL: 0. Resolved to 2^-24 of their size, 6 * 10^-6 ns at 100 ns,
    /// but 30 ns (and steps of 64 ns) at 10^9 ns: let time_offset carry what is common to all.
    pub time: *const f32,
    pub time_stride: usize,
    /// Factors of what the photon counts for in sums (detected_weight) and for a readout, 0 or more; above
    /// 1 too. NULL: 1.
    pub weight: *const f32,
    pub weight_stride: usize,
    /// Bits of chroma2_flag to begin with; NULL: none.
    pub flags: *const u32,
    pub flags_stride: usize,
    /// 0: the arrays are in host memory. Otherwise they are in the memory of the GPU at this place in the
    /// list of chroma2_device_get_info, which is that of the session's context; what fills them is done
    /// (synchronize its stream), and they are read until the event is done: `borrow` of the event's config
    /// must be 1. Addresses and strides are multiples of 4 then, and no steps can be recorded.
    pub device: u32,
    /// 0.
    pub reserved: u32,
}

// SAFETY: pointers and numbers without padding, struct_size first.
unsafe impl Config for chroma2_photons {
    const NAME: &'static str = "chroma2_photons";
    const RESERVED: &'static [usize] = &[std::mem::offset_of!(Self, reserved)];
}

/// The stride in bytes of an array whose entries have `size` bytes.
fn stride(given: usize, size: usize, count: u64, name: &str) -> Result<usize> {
    let stride = if given == 0 { size } else { given };
    if stride < size {
        return Err(Error::argument(format!(
            "photons->{name}_stride is {}; 0 (no gaps) or at least {size} is needed",
            words::count(given, "byte")
        )));
    }
    let end = usize::try_from(count).ok().and_then(|count| count.checked_mul(stride));
    if end.is_none_or(|end| end > isize::MAX as usize) {
        return Err(Error::argument(format!(
            "photons->count is {count}: with {name}_stride {stride} the array exceeds the address space"
        )));
    }
    Ok(stride)
}

fn scalar<T>(pointer: *const T, given: usize, count: u64, name: &str) -> Result<Option<Scalar>> {
    if pointer.is_null() {
        return Ok(None);
    }
    Ok(Some(Scalar { pointer: pointer.cast(), stride: stride(given, 4, count, name)? }))
}

fn vector(
    triples: *const f32,
    parts: [*const f32; 3],
    given: usize,
    count: u64,
    name: &str,
) -> Result<Option<Vector>> {
    let parts_given = parts.iter().filter(|part| !part.is_null()).count();
    match (triples.is_null(), parts_given) {
        (true, 0) => Ok(None),
        (true, 3) => {
            let stride = stride(given, 4, count, name)?;
            Ok(Some(Vector { pointers: parts.map(|part| part.cast()), stride }))
        }
        (false, 0) => {
            let stride = stride(given, 12, count, name)?;
            let pointers = [0, 1, 2].map(|axis| triples.wrapping_add(axis).cast());
            Ok(Some(Vector { pointers, stride }))
        }
        (false, _) => Err(Error::argument(format!(
            "photons->{name} and its components are given; one of both is needed"
        ))),
        (true, _) => Err(Error::argument(format!(
            "photons: {parts_given} of {name}_x, {name}_y and {name}_z are given; all three are needed"
        ))),
    }
}

/// What a session takes.
///
/// # Safety
/// The arrays are as long as count and strides say, and stay so until the event is done if `borrow`.
pub(super) unsafe fn light(session: &Session, photons: &chroma2_photons, borrow: bool) -> Result<Light> {
    let p = photons;
    // Before `borrow`, which is right for that device alone.
    session.context().check_device(p.device, "photons->device", "the session")?;
    if p.device != 0 && !borrow {
        return Err(Error::argument(format!(
            "config->borrow is 0; 1 is needed with photons of device {}, which are not copied",
            p.device
        )));
    }
    if p.count == 0 {
        return Ok(Light::States(Vec::new()));
    }
    let needed = |name: &str| Error::argument(format!("photons->{name} is NULL; an array is needed"));
    let vector = |triples, parts, stride, name| vector(triples, parts, stride, p.count, name);
    let [position, direction, polarization] = [
        [p.position_x, p.position_y, p.position_z],
        [p.direction_x, p.direction_y, p.direction_z],
        [p.polarization_x, p.polarization_y, p.polarization_z],
    ];
    let given = GivenArrays {
        position: vector(p.position, position, p.position_stride, "position")?,
        direction: vector(p.direction, direction, p.direction_stride, "direction")?,
        polarization: vector(p.polarization, polarization, p.polarization_stride, "polarization")?,
        wavelength: scalar(p.wavelength, p.wavelength_stride, p.count, "wavelength")?,
        time: scalar(p.time, p.time_stride, p.count, "time")?,
        weight: scalar(p.weight, p.weight_stride, p.count, "weight")?,
        flags: scalar(p.flags, p.flags_stride, p.count, "flags")?,
    };
    given.position.ok_or_else(|| needed("position"))?;
    given.direction.ok_or_else(|| needed("direction"))?;
    given.wavelength.ok_or_else(|| needed("wavelength"))?;
    // SAFETY: the caller guarantees the arrays.
    let arrays = unsafe { PhotonArrays::new(p.count, given) };
    if p.device != 0 {
        return Ok(Light::OnDevice(arrays, p.device));
    }
    Ok(if borrow { Light::Borrowed(arrays) } else { Light::Copied(arrays) })
}
