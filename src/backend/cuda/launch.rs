//! Kernel launches.

use super::driver::{CUstream, check, cuLaunchKernel};
use super::module::Function;
use crate::Result;
use std::ffi::c_void;

/// How many blocks of how many threads, and bytes of dynamic shared memory a block.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Blocks, at least 1.
    pub grid: u32,
    /// Threads a block.
    pub block: u32,
    /// Bytes.
    pub shared: u32,
}

/// Launches a kernel of one parameter on any stream of the context, which must be current.
///
/// # Safety
/// `A` is the kernel's parameter, field for field; what it points to on the device stays until the
/// stream, which is alive, has done it.
pub unsafe fn launch<A: Copy>(
    function: &Function,
    shape: Shape,
    stream: CUstream,
    argument: &A,
) -> Result<()> {
    let mut arguments: [*mut c_void; 1] = [(&raw const *argument).cast_mut().cast()];
    // SAFETY: alive; the driver copies the arguments before it returns.
    let code = unsafe {
        cuLaunchKernel(
            function.raw,
            shape.grid,
            1,
            1,
            shape.block,
            1,
            1,
            shape.shared,
            stream,
            arguments.as_mut_ptr(),
            std::ptr::null_mut(),
        )
    };
    check(code, || format!("launch of {} with {shape:?}", function.name.to_string_lossy()))
}
