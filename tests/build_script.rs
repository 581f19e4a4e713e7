//! What the build script decides.

#[allow(dead_code)] // the rest runs when the library is built
#[path = "../build_rs/cuda.rs"]
mod cuda;

use std::path::PathBuf;

#[test]
fn a_build_without_kernels_knows_why() {
    let found = || Some(PathBuf::from("/opt/cuda/bin/nvcc"));
    assert_eq!(cuda::compiler("", found), Ok("/opt/cuda/bin/nvcc".into()));
    assert_eq!(cuda::compiler("90", found), Ok("/opt/cuda/bin/nvcc".into()));
    let unwanted = cuda::compiler("none", || panic!("nobody asked for a compiler"));
    assert!(unwanted.unwrap_err().starts_with("CHROMA2_CUDA_ARCHS=none "));
    assert!(cuda::compiler("", || None).unwrap_err().starts_with("nvcc was not found in CUDA_HOME"));
}
