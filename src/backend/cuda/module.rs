//! Kernels loaded on a device.

use super::driver::{
    CUfunction, CUmodule, check, cuFuncGetAttribute, cuFuncSetAttribute, cuModuleGetFunction,
    cuModuleLoadDataEx, cuModuleUnload, cuOccupancyMaxActiveBlocksPerMultiprocessor, function, jit,
};
use super::kernels::Image;
use super::primary::Primary;
use crate::{Error, Result};
use std::ffi::{CStr, c_int, c_void};
use std::sync::Arc;

/// A module, loaded whole: a kernel that were loaded at its first launch would wait for all others.
#[derive(Debug)]
pub struct Module {
    module: CUmodule,
    primary: Arc<Primary>,
}

// SAFETY: the driver's handles may be used by any thread with their context current.
unsafe impl Send for Module {}
// SAFETY: as above.
unsafe impl Sync for Module {}

/// A kernel; usable while its module lives.
#[derive(Debug, Clone, Copy)]
pub struct Function {
    pub(super) raw: CUfunction,
    /// For messages.
    pub name: &'static CStr,
    /// Threads that a block may have.
    pub most_threads: u32,
    /// Registers of a thread.
    pub registers: u32,
    /// Bytes of local memory (spilled registers, stacks) of a thread.
    pub local_bytes: u32,
    /// The architecture of its machine code, as 10 * major + minor.
    pub architecture: u32,
}

// SAFETY: as for Module.
unsafe impl Send for Function {}
// SAFETY: as for Module.
unsafe impl Sync for Function {}

/// What the driver has written to a log, in brackets; empty where that is nothing.
pub(super) fn logged(log: &[u8]) -> String {
    let text = CStr::from_bytes_until_nul(log).map(CStr::to_string_lossy).unwrap_or_default();
    if text.trim().is_empty() { String::new() } else { format!(" ({})", text.trim()) }
}

impl Module {
    /// Loads kernels.
    pub fn load(primary: &Arc<Primary>, image: &Image) -> Result<Self> {
        Self::load_code(primary, &image.bytes, || format!("the kernels for GPU {}", primary.ordinal()))
    }

    /// Loads code of a format that the driver knows or refuses; a text ends with a NUL. `what` it is, for messages.
    pub fn load_code(primary: &Arc<Primary>, code: &[u8], what: impl Fn() -> String) -> Result<Self> {
        let _current = primary.enter()?;
        let mut log = vec![0u8; 4096];
        let mut options = [jit::ERROR_LOG, jit::ERROR_LOG_BYTES];
        let mut values = [log.as_mut_ptr().cast::<c_void>(), std::ptr::without_provenance_mut(log.len())];
        let mut module: CUmodule = std::ptr::null_mut();
        // SAFETY: code as said; a log with its size.
        let result = unsafe {
            cuModuleLoadDataEx(
                &raw mut module,
                code.as_ptr().cast(),
                options.len() as u32,
                options.as_mut_ptr(),
                values.as_mut_ptr(),
            )
        };
        check(result, || format!("{}{}", what(), logged(&log)))?;
        Ok(Self { module, primary: Arc::clone(primary) })
    }

    /// A kernel by its name. Asking for its properties loads its code.
    pub fn function(&self, name: &'static CStr) -> Result<Function> {
        let _current = self.primary.enter()?;
        let raw = self.find(name)?;
        Ok(Function {
            raw,
            name,
            most_threads: attribute(raw, function::MOST_THREADS, name)?,
            registers: attribute(raw, function::REGISTERS, name)?,
            local_bytes: attribute(raw, function::LOCAL_BYTES, name)?,
            architecture: attribute(raw, function::BINARY_VERSION, name)?,
        })
    }

    /// The driver's handle of a kernel. The context must be current.
    pub(super) fn find(&self, name: &CStr) -> Result<CUfunction> {
        let mut raw: CUfunction = std::ptr::null_mut();
        // SAFETY: a live module, a NUL-terminated name.
        let code = unsafe { cuModuleGetFunction(&raw mut raw, self.module, name.as_ptr()) };
        check(code, || format!("kernel {}", name.to_string_lossy()))?;
        Ok(raw)
    }

    /// Blocks of `threads` threads with `shared` bytes of dynamic shared memory that a multiprocessor
    /// runs at once; at least 1. Allows the kernel that much shared memory.
    pub fn resident_blocks(&self, function: &Function, threads: u32, shared: usize) -> Result<u32> {
        let _current = self.primary.enter()?;
        let what =
            || format!("kernel {} with {shared} bytes of shared memory", function.name.to_string_lossy());
        allow_shared(function, shared)?;
        let mut blocks: c_int = 0;
        // SAFETY: a live function.
        let code = unsafe {
            cuOccupancyMaxActiveBlocksPerMultiprocessor(
                &raw mut blocks,
                function.raw,
                threads as c_int,
                shared,
            )
        };
        check(code, what)?;
        if blocks < 1 {
            return Err(Error::Device(format!("{}: does not fit a multiprocessor", what())));
        }
        Ok(blocks as u32)
    }
}

/// A property of a kernel. The context must be current.
pub(super) fn attribute(raw: CUfunction, which: c_int, name: &CStr) -> Result<u32> {
    let mut value: c_int = 0;
    // SAFETY: a live function.
    let code = unsafe { cuFuncGetAttribute(&raw mut value, which, raw) };
    check(code, || format!("properties of kernel {}", name.to_string_lossy()))?;
    Ok(value.max(0) as u32)
}

/// Allows a kernel so many bytes of dynamic shared memory. The context must be current.
pub fn allow_shared(function: &Function, shared: usize) -> Result<()> {
    allow_shared_raw(function.raw, function.name, shared)
}

/// The same of a kernel of the program.
pub(super) fn allow_shared_raw(raw: CUfunction, name: &CStr, shared: usize) -> Result<()> {
    if shared <= 48 << 10 {
        return Ok(());
    }
    // SAFETY: a live function.
    let code = unsafe { cuFuncSetAttribute(raw, function::DYNAMIC_SHARED_BYTES, shared as c_int) };
    check(code, || format!("kernel {} with {shared} bytes of shared memory", name.to_string_lossy()))
}

impl Drop for Module {
    fn drop(&mut self) {
        if let Ok(_current) = self.primary.enter() {
            // SAFETY: nothing runs of it: streams are waited for before they are dropped.
            unsafe { cuModuleUnload(self.module) };
        }
    }
}
