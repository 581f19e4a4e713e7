//! Kernel launches.

use super::driver::{CUfunction, CUstream, check, cuLaunchKernel};
use super::module::Function;
use crate::Result;
use crate::backend::kernel::{Arguments, Launch};
use std::ffi::{CStr, c_void};

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

/// Launches a kernel of the program on any stream of the context, which must be current.
///
/// # Safety
/// The arguments are those of the kernel, as far as the caller can know.
pub(super) unsafe fn launch_own(
    function: CUfunction,
    name: &CStr,
    shape: &Launch,
    stream: CUstream,
    arguments: &mut Arguments,
) -> Result<()> {
    let ([grid_x, grid_y, grid_z], [block_x, block_y, block_z]) = (shape.grid, shape.block);
    // SAFETY: alive; the driver copies the arguments before it returns.
    let code = unsafe {
        cuLaunchKernel(
            function,
            grid_x,
            grid_y,
            grid_z,
            block_x,
            block_y,
            block_z,
            shape.shared,
            stream,
            arguments.pointers().as_mut_ptr(),
            std::ptr::null_mut(),
        )
    };
    check(code, || format!("launch of {} with {shape:?}", name.to_string_lossy()))
}
