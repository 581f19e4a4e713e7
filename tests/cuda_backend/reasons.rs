//! Each reason for there being no GPU has its own message, and auto takes the processor then.

use super::rig::Rig;
use chroma2::backend::cuda::kernels::embedded_needs;

#[test]
fn a_gpu_is_found_and_given_back() {
    let rig = Rig::new("cuda_found", "contexts");
    let text = rig.run("devices=2 memory=5000000000", &[]);
    assert!(text.contains("devices 3\n"), "{text}");
    assert!(text.contains("Fake GPU usable 1 capability 90 memory 5000000000 driver 13000"), "{text}");
    assert!(text.contains("cuda 0 ") && text.contains("auto 2"), "{text}");
}

/// The message for the backend cuda, which must be refused as unsupported.
fn refused(text: &str) -> &str {
    let line = text.lines().find_map(|line| line.strip_prefix("cuda 21 "));
    assert!(text.contains("auto 1"), "{text}");
    line.unwrap_or_else(|| panic!("{text}"))
}

#[test]
fn every_reason_is_told() {
    let rig = Rig::new("cuda_reasons", "contexts");
    let told = |fake: &str, part: &str| {
        let text = rig.run(fake, &[]);
        assert!(refused(&text).contains(part), "{fake}: {text}");
    };
    told("devices=0", "no CUDA device");
    told("init=100", "no CUDA device");
    told("init=803", "does not start: CUDA error 803");
    if let Some(needs) = embedded_needs() {
        told("version=11040", "too old: it has CUDA 11.4");
        told("version=11040", &format!("made with CUDA {}.{}", needs.cuda / 1000, needs.cuda % 1000 / 10));
        told("capability=52", "GPU 0 (Fake GPU) is too old: its compute capability is 5.2");
    }
    let text = rig.run_with(&[("CHROMA2_LIBCUDA", "/nowhere/libcuda.so.1")]);
    assert!(text.contains("devices 1\n"), "{text}");
    let wanted = std::env::var("CHROMA2_CUDA_ARCHS");
    let reason = match (embedded_needs(), wanted.as_deref()) {
        (Some(_), _) => "no NVIDIA driver",
        (None, Ok("none")) => "built without CUDA kernels, because CHROMA2_CUDA_ARCHS=none left them out",
        (None, _) => "built without CUDA kernels, because nvcc was not found in ",
    };
    assert!(refused(&text).contains(reason), "{text}");
}

#[test]
fn a_missing_or_unreadable_image_is_told() {
    let rig = Rig::new("cuda_image", "contexts");
    let environment = [("CHROMA2_LIBCUDA", rig.driver()), ("CHROMA2_FATBIN", "/nowhere/kernels.fatbin")];
    let text = rig.run_with(&environment);
    assert!(text.contains("cuda 10 /nowhere/kernels.fatbin, named by CHROMA2_FATBIN"), "{text}");
}

#[test]
fn failures_while_a_context_is_made_leave_nothing() {
    let rig = Rig::new("cuda_failures", "contexts");
    let told = |fake: &str, status: u32, part: &str| {
        let text = rig.run(fake, &[]);
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("cuda {status} ")));
        assert!(line.is_some_and(|line| line.contains(part)), "{fake}: {text}");
    };
    told("fail=cuDevicePrimaryCtxRetain:2:1", 20, "out of memory on the device (CUDA error 2");
    told("fail=cuModuleLoadDataEx:209:1", 22, "CUDA error 209");
    told("fail=cuModuleLoadDataEx:2:1", 20, "the kernels for device 0");
}
