//! The compiled kernels: those in the library, or a file for experiments.

use crate::{Error, Result};
use std::borrow::Cow;
use std::env;

/// Names a fatbin, cubin or PTX file that takes the place of the kernels in the library. Read when a
/// context is made.
pub const FILE_VARIABLE: &str = "CHROMA2_FATBIN";

/// The driver reads words of it.
#[repr(C, align(16))]
struct Aligned<T: ?Sized>(T);

static EMBEDDED: &Aligned<[u8]> = &Aligned(*include_bytes!(concat!(env!("OUT_DIR"), "/kernels.fatbin")));

/// Relocatable code of the kernel that calls functions of programs; empty where there are no kernels.
static LINKED: &Aligned<[u8]> = &Aligned(*include_bytes!(concat!(env!("OUT_DIR"), "/messages.fatbin")));

/// Names a file that takes the place of that.
pub const LINKED_VARIABLE: &str = "CHROMA2_MESSAGES_FATBIN";

/// The kernel that is linked with functions of programs.
pub fn linked() -> Result<Cow<'static, [u8]>> {
    if let Some(path) = env::var_os(LINKED_VARIABLE) {
        let path = std::path::Path::new(&path);
        let read = std::fs::read(path);
        return read
            .map(Cow::Owned)
            .map_err(|e| Error::Io(format!("{}, named by {LINKED_VARIABLE}: {e}", path.display())));
    }
    if LINKED.0.is_empty() {
        return Err(Error::Unsupported(format!(
            "this library was built without CUDA kernels, because {}",
            why_none()
        )));
    }
    Ok(Cow::Borrowed(&LINKED.0))
}

/// An image that the driver can load, and what it was made for.
pub struct Image {
    /// Bytes of a fatbin, a cubin, or PTX with its NUL.
    pub bytes: Cow<'static, [u8]>,
    /// CUDA version of the compiler as 1000 * major + 10 * minor, and the oldest compute capability as
    /// 10 * major + minor; `None`: not known.
    pub needs: Option<Needs>,
}

/// What kernels need of a driver and a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needs {
    /// 13000 for CUDA 13.0.
    pub cuda: u32,
    /// 75 for a compute capability of 7.5.
    pub capability: u32,
}

/// What the kernels in the library need; `None` where it was built without.
pub fn embedded_needs() -> Option<Needs> {
    let oldest = architectures().next()?;
    Some(Needs { cuda: env!("CHROMA2_KERNELS_CUDA").parse().ok()?, capability: oldest })
}

/// Why the library has no kernels, as its build recorded it; empty where it has some.
pub fn why_none() -> &'static str {
    env!("CHROMA2_KERNELS_MISSING")
}

/// Compute capabilities that the library has machine code for, ascending.
pub fn architectures() -> impl Iterator<Item = u32> {
    env!("CHROMA2_KERNELS_ARCHS").split(',').filter_map(|arch| arch.parse().ok())
}

/// The kernels to run.
pub fn image() -> Result<Image> {
    if let Some(path) = env::var_os(FILE_VARIABLE) {
        let path = std::path::Path::new(&path);
        let mut bytes = std::fs::read(path)
            .map_err(|e| Error::Io(format!("{}, named by {FILE_VARIABLE}: {e}", path.display())))?;
        bytes.push(0); // PTX is a text
        return Ok(Image { bytes: bytes.into(), needs: None });
    }
    let Some(needs) = embedded_needs() else {
        return Err(Error::Unsupported(format!(
            "this library was built without CUDA kernels, because {}",
            why_none()
        )));
    };
    Ok(Image { bytes: (&EMBEDDED.0).into(), needs: Some(needs) })
}
