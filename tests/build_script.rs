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

#[test]
fn architectures_are_understood_or_refused() {
    let known = [75, 80, 90];
    assert_eq!(cuda::choose("", &known), Ok(vec![75, 80, 90]));
    assert_eq!(cuda::choose("90, 80,90", &known), Ok(vec![80, 90]));
    let refused = |wanted: &str, known: &[u32]| cuda::choose(wanted, known).unwrap_err();
    for (wanted, part) in [("8.0", "8.0"), ("80,", ""), ("nnone", "nnone"), ("80,none", "none"), (" ", " ")] {
        let said =
            format!("CHROMA2_CUDA_ARCHS is {wanted:?}, where {part:?} is no architecture; \"none\", or");
        assert!(refused(wanted, &known).starts_with(&said), "{}", refused(wanted, &known));
        assert!(!refused(wanted, &known).contains('\n'));
    }
    let said =
        "CHROMA2_CUDA_ARCHS is \"80,70\", but nvcc has no code for 70; some of [75, 80, 90] are allowed";
    assert_eq!(refused("80,70", &known), said);
    assert!(refused("", &[50, 60]).starts_with("nvcc knows [50, 60] only"));
}
