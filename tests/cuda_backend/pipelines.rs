//! Pipelines, modules, kernels and streams on the stand-in driver, which does at once what it is given.

use super::rig::Rig;
use super::support::nvrtc;

#[test]
fn pipelines_on_a_gpu_do_what_those_on_the_processor_do() {
    let rig = Rig::new("cuda_pipelines", "pipelines");
    rig.run("", &[]);
    rig.run_named("CHROMA2_NVRTC", "/none", &[]);
    match nvrtc() {
        Some(nvrtc) => drop(rig.run_named("CHROMA2_NVRTC", &nvrtc, &[])),
        None => println!("skipped: no NVRTC in .venv"),
    }
}

#[test]
fn a_pipeline_whose_device_fails_says_in_which_step_and_leaves_nothing() {
    let rig = Rig::new("cuda_pipeline_faults", "pipeline_faults");
    // The n-th call of a function fails; from 700 on the device is lost.
    let cases = [
        ("1", "fail=cuMemHostAlloc:2:1", 20, "create", "pinned host memory"),
        ("2", "fail=cuMemAlloc_v2:2:1", 20, "create", "for a pipeline's blocks on GPU 0"),
        ("1", "fail=cuStreamCreateWithPriority:2:2", 20, "create", "a stream of GPU 0"),
        ("2", "fail=cuGraphInstantiateWithFlags:1:1", 22, "create", "a graph for GPU 0"),
        ("1", "fail=cuEventCreate:2:2", 20, "create", "an event of GPU 0"),
        ("1", "fail=cuLaunchKernel:719:5", 22, "step", "step 4: launch of pipeline_step"),
        ("2", "fail=cuGraphLaunch:719:5", 22, "step", "step 4: launch of a graph on GPU 0"),
        (
            "2",
            "fail=cuGraphExecKernelNodeSetParams_v2:719:2",
            22,
            "step",
            "step 1: the arguments of a graph's kernel",
        ),
        ("1", "fail=cuMemcpyDtoHAsync_v2:719:3", 22, "step", "step 2: "),
        ("2", "fail=cuEventQuery:719:3", 22, "step", "step 2: work on GPU 0: CUDA error 719"),
    ];
    for (form, plan, status, stage, part) in cases {
        let text = rig.run(plan, &[form, &status.to_string(), part]);
        assert!(text.starts_with(stage), "{plan}: {text}");
    }
    let text = rig.run("fail=cuEventQuery:719:4", &["1", "22", "CUDA error 719", "calls"]);
    assert!(text.contains("step "), "{text}");
}
