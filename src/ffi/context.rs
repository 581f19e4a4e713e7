//! Contexts and devices.

use super::arguments::{self, Config};
use super::guard::guard;
use super::handle::{self, Handle};
use super::status::chroma2_status;
use crate::backend::context::{Choice, Context, Gpus};
use crate::backend::cpu::Level;
use crate::backend::device::{self, Device};
use crate::backend::usable;
use crate::named::Named;
use crate::{Error, Result};
use std::ffi::c_char;

/// What executes a context's work. Functions and structs take it as uint32_t.
#[derive(Clone, Copy, PartialEq)]
#[repr(u32)]
pub enum chroma2_backend {
    /// CUDA where there is a GPU that can be used, else the processor; the log says why.
    Auto = 0,
    /// The processor's cores.
    Cpu = 1,
    /// An NVIDIA GPU. Unsupported where there is none: the message says why.
    Cuda = 2,
}

impl Named for chroma2_backend {
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::Auto, "auto"), (Self::Cpu, "cpu"), (Self::Cuda, "cuda")];

    fn number(self) -> u32 {
        self as u32
    }
}

/// Instruction sets of the CPU backend. All of them give the same bits.
#[repr(u32)]
pub enum chroma2_cpu_level {
    /// What every processor of the architecture has.
    Baseline = 0,
    /// x86-64-v3: AVX2 and FMA.
    V3 = 1,
}

/// Worker threads on a device. Sessions and events keep it alive, so it may be destroyed first. After a
/// fork the child can read results and give handles up; all that needs the threads fails as an invalid
/// state there.
pub struct chroma2_context {
    _private: [u8; 0],
}

impl Handle for chroma2_context {
    type Object = Context;
    const NAME: &'static str = "chroma2_context";
}

/// How to make a context. All zero but struct_size is right for most programs.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_context_config {
    /// sizeof(chroma2_context_config).
    pub struct_size: usize,
    /// A chroma2_backend.
    pub backend: u32,
    /// Worker threads, at most 1024; 0: as many as the process may run at once.
    pub threads: u32,
    /// Place of the device in the list of chroma2_device_get_info; 0: the processor or, for cuda and auto,
    /// the first GPU that can be used.
    pub device: u32,
    /// 0.
    pub reserved: u32,
    /// The most bytes of host memory that it may have in use at a time, as chroma2_context_info counts
    /// them; what would exceed them fails as out of memory before anything is allocated. 0: no limit.
    pub memory_limit: u64,
    /// Places of GPUs in the list of chroma2_device_get_info, each once, at most 64: sessions of the context spread their
    /// events over all of them, with the same results as on one. What a GPU that fails was about, another one does. The
    /// first is the context's own, in whose memory its queues are. NULL: see device_count. `device` is 0 with more than one.
    pub devices: *const u32,
    /// How many these are. With `devices` NULL: the first so many GPUs that can be used, UINT64_MAX for all; 0: the one
    /// that `device` says. Unsupported where there are fewer.
    pub device_count: u64,
}

// SAFETY: numbers and a pointer without padding, struct_size first.
unsafe impl Config for chroma2_context_config {
    const NAME: &'static str = "chroma2_context_config";
    const RESERVED: &'static [usize] = &[std::mem::offset_of!(Self, reserved)];
}

/// What a context is and holds.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_context_info {
    /// sizeof(chroma2_context_info).
    pub struct_size: usize,
    /// A chroma2_backend, never auto.
    pub backend: u32,
    /// Worker threads.
    pub threads: u32,
    /// Bytes of host memory in use: its events' (copies of their photons, and results), its committed
    /// geometries', its queues', and what commits and pictures need on the way.
    pub memory: u64,
    /// Place of its device in the list of chroma2_device_get_info; of several, the first.
    pub device: u32,
    /// How many GPUs it has.
    pub device_count: u32,
    /// Bytes of the GPUs' memory that it holds.
    pub device_memory: u64,
    /// The most that `memory` may be; 0: no limit.
    pub memory_limit: u64,
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_context_info {
    const NAME: &'static str = "chroma2_context_info";
}

/// A device.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct chroma2_device {
    /// sizeof(chroma2_device).
    pub struct_size: usize,
    /// The chroma2_backend that runs on it.
    pub backend: u32,
    /// Threads that the process may run at once.
    pub cores: u32,
    /// A chroma2_cpu_level: that of the processor's kernels.
    pub level: u32,
    /// 0.
    pub reserved: u32,
    /// Its name, cut to fit, NUL-terminated UTF-8.
    pub name: [c_char; 128],
    /// 1: contexts can be made on it; 0: making one fails, and says why.
    pub usable: u32,
    /// A GPU's compute capability as 10 * major + minor (90 for 9.0). 0 for the processor, as all
    /// that follows.
    pub compute_capability: u32,
    /// Its multiprocessors.
    pub multiprocessors: u32,
    /// The CUDA version of its driver as 1000 * major + 10 * minor.
    pub driver_version: u32,
    /// Bytes of its memory.
    pub memory: u64,
    /// Its identity; zeros where the driver does not tell.
    pub uuid: [u8; 16],
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_device {
    const NAME: &'static str = "chroma2_device";
}

fn backend(number: u32) -> Result<Choice> {
    Ok(match chroma2_backend::from_number(number, "config->backend")? {
        chroma2_backend::Auto => Choice::Auto,
        chroma2_backend::Cpu => Choice::Cpu,
        chroma2_backend::Cuda => Choice::Cuda,
    })
}

