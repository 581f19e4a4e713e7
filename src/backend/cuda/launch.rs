//! Kernel launches.

use super::driver::{CUstream, check, cuLaunchKernel};
use super::module::Function;
use super::stream::Stream;
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

/// Launches a kernel of one parameter on a stream. The context must be current.
///
/// # Safety
/// `A` is the kernel's parameter, field for field; what it points to on the device stays until the
/// stream has done it.
pub unsafe fn launch<A: Copy>(
    function: &Function,
    shape: Shape,
    stream: &Stream,
    argument: &A,
) -> Result<()> {
    // SAFETY: the caller vouches for the argument's type.
    unsafe { launch_on(function, shape, stream.raw, argument) }
}

/// As [`launch`], on any stream of the context.
///
/// # Safety
/// As for [`launch`]; the stream is alive.
pub unsafe fn launch_on<A: Copy>(
    function: &Function,
    shape: Shape,
    stream: CUstream,
    argument: &A,
) -> Result<()> {
    // SAFETY: the caller vouches for the argument's type.
    unsafe { launch_with(function, shape, stream, &mut [(&raw const *argument).cast_mut().cast()]) }
}

/// Launches a kernel of two parameters; see [`launch`].
///
/// # Safety
/// As for [`launch`].
pub unsafe fn launch2<A: Copy, B: Copy>(
    function: &Function,
    shape: Shape,
    stream: &Stream,
    (a, b): (&A, &B),
) -> Result<()> {
    let mut arguments = [(&raw const *a).cast_mut().cast(), (&raw const *b).cast_mut().cast()];
    // SAFETY: the caller vouches for the arguments' types.
    unsafe { launch_with(function, shape, stream.raw, &mut arguments) }
}

unsafe fn launch_with(
    function: &Function,
    shape: Shape,
    stream: CUstream,
    arguments: &mut [*mut c_void],
) -> Result<()> {
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
