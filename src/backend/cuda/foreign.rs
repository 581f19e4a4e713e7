//! Memory that the program allocated, and that kernels are to touch.

use super::driver::{cuPointerGetAttribute, pointer};
use super::primary::Primary;
use crate::words::{count, one_or_many};
use crate::{Error, Result};
use std::ffi::c_int;

/// The driver's numbers for pinned memory of the host, and for a device's memory, managed memory included.
const HOST_MEMORY: u32 = 1;
const DEVICE_MEMORY: u32 = 2;

/// Refuses what is not `bytes` bytes of this device's memory within one allocation: a kernel that
/// touched other memory would take the whole context with it.
pub fn check(primary: &Primary, address: u64, bytes: u64, what: &str) -> Result<()> {
    let _current = primary.enter()?;
    if kind(address) != Some(DEVICE_MEMORY) {
        return not(what, address, "is no memory of a GPU");
    }
    within_device(primary, address, bytes, what)
}

/// Refuses what is not `bytes` bytes of pinned host memory; gives the device's address of it.
pub fn check_pinned(primary: &Primary, address: u64, bytes: u64, what: &str) -> Result<u64> {
    let _current = primary.enter()?;
    if kind(address) != Some(HOST_MEMORY) {
        return not(what, address, "is no pinned host memory (cudaHostAlloc, cudaHostRegister)");
    }
    within(address, bytes, what)?;
    Ok(device_address(address))
}

/// Refuses what is neither; gives the device's address of it.
pub fn check_reachable(primary: &Primary, address: u64, bytes: u64, what: &str) -> Result<u64> {
    let _current = primary.enter()?;
    match kind(address) {
        Some(HOST_MEMORY) => within(address, bytes, what)?,
        Some(DEVICE_MEMORY) => within_device(primary, address, bytes, what)?,
        _ => return not(what, address, "is neither memory of a GPU nor pinned host memory"),
    }
    Ok(device_address(address))
}

fn not<T>(what: &str, address: u64, why: &str) -> Result<T> {
    Err(Error::argument(format!("{what}: {address:#x} {why}")))
}

fn within_device(primary: &Primary, address: u64, bytes: u64, what: &str) -> Result<()> {
    let mut device: c_int = -1;
    if ask(&mut device, pointer::DEVICE, address) && device != primary.ordinal() as c_int {
        let why = format!("is on device {}; {} is needed", device + 1, primary.ordinal() + 1);
        return not(what, address, &why);
    }
    within(address, bytes, what)
}

/// Refuses what goes beyond the end of an allocation.
fn within(address: u64, bytes: u64, what: &str) -> Result<()> {
    let (mut start, mut size) = (0u64, 0usize);
    if !ask(&mut start, pointer::RANGE_START, address) || !ask(&mut size, pointer::RANGE_BYTES, address) {
        return not(what, address, "is of an unknown allocation");
    }
    let end = address.checked_add(bytes);
    if end.is_none_or(|end| end > start.saturating_add(size as u64)) {
        let left = start.saturating_add(size as u64).saturating_sub(address);
        let needed = one_or_many(bytes, ["is", "are"]);
        let left = count(left, "byte");
        let why = format!("has {left} up to the end of its allocation; {bytes} {needed} needed");
        return not(what, address, &why);
    }
    Ok(())
}

fn kind(address: u64) -> Option<u32> {
    let mut memory: u32 = 0;
    ask(&mut memory, pointer::MEMORY_TYPE, address).then_some(memory)
}

/// The same number, but for pinned memory of systems where a device has other addresses for it.
fn device_address(address: u64) -> u64 {
    let mut there = 0u64;
    if ask(&mut there, pointer::DEVICE_POINTER, address) && there != 0 { there } else { address }
}

/// Whether the driver knows an attribute of a pointer; `value` is of the type that it has.
fn ask<T>(value: &mut T, attribute: c_int, address: u64) -> bool {
    // SAFETY: the callers above give the type that each attribute has.
    unsafe { cuPointerGetAttribute((&raw mut *value).cast(), attribute, address) == 0 }
}

/// Refuses what goes beyond the end of an allocation, where the driver knows one. The context must be current.
pub fn check_extent(address: u64, bytes: u64, what: &str) -> Result<()> {
    if kind(address).is_some() { within(address, bytes, what) } else { Ok(()) }
}