/// Most GPUs of a context.
const MOST_DEVICES: u64 = 64;

/// The GPUs that a config asks for.
///
/// # Safety
/// `devices` is NULL, or has as many numbers as said, which stay while the result is used.
unsafe fn gpus(config: &chroma2_context_config) -> Result<Gpus<'_>> {
    let (devices, count) = (config.devices, config.device_count);
    if devices.is_null() && count == 0 {
        return Ok(Gpus::One(config.device));
    }
    let why = "config->device_count is not 0";
    arguments::unused(config.device, "config->device", why)?;
    if devices.is_null() {
        return Ok(Gpus::First((count < u64::MAX).then_some(count)));
    }
    if !(1..=MOST_DEVICES).contains(&count) {
        return Err(Error::argument(format!(
            "config->device_count is {count}; 1 to {MOST_DEVICES} are allowed with a list of devices"
        )));
    }
    arguments::aligned(devices, "config->devices")?;
    // SAFETY: the caller guarantees it.
    Ok(Gpus::Listed(unsafe { std::slice::from_raw_parts(devices, count as usize) }))
}

/// Makes a context. `config` may be NULL for all defaults. The caller owns *context, to be given
/// to chroma2_context_destroy. Fails as unsupported where there is no GPU for the backend cuda (no
/// driver, no device, one too old, no kernels in the library: the message says which), and as out of
/// memory when its threads do not start. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_context_create(
    config: *const chroma2_context_config,
    context: *mut *mut chroma2_context,
) -> chroma2_status {
    guard(|| {
        arguments::aligned(context.cast_const(), "context")?;
        // SAFETY: the caller guarantees `config`.
        let config = unsafe { arguments::config(config, "config") }?;
        // SAFETY: the caller guarantees the list.
        let gpus = unsafe { gpus(&config) }?;
        let made =
            Context::spread(backend(config.backend)?, gpus, config.threads as usize, config.memory_limit)?;
        // SAFETY: the caller guarantees `context`.
        unsafe { arguments::write(context, handle::insert(made)?, "context") }
    })
}

/// Gives a context up; NULL is fine. Returns at once: events that run on it go on, and its threads
/// end with the last session or event that uses it. Any thread.
#[unsafe(no_mangle)]
pub extern "C" fn chroma2_context_destroy(context: *mut chroma2_context) -> chroma2_status {
    guard(|| handle::release(context, "context").map(drop))
}

/// Writes what a context is and holds; info->struct_size must be set. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_context_get_info(
    context: *const chroma2_context,
    info: *mut chroma2_context_info,
) -> chroma2_status {
    guard(|| {
        let context = handle::get(context, "context")?;
        let gpu = context.gpu();
        let value = chroma2_context_info {
            struct_size: 0,
            backend: gpu.map_or(chroma2_backend::Cpu, |_| chroma2_backend::Cuda) as u32,
            threads: context.threads() as u32,
            memory: context.memory(),
            device: context.device(),
            device_count: gpu.map_or(0, |_| context.backend().devices().len() as u32),
            device_memory: context.backend().memory(),
            memory_limit: context.memory_limit().unwrap_or(0),
        };
        // SAFETY: the caller guarantees `info`.
        unsafe { arguments::write_struct(info, &value, "info") }
    })
}

/// Writes the number of devices, at least 1: device 0 is the processor, GPUs follow in the driver's
/// order. Starts the NVIDIA driver where there is one. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_device_get_count(count: *mut u64) -> chroma2_status {
    // SAFETY: the caller guarantees `count`.
    guard(|| unsafe { arguments::write(count, device::devices().len() as u64, "count") })
}

/// Writes a device's properties; device->struct_size must be set. `index` counts from 0. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_device_get_info(index: u32, device: *mut chroma2_device) -> chroma2_status {
    guard(|| {
        let devices = device::devices();
        let found = devices.get(index as usize).ok_or_else(|| {
            Error::argument(format!(
                "index is {index}; 0 to {} are allowed, as many devices as there are",
                devices.len() - 1
            ))
        })?;
        // SAFETY: the caller guarantees `device`.
        unsafe { arguments::write_struct(device, &describe(found), "device") }
    })
}

fn describe(device: &Device) -> chroma2_device {
    let mut name = [0; 128];
    let mut used = 0;
    for letter in device.name.chars().take_while(|&letter| letter != '\0') {
        let mut bytes = [0; 4];
        let bytes = letter.encode_utf8(&mut bytes).as_bytes();
        if used + bytes.len() >= name.len() {
            break; // a whole letter more does not fit before the terminator
        }
        for &byte in bytes {
            name[used] = byte as c_char;
            used += 1;
        }
    }
    let level = match device.level {
        Level::Baseline => chroma2_cpu_level::Baseline,
        Level::V3 => chroma2_cpu_level::V3,
    };
    let gpu = device.gpu.as_ref();
    chroma2_device {
        struct_size: 0,
        backend: gpu.map_or(chroma2_backend::Cpu, |_| chroma2_backend::Cuda) as u32,
        cores: device.cores as u32,
        level: level as u32,
        reserved: 0,
        name,
        usable: gpu.is_none_or(usable).into(),
        compute_capability: gpu.map_or(0, |gpu| gpu.capability),
        multiprocessors: gpu.map_or(0, |gpu| gpu.multiprocessors),
        driver_version: gpu.map_or(0, |gpu| gpu.driver),
        memory: gpu.map_or(0, |gpu| gpu.memory),
        uuid: gpu.map_or([0; 16], |gpu| gpu.uuid),
    }
}
