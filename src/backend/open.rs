//! Which backends this build has.

use super::Backend;
#[cfg(feature = "cuda")]
use super::cuda;
use super::device::GpuInfo;
#[cfg(not(feature = "cuda"))]
use crate::Error;
use crate::Result;

#[cfg(not(feature = "cuda"))]
fn no_cuda() -> Error {
    Error::Unsupported(
        "this library was built without the CUDA backend, because cargo's feature cuda was off".into(),
    )
}

/// Opens a GPU: the one of a number, or the first that kernels run on. An error says why not.
pub(super) fn open_gpu(ordinal: Option<u32>) -> Result<Box<dyn Backend>> {
    #[cfg(feature = "cuda")]
    return Ok(Box::new(cuda::Cuda::open(ordinal)?));
    #[cfg(not(feature = "cuda"))]
    {
        let _ = ordinal;
        Err(no_cuda())
    }
}

/// Opens several GPUs, each once.
pub(super) fn open_gpus(ordinals: &[u32]) -> Result<Box<dyn Backend>> {
    #[cfg(feature = "cuda")]
    return Ok(Box::new(cuda::Cuda::open_all(ordinals)?));
    #[cfg(not(feature = "cuda"))]
    {
        let _ = ordinals;
        Err(no_cuda())
    }
}

/// All GPUs, usable or not.
pub fn gpus() -> Result<Vec<GpuInfo>> {
    #[cfg(feature = "cuda")]
    return cuda::gpus();
    #[cfg(not(feature = "cuda"))]
    Err(no_cuda())
}

/// Whether a context can be made on a GPU.
pub fn usable(info: &GpuInfo) -> bool {
    #[cfg(feature = "cuda")]
    return cuda::usable(info);
    #[cfg(not(feature = "cuda"))]
    {
        let _ = info;
        false
    }
}

/// What [`chroma2_build_info`](crate::ffi::version::chroma2_build_info) says of GPUs.
pub fn build_info() -> String {
    #[cfg(feature = "cuda")]
    return cuda::build_info();
    #[cfg(not(feature = "cuda"))]
    "no cuda".into()
}
