//! Photons that a program submits, checked.

use super::photons::chroma2_photons;
use crate::photon::columns::given_columns;
use crate::session::{GivenArrays, Light, PhotonArrays, Scalar, Session, Vector};
use crate::words;
use crate::{Error, Result};

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

macro_rules! given {
    ({ $($vector:ident ($x:ident $y:ident $z:ident) $vector_stride:ident,)* } { $($scalar:ident $scalar_stride:ident,)* }) => {
        /// The arrays that are given, checked one by one.
        fn given(p: &chroma2_photons) -> Result<GivenArrays> {
            Ok(GivenArrays {
                $($vector: {
                    let parts = [p.$x, p.$y, p.$z];
                    vector(p.$vector, parts, p.$vector_stride, p.count, stringify!($vector))?
                },)*
                $($scalar: scalar(p.$scalar, p.$scalar_stride, p.count, stringify!($scalar))?,)*
            })
        }
    };
}

given_columns!(given! {});

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
    let given = given(p)?;
    let needed = |name: &str| Error::argument(format!("photons->{name} is NULL; an array is needed"));
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
