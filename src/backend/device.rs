//! What there is to compute on.

use super::cpu::{Level, kernels, kernels_of};
use super::gpus;
use std::ffi::c_int;

/// A device that contexts can be made on.
#[derive(Debug, Clone)]
pub struct Device {
    /// The processor's own name.
    pub name: String,
    /// Threads that the process may run at once.
    pub cores: usize,
    /// Instruction-set level of the kernels that will be used on the processor.
    pub level: Level,
    /// `None` for the processor.
    pub gpu: Option<GpuInfo>,
}

/// A GPU.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GpuInfo {
    /// Its number in the driver's order, from 0.
    pub ordinal: u32,
    /// The driver's handle.
    pub handle: c_int,
    /// The maker's name of it.
    pub name: String,
    /// Compute capability as 10 * major + minor: 90 for 9.0.
    pub capability: u32,
    /// Bytes of its memory.
    pub memory: u64,
    /// Multiprocessors.
    pub multiprocessors: u32,
    /// The CUDA version of the driver as 1000 * major + 10 * minor.
    pub driver: u32,
    /// Tells it from all others; zeros where the driver does not say.
    pub uuid: [u8; 16],
}

/// What one of several devices has been given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Its place in [`devices`].
    pub device: u32,
    /// Photons, those included that it was given again after another one had failed.
    pub photons: u64,
}

/// All devices: the processor, then the GPUs in the driver's order, usable or not.
pub fn devices() -> Vec<Device> {
    let device = |name, gpu| Device { name, cores: cores(), level: level(), gpu };
    let all = gpus().unwrap_or_default().into_iter();
    let gpus = all.map(|gpu| device(gpu.name.clone(), Some(gpu)));
    std::iter::once(device(processor_name(), None)).chain(gpus).collect()
}

/// Threads that the process may run at once (affinity and CPU quota considered).
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, |n| n.get())
}

/// The level of [`kernels`].
pub fn level() -> Level {
    match kernels_of(Level::V3) {
        Some(v3) if std::ptr::eq(v3, kernels()) => Level::V3,
        _ => Level::Baseline,
    }
}

fn processor_name() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(key, _)| key.trim() == "model name")
        .map(|(_, value)| value.trim().to_owned());
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| format!("{} processor", std::env::consts::ARCH))
}
