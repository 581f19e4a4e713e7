//! The GPUs of this machine, and why there may be none.

use super::driver::{NO_DEVICE, check, cuDeviceGetUuid, cuDriverGetVersion, cuInit, describe};
use super::kernels::{Image, Needs};
use super::load::load;
use crate::backend::device::GpuInfo;
use crate::{Error, Result};
use cust::device::{Device as Handle, DeviceAttribute};
use std::ffi::c_int;
use std::sync::OnceLock;

/// 13.0 for 13000.
fn version(number: u32) -> String {
    format!("{}.{}", number / 1000, number % 1000 / 10)
}

/// 9.0 for 90.
fn capability(number: u32) -> String {
    format!("{}.{}", number / 10, number % 10)
}

/// Starts the driver, once for the process, and gives its CUDA version.
pub fn start() -> Result<u32> {
    static OUTCOME: OnceLock<Result<u32>> = OnceLock::new();
    OUTCOME
        .get_or_init(|| {
            load()?;
            let mut version: c_int = 0;
            // SAFETY: the out-pointer is writable; needs no initialization.
            check(unsafe { cuDriverGetVersion(&raw mut version) }, || "the CUDA driver's version".into())?;
            // SAFETY: plain numbers.
            match unsafe { cuInit(0) } {
                0 => Ok(version as u32),
                NO_DEVICE => Err(no_device()),
                code => {
                    Err(Error::Unsupported(format!("the NVIDIA driver does not start: {}", describe(code))))
                }
            }
        })
        .clone()
}

fn no_device() -> Error {
    Error::Unsupported("there is a NVIDIA driver, but no CUDA device that this process may use".into())
}

/// All GPUs, in the driver's order; an error says why there is none.
pub fn gpus() -> Result<Vec<GpuInfo>> {
    let driver = start()?;
    let failed = |error: cust::error::CudaError, what: &str| {
        Error::Device(format!("{what}: {}", describe(error as c_int))) // cust's own text may panic
    };
    let count = Handle::num_devices().map_err(|e| failed(e, "the number of CUDA devices"))?;
    if count == 0 {
        return Err(no_device());
    }
    let describe = |ordinal| {
        let handle = Handle::get_device(ordinal)?;
        let attribute = |which| handle.get_attribute(which).map(|value| value.max(0) as u32);
        let (major, minor) =
            (DeviceAttribute::ComputeCapabilityMajor, DeviceAttribute::ComputeCapabilityMinor);
        let mut uuid = [0; 16];
        // SAFETY: 16 bytes to write to, and a device.
        if unsafe { cuDeviceGetUuid(&raw mut uuid, handle.as_raw()) } != 0 {
            uuid = [0; 16];
        }
        Ok(GpuInfo {
            ordinal,
            handle: handle.as_raw(),
            name: handle.name()?,
            capability: 10 * attribute(major)? + attribute(minor)?,
            memory: handle.total_memory()? as u64,
            multiprocessors: attribute(DeviceAttribute::MultiprocessorCount)?,
            driver,
            uuid,
        })
    };
    (0..count).map(|i| describe(i).map_err(|e| failed(e, &format!("CUDA device {i}")))).collect()
}

/// Whether kernels run on a device; an error says why not.
pub fn suits(gpu: &GpuInfo, image: &Image) -> Result<()> {
    let Some(Needs { cuda, capability: oldest }) = image.needs else {
        return Ok(()); // an experiment: the driver will say
    };
    if gpu.driver / 1000 < cuda / 1000 {
        return Err(Error::Unsupported(format!(
            "the NVIDIA driver is too old: it has CUDA {}, and the kernels of this library were made with \
             CUDA {}; a driver for CUDA {}.0 or later is needed",
            version(gpu.driver),
            version(cuda),
            cuda / 1000,
        )));
    }
    if gpu.capability < oldest {
        return Err(Error::Unsupported(format!(
            "GPU {} ({}) is too old: its compute capability is {}, and the kernels of this library are for \
             {} and later",
            gpu.ordinal,
            gpu.name,
            capability(gpu.capability),
            capability(oldest),
        )));
    }
    Ok(())
}
