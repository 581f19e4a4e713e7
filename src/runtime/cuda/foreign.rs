//! Memory of a device that the program allocated.

use super::driver::{cuPointerGetAttribute, pointer};
use super::primary::Primary;
use crate::{Error, Result};
use std::ffi::c_int;

/// The driver's number for a device's memory, managed memory included.
const DEVICE_MEMORY: u32 = 2;

/// Refuses what is not `bytes` bytes of this device's memory within one allocation: a kernel that
/// touched other memory would take the whole context with it.
pub fn check(primary: &Primary, address: u64, bytes: u64, what: &str) -> Result<()> {
    let _current = primary.enter()?;
    let not = |why: String| Err(Error::argument(format!("{what}: {address:#x} {why}")));
    let mut memory: u32 = 0;
    if !ask(&mut memory, pointer::MEMORY_TYPE, address) || memory != DEVICE_MEMORY {
        return not("is no memory of a GPU".into());
    }
    let mut device: c_int = -1;
    if ask(&mut device, pointer::DEVICE, address) && device != primary.ordinal() as c_int {
        return not(format!("is on device {}; {} is needed", device + 1, primary.ordinal() + 1));
    }
    let (mut start, mut size) = (0u64, 0usize);
    if !ask(&mut start, pointer::RANGE_START, address) || !ask(&mut size, pointer::RANGE_BYTES, address) {
        return not("is of an unknown allocation".into());
    }
    let end = address.checked_add(bytes);
    if end.is_none_or(|end| end > start.saturating_add(size as u64)) {
        let left = start.saturating_add(size as u64).saturating_sub(address);
        return not(format!("has {left} bytes up to the end of its allocation; {bytes} are needed"));
    }
    Ok(())
}

/// Whether the driver knows an attribute of a pointer; `value` is of the type that it has.
fn ask<T>(value: &mut T, attribute: c_int, address: u64) -> bool {
    // SAFETY: the callers above give the type that each attribute has.
    unsafe { cuPointerGetAttribute((&raw mut *value).cast(), attribute, address) == 0 }
}
