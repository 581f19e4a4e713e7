//! Contexts and devices.

use super::guard::guard;
use super::handle::{self, Handle};
use super::read::{self, Config};
use super::status::chroma2_status;
use crate::runtime::context::{Backend, Context};
use crate::runtime::cpu::Level;
use crate::runtime::device::{self, Device};
use crate::{Error, Result};
use std::ffi::c_char;

/// What executes a context's work. Functions and structs take it as uint32_t.
#[repr(u32)]
pub enum chroma2_backend {
    /// The best one that this build and machine have.
    Auto = 0,
    /// The processor's cores.
    Cpu = 1,
    /// An NVIDIA GPU. Unsupported in a library that was built without CUDA.
    Cuda = 2,
}

/// Instruction sets of the CPU backend. All of them give the same bits.
#[repr(u32)]
pub enum chroma2_cpu_level {
    /// What every processor of the architecture has.
    Baseline = 0,
    /// x86-64-v3: AVX2 and FMA.
    V3 = 1,
}

/// Worker threads on a device. Sessions and events keep it alive, so it may be destroyed first.
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
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_context_config {
    const NAME: &'static str = "chroma2_context_config";
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
    /// Bytes that its events hold: copies of their photons, and results.
    pub memory: u64,
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
    /// A chroma2_cpu_level.
    pub level: u32,
    /// 0.
    pub reserved: u32,
    /// Its name, cut to fit, NUL-terminated UTF-8.
    pub name: [c_char; 128],
}

// SAFETY: plain numbers without padding, struct_size first.
unsafe impl Config for chroma2_device {
    const NAME: &'static str = "chroma2_device";
}

fn backend(number: u32) -> Result<Backend> {
    Ok(match number {
        0 => Backend::Auto,
        1 => Backend::Cpu,
        2 => Backend::Cuda,
        _ => {
            return Err(Error::argument(format!(
                "backend is {number}; 0 (auto), 1 (cpu) and 2 (cuda) are allowed"
            )));
        }
    })
}

/// Makes a context. `config` may be NULL for all defaults. The caller owns *context, to be given
/// to chroma2_context_destroy. Fails as unsupported for a backend that this library lacks, and as
/// out of memory when its threads do not start. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_context_create(
    config: *const chroma2_context_config,
    context: *mut *mut chroma2_context,
) -> chroma2_status {
    guard(|| {
        read::aligned(context.cast_const(), "context")?;
        // SAFETY: the caller vouches for `config`.
        let config = unsafe { read::config(config, "config") }?;
        let made = Context::new(backend(config.backend)?, config.threads as usize)?;
        // SAFETY: the caller vouches for `context`.
        unsafe { read::write(context, handle::insert(made)?, "context") }
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
        let value = chroma2_context_info {
            struct_size: 0,
            backend: chroma2_backend::Cpu as u32,
            threads: context.threads() as u32,
            memory: context.memory(),
        };
        // SAFETY: the caller vouches for `info`.
        unsafe { read::write_struct(info, &value, "info") }
    })
}

/// Writes the number of devices, at least 1: device 0 is the processor. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_device_count(count: *mut u32) -> chroma2_status {
    // SAFETY: the caller vouches for `count`.
    guard(|| unsafe { read::write(count, device::devices().len() as u32, "count") })
}

/// Writes a device's properties; device->struct_size must be set. `index` counts from 0. Any thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn chroma2_device_info(index: u32, device: *mut chroma2_device) -> chroma2_status {
    guard(|| {
        let devices = device::devices();
        let found = devices.get(index as usize).ok_or_else(|| {
            Error::argument(format!("index is {index}; there are {} devices, from 0", devices.len()))
        })?;
        // SAFETY: the caller vouches for `device`.
        unsafe { read::write_struct(device, &describe(found), "device") }
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
    chroma2_device {
        struct_size: 0,
        backend: chroma2_backend::Cpu as u32,
        cores: device.cores as u32,
        level: level as u32,
        reserved: 0,
        name,
    }
}
