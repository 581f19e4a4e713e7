//! Small blocks of memory that a kernel copies.

use std::ffi::c_void;

/// Threads of a block of `chroma2_copy`.
pub const COPY_BLOCK: u32 = 1024;
/// Bytes that a thread copies at once.
pub const COPY_UNIT: u32 = 16;

/// Copies memory of the host or of the device, both aligned to a unit.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct CopyJob {
    pub from: *const c_void,
    pub to: *mut c_void,
    /// A word that is set to 0; NULL: none.
    pub clear: *mut u32,
    /// Of COPY_UNIT bytes each.
    pub units: u64,
}
