//! Code of programs, and where it is loaded.

use super::DeviceKernel;
use crate::Result;
use crate::named::Named;
use std::any::Any;
use std::ffi::{CStr, CString};
use std::fmt::Debug;
use std::sync::Arc;

/// What a module's code is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum CodeKind {
    /// CUDA C++, compiled at run time by NVRTC, which must be installed.
    Source = 1,
    /// PTX, which the driver compiles.
    Ptx = 2,
    /// A fatbin or a cubin.
    Binary = 3,
}

impl Named for CodeKind {
    const ALL: &'static [(Self, &'static str)] =
        &[(Self::Source, "source"), (Self::Ptx, "ptx"), (Self::Binary, "binary")];

    fn number(self) -> u32 {
        self as u32
    }
}

/// A program's code for a device.
#[derive(Debug, Clone)]
pub struct Code {
    /// What it is.
    pub kind: CodeKind,
    /// Its bytes; texts end with a NUL.
    pub bytes: Vec<u8>,
    /// Options of the compiler, for a source.
    pub options: Vec<CString>,
}

/// Code on a device.
pub trait LoadedModule: Send + Sync + Debug + Any {
    /// A kernel by its name, which is the mangled one unless the code says extern "C".
    fn kernel(self: Arc<Self>, name: &CStr) -> Result<Arc<dyn DeviceKernel>>;

    /// Place of its device in [`devices`](crate::backend::device::devices).
    fn device(&self) -> u32;
}
